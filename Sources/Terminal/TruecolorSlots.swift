// 24-bit colour over a terminfo entry of 256 colours.
//
// ncurses has 24-bit colour only through `*-direct` entries, which are not installed everywhere, know other keys than
// the terminal at hand and have no bright palette colours. Here the terminal's own entry stays: the numbers 16 to 255
// are slots for any 24-bit colours, and `38;5;N` becomes `38;2;R;G;B` on the way out.

/// Which 24-bit colour each number from 16 to 255 stands for.
struct TruecolorSlots {
    private var slots: [RGB: UInt8] = [:]
    private var values: [RGB] = []
    /// A colour found no room since the last `removeAll`.
    private(set) var overflowed = false

    var isEmpty: Bool { values.isEmpty }

    mutating func removeAll() { self = TruecolorSlots() }

    /// The number that stands for a colour; with no room left, the number of the nearest one.
    mutating func slot(for value: RGB) -> UInt8 {
        if let slot = slots[value] { return slot }
        guard values.count < 240 else {
            overflowed = true
            return slots.min { $0.key.distance(to: value) < $1.key.distance(to: value) }?.value ?? 16
        }
        let slot = UInt8(16 + values.count)
        values.append(value)
        slots[value] = slot
        return slot
    }

    /// A frame with every `38;5;N` and `48;5;N` of a slot replaced by its 24-bit colour.
    func rewrite(_ frame: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var index = 0
        while index < frame.count {
            if frame[index] == 0x1B, let (end, color) = colorSequence(in: frame, at: index) {
                output += color
                index = end
            } else {
                output.append(frame[index])
                index += 1
            }
        }
    }

    /// Reads `ESC [ 38;5;N m` (or 48, or with colons): where it ends, and what takes its place.
    private func colorSequence(in frame: UnsafeBufferPointer<UInt8>, at start: Int) -> (end: Int, bytes: [UInt8])? {
        guard start + 8 <= frame.count, frame[start + 1] == UInt8(ascii: "["), frame[start + 3] == UInt8(ascii: "8"),
            frame[start + 5] == UInt8(ascii: "5")
        else { return nil }
        let kind = frame[start + 2]
        guard kind == UInt8(ascii: "3") || kind == UInt8(ascii: "4") else { return nil }
        var end = start + 7
        var number = 0
        while end < frame.count, end < start + 10, case let digit = Int(frame[end]) - 0x30, 0...9 ~= digit {
            number = number * 10 + digit
            end += 1
        }
        guard end < frame.count, frame[end] == UInt8(ascii: "m"), values.indices.contains(number - 16) else {
            return nil
        }
        let value = values[number - 16]
        let text = "\u{1B}[\(kind == UInt8(ascii: "3") ? 38 : 48);2;\(value.red);\(value.green);\(value.blue)m"
        return (end + 1, Array(text.utf8))
    }
}
