/// What a port is meant for.
package enum PortPurpose: String, Sendable {
    case http, grpc

    /// What else the user can do where the port is taken.
    fileprivate var alternative: String {
        switch self {
        case .http: "stop it or choose another with --http-port"
        case .grpc: "stop it, choose another with --grpc-port, or do without gRPC with --no-grpc"
        }
    }
}

/// Why the receiver could not start; the description is one sentence that says what to do.
package enum ReceiverError: Error, Hashable, CustomStringConvertible {
    /// Another process listens there: `holder` is its id and name, where they could be found.
    case portTaken(address: String, port: Int, holder: String?, purpose: PortPurpose)
    /// The system refused, for another reason.
    case cannotBind(address: String, port: Int, reason: String)
    /// Not an IP literal and not `localhost`.
    case badAddress(String)
    /// A file that holds no certificate in PEM, or no private key.
    case noCertificate(String)
    case noKey(String)
    /// Two files that don't belong together.
    case foreignKey(key: String, certificate: String)

    /// Whether a file that was named can't be used.
    package var isAboutFiles: Bool {
        switch self {
        case .noCertificate, .noKey, .foreignKey: true
        case .portTaken, .cannotBind, .badAddress: false
        }
    }

    package var description: String {
        switch self {
        case .portTaken(let address, let port, let holder, let purpose):
            "port \(port) on \(address) is taken by \(holder ?? "another process"); \(purpose.alternative)"
        case .cannotBind(let address, let port, let reason):
            "cannot listen on port \(port) of \(address): \(reason)"
        case .badAddress(let address):
            "cannot listen on \"\(address)\": give an IP address such as 127.0.0.1, 0.0.0.0 or ::1 with --bind"
        case .noCertificate(let path):
            "\(path) holds no certificate: give a PEM file, which begins with -----BEGIN CERTIFICATE-----"
        case .noKey(let path):
            "\(path) holds no private key that can be used: give it in PEM, and without a passphrase"
        case .foreignKey(let key, let certificate):
            "the key in \(key) does not belong to the certificate in \(certificate)"
        }
    }
}
