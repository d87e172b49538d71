import OTLP
import Telemetry
import Testing

/// Every recorded request of real clients.
@Suite struct CorpusTests {
    @Test("The recorded requests of a client add up to its manifest", arguments: try Corpus.folders())
    func totals(folder: String) throws {
        var found = ExpectedTotals()
        var traces: Set<TraceID> = []
        for request in try Corpus.requests(of: folder) {
            let batch = try decodeExportRequest(
                request.body, of: request.signal, in: request.isJSON ? .json : .protobuf)
            found.requests[request.signal.rawValue, default: 0] += 1
            found.spans += batch.spans.count
            found.root_spans += batch.spans.count { $0.parentID.isZero }
            found.span_events += batch.spans.reduce(0) { $0 + Int($1.events.count) }
            found.span_links += batch.spans.reduce(0) { $0 + Int($1.links.count) }
            found.span_errors += batch.spans.count { $0.status == .error }
            found.metric_points += batch.metrics.reduce(0) { $0 + Int($1.points.count) }
            found.log_records += batch.logs.count
            found.log_records_with_trace_id += batch.logs.count { !$0.traceID.isZero }
            traces.formUnion(batch.spans.map(\.traceID))
        }
        found.traces = traces.count
        #expect(found == (try Corpus.expected(of: folder)))
    }

    @Test("There are 18 clients") func clients() throws {
        #expect(try Corpus.folders().count == 18)
    }

    @Test("Recorded protobuf means the same to the reference", arguments: try Corpus.folders())
    func meaning(folder: String) throws {
        for request in try Corpus.requests(of: folder) where !request.isJSON {
            let batch = try decodeExportRequest(request.body, of: request.signal, in: .protobuf)
            let expected = Meaning(try Reference(request.body, request.signal))
            #expect(Meaning(batch, request.signal) == expected, "\(request)")
        }
    }

    @Test("Recorded requests survive our encoders in both encodings", arguments: try Corpus.folders())
    func roundTrip(folder: String) throws {
        for request in try Corpus.requests(of: folder) {
            let batch = try decodeExportRequest(
                request.body, of: request.signal, in: request.isJSON ? .json : .protobuf)
            for encoding in [Encoding.protobuf, .json] {
                let body = encodeExportRequest(batch, of: request.signal, in: encoding)
                let again = try decodeExportRequest(body, of: request.signal, in: encoding)
                #expect(Meaning(again, request.signal) == Meaning(batch, request.signal), "\(request) in \(encoding)")
            }
        }
    }

    @Test("A JSON body names its signal", arguments: try Corpus.folders())
    func signals(folder: String) throws {
        for request in try Corpus.requests(of: folder) where request.isJSON {
            #expect(signal(ofJSON: request.body) == request.signal)
        }
    }
}
