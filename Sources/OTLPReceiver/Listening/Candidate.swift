import NIOCore

/// An address that shall be listened on.
struct Candidate: Hashable {
    /// Port 0; the port comes when binding.
    var address: SocketAddress
    /// Whether it is an error when the host does not have it.
    var isRequired: Bool

    /// What a configuration asks for, each address once.
    static func list(_ hosts: [String]?) throws(ReceiverError) -> [Candidate] {
        var candidates: [Candidate] = []
        for host in hosts ?? ["localhost"] {
            for candidate in try parse(host) where !candidates.contains(where: { $0.address == candidate.address }) {
                candidates.append(candidate)
            }
        }
        return candidates
    }

    private static func parse(_ host: String) throws(ReceiverError) -> [Candidate] {
        if host.lowercased() == "localhost" {
            return try [literal("127.0.0.1", required: false), literal("::1", required: false)]
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return try [literal(isBracketed ? String(host.dropFirst().dropLast()) : host, required: true)]
    }

    private static func literal(_ host: String, required: Bool) throws(ReceiverError) -> Candidate {
        do {
            return Candidate(address: try SocketAddress(ipAddress: host, port: 0), isRequired: required)
        } catch {
            throw .badAddress(host)
        }
    }
}
