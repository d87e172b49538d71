// Numbers of JSON, exact: a decimal mantissa and an exponent, from which whole numbers are made without a detour through
// floating point, so that nanoseconds written as 1.7e18 lose nothing.

/// A number as it is written.
struct JSONNumber {
    var isNegative = false
    /// The digits without those zeros at the end that `exponent` stands for.
    var mantissa: UInt64 = 0
    /// The power of ten that `mantissa` is multiplied by.
    var exponent = 0
    /// False when the digits are too many for `mantissa`.
    var isExact = true
    /// Where it stands in the body.
    var range: Range<Int>

    /// The magnitude of a whole number; nil when it does not fit.
    func magnitude() throws(Fault) -> UInt64 {
        if mantissa == 0, isExact { return 0 }
        guard isExact, exponent < 20 else { throw Fault(offset: range.lowerBound, reason: .outOfRange) }
        guard exponent >= 0 else { throw Fault(offset: range.lowerBound, reason: .notIntegral) }
        var value = mantissa
        for _ in 0..<exponent {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { throw Fault(offset: range.lowerBound, reason: .outOfRange) }
            value = product
        }
        return value
    }

    /// The nearest number in floating point.
    func double(_ body: Bytes) throws(Fault) -> Double {
        if let quick = quickDouble() { return quick }
        // The buffer lies within the span of the body.
        let text = body.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        guard let value = Double(text), value.isFinite else {
            throw Fault(offset: range.lowerBound, reason: .outOfRange)
        }
        return value
    }

    /// A quotient or product of two numbers that are exact is rounded once, so it is right (Clinger 1990).
    private func quickDouble() -> Double? {
        guard isExact, mantissa <= 1 << 53, abs(exponent) <= 22 else { return nil }
        var power = 1.0
        for _ in 0..<abs(exponent) { power *= 10 }
        let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
        return isNegative ? -value : value
    }
}

extension JSONReader {
    /// A number without quotes.
    mutating func number(_ body: Bytes) throws(Fault) -> JSONNumber {
        let first = peek(body)
        guard let first, first == UInt8(ascii: "-") || isDigit(first) else { throw unexpected(body, wanted: .number) }
        let number = try parseNumber(body, position..<body.count)
        advance(by: number.range.count)
        return number
    }

    /// A number with or without quotes, as 64-bit integers are written. An escape in it is an error.
    mutating func quotedNumber(_ body: Bytes) throws(Fault) -> JSONNumber {
        guard peek(body) == UInt8(ascii: "\"") else { return try number(body) }
        let start = position
        guard case .plain(let range) = try string(body) else { throw Fault(offset: start, reason: .badNumber) }
        let number = try parseNumber(body, range)
        guard number.range == range else { throw Fault(offset: start, reason: .badNumber) }
        return number
    }

    /// Parses the longest number at the start of the range, by the grammar of RFC 8259, section 6.
    private func parseNumber(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> JSONNumber {
        var number = JSONNumber(range: range)
        var position = range.lowerBound
        let end = range.upperBound
        if position < end, body[position] == UInt8(ascii: "-") {
            number.isNegative = true
            position += 1
        }
        var digits = DecimalDigits()
        let whole = position
        while position < end, isDigit(body[position]) {
            digits.append(body[position])
            position += 1
        }
        guard position > whole, position == whole + 1 || body[whole] != UInt8(ascii: "0") else {
            throw Fault(offset: range.lowerBound, reason: .badNumber)
        }
        if position < end, body[position] == UInt8(ascii: ".") {
            let fraction = position + 1
            position = fraction
            while position < end, isDigit(body[position]) {
                digits.append(body[position])
                position += 1
            }
            guard position > fraction else { throw Fault(offset: range.lowerBound, reason: .badNumber) }
            number.exponent = fraction - position
        }
        if position < end, body[position] | 0x20 == UInt8(ascii: "e") {
            number.exponent += try exponent(body, &position, end)
        }
        number.mantissa = digits.value
        number.exponent += digits.zeros
        number.isExact = digits.isExact
        number.range = range.lowerBound..<position
        return number
    }

    /// The exponent from its letter on; far out, it is held where it overflows or vanishes anyway.
    private func exponent(_ body: Bytes, _ position: inout Int, _ end: Int) throws(Fault) -> Int {
        let start = position
        position += 1
        var isNegative = false
        if position < end, body[position] == UInt8(ascii: "-") || body[position] == UInt8(ascii: "+") {
            isNegative = body[position] == UInt8(ascii: "-")
            position += 1
        }
        let first = position
        var value = 0
        while position < end, isDigit(body[position]) {
            value = min(value * 10 + Int(body[position] - UInt8(ascii: "0")), 1 << 40)
            position += 1
        }
        guard position > first else { throw Fault(offset: start, reason: .badNumber) }
        return isNegative ? -value : value
    }
}

/// Digits gathered in a word. Zeros are only counted until another digit follows.
private struct DecimalDigits {
    var value: UInt64 = 0
    var zeros = 0
    var isExact = true

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        let digit = UInt64(byte - UInt8(ascii: "0"))
        if digit == 0 {
            if value != 0 { zeros += 1 }
            return
        }
        while zeros > 0 && isExact { push(0) }
        push(digit)
    }

    @inline(__always)
    private mutating func push(_ digit: UInt64) {
        let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflow) = product.addingReportingOverflow(digit)
        if tooLarge || overflow { isExact = false }
        value = sum
        if digit == 0 { zeros -= 1 }
    }
}

@inline(__always)
private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
