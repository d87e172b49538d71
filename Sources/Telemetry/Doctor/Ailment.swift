/// How bad it is, worst last.
package enum Severity: UInt8, Hashable, Sendable, Comparable, CaseIterable {
    /// Nothing is wrong, but more could be seen.
    case note
    /// Figures are doubtful.
    case warning
    /// Data was lost.
    case error

    package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
}

/// Something that can be wrong with incoming telemetry.
package enum Ailment: UInt8, Hashable, Sendable, CaseIterable {
    case refused, withoutToken, idsInBase64, zeroIDs
    case pointWithoutValue, pointOfWrongKind, pointWithoutTemporality, pointNotFinite, negativePoint, badBuckets
    case wrongPath, endBeforeStart, clockAhead, oldData, noServiceName, temporalityChanged, droppedBySender, sampled,
        sourcesDisagree, sharedAnswer
    case silentAgent, spansEvicted, tooManyAgents, tooManyNames, tooManySeries, tooManyTexts, tooManyEmitters,
        tooManyAttributes, tooManyEvents
    case duplicates, noAgent, noModelCalls, contentNotCaptured, contentRedacted, longValues, streamParts
    case silentConnection, spansFolded, foldedUnnamed

    package var severity: Severity { row(1, "").severity }

    /// What to do about it.
    package var advice: String { row(1, "").advice }

    /// The sentence for so many cases of it, without a full stop.
    ///
    /// - Parameter detail: what tells it from the same ailment of the same emitter; the sentence says what it is.
    package func sentence(count: Int, detail: String) -> String { row(count, detail).sentence }
}

/// A row of the table: how bad, what is said, what to do.
private struct AilmentRow {
    var severity: Severity
    var sentence: String
    var advice: String

    static func error(_ sentence: String, _ advice: String) -> AilmentRow {
        AilmentRow(severity: .error, sentence: sentence, advice: advice)
    }

    static func warning(_ sentence: String, _ advice: String) -> AilmentRow {
        AilmentRow(severity: .warning, sentence: sentence, advice: advice)
    }

    static func note(_ sentence: String, _ advice: String) -> AilmentRow {
        AilmentRow(severity: .note, sentence: sentence, advice: advice)
    }
}

