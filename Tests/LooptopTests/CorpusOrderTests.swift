import Foundation
import Telemetry
import Testing

@testable import looptop

/// The figures of recorded files are a function of what is in them. Spans and event logs may come in any order, in any
/// requests, and several times.
///
/// Requests of metrics keep their order among themselves, whatever comes between them. A cumulative point that is older
/// than the last one of its series is dropped by nature: its growth is in the newer one already, and where its series was
/// reset since, what it says can no longer be told from that.
@Suite("The figures of real clients do not depend on order")
struct CorpusOrderTests {
    private static let cases = Corpus.clients.flatMap { client in (0..<6).map { (client, UInt64($0)) } }

    @Test(arguments: cases)
    func `requests in any order give the same figures`(client: String, seed: UInt64) {
        let batches = recorded(client)
        var random = SplitMix(state: seed)
        expectSame(shuffled(batches, &random), batches)
    }

    @Test(arguments: cases)
    func `a request for each span, log record and metric, in any order, gives the same figures`(
        client: String, seed: UInt64
    ) {
        let batches = recorded(client)
        var random = SplitMix(state: seed)
        expectSame(shuffled(batches.flatMap(\.inSingles), &random), batches)
    }

    @Test(arguments: cases)
    func `requests that are sent again, late and in part, add nothing`(client: String, seed: UInt64) {
        let batches = recorded(client)
        var random = SplitMix(state: seed)
        let singles = batches.flatMap(\.inSingles).filter { !$0.spans.isEmpty || !$0.points.isEmpty }
        let again = (0..<singles.count / 2).compactMap { _ in singles.randomElement(using: &random) }
        expectSame(shuffled(batches, &random) + again.shuffled(using: &random), batches)
    }

    private func recorded(_ client: String) -> [Batch] {
        var input = RecordedInput()
        input.read(Corpus.folder.appending(path: client).path)
        return input.batches
    }

    /// Shuffled, with requests of metrics in their own order on the places that they got.
    private func shuffled(_ batches: [Batch], _ random: inout SplitMix) -> [Batch] {
        let order = batches.indices.shuffled(using: &random)
        var metrics = order.filter { !batches[$0].points.isEmpty }.sorted().makeIterator()
        return order.map { batches[batches[$0].points.isEmpty ? $0 : metrics.next() ?? $0] }
    }

    private func expectSame(_ batches: [Batch], _ reference: [Batch]) {
        let (figures, expected) = (totals(batches), totals(reference))
        #expect(figures.agents == expected.agents)
        #expect(figures.tools == expected.tools)
        #expect(figures.models == expected.models)
        #expect(figures == expected)
    }

    /// All but the rate: that goes by the clock.
    private func totals(_ batches: [Batch]) -> Section {
        var store = Store(startedAt: .unset)
        for batch in batches { _ = store.ingest(batch, at: .unset) }
        var totals = store.report(ReportRequest(), at: .unset).totals
        totals.tokensPerSecond = nil
        return totals
    }
}

extension Batch {
    /// The same in requests of one span, one log record or one metric each.
    fileprivate var inSingles: [Batch] {
        var empty = self
        (empty.spans, empty.metrics, empty.logs) = ([], [], [])
        let bySpan = spans.map { span in
            var batch = empty
            batch.spans = [span]
            batch.points = []
            return batch
        }
        let byLog = logs.map { log in
            var batch = empty
            batch.logs = [log]
            batch.points = []
            return batch
        }
        let byMetric = metrics.map { metric in
            var batch = empty
            var metric = metric
            batch.points = Array(points[metric.points.range])
            metric.points = Slice(start: 0, count: batch.points.count)
            batch.metrics = [metric]
            return batch
        }
        return bySpan + byLog + byMetric
    }
}

/// SplitMix64: the same sequence for the same seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
