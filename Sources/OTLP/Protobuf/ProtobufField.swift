/// The bytes of a string or message field of a small message of another protocol; the last one where there are several,
/// nil where there is none. Other fields are passed over.
package func lastField(_ number: UInt32, ofProtobuf body: [UInt8]) throws(DecodingError) -> [UInt8]? {
    let bytes = body.span
    var fields = FieldReader(0..<bytes.count)
    var last: Range<Int>?
    do throws(Fault) {
        while let tag = try fields.next(bytes) {
            if tag.number == number, tag.wire == .delimited {
                last = try fields.delimited(bytes)
            } else {
                try fields.skip(tag, bytes)
            }
        }
    } catch {
        throw DecodingError(offset: error.offset, path: "", reason: error.reason.description)
    }
    return last.map { Array(body[$0]) }
}
