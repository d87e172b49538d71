import CZlib

/// RFC 1952 at zlib's usual level, as exporters send it.
func gzipped(_ body: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let windowBits: Int32 = 15 + 16
    let started = deflateInit2_(
        &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    precondition(started == Z_OK)
    defer { deflateEnd(&stream) }
    var result = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(body.count))))
    // Both buffers outlive the one call that reads and writes them.
    body.withUnsafeBufferPointer { input in
        result.withUnsafeMutableBufferPointer { output in
            (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
            (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
            precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
        }
    }
    result.removeLast(Int(stream.avail_out))
    return result
}
