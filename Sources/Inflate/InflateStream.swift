import CZlib

/// zlib's state while one body is inflated.
struct InflateStream: ~Copyable {
    /// zlib keeps a pointer back to this struct, so it must not move.
    private let z: UnsafeMutablePointer<z_stream>
    /// The body; outlives the stream, which lives inside `withUnsafeBufferPointer`.
    private let input: UnsafeBufferPointer<UInt8>
    private let format: Format
    /// Bytes of `input` that zlib was given so far.
    private var fed = 0

    init(_ input: UnsafeBufferPointer<UInt8>, format: Format) {
        self.input = input
        self.format = format
        z = .allocate(capacity: 1)
        z.initialize(to: z_stream())
        let windowBits: Int32 =
            switch format {
            case .gzip: 15 + 16
            case .zlib: 15
            case .raw: -15
            }
        // The only failure with these arguments is a lack of memory, at which Swift itself would stop.
        precondition(czlib_inflate_init(z, windowBits) == Z_OK, "no memory for inflating")
    }

    deinit {
        inflateEnd(z)
        z.deallocate()
    }

    /// Everything that the body holds.
    mutating func readAll(_ limits: InflationLimits, claim: (Int) -> Bool) throws(InflateError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(min(limits.bytes, 4 * input.count))
        let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 << 10)
        defer { block.deallocate() }
        repeat {
            var ended = false
            while !ended {
                ended = try inflateBlock(block)
                let produced = block.count - Int(z.pointee.avail_out)
                try check(output.count + produced, limits)
                guard claim(produced) else { throw .noRoom }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: block[..<produced]))
            }
        } while try nextMember()
        return output
    }

    /// Whether so many bytes may have come out so far.
    private func check(_ count: Int, _ limits: InflationLimits) throws(InflateError) {
        guard count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        guard count > InflationLimits.ratioFrom, count / max(consumed, 1) >= limits.ratio else { return }
        throw .tooDense(ratio: limits.ratio)
    }

    /// Bytes that zlib has taken in.
    private var consumed: Int { fed - Int(z.pointee.avail_in) }

    /// Fills a block as far as the input goes; true at the end of a member.
    private mutating func inflateBlock(_ block: UnsafeMutableBufferPointer<UInt8>) throws(InflateError) -> Bool {
        z.pointee.next_out = block.baseAddress
        z.pointee.avail_out = UInt32(block.count)
        while z.pointee.avail_out > 0 {
            feed()
            switch CZlib.inflate(z, Z_NO_FLUSH) {
            case Z_STREAM_END: return true
            case Z_OK where z.pointee.avail_in > 0 || z.pointee.avail_out == 0 || fed < input.count: continue
            case Z_OK, Z_BUF_ERROR: throw .truncated
            case Z_NEED_DICT: throw .corrupt(offset: consumed, reason: "it needs a preset dictionary")
            default:
                throw .corrupt(offset: consumed, reason: z.pointee.msg.map { String(cString: $0) } ?? "not inflatable")
            }
        }
        return false
    }

    /// zlib counts its input in 32 bits, so a longer one goes in pieces.
    private mutating func feed() {
        guard z.pointee.avail_in == 0, fed < input.count else { return }
        let piece = input[fed...].prefix(1 << 30)
        z.pointee.next_in = UnsafeBufferPointer(rebasing: piece).baseAddress
        z.pointee.avail_in = UInt32(piece.count)
        fed += piece.count
    }

    /// Looks behind the end of a member: true when another one follows, false when nothing does.
    private mutating func nextMember() throws(InflateError) -> Bool {
        guard format == .gzip else {
            guard consumed == input.count else { throw .corrupt(offset: consumed, reason: "data after the end") }
            return false
        }
        guard let start = input[consumed...].firstIndex(where: { $0 != 0 }) else { return false }
        let magic = input[start...].prefix(2)
        guard magic.elementsEqual([0x1f, 0x8b].prefix(magic.count)) else {
            throw .corrupt(offset: start, reason: "data after the end")
        }
        inflateReset(z)
        z.pointee.avail_in = 0
        fed = start
        return true
    }
}
