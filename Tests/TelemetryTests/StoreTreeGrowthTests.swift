import Testing

@testable import Telemetry

/// A tree that is brought up to date as its trace grows is the tree made anew: lines, what they say, and figures.
@Suite("A tree that grows with its trace")
struct StoreTreeGrowthTests {
    private let open = TraceID(high: 7, low: 1)

    /// Spans of a trace, and of others that it calls, with all that a sender can do wrong.
    private struct Sender {
        var random: SeededRandom
        var size: UInt64
        /// How far up a parent stands at the most; a tree of few is deep.
        var reach: UInt64

        init(seed: UInt64) {
            random = SeededRandom(seed: seed)
            size = UInt64.random(in: 2...80, using: &random)
            reach = [1, 3, 20, 200][Int(seed % 4)]
        }

        mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

        mutating func batches() -> [Batch] {
            var records = (1...size).flatMap { spans($0) }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: records.shuffle(using: &random)
            case 1: records.reverse()
            case 2: records.sort { ($0.to, $0.id) < ($1.to, $1.id) }
            default: break
            }
            var batches: [Batch] = []
            while !records.isEmpty {
                let count = min(records.count, Int.random(in: 1...9, using: &random))
                batches.append(batch(Array(records.prefix(count))))
                records.removeFirst(count)
                if chance(4) { batches.append(verdict()) }
            }
            return batches
        }

        /// A span, the marker of its beginning, itself again, or a trace that it calls.
        private mutating func spans(_ id: UInt64) -> [TestSpan] {
            var span = TestSpan(id, in: parent(of: id), "step \(id % 5)")
            // Few starts, so that many are equal; rarely the children of a span start before it.
            span.from = 10 + Double(id / 4) - (chance(9) ? 5 : 0)
            span.to = span.from + Double(Int.random(in: 0...40, using: &random))
            if chance(8) { span.status = .error }
            span.attributes = attributes(id)
            var spans = [span]
            if chance(5) { spans.append(marker(of: span)) }
            if chance(12) { spans.append(span) }
            if chance(30) { spans.append(called(from: span)) }
            return spans
        }

        private mutating func parent(of id: UInt64) -> UInt64 {
            if chance(20) { return 0 }
            // Circles, itself, one that never comes.
            if chance(25) { return UInt64.random(in: 1...size + 3, using: &random) }
            return id - min(id, UInt64.random(in: 1...reach, using: &random))
        }

        private mutating func attributes(_ id: UInt64) -> [String: TestValue] {
            var all: [String: TestValue] = ["session.id": "s"]
            switch Int.random(in: 0..<6, using: &random) {
            case 0: all.merge(["gen_ai.operation.name": "chat", "gen_ai.request.model": "m"]) { $1 }
            case 1: all.merge(["tool.name": "t", "tool.success": .bool(chance(2))]) { $1 }
            case 2: all.merge(["tool.name": "t", "gen_ai.tool.call.id": .string("call \(id % 9)")]) { $1 }
            case 3: all.merge(["langfuse.observation.type": "agent", "agent.id": .string("a\(id % 3)")]) { $1 }
            default: break
            }
            return all
        }

        private mutating func marker(of span: TestSpan) -> TestSpan {
            let parent = String(span.parent, radix: 16)
            let padded = String(repeating: "0", count: 16 - parent.count) + parent
            var marker = TestSpan(
                100_000 + span.id, in: span.id, span.name, span.from, span.from,
                ["logfire.span_type": "pending_span", "logfire.pending_parent_id": .string(padded)])
            if chance(3) { marker.from -= 2 }
            return marker
        }

        private mutating func called(from span: TestSpan) -> TestSpan {
            var called = TestSpan(
                1, "agent[b]", span.from + 1, span.to + 2, trace: span.id + 10, status: chance(3) ? .error : .ok,
                ["langfuse.observation.type": "agent", "agent.id": "b", "session.id": "s"])
            if chance(2) { called.links = [(trace: 1, span: span.id)] }
            return called
        }

        /// A log that says how a tool call came out.
        private mutating func verdict() -> Batch {
            eventBatch(
                [
                    TestEvent(
                        "tool_result", 20, trace: 1,
                        [
                            "tool_name": "t", "call_id": .string("call \(Int.random(in: 0..<9, using: &random))"),
                            "success": .string(chance(2) ? "true" : "false"), "session.id": "s",
                        ])
                ], service: "looopy")
        }
    }

    private func expectWhole(_ tree: TraceTree, in store: Store, at now: Double, _ what: String) {
        var tree = tree
        var request = TreeRowsRequest()
        request.lines = Array(tree.lines.indices)
        request.agent = tree.lines.count.isMultiple(of: 2) ? "a1" : nil
        tree.rows = store.rows(request, of: tree).rows
        var whole = store.tree(of: tree.traceID, agent: request.agent, at: at(now))
        // How it came to be is no part of it.
        whole?.layout = LayoutState()
        tree.layout = LayoutState()
        #expect(tree == whole, "\(what)")
    }

    @Test(arguments: UInt64(0)..<40)
    func `it is the tree made anew, whatever comes in whatever order`(seed: UInt64) throws {
        var limits = Store.Limits()
        if seed % 3 == 0 { limits.spansPerTrace = 40 }
        var (store, sender) = (Store(limits: limits, startedAt: at(0)), Sender(seed: seed))
        var (tree, now) = (TraceTree(traceID: open), 100.0)
        for (number, batch) in sender.batches().enumerated() {
            _ = store.ingest(batch, at: at(now))
            now += sender.chance(40) ? 5_000 : 1
            if sender.chance(12) {
                // Another trace is looked at; or a copy of the store is, and then the store itself again.
                var (other, copy) = (TraceTree(traceID: TraceID(high: 7, low: 12)), store)
                if sender.chance(2) { _ = store.update(&other, at: at(now)) }
                if sender.chance(2) { _ = copy.update(&other, at: at(now)) }
                if sender.chance(2) { _ = copy.update(&tree, at: at(now)) }
            }
            guard !sender.chance(4) else { continue }
            guard store.update(&tree, at: at(now)) else { continue }
            expectWhole(tree, in: store, at: now, "seed \(seed), batch \(number)")
        }
    }

    @Test func `only what has changed is laid out anew`() {
        var (store, tree) = (Store(startedAt: at(0)), TraceTree(traceID: open))
        for number in 1...40 {
            let first = UInt64(number) * 10
            let calls = (1..<10).map { TestSpan(first + $0, in: first, "tool.execute", Double(first + $0)) }
            _ = store.ingest(batch(calls + [TestSpan(first, in: 1, "loop.iteration", Double(first))]), at: at(500))
            #expect(store.update(&tree, at: at(500)))
            // A tree that is made anew is of another watch.
            #expect(tree.layout.watch == 1)
            #expect(tree.lines.count == 1 + 10 * number)
            expectWhole(tree, in: store, at: 500, "\(number)")
        }
    }

    @Test func `after more changes than are remembered it is made anew`() {
        var (store, tree) = (Store(startedAt: at(0)), TraceTree(traceID: open))
        for changes in [1, 20_000, 1] {
            _ = store.ingest(batch((0..<50).map { TestSpan(UInt64(changes) + $0, in: 1, "x") }), at: at(100))
            for _ in 0..<changes { store.treeWatch.note(0, in: 0) }
            #expect(store.update(&tree, at: at(100)))
            expectWhole(tree, in: store, at: 100, "\(changes) changes")
        }
        #expect(tree.layout.watch == 2)
    }
}
