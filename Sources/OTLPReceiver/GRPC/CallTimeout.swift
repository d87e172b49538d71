import NIOCore

/// How long the client of a call waits: `grpc-timeout`, at most eight digits and a unit (gRPC over HTTP/2, "Timeout").
struct CallTimeout: Hashable {
    var amount: TimeAmount

    /// Nil where the text is not a timeout. What is longer than a day is a day.
    init?(_ text: String) {
        let digits = text.utf8.dropLast()
        let isNumber = (1...8).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let count = Int64(text.dropLast()), let unit = text.utf8.last.flatMap(Self.nanoseconds) else {
            return nil
        }
        let (nanoseconds, isTooLong) = count.multipliedReportingOverflow(by: unit)
        amount = isTooLong ? Self.longest : min(.nanoseconds(nanoseconds), Self.longest)
    }

    private static let longest = TimeAmount.hours(24)

    private static func nanoseconds(_ unit: UInt8) -> Int64? {
        switch unit {
        case UInt8(ascii: "H"): 3_600_000_000_000
        case UInt8(ascii: "M"): 60_000_000_000
        case UInt8(ascii: "S"): 1_000_000_000
        case UInt8(ascii: "m"): 1_000_000
        case UInt8(ascii: "u"): 1_000
        case UInt8(ascii: "n"): 1
        default: nil
        }
    }
}
