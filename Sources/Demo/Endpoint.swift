import Telemetry

/// Host, port and path of a receiver. Only plain HTTP: the demo talks to the machine it runs on.
struct Endpoint: Equatable, Sendable {
    let host: String
    let port: Int
    /// As given, without a slash at its end; empty for none.
    let base: String

    /// From `http://host[:port][/path]`, IPv6 in brackets.
    init(_ text: String) throws(DemoError) {
        guard text.hasPrefix("http://") else { throw .unusableEndpoint(text) }
        let rest = text.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path.removeLast() }
        base = String(path)
        let isBracketed = authority.first == "["
        let hostEnd = isBracketed ? authority.firstIndex(of: "]") : authority.lastIndex(of: ":") ?? authority.endIndex
        guard let hostEnd else { throw .unusableEndpoint(text) }
        host = String(isBracketed ? authority[..<hostEnd].dropFirst() : authority[..<hostEnd])
        let tail = isBracketed ? authority[hostEnd...].dropFirst() : authority[hostEnd...]
        guard !host.isEmpty, let port = tail.isEmpty ? 4318 : Self.port(tail) else { throw .unusableEndpoint(text) }
        self.port = port
    }

    private static func port(_ tail: Substring) -> Int? {
        guard tail.first == ":", let port = Int(tail.dropFirst()), (1...65535).contains(port) else { return nil }
        return port
    }

    /// `host:port`, as it stands in a Host header and in messages.
    var address: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Where a process posts: exporters to each signal's path, but today's code its spans to the endpoint as it is given.
    func path(for dialect: Dialect, _ signal: Signal) -> String {
        switch (dialect, signal) {
        case (.current, .traces): base.isEmpty ? "/" : base
        case (.current, .metrics), (.current, .logs), (.seed, _), (.events, _): "\(base)/v1/\(signal.rawValue)"
        }
    }
}
