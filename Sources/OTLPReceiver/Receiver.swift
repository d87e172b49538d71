import NIOCore
import NIOPosix
import Synchronization

/// The embedded OTLP receiver: it listens from `start` to `stop`. Every port takes HTTP and gRPC; there are two because
/// senders expect each at a port of its own.
package final class Receiver: Sendable {
    /// Where it listens for HTTP, in the order asked for.
    package let addresses: [ListeningAddress]
    /// Where it listens for gRPC, in the order asked for; empty when it was not to.
    package let grpcAddresses: [ListeningAddress]
    /// Whether it speaks TLS.
    package let isSecure: Bool
    /// Whether anybody who reaches it from elsewhere may send and read: it asks neither for a token nor for certificates.
    package let isOpen: Bool
    /// What is not as asked for, though it runs; one sentence each.
    package let warnings: [String]
    /// Nil once stopped.
    private let group: Mutex<MultiThreadedEventLoopGroup?>

    private init(
        group: MultiThreadedEventLoopGroup, http: Listeners, grpc: Listeners, _ configuration: ReceiverConfiguration
    ) {
        isSecure = configuration.tls != nil
        let isAsking = configuration.access.token != nil || configuration.tls?.clientAuthority != nil
        isOpen = !isAsking && (http.addresses + grpc.addresses).contains { !$0.isLoopback }
        self.group = Mutex(group)
        addresses = http.addresses
        grpcAddresses = grpc.addresses
        // What is missing on this host is missing for both.
        warnings = http.warnings
    }

    /// Listens, and returns when it does. Blocks for a few milliseconds.
    package static func start(
        _ configuration: ReceiverConfiguration, hooks: ReceiverHooks
    ) throws(ReceiverError) -> Receiver {
        let candidates = try Candidate.list(configuration.addresses)
        // One thread: decoding a request takes well below a millisecond, and what it feeds is behind one lock anyway.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do throws(ReceiverError) {
            let tls = try configuration.tls.map { (files) throws(ReceiverError) in try TLSServer(files) }
            let service = Service(
                hooks: hooks, limits: configuration.limits, access: configuration.access, tls: tls)
            let binder = Binder { serverBootstrap(group: group, service: service, options: $0) }
            let http = try binder.bind(candidates, port: configuration.port, for: .http)
            let grpc = try configuration.grpcPort.map { (port) throws(ReceiverError) in
                try binder.bind(candidates, port: port, for: .grpc)
            }
            return Receiver(group: group, http: http, grpc: grpc ?? Listeners(), configuration)
        } catch {
            shutDown(group)
            throw error
        }
    }

    /// Closes listeners and connections; the ports are free when it returns. Not to be called from a hook.
    package func stop() {
        let running = group.withLock { group in
            defer { group = nil }
            return group
        }
        if let running { Self.shutDown(running) }
    }

    /// Ends the thread and closes every channel on it.
    private static func shutDown(_ group: MultiThreadedEventLoopGroup) {
        do {
            try group.syncShutdownGracefully()
        } catch {
            preconditionFailure("an event loop group that runs could not be shut down: \(error)")
        }
    }
}
