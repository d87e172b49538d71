// Moments that attributes tell, as text or as a number.

extension Batch {
    /// The value as a moment: an RFC 3339 text, with quotes around it or not, or a number since the epoch, in the unit that
    /// its size tells. Nil if it is none.
    func moment(_ value: AttributeValue) -> Timestamp? {
        if case .string(let id) = value, let moment = Timestamp(rfc3339: text(id)) { return moment }
        return double(value).flatMap { Timestamp(sinceEpoch: $0) }
    }
}

extension Timestamp {
    /// A number of seconds, milliseconds, microseconds or nanoseconds since the epoch: between the years 1973 and 5138
    /// each has a size of its own.
    init?(sinceEpoch number: Double) {
        let nanoseconds: Double =
            switch number {
            case 1e8..<1e11: number * 1e9
            case 1e11..<1e14: number * 1e6
            case 1e14..<1e17: number * 1e3
            case 1e17..<1.8e19: number
            default: 0
            }
        guard nanoseconds > 0, nanoseconds < 1.8e19 else { return nil }
        self.init(nanoseconds: UInt64(nanoseconds))
    }

    /// A text like `2026-03-01T12:00:00.25Z`, also with a blank for the `T`, an offset for the `Z` or neither, and quotes
    /// around it.
    init?(rfc3339 text: String) {
        var scanner = DigitScanner(text.utf8.filter { $0 != UInt8(ascii: "\"") })
        guard scanner.rest.count <= 48, let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2),
            scanner.skip("-"), let day = scanner.number(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(2), scanner.skip(":"), let minute = scanner.number(2), scanner.skip(":"),
            let second = scanner.number(2), (1...12).contains(month), (1...31).contains(day), year >= 1970
        else { return nil }
        let fraction = scanner.skip(".") ? scanner.fraction() : 0
        guard let offset = scanner.offset() else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        guard (0..<18_000_000_000).contains(seconds) else { return nil }
        self.init(nanoseconds: UInt64(seconds) * 1_000_000_000 + UInt64(fraction))
    }
}

/// Reads numbers of so many digits from a text.
private struct DigitScanner {
    var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func number(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// The digits of a fraction, in nanoseconds.
    mutating func fraction() -> Int {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        let nine = digits.prefix(9)
        return nine.reduce(0) { $0 * 10 + Int($1 - 0x30) } * (nine.count..<9).reduce(1) { product, _ in product * 10 }
    }

    /// The seconds by which the text is ahead of UTC: none for `Z` or nothing. Nil for what is no offset.
    mutating func offset() -> Int? {
        if rest.isEmpty || skip("Z") || skip("z") { return rest.isEmpty ? 0 : nil }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2), rest.isEmpty else { return nil }
        return (hours * 60 + minutes) * 60 * (isAhead ? 1 : -1)
    }
}

/// After Howard Hinnant's days-from-civil: a year that begins in March has its odd day last.
private func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = (marchYear / 400, marchYear % 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
