import Telemetry
import Testing

@Suite("How much of a record is kept")
struct StoreRecordLimitTests {
    private func limits() -> Store.Limits {
        var limits = Store.Limits()
        limits.record.attributes = 4
        limits.record.attributeLength = 20
        limits.record.events = 2
        limits.record.links = 1
        return limits
    }

    private func detail(_ span: TestSpan) throws -> (SpanDetail, Store) {
        let store = store([batch([span])], limits: limits())
        return (try #require(store.detail(of: SpanID(span.id), in: TraceID(high: 7, low: 1))), store)
    }

    @Test func `attributes beyond the limit are left out, those that carry a meaning last`() throws {
        var attributes: [String: TestValue] = [
            "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 7, "gen_ai.request.model": "m",
        ]
        for number in 0..<20 { attributes["a\(number)"] = "x" }
        var (detail, store) = try detail(TestSpan(1, "chat m", 0, 1, attributes))
        #expect(detail.attributes.count == 4)
        #expect(detail.attributes.count(where: \.isKey) == 3)
        #expect(detail.droppedAttributes == 19)
        #expect(store.totals().tokens.input == 7)
        let findings = store.diagnosis(at: at(2)).findings
        #expect(findings.map(\.sentence).contains("19 attributes were left out: a span or record had too many"))
    }

    @Test func `events and links beyond the limit are left out`() throws {
        let span = TestSpan(
            1, "work", events: (0..<5).map { ("e\($0)", Double($0) / 10, [:]) }, links: (2..<5).map { ($0, 9) })
        var (detail, store) = try detail(span)
        #expect(detail.events.map(\.name) == ["e0", "e1"])
        #expect(detail.droppedEvents == 3)
        #expect(detail.links.map(\.traceID.low) == [2])
        #expect(detail.droppedLinks == 2)
        let findings = store.diagnosis(at: at(2)).findings
        #expect(findings.map(\.sentence) == ["5 events or links were left out: a span had too many"])
    }

    @Test func `of a long value the beginning and the length are kept`() throws {
        let long = TestValue.string(String(repeating: "x", count: 50))
        var (detail, store) = try detail(TestSpan(1, "work", 0, 1, ["text": long]))
        #expect(detail.attributes.first?.value == String(repeating: "x", count: 20))
        #expect(detail.attributes.first?.fullLength == 50)
        #expect(store.diagnosis(at: at(2)).findings.map(\.sentence) == ["1 value was kept in part: too long"])
    }

    @Test func `a list of many values is cut as its text is`() throws {
        var list = batch([TestSpan(1, "work", 0, 1, ["list": 0])])
        list.values = (0..<1_000).map { .int($0) }
        list.attributes[Int(list.spans[0].attributes.start)].value = .array(Slice(start: 0, count: 1_000))
        let store = store([list], limits: limits())
        let detail = try #require(store.detail(of: SpanID(1), in: TraceID(high: 7, low: 1)))
        #expect(detail.attributes.first?.value == "[0, 1, 2, 3, 4, 5, 6")
        #expect(detail.attributes.first?.fullLength == 4_890)
    }
}
