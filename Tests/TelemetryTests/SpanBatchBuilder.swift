import Telemetry

/// A span in a few words: what a test says of it, the rest by default.
struct TestSpan {
    var id: UInt64
    var parent: UInt64
    var name: String
    /// Seconds after the start of the test's time.
    var from: Double
    var to: Double
    var trace: UInt64 = 1
    var status = StatusCode.unset
    var kind = SpanKind.unspecified
    var message = ""
    var attributes: [String: TestValue] = [:]
    var events: [(name: String, at: Double, attributes: [String: TestValue])] = []
    /// Spans of other traces.
    var links: [(trace: UInt64, span: UInt64)] = []

    init(
        _ id: UInt64, in parent: UInt64 = 0, _ name: String, _ from: Double = 0, _ to: Double = 1, trace: UInt64 = 1,
        status: StatusCode = .unset, kind: SpanKind = .unspecified, message: String = "",
        _ attributes: [String: TestValue] = [:],
        events: [(name: String, at: Double, attributes: [String: TestValue])] = [],
        links: [(trace: UInt64, span: UInt64)] = []
    ) {
        self.id = id
        self.parent = parent
        self.name = name
        self.from = from
        self.to = to
        self.trace = trace
        self.status = status
        self.kind = kind
        self.message = message
        self.attributes = attributes
        self.events = events
        self.links = links
    }
}

/// An attribute's value, written as a literal.
enum TestValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral
{
    case string(String), int(Int64), bool(Bool), double(Double)

    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .int(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(floatLiteral value: Double) { self = .double(value) }
}

/// The test's time: seconds after a fixed moment.
func at(_ seconds: Double) -> Timestamp { Timestamp(nanoseconds: 1_000_000_000_000_000_000 + UInt64(seconds * 1e9)) }

/// A batch of spans of one service.
func batch(
    _ spans: [TestSpan], service: String = "looopy", resource: [String: TestValue] = [:], scope: String = "test"
) -> Batch {
    var batch = Batch()
    var record = Resource()
    let attributes = resource.merging(["service.name": .string(service)]) { given, _ in given }
    record.attributes = batch.add(attributes, to: \.attributes)
    batch.resources.append(record)
    var scopeRecord = Scope(resource: 0)
    scopeRecord.name = batch.strings.intern(scope)
    batch.scopes.append(scopeRecord)
    for span in spans { batch.add(span) }
    return batch
}

extension Batch {
    mutating func add(_ span: TestSpan) {
        var record = SpanRecord()
        record.traceID = TraceID(high: 7, low: span.trace)
        record.spanID = SpanID(span.id)
        record.parentID = SpanID(span.parent)
        record.name = strings.intern(span.name)
        record.kind = span.kind
        record.start = at(span.from)
        record.end = at(span.to)
        record.status = span.status
        record.statusMessage = strings.intern(span.message)
        record.attributes = add(span.attributes, to: \.attributes)
        let first = events.count
        for event in span.events {
            var spanEvent = SpanEvent()
            spanEvent.name = strings.intern(event.name)
            spanEvent.time = at(event.at)
            spanEvent.attributes = add(event.attributes, to: \.innerAttributes)
            events.append(spanEvent)
        }
        record.events = Slice(start: first, count: span.events.count)
        record.links = Slice(start: links.count, count: span.links.count)
        links += span.links.map { link in
            var record = SpanLink()
            record.traceID = TraceID(high: 7, low: link.trace)
            record.spanID = SpanID(link.span)
            return record
        }
        spans.append(record)
    }

    mutating func add(
        _ attributes: [String: TestValue], to array: WritableKeyPath<Batch, [Attribute]>
    ) -> Slice {
        let first = self[keyPath: array].count
        for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
            let attribute = Attribute(key: strings.intern(key), value: self.value(value))
            self[keyPath: array].append(attribute)
        }
        return Slice(start: first, count: attributes.count)
    }

    mutating func value(_ value: TestValue) -> AttributeValue {
        switch value {
        case .string(let text): .string(strings.intern(text))
        case .int(let value): .int(value)
        case .bool(let value): .bool(value)
        case .double(let value): .double(value)
        }
    }
}

/// A store that took in batches one after another, a second apart, from `now` on.
func store(_ batches: [Batch], now: Double = 100, limits: Store.Limits = .init()) -> Store {
    var store = Store(limits: limits, startedAt: at(0))
    for (number, batch) in batches.enumerated() { _ = store.ingest(batch, at: at(now + Double(number))) }
    return store
}

extension Store {
    /// A trace as a tree made anew, with what all its lines say.
    func tree(of id: TraceID, agent: String?, at now: Timestamp) -> TraceTree? {
        var (copy, tree) = (self, TraceTree(traceID: id))
        guard copy.update(&tree, at: now) else { return nil }
        var request = TreeRowsRequest()
        request.lines = Array(tree.lines.indices)
        request.agent = agent
        tree.rows = copy.rows(request, of: tree).rows
        return tree
    }

    /// All figures since the start, at a moment.
    func totals(at seconds: Double = 200, agent: String? = nil) -> Section {
        var copy = self
        var request = ReportRequest()
        request.agent = agent
        return copy.report(request, at: at(seconds)).totals
    }
}
