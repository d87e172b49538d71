import OTLP
import Telemetry

/// The decoders refuse what they are given, or make a batch of it that survives being written and read again, in its
/// own encoding and in the other one.
func checkDecoding(_ body: [UInt8], of signal: Signal, in encoding: OTLP.Encoding) {
    _ = encoding == .json ? OTLP.signal(ofJSON: body) : OTLP.signal(ofProtobuf: body)
    guard let batch = decoded(body, of: signal, in: encoding) else { return }
    // Compared as JSON, which has one NaN where doubles have many.
    let meaning = encodeExportRequest(batch, of: signal, in: .json)
    for way in [OTLP.Encoding.json, .protobuf] {
        let written = encodeExportRequest(batch, of: signal, in: way)
        guard let again = decoded(written, of: signal, in: way) else { fatalError("what was written can't be read") }
        let found = encodeExportRequest(again, of: signal, in: .json)
        if found != meaning { fatalError(difference(meaning, found)) }
    }
}

/// Nil when it is refused, with a reason.
private func decoded(_ body: [UInt8], of signal: Signal, in encoding: OTLP.Encoding) -> Batch? {
    do throws(DecodingError) {
        return try decodeExportRequest(body, of: signal, in: encoding)
    } catch {
        precondition(!error.reason.isEmpty && (0...body.count).contains(error.offset), "a refusal without its place")
        return nil
    }
}

/// Where two bodies part, and what stands there.
private func difference(_ one: [UInt8], _ other: [UInt8]) -> String {
    let place = zip(one, other).prefix { $0 == $1 }.count
    let texts = [one, other].map { String(decoding: $0.dropFirst(max(0, place - 60)).prefix(120), as: UTF8.self) }
    return "at byte \(place) it reads differently: \(texts)"
}
