import Testing

@testable import Telemetry

@Suite("How long a model's first token took")
struct FirstTokenTests {
    private struct Case: CustomTestStringConvertible {
        var title: String
        var attributes: [String: TestValue] = [:]
        var event: String?
        var scope = "test"

        var testDescription: String { title }
    }

    /// Each of them tells of 250 ms in a call that began 10 s after the test's start.
    private static let cases = [
        Case(title: "seconds", attributes: ["gen_ai.response.time_to_first_chunk": 0.25]),
        Case(title: "seconds of the client", attributes: ["gen_ai.client.operation.time_to_first_chunk": 0.25]),
        Case(title: "seconds of a server", attributes: ["gen_ai.server.time_to_first_token": 0.25]),
        Case(
            title: "Strands' milliseconds of a server", attributes: ["gen_ai.server.time_to_first_token": 250],
            scope: "strands.telemetry.tracer"),
        Case(title: "milliseconds", attributes: ["ttft_ms": "250"]),
        Case(title: "Copilot Chat's milliseconds", attributes: ["copilot_chat.time_to_first_token": 250]),
        Case(title: "Vercel's milliseconds", attributes: ["ai.response.msToFirstChunk": 250]),
        Case(
            title: "Langfuse's moment, a text of JSON",
            attributes: ["langfuse.observation.completion_start_time": #""2001-09-09T01:46:50.250Z""#]),
        Case(
            title: "Langfuse's moment, with an offset",
            attributes: ["langfuse.observation.completion_start_time": "2001-09-09T03:46:50.25+02:00"]),
        Case(title: "a moment in nanoseconds", attributes: ["completion_start_time": 1_000_000_010_250_000_000]),
        Case(title: "a moment in milliseconds", attributes: ["completion_start_time": 1_000_000_010_250]),
        Case(title: "the design's event", event: "llm.streaming.start"),
        Case(title: "Vercel's event", event: "ai.stream.firstChunk"),
        Case(title: "OpenInference's event", event: "First Token Stream Event"),
        Case(title: "OpenLLMetry's event of each part", event: "llm.content.completion.chunk"),
    ]

    @Test(arguments: cases)
    private func `it is told in many ways, and shown with the span and with the model`(_ example: Case) throws {
        let attributes: [String: TestValue] = ["gen_ai.operation.name": "chat", "gen_ai.request.model": "m"]
        let events = example.event.map { [(name: $0, at: 10.25, attributes: [String: TestValue]())] } ?? []
        let span = TestSpan(
            1, "chat m", 10, 12, attributes.merging(example.attributes) { $1 }, events: events)
        let store = store([batch([span], scope: example.scope)])
        let detail = try #require(store.detail(of: SpanID(1), in: TraceID(high: 7, low: 1)))
        #expect(detail.timeToFirstTokenMs == 250)
        let firstToken = try #require(store.totals().models.first?.timeToFirstTokenP50Ms)
        #expect(abs(firstToken - 250) <= 2.5)
    }

    @Test func `what comes before the call began, or is no moment, says nothing`() throws {
        for moment: TestValue in ["2001-09-09T01:46:49Z", "soon", "2001-13-01T00:00:00Z", 0, -1] {
            let span = TestSpan(
                1, "chat m", 10, 12, ["gen_ai.operation.name": "chat", "completion_start_time": moment])
            let store = store([batch([span])])
            let detail = try #require(store.detail(of: SpanID(1), in: TraceID(high: 7, low: 1)))
            #expect(detail.timeToFirstTokenMs == nil)
        }
    }

    @Test func `Codex tells of a turn's in a record of its own`() throws {
        let event = TestEvent("codex.turn_ttft", 1, ["conversation.id": "c", "model": "m", "duration_ms": "250"])
        let own = store([eventBatch([event], service: "codex_cli_rs")]).totals()
        #expect(abs(try #require(own.models.first?.timeToFirstTokenP50Ms) - 250) <= 2.5)
        #expect(own.modelCalls == 0)
        // Where the call's own record tells of it too, that counts.
        let call = TestEvent(
            "codex.sse_event", 2,
            ["conversation.id": "c", "model": "m", "input_token_count": "10", "ttft_ms": "400"])
        let both = store([eventBatch([event, call], service: "codex_cli_rs")]).totals()
        #expect(abs(try #require(both.models.first?.timeToFirstTokenP50Ms) - 400) <= 4)
    }
}
