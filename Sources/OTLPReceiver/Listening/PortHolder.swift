// Who listens on a port, for the message that the port is taken. Best effort: another user's process is not found.
// Formats: proc(5), /proc/net/tcp and /proc/PID/fd.

import Glibc
import NIOCore

/// The process that listens on an address, as "PID 1234 (otelcol)"; nil when it cannot be found.
func portHolder(of address: SocketAddress, port: Int) -> String? {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].compactMap(readText)
    let inodes = tables.flatMap { listeningInodes(in: $0, address: address.procForm, port: port) }
    guard !inodes.isEmpty else { return nil }
    let sockets = Set(inodes.map { "socket:[\($0)]" })
    for process in entries(of: "/proc") where process.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
        let descriptors = "/proc/\(process)/fd"
        guard entries(of: descriptors).contains(where: { sockets.contains(link("\(descriptors)/\($0)") ?? "") })
        else { continue }
        let name = readText("/proc/\(process)/comm")?.split(separator: "\n").first
        return name.map { "PID \(process) (\($0))" } ?? "PID \(process)"
    }
    return nil
}

/// The inodes of sockets that listen on `port`, on `address` (as in the table) or on all addresses.
func listeningInodes(in table: String, address: String, port: Int) -> [Substring] {
    let listen = "0A"
    return table.split(separator: "\n").dropFirst().compactMap { line in
        let fields = line.split(separator: " ", omittingEmptySubsequences: true)
        guard fields.count > 9, fields[3] == listen else { return nil }
        let local = fields[1].split(separator: ":")
        guard local.count == 2, Int(local[1], radix: 16) == port else { return nil }
        // An IPv4 address stands at the end of a mapped one in tcp6.
        let isSame = local[0].hasSuffix(address) || local[0].allSatisfy { $0 == "0" }
        return isSame ? fields[9] : nil
    }
}

extension SocketAddress {
    /// The address as `/proc/net/tcp` has it: its words as hexadecimal numbers of this machine.
    var procForm: String {
        let isIPv6 = self.protocol == .inet6
        var words = [UInt32](repeating: 0, count: isIPv6 ? 4 : 1)
        guard let ipAddress, inet_pton(isIPv6 ? AF_INET6 : AF_INET, ipAddress, &words) == 1 else { return "" }
        return words.map(hexadecimal).joined()
    }
}

private func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - digits.count) + digits
}

private func entries(of folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names
}

private func link(_ path: String) -> String? {
    var target = [UInt8](repeating: 0, count: 64)
    let length = target.withUnsafeMutableBufferPointer { room in
        room.withMemoryRebound(to: CChar.self) { room in room.baseAddress.map { readlink(path, $0, room.count) } ?? -1 }
    }
    return length > 0 ? String(decoding: target.prefix(length), as: UTF8.self) : nil
}

private func readText(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 16 << 10)
    while true {
        let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { break }
        text.append(contentsOf: block.prefix(count))
    }
    return String(decoding: text, as: UTF8.self)
}
