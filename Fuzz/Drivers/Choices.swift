/// Choices made by the bytes of an input, one a byte; when they are used up, the first of everything is chosen.
struct Choices {
    private var rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) { rest = input[...] }

    var isEmpty: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// From 0 to below `count`, which is at most 65,536.
    mutating func number(below count: Int) -> Int {
        count <= 256 ? Int(byte()) % count : (Int(byte()) << 8 | Int(byte())) % count
    }

    mutating func one<Element>(of elements: [Element]) -> Element { elements[number(below: elements.count)] }

    /// True for one byte in so many.
    mutating func chance(in count: Int) -> Bool { number(below: count) == count - 1 }

    /// Bytes as they stand, with their number before them in two bytes.
    mutating func run() -> [UInt8] {
        let count = Int(byte()) << 8 | Int(byte())
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
