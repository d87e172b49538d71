import Telemetry

@testable import Dashboard

/// A fleet at work, as the store would show it: fixed, so that screens can be compared.
enum Sample {
    static let now = Timestamp(seconds: 1_800_000_000)

    static func ago(_ seconds: Double) -> Timestamp { now.advanced(by: -Int64(seconds * 1e9)) }

    static func traceID(_ number: Int) -> TraceID {
        TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_0000 + UInt64(number))
    }

    /// The figures of a store that holds `traces` traces, answering a request.
    static func overview(_ request: OverviewRequest = OverviewRequest(), traces: Int = 1_234) -> Overview {
        var overview = Overview()
        overview.now = now
        overview.startedAt = ago(7_200)
        overview.windowSeconds = request.windowSeconds
        overview.filter = request.agent.map { id in
            AgentFilter(
                id: id, name: agents.first { $0.id == id }?.name ?? id, isKnown: agents.contains { $0.id == id })
        }
        overview.spansPerSecond = 42.5
        overview.lastArrival = ago(0.2)
        overview.ingest.spans.accepted = 48_211
        overview.agents = agents
        if request.wantsAttributeNames {
            overview.attributeNames = ["custom.tenant_id", "custom.user_id", "host.name"]
        }
        if request.grouping == "custom.tenant_id" {
            for (place, groups) in [["acme"], [], ["acme", "globex"], ["globex"]].enumerated() {
                overview.agents[place].groups = groups
            }
        }
        overview.tasks = tasks
        overview.window = window
        overview.toolHistory = toolHistory(request.graphColumns)
        overview.tokenHistory = tokenHistory(request.graphColumns)
        overview.traces = traceList(request.traces, total: traces)
        return overview
    }

    // MARK: Agents and tasks

    static let agents: [AgentFigures] = [
        agent("coder-1", "coder", version: "3.1.3", active: 2, done: 12, failed: 1, tokens: 812_400),
        agent("planner-7", "计划代理", version: "3.1.3", active: 1, done: 4, failed: 0, tokens: 96_000),
        agent("research-2", "researcher", version: "3.0.0", active: 1, done: 31, failed: 2, tokens: 1_530_000),
        agent("support", "support-bot 🤖", version: "1.9", active: 0, done: 88, failed: 0, tokens: 240_100),
    ]

    static func agent(
        _ id: String, _ name: String, version: String, active: Int, done: Int, failed: Int, tokens: Int64
    ) -> AgentFigures {
        var figures = AgentFigures(id: id, name: name)
        figures.services = ["looopy"]
        figures.versions = [version]
        figures.environments = ["production"]
        figures.tasks = TaskCounts(active: active, completed: done, failed: failed)
        figures.toolCalls = CallCounts(ok: done * 5, failed: failed)
        figures.modelCalls = done * 7
        figures.tokens = TokenCounts(input: tokens * 9 / 10, output: tokens / 10)
        figures.runsP95Ms = Double(done) * 1_700
        figures.runsAreEstimates = id == "support"
        return figures
    }

    static let tasks: TaskOverview = {
        var tasks = TaskOverview()
        tasks.counts = TaskCounts(active: 4, completed: 135, failed: 3)
        tasks.active = [
            active(1, "planner-7", "计划代理", "大规模重构", 2_412, iteration: 14, tokens: 61_300, stalledFor: 95),
            active(
                2, "coder-1", "coder", "fix-flaky-tests", 184, iteration: 6, tokens: 34_500,
                step: .running(.tool, name: "run_tests", since: ago(42))),
            active(
                3, "research-2", "researcher", "survey-otlp", 65, iteration: 3, tokens: 12_100,
                step: .running(.llm, name: "claude-sonnet-4-5", since: ago(3.4))),
            active(
                4, "coder-1", "coder", "rename-api", 9, iteration: 1, tokens: nil,
                step: .after(.tool, name: "read_file", endedAt: ago(1))),
        ]
        tasks.finished = [
            finished(5, "support", "support-bot 🤖", "ticket-4711", ago: 12, took: 8_240, .completed, tokens: 5_200),
            finished(
                6, "research-2", "researcher", "compare-vendors", ago: 75, took: 132_000,
                .failed(message: "model overloaded"), tokens: 88_000),
            finished(7, "support", "support-bot 🤖", "ticket-4710", ago: 140, took: 6_100, .completed, tokens: 4_800),
            finished(8, "coder-1", "coder", "bump-deps", ago: 610, took: 1_800_000, .timedOut, tokens: 140_000),
        ]
        return tasks
    }()

    static func active(
        _ trace: Int, _ agent: String, _ name: String, _ task: String, _ seconds: Double, iteration: Int?,
        tokens: Int64?, stalledFor: Double? = nil, step: TaskStep? = nil
    ) -> ActiveTask {
        var figures = ActiveTask(
            agentID: agent, agentName: name, taskID: task, traceID: traceID(trace), spanID: SpanID(1),
            startedAt: ago(seconds), lastActivity: ago(stalledFor ?? 0.5))
        figures.isStalled = stalledFor != nil
        figures.step = step
        figures.iteration = iteration
        figures.tokens = TokenCounts(input: tokens)
        return figures
    }

    static func finished(
        _ trace: Int, _ agent: String, _ name: String, _ task: String, ago seconds: Double, took: Double,
        _ outcome: FinishedTask.Outcome, tokens: Int64
    ) -> FinishedTask {
        var figures = FinishedTask(
            agentID: agent, agentName: name, taskID: task, traceID: traceID(trace), spanID: SpanID(1),
            endedAt: ago(seconds), durationMs: took, outcome: outcome)
        figures.iterations = 4
        figures.tokens = TokenCounts(input: tokens)
        return figures
    }

    // MARK: Tools and models

    static let window: Section = {
        var window = Section()
        window.agents = agents
        window.toolCalls = CallCounts(ok: 389, failed: 14)
        window.toolRetries = 21
        window.cacheHitRate = 0.342
        window.cacheByProvider = [
            CacheFigures(provider: "local", hitRate: 0.51), CacheFigures(provider: "mcp", hitRate: 0.125),
        ]
        window.tools = [
            tool("web_search", "mcp", ok: 188, failed: 2, cached: 61, retries: 3, p50: 842, p95: 3_240),
            tool("read_file", "local", ok: 120, failed: 0, cached: 72, retries: 0, p50: 1.2, p95: 4.1),
            tool("run_tests", "local", ok: 41, failed: 9, cached: 0, retries: 16, p50: 12_400, p95: 65_000),
            tool("搜索知识库", "mcp", ok: 28, failed: 1, cached: 5, retries: 2, p50: 310, p95: 980),
            tool("send_mail", nil, ok: 12, failed: 2, cached: 0, retries: 0, p50: 95, p95: 240),
        ]
        window.modelCalls = 212
        window.tokens = TokenCounts(input: 1_240_000, output: 96_000, cacheRead: 610_000)
        window.tokensPerSecond = Double(1_336_000) / 300
        window.models = [
            model("claude-sonnet-4-5", "anthropic", calls: 141, failed: 1, input: 910_000, output: 71_000, p95: 14_200),
            model("gpt-5-mini", "openai", calls: 58, failed: 0, input: 310_000, output: 22_000, p95: 4_100),
            model(nil, nil, calls: 13, failed: 0, input: nil, output: nil, p95: 900),
        ]
        // What the second one costs, nobody says.
        window.models[0].costUSD = 3.795
        window.costUSD = 3.795
        return window
    }()

    static func tool(
        _ name: String, _ provider: String?, ok: Int, failed: Int, cached: Int, retries: Int, p50: Double, p95: Double
    ) -> ToolFigures {
        var figures = ToolFigures(name: name, provider: provider)
        figures.calls = CallCounts(ok: ok, failed: failed)
        figures.cached = cached
        figures.retries = retries
        figures.p50Ms = p50
        figures.p95Ms = p95
        return figures
    }

    static func model(
        _ name: String?, _ provider: String?, calls: Int, failed: Int, input: Int64?, output: Int64?, p95: Double
    ) -> ModelFigures {
        var figures = ModelFigures(model: name, provider: provider)
        figures.calls = calls
        figures.failed = failed
        figures.tokens = TokenCounts(input: input, output: output, cacheRead: input.map { $0 / 2 })
        figures.p50Ms = p95 / 3
        figures.p95Ms = p95
        return figures
    }

    /// No calls in the first fifth, then mostly good, with a bad stretch.
    static func toolHistory(_ columns: Int) -> [CallCounts] {
        (0..<columns).map { column in
            let place = column * 50 / columns
            if place < 10 || place % 9 == 4 { return CallCounts() }
            return CallCounts(ok: 20, failed: (24..<28).contains(place) ? 14 : place % 3)
        }
    }

    /// Nothing known in the first tenth; then waves, with a quiet stretch.
    static func tokenHistory(_ columns: Int) -> TokenHistory {
        var history = TokenHistory()
        history.parts = (0..<columns).map { column in
            let place = column * 60 / columns
            guard place >= 6 else { return nil }
            var part = TokenHistory.Part()
            if (30..<36).contains(place) { return part }
            part.input = Double((place * 37) % 23) * 620
            part.output = Double((place * 11) % 17) * 60
            return part
        }
        history.current = 4_310
        history.mean = 2_870
        history.max = 14_100
        return history
    }

    // MARK: Traces

    /// What the store answers of a list of `total` traces of which number `total` is the newest.
    static func traceList(_ request: TraceListRequest, total: Int) -> TraceList {
        var list = TraceList()
        let numbers = (0..<total).map { total - $0 }.filter {
            request.search.isEmpty || name($0).contains(request.search)
        }
        list.total = numbers.count
        guard !numbers.isEmpty else { return list }
        let selected =
            switch request.selection {
            case .index(let index): max(0, min(index, numbers.count - 1))
            case .trace(let id): numbers.firstIndex { traceID($0) == id } ?? 0
            }
        var first = max(0, min(request.firstRow, numbers.count - 1))
        if selected < first { first = selected }
        if selected >= first + request.rowCount { first = selected - request.rowCount + 1 }
        list.selected = selected
        list.firstRow = first
        list.rows = numbers.dropFirst(first).prefix(request.rowCount).map(trace)
        return list
    }

    static func name(_ number: Int) -> String {
        ["agent.loop", "fix-flaky-tests", "研究任务：整理上周的用户反馈", "nightly digest 📰", "invoke_agent coder"][number % 5]
    }

    static func trace(_ number: Int) -> TraceFigures {
        var figures = TraceFigures(traceID: traceID(number))
        figures.name = name(number)
        let agent = agents[number % agents.count]
        figures.agents = [AgentName(id: agent.id, name: agent.name)]
        if number % 7 == 0 { figures.agents.append(AgentName(id: "support", name: "support-bot")) }
        figures.state = [TraceState.ok, .running, .ok, .failed, .ok, .stalled, .ok, .timedOut][number % 8]
        figures.startedAt = ago(Double((number * 7_919) % 900) + Double(1_234 - number))
        figures.durationMs = Double((number * 48_611) % 190_000)
        figures.spans = 3 + (number * 31) % 480
        figures.errors = figures.state == .failed ? 1 + number % 3 : 0
        figures.tokens = TokenCounts(input: Int64((number * 7_877) % 120_000))
        return figures
    }

    /// A small tree for a trace.
    static func tree(_ id: TraceID) -> TraceTree {
        var tree = TraceTree(traceID: id)
        tree.revision = 1
        tree.figures = trace(Int(id.low & 0xffff))
        tree.start = ago(20)
        tree.end = ago(8)
        add(1, parent: -1, depth: 0, .agent, 20, 8, "agent.loop", below: 4, to: &tree)
        add(2, parent: 0, depth: 1, .iteration, 19.9, 12, "loop.iteration", below: 2, to: &tree)
        add(3, parent: 1, depth: 2, .llm, 19.8, 16, "gen_ai.chat", "claude-sonnet-4-5", to: &tree)
        add(4, parent: 1, depth: 2, .tool, 16, 12.1, "agent.tool", "web_search", isError: true, to: &tree)
        add(5, parent: 0, depth: 1, .iteration, 12, 8.1, "loop.iteration", to: &tree)
        // The tool's failure is below the first two.
        for line in 0..<2 { tree.rows[line]?.hasErrorBelow = true }
        tree.findMarked()
        return tree
    }

    private static func add(
        _ span: UInt64, parent: Int32, depth: Int32, _ role: Role, _ start: Double, _ end: Double, _ name: String,
        _ subject: String = "", below: Int32 = 0, isError: Bool = false, to tree: inout TraceTree
    ) {
        var line = TreeLine(SpanID(span), parent: parent, depth: depth, start: ago(start))
        (line.descendants, line.isError) = (below, isError)
        var row = SpanRow(role: role, state: .ended, end: ago(end))
        (row.name, row.subject, row.agent) = (name, subject, "coder")
        tree.rows[tree.lines.count] = row
        tree.lines.append(line)
    }

    /// What is asked of a tree's lines.
    static func rows(_ request: TreeRowsRequest, of tree: TraceTree) -> TreeRows {
        var answer = TreeRows(traceID: tree.traceID)
        answer.rows = tree.rows
        let wanted = request.search.lowercased()
        answer.matches = tree.lines.indices.filter { line in
            guard !wanted.isEmpty, let row = tree.rows[line] else { return false }
            return [row.name, row.subject, row.agent].contains { $0.lowercased().contains(wanted) }
        }
        return answer
    }

    static func detail(_ place: SpanPlace) -> SpanDetail {
        var detail = SpanDetail(traceID: place.trace, spanID: place.span)
        detail.name = "agent.tool"
        detail.role = .tool
        detail.status = .error
        detail.statusMessage = "timeout"
        detail.start = ago(16)
        detail.end = ago(12.1)
        detail.attributes = [
            AttributeText(key: "gen_ai.tool.name", value: "web_search", isKey: true),
            AttributeText(key: "agent.id", value: "coder-1"),
        ]
        return detail
    }
}
