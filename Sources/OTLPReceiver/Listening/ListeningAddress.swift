/// A host and port that the receiver listens on.
package struct ListeningAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IP literal.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether only this machine reaches it.
    package var isLoopback: Bool { OTLPReceiver.isLoopback(host) }

    /// As in a URL: `127.0.0.1:4318`, `[::1]:4318`.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Whether an IP literal is in 127.0.0.0/8, or is ::1.
func isLoopback(_ literal: String) -> Bool { literal.hasPrefix("127.") || literal == "::1" }
