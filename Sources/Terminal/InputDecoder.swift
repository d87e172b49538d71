// What the keyboard sends, decoded: keys of xterm, tmux, rxvt, the Linux console and vt220 by their common forms, and
// whatever else the terminal's own entry names. A reply or key that is not known is swallowed whole, so that none of
// its letters is taken for a command.
import Screen

/// Bytes of a terminal's input to events. Feed it what came; after a pause of the escape delay call `flush`.
struct InputDecoder {
    /// The longest paste that is delivered; the rest of a longer one is left out.
    static let pasteLimit = 64 * 1024
    /// The longest reply that is waited for.
    private static let sequenceLimit = 4096

    /// Whole sequences of the terminal's own entry.
    var keys: [[UInt8]: Key] = [:]
    private var pending: [UInt8] = []
    private var paste: [UInt8]?

    /// An unfinished sequence is pending: it is an Escape if nothing follows soon.
    var isWaiting: Bool { paste == nil && !pending.isEmpty }

    mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
        pending += bytes
        var events: [InputEvent] = []
        while !pending.isEmpty {
            let taken = paste == nil ? takeEvent(into: &events) : takePaste(into: &events)
            if taken == 0 { break }
            pending.removeFirst(taken)
        }
        return events
    }

    /// Nothing followed in time: what is pending is an Escape, or a broken sequence that is dropped.
    mutating func flush() -> [InputEvent] {
        guard isWaiting else { return [] }
        defer { pending = [] }
        let escapes = pending.prefix { $0 == 0x1B }.count
        return escapes == pending.count ? Array(repeating: .key(.escape), count: escapes) : []
    }

    // MARK: One event

    /// Takes one event from the front: how many bytes it is, 0 if more are needed.
    private mutating func takeEvent(into events: inout [InputEvent]) -> Int {
        switch pending[0] {
        case 0x1B: return takeEscape(into: &events)
        case 0x80...: return takeCharacter(at: 0, into: &events)
        default:
            events.append(.key(plainKey(pending[0])))
            return 1
        }
    }

    private func plainKey(_ byte: UInt8) -> Key {
        switch byte {
        case 0x09: .tab
        // A carriage return is Enter; a line feed is one that came through a script or a paste.
        case 0x0A, 0x0D: .enter
        case 0x08, 0x7F: .backspace
        case 0x00: .control(" ")
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        case 0x1B...0x1F: .control(Character(Unicode.Scalar(byte + 0x40)))
        default: .character(Character(Unicode.Scalar(byte)))
        }
    }

    /// A character of UTF-8; broken ones and C1 controls are dropped.
    private func takeCharacter(at start: Int, into events: inout [InputEvent]) -> Int {
        let length =
            switch pending[start] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        let tail = pending[(start + 1)...].prefix(length - 1)
        guard length > 1, tail.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return 1 }
        guard tail.count == length - 1 else { return 0 }
        let text = String(decoding: pending[start..<start + length], as: UTF8.self)
        if let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1, scalar.value >= 0xA0 {
            events.append(.key(.character(Character(scalar))))
        }
        return length
    }

    // MARK: Escape sequences

    private mutating func takeEscape(into events: inout [InputEvent]) -> Int {
        guard pending.count > 1 else { return 0 }
        switch pending[1] {
        case UInt8(ascii: "["): return takeControlSequence(into: &events)
        case UInt8(ascii: "O"):
            guard pending.count > 2 else { return 0 }
            return takeSequence(length: 3, else: functionKey(pending[2]), into: &events)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            return stringLength()
        case 0x1B: return takeDoubleEscape(into: &events)
        default: return takeAlt(into: &events)
        }
    }

    /// A key with Alt is left out, whole; so is Alt with Enter or Backspace. Any other control is its own key.
    private func takeAlt(into events: inout [InputEvent]) -> Int {
        if let key = keys[Array(pending[..<2])] {
            events.append(.key(key))
            return 2
        }
        switch pending[1] {
        case 0x0A, 0x0D, 0x08, 0x20...0x7F: return 2
        case 0x80...:
            var ignored: [InputEvent] = []
            let length = takeCharacter(at: 1, into: &ignored)
            return length == 0 ? 0 : length + 1
        default:
            events.append(.key(.escape))
            return 1
        }
    }

    /// Two escapes are two Escapes, unless the second begins a key: rxvt's way to send Alt with an arrow.
    private func takeDoubleEscape(into events: inout [InputEvent]) -> Int {
        guard pending.count > 2 else { return 0 }
        let beginsKey = pending[2] == UInt8(ascii: "[") || pending[2] == UInt8(ascii: "O")
        if !beginsKey { events.append(.key(.escape)) }
        return 1
    }

    /// `ESC [`, parameters, a final byte.
    private mutating func takeControlSequence(into events: inout [InputEvent]) -> Int {
        // The Linux console's F1 to F5 have a second bracket.
        if pending.count > 2, pending[2] == UInt8(ascii: "[") {
            guard pending.count > 3 else { return 0 }
            let number = Int(pending[3]) - 0x40
            return takeSequence(length: 4, else: (1...5).contains(number) ? .function(number) : nil, into: &events)
        }
        guard let end = pending[2...].firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
            return pending.count < Self.sequenceLimit ? 0 : pending.count
        }
        // A byte that can't stand here broke the sequence off.
        guard (0x40...0x7E).contains(pending[end]) else { return end }
        let parameters = pending[2..<end]
        if pending[end] == UInt8(ascii: "~"), parameters.elementsEqual("200".utf8) {
            paste = []
            return end + 1
        }
        return takeSequence(
            length: end + 1, else: controlKey(parameters: Array(parameters), final: pending[end]), into: &events)
    }

    /// A whole sequence: the key that the terminal's entry gives it, else the common one, else nothing.
    private func takeSequence(length: Int, else common: Key?, into events: inout [InputEvent]) -> Int {
        if let key = keys[Array(pending[..<length])] ?? common { events.append(.key(key)) }
        return length
    }

    /// The length of a reply that ends with BEL or `ESC \`.
    private func stringLength() -> Int {
        for index in pending.indices.dropFirst(2) {
            if pending[index] == 0x07 { return index + 1 }
            if pending[index] == 0x1B, index + 1 < pending.count {
                return pending[index + 1] == 0x5C ? index + 2 : index
            }
        }
        return pending.count < Self.sequenceLimit ? 0 : pending.count
    }

    // MARK: Paste

    private mutating func takePaste(into events: inout [InputEvent]) -> Int {
        let end = Array("\u{1B}[201~".utf8)
        for index in pending.indices where pending[index] == 0x1B {
            let rest = pending[index...].prefix(end.count)
            if rest.elementsEqual(end) {
                keep(pending[..<index])
                events.append(.paste(String(decoding: paste ?? [], as: UTF8.self)))
                paste = nil
                return index + end.count
            }
            // The end may be cut in two.
            if rest.count < end.count, end.starts(with: rest) {
                keep(pending[..<index])
                return index
            }
        }
        keep(pending[...])
        return pending.count
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        let room = Self.pasteLimit - (paste?.count ?? 0)
        paste?.append(contentsOf: bytes.prefix(room))
    }
}
