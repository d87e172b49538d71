// What all messages share: numbers, strings, ids, attributes and their values.

import Telemetry

extension JSONDecoder {
    // MARK: Numbers

    /// A whole number, with or without quotes, that fits the type; `1e3` is one, `1.5` is an error.
    mutating func integer<Number: FixedWidthInteger>(_ body: Bytes) throws(Fault) -> Number {
        let number = try reader.quotedNumber(body)
        let magnitude = try number.magnitude()
        let value =
            number.isNegative
            ? (magnitude <= 1 << 63 ? Number(exactly: Int64(truncatingIfNeeded: 0 &- magnitude)) : nil)
            : Number(exactly: magnitude)
        guard let value else { throw Fault(offset: number.range.lowerBound, reason: .outOfRange) }
        return value
    }

    mutating func timestamp(_ body: Bytes) throws(Fault) -> Timestamp {
        Timestamp(nanoseconds: try integer(body))
    }

    /// A number, with or without quotes, or one of the three names that proto3 gives to what JSON can't write.
    mutating func double(_ body: Bytes) throws(Fault) -> Double {
        guard reader.peek(body) == UInt8(ascii: "\"") else { return try reader.number(body).double(body) }
        var named = reader
        switch try text(body, &named) {
        case "NaN": reader = named
        case "Infinity":
            reader = named
            return .infinity
        case "-Infinity":
            reader = named
            return -.infinity
        default: return try reader.quotedNumber(body).double(body)
        }
        return .nan
    }

    /// The number of an enum's value, which is written as a number or by name; a name that is not known is zero.
    mutating func enumNumber(_ body: Bytes, names: [String]) throws(Fault) -> Int32 {
        guard reader.peek(body) == UInt8(ascii: "\"") else { return try integer(body) }
        let name = try text(body, &reader)
        return Int32(names.firstIndex(of: name) ?? 0)
    }

    private func text(_ body: Bytes, _ reader: inout JSONReader) throws(Fault) -> String {
        // The buffers lie within the span of the body and within the array.
        switch try reader.string(body) {
        case .plain(let range):
            return body.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        case .escaped: return String(decoding: reader.scratch, as: UTF8.self)
        }
    }

    // MARK: Strings and bytes

    @inline(__always)
    mutating func string(_ body: Bytes) throws(Fault) -> StringID {
        let id: StringID?
        switch try reader.string(body) {
        case .plain(let range): id = batch.strings.internText(body.extracting(range))
        case .escaped:
            let text = reader.scratch
            id = batch.strings.internText(text.span)
        }
        guard let id else { throw Fault(offset: reader.position - 1, reason: .notUTF8) }
        if room.isNew(id) { try room.take(batch.strings) }
        return id
    }

    mutating func bytes(_ body: Bytes) throws(Fault) -> StringID {
        let start = reader.position
        let decoded =
            switch try reader.string(body) {
            case .plain(let range): decodeBase64(body.extracting(range))
            case .escaped: decodeBase64(reader.scratch.span)
            }
        guard let decoded else { throw Fault(offset: start, reason: .badBase64) }
        let id = batch.strings.intern(decoded.span)
        if room.isNew(id) { try room.take(batch.strings) }
        return id
    }

    // MARK: Ids

    /// 32 hex digits in any case, or none for "no id".
    mutating func traceID(_ body: Bytes) throws(Fault) -> TraceID {
        let digits = try idDigits(body, count: 32)
        if digits.isEmpty { return TraceID(high: 0, low: 0) }
        let middle = digits.lowerBound + 16
        let high = try hexWord(body, digits.lowerBound..<middle)
        return TraceID(high: high, low: try hexWord(body, middle..<digits.upperBound))
    }

    /// 16 hex digits in any case, or none for "no id".
    mutating func spanID(_ body: Bytes) throws(Fault) -> SpanID {
        let digits = try idDigits(body, count: 16)
        return digits.isEmpty ? .zero : SpanID(try hexWord(body, digits))
    }

    private mutating func idDigits(_ body: Bytes, count: Int) throws(Fault) -> Range<Int> {
        guard case .plain(let digits) = try reader.string(body) else {
            let isBase64 = isID(reader.scratch.span, inBase64Of: count / 2)
            throw Fault(offset: reader.position - 1, reason: isBase64 ? .idInBase64 : .badHex)
        }
        guard digits.isEmpty || digits.count == count else {
            let isBase64 = isID(body.extracting(digits), inBase64Of: count / 2)
            throw Fault(
                offset: digits.lowerBound,
                reason: isBase64 ? .idInBase64 : .wrongDigitCount(digits: digits.count, expected: count))
        }
        return digits
    }

