// Parts of a stream: some agents send a span or a log record for each piece of an answer, many times as many as all that
// tell of work. They are counted, and not kept.

extension BatchReader {
    /// Is a span a part of a stream, by its dialect and its name?
    func isStreamPart(_ span: SpanRecord, ledger: inout Ledger) -> Bool {
        hasStreamParts(inScope: span.scope, ledger: &ledger)
            && dialect(ofScope: span.scope, ledger).isStreamPart(batch.text(span.name))
    }

    /// Is a log record that was looked at a part of a stream? One that tells of tokens or of an error is not.
    func isStreamPart(_ record: LogRecord, _ ledger: borrowing Ledger) -> Bool {
        let dialect = dialect(ofScope: record.scope, ledger)
        guard !dialect.streamEvents.isEmpty, !has(.inputTokens), !has(.outputTokens) else { return false }
        if has(.errorMessage) || has(.errorType) || bool(.toolSuccess) == false { return false }
        if dialect.isStreamEvent(name(of: record)) { return true }
        return string(.eventKind).map { dialect.isStreamEvent($0) } ?? false
    }
}

extension Store {
    /// The trace of a part of a stream that is not to be kept: one that is known, where nothing is below the span. Nil for
    /// what is kept.
    func slot(leavingOut span: SpanRecord) -> Int32? {
        guard let slot = slots[span.traceID], traces[Int(slot)].place(of: span.spanID) == nil else { return nil }
        return slot
    }
}
