import Telemetry

/// A metric with one point, in a few words.
struct TestMetric {
    typealias Attributes = KeyValuePairs<String, any MetricAttributeLiteral>

    var name: String
    var kind: MetricKind
    var value: MetricPoint.Value
    var attributes: Attributes
    var unit = ""

    /// A counter as it stands since its start.
    static func total(_ name: String, _ value: Int64, _ attributes: Attributes = [:]) -> TestMetric {
        TestMetric(
            name: name, kind: .sum(.cumulative, isMonotonic: true), value: .int(value), attributes: attributes)
    }

    /// What a counter grew by.
    static func growth(_ name: String, _ value: Int64, _ attributes: Attributes = [:]) -> TestMetric {
        TestMetric(name: name, kind: .sum(.delta, isMonotonic: true), value: .int(value), attributes: attributes)
    }

    /// The same in dollars.
    static func growth(_ name: String, dollars: Double, _ attributes: Attributes = [:]) -> TestMetric {
        TestMetric(
            name: name, kind: .sum(.delta, isMonotonic: true), value: .double(dollars), attributes: attributes,
            unit: "USD")
    }

    static func gauge(_ name: String, _ value: Double, _ attributes: Attributes = [:]) -> TestMetric {
        TestMetric(name: name, kind: .gauge, value: .double(value), attributes: attributes)
    }

    /// What a histogram grew by: so many measurements with this sum.
    static func growth(
        _ name: String, count: UInt64, sum: Double, unit: String = "", _ attributes: Attributes = [:]
    ) -> TestMetric {
        TestMetric(
            name: name, kind: .histogram(.delta), value: .plainHistogram(count: count, sum: sum),
            attributes: attributes, unit: unit)
    }

    /// A histogram of so many measurements with this sum, since its start.
    static func histogram(
        _ name: String, count: UInt64, sum: Double, unit: String = "", _ attributes: Attributes = [:]
    ) -> TestMetric {
        TestMetric(
            name: name, kind: .histogram(.cumulative), value: .plainHistogram(count: count, sum: sum),
            attributes: attributes, unit: unit)
    }
}

/// A request with metrics of one service. Its counters began at `from`; both times are seconds of the test's time.
func metricBatch(
    _ metrics: [TestMetric], service: String, scope: String = "test", from: UInt64 = 1, time: UInt64 = 10
) -> Batch {
    var builder = MetricBatchBuilder(resource: ["service.name": service], scope: scope)
    let origin = at(0).nanoseconds / 1_000_000_000
    for metric in metrics {
        let point = MetricPoint(metric.value, from: origin + from, at: origin + time, metric.attributes)
        builder.metric(metric.name, unit: metric.unit, metric.kind, point)
    }
    return builder.batch
}
