import Testing

@testable import Telemetry

@Suite struct LogOrderTests {
    @Test(arguments: 1...6)
    func `Records stand by time whatever the order of arrival, and are found where they stand`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var order = LogOrder()
        var reference: [LogID] = []
        for number in 0..<4_000 {
            let time = number % 3 == 0 ? UInt64(number) : UInt64.random(in: 0..<4_000, using: &random)
            let id = LogID(time: Timestamp(nanoseconds: time), sequence: UInt64(number))
            order.insert(LogOrder.Entry(id: id, slot: Int32(number)))
            reference.append(id)
            guard number % 4 == 3, let gone = reference.indices.randomElement(using: &random) else { continue }
            order.remove(reference.remove(at: gone))
        }
        reference.sort()
        #expect(order.count == reference.count)
        #expect(order.entries(0..<order.count).map(\.id) == reference)
        #expect(order.entries(700..<720).map(\.id) == Array(reference[700..<720]))
        for place in stride(from: 0, to: reference.count, by: 97) { #expect(order.rank(of: reference[place]) == place) }
    }

    @Test func `What is not in it changes nothing, and an empty list has no places`() {
        var order = LogOrder()
        order.remove(.first)
        #expect(order.rank(of: .last) == 0)
        #expect(order.entries(0..<10).isEmpty)
        order.insert(LogOrder.Entry(id: LogID(time: Timestamp(nanoseconds: 5), sequence: 1), slot: 0))
        order.remove(LogID(time: Timestamp(nanoseconds: 5), sequence: 2))
        #expect(order.count == 1)
        order.remove(LogID(time: Timestamp(nanoseconds: 5), sequence: 1))
        #expect(order.count == 0 && order.entries(0..<1).isEmpty)
    }
}
