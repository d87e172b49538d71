import OTLP
import Telemetry
import Testing

/// Damaged bodies: an error, or the same meaning as the reference takes from them; never a trap.
///
/// By design ours is stricter with ids (0, 8 or 16 bytes) and laxer with fields that a batch does not keep (a metric's
/// metadata, entity references), whose contents are passed over unread.
@Suite struct MutationTests {
    @Test("Every truncation of a random request is refused or means the same", arguments: Signal.allCases)
    func truncations(signal: Signal) throws {
        var random = RandomRequests(seed: 4)
        for _ in 0..<6 {
            let body = try random.request(signal).protobuf()
            for length in 0...min(body.count, 3000) { try check(Array(body[..<length]), signal) }
        }
    }

    @Test("Flipped bits in a random request are refused or mean the same", arguments: Signal.allCases)
    func bitFlips(signal: Signal) throws {
        var random = RandomRequests(seed: 5)
        for _ in 0..<600 {
            var body = try random.request(signal).protobuf()
            if body.isEmpty { continue }
            for _ in 0..<Int.random(in: 1...4, using: &random.random) { flip(&body, &random.random) }
            try check(body, signal)
        }
    }

    @Test("Damaged recordings are refused or mean the same", arguments: try Corpus.folders())
    func recordings(folder: String) throws {
        var random = SeededGenerator(seed: 6)
        for request in try Corpus.requests(of: folder).prefix(3) {
            for _ in 0..<20 {
                var body = request.body
                flip(&body, &random)
                let cut = Array(request.body[..<Int.random(in: 0..<body.count, using: &random)])
                if request.isJSON {
                    _ = try? decodeExportRequest(body, of: request.signal, in: .json)
                    #expect(throws: DecodingError.self) {
                        try decodeExportRequest(cut, of: request.signal, in: .json)
                    }
                } else {
                    try check(body, request.signal)
                    try check(cut, request.signal)
                }
            }
        }
    }

    @Test("Every truncation of a JSON request is refused", arguments: Signal.allCases)
    func jsonTruncations(signal: Signal) throws {
        var random = RandomRequests(seed: 7)
        let batch = try decodeExportRequest(try random.request(signal).protobuf(), of: signal, in: .protobuf)
        let body = encodeExportRequest(batch, of: signal, in: .json)
        for length in 0..<min(body.count, 4000) {
            #expect(throws: DecodingError.self) {
                try decodeExportRequest(Array(body[..<length]), of: signal, in: .json)
            }
        }
    }

    private func flip(_ body: inout [UInt8], _ random: inout SeededGenerator) {
        body[Int.random(in: body.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }

    private func check(_ body: [UInt8], _ signal: Signal) throws {
        do {
            let batch = try decodeExportRequest(body, of: signal, in: .protobuf)
            guard let reference = try? Reference(body, signal) else { return }
            let (found, expected) = (Meaning(batch, signal), Meaning(reference))
            #expect(found == expected, "\(found.firstDifference(from: expected))")
        } catch {
            #expect(!error.reason.isEmpty)
            if (try? Reference(body, signal)) != nil { #expect(error.reason.hasPrefix("the id has"), "\(error)") }
        }
    }
}
