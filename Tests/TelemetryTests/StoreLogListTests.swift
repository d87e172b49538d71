import Testing

@testable import Telemetry

@Suite("Which log records are shown, and which make room")
struct StoreLogListTests {
    private func records(_ numbers: Range<Int>, agent: String = "a", size: Int = 10) -> Batch {
        batch(
            logs: numbers.map { number in
                TestLog(
                    .value(.string("record \(number) " + String(repeating: "x", count: size))), at: Double(number),
                    severity: Int32(number % 24 + 1), ["agent.id": .string(agent), "number": .int(Int64(number))])
            })
    }

    private func limits(memory: Int) -> Store.Limits {
        var limits = Store.Limits()
        limits.memory = memory
        return limits
    }

    private func numbers(_ figures: LogsFigures) -> [Int] {
        figures.rows.compactMap { Int($0.line.split(separator: " ")[1]) }
    }

    // MARK: The view

    @Test func `the end is shown first, with a page before it; a selected record stays where it is`() {
        var store = store([records(0..<100)], now: 1_000)
        var request = LogsRequest()
        request.rowCount = 10
        let end = store.logs(request)
        #expect(end.total == 100 && end.top == 90 && end.selected == 99 && end.firstRow == 80)
        #expect(numbers(end) == Array(80..<100))
        request.selection = .record(end.rows[5].id)
        request.top = end.rows[3].id
        request.seen = end.arrivals
        _ = store.ingest(records(100..<130), at: at(2_000))
        let later = store.logs(request)
        #expect(later.selected == 85 && later.top == 83 && later.total == 130 && later.arrivedSince == 30)
        #expect(numbers(later) == Array(73..<103))
        request.selection = .oldest
        request.top = nil
        #expect(store.logs(request).top == 0)
    }

    @Test func `a selected record that is gone gives way to the one after it`() {
        var store = store([records(0..<40, size: 1_000)], now: 1_000, limits: limits(memory: 20_000))
        var request = LogsRequest()
        request.selection = .record(.first)
        let figures = store.logs(request)
        #expect(figures.selected == 0 && figures.total < 40 && figures.total > 0)
        #expect(figures.rows.last.map(\.line)?.hasPrefix("record 39 ") == true)
    }

    @Test func `from one grave record to the next, and back`() {
        // Every 24 records, the 13th to the 24th are of WARN and above.
        var store = store([records(0..<72)], now: 1_000)
        var request = LogsRequest()
        request.rowCount = 10
        func selected(_ selection: LogsRequest.Selection) -> Int? {
            request.selection = selection
            let figures = store.logs(request)
            return figures.selected
        }
        func id(_ number: Int) -> LogID { LogID(time: at(Double(number)), sequence: UInt64(number + 1)) }
        #expect(selected(.graveAfter(id(0))) == 12)
        #expect(selected(.graveAfter(id(12))) == 13)
        #expect(selected(.graveAfter(id(23))) == 36)
        #expect(selected(.graveBefore(id(36))) == 23)
        // None: it stays where it is.
        #expect(selected(.graveAfter(id(71))) == 71)
        #expect(selected(.graveBefore(id(12))) == 12)
    }

    // MARK: Filters

    @Test(
        arguments: [
            (LogLevel.unset, "", nil, 48), (.warn, "", nil, 24), (.unset, "RECORD 1", nil, 11), (.unset, "47", nil, 1),
            (.error, "record 4", nil, 8), (.unset, "nothing like it", nil, 0), (.unset, "", "number=7", 1),
            (.unset, "", "agent.id=a", 48), (.unset, "", "agent.id=b", 0), (.unset, "", "service=looopy", 48),
            (.unset, "", "environment=test", 0), (.unset, "", "no.such.key=1", 0),
        ] as [(LogLevel, String, String?, Int)])
    func `severity, text and attributes narrow the list`(
        minimum: LogLevel, search: String, attribute: String?, total: Int
    ) {
        var store = store([records(0..<48)], now: 1_000)
        var request = LogsRequest(search: search)
        request.minimum = minimum
        request.attribute = attribute.flatMap(AttributeFilter.init)
        #expect(store.logs(request).total == total)
    }

