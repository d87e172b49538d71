import Glibc
import Telemetry

/// Memory that a retained span takes, by growth of the process: to be run before anything else has left free memory.
func memoryRows() throws -> [Row] {
    let count = 512
    let requests = 1_954
    var limits = Store.Limits()
    limits.memory = 1 << 30
    var store = Store(limits: limits, startedAt: sampleStart)
    let now = sampleEnd(count * requests)
    // The generator's own memory is taken before the first look.
    _ = try decodedRequest(spans: count, number: requests, attributes: .unique)
    let before = residentBytes()
    for number in 0..<requests {
        _ = store.ingest(try decodedRequest(spans: count, number: number, attributes: .unique), at: now)
    }
    let growth = residentBytes() - before
    let overview = store.overview(OverviewRequest(), at: now)
    let retained = overview.ingest.spans.retained
    let perSpan = { (bytes: Int) in "\(bytes / retained) bytes" }
    // What doesn't fit is evicted: the figure is that of what is left.
    let name = "memory a span, \(retained) kept of \(count * requests), 1 GiB, 9 attributes"
    return [
        Row(name: name, figure: perSpan(growth), goal: "300 bytes"),
        Row(name: "  as the store counts it", figure: perSpan(overview.retainedBytes)),
    ]
}

/// Bytes of the process that are in memory.
private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, 256, file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
}
