import NIOCore

/// Which hosts mean this machine.
struct Machine: Sendable {
    /// IP literals of its network interfaces, asked anew each time: they come and go.
    var addresses: @Sendable () -> Set<String>

    static let this = Machine {
        // A host whose interfaces cannot be listed still has its loopback.
        let devices = (try? System.enumerateDevices()) ?? []
        return Set(devices.compactMap { $0.address?.ipAddress })
    }

    /// Whether a Host header (with or without a port) names loopback or an IP literal of this machine.
    func isNamed(by header: String) -> Bool {
        guard let host = Self.host(in: header) else { return false }
        guard let address = try? SocketAddress(ipAddress: host, port: 0), let literal = address.ipAddress else {
            return host.lowercased() == "localhost"
        }
        return isLoopback(literal) || addresses().contains(literal)
    }

    /// The host of `host`, `host:port`, `[v6]` or `[v6]:port`.
    private static func host(in header: String) -> String? {
        let (host, rest): (Substring, Substring)
        if header.hasPrefix("["), let end = header.firstIndex(of: "]") {
            (host, rest) = (header[..<end].dropFirst(), header[end...].dropFirst())
            guard host.contains(":") else { return nil }
        } else {
            let end = header.firstIndex(of: ":") ?? header.endIndex
            (host, rest) = (header[..<end], header[end...])
        }
        let isPort = rest.first == ":" && rest.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
        return rest.isEmpty || isPort ? String(host) : nil
    }
}
