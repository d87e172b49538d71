import OTLPReceiver
import Report
import Telemetry

/// Starts to receive into a store. Fails in one sentence when that can't be, a taken port for instance.
func startReceiver(_ configuration: Configuration, into store: SharedStore) throws(Failure) -> Receiver {
    var receiving = ReceiverConfiguration()
    receiving.port = configuration.httpPort
    receiving.grpcPort = configuration.grpcPort
    receiving.addresses = configuration.bind
    let hooks = ReceiverHooks(
        ingest: { store.ingest($0, at: currentTime()) },
        rejected: { store.refuse($0, at: currentTime()) },
        report: { request in
            let figures = store.ask { $0.report(request, at: currentTime()) }
            return Array(reportJSON(figures, pretty: false).utf8)
        })
    do throws(ReceiverError) {
        return try Receiver.start(receiving, hooks: hooks)
    } catch {
        throw Failure(error.description)
    }
}

/// Says on stderr where a program that was asked for it listens. Scripts wait for this line.
func announce(_ receiver: Receiver) {
    guard let http = receiver.addresses.first else { return }
    let grpc = receiver.grpcAddresses.first.map { " grpc=\($0)" } ?? ""
    write("listening http=\(http)\(grpc)\n", to: 2)
}

extension Store.Limits {
    /// The store's own limits, but for what the user chose.
    init(_ configuration: Configuration) {
        self.init()
        if let memory = configuration.memory { self.memory = memory }
        if let stallAfter = configuration.stallAfter {
            self.stallAfter = stallAfter
            timeOutAfter = max(timeOutAfter, stallAfter * 2)
        }
        if let maxSeries = configuration.maxSeries { self.maxSeries = maxSeries }
    }
}
