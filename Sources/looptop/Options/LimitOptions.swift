import ArgumentParser
import OTLPReceiver
import Telemetry

/// What the command line says of limits, as it was written.
struct LimitOptions: ParsableArguments {
    @Option(Limits.connections) var connections: String?
    @Option(Limits.requests) var requests: String?
    @Option(Limits.headerTimeout) var headerTimeout: String?
    @Option(Limits.bodyTimeout) var bodyTimeout: String?
    @Option(Limits.idleTimeout) var idleTimeout: String?
    @Option(Limits.headerSize) var headerSize: String?
    @Option(Limits.headers) var headers: String?
    @Option(Limits.body) var body: String?
    @Option(Limits.inflated) var inflated: String?
    @Option(Limits.inflationRatio) var inflationRatio: String?
    @Option(Limits.inFlight) var inFlight: String?
    @Option(Limits.attributes) var attributes: String?
    @Option(Limits.attributeLength) var attributeLength: String?
    @Option(Limits.events) var events: String?
    @Option(Limits.links) var links: String?
    @Option(Limits.spansPerTrace) var spansPerTrace: String?
    @Option(Limits.strings) var strings: String?

    /// Each limit with what was written for it.
    private var written: [(limit: Limit, text: String?)] {
        [
            (Limits.connections, connections), (Limits.requests, requests), (Limits.headerTimeout, headerTimeout),
            (Limits.bodyTimeout, bodyTimeout), (Limits.idleTimeout, idleTimeout), (Limits.headerSize, headerSize),
            (Limits.headers, headers), (Limits.body, body), (Limits.inflated, inflated),
            (Limits.inflationRatio, inflationRatio), (Limits.inFlight, inFlight), (Limits.attributes, attributes),
            (Limits.attributeLength, attributeLength), (Limits.events, events), (Limits.links, links),
            (Limits.spansPerTrace, spansPerTrace), (Limits.strings, strings),
        ]
    }

    /// The limits that the user moved.
    func moved(_ sources: SettingSources) throws(SettingError) -> MovedLimits {
        var moved = MovedLimits()
        for (limit, text) in written {
            guard let value = try limit.rule?.value(text, sources) else { continue }
            switch limit.place {
            case .receiver(let path): moved.receiver[keyPath: path] = value
            case .store(let path): moved.store[keyPath: path] = value
            case .fixed: break
            }
        }
        return moved
    }
}

/// The limits with those that the user moved; the store's without those that have options of their own.
struct MovedLimits: Hashable {
    var receiver = ReceiverLimits()
    var store = Store.Limits()
}

extension Option where Value == String? {
    /// The option of a limit. The value is checked later, where the other sources are known too.
    fileprivate init(_ limit: Limit) {
        self.init(name: .customLong(limit.rule?.name ?? limit.subject), help: limit.rule?.help(limit.valueName))
    }
}