// The table.
extension Ailment {
    private func row(_ n: Int, _ detail: String) -> AilmentRow {
        switch self {
        case .refused: .error("\(was(n, "request")) refused: \(detail)", Advice.refused)
        case .withoutToken: .error("\(was(n, "request")) refused: without the right token", Advice.token)
        case .idsInBase64: .error("\(was(n, "request")) refused: trace or span ids are in base64", Advice.base64)
        case .zeroIDs: .error("\(was(n, "span")) rejected: without trace id or span id", Advice.zeroIDs)
        case .pointWithoutValue: .error(rejected(n, "without a value"), Advice.point)
        case .pointOfWrongKind: .error(rejected(n, "the value is not of the metric's kind"), Advice.point)
        case .pointWithoutTemporality: .error(rejected(n, "without aggregation temporality"), Advice.temporality)
        case .pointNotFinite: .error(rejected(n, "the value is not a finite number"), Advice.point)
        case .negativePoint: .error(rejected(n, "negative, in a sum that only rises"), Advice.negative)
        case .badBuckets: .error(rejected(n, "buckets and bounds do not fit each other"), Advice.point)
        case .wrongPath: .warning("\(numbered(n, "request")) \(detail); read all the same", Advice.path)
        case .endBeforeStart:
            .warning("\(numbered(n, "span")) ended before \(n == 1 ? "it" : "they") began", Advice.backwards)
        case .clockAhead: .warning("\(anyWas(n)) from the future", Advice.clock)
        case .oldData: .warning("\(anyWas(n)) over an hour old on arrival", Advice.old)
        case .noServiceName: .warning("\(numbered(n, "request")) named no service", Advice.service)
        case .temporalityChanged: .warning(detail + (n > 1 ? ", \(grouped(n)) times" : ""), Advice.temporality)
        case .droppedBySender:
            .warning("\(spansOrRecords(n)) lost attributes, events or links before they came", Advice.dropped)
        case .sampled: .warning("traces are sampled, \(detail): spans show a part of the work", Advice.sampled)
        case .sourcesDisagree: .warning(detail, Advice.disagreement)
        case .sharedAnswer:
            .warning(
                "\(numbered(n, "model call")) had the id of an earlier answer: counted as that one", Advice.answers)
        case .silentAgent: .warning("silent for \(detail) with tasks running", Advice.silent)
        case .spansEvicted: .warning("\(was(n, "span")) forgotten because memory is full", Advice.memory)
        case .tooManyAgents: .warning(together("agents", over: detail), Advice.agents)
        case .tooManyNames: .warning(together("names", over: detail), Advice.names)
        case .tooManyTexts: .warning("\(was(n, "span")) forgotten: there are too many different texts", Advice.texts)
        case .tooManySeries:
            .warning("\(was(n, "metric series", "metric series")) forgotten: there are too many", Advice.series)
        case .tooManyEmitters:
            .warning("more than \(detail) services and instances: those beyond are looked at together", Advice.names)
        case .tooManyAttributes:
            .warning("\(was(n, "attribute")) left out: a span or record had too many", Advice.attributes)
        case .tooManyEvents:
            .warning("\(was(n, "event or link", "events or links")) left out: a span had too many", Advice.events)
        case .contentRedacted:
            .note("\(spansOrRecords(n)) had prompt or response redacted; \(detail) shows them", Advice.content)
        case .streamParts: .note("\(was(n, "part of a stream", "parts of streams")) left out", Advice.streamParts)
        case .longValues: .note("\(was(n, "value")) kept in part: too long", Advice.values)
        case .silentConnection: .note("\(was(n, "connection")) closed: \(detail)", Advice.connection)
        case .duplicates: .note("\(was(n, "span")) sent again, \(detail) of all", Advice.duplicates)
        case .spansFolded:
            .note("\(was(n, "span")) folded into figures: a trace had too many, or too large ones", Advice.manySpans)
        case .foldedUnnamed:
            .note("\(was(n, "span")) folded before the agent was known: counted for the service", Advice.folded)
        case .noAgent:
            .note(
                "\(numbered(n, "trace")) with model or tool calls named no agent: the service stands in", Advice.agent)
        case .noModelCalls: .note("\(numbered(n, "task")) ended, and no model call was told of", Advice.modelCalls)
        case .contentNotCaptured:
            .note("\(numbered(n, "model call")) came without prompt and response; \(detail) adds them", Advice.content)
        }
    }
}

private func rejected(_ count: Int, _ reason: String) -> String { "\(was(count, "metric point")) rejected: \(reason)" }

private func together(_ what: String, over limit: String) -> String {
    "more than \(limit) \(what): those beyond are counted together as (other)"
}

private func anyWas(_ count: Int) -> String { was(count, "span, point or record", "spans, points or records") }

private func spansOrRecords(_ count: Int) -> String { numbered(count, "span or record", "spans or records") }

