import Telemetry

extension JSONDecoder {
    mutating func metric(_ body: Bytes, scope: Int) throws(Fault) {
        var metric = MetricRecord()
        metric.scope = UInt32(scope)
        metric.points = Slice(start: batch.points.count, count: 0)
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .name: metric.name = try string(body)
            case .description: metric.description = try string(body)
            case .unit: metric.unit = try string(body)
            case .gauge: try points(body, of: .gauge, into: &metric)
            case .sum: try points(body, of: .sum(.unspecified, isMonotonic: false), into: &metric)
            case .histogram: try points(body, of: .histogram(.unspecified), into: &metric)
            case .exponentialHistogram: try points(body, of: .exponentialHistogram(.unspecified), into: &metric)
            case .summary: try points(body, of: .summary, into: &metric)
            default: try reader.skip(body)
            }
        }
        try append(metric, to: &batch.metrics, in: &room)
    }

    private mutating func points(_ body: Bytes, of kind: MetricKind, into metric: inout MetricRecord) throws(Fault) {
        batch.setKind(kind, of: &metric)
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .dataPoints:
                var array = try reader.openArray(body)
                while try reader.nextElement(&array, body) {
                    try append(try point(body, of: kind), to: &metric.points, of: &batch.points, in: &room)
                }
            case .aggregationTemporality where metric.kind.hasTemporality:
                let number = try enumNumber(body, names: Self.temporalities)
                metric.kind.setTemporality(Temporality(number: UInt32(bitPattern: number)))
            case .isMonotonic where metric.kind.isSum: metric.kind.setMonotonic(try reader.bool(body))
            default: try reader.skip(body)
            }
        }
    }

    private mutating func point(_ body: Bytes, of kind: MetricKind) throws(Fault) -> DataPoint {
        switch kind {
        case .unspecified, .gauge, .sum: try numberPoint(body)
        case .histogram: try histogramPoint(body)
        case .exponentialHistogram: try exponentialPoint(body)
        case .summary: try summaryPoint(body)
        }
    }

    /// Reads a field that points of all kinds have, or passes over one that is not known.
    private mutating func commonField(_ name: Name, _ body: Bytes, of point: inout DataPoint) throws(Fault) {
        switch name {
        case .startTimeUnixNano: point.start = try timestamp(body)
        case .timeUnixNano: point.time = try timestamp(body)
        case .attributes: try attributes(body, to: &point.attributes)
        case .flags: point.flags = try integer(body)
        default: try reader.skip(body)
        }
    }

    private mutating func numberPoint(_ body: Bytes) throws(Fault) -> DataPoint {
        var point = DataPoint()
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .asDouble: point.value = .double(try double(body))
            case .asInt: point.value = .int(try integer(body))
            case .exemplars: try exemplars(body, to: &point.exemplars)
            default: try commonField(name, body, of: &point)
            }
        }
        return point
    }

    private mutating func histogramPoint(_ body: Bytes) throws(Fault) -> DataPoint {
        var point = DataPoint()
        var histogram = HistogramPoint()
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .count: histogram.count = try integer(body)
            case .sum: histogram.sum = try double(body)
            case .min: histogram.min = try double(body)
            case .max: histogram.max = try double(body)
            case .bucketCounts: try counts(body, to: &histogram.bucketCounts)
            case .explicitBounds: try bounds(body, to: &histogram.bounds)
            case .exemplars: try exemplars(body, to: &point.exemplars)
            default: try commonField(name, body, of: &point)
            }
        }
        point.value = .histogram(UInt32(batch.histograms.count))
        try append(histogram, to: &batch.histograms, in: &room)
        return point
    }

    private mutating func exponentialPoint(_ body: Bytes) throws(Fault) -> DataPoint {
        var point = DataPoint()
        var histogram = ExponentialHistogramPoint()
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .count: histogram.count = try integer(body)
            case .sum: histogram.sum = try double(body)
            case .min: histogram.min = try double(body)
            case .max: histogram.max = try double(body)
            case .scale: histogram.scale = try integer(body)
            case .zeroCount: histogram.zeroCount = try integer(body)
            case .zeroThreshold: histogram.zeroThreshold = try double(body)
            case .positive:
                try buckets(body, offset: &histogram.positiveOffset, counts: &histogram.positiveCounts)
            case .negative:
                try buckets(body, offset: &histogram.negativeOffset, counts: &histogram.negativeCounts)
            case .exemplars: try exemplars(body, to: &point.exemplars)
            default: try commonField(name, body, of: &point)
            }
        }
        point.value = .exponentialHistogram(UInt32(batch.exponentialHistograms.count))
        try append(histogram, to: &batch.exponentialHistograms, in: &room)
        return point
    }

    private mutating func buckets(_ body: Bytes, offset: inout Int32, counts slice: inout Slice) throws(Fault) {
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .offset: offset = try integer(body)
            case .bucketCounts: try counts(body, to: &slice)
            default: try reader.skip(body)
            }
        }
    }

    private mutating func counts(_ body: Bytes, to slice: inout Slice) throws(Fault) {
        var array = try reader.openArray(body)
        while try reader.nextElementOrNull(&array, body) {
            try append(try integer(body), to: &slice, of: &batch.counts, in: &room)
        }
    }

    private mutating func bounds(_ body: Bytes, to slice: inout Slice) throws(Fault) {
        var array = try reader.openArray(body)
        while try reader.nextElementOrNull(&array, body) {
            try append(try double(body), to: &slice, of: &batch.bounds, in: &room)
        }
    }

    private mutating func summaryPoint(_ body: Bytes) throws(Fault) -> DataPoint {
        var point = DataPoint()
        var summary = SummaryPoint()
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .count: summary.count = try integer(body)
            case .sum: summary.sum = try double(body)
            case .quantileValues: try quantiles(body, to: &summary.quantiles)
            default: try commonField(name, body, of: &point)
            }
        }
        point.value = .summary(UInt32(batch.summaries.count))
        try append(summary, to: &batch.summaries, in: &room)
        return point
    }

    private mutating func quantiles(_ body: Bytes, to slice: inout Slice) throws(Fault) {
        var array = try reader.openArray(body)
        while try reader.nextElement(&array, body) {
            var quantile = Quantile(quantile: 0, value: 0)
            var object = try reader.openObject(body)
            while let name = try reader.nextMember(&object, body) {
                switch name {
                case .quantile: quantile.quantile = try double(body)
                case .value: quantile.value = try double(body)
                default: try reader.skip(body)
                }
            }
            try append(quantile, to: &slice, of: &batch.quantiles, in: &room)
        }
    }

    private mutating func exemplars(_ body: Bytes, to slice: inout Slice) throws(Fault) {
        var array = try reader.openArray(body)
        while try reader.nextElement(&array, body) {
            try append(try exemplar(body), to: &slice, of: &batch.exemplars, in: &room)
        }
    }

    private mutating func exemplar(_ body: Bytes) throws(Fault) -> Exemplar {
        var exemplar = Exemplar()
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .timeUnixNano: exemplar.time = try timestamp(body)
            case .asDouble: exemplar.value = .double(try double(body))
            case .asInt: exemplar.value = .int(try integer(body))
            case .spanId: exemplar.spanID = try spanID(body)
            case .traceId: exemplar.traceID = try traceID(body)
            case .filteredAttributes: try innerAttributes(body, to: &exemplar.attributes)
            default: try reader.skip(body)
            }
        }
        return exemplar
    }

    private static let temporalities = ["UNSPECIFIED", "DELTA", "CUMULATIVE"].map { "AGGREGATION_TEMPORALITY_" + $0 }
}
