import Glibc
import NIOCore
import NIOPosix

/// What is listened on.
struct Listeners {
    var channels: [any Channel] = []
    var warnings: [String] = []

    var addresses: [ListeningAddress] {
        channels.compactMap { channel in
            guard let local = channel.localAddress, let host = local.ipAddress, let port = local.port else {
                return nil
            }
            return ListeningAddress(host: host, port: port)
        }
    }

    func close() {
        // A listener that fails to close is closed with its event loop, right after.
        for channel in channels { try? channel.close().wait() }
    }
}

/// How a listening socket differs from the others.
struct ListenerOptions {
    /// Whether an IPv6 socket leaves IPv4 alone.
    var isIPv6Only: Bool
}

/// Binds all addresses to one port, or none.
struct Binder {
    /// Makes what listens on an address.
    let bootstrap: (_ options: ListenerOptions) -> ServerBootstrap

    /// A free port of the first address may be taken on the second; then another one is tried.
    private static let freePortAttempts = 16

    func bind(_ candidates: [Candidate], port: Int, for purpose: PortPurpose) throws(ReceiverError) -> Listeners {
        var attempts = port == 0 ? Self.freePortAttempts : 1
        while true {
            attempts -= 1
            do throws(ReceiverError) {
                return try bindAll(candidates, port: port, for: purpose)
            } catch {
                guard case .portTaken = error, attempts > 0 else { throw error }
            }
        }
    }

    private func bindAll(
        _ candidates: [Candidate], port: Int, for purpose: PortPurpose
    ) throws(ReceiverError) -> Listeners {
        var listeners = Listeners()
        var missing: ReceiverError?
        do throws(ReceiverError) {
            for candidate in candidates {
                let port = port == 0 ? listeners.addresses.first?.port ?? 0 : port
                // Next to an IPv4 address, an IPv6 wildcard must not take that one's port too.
                let isMixed = candidates.contains { $0.address.protocol == .inet }
                let options = ListenerOptions(isIPv6Only: isMixed && candidate.address.protocol == .inet6)
                switch bind(candidate.address, port: port, options) {
                case .success(let channel):
                    listeners.channels.append(channel)
                case .failure(let error) where error.meansNoSuchAddress && !candidate.isRequired:
                    listeners.warnings.append(Self.warning(for: candidate.address))
                    missing = describe(error, candidate.address, port, purpose)
                case .failure(let error):
                    throw describe(error, candidate.address, port, purpose)
                }
            }
            if listeners.channels.isEmpty, let missing { throw missing }
        } catch {
            listeners.close()
            throw error
        }
        return listeners
    }

    private func bind(
        _ address: SocketAddress, port: Int, _ options: ListenerOptions
    ) -> Result<any Channel, BindFailure> {
        var target = address
        target.port = port
        do {
            return .success(try bootstrap(options).bind(to: target).wait())
        } catch let error as IOError {
            return .failure(.system(error.errnoCode))
        } catch {
            return .failure(.other("\(error)"))
        }
    }

    private func describe(
        _ failure: BindFailure, _ address: SocketAddress, _ port: Int, _ purpose: PortPurpose
    ) -> ReceiverError {
        let host = address.ipAddress ?? "\(address)"
        switch failure {
        case .system(EADDRINUSE):
            let holder = portHolder(of: address, port: port)
            return .portTaken(address: host, port: port, holder: holder, purpose: purpose)
        case .system(EACCES):
            return .cannotBind(address: host, port: port, reason: "no permission; ports from 1024 up need none")
        case .system(EADDRNOTAVAIL), .system(EAFNOSUPPORT):
            return .cannotBind(address: host, port: port, reason: "this host does not have that address")
        case .system(let code):
            return .cannotBind(address: host, port: port, reason: String(cString: strerror(code)))
        case .other(let reason):
            return .cannotBind(address: host, port: port, reason: reason)
        }
    }

    private static func warning(for address: SocketAddress) -> String {
        let family = address.protocol == .inet6 ? "IPv6" : "IPv4"
        return "\(family) is not available on this host, so nothing listens on \(address.ipAddress ?? "it")"
    }
}

/// Why an address could not be bound.
enum BindFailure: Error {
    /// An `errno` value.
    case system(CInt)
    case other(String)

    var meansNoSuchAddress: Bool {
        switch self {
        case .system(let code): code == EADDRNOTAVAIL || code == EAFNOSUPPORT
        case .other: false
        }
    }
}