/// What to do, as it is said on the screen.
private enum Advice {
    static let refused = """
        Nothing of such a request is taken in, and its sender got this reason as the answer. looptop takes OTLP over \
        gRPC and over HTTP, http/protobuf or http/json, by POST to /v1/traces, /v1/metrics and /v1/logs.
        """
    static let token = """
        looptop was started with a token, which each sender has to show: \
        OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20TOKEN says it to an SDK. If no sender of yours is without, \
        someone else knocks.
        """
    static let base64 = """
        OTLP/JSON writes ids in hex digits, 32 for a trace and 16 for a span, unlike the JSON that protobuf libraries \
        write by themselves. Use the SDK's own exporter, or http/protobuf.
        """
    static let disagreement = """
        Both should tell of the same work. Counters ahead of spans: traces are sampled, or spans were lost; the \
        counters' figures are shown. Spans ahead of counters: some of the work is not counted; the spans' are shown.
        """
    static let answers = """
        gen_ai.response.id is the id that the model's server gave to one answer: a fixed one hides calls and their tokens. \
        An answer that comes again from a cache is rightly counted once.
        """
    static let zeroIDs = """
        An id of zeros, or none, is not valid, and such a span has no place in any trace. Who makes spans without an \
        SDK must give each one ids of its own.
        """
    static let point = "The instrument, or what turns its values into OTLP, is broken; other points were taken in."
    static let temporality = """
        A counter is delta or cumulative, and has to stay so: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta \
        or =cumulative says it for a process. Two exporters for one instrument also look like this.
        """
    static let negative = "A counter that can fall must be an UpDownCounter."
    static let path = """
        Each signal has a path of its own: /v1/traces, /v1/metrics, /v1/logs. OTEL_EXPORTER_OTLP_ENDPOINT takes the \
        base URL; the variables of one signal take the URL with its path.
        """
    static let backwards = """
        Their durations count as zero. The clock was set while they ran, or start and end come from different clocks.
        """
    static let clock = """
        The sender's clock is ahead of this one. Synchronise both (NTP): until then ages and windows are wrong.
        """
    static let old = """
        They count when they came. A queue that was held up, a replayed file, or a clock that is behind does this.
        """
    static let service = """
        Set OTEL_SERVICE_NAME where the agent runs: without a name, all such senders look like one.
        """
    static let dropped = """
        The SDK's limits cut them off. OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT, OTEL_SPAN_EVENT_COUNT_LIMIT, \
        OTEL_SPAN_LINK_COUNT_LIMIT and OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT raise them (128 by default).
        """
    static let sampled = """
        Sums of spans are too low. OTEL_TRACES_SAMPLER=always_on sends every trace; counters are not sampled.
        """
    static let silent = """
        It used to send regularly. The process may hang, have been killed, or wait for someone; its tasks are given up \
        after a while.
        """
    static let memory = "Start looptop with more, --memory 1G for instance. Figures in total do not shrink by it."
    static let agents = """
        Ids that are new for each run make agents without number: agent.id should name the agent, not its run.
        """
    static let names = "Names that carry ids or texts of their own make too many: put those into attributes."
    static let series = """
        Attributes with ever new values make series without number. Counters that come back start from a new baseline.
        """
    static let attributes = """
        Those that say what a span means are kept first, and figures are made of all. --max-attributes keeps more.
        """
    static let events = "The first of them are kept. --max-events and --max-links keep more."
    static let values = """
        The beginning is kept, and the length: figures are made of all. --max-attribute-length keeps more.
        """
    static let streamParts = """
        Some agents send a span or a record for each piece of an answer. Such pieces tell of no work, and figures lose \
        nothing; what has an error or token counts is kept.
        """
    static let connection = """
        Nothing was lost: an exporter opens a new one for its next request. --idle-timeout gives more time.
        """
    static let texts = """
        Names, keys and values that are new each time make texts without number. Those should be few: put what varies \
        into values, or keep more with --max-strings.
        """
    static let manySpans = """
        Its oldest spans are no longer shown; all figures still have them. --max-trace-spans keeps more of a trace, as \
        far as a quarter of --memory goes.
        """
    static let folded = """
        Of a trace that is too large the older spans are kept as figures only, and what a span above them says of its \
        agent comes too late. Name the agent on each span, or keep more of a trace with --max-trace-spans.
        """
    static let duplicates = """
        Each is counted once. Exporters send again when an answer is late or lost; two exporters in one process send \
        everything twice.
        """
    static let agent = """
        Set gen_ai.agent.name (or agent.id) on the agent's span, and it has figures under its own name.
        """
    static let modelCalls = """
        Models, tokens and costs cannot be shown. Frameworks often leave model calls to an instrumentation of the model's \
        SDK: start it where the agent runs, opentelemetry-instrumentation-openai for instance. Who calls no model needs none.
        """
    static let content = """
        Set it where the agent runs, if prompts and answers may be seen here; looptop passes them on to nobody. With \
        OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental the GenAI variable takes SPAN_AND_EVENT for true.
        """
}

/// `1 span was`, `2 spans were`.
private func was(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    numbered(count, noun, plural) + (count == 1 ? " was" : " were")
}

/// `1 span`, `1,234 spans`.
private func numbered(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
}
