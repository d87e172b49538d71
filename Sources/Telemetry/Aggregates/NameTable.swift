/// A name that figures are kept under (a tool, a model, a provider), for as long as the program runs.
struct Name: Hashable, Sendable {
    var index: UInt32

    /// No name was given.
    static let none = Name(index: 0)
    /// Stands for all names beyond the bound.
    static let overflow = Name(index: 1)
}

/// The names of figures. Figures outlive the telemetry they were made from, so names are never freed; they are bounded
/// instead: beyond `limit` a new name is counted under "(other)".
struct NameTable: Sendable {
    private var texts = ["", "(other)"]
    private var indices: [String: UInt32] = [:]
    private let limit: Int
    private let byteLimit: Int
    /// Bytes that the names take, about.
    private(set) var byteCount = 0

    /// - Parameter memory: bytes that all telemetry may take; names take a small part of it.
    init(limit: Int, memory: Int) {
        self.limit = limit
        byteLimit = max(65_536, memory / 32)
    }

    mutating func name(_ text: String) -> Name {
        if text.isEmpty { return .none }
        if let index = indices[text] { return Name(index: index) }
        guard !isFull else { return .overflow }
        byteCount += text.utf8.count + 112
        let index = UInt32(texts.count)
        texts.append(text)
        indices[text] = index
        return Name(index: index)
    }

    /// Are new names counted under "(other)"?
    var isFull: Bool { texts.count >= limit || byteCount >= byteLimit }

    func text(_ name: Name) -> String { texts[Int(name.index)] }
    /// Do two names mean the same tool? Who calls it may put its server or plugin before its name.
    func areOfOneTool(_ one: Name, _ other: Name) -> Bool {
        if one == other { return true }
        let (short, long) = (text(one).utf8, text(other).utf8)
        guard short.count <= long.count else { return areOfOneTool(other, one) }
        guard short.count < long.count, long.suffix(short.count).elementsEqual(short) else { return false }
        let before = Character(Unicode.Scalar(long[long.index(long.endIndex, offsetBy: -short.count - 1)]))
        return !before.isLetter && !before.isNumber
    }

    /// May two names mean the same model? One may have a gateway before it or a snapshot's date behind it, or be missing.
    func areOfOneModel(_ one: Name, _ other: Name) -> Bool {
        if one == other || one == .none || other == .none { return true }
        let (a, b) = (text(one).split(separator: "/").last ?? "", text(other).split(separator: "/").last ?? "")
        return a.hasPrefix(b) || b.hasPrefix(a)
    }

    func textIfAny(_ name: Name) -> String? { name == .none ? nil : texts[Int(name.index)] }
}
