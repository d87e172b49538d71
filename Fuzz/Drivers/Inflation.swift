import Inflate

/// Nothing but zeros and text comes out of an inflation beyond its limit. The first byte of the input chooses the format.
func checkInflation(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    let limit = 1 << 18
    let body = Array(input.dropFirst())
    do throws(InflateError) {
        let plain = try inflate(body, encoding: choice & 1 == 0 ? .gzip : .deflate, limit: limit)
        precondition(plain.count <= limit, "more than the limit came out")
    } catch {
        if case .corrupt(let offset, _) = error { precondition((0...body.count).contains(offset), "a place outside") }
    }
}