    /// Is it base64 of so many bytes? Hex digits alone are an id that was cut.
    private func isID(_ text: borrowing Bytes, inBase64Of bytes: Int) -> Bool {
        guard text.count <= 24, decodeBase64(text)?.count == bytes else { return false }
        for index in 0..<text.count where hexDigit(text[index]) == nil { return true }
        return false
    }

    private func hexWord(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> UInt64 {
        var word: UInt64 = 0
        for index in range {
            guard let digit = hexDigit(body[index]) else { throw Fault(offset: index, reason: .badHex) }
            word = word << 4 | UInt64(digit)
        }
        return word
    }

    // MARK: Attributes

    /// Attributes of a resource, a scope, a span, a log record or a data point.
    mutating func attributes(_ body: Bytes, to slice: inout Slice) throws(Fault) {
        var array = try reader.openArray(body)
        while try reader.nextElement(&array, body) {
            try append(try keyValue(body, depth: 1), to: &slice, of: &batch.attributes, in: &room)
        }
    }

    /// Attributes of what lies inside a record.
    mutating func innerAttributes(_ body: Bytes, to slice: inout Slice) throws(Fault) {
        var array = try reader.openArray(body)
        while try reader.nextElement(&array, body) {
            try append(try keyValue(body, depth: 1), to: &slice, of: &batch.innerAttributes, in: &room)
        }
    }

    private mutating func keyValue(_ body: Bytes, depth: Int) throws(Fault) -> Attribute {
        var attribute = Attribute(key: .empty, value: .absent)
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .key: attribute.key = try string(body)
            case .value: try value(body, depth: depth, into: &attribute.value)
            default: try reader.skip(body)
            }
        }
        return attribute
    }

    /// Reads an `AnyValue`, merging it into what is there: the last member of the oneof wins, lists are continued.
    mutating func value(_ body: Bytes, depth: Int, into value: inout AttributeValue) throws(Fault) {
        guard depth <= deepestValue else { throw reader.fault(.tooDeep(limit: deepestValue)) }
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .stringValue: value = .string(try string(body))
            case .boolValue: value = .bool(try reader.bool(body))
            case .intValue: value = .int(try integer(body))
            case .doubleValue: value = .double(try double(body))
            case .arrayValue: value = .array(try array(body, depth: depth, continuing: value))
            case .kvlistValue: value = .map(try map(body, depth: depth, continuing: value))
            case .bytesValue: value = .bytes(try bytes(body))
            default: try reader.skip(body)
            }
        }
    }

    /// Elements are gathered first: what is nested in them goes to the same arrays of the batch. Null is an element
    /// without a value here, as leaving it out would move those behind it.
    private mutating func array(
        _ body: Bytes, depth: Int, continuing earlier: AttributeValue
    ) throws(Fault) -> Slice {
        var elements: [AttributeValue] = []
        defer { room.give(elements) }
        if case .array(let slice) = earlier {
            _ = try append(Array(batch.values[slice.range]), to: &elements, in: &room)
        }
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            guard name == .values else {
                try reader.skip(body)
                continue
            }
            var array = try reader.openArray(body)
            while try reader.nextElementOrNull(&array, body) {
                var element = AttributeValue.absent
                if try !reader.skipNull(body) { try value(body, depth: depth + 1, into: &element) }
                try append(element, to: &elements, in: &room)
            }
        }
        return try append(elements, to: &batch.values, in: &room)
    }

    private mutating func map(_ body: Bytes, depth: Int, continuing earlier: AttributeValue) throws(Fault) -> Slice {
        var entries: [Attribute] = []
        defer { room.give(entries) }
        if case .map(let slice) = earlier {
            _ = try append(Array(batch.entries[slice.range]), to: &entries, in: &room)
        }
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            guard name == .values else {
                try reader.skip(body)
                continue
            }
            var array = try reader.openArray(body)
            while try reader.nextElement(&array, body) {
                try append(try keyValue(body, depth: depth + 1), to: &entries, in: &room)
            }
        }
        return try append(entries, to: &batch.entries, in: &room)
    }
}
