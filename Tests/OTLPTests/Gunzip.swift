import CZlib
import Foundation

/// The contents of a gzip body of at most a few megabytes.
func gunzip(_ body: [UInt8]) throws -> [UInt8] {
    var input = body
    var output = [UInt8](repeating: 0, count: 1 << 20)
    var stream = z_stream()
    // 15 bits of window, and 16 to say that the format is gzip (zlib.h, inflateInit2).
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        throw CocoaError(.fileReadCorruptFile)
    }
    defer { inflateEnd(&stream) }
    let (status, count) = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            let status = inflate(&stream, Z_FINISH)
            return (status, Int(stream.total_out))
        }
    }
    guard status == Z_STREAM_END else { throw CocoaError(.fileReadCorruptFile) }
    return Array(output[..<count])
}
