import Telemetry
import Testing

@Suite("What is wrong with the incoming data")
struct DoctorTests {
    /// Something wrong, and the sentence that says so.
    struct Case: CustomTestStringConvertible {
        var name: String
        var batches: [Batch]
        var sentence: String
        var severity: Severity
        var trace: UInt64?

        init(_ name: String, _ batches: Batch..., says sentence: String, _ severity: Severity, trace: UInt64? = 1) {
            (self.name, self.batches, self.sentence, self.severity) = (name, batches, sentence, severity)
            self.trace = trace
        }

        var testDescription: String { name }
    }

    static let chat: [String: TestValue] = [
        "gen_ai.operation.name": "chat", "gen_ai.agent.name": "coder", "gen_ai.input.messages": "hello",
    ]

    static func change(_ batch: Batch, _ change: (inout Batch) -> Void) -> Batch {
        var batch = batch
        change(&batch)
        return batch
    }

    static func points(
        _ kind: MetricKind, _ value: MetricPoint.Value, at time: UInt64 = 1_000_000_099
    ) -> Batch {
        MetricBatchBuilder.batch("tool.calls", kind, MetricPoint(value, from: 1_000_000_001, at: time))
    }

    static let cases = [
        Case(
            "end before start", batch([TestSpan(1, "work", 99, 98)]), says: "1 span ended before it began", .warning),
        Case(
            "several ends before starts", batch([TestSpan(1, "work", 99, 98), TestSpan(2, "work", 99, 98)]),
            says: "2 spans ended before they began", .warning),
        Case(
            "zero span id", batch([TestSpan(0, "work", 98, 99)]),
            says: "1 span was rejected: without trace id or span id", .error),
        Case(
            "clock ahead", batch([TestSpan(1, "work", 98, 120)]), says: "1 span, point or record was from the future",
            .warning),
        Case(
            "old data",
            change(batch([TestSpan(1, "work", 0, 1)])) {
                $0.spans[0].start = Timestamp(seconds: 900_000_000)
                $0.spans[0].end = Timestamp(seconds: 900_000_001)
            },
            says: "1 span, point or record was over an hour old on arrival", .warning),
        Case(
            "a point of the future", points(.gauge, .int(1), at: 1_000_000_120),
            says: "1 span, point or record was from the future", .warning, trace: nil),
        Case(
            "no service name", batch([TestSpan(1, "work", 98, 99)], service: "unknown_service:python"),
            says: "1 request named no service", .warning, trace: nil),
        Case(
            "dropped attributes", change(batch([TestSpan(1, "work", 98, 99)])) { $0.spans[0].droppedAttributes = 3 },
            says: "1 span or record lost attributes, events or links before they came", .warning),
        Case(
            "sampled by a threshold",
            change(batch([TestSpan(1, "work", 98, 99)])) {
                $0.spans[0].traceState = $0.strings.intern("a=b, ot=th:8")
            }, says: "traces are sampled, 1 in 2: spans show a part of the work", .warning),
        Case(
            "another signal's path", change(batch([TestSpan(1, "work", 98, 99)])) { $0.misdirected = .logs },
            says: "1 request carried traces but came to /v1/logs; read all the same", .warning, trace: nil),
        Case(
            "spans sent again", batch([TestSpan(1, "work", 98, 99)]), batch([TestSpan(1, "work", 98, 99)]),
            says: "1 span was sent again, 50.0% of all", .note, trace: nil),
        Case(
            "no agent",
            batch([TestSpan(1, "chat", 98, 99, ["gen_ai.operation.name": "chat", "gen_ai.input.messages": "hello"])]),
            says: "1 trace with model or tool calls named no agent: the service stands in", .note),
        Case(
            "no content",
            batch([TestSpan(1, "chat", 98, 99, ["gen_ai.operation.name": "chat", "gen_ai.agent.name": "coder"])]),
            says: "1 model call came without prompt and response; "
                + "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true adds them", .note),
        Case(
            "another temporality", points(.sum(.cumulative, isMonotonic: true), .int(1)),
            points(.sum(.delta, isMonotonic: true), .int(1)), says: "tool.calls came as delta after cumulative",
            .warning, trace: nil),
        Case(
            "no value", points(.gauge, .none), says: "1 metric point was rejected: without a value", .error,
            trace: nil),
        Case(
            "a value of another kind", points(.gauge, .plainHistogram(count: 1, sum: 1)),
            says: "1 metric point was rejected: the value is not of the metric's kind", .error, trace: nil),
        Case(
            "no temporality", points(.sum(.unspecified, isMonotonic: true), .int(1)),
            says: "1 metric point was rejected: without aggregation temporality", .error, trace: nil),
        Case(
            "not finite", points(.gauge, .double(.nan)),
            says: "1 metric point was rejected: the value is not a finite number", .error, trace: nil),
        Case(
            "a counter that falls", points(.sum(.delta, isMonotonic: true), .int(-1)),
            says: "1 metric point was rejected: negative, in a sum that only rises", .error, trace: nil),
        Case(
            "buckets without bounds",
            points(.histogram(.delta), .histogram(bounds: [1, 2], counts: [1], sum: 1)),
            says: "1 metric point was rejected: buckets and bounds do not fit each other", .error, trace: nil),
    ]

