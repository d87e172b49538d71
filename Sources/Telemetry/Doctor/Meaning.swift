// What is missing in spans that are sound by themselves: prompts and responses, and the agent.

extension Store {
    /// Looks at what a batch's spans became in their traces.
    mutating func examineMeaning(_ batch: Batch, _ visit: Visit) {
        var content = ContentLook(batch)
        var isSought = visit.patients.map { doctor[$0].content != .settled }
        for log in batch.logs {
            let resource = Int(batch.scopes[Int(log.scope)].resource)
            guard isSought[resource], !log.attributes.isEmpty else { continue }
            if content.isSeen(in: log.attributes) {
                noteContentSeen(visit.patients[resource])
                isSought[resource] = false
            } else if content.isRedacted(in: log.attributes) {
                noteRedacted(log, visit.patients[resource], visit.now, content)
            }
        }
        var last: (trace: TraceID, slot: Int32?) = (TraceID(high: 0, low: 0), nil)
        for span in batch.spans {
            let resource = Int(batch.scopes[Int(span.scope)].resource)
            guard isSought[resource] || span.parentID.isZero else { continue }
            // Spans of one trace mostly follow each other.
            if last.trace != span.traceID { last = (span.traceID, slots[span.traceID]) }
            guard let slot = last.slot else { continue }
            let patient = visit.patients[resource]
            if span.parentID.isZero, !traces[slot].isExamined {
                traces[slot].isExamined = true
                noteUnnamedAgent(of: slot, patient, visit.now)
                noteSharedAnswers(in: slot, patient, visit.now)
            }
            guard isSought[resource] else { continue }
            noteContent(of: span, in: slot, patient, visit.now, &content)
            isSought[resource] = doctor[patient].content != .settled
        }
    }

    private mutating func noteContent(
        of span: SpanRecord, in slot: Int32, _ patient: Int, _ now: Timestamp, _ content: inout ContentLook
    ) {
        if content.isSeen(in: span) { return noteContentSeen(patient) }
        guard isModelCall(span, in: slot), !content.isEmbedding(span) else { return }
        guard let missing = contentSwitch(of: span, patient, content) else { return }
        doctor[patient].content = .missing(missing)
        let id = FindingID(.contentNotCaptured, of: doctor[patient].name, detail: missing.text)
        let example = FindingExample(trace: span.traceID, text: content.batch.text(span.name))
        doctor.findings.note(id, at: now, example: example)
    }

    /// Notes a record whose prompt or response was taken out.
    private mutating func noteRedacted(_ log: LogRecord, _ patient: Int, _ now: Timestamp, _ content: ContentLook) {
        guard let missing = content.contentSwitch(ofScope: log.scope, log.attributes) else { return }
        doctor[patient].content = .missing(missing)
        let id = FindingID(.contentRedacted, of: doctor[patient].name, detail: missing.text)
        doctor.findings.note(id, at: now, example: FindingExample(text: content.batch.text(log.eventName)))
    }

    private func isModelCall(_ span: SpanRecord, in slot: Int32) -> Bool {
        guard let place = traces[slot].place(of: span.spanID) else { return false }
        return traces[slot].nodes[place].role == .llm
    }

    /// What would turn content on; after many calls that do not say it, it is not looked for any more.
    private mutating func contentSwitch(of span: SpanRecord, _ patient: Int, _ content: ContentLook) -> ContentSwitch? {
        if case .missing(let known) = doctor[patient].content { return known }
        if let found = content.contentSwitch(ofScope: span.scope, span.attributes) { return found }
        doctor[patient].switchlessCalls += 1
        if doctor[patient].switchlessCalls >= 64 { doctor[patient].content = .settled }
        return nil
    }

    /// Content comes after all: calls without any had none.
    private mutating func noteContentSeen(_ patient: Int) {
        if case .missing(let known) = doctor[patient].content {
            for ailment in [Ailment.contentNotCaptured, .contentRedacted] {
                doctor.findings.remove(FindingID(ailment, of: doctor[patient].name, detail: known.text))
            }
        }
        doctor[patient].content = .settled
    }

    /// Notes a trace that ended without a span that names an agent, though there was work for one. A program that is an
    /// agent by itself need not say so.
    private mutating func noteUnnamedAgent(of slot: Int32, _ patient: Int, _ now: Timestamp) {
        let service = doctor[patient].name.service
        guard !Self.agentPrograms.contains(where: service.hasPrefix) else { return }
        guard !traces[slot].calls.isEmpty else { return }
        for place in 0..<min(1_000, traces[slot].nodes.count) where namesAgent(place, in: slot) { return }
        let example = FindingExample(trace: traces[slot].id, text: "")
        doctor.findings.note(FindingID(.noAgent, of: doctor[patient].name), at: now, example: example)
    }

    /// Notes calls of a trace that ended which count as another one, though they can't have been that.
    private mutating func noteSharedAnswers(in slot: Int32, _ patient: Int, _ now: Timestamp) {
        let calls = traces[slot].laterReports
        guard calls > 0 else { return }
        let example = FindingExample(trace: traces[slot].id, text: "")
        let id = FindingID(.sharedAnswer, of: doctor[patient].name)
        doctor.findings.note(id, count: calls, at: now, example: example)
    }

    /// Beginnings of the services that are agents.
    private static let agentPrograms = [
        "claude-code", "codex", "gemini-cli", "qwen-code", "copilot-chat", "github-copilot", "goose",
    ]

    private func namesAgent(_ place: Int, in slot: Int32) -> Bool {
        guard traces[slot].nodes[place].isReceived else { return false }
        if !traces[slot].said(by: Int32(place)).agent.isNone { return true }
        let resource = traces[slot].resource(of: traces[slot].nodes[place])
        return ledger.agents[ledger.resources[resource].agent].id != ledger.resources[resource].service
    }
}
