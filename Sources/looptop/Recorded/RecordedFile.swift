import OTLP
import Telemetry

// What a recorded file holds is told by its content; its name is only a hint, except for the signal of protobuf, which
// says nothing about itself. docs/report.md, "Recorded input".

/// A file's bytes, decompressed, with the place of each export request in them.
struct RecordedFile {
    enum Form: Hashable {
        /// One OTLP/JSON request.
        case json
        /// One OTLP/JSON request a line.
        case jsonLines
        case protobuf(Signal)
        /// Neither JSON nor named after a signal.
        case unknown
    }

    /// An export request in the file.
    struct Request: Hashable {
        var range: Range<Int>
        var signal: Signal
        var encoding: Encoding
        /// The line that it is, from 1; nil if it is the whole file.
        var line: Int?
    }

    /// What is in the file.
    enum Contents: Hashable {
        /// The requests, and the lines that are none.
        case requests([Request], strayLines: [Int])
        /// Nothing of OTLP; why, as a clause.
        case foreign(String)
    }

    let bytes: [UInt8]
    let form: Form

    /// - Parameter name: the file's name, without its folder.
    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        form = Self.form(of: bytes, name: name.lowercased())
    }

    var contents: Contents {
        switch form {
        case .json:
            guard let signal = signal(ofJSON: bytes) else { return .foreign(Self.noSignal) }
            return .requests([Request(range: bytes.indices, signal: signal, encoding: .json)], strayLines: [])
        case .jsonLines: return lines
        case .protobuf(let signal):
            return .requests([Request(range: bytes.indices, signal: signal, encoding: .protobuf)], strayLines: [])
        case .unknown:
            return .foreign("it is not JSON, and its name has none of traces, metrics and logs in it")
        }
    }

    private static let noSignal = "it has no resourceSpans, resourceMetrics or resourceLogs at the top"

    private var lines: Contents {
        var requests: [Request] = []
        var stray: [Int] = []
        var start = 0
        var number = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if bytes[start..<end].contains(where: { !isBlank($0) }) {
                if let signal = signal(ofJSON: Array(bytes[start..<end])) {
                    requests.append(Request(range: start..<end, signal: signal, encoding: .json, line: number))
                } else {
                    stray.append(number)
                }
            }
            start = end + 1
            number += 1
        }
        return requests.isEmpty ? .foreign(Self.noSignal) : .requests(requests, strayLines: stray)
    }
}

// Telling forms apart.
extension RecordedFile {
    private static func form(of bytes: [UInt8], name: String) -> Form {
        if beginsAsJSON(bytes) {
            let isNamedLines = name.contains(".jsonl") || name.contains(".ndjson")
            return isNamedLines || hasSecondValue(bytes) ? .jsonLines : .json
        }
        if name.contains(".json") || name.contains(".ndjson") { return .json }
        return signalNamed(in: name).map(Form.protobuf) ?? .unknown
    }

    /// The signal whose name occurs last in a file's name.
    private static func signalNamed(in name: String) -> Signal? {
        let places = Signal.allCases.compactMap { signal in
            lastPlace(of: signal.rawValue, in: name).map { (signal: signal, place: $0) }
        }
        return places.max { $0.place < $1.place }?.signal
    }

    private static func lastPlace(of word: String, in name: String) -> Int? {
        let (word, name) = (Array(word.utf8), Array(name.utf8))
        return name.indices.last { name[$0...].starts(with: word) }
    }

    /// Does it begin with an object? A protobuf request can begin with a newline (tag 1) and a brace (length 123), but
    /// what follows there is no quote before a printing character.
    private static func beginsAsJSON(_ bytes: [UInt8]) -> Bool {
        let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var rest = bytes[(isMarked ? 3 : 0)...].drop(while: isBlank)
        guard rest.popFirst() == UInt8(ascii: "{") else { return false }
        rest = rest.drop(while: isBlank)
        guard let next = rest.popFirst() else { return true }
        return next == UInt8(ascii: "}") || next == UInt8(ascii: "\"") && rest.first.map { $0 >= 0x20 } ?? true
    }

    /// Does anything follow the first value?
    private static func hasSecondValue(_ bytes: [UInt8]) -> Bool {
        guard let end = endOfFirstValue(bytes) else { return false }
        return bytes[end...].contains { !isBlank($0) }
    }

    /// The place after the closing brace of the first object; nil if it is not closed.
    private static func endOfFirstValue(_ bytes: [UInt8]) -> Int? {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for (index, byte) in bytes.enumerated() {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
        }
        return nil
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
