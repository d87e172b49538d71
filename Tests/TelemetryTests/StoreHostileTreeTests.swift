import Testing

@testable import Telemetry

/// Inputs that would take minutes if any of them cost more than its size: 20,000 squared is 400 million.
@Suite("No tree costs more than its size")
struct StoreHostileTreeTests {
    private let count = 20_000

    private func nodes(_ spans: [TestSpan], inBatchesOf size: Int = 500) -> Int {
        var store = Store(startedAt: at(0))
        for start in stride(from: 0, to: spans.count, by: size) {
            _ = store.ingest(batch(Array(spans[start..<min(spans.count, start + size)])), at: at(100))
        }
        return store.traces[0].nodes.count
    }

    @Test func `orphans whose parents come later, in the same order`() {
        let parents = (1...count).map { TestSpan(UInt64($0), "x") }
        let orphans = parents.map { TestSpan(UInt64(count) + $0.id, in: $0.id, "x") }
        #expect(nodes(orphans + parents) == 2 * count)
    }

    @Test func `a chain from its end, and from its beginning`() {
        let chain = (1...count).map { TestSpan(UInt64($0), in: UInt64($0 - 1), "x") }
        #expect(nodes(chain) == count)
        #expect(nodes(chain.reversed()) == count)
    }

    @Test func `subtrees that are hung under the end of a long chain`() {
        let chain = (1...4_000).map { TestSpan(UInt64($0), in: UInt64($0 - 1), "x") }
        let subtrees = (1...UInt64(500)).flatMap {
            [TestSpan(100_000 + $0, in: 200_000 + $0, "x"), TestSpan(200_000 + $0, in: 4_000, "x")]
        }
        #expect(nodes(chain + subtrees) == 5_000)
    }

    @Test func `spans in a circle, and spans that are their own parents`() {
        let circle = (0..<count).map { TestSpan(UInt64($0 + 1), in: UInt64(($0 + 1) % count + 1), "x") }
        #expect(nodes(circle) == count)
        #expect(nodes((1...count).map { TestSpan(UInt64($0), in: UInt64($0), "x") }) == count)
    }

    @Test func `a span names its parent, also where it can't hang under it`() {
        var store = Store(startedAt: at(0))
        let spans = [(1, 2), (2, 1), (3, 3), (4, 1)].map { TestSpan($0.0, in: $0.1, "x") }
        _ = store.ingest(batch(spans), at: at(100))
        let trace = store.traces[0].id
        #expect(spans.map { store.detail(of: SpanID($0.id), in: trace)?.parentID.rawValue } == [2, 1, 3, 1])
    }

    @Test func `thousands of roots, of children of one span, of tasks and of calls with one id`() {
        #expect(nodes((1...count).map { TestSpan(UInt64($0), "x") }) == count)
        #expect(nodes((2...count).map { TestSpan(UInt64($0), in: 1, "x") }) == count)
        let agents = (1...5_000).map { TestSpan(UInt64($0), "agent[a]", 0, 1, ["agent.id": .string("a\($0 % 50)")]) }
        #expect(nodes(agents) == 5_000)
        let calls = (1...5_000).map {
            TestSpan(UInt64($0), "tool.execute", 0, 1, ["tool.name": "t", "gen_ai.tool.call.id": "same"])
        }
        #expect(nodes(calls) == 5_000)
    }

    @Test func `markers of spans that come later, in the same order`() {
        let spans = (1...5_000).map { TestSpan(UInt64($0), "x") }
        let markers = spans.map {
            TestSpan(10_000 + $0.id, in: $0.id, "x", 0, 1, ["logfire.span_type": "pending_span"])
        }
        #expect(nodes(markers + spans) == 5_000)
    }
}
