import Deflate
import Inflate
import Testing

private let text = Array("looptop reads what agents say, and agents repeat themselves; agents repeat themselves".utf8)
private let limit = 1 << 20

@Suite struct InflateTests {
    @Test(arguments: [
        (Compression.gzip, ContentEncoding.gzip),
        (.zlib, .deflate),
        (.raw, .deflate),
    ])
    func whatWasCompressedComesBack(_ compress: Compression, _ encoding: ContentEncoding) throws {
        for body in [[], [7], text, (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }] {
            #expect(try inflate(compress(body), encoding: encoding, limit: limit) == body)
        }
    }

    @Test func aKnownGzipBodyIsRead() throws {
        // printf '{}' | gzip -n
        let body: [UInt8] = [
            0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0, 0x43, 0xbf, 0xa6, 0xa3, 2, 0, 0, 0,
        ]
        #expect(try inflate(body, encoding: .gzip, limit: 2) == Array("{}".utf8))
    }

    @Test func gzipMembersAreJoined() throws {
        let members = Compression.gzip(text) + Compression.gzip([]) + Compression.gzip([1, 2, 3])
        #expect(try inflate(members, encoding: .gzip, limit: limit) == text + [1, 2, 3])
    }

    @Test func zerosBehindTheLastMemberArePadding() throws {
        let padded = Compression.gzip(text) + [UInt8](repeating: 0, count: 512)
        #expect(try inflate(padded, encoding: .gzip, limit: limit) == text)
    }

    @Test(arguments: [
        (Compression.gzip, ContentEncoding.gzip),
        (.zlib, .deflate),
        (.raw, .deflate),
    ])
    func anythingElseBehindTheDataIsRefusedWithItsPlace(_ compress: Compression, _ encoding: ContentEncoding) {
        let whole = compress(text)
        for tail in [[9], Array("tail".utf8)] as [[UInt8]] {
            #expect(throws: InflateError.corrupt(offset: whole.count, reason: "data after the end")) {
                try inflate(whole + tail, encoding: encoding, limit: limit)
            }
        }
    }

    @Test func aSecondMemberThatIsCutIsTruncated() {
        let first = Compression.gzip(text)
        for length in 1..<first.count {
            #expect(throws: InflateError.truncated, "\(length) bytes") {
                try inflate(first + first.prefix(length), encoding: .gzip, limit: limit)
            }
        }
    }

    @Test(arguments: [
        (Compression.gzip, ContentEncoding.gzip),
        (.zlib, .deflate),
        (.raw, .deflate),
    ])
    func aBodyCutAnywhereIsTruncated(_ compress: Compression, _ encoding: ContentEncoding) {
        let whole = compress(text)
        for length in 0..<whole.count {
            #expect(throws: InflateError.truncated, "\(length) bytes") {
                try inflate(Array(whole.prefix(length)), encoding: encoding, limit: limit)
            }
        }
    }

    @Test func theLimitIsExact() throws {
        let body = [UInt8](repeating: 65, count: 100_000)
        let compressed = Compression.gzip(body)
        #expect(try inflate(compressed, encoding: .gzip, limit: 100_000) == body)
        #expect(throws: InflateError.tooLarge(limit: 99_999)) {
            try inflate(compressed, encoding: .gzip, limit: 99_999)
        }
    }

    @Test func theLimitCountsAllMembersTogether() {
        let member = Compression.gzip([UInt8](repeating: 65, count: 1_000))
        #expect(throws: InflateError.tooLarge(limit: 1_999)) {
            try inflate(member + member, encoding: .gzip, limit: 1_999)
        }
    }

    @Test func aBombIsStoppedAtTheLimit() {
        // One member of 4 MiB, 256 times: 1 GiB out of 1 MiB. It ends in garbage that is never reached.
        let member = Compression.gzip([UInt8](repeating: 0, count: 4 << 20))
        let bomb = Array((0..<256).map { _ in member }.joined()) + [1]
        #expect(throws: InflateError.tooLarge(limit: 64 << 20)) {
            try inflate(bomb, encoding: .gzip, limit: 64 << 20)
        }
    }

    @Test func `a bomb is known by its ratio, long before the limit`() {
        let bomb = Compression.gzip([UInt8](repeating: 0, count: 4 << 20))
        var claimed = 0
        #expect(throws: InflateError.tooDense(ratio: 200)) {
            try inflate(bomb.span, encoding: .gzip, limits: InflationLimits(bytes: 64 << 20, ratio: 200)) { bytes in
                claimed += bytes
                return true
            }
        }
        #expect(claimed <= 1 << 20)
    }

    @Test func `what is small may be dense`() throws {
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        let limits = InflationLimits(bytes: 64 << 20, ratio: 2)
        #expect(try inflate(Compression.gzip(zeros).span, encoding: .gzip, limits: limits) == zeros)
    }

    @Test func `nothing is kept that there is no room for`() {
        let body = Compression.gzip([UInt8](repeating: 7, count: 1 << 20))
        var room = 100_000
        #expect(throws: InflateError.noRoom) {
            try inflate(body.span, encoding: .gzip, limits: InflationLimits(bytes: 64 << 20)) { bytes in
                room -= bytes
                return room >= 0
            }
        }
    }

    @Test(arguments: [
        (Compression.gzip, ContentEncoding.gzip),
        (.zlib, .deflate),
        (.raw, .deflate),
    ])
    func aFlippedBitIsAnErrorOrTheSameText(_ compress: Compression, _ encoding: ContentEncoding) {
        let whole = compress(text)
        var refused = 0
        for bit in 0..<whole.count * 8 {
            var flipped = whole
            flipped[bit / 8] ^= 1 << (bit % 8)
            do throws(InflateError) {
                // Raw deflate has no checksum, so a flip may yield another text there.
                let back = try inflate(flipped, encoding: encoding, limit: limit)
                #expect(back == text || compress == .raw, "bit \(bit)")
            } catch {
                refused += 1
            }
        }
        #expect(refused > whole.count)
    }

    @Test func corruptionNamesItsPlaceAndReason() {
        #expect(throws: InflateError.corrupt(offset: 2, reason: "incorrect header check")) {
            try inflate(Array("plain".utf8), encoding: .gzip, limit: limit)
        }
        #expect(throws: InflateError.corrupt(offset: 6, reason: "it needs a preset dictionary")) {
            try inflate([0x78, 0x20, 0, 0, 0, 1, 3, 0], encoding: .deflate, limit: limit)
        }
    }
}

@Suite struct SniffingTests {
    @Test(arguments: [
        (Compression.gzip(text), true, false),
        (Compression.zlib(text), false, true),
        (Array(#"{"resourceSpans":[]}"#.utf8), false, false),
        // What an OTLP protobuf request begins with: field 1, a message.
        ([0x0a, 0xb2, 0x08, 0x0a], false, false),
        ([], false, false),
        ([0x1f], false, false),
        ([0x78], false, false),
    ])
    func filesAreToldApartByTheirFirstBytes(_ file: [UInt8], _ gzip: Bool, _ zlib: Bool) {
        #expect(isGzip(file) == gzip)
        #expect(isZlib(file) == zlib)
    }
}
