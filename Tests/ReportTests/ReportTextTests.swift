import Telemetry
import Testing

@testable import Report

@Suite struct ReportTextTests {
    @Test func `a report with everything in it is aligned`() {
        #expect(reportText(sampleFigures()) == wholeText)
    }

    @Test func `a report in which nothing was received shows counts and leaves the rest blank`() {
        #expect(reportText(ReportFigures()) == emptyText)
    }

    @Test(
        arguments: [
            (nil, ""), (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
            (.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64?, String)])
    func `counts have groups of three digits`(value: Int64?, text: String) {
        #expect(countText(value) == text)
    }

    @Test(
        arguments: [
            (nil, 1, ""), (.nan, 1, ""), (.infinity, 1, ""), (0, 1, "0.0"), (0.04, 1, "0.0"), (0.05, 1, "0.1"),
            (-0.04, 1, "0.0"), (-1.25, 2, "-1.25"), (1_234.5, 1, "1,234.5"), (0.00006, 4, "0.0001"),
            (9.999, 2, "10.00"),
            (1e30, 0, "1e+30"),
        ] as [(Double?, Int, String)])
    func `decimals are rounded`(value: Double?, decimals: Int, text: String) {
        #expect(decimalText(value, decimals: decimals) == text)
    }

    @Test func `what senders chose can't act on the terminal`() {
        var figures = ReportFigures()
        figures.warnings = ["a\u{1B}]0;title\u{7}b\u{9B}2J\u{202E}c\nd"]
        let text = reportText(figures)
        #expect(text.hasSuffix("\nWARNINGS\n  a·]0;title·b·2J·c·d\n"))
    }
}

private let wholeText = """
    looptop report of 2026-01-01T00:00:00.000000001Z
    only agent a-1 (researcher)

    RECEIVED
      accepted  duplicate  rejected  evicted  retained
         1,234                    1                     requests
        56,789          2         3        4         5  spans
             6          7         8                     metric points
             9         10        11       12        13  log records

    SUMMARY
      in total  last 60 s
             1          0  tasks active
             2          0  tasks completed
             3          0  tasks failed
             4          0  tasks ended otherwise
             6          0  tool calls
             3          0  tool calls ok
             1          0  tool calls failed
             2          0  tool calls ended otherwise
         75.0%             tool success rate
         25.0%             tool cache hit rate
             2          0  tool retries
             7          0  model calls
             1          0  model calls failed
         1,000             tokens in
           200             tokens out
         1,200             tokens
           400             tokens read from a cache
            50             tokens written to a cache
            20             tokens of reasoning
          12.5             tokens per second
         spans             source of the token figures
       $0.0123             cost

    AGENTS in total
      active  completed  failed  other  tools ok  tools failed  tools other  tokens in  tokens out  cost  agent
           1          2       3      4         3             1            2      1,000         200        a-1 (researcher) [api, worker]

    TOOLS in total
      calls  ok  failed  other   rate  cached  retries  p50 ms  p95 ms  tool
          6   3       1      2  75.0%       1        2    12.3   1,250  検索 [mcp]

    MODELS in total
      calls  failed  tokens in  tokens out  cache read  p50 ms  p95 ms  first token p50 ms  model
          7       1      1,000         200                ≈900  ≈2,000                      (unknown) [openai]

    DURATIONS in total
      count  p50 ms  p95 ms  p99 ms  role  name
          7     901   2,000   2,100   llm  chat [a-1]

    TRACES, newest first
                             started  duration ms  spans  errors  tokens  cost      state                             trace  name
      2025-12-31T23:59:59.000000000Z        1,500     12       1   1,000        timed_out  0102030405060708000000000000000f  agent.loop [a-1, b]

    WARNINGS
      The clock of "host" is 5 s ahead.

    """
private let emptyText = """
    looptop report

    RECEIVED
      accepted  duplicate  rejected  evicted  retained
             0                    0                     requests
             0          0         0        0         0  spans
             0          0         0                     metric points
             0          0         0        0         0  log records

    SUMMARY
      in total  last 300 s
             0           0  tasks active
             0           0  tasks completed
             0           0  tasks failed
             0           0  tasks ended otherwise
             0           0  tool calls
             0           0  tool calls ok
             0           0  tool calls failed
             0           0  tool calls ended otherwise
                            tool success rate
                            tool cache hit rate
             0           0  tool retries
             0           0  model calls
             0           0  model calls failed
                            tokens in
                            tokens out
                            tokens
                            tokens read from a cache
                            tokens written to a cache
                            tokens of reasoning
                            tokens per second
                            source of the token figures
                            cost

    """
