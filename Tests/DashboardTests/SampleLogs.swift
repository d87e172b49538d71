import Telemetry

@testable import Dashboard

extension Sample {
    /// The log records of a store that holds `count` of them, answering a request.
    static func logs(_ request: LogsRequest, count: Int = 400) -> LogsFigures {
        var figures = LogsFigures()
        figures.arrivals = UInt64(count)
        let kept = (0..<count).map(log).filter { row in
            let isGrave = (row.level == .unset ? .info : row.level) >= request.minimum
            let texts = [row.event, row.line] + row.fields.map(\.value)
            return isGrave && (request.search.isEmpty || texts.contains { $0.contains(request.search) })
        }
        figures.total = kept.count
        figures.arrivedSince = request.seen.map { seen in kept.count { $0.id.sequence > seen } } ?? 0
        figures.opened = request.opened.map(logDetail)
        guard !kept.isEmpty else { return figures }
        func place(_ id: LogID) -> Int { min(kept.count - 1, kept.firstIndex { $0.id >= id } ?? kept.count - 1) }
        let selected =
            switch request.selection {
            case .newest: kept.count - 1
            case .oldest: 0
            case .record(let id): place(id)
            case .graveAfter(let id):
                kept.indices.first { $0 > place(id) && kept[$0].level >= .warn } ?? place(id)
            case .graveBefore(let id):
                kept.indices.last { $0 < place(id) && kept[$0].level >= .warn } ?? place(id)
            }
        let last = max(0, kept.count - request.rowCount)
        let top = min(max(min(request.top.map(place) ?? last, last), selected - request.rowCount + 1), selected)
        figures.selected = selected
        figures.top = top
        figures.firstRow = max(0, top - request.rowCount)
        figures.rows = Array(kept[figures.firstRow..<min(kept.count, top + 2 * request.rowCount)])
        return figures
    }

    static func logID(_ number: Int) -> LogID {
        LogID(time: ago(Double(400 - number) * 1.37), sequence: UInt64(number + 1))
    }

    static func log(_ number: Int) -> LogRow {
        var row = LogRow(id: logID(number))
        row.time = row.id.time
        row.agent = agents[number % agents.count].name
        let (level, event, line, fields) = sayings[number % sayings.count]
        row.level = level
        row.event = event
        row.line = line
        row.fields = fields.map { AttributeText(key: $0.0, value: $0.1) }
        return row
    }

    private static let sayings: [(LogLevel, String, String, [(String, String)])] = [
        (.info, "", "Iteration 6 begins", [("task_id", "fix-flaky-tests")]),
        (.unset, "tool_result", "", [("tool_name", "read_file"), ("success", "true"), ("duration_ms", "12")]),
        (.debug, "", "Prompt of 18,200 tokens built from 14 messages", []),
        (.warn, "", "Rate limit: waiting 2.5 s before the next call", [("provider", "anthropic")]),
        (.info, "api_request", "", [("model", "claude-sonnet-4-5"), ("input_tokens", "1521")]),
        (.error, "", "Tool run_tests failed: exit status 1, 3 of 812 tests failed\u{1b}[31m", [("error", "ExitError")]),
        (.info, "", "计划代理 已完成 🎉", []),
        (.trace, "", "GET /v1/models 200", []),
    ]

    static func logDetail(_ id: LogID) -> LogDetail {
        var detail = LogDetail(id: id)
        detail.time = id.time
        detail.observed = id.time.advanced(by: 3_000_000)
        detail.severity = 17
        detail.severityText = "error"
        detail.agent = AgentName(id: "coder-1", name: "coder")
        detail.body = """
            {
              "msg": "Tool run_tests failed",
              "err": {
                "type": "ExitError",
                "code": 1
              }
            }
            """
        detail.traceID = traceID(1_234)
        detail.spanID = SpanID(3)
        detail.spanIsRetained = true
        detail.attributes = [
            AttributeText(key: "tool_name", value: "run_tests", isKey: true),
            AttributeText(key: "custom.tenant_id", value: "acme"),
        ]
        detail.resource = [
            AttributeText(key: "service.name", value: "looopy"),
            AttributeText(key: "deployment.environment.name", value: "production"),
        ]
        detail.scopeName = "looopy-logger"
        detail.scopeVersion = "3.1.3"
        return detail
    }

    /// The records of a span.
    static let spanLogs: [SpanLog] = [5, 11, 12].map { number in
        let row = log(number)
        var log = SpanLog(id: row.id, level: row.level)
        log.offsetMs = Double(number) * 120
        log.event = row.event
        log.line = row.line
        return log
    }
}
