import Telemetry

extension ProtobufDecoder {
    mutating func metric(_ body: Bytes, _ range: Range<Int>, scope: Int) throws(Fault) {
        var metric = MetricRecord()
        metric.scope = UInt32(scope)
        metric.points = Slice(start: batch.points.count, count: 0)
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): metric.name = try string(body, &fields)
            case (2, .delimited): metric.description = try string(body, &fields)
            case (3, .delimited): metric.unit = try string(body, &fields)
            case (5, .delimited): try points(body, try fields.delimited(body), of: .gauge, into: &metric)
            case (7, .delimited):
                try points(body, try fields.delimited(body), of: .sum(.unspecified, isMonotonic: false), into: &metric)
            case (9, .delimited):
                try points(body, try fields.delimited(body), of: .histogram(.unspecified), into: &metric)
            case (10, .delimited):
                try points(body, try fields.delimited(body), of: .exponentialHistogram(.unspecified), into: &metric)
            case (11, .delimited): try points(body, try fields.delimited(body), of: .summary, into: &metric)
            default: try fields.skip(tag, body)
            }
        }
        try append(metric, to: &batch.metrics, in: &room)
    }

    /// `Gauge`, `Sum` and their siblings: points in field 1, temporality in 2, and a sum's monotonicity in 3.
    private mutating func points(
        _ body: Bytes, _ range: Range<Int>, of kind: MetricKind, into metric: inout MetricRecord
    ) throws(Fault) {
        batch.setKind(kind, of: &metric)
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited):
                let point = try point(body, try fields.delimited(body), of: kind)
                try append(point, to: &metric.points, of: &batch.points, in: &room)
            case (2, .varint) where metric.kind.hasTemporality:
                metric.kind.setTemporality(Temporality(number: try uint32(body, &fields)))
            case (3, .varint) where metric.kind.isSum:
                metric.kind.setMonotonic(try fields.varint(body) != 0)
            default: try fields.skip(tag, body)
            }
        }
    }

    private mutating func point(_ body: Bytes, _ range: Range<Int>, of kind: MetricKind) throws(Fault) -> DataPoint {
        switch kind {
        case .unspecified, .gauge, .sum: try numberPoint(body, range)
        case .histogram: try histogramPoint(body, range)
        case .exponentialHistogram: try exponentialPoint(body, range)
        case .summary: try summaryPoint(body, range)
        }
    }

    private mutating func numberPoint(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> DataPoint {
        var point = DataPoint()
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (2, .fixed64): point.start = try timestamp(body, &fields)
            case (3, .fixed64): point.time = try timestamp(body, &fields)
            case (4, .fixed64): point.value = .double(try fields.double(body))
            case (5, .delimited): try exemplar(body, &fields, to: &point)
            case (6, .fixed64): point.value = .int(Int64(bitPattern: try fields.fixed64(body)))
            case (7, .delimited): try attribute(body, &fields, to: &point.attributes)
            case (8, .varint): point.flags = try uint32(body, &fields)
            default: try fields.skip(tag, body)
            }
        }
        return point
    }

    private mutating func histogramPoint(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> DataPoint {
        var point = DataPoint()
        var histogram = HistogramPoint()
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (2, .fixed64): point.start = try timestamp(body, &fields)
            case (3, .fixed64): point.time = try timestamp(body, &fields)
            case (4, .fixed64): histogram.count = try fields.fixed64(body)
            case (5, .fixed64): histogram.sum = try fields.double(body)
            case (6, _): try fixedCounts(body, &fields, tag, to: &histogram.bucketCounts)
            case (7, _): try bounds(body, &fields, tag, to: &histogram.bounds)
            case (8, .delimited): try exemplar(body, &fields, to: &point)
            case (9, .delimited): try attribute(body, &fields, to: &point.attributes)
            case (10, .varint): point.flags = try uint32(body, &fields)
            case (11, .fixed64): histogram.min = try fields.double(body)
            case (12, .fixed64): histogram.max = try fields.double(body)
            default: try fields.skip(tag, body)
            }
        }
        point.value = .histogram(UInt32(batch.histograms.count))
        try append(histogram, to: &batch.histograms, in: &room)
        return point
    }

    private mutating func exponentialPoint(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> DataPoint {
        var point = DataPoint()
        var histogram = ExponentialHistogramPoint()
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): try attribute(body, &fields, to: &point.attributes)
            case (2, .fixed64): point.start = try timestamp(body, &fields)
            case (3, .fixed64): point.time = try timestamp(body, &fields)
            case (4, .fixed64): histogram.count = try fields.fixed64(body)
            case (5, .fixed64): histogram.sum = try fields.double(body)
            case (6, .varint): histogram.scale = try zigzag(body, &fields)
            case (7, .fixed64): histogram.zeroCount = try fields.fixed64(body)
            case (8, .delimited):
                let buckets = try fields.delimited(body)
                try self.buckets(body, buckets, offset: &histogram.positiveOffset, counts: &histogram.positiveCounts)
            case (9, .delimited):
                let buckets = try fields.delimited(body)
                try self.buckets(body, buckets, offset: &histogram.negativeOffset, counts: &histogram.negativeCounts)
            case (10, .varint): point.flags = try uint32(body, &fields)
            case (11, .delimited): try exemplar(body, &fields, to: &point)
            case (12, .fixed64): histogram.min = try fields.double(body)
            case (13, .fixed64): histogram.max = try fields.double(body)
            case (14, .fixed64): histogram.zeroThreshold = try fields.double(body)
            default: try fields.skip(tag, body)
            }
        }
        point.value = .exponentialHistogram(UInt32(batch.exponentialHistograms.count))
        try append(histogram, to: &batch.exponentialHistograms, in: &room)
        return point
    }

    private mutating func buckets(
        _ body: Bytes, _ range: Range<Int>, offset: inout Int32, counts: inout Slice
    ) throws(Fault) {
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .varint): offset = try zigzag(body, &fields)
            case (2, .varint): try append(try fields.varint(body), to: &counts, of: &batch.counts, in: &room)
            case (2, .delimited):
                var packed = FieldReader(try fields.delimited(body))
                while !packed.isAtEnd { try append(try packed.varint(body), to: &counts, of: &batch.counts, in: &room) }
            default: try fields.skip(tag, body)
            }
        }
    }

    private mutating func summaryPoint(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> DataPoint {
        var point = DataPoint()
        var summary = SummaryPoint()
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (2, .fixed64): point.start = try timestamp(body, &fields)
            case (3, .fixed64): point.time = try timestamp(body, &fields)
            case (4, .fixed64): summary.count = try fields.fixed64(body)
            case (5, .fixed64): summary.sum = try fields.double(body)
            case (6, .delimited):
                let quantile = try quantile(body, try fields.delimited(body))
                try append(quantile, to: &summary.quantiles, of: &batch.quantiles, in: &room)
            case (7, .delimited): try attribute(body, &fields, to: &point.attributes)
            case (8, .varint): point.flags = try uint32(body, &fields)
            default: try fields.skip(tag, body)
            }
        }
        point.value = .summary(UInt32(batch.summaries.count))
        try append(summary, to: &batch.summaries, in: &room)
        return point
    }

    private func quantile(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> Quantile {
        var quantile = Quantile(quantile: 0, value: 0)
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .fixed64): quantile.quantile = try fields.double(body)
            case (2, .fixed64): quantile.value = try fields.double(body)
            default: try fields.skip(tag, body)
            }
        }
        return quantile
    }

    private mutating func exemplar(
        _ body: Bytes, _ pointFields: inout FieldReader, to point: inout DataPoint
    ) throws(Fault) {
        var exemplar = Exemplar()
        var fields = FieldReader(try pointFields.delimited(body))
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (2, .fixed64): exemplar.time = try timestamp(body, &fields)
            case (3, .fixed64): exemplar.value = .double(try fields.double(body))
            case (4, .delimited): exemplar.spanID = try spanID(body, &fields)
            case (5, .delimited): exemplar.traceID = try traceID(body, &fields)
            case (6, .fixed64): exemplar.value = .int(Int64(bitPattern: try fields.fixed64(body)))
            case (7, .delimited): try innerAttribute(body, &fields, to: &exemplar.attributes)
            default: try fields.skip(tag, body)
            }
        }
        try append(exemplar, to: &point.exemplars, of: &batch.exemplars, in: &room)
    }

    /// `repeated fixed64`, packed or one by one; any other wire type is an unknown field.
    private mutating func fixedCounts(
        _ body: Bytes, _ fields: inout FieldReader, _ tag: Tag, to counts: inout Slice
    ) throws(Fault) {
        var numbers = try fixedNumbers(body, &fields, tag)
        while !numbers.isAtEnd { try append(try numbers.fixed64(body), to: &counts, of: &batch.counts, in: &room) }
    }

    /// `repeated double`, packed or one by one; any other wire type is an unknown field.
    private mutating func bounds(
        _ body: Bytes, _ fields: inout FieldReader, _ tag: Tag, to bounds: inout Slice
    ) throws(Fault) {
        var numbers = try fixedNumbers(body, &fields, tag)
        while !numbers.isAtEnd { try append(try numbers.double(body), to: &bounds, of: &batch.bounds, in: &room) }
    }

    /// The numbers of 8 bytes that the field holds, as a reader of them alone.
    private func fixedNumbers(
        _ body: Bytes, _ fields: inout FieldReader, _ tag: Tag
    ) throws(Fault) -> FieldReader {
        let start = fields.position
        switch tag.wire {
        case .fixed64:
            _ = try fields.fixed64(body)
            return FieldReader(start..<fields.position)
        case .delimited:
            let range = try fields.delimited(body)
            guard range.count % 8 == 0 else { throw Fault(offset: start, reason: .unevenPackedLength) }
            return FieldReader(range)
        default:
            try fields.skip(tag, body)
            return FieldReader(fields.position..<fields.position)
        }
    }

    /// `sint32`.
    private func zigzag(_ body: Bytes, _ fields: inout FieldReader) throws(Fault) -> Int32 {
        let number = try uint32(body, &fields)
        return Int32(bitPattern: number >> 1) ^ -Int32(bitPattern: number & 1)
    }
}