    @Test(arguments: cases)
    func `each ailment is said in a sentence, with who has it and a trace that shows it`(_ test: Case) {
        var store = store(test.batches)
        let findings = store.diagnosis(at: at(101)).findings
        #expect(findings.map(\.sentence) == [test.sentence])
        #expect(findings.first?.severity == test.severity)
        #expect(findings.first?.id.service.isEmpty == false)
        #expect(findings.first?.example.trace == test.trace.map { TraceID(high: 7, low: $0) })
    }

    @Test func `sound data has no findings, and is counted by sender`() {
        var spans = [TestSpan(1, "chat", 98, 99, Self.chat)]
        spans.append(TestSpan(2, in: 1, "step", 98, 99))
        var store = store([batch(spans, resource: ["service.instance.id": "i-1"])])
        let diagnosis = store.diagnosis(at: at(101))
        #expect(diagnosis.findings == [])
        #expect(diagnosis.emitters.map(\.name.text) == ["looopy/i-1"])
        #expect(diagnosis.emitters.map(\.spans) == [2])
        #expect(store.report(ReportRequest(), at: at(101)).warnings == [])
    }

    @Test func `what many instances of a service have is one finding`() {
        func late(_ instance: Int, by seconds: Double) -> Batch {
            batch(
                [TestSpan(UInt64(instance), "work", 98, 100 + seconds)], service: "pods",
                resource: ["service.instance.id": .string("pod-\(instance)")])
        }
        var store = store([late(1, by: 20)])
        #expect(store.diagnosis(at: at(101)).findings.map(\.sender) == ["pods/pod-1"])
        for instance in 2...40 { _ = store.ingest(late(instance, by: 20), at: at(100)) }
        // Sent again, all of it.
        for instance in 1...40 { _ = store.ingest(late(instance, by: 20), at: at(100)) }
        let findings = store.diagnosis(at: at(101)).findings
        #expect(findings.map(\.sender) == ["pods (several instances)", "pods (several instances)"])
        #expect(
            findings.map(\.sentence) == [
                "80 spans, points or records were from the future", "40 spans were sent again, 50.0% of all",
            ])
    }

    @Test func `instances that are silent are one finding`() {
        var store = Store(startedAt: at(0))
        for instance in 1...3 {
            for second in 0..<6 {
                let id = UInt64(instance * 100 + second)
                let work = TestSpan(id, in: UInt64(instance), "tool.execute", Double(second), trace: UInt64(instance))
                _ = store.ingest(
                    batch([work], service: "pods", resource: ["service.instance.id": .string("pod-\(instance)")]),
                    at: at(Double(second + 1)))
            }
        }
        let silent = store.diagnosis(at: at(100)).findings.filter { $0.id.ailment == .silentAgent }
        #expect(
            silent.map(\.warning) == [
                "pods (several instances): silent for up to 94 s with tasks running "
                    + "(first 01:46:46, last 01:48:20 UTC)."
            ])
        #expect(silent.map(\.count) == [3])
    }

    @Test func `calls that name an earlier answer count as that, and it is said`() {
        func call(_ id: UInt64, _ from: Double, _ to: Double) -> TestSpan {
            TestSpan(id, in: 1, "chat", from, to, Self.chat.merging(["gen_ai.response.id": "fixed"]) { $1 })
        }
        let root = TestSpan(1, "invoke_agent a", 80, 99, ["agent.id": "a", "gen_ai.operation.name": "invoke_agent"])
        // One inside the first, and two that begin when it is over.
        var store = store([batch([call(2, 81, 84), call(3, 82, 83), call(4, 85, 86), call(5, 87, 88), root])])
        #expect(store.totals().modelCalls == 1)
        let findings = store.diagnosis(at: at(101)).findings.filter { $0.id.ailment == .sharedAnswer }
        #expect(findings.map(\.sentence) == ["2 model calls had the id of an earlier answer: counted as that one"])
        #expect(findings.map(\.example.trace) == [TraceID(high: 7, low: 1)])
    }

    @Test func `tasks of a service that tells of no model calls are noted, until one of its instances does`() {
        func told(_ store: Store) -> [String] {
            var store = store
            return store.diagnosis(at: at(100)).findings.filter { $0.id.ailment == .noModelCalls }.map(\.sentence)
        }
        func run(_ trace: UInt64) -> Batch {
            batch(
                [
                    TestSpan(
                        1, "invoke_agent scout", 0, 5, trace: trace,
                        ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "scout"])
                ], service: "team", resource: ["service.instance.id": .string("\(trace)")])
        }
        let calls = [
            metricBatch([.total("gen_ai.client.token.usage", 9, ["gen_ai.request.model": "gpt"])], service: "team"),
            batch([TestSpan(1, "chat", 0, 1, trace: 9, ["gen_ai.operation.name": "chat"])], service: "team"),
            eventBatch([TestEvent("api_request", 4, ["model": "claude", "input_tokens": 10])], service: "team"),
        ]
        #expect(told(store([run(1)])) == ["1 task ended, and no model call was told of"])
        #expect(told(store([run(1), run(2)])) == ["2 tasks ended, and no model call was told of"])
        for call in calls { #expect(told(store([run(1), call, run(2)])).isEmpty) }
        let other = batch([TestSpan(1, "chat", 0, 1, trace: 9, ["gen_ai.operation.name": "chat"])], service: "other")
        #expect(told(store([run(1), other])) == ["1 task ended, and no model call was told of"])
        #expect(told(store([batch([TestSpan(1, "GET /", 0, 1)], service: "web")])).isEmpty)
    }

    @Test func `a warning names who, what and when`() {
        let bad = batch([TestSpan(1, "work", 99, 98)], service: "collector-x")
        var store = store([bad, Self.change(bad) { $0.spans[0].spanID = SpanID(2) }], now: 100)
        // The test's time begins at 01:46:40.
        #expect(
            store.report(ReportRequest(), at: at(200)).warnings == [
                "collector-x: 2 spans ended before they began (first 01:48:20, last 01:48:21 UTC)."
            ])
    }

    @Test func `recorded data is of any age, and silence is none`() {
        var recorded = Store(startedAt: .unset)
        for number in 1...9 {
            let span = TestSpan(2, in: 1, "chat", Double(number * 60), Double(number * 60 + 1), Self.chat)
            var work = span
            work.id = UInt64(number + 1)
            _ = recorded.ingest(batch([work]), at: .unset)
        }
        _ = recorded.ingest(batch([TestSpan(1, "late", 9_000, 9_001, trace: 9)]), at: .unset)
        #expect(recorded.diagnosis(at: at(1_000_000)).findings == [])
    }

    @Test func `who sent regularly and is silent with a task running is missed, until it comes back`() {
        var store = Store(startedAt: at(0))
        for number in 1...6 {
            let span = TestSpan(
                UInt64(number + 1), in: 1, "chat", Double(number * 20 - 1), Double(number * 20), Self.chat)
            _ = store.ingest(batch([span]), at: at(Double(number * 20)))
        }
        #expect(store.diagnosis(at: at(210)).findings == [])
        #expect(store.diagnosis(at: at(230)).findings.map(\.sentence) == ["silent for 110 s with tasks running"])
        _ = store.ingest(batch([TestSpan(1, "agent[coder]", 19, 230)]), at: at(231))
        #expect(store.diagnosis(at: at(600)).findings == [])
    }

    @Test func `refusals of one reason are one finding, wherever the reason was met`() {
        var store = Store(startedAt: at(0))
        for place in 1...3 { store.refuse("the body ends at byte \(place)", at: at(Double(place))) }
        store.refuse("No Content-Type", at: at(9))
        store.refuse("at byte 7: base64", as: .idsInBase64, at: at(8))
        let diagnosis = store.diagnosis(at: at(10))
        #expect(
            diagnosis.findings.map(\.sentence) == [
                "1 request was refused: No Content-Type",
                "1 request was refused: trace or span ids are in base64",
                "3 requests were refused: the body ends at byte 1",
            ])
        #expect(diagnosis.ingest.requests.rejected == 5)
    }

    @Test func `reasons without number are counted together, and findings are bounded`() {
        var store = Store(startedAt: at(0))
        for number in 0..<80 {
            store.refuse(String(repeating: "x", count: number + 1), at: at(1))
        }
        let other = store.diagnosis(at: at(2)).findings.first { $0.id.detail == "for other reasons" }
        #expect(other?.count == 30)
        for number in 0..<700 {
            _ = store.ingest(batch([TestSpan(1, "work", 99, 98)], service: "s\(number)"), at: at(100))
        }
        let diagnosis = store.diagnosis(at: at(101))
        #expect(diagnosis.findings.count == 500)
        // Each trace is the same one: all but the first span came before.
        #expect(diagnosis.overflow > 0)
        let warnings = store.report(ReportRequest(), at: at(101)).warnings
        #expect(warnings.count == 501)
        #expect(warnings.last?.hasSuffix("more findings are not listed.") == true)
    }

    @Test func `the worst comes first, then what was seen last`() {
        var store = Store(startedAt: at(0))
        _ = store.ingest(batch([TestSpan(1, "work", 99, 98)], service: "early"), at: at(100))
        _ = store.ingest(batch([TestSpan(2, "work", 99, 98)], service: "late"), at: at(102))
        _ = store.ingest(
            batch([TestSpan(3, "chat", 98, 99, trace: 2, ["gen_ai.operation.name": "chat"])], service: "bare"),
            at: at(103))
        _ = store.ingest(batch([TestSpan(0, "work", 98, 99)], service: "zero"), at: at(101))
        let findings = store.diagnosis(at: at(104)).findings
        #expect(findings.map(\.severity) == [.error, .warning, .warning, .note, .note])
        #expect(findings.map(\.id.service) == ["zero", "late", "early", "bare", "bare"])
        #expect(store.overview(OverviewRequest(), at: at(104)).health.errors == 1)
        #expect(store.overview(OverviewRequest(), at: at(104)).health.warnings == 2)
    }

    @Test func `content that comes later takes the finding back`() {
        let bare: [String: TestValue] = ["gen_ai.operation.name": "chat", "gen_ai.agent.name": "coder"]
        var store = store([batch([TestSpan(1, "chat", 98, 99, bare)])])
        #expect(store.diagnosis(at: at(101)).findings.count == 1)
        _ = store.ingest(batch([TestSpan(2, "chat", 98, 99, trace: 2, Self.chat)]), at: at(102))
        #expect(store.diagnosis(at: at(103)).findings == [])
    }

    @Test func `content in any span of a sender will do, redacted content will not`() {
        let call = TestSpan(1, "llm_request", 98, 99, ["span.type": "llm_request"])
        func prompt(_ text: String) -> TestSpan {
            TestSpan(2, "interaction", 97, 99, trace: 2, ["span.type": "interaction", "user_prompt": .string(text)])
        }
        for (text, count) in [("<REDACTED>", 1), ("hello", 0)] {
            var store = store([batch([call, prompt(text)], service: "claude-code")])
            #expect(store.diagnosis(at: at(101)).findings.count == count)
        }
    }

    @Test(arguments: ["<REDACTED>", "[REDACTED]", "__REDACTED__", "[omitted]", "REDACTED"])
    func `a record whose text was taken out tells of the switch, until a text comes`(mark: String) {
        func prompt(_ text: String, _ time: Double) -> Batch {
            let attributes: [String: TestValue] = ["session.id": "s", "prompt": .string(text)]
            return eventBatch([TestEvent("claude_code.user_prompt", time, attributes)], service: "claude-code")
        }
        var store = store([prompt(mark, 98), prompt(mark, 99)])
        #expect(
            store.diagnosis(at: at(101)).findings.map(\.sentence) == [
                "2 spans or records had prompt or response redacted; OTEL_LOG_USER_PROMPTS=1 shows them"
            ])
        _ = store.ingest(prompt("omitted", 102), at: at(102))
        #expect(store.diagnosis(at: at(103)).findings == [])
    }

    @Test(arguments: [
        ("claude-code", "", "OTEL_LOG_USER_PROMPTS=1"),
        ("codex_cli_rs", "", "log_user_prompt = true under [otel] in ~/.codex/config.toml"),
        ("gemini-cli", "", "telemetry.logPrompts in .gemini/settings.json"),
        ("copilot-chat", "", "github.copilot.chat.otel.captureContent"),
        ("mine", "traceloop.entity.name", "TRACELOOP_TRACE_CONTENT=true"),
        ("mine", "", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true"),
    ])
    func `the switch for content is that of who sends`(service: String, key: String, name: String) {
        var attributes: [String: TestValue] = ["gen_ai.operation.name": "chat", "gen_ai.agent.name": "coder"]
        if !key.isEmpty { attributes[key] = "x" }
        var store = store([
            batch([TestSpan(1, "chat", 98, 99, attributes)], service: service, resource: ["service.instance.id": "i"])
        ])
        #expect(store.diagnosis(at: at(101)).findings.map(\.id.service) == [service])
        #expect(store.diagnosis(at: at(101)).findings.map(\.id.detail) == [name])
    }

    @Test(arguments: [("haystack", ["HAYSTACK_CONTENT_TRACING_ENABLED=true"]), ("org.springframework.boot", [])])
    func `the switch for content is that of the scope, and there is none where no switch brings it here`(
        scope: String, switches: [String]
    ) {
        let call = TestSpan(1, "chat", 98, 99, ["gen_ai.operation.name": "chat", "gen_ai.agent.name": "coder"])
        var store = store([batch([call], scope: scope)])
        #expect(store.diagnosis(at: at(101)).findings.map(\.id.detail) == switches)
    }

    @Test func `instrumentation of one's own has no switch, and a program that is an agent need not name one`() {
        var own = store([batch([TestSpan(1, "llm.call", 98, 99, ["llm.model": "gpt", "agent.id": "a"])])])
        #expect(own.diagnosis(at: at(101)).findings == [])
        let call = TestSpan(1, "chat", 98, 99, ["gen_ai.operation.name": "chat", "prompt": "hello"])
        var program = store([batch([call], service: "codex_cli_rs")])
        #expect(program.diagnosis(at: at(101)).findings == [])
    }

    @Test func `what memory, agents and names cost is said`() {
        var limits = Store.Limits()
        limits.memory = 10_000
        limits.agents = 6
        limits.names = 4
        let spans = (1...50).map {
            TestSpan(
                UInt64($0), "agent[\($0)]", 98, 99, trace: UInt64($0), ["agent.id": .string("a\($0)")])
        }
        var store = store([batch(spans)], limits: limits)
        let sentences = store.diagnosis(at: at(101)).findings.map(\.sentence)
        #expect(sentences.contains { $0.hasSuffix("forgotten because memory is full") })
        #expect(sentences.contains("more than 6 agents: those beyond are counted together as (other)"))
        #expect(sentences.contains("more than 4 names: those beyond are counted together as (other)"))
    }

    @Test(arguments: ["ot=th:ffffffffffffff", "ot=th:fffffffffffff", "ot=th:0", "ot=p:62", "ot=p:63", "ot=th:"])
    func `any sampling threshold is taken in`(state: String) {
        var span = batch([TestSpan(1, "chat", 98, 99, Self.chat)])
        span.spans[0].traceState = span.strings.intern(state)
        var store = store([span])
        #expect(store.diagnosis(at: at(101)).findings.allSatisfy { !$0.sentence.isEmpty })
    }

    @Test func `series and senders beyond their bounds are told`() {
        var store = Store(startedAt: at(0))
        for number in 0..<1_100 {
            _ = store.ingest(batch([TestSpan(1, "work", 98, 99)], service: "s\(number)"), at: at(100))
        }
        var metrics = MetricBatchBuilder()
        for number in 1...10_100 {
            metrics.metric("calls", .gauge, MetricPoint(.int(1), at: 1_000_000_099, ["call.id": number]))
        }
        _ = store.ingest(metrics.batch, at: at(101))
        let sentences = store.diagnosis(at: at(101)).findings.map(\.sentence)
        #expect(sentences.contains("100 metric series were forgotten: there are too many"))
        #expect(sentences.contains("more than 1,000 services and instances: those beyond are looked at together"))
    }

    @Test(
        arguments: [
            ("ot=th:c", "1 in 4"), ("ot=p:3;r:5", "1 in 8"), ("ot=th:0", nil), ("a=th:8", nil), ("ot=th:zz", nil),
            ("", nil), ("ot=th:123456789012345", nil), ("ot=p:99", nil),
        ] as [(String, String?)])
    func `a tracestate says how a trace was sampled`(state: String, share: String?) {
        var store = store([
            Self.change(batch([TestSpan(1, "work", 98, 99)])) { $0.spans[0].traceState = $0.strings.intern(state) }
        ])
        #expect(store.diagnosis(at: at(101)).findings.first?.id.detail == share)
    }

    @Test func `times and counts at their ends stop nothing`() {
        var store = Store(startedAt: at(0))
        for (start, end) in [(UInt64.max, UInt64(0)), (0, .max), (.max, .max), (.max, 1)] {
            _ = store.ingest(
                Self.change(batch([TestSpan(start ^ end, "work")])) {
                    $0.spans[0].start = Timestamp(nanoseconds: start)
                    $0.spans[0].end = Timestamp(nanoseconds: end)
                    $0.spans[0].droppedLinks = .max
                    $0.spans[0].droppedEvents = .max
                }, at: at(1))
        }
        #expect(!store.diagnosis(at: Timestamp(nanoseconds: .max)).findings.isEmpty)
        #expect(!store.diagnosis(at: .unset).findings.isEmpty)
    }
}