    @Test func `an agent that is not known has no records`() {
        var store = store([records(0..<4)], now: 1_000)
        #expect(store.logs(LogsRequest(agent: "a")).total == 4)
        #expect(store.logs(LogsRequest(agent: "nobody")).total == 0)
    }

    @Test func `the text is found in event names, maps, any case and any script`() {
        var store = store([
            batch(logs: [
                TestLog(.map([("note", "the Needle")]), at: 1), TestLog("x", at: 2, event: "needle.found"),
                TestLog(.array(["hay", "НИТКА"]), at: 3), TestLog("hay", at: 4, ["found": true]),
            ])
        ])
        for (search, total) in [("NEEDLE", 2), ("нитка", 1), ("true", 1), ("hay", 2), ("note", 0)] {
            #expect(store.logs(LogsRequest(search: search)).total == total, "\(search)")
        }
    }

    @Test func `a long list is looked through bit by bit, newest first, and new records join in`() {
        let count = LogScan.step * 2 + 500
        var store = store([records(0..<count)], now: 100_000)
        var request = LogsRequest(search: "record")
        request.rowCount = 5
        let first = store.logs(request)
        #expect(first.total == LogScan.step)
        #expect(first.progress == .searching(looked: LogScan.step, of: count))
        #expect(numbers(first).last == count - 1)
        _ = store.ingest(records(count..<count + 1), at: at(100_001))
        #expect(numbers(store.logs(request)).last == count)
        let last = store.logs(request)
        #expect(last.progress == .complete && last.total == count + 1)
    }

    @Test func `what was found and goes is found no more`() {
        var store = store([records(0..<10, size: 1_000)], now: 1_000, limits: limits(memory: 40_000))
        #expect(store.logs(LogsRequest(search: "record")).total == 10)
        _ = store.ingest(records(10..<60, size: 1_000), at: at(2_000))
        let figures = store.logs(LogsRequest(search: "record"))
        #expect(figures.total == store.counts.logRecords.retained && figures.total < 60)
        #expect(numbers(figures).last == 59)
    }

    // MARK: Room

    @Test func `records take all the budget while no trace needs it, the oldest go first, and are counted`() {
        let store = store([records(0..<500, size: 1_000)], now: 1_000, limits: limits(memory: 100_000))
        #expect(store.retainedBytes <= 100_000 && store.retainedBytes > 80_000)
        let counts = store.counts.logRecords
        #expect(counts.accepted == 500 && counts.evicted + counts.retained == 500 && counts.retained > 50)
    }

    @Test func `traces that need room leave a quarter to records`() {
        let spans = (1...300).map { number in
            batch([
                TestSpan(
                    1, "agent[a]", 0, 1, trace: UInt64(number), status: .ok,
                    ["input": .string(String(repeating: "x", count: 1_000))])
            ])
        }
        let store = store([records(0..<500, size: 1_000)] + spans, now: 1_000, limits: limits(memory: 200_000))
        #expect(store.retainedBytes <= 200_000)
        #expect(store.logTable.byteCount <= 50_000 && store.logTable.byteCount > 40_000)
        #expect(store.traceBytes > 100_000)
    }

    @Test func `a chatty agent does not push out a quiet one`() {
        var store = store(
            [records(0..<5, agent: "quiet", size: 500), records(5..<900, agent: "chatty", size: 500)], now: 1_000,
            limits: limits(memory: 100_000))
        #expect(store.logs(LogsRequest(agent: "quiet")).total == 5)
    }

    @Test func `when everything goes nothing is left behind`() {
        let bodies = [LogBody.map([("a", "b"), ("a", "b")]), "text", .array(["b", "b"]), .bytes([1])]
        let logs = bodies.enumerated().map { number, body in
            TestLog(body, at: Double(number), text: "info", event: "e", trace: 1, span: 1, ["k": "b", "l": "b"])
        }
        let store = store([batch(logs: logs), batch(logs: logs)], limits: limits(memory: 0))
        // What they are known again by stays.
        #expect(store.keptBytes == store.recentLogs.byteCount && store.recentLogs.byteCount == 4 * 24)
        #expect(store.logTable.count == 0 && store.ledger.symbols.count == 0)
        #expect(store.counts.logRecords.evicted == 4 || store.counts.logRecords.evicted == 8)
    }
}
