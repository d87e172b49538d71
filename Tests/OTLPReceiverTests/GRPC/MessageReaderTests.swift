import NIOCore
import Testing

@testable import OTLPReceiver

private let hello: [UInt8] = [0, 0, 0, 0, 5] + Array("hello".utf8)

/// Reads the bytes in parts of these sizes.
private func read(_ bytes: [UInt8], limit: Int = 100, cutAt places: [Int] = []) throws(Refusal) -> MessageReader {
    var reader = MessageReader(limit: limit)
    var start = 0
    for end in places + [bytes.count] {
        try reader.take(ByteBuffer(bytes: bytes[start..<end]).readableBytesView)
        start = end
    }
    return reader
}

@Suite struct MessageReaderTests {
    @Test(arguments: 0...hello.count) func `A message may be cut at every byte`(place: Int) throws {
        #expect(try read(hello, cutAt: [place]).whole() == Array("hello".utf8))
    }

    @Test func `A message may come byte by byte`() throws {
        #expect(try read(hello, cutAt: Array(1..<hello.count)).whole() == Array("hello".utf8))
    }

    @Test func `A message of no bytes is a message`() throws {
        #expect(try read([0, 0, 0, 0, 0]).whole() == [])
    }

    @Test func `The first byte says whether the message is compressed`() throws {
        #expect(try !read([0, 0, 0, 0, 0]).isCompressed)
        #expect(try read([1, 0, 0, 0, 0]).isCompressed)
    }

    @Test func `A long message is kept as it came`() throws {
        let long = (0..<70_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try read(framed(long), limit: 70_000, cutAt: [3, 5, 6, 40_000]).whole() == long)
    }

    @Test(
        arguments: [
            ([], RefusalKind.unimplemented, "an Export call carries one message, this one carries none"),
            ([0], .badFraming, "the call ended in the middle of its message"),
            ([0, 0, 0, 0], .badFraming, "the call ended in the middle of its message"),
            ([0, 0, 0, 0, 2, 7], .badFraming, "the call ended in the middle of its message"),
            ([0, 0, 0, 0, 1, 7, 0], .unimplemented, "an Export call carries one message, this one carries more"),
            (
                [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], .unimplemented,
                "an Export call carries one message, this one carries more"
            ),
            ([2, 0, 0, 0, 0], .badFraming, "a message begins with 0 or 1, this one with 2"),
            ([0, 0, 0, 0, 101], .tooLarge, "the message of 101 bytes is over the limit of 100 bytes"),
            ([0, 255, 255, 255, 255], .tooLarge, "the message of 4294967295 bytes is over the limit of 100 bytes"),
        ] as [([UInt8], RefusalKind, String)])
    func `What is not one message is refused`(bytes: [UInt8], kind: RefusalKind, sentence: String) {
        for place in 0...bytes.count {
            #expect(throws: Refusal(kind, sentence)) { try read(bytes, cutAt: [place]).whole() }
        }
    }

    @Test func `A message at the limit is taken`() throws {
        #expect(try read(framed(Array(repeating: 1, count: 100))).whole().count == 100)
    }

    @Test func `What is framed has its length in front`() {
        #expect(framed([7, 8]) == [0, 0, 0, 0, 2, 7, 8])
        #expect(framed([UInt8](repeating: 9, count: 0x010203)).prefix(5) == [0, 0, 1, 2, 3])
    }
}
