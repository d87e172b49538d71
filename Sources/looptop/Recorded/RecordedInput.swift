import Inflate
import OTLP
import Telemetry

/// Recorded OTLP, read from files and folders.
struct RecordedInput {
    /// What was decoded, in the order of reading.
    private(set) var batches: [Batch] = []
    /// What could not be read, a sentence for each file.
    private(set) var failures: [String] = []
    /// Files in folders that are not OTLP.
    private(set) var skipped: [String] = []
    /// Export requests that could not be decoded.
    private(set) var rejectedRequests = 0
    private var filesRead = 0

    /// The most bytes that a file may inflate to.
    private static let inflatedLimit = 1 << 30

    /// Reads a file, or a folder with those in it.
    mutating func read(_ path: String) {
        switch fileKind(path) {
        case .folder: readFolder(path)
        case .file, .special, nil: readFile(path, skipForeign: false)
        }
    }

    /// Could nothing be read?
    var isEmpty: Bool { filesRead == 0 }

    /// 0 when everything was read, 1 when a part failed, 2 when nothing could be read.
    var exitStatus: Int32 {
        if isEmpty { return 2 }
        return failures.isEmpty ? 0 : 1
    }

    /// Sentences for the report: failures, then the files that were left out.
    var warnings: [String] {
        guard let first = skipped.first else { return failures }
        let more = skipped.count > 1 ? " and \(skipped.count - 1) more" : ""
        return failures + ["Skipped \(first)\(more): not OTLP."]
    }

    private mutating func readFolder(_ folder: String) {
        let names: [String]
        do throws(FileError) {
            names = try namesInFolder(folder)
        } catch {
            failures.append("\(folder): \(error).")
            return
        }
        for name in names {
            let path = path(folder, name)
            switch fileKind(path) {
            // A link to a folder may lead around in a circle.
            case .folder where isLink(path): skipped.append(path)
            case .folder: readFolder(path)
            case .file, nil: readFile(path, skipForeign: true)
            case .special: skipped.append(path)
            }
        }
    }

    private mutating func readFile(_ path: String, skipForeign: Bool) {
        let file: RecordedFile
        do {
            file = RecordedFile(bytes: try Self.inflated(looptop.readFile(path)), name: fileName(of: path))
        } catch {
            failures.append("\(path): \(error).")
            return
        }
        switch file.contents {
        case .requests(let requests, let strayLines):
            decode(requests, of: file, path: path, strayLines: strayLines)
        case .foreign where skipForeign: skipped.append(path)
        case .foreign(let reason): failures.append("\(path): \(reason).")
        }
    }

    private static func inflated(_ bytes: [UInt8]) throws(InflateError) -> [UInt8] {
        if isGzip(bytes) { return try inflate(bytes, encoding: .gzip, limit: inflatedLimit) }
        if isZlib(bytes) { return try inflate(bytes, encoding: .deflate, limit: inflatedLimit) }
        return bytes
    }

    /// Decodes the requests of a file. Of several bad lines, the first is named and the others are counted.
    private mutating func decode(
        _ requests: [RecordedFile.Request], of file: RecordedFile, path: String, strayLines: [Int]
    ) {
        var problems = strayLines.map { (line: $0, text: "\(path), line \($0): it is no OTLP request.") }
        for request in requests {
            do throws(DecodingError) {
                let body = file.bytes.span.extracting(request.range)
                batches.append(
                    try decodeExportRequest(
                        body, of: request.signal, in: request.encoding, limit: .max))
            } catch {
                let place = request.line.map { "\(path), line \($0)" } ?? path
                problems.append((request.line ?? 0, "\(place): \(error)"))
            }
        }
        rejectedRequests += problems.count
        if problems.count < requests.count + strayLines.count { filesRead += 1 }
        guard let first = problems.min(by: { $0.line < $1.line }) else { return }
        let others = problems.count > 1 ? " Nor could \(problems.count - 1) more of its lines be decoded." : ""
        failures.append(first.text + others)
    }
}

extension RecordedInput {
    /// A store of everything that was read, in the order of time: how files are named, and in which order they are
    /// given, makes no difference to the windows.
    func makeStore() -> Store {
        let arrivals = batches.map(\.newestTime).enumerated().sorted {
            ($0.element, $0.offset) < ($1.element, $1.offset)
        }
        var store = Store(startedAt: .unset)
        for (index, time) in arrivals { _ = store.ingest(batches[index], at: time) }
        for _ in 0..<rejectedRequests { store.countRejectedRequest() }
        for warning in warnings { store.warn(warning) }
        return store
    }
}

extension Batch {
    /// The latest time in it; unset without any.
    fileprivate var newestTime: Timestamp {
        let times = [
            spans.lazy.map { max($0.start, $0.end) }.max(), logs.lazy.map { max($0.time, $0.observed) }.max(),
            points.lazy.map(\.time).max(),
        ]
        return times.compactMap(\.self).max() ?? .unset
    }
}
