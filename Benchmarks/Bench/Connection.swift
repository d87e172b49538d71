import Glibc

/// A blocking connection to a server on this machine.
struct Connection {
    private let socket: Int32

    init(port: Int) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        // The address lies in this frame until the call returns.
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(status == 0, "the receiver does not answer")
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent) }
            precondition(count > 0, "the receiver hung up")
            sent += count
        }
    }

    /// Some bytes of what the server sends, at least one.
    func read() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(socket, &bytes, bytes.count)
        precondition(count > 0, "the receiver hung up")
        return Array(bytes[..<count])
    }

    /// The answer to a small HTTP/1 request is one segment.
    func readAnswer() {
        let bytes = read()
        precondition(bytes.count > 12 && bytes[9..<12].elementsEqual("200".utf8), "the receiver did not answer 200")
    }
}
