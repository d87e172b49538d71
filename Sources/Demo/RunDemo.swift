import Glibc
import NIOCore
import NIOPosix
import OTLP
import Telemetry

/// How long before its first request a fleet has been at work, so that the first screen is full: two minutes.
private let headStart: Int64 = 120_000_000_000
/// How long a receiver that does not answer is tried again, in nanoseconds.
private let patience: Int64 = 5_000_000_000
private let pace: UInt32 = 100_000

/// Runs a fleet against a looptop until its time is over or `shouldStop` says so, which is asked ten times a second.
/// Blocks. Throws when nothing listens at the endpoint for five seconds, at the start or later, and when it refuses.
package func runDemo(
    _ configuration: DemoConfiguration, shouldStop: @escaping @Sendable () -> Bool
) throws(DemoError) {
    let endpoint = try checkedEndpoint(of: configuration)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { group.shutdownGracefully { _ in } }
    var sender = Sender(
        endpoint: endpoint, authorization: configuration.authorization, group: group, shouldStop: shouldStop)
    let start = currentTime()
    let end = configuration.duration.map { start.advanced(by: Int64($0) * 1_000_000_000) }
    var fleet = Fleet(
        agents: configuration.agents, seed: configuration.seed, rate: configuration.rate,
        start: start.advanced(by: -headStart))
    while !shouldStop() {
        let now = currentTime()
        for export in fleet.advance(to: now) { try sender.send(export) }
        if let end, now >= end { return }
        usleep(pace)
    }
}

private func checkedEndpoint(of configuration: DemoConfiguration) throws(DemoError) -> Endpoint {
    guard configuration.agents > 0 else { throw .noAgents(configuration.agents) }
    // Above a thousandfold speed an agent would do nothing but start tasks.
    guard configuration.rate > 0, configuration.rate <= 1000 else { throw .unusableRate(configuration.rate) }
    return try Endpoint(configuration.endpoint)
}

private func currentTime() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
}

/// Sends what the processes of a fleet export, each over its own connection.
private struct Sender {
    let endpoint: Endpoint
    let shouldStop: @Sendable () -> Bool
    var posters: [Dialect: Poster]

    init(
        endpoint: Endpoint, authorization: String?, group: MultiThreadedEventLoopGroup,
        shouldStop: @escaping @Sendable () -> Bool
    ) {
        self.endpoint = endpoint
        self.shouldStop = shouldStop
        posters = [:]
        for dialect in Dialect.allCases {
            posters[dialect] = Poster(endpoint: endpoint, authorization: authorization, group: group)
        }
    }

    /// Sends one request; tries again while there is no connection or no room (OTLP/HTTP: 429, 502, 503, 504).
    mutating func send(_ export: Export) throws(DemoError) {
        let path = endpoint.path(for: export.dialect, export.signal)
        let encoding = export.dialect.encoding
        let body = encodeExportRequest(export.batch, of: export.signal, in: encoding)
        let deadline = currentTime().advanced(by: patience)
        while !shouldStop() {
            let answer = try? posters[export.dialect]?.post(body, to: path, type: export.dialect.contentType)
            switch answer?.status {
            case .some(200..<300): return
            case .none:
                if currentTime() >= deadline { throw .nothingListens(endpoint.address) }
            case .some(let status):
                guard [429, 502, 503, 504].contains(status), currentTime() < deadline else {
                    throw .refused(path: path, status: status, answer: answer?.text ?? "")
                }
            }
            usleep(pace)
        }
    }
}

extension Dialect {
    /// Each speaks another encoding, so that both are seen to work.
    fileprivate var encoding: Encoding {
        switch self {
        case .seed, .events: .protobuf
        case .current: .json
        }
    }

    fileprivate var contentType: String {
        switch self {
        case .seed, .events: "application/x-protobuf"
        case .current: "application/json"
        }
    }
}
