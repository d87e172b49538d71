import NIOCore
import NIOPosix
import Synchronization

/// The embedded OTLP/HTTP receiver: it listens from `start` to `stop`.
package final class Receiver: Sendable {
    /// Where it listens, in the order asked for.
    package let addresses: [ListeningAddress]
    /// What is not as asked for, though it runs; one sentence each.
    package let warnings: [String]
    /// Nil once stopped.
    private let group: Mutex<MultiThreadedEventLoopGroup?>

    private init(group: MultiThreadedEventLoopGroup, listeners: Listeners) {
        self.group = Mutex(group)
        addresses = listeners.addresses
        warnings = listeners.warnings
    }

    /// Listens, and returns when it does. Blocks for a few milliseconds.
    package static func start(
        _ configuration: ReceiverConfiguration, hooks: ReceiverHooks
    ) throws(ReceiverError) -> Receiver {
        let candidates = try Candidate.list(configuration.addresses)
        // One thread: decoding a request takes well below a millisecond, and what it feeds is behind one lock anyway.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do throws(ReceiverError) {
            let service = Service(hooks: hooks, bodyLimit: configuration.bodyLimit, machine: .this)
            let binder = Binder { serverBootstrap(group: group, service: service, options: $0) }
            return Receiver(group: group, listeners: try binder.bind(candidates, port: configuration.port))
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
