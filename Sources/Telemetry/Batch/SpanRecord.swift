/// A span as it was sent (`Span`).
package struct SpanRecord: Hashable, Sendable {
    package var traceID = TraceID(high: 0, low: 0)
    package var spanID = SpanID.zero
    /// Zero for a root span.
    package var parentID = SpanID.zero
    package var name = StringID.empty
    package var kind = SpanKind.unspecified
    package var start = Timestamp.unset
    package var end = Timestamp.unset
    package var status = StatusCode.unset
    package var statusMessage = StringID.empty
    package var traceState = StringID.empty
    package var flags: UInt32 = 0
    /// Index in `Batch.scopes`.
    package var scope: UInt32 = 0
    /// In `Batch.attributes`.
    package var attributes = Slice.empty
    /// In `Batch.events`.
    package var events = Slice.empty
    /// In `Batch.links`.
    package var links = Slice.empty
    package var droppedAttributes: UInt32 = 0
    package var droppedEvents: UInt32 = 0
    package var droppedLinks: UInt32 = 0

    package init() {}
}

/// `SpanKind`; a number that is none of these is read as unspecified.
package enum SpanKind: UInt8, Hashable, Sendable {
    case unspecified, `internal`, server, client, producer, consumer
}

/// `Status.StatusCode`; a number that is none of these is read as unset.
package enum StatusCode: UInt8, Hashable, Sendable {
    case unset, ok, error
}

/// Something that happened during a span (`Span.Event`).
package struct SpanEvent: Hashable, Sendable {
    package var time = Timestamp.unset
    package var name = StringID.empty
    /// In `Batch.innerAttributes`.
    package var attributes = Slice.empty
    package var droppedAttributes: UInt32 = 0

    package init() {}
}

/// A pointer to another span (`Span.Link`).
package struct SpanLink: Hashable, Sendable {
    package var traceID = TraceID(high: 0, low: 0)
    package var spanID = SpanID.zero
    package var traceState = StringID.empty
    package var flags: UInt32 = 0
    /// In `Batch.innerAttributes`.
    package var attributes = Slice.empty
    package var droppedAttributes: UInt32 = 0

    package init() {}
}

/// A log record as it was sent (`LogRecord`).
package struct LogRecord: Hashable, Sendable {
    package var time = Timestamp.unset
    package var observed = Timestamp.unset
    /// 1 to 24 by the specification; 0 is unset.
    package var severity: Int32 = 0
    package var severityText = StringID.empty
    package var body = AttributeValue.absent
    package var eventName = StringID.empty
    package var traceID = TraceID(high: 0, low: 0)
    package var spanID = SpanID.zero
    package var flags: UInt32 = 0
    /// Index in `Batch.scopes`.
    package var scope: UInt32 = 0
    /// In `Batch.attributes`.
    package var attributes = Slice.empty
    package var droppedAttributes: UInt32 = 0

    package init() {}
}
