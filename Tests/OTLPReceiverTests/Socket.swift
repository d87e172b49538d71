import Glibc

/// A client's end of a real TCP connection, blocking, that gives up after ten seconds.
final class Socket {
    private let descriptor: CInt

    struct Failure: Error {
        var call: String
        var code: CInt = errno
    }

    init(_ host: String, _ port: Int) throws {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let isFound = getaddrinfo(host, "\(port)", &hints, &list) == 0
        guard isFound, let address = list?.pointee else { throw Failure(call: "getaddrinfo") }
        defer { freeaddrinfo(list) }
        descriptor = socket(address.ai_family, address.ai_socktype, 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else { throw Failure(call: "connect") }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(call: "send") }
            sent += count
        }
    }

    /// Says that nothing more will be sent.
    func endSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// Everything until the server closes.
    func readBytes() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &block, block.count, 0)
            guard count >= 0 else { throw Failure(call: "recv") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: block.prefix(count))
        }
    }

    /// Reads until the text ends so, or the server closes.
    func read(until end: String? = nil) throws -> String {
        var text: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &block, block.count, 0)
            guard count >= 0 else { throw Failure(call: "recv") }
            text.append(contentsOf: block.prefix(count))
            let soFar = String(decoding: text, as: UTF8.self)
            if count == 0 || end.map(soFar.hasSuffix) ?? false { return soFar }
        }
    }
}
