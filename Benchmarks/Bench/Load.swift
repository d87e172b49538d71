import Glibc
import OTLP
import Synchronization
import Telemetry

/// Sends requests of 512 spans to a receiver at a steady rate, on 4 connections, and prints what was sent.
///
/// The bodies are made before the first is sent. Each later round of them has other trace ids, written over those of the
/// round before, so that no span is taken for a repetition.
func load(port: Int, rate: Int, seconds: Int) {
    let count = 512
    var posts = (0..<256).map { Post(number: $0, spans: count) }
    let connections = (0..<4).map { _ in Connection(port: port) }
    let start = monotonicTime()
    var sent = 0
    // Whoever started it stops it by an interrupt, and wants to know what was sent until then.
    signal(SIGINT) { _ in isInterrupted.store(true, ordering: .relaxed) }
    while monotonicTime() - start < Double(seconds), !isInterrupted.load(ordering: .relaxed) {
        for connection in connections {
            let place = sent / count % posts.count
            posts[place].renew()
            connection.send(posts[place].bytes)
            sent += count
        }
        for connection in connections { connection.readAnswer() }
        let ahead = Double(sent) / Double(rate) - (monotonicTime() - start)
        if ahead > 0 { usleep(UInt32(ahead * 1e6)) }
    }
    let elapsed = monotonicTime() - start
    print("\(sent) spans in \(decimal(elapsed)) s: \(Int(Double(sent) / elapsed)) spans/s")
}

/// Global because a signal's handler can be given nothing.
private let isInterrupted = Atomic<Bool>(false)

/// A request that can be sent again with other ids.
private struct Post {
    private(set) var bytes: [UInt8]
    /// Where the first bytes of trace ids stand.
    private var places: [Int] = []

    init(number: Int, spans: Int) {
        let batch = sampleRequest(spans: spans, number: number)
        let body = encodeExportRequest(batch, of: .traces, in: .protobuf)
        let head = postHead(.protobuf, length: body.count)
        bytes = head + body
        places = Self.places(ofTraceIDsIn: bytes)
        precondition(places.count == spans, "not all trace ids were found")
    }

    /// Each span has another trace id than before, those of one trace the same.
    mutating func renew() {
        for place in places {
            var carry = place + 7
            repeat {
                bytes[carry] &+= 1
                carry -= 1
            } while bytes[carry + 1] == 0 && carry >= place
        }
    }

    /// Trace ids end with the same eight bytes, and stand as field 1 of a span with their length before them.
    private static func places(ofTraceIDsIn bytes: [UInt8]) -> [Int] {
        let ending: [UInt8] = [0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10]
        return bytes.indices.dropLast(18).filter { place in
            bytes[place] == 0x0A && bytes[place + 1] == 16 && bytes[(place + 10)..<(place + 18)].elementsEqual(ending)
        }.map { $0 + 2 }
    }
}

/// Seconds of a clock that only goes forwards.
private func monotonicTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
