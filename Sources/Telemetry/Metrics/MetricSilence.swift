// Metrics of agents that say nothing which figures count, and why: told apart from those that were overlooked.

/// Metrics that are shown like all others and deliberately mean nothing.
struct MetricSilence: Sendable {
    /// Folded as in `MetricRule`; one that ends in a point stands for all that begin with it.
    var names: [String]
    var reason: String

    static let rows: [MetricSilence] = [
        MetricSilence(
            names: [
                "gen.ai.client.operation.time.per.output.chunk", "gen.ai.server.time.per.output.token",
                "llm.chat.completions.streaming.time.to.generate", "codex.turn.ttfm.duration.ms",
            ], reason: "times within an answer, not to its first token"),
        MetricSilence(
            names: ["gen.ai.server.request.duration"],
            reason: "a model server's requests: the calls of those who ask it, and told by them"),
        MetricSilence(
            names: [
                "gen.ai.client.inference.usage.detailed.input.tokens",
                "gen.ai.client.inference.usage.detailed.output.tokens", "gen.ai.client.inference.tokens",
            ], reason: "the tokens of `usage.input_tokens` and `usage.output_tokens` once more"),
        MetricSilence(
            names: ["gen.ai.client.generation.choices"], reason: "answers to choose from: several to a call"),
        MetricSilence(
            names: ["mcp.client.session.duration", "mcp.server.session.duration"],
            reason: "connections, not calls"),
        MetricSilence(
            names: [
                "gen.ai.invoke.agent.inference.calls", "gen.ai.invoke.agent.tool.calls", "codex.turn.tool.call",
                "gemini.cli.agent.turns", "qwen.code.agent.turns", "copilot.chat.agent.turn.count",
                "github.copilot.agent.turn.count",
            ], reason: "how many calls or turns a run took: calls are counted where they are told one by one"),
        MetricSilence(names: ["adk.experimental."], reason: "subject to change, beside the GenAI metrics of the same"),
        MetricSilence(
            names: [
                "strands.event.loop.cycle.count", "strands.event.loop.start.cycle", "strands.event.loop.end.cycle",
                "strands.event.loop.cycle.duration",
            ], reason: "iterations, of which no figure is made"),
        MetricSilence(
            names: ["strands.event.loop.latency"],
            reason: "the provider's own latency; zero where it tells none"),
        MetricSilence(
            names: ["codex.api.request", "codex.api.request.duration.ms", "codex.sse.event"],
            reason: "HTTP requests, repeated ones too, and parts of answers: more than model calls"),
        MetricSilence(
            names: ["gemini.cli.chat.compression", "qwen.code.chat.compression"],
            reason: "conversations cut short; the calls that did it are calls like all others"),
        MetricSilence(
            names: ["claude.code.code.edit.tool.decision"], reason: "what was allowed, not what was called"),
        MetricSilence(
            names: [
                "claude.code.session.count", "codex.thread.started", "gemini.cli.session.count",
                "qwen.code.session.count", "copilot.chat.session.count", "goose.session.starts",
                "goose.session.completions", "goose.recipe.runs",
            ], reason: "conversations, which hold any number of tasks"),
        MetricSilence(
            names: [
                "claude.code.lines.of.code.count", "claude.code.commit.count", "claude.code.pull.request.count",
                "claude.code.active.time", "copilot.chat.edit.", "copilot.chat.lines.of.code.",
                "gemini.cli.file.operation.count", "qwen.code.file.operation.count",
            ], reason: "what came of the work, and a person's time"),
    ]

    /// Is a metric known to say nothing?
    static func holds(_ name: String) -> Bool {
        let folded = name.folded
        return rows.contains { row in
            row.names.contains { $0.hasSuffix(".") ? folded.hasPrefix($0) : folded == $0 || folded == $0 + ".total" }
        }
    }
}
