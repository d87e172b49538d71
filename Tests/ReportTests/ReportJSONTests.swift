import Telemetry
import Testing

@testable import Report

@Suite struct ReportJSONTests {
    @Test func `a report in which nothing was received has every field`() {
        let tokens = #"{"input":null,"output":null,"total":null,"cache_read":null,"cache_write":null,"reasoning":null}"#
        let section =
            #"{"agents":[],"tasks":{"active":0,"completed":0,"failed":0,"other":0},"#
            + #""tools":{"calls":0,"ok":0,"failed":0,"other":0,"success_rate":null,"cache_hit_rate":null,"#
            + #""retries":0,"by_name":[]},"llm":{"calls":0,"failed":0,"tokens":"# + tokens
            + #","tokens_per_second":null,"cost_usd":null,"source":"none","by_model":[]},"durations":[]}"#
        let kept = #"{"accepted":0,"duplicate":0,"rejected":0,"evicted":0,"retained":0}"#
        let expected =
            #"{"schema":1,"generated_at":null,"window_seconds":300,"filter":{"agent_id":null},"#
            + #""ingest":{"requests":{"accepted":0,"rejected":0},"spans":"# + kept
            + #","metric_points":{"accepted":0,"duplicate":0,"rejected":0},"log_records":"# + kept
            + #"},"totals":"# + section + #","window":"# + section + #","traces":[],"warnings":[]}"#
        #expect(reportJSON(ReportFigures(), pretty: false) == expected)
    }

    @Test func `a report with everything in it stands in the order of the schema`() {
        var figures = sampleFigures()
        figures.window = Section()
        #expect(reportJSON(figures, pretty: true) == wholeDocument)
    }
}

// What docs/report.md promises, as a whole.
private let wholeDocument = #"""
    {
      "schema": 1,
      "generated_at": "2026-01-01T00:00:00.000000001Z",
      "window_seconds": 60,
      "filter": {
        "agent_id": "a-1"
      },
      "ingest": {
        "requests": {
          "accepted": 1234,
          "rejected": 1
        },
        "spans": {
          "accepted": 56789,
          "duplicate": 2,
          "rejected": 3,
          "evicted": 4,
          "retained": 5
        },
        "metric_points": {
          "accepted": 6,
          "duplicate": 7,
          "rejected": 8
        },
        "log_records": {
          "accepted": 9,
          "duplicate": 10,
          "rejected": 11,
          "evicted": 12,
          "retained": 13
        }
      },
      "totals": {
        "agents": [
          {
            "id": "a-1",
            "name": "researcher",
            "services": [
              "api",
              "worker"
            ],
            "tasks": {
              "active": 1,
              "completed": 2,
              "failed": 3,
              "other": 4
            },
            "tool_calls": {
              "ok": 3,
              "failed": 1,
              "other": 2
            },
            "tokens": {
              "input": 1000,
              "output": 200,
              "total": 1200,
              "cache_read": null,
              "cache_write": null,
              "reasoning": null
            },
            "cost_usd": null
          }
        ],
        "tasks": {
          "active": 1,
          "completed": 2,
          "failed": 3,
          "other": 4
        },
        "tools": {
          "calls": 6,
          "ok": 3,
          "failed": 1,
          "other": 2,
          "success_rate": 0.75,
          "cache_hit_rate": 0.25,
          "retries": 2,
          "by_name": [
            {
              "name": "検索",
              "provider": "mcp",
              "calls": 6,
              "ok": 3,
              "failed": 1,
              "other": 2,
              "cached": 1,
              "retries": 2,
              "p50_ms": 12.34,
              "p95_ms": 1250
            }
          ]
        },
        "llm": {
          "calls": 7,
          "failed": 1,
          "tokens": {
            "input": 1000,
            "output": 200,
            "total": 1200,
            "cache_read": 400,
            "cache_write": 50,
            "reasoning": 20
          },
          "tokens_per_second": 12.5,
          "cost_usd": 0.0123,
          "source": "spans",
          "by_model": [
            {
              "model": null,
              "provider": "openai",
              "calls": 7,
              "failed": 1,
              "tokens": {
                "input": 1000,
                "output": 200,
                "total": 1200,
                "cache_read": null,
                "cache_write": null,
                "reasoning": null
              },
              "p50_ms": 900,
              "p95_ms": 2000,
              "ttft_p50_ms": null
            }
          ]
        },
        "durations": [
          {
            "role": "llm",
            "name": "chat",
            "agent_id": "a-1",
            "count": 7,
            "p50_ms": 900.5,
            "p95_ms": 2000,
            "p99_ms": 2100
          }
        ]
      },
      "window": {
        "agents": [],
        "tasks": {
          "active": 0,
          "completed": 0,
          "failed": 0,
          "other": 0
        },
        "tools": {
          "calls": 0,
          "ok": 0,
          "failed": 0,
          "other": 0,
          "success_rate": null,
          "cache_hit_rate": null,
          "retries": 0,
          "by_name": []
        },
        "llm": {
          "calls": 0,
          "failed": 0,
          "tokens": {
            "input": null,
            "output": null,
            "total": null,
            "cache_read": null,
            "cache_write": null,
            "reasoning": null
          },
          "tokens_per_second": null,
          "cost_usd": null,
          "source": "none",
          "by_model": []
        },
        "durations": []
      },
      "traces": [
        {
          "trace_id": "0102030405060708000000000000000f",
          "name": "agent.loop",
          "agent_ids": [
            "a-1",
            "b"
          ],
          "session_id": "s-1",
          "task_id": null,
          "state": "timed_out",
          "started_at": "2025-12-31T23:59:59.000000000Z",
          "duration_ms": 1500.25,
          "spans": 12,
          "errors": 1,
          "tokens": {
            "input": 1000,
            "output": null,
            "total": 1000,
            "cache_read": null,
            "cache_write": null,
            "reasoning": null
          },
          "cost_usd": null
        }
      ],
      "warnings": [
        "The clock of \"host\" is 5 s ahead."
      ]
    }
    """#
