/// What a request says, as text: one line a field that is set, with the names of the fields that lead to it. Batches and
/// the generated types are both written in this form, each by its own code, so that they can be compared.
struct Meaning: Equatable, CustomStringConvertible {
    private(set) var lines: [String] = []
    private var prefix = ""

    mutating func field(_ name: String, _ value: some CustomStringConvertible) {
        lines.append("\(prefix)\(name)=\(value)")
    }

    /// A field that is left out when it has the value that is its default.
    mutating func field<Value: Equatable & CustomStringConvertible>(_ name: String, _ value: Value, unless empty: Value)
    {
        if value != empty { field(name, value) }
    }

    mutating func double(_ name: String, _ value: Double) {
        // Not a number is one value here: text in JSON can't tell them apart.
        field(name, value.isNaN ? "NaN" : value.description)
    }

    mutating func within(_ name: String, _ content: (inout Meaning) throws -> Void) rethrows {
        let outer = prefix
        lines.append(prefix + name)
        prefix += name + "."
        defer { prefix = outer }
        try content(&self)
    }

    var description: String { lines.joined(separator: "\n") }

    /// The first line that differs, of both.
    func firstDifference(from other: Meaning) -> String {
        for (a, b) in zip(lines, other.lines) where a != b { return "\(a) ≠ \(b)" }
        if lines.count == other.lines.count { return "none" }
        let longer = lines.count > other.lines.count ? lines : other.lines
        return "only one has \(longer[min(lines.count, other.lines.count)])"
    }
}
