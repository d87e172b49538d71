/// Writes members of JSON objects, one behind the other. Fields with the value that is their default are left out, as
/// proto3 does; 64-bit integers are strings.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether a comma must stand before what comes next.
    private var needsComma = false

    mutating func object(_ content: (inout JSONWriter) -> Void) {
        enclosed("{", "}", content)
    }

    mutating func object(_ key: String, _ content: (inout JSONWriter) -> Void) {
        self.key(key)
        object(content)
    }

    /// A member that is an array; none when there are no elements.
    mutating func array<Element>(
        _ key: String, _ elements: some Collection<Element>, _ element: (Element, inout JSONWriter) -> Void
    ) {
        if elements.isEmpty { return }
        self.key(key)
        enclosed("[", "]") { writer in
            for item in elements { element(item, &writer) }
        }
    }

    mutating func string(_ key: String, _ text: String) {
        if !text.isEmpty { presentString(key, text) }
    }

    mutating func presentString(_ key: String, _ text: String) {
        self.key(key)
        quoted(text)
    }

    /// A 64-bit integer.
    mutating func long(_ key: String, _ value: some FixedWidthInteger) {
        if value != 0 { presentLong(key, value) }
    }

    mutating func presentLong(_ key: String, _ value: some FixedWidthInteger) {
        presentString(key, String(value))
    }

    /// An integer of 32 bits, or an enum.
    mutating func int(_ key: String, _ value: some FixedWidthInteger) {
        if value == 0 { return }
        self.key(key)
        raw(String(value))
    }

    mutating func bool(_ key: String, _ value: Bool) {
        if value { presentBool(key, value) }
    }

    mutating func presentBool(_ key: String, _ value: Bool) {
        self.key(key)
        raw(value ? "true" : "false")
    }

    mutating func double(_ key: String, _ value: Double) {
        if value.bitPattern != 0 { presentDouble(key, value) }
    }

    mutating func presentDouble(_ key: String, _ value: Double) {
        self.key(key)
        double(value)
    }

    // MARK: Values without a key

    mutating func double(_ value: Double) {
        if value.isNaN { return quoted("NaN") }
        if value.isInfinite { return quoted(value < 0 ? "-Infinity" : "Infinity") }
        raw("\(value)")
    }

    mutating func quoted(_ text: String) {
        raw("\"")
        needsComma = false
        for byte in text.utf8 { append(byte) }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func append(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x0A: bytes += Array("\\n".utf8)
        case ..<0x20: bytes += Array((byte < 16 ? "\\u000" : "\\u00").utf8) + Array(String(byte, radix: 16).utf8)
        default: bytes.append(byte)
        }
    }

    private mutating func key(_ key: String) {
        quoted(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func enclosed(_ open: String, _ close: String, _ content: (inout JSONWriter) -> Void) {
        raw(open)
        needsComma = false
        content(&self)
        needsComma = false
        raw(close)
    }

    private mutating func raw(_ text: String) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        bytes += Array(text.utf8)
        needsComma = true
    }
}
