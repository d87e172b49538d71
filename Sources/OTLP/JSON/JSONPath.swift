// Where in a JSON request a byte lies, by the keys and indexes that lead to it. Walked only when a request is refused.
// What is walked may be malformed at that byte and behind it, so this looks at brackets, commas and strings alone.

/// The path to a byte, such as `resourceSpans[0].scopeSpans[0].spans[3].traceId`. Keys are cut at 64 bytes, and paths at
/// 64 steps.
func jsonPath(to offset: Int, in body: Bytes) -> String {
    var walk = JSONWalk()
    while walk.position < min(offset, body.count) {
        guard walk.pass(body, before: offset) else { break }
    }
    return walk.path
}

private struct JSONWalk {
    /// One container around the current position.
    private enum Level {
        case object(key: String, awaitsKey: Bool)
        case array(index: Int)
    }

    var position = 0
    private var levels: [Level] = []

    /// Passes over a token; false when the byte that is looked for lies in it.
    mutating func pass(_ body: Bytes, before offset: Int) -> Bool {
        let byte = body[position]
        switch byte {
        case UInt8(ascii: "{"): levels.append(.object(key: "", awaitsKey: true))
        case UInt8(ascii: "["): levels.append(.array(index: 0))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
        case UInt8(ascii: ","): nextItem()
        case UInt8(ascii: "\""): return passString(body, before: offset)
        default: break
        }
        position += 1
        return true
    }

    private mutating func nextItem() {
        switch levels.popLast() {
        case .object: levels.append(.object(key: "", awaitsKey: true))
        case .array(let index): levels.append(.array(index: index + 1))
        case nil: break
        }
    }

    private mutating func passString(_ body: Bytes, before offset: Int) -> Bool {
        let start = position + 1
        var end = start
        while end < body.count, body[end] != UInt8(ascii: "\"") { end += body[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < offset else { return false }
        position = end + 1
        if case .object(_, awaitsKey: true) = levels.last {
            let shown = body.extracting(start..<min(end, start + 64))
            // The buffer lies within the span of the body.
            let key = shown.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
            levels[levels.count - 1] = .object(key: key, awaitsKey: false)
        }
        return true
    }

    var path: String {
        var path = ""
        for level in levels.prefix(64) {
            switch level {
            case .object(let key, _) where key.isEmpty: break
            case .object(let key, _): path += path.isEmpty ? key : "." + key
            case .array(let index): path += "[\(index)]"
            }
        }
        return path
    }
}
