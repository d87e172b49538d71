/// A log record that tells of an agent's work.
struct AgentEvent: Sendable {
    var kind: EventKind
    var isTwin = false
    var time = Timestamp.unset
    /// Nanoseconds; 0 where it does not say.
    var duration: UInt64 = 0
    /// Nil where it names none; the service stands in.
    var agent: AgentIndex?
    var service = AgentIndex.none
    var emitter = EmitterIndex(index: 0)
    var session = ""
    var prompt = ""
    /// The tool call's id; empty where there is none.
    var call = ""
    var facts = CallFacts()
    /// Was the tool call refused?
    var isRefused = false
    /// Does it say that what it tells of failed?
    var isFailed = false
    var endReason = ""
    var traceID = TraceID(high: 0, low: 0)
    /// What all reports of this event share; 0 where nothing tells them apart from other events.
    var identity = 0

    var tool: Name { facts.subject }

    /// What all records of one tool call share; 0 where it has no id.
    var callIdentity: Int {
        guard facts.identity != 0, !session.isEmpty else { return 0 }
        var hasher = Hasher()
        hasher.combine(session)
        hasher.combine(emitter)
        hasher.combine(facts.identity)
        return hasher.finalize()
    }
}

extension BatchReader {
    /// What a log record, when it was looked at, tells of an agent's work; nil when it tells nothing. `kept` is the record
    /// as it is kept: where it belongs was found out already.
    func event(
        _ log: LogRecord, _ kept: KeptLog, ledger: inout Ledger, now: Timestamp
    ) -> AgentEvent? {
        guard let name = eventName(of: log), let rule = EventRule.of(name),
            rule.needs.isEmpty || rule.needs.contains(where: { has($0) })
        else { return nil }
        let dialect = dialect(ofScope: log.scope, ledger)
        let entry = ledger.resources[kept.resource]
        var event = AgentEvent(kind: rule.kind)
        event.isTwin = rule.isTwin
        event.time = log.time.isSet ? log.time : log.observed.isSet ? log.observed : now
        event.duration = UInt64(max(0, min(double(.eventDuration) ?? 0, 1e12)) * 1e6)
        event.agent = kept.namesAgent ? kept.agent : nil
        event.service = entry.agent
        event.emitter = entry.emitter
        event.session = bounded(string(.sessionID) ?? entry.session)
        event.prompt = bounded(string(.taskID) ?? string(.geminiPrompt) ?? "")
        event.call = bounded(string(.toolCallID) ?? "")
        event.isRefused = string(.toolDecision).map { Self.refusals.contains($0.lowercased()) } ?? false
        event.isFailed = has(.errorType)
        event.endReason = (string(.endReason) ?? "").lowercased()
        event.traceID = kept.traceID
        event.facts = facts(of: rule.kind, log, dialect, names: &ledger.names)
        event.identity = identity(of: log, name: name)
        let isHandOff = RoleRules.isHandOff(ledger.names.text(event.tool))
        return isHandOff && (rule.kind == .toolResult || rule.kind == .toolDecision) ? nil : event
    }

    private func facts(
        of kind: EventKind, _ log: LogRecord, _ dialect: Dialect, names: inout NameTable
    ) -> CallFacts {
        switch kind {
        case .modelCall, .modelError, .cost, .firstToken: modelCall(log, dialect, names: &names)
        case .toolDecision, .toolResult: toolCall(log, names: &names)
        case .prompt, .agentStart, .agentEnd, .sessionEnd: CallFacts()
        }
    }

    /// The record's event name: its own field, an attribute, or a body that is nothing else.
    private func eventName(of log: LogRecord) -> String? {
        let name = name(of: log)
        if !name.isEmpty { return name }
        guard case .string(let id) = log.body else { return nil }
        let body = batch.text(id)
        return body.utf8.count <= 64 && !body.contains(" ") ? body : nil
    }

    /// What both reports of an event have, and two events of one moment have not.
    private static let identifying: [Concept] = [
        .sessionID, .toolCallID, .eventKind, .eventSequence, .toolName, .model, .responseID, .eventDuration,
        .inputTokens, .outputTokens,
    ]

    /// Some agents export each event twice, through two targets.
    private func identity(of log: LogRecord, name: String) -> Int {
        let time = string(.eventTime) ?? (log.time.isSet ? String(log.time.nanoseconds) : "")
        guard !time.isEmpty, has(.sessionID) else { return 0 }
        var hasher = Hasher()
        hasher.combine(name)
        hasher.combine(time)
        for concept in Self.identifying { hasher.combine(string(concept)) }
        return hasher.finalize()
    }
}
