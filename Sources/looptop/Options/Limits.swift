import OTLP
import OTLPReceiver
import Telemetry

/// All limits, each once.
enum Limits {
    // MARK: Connections and requests

    static let connections = Limit(
        "max-connections", "connections at once", .count, .receiver(\.connections), in: 1...100_000,
        beyond: "the connection is closed", counted: refused)
    static let requests = Limit(
        "max-requests", "requests at once that are not answered", .count, .receiver(\.requests), in: 1...100_000,
        beyond: noRoom, counted: refused)
    static let streams = Limit(
        subject: "requests at once on an HTTP/2 connection", unit: .count, place: .receiver(\.streams),
        beyond: ended, counted: refused, rule: nil)
    static let resets = Limit(
        subject: "requests cancelled on an HTTP/2 connection in 30 s", unit: .count, place: .receiver(\.resets),
        beyond: ended, counted: refused, rule: nil)
    static let controlFrames = Limit(
        subject: "PING, SETTINGS and the like on an HTTP/2 connection in a second", unit: .count,
        place: .receiver(\.controlFrames), beyond: ended, counted: refused, rule: nil)
    static let headerTimeout = Limit(
        "header-timeout", "time for a request's headers, a TLS handshake before them included", .seconds,
        .receiver(\.headerSeconds), in: 1...3_600,
        beyond: "408; a connection on which nothing came is closed", counted: "\(refused); in the second case a note")
    static let bodyTimeout = Limit(
        "body-timeout", "time for a request's body, from its headers", .seconds, .receiver(\.bodySeconds),
        in: 1...86_400, beyond: "408, DEADLINE_EXCEEDED", counted: refused)
    static let idleTimeout = Limit(
        "idle-timeout", "time without a request on a connection", .seconds, .receiver(\.idleSeconds), in: 1...86_400,
        beyond: "the connection is closed", counted: "a note of the doctor's")

    // MARK: What a request carries

    static let headerSize = Limit(
        "max-header-size",
        "bytes of a request's headers; over HTTP/1 one may have half of it, before an HTTP/2 client knows of it 16KiB count",
        .bytes, .receiver(\.headerBytes), in: 1 << 10...1 << 20, beyond: "431; \(ended)", counted: refused)
    static let headers = Limit(
        "max-headers", "headers of a request", .count, .receiver(\.headers), in: 16...10_000,
        beyond: "431, RESOURCE_EXHAUSTED", counted: refused)
    static let body = Limit(
        "max-body", "bytes of a body as it comes", .bytes, .receiver(\.bodyBytes), in: 1 << 10...1 << 31,
        beyond: tooLarge, counted: refused)
    static let inflated = Limit(
        "max-inflated", "bytes of a body once inflated", .bytes, .receiver(\.inflatedBytes), in: 1 << 10...1 << 31,
        beyond: tooLarge, counted: refused)
    static let inflationRatio = Limit(
        "max-inflation-ratio", "bytes that come out of each byte of a compressed body, after the first MiB", .count,
        .receiver(\.inflationRatio), in: 2...10_000, beyond: tooLarge, counted: refused)
    static let inFlight = Limit(
        "max-in-flight", "bytes of all bodies being received, as they come and inflated", .bytes,
        .receiver(\.bytesInFlight), in: 1 << 10...1 << 36, beyond: "\(noRoom); alone beyond it: \(tooLarge)",
        counted: refused)
    static let decoded = Limit(
        subject: "bytes of a request once decoded", unit: .bytes, place: .fixed(defaultBatchLimit), beyond: tooLarge,
        counted: refused, rule: nil)
    static let depth = Limit(
        subject: "depth of lists and maps in a value", unit: .count, place: .fixed(deepestValue),
        beyond: "400, INVALID_ARGUMENT", counted: refused, rule: nil)

    // MARK: What is kept of a span or a log record

    static let attributes = Limit(
        "max-attributes", "attributes kept of a span, event, link or log record", .count, .store(\.record.attributes),
        in: 1...10_000, beyond: "left out, first those that say nothing of what a span means", counted: doctor)
    static let attributeLength = Limit(
        "max-attribute-length", "bytes kept of a value", .bytes, .store(\.record.attributeLength),
        in: 16...16 << 20, beyond: "the beginning and the true length are kept", counted: doctor)
    static let events = Limit(
        "max-events", "events kept of a span", .count, .store(\.record.events), in: 0...10_000,
        beyond: "the first are kept", counted: doctor)
    static let links = Limit(
        "max-links", "links kept of a span", .count, .store(\.record.links), in: 0...10_000,
        beyond: "the first are kept",
        counted: doctor)

    // MARK: What is kept at all

    static let memory = Limit(
        subject: "memory for all that is kept", unit: .bytes, place: .store(\.memory),
        beyond: "the oldest finished traces go first, and logs and metrics beyond their shares",
        counted: "evicted in the header; \(doctor)", rule: Settings.memory)
    static let series = Limit(
        subject: "metric series", unit: .count, place: .store(\.maxSeries),
        beyond: "those least recently updated go first", counted: doctor, rule: Settings.maxSeries)
    static let spansPerTrace = Limit(
        "max-trace-spans", "spans kept of a trace, and a quarter of the memory", .count, .store(\.spansPerTrace),
        in: 1_000...10_000_000,
        beyond: "the older half of those that ended is folded into the figures, which stay true",
        counted: "its waterfall; evicted in the header; \(doctor)")
    static let strings = Limit(
        "max-strings", "different texts kept: names, keys, values that repeat", .count, .store(\.strings),
        in: 10_000...100_000_000, beyond: "the oldest finished traces go first, and logs beyond their share",
        counted: "evicted in the header; \(doctor)")
    static let agents = Limit(
        subject: "agents", unit: .count, place: .store(\.agents), beyond: "counted together as (other)",
        counted: doctor, rule: nil)
    static let names = Limit(
        subject: "distinct names of tasks, tools and models", unit: .count, place: .store(\.names),
        beyond: "counted together as (other)", counted: doctor, rule: nil)

    /// In the order in which they are listed.
    static let all = [
        connections, requests, streams, resets, controlFrames, headerTimeout, bodyTimeout, idleTimeout, headerSize,
        headers, body, inflated, inflationRatio, inFlight, decoded, depth, attributes, attributeLength, events, links,
        memory, series,
        spansPerTrace, strings, agents, names,
    ]

    private static let noRoom = "503 with Retry-After, UNAVAILABLE with RetryInfo"
    private static let ended = "an HTTP/2 connection is ended"
    private static let tooLarge = "413, RESOURCE_EXHAUSTED"
    private static let refused = "refused, with the reason"
    private static let doctor = "the doctor"
}
