// What all messages share: numbers, strings, ids, attributes and their values.

import Telemetry

extension ProtobufDecoder {
    @inline(__always)
    func uint32(_ body: Bytes, _ fields: inout FieldReader) throws(Fault) -> UInt32 {
        UInt32(truncatingIfNeeded: try fields.varint(body))
    }

    @inline(__always)
    func timestamp(_ body: Bytes, _ fields: inout FieldReader) throws(Fault) -> Timestamp {
        Timestamp(nanoseconds: try fields.fixed64(body))
    }

    @inline(__always)
    mutating func string(
        _ body: Bytes, _ fields: inout FieldReader, likely: StringID? = nil
    ) throws(Fault) -> StringID {
        let range = try fields.delimited(body)
        guard let id = batch.strings.internText(body.extracting(range), likely: likely ?? .empty) else {
            throw Fault(offset: range.lowerBound, reason: .notUTF8)
        }
        if room.isNew(id) { try room.take(batch.strings) }
        return id
    }

    /// 16 bytes, or none for "no id".
    @inline(__always)
    func traceID(_ body: Bytes, _ fields: inout FieldReader) throws(Fault) -> TraceID {
        let range = try fields.delimited(body)
        if range.isEmpty { return TraceID(high: 0, low: 0) }
        guard range.count == 16 else {
            throw Fault(offset: range.lowerBound, reason: .wrongIDLength(bytes: range.count, expected: 16))
        }
        var halves = FieldReader(range)
        let high = try halves.fixed64(body).byteSwapped
        return TraceID(high: high, low: try halves.fixed64(body).byteSwapped)
    }

    /// 8 bytes, or none for "no id".
    @inline(__always)
    func spanID(_ body: Bytes, _ fields: inout FieldReader) throws(Fault) -> SpanID {
        let range = try fields.delimited(body)
        if range.isEmpty { return .zero }
        guard range.count == 8 else {
            throw Fault(offset: range.lowerBound, reason: .wrongIDLength(bytes: range.count, expected: 8))
        }
        var word = FieldReader(range)
        return SpanID(try word.fixed64(body).byteSwapped)
    }

    /// An attribute of a resource, a scope, a span, a log record or a data point.
    ///
    /// Records that follow each other mostly have the same keys in the same order, and many of the same values.
    @inline(__always)
    mutating func attribute(_ body: Bytes, _ fields: inout FieldReader, to slice: inout Slice) throws(Fault) {
        let likely = slice.count < likely.count ? batch.attributes[Int(likely.start + slice.count)] : nil
        let attribute = try keyValue(body, try fields.delimited(body), depth: 1, likely: likely)
        try append(attribute, to: &slice, of: &batch.attributes, in: &room)
    }

    /// An attribute of what lies inside a record.
    @inline(__always)
    mutating func innerAttribute(_ body: Bytes, _ fields: inout FieldReader, to slice: inout Slice) throws(Fault) {
        let attribute = try keyValue(body, try fields.delimited(body), depth: 1)
        try append(attribute, to: &slice, of: &batch.innerAttributes, in: &room)
    }

    mutating func keyValue(
        _ body: Bytes, _ range: Range<Int>, depth: Int, likely: Attribute? = nil
    ) throws(Fault) -> Attribute {
        var attribute = Attribute(key: .empty, value: .absent)
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): attribute.key = try string(body, &fields, likely: likely?.key)
            case (2, .delimited):
                let range = try fields.delimited(body)
                try value(body, range, depth: depth, into: &attribute.value, likely: likely?.value)
            default: try fields.skip(tag, body)
            }
        }
        return attribute
    }

    /// Reads an `AnyValue`, merging it into what is there: the last member of the oneof wins, lists are continued.
    mutating func value(
        _ body: Bytes, _ range: Range<Int>, depth: Int, into value: inout AttributeValue,
        likely: AttributeValue? = nil
    ) throws(Fault) {
        guard depth <= deepestValue else {
            throw Fault(offset: range.lowerBound, reason: .tooDeep(limit: deepestValue))
        }
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited):
                if case .string(let known)? = likely {
                    value = .string(try string(body, &fields, likely: known))
                } else {
                    value = .string(try string(body, &fields))
                }
            case (2, .varint): value = .bool(try fields.varint(body) != 0)
            case (3, .varint): value = .int(Int64(bitPattern: try fields.varint(body)))
            case (4, .fixed64): value = .double(try fields.double(body))
            case (5, .delimited):
                value = .array(try array(body, try fields.delimited(body), depth: depth, continuing: value))
            case (6, .delimited):
                value = .map(try map(body, try fields.delimited(body), depth: depth, continuing: value))
            case (7, .delimited):
                let id = batch.strings.intern(body.extracting(try fields.delimited(body)))
                if room.isNew(id) { try room.take(batch.strings) }
                value = .bytes(id)
            default: try fields.skip(tag, body)
            }
        }
    }

    /// Elements are gathered first: what is nested in them goes to the same arrays of the batch.
    private mutating func array(
        _ body: Bytes, _ range: Range<Int>, depth: Int, continuing earlier: AttributeValue
    ) throws(Fault) -> Slice {
        var elements: [AttributeValue] = []
        defer { room.give(elements) }
        if case .array(let slice) = earlier {
            _ = try append(Array(batch.values[slice.range]), to: &elements, in: &room)
        }
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited):
                var element = AttributeValue.absent
                try value(body, try fields.delimited(body), depth: depth + 1, into: &element)
                try append(element, to: &elements, in: &room)
            default: try fields.skip(tag, body)
            }
        }
        return try append(elements, to: &batch.values, in: &room)
    }

    private mutating func map(
        _ body: Bytes, _ range: Range<Int>, depth: Int, continuing earlier: AttributeValue
    ) throws(Fault) -> Slice {
        var entries: [Attribute] = []
        defer { room.give(entries) }
        if case .map(let slice) = earlier {
            _ = try append(Array(batch.entries[slice.range]), to: &entries, in: &room)
        }
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited):
                let entry = try keyValue(body, try fields.delimited(body), depth: depth + 1)
                try append(entry, to: &entries, in: &room)
            default: try fields.skip(tag, body)
            }
        }
        return try append(entries, to: &batch.entries, in: &room)
    }
}
