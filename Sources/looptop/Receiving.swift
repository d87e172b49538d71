import OTLPReceiver
import Telemetry

/// Starts to receive into a store. Fails in one sentence when that can't be, a taken port for instance.
func startReceiver(_ configuration: Configuration, into store: SharedStore) throws(Failure) -> Receiver {
    var receiving = ReceiverConfiguration()
    receiving.port = configuration.httpPort
    receiving.grpcPort = configuration.grpcPort
    receiving.addresses = configuration.bind
    receiving.limits = configuration.limits.receiver
    // Each connection is a descriptor; beyond the system's limit, one would wait unseen instead of being refused.
    let others = 64
    let descriptors = allowDescriptors(receiving.limits.connections + others)
    receiving.limits.connections = min(receiving.limits.connections, max(1, descriptors - others))
    receiving.access = try configuration.access.rules()
    receiving.tls = try configuration.access.tls()
    let reports = RecentReport()
    let hooks = ReceiverHooks(
        ingest: { store.ingest($0, at: currentTime()) },
        rejected: { store.refuse($0, at: currentTime()) },
        closed: { store.noteClosed($0, at: currentTime()) },
        report: { reports.json($0, of: store, at: currentTime()) })
    do throws(ReceiverError) {
        return try Receiver.start(receiving, hooks: hooks)
    } catch {
        throw error.isAboutFiles ? .access(error.description) : Failure(error.description)
    }
}

/// Says on stderr where a program that was asked for it listens. Scripts wait for this line.
func announce(_ receiver: Receiver) {
    guard let http = receiver.endpoints.first else { return }
    let grpc = receiver.grpcAddresses.first.map { " grpc=\(receiver.endpoint($0))" } ?? ""
    write("listening http=\(http)\(grpc)\n", to: 2)
}

extension Receiver {
    /// Where it listens, as a client is to be told.
    var endpoints: [String] { addresses.map(endpoint) }

    func endpoint(_ address: ListeningAddress) -> String { isSecure ? "https://\(address)" : address.description }
}

/// What to say of a receiver that anybody in the network may use; nil when it is not so.
func exposure(of receiver: Receiver) -> String? { receiver.isOpen ? "open to the network, no token" : nil }

extension Store.Limits {
    /// The store's own limits, but for what the user chose.
    init(_ configuration: Configuration) {
        self = configuration.limits.store
        if let memory = configuration.memory { self.memory = memory }
        if let stallAfter = configuration.stallAfter {
            self.stallAfter = stallAfter
            timeOutAfter = max(timeOutAfter, stallAfter * 2)
        }
        if let maxSeries = configuration.maxSeries { self.maxSeries = maxSeries }
    }
}
