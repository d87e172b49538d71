import Telemetry
import Testing

private let counter = MetricKind.sum(.cumulative, isMonotonic: true)
private let steps = MetricKind.sum(.delta, isMonotonic: true)

@Suite struct MetricSeriesKeyTests {
    private func key(
        _ attributes: KeyValuePairs<String, any MetricAttributeLiteral>, name: String = "m", unit: String = "",
        kind: MetricKind = counter, from start: UInt64 = 1, scope: String = "s",
        resource: KeyValuePairs<String, any MetricAttributeLiteral> = ["service.name": "x", "service.instance.id": "1"]
    ) -> SeriesKey {
        var builder = MetricBatchBuilder(resource: resource, scope: scope)
        builder.metric(name, unit: unit, kind, MetricPoint(.int(1), from: start, at: 2, attributes))
        let batch = builder.batch
        return SeriesKey.family(of: batch.metrics[0], in: batch)
            .series(of: batch.points[0], of: batch.metrics[0], in: batch)
    }

    @Test func `The order of attributes does not matter`() {
        #expect(key(["a": "1", "b": "2"]) == key(["b": "2", "a": "1"]))
        #expect(key([:]) == key([:], resource: ["service.instance.id": "1", "service.name": "x"]))
    }

    @Test func `Everything that identifies a series is in its key`() {
        let keys = [
            key([:]), key(["a": "1"]), key(["a": "2"]), key(["b": "1"]), key(["a": 1]), key(["a": true]),
            key(["a": "1", "b": "2"]), key(["a": "2", "b": "1"]), key(["a": "12"]), key(["a1": "2"]),
            key([:], name: "n"),
            key([:], unit: "s"), key([:], kind: .gauge), key([:], kind: steps), key([:], from: 2), key([:], scope: "t"),
            key([:], resource: ["service.name": "x", "service.instance.id": "2"]),
        ]
        #expect(Set(keys).count == keys.count)
    }

    @Test func `The start of a delta point or a gauge is not in its key`() {
        #expect(key([:], kind: steps, from: 1) == key([:], kind: steps, from: 2))
        #expect(key([:], kind: .gauge, from: 1) == key([:], kind: .gauge, from: 2))
    }
}
