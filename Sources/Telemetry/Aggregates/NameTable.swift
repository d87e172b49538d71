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
    func textIfAny(_ name: Name) -> String? { name == .none ? nil : texts[Int(name.index)] }

    /// Do two names mean the same tool? Who calls it may put its server or plugin before its name.
    func areOfOneTool(_ one: Name, _ other: Name) -> Bool {
        if one == other { return true }
        let (a, b) = (Self.folded(text(one)), Self.folded(text(other)))
        let (short, long) = a.count < b.count ? (a, b) : (b, a)
        guard long.suffix(short.count).elementsEqual(short) else { return false }
        return short.count == long.count || long[long.count - short.count - 1] == UInt8(ascii: "_")
    }

    /// In lower case, with one sign for all that parts words.
    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: byte
            default: UInt8(ascii: "_")
            }
        }
    }

    /// May two names mean the same model? One may have a gateway before it or a snapshot's date behind it, or be missing.
    func areOfOneModel(_ one: Name, _ other: Name) -> Bool {
        if one == other || one == .none || other == .none { return true }
        let (a, b) = (Self.model(text(one)), Self.model(text(other)))
        return a.contains(b) || b.contains(a)
    }

    /// A model's name without what is before its last `/`, and without `-latest`.
    private static func model(_ name: String) -> Substring {
        let model = name.split(separator: "/").last ?? ""
        return model.hasSuffix("-latest") ? model.dropLast(7) : model
    }
}
