"""What arrives may say anything; the terminal never hears it as an order."""

import re
import time

from agents import post_span
from dashboard import Dashboard
from hostile import JSON, post
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from terminal import width

# Sets the title, clears the screen, rings, reports, and the same with 8-bit controls; then a plain end.
HOSTILE = "ok\x1b]0;pwned\x07\x1b[2J\x1b[31m\x1b[6n\x07\x9b2J\x9d0;pwned\x9c\r\n\x08end"


def assert_harmless(terminal):
    raw = terminal.raw()
    for order in [b"\x1b]0;pwned", b"\x1b[6n", b"\x07", b"\x1b[31mok", "\x9b".encode(), "\x9d".encode()]:
        assert order not in raw
    assert "pwned" not in terminal.ask("#{pane_title}")


def test_control_sequences_in_telemetry_do_not_reach_the_terminal(open_terminal):
    terminal = open_terminal()
    dashboard = Dashboard(terminal)
    post_span(dashboard.port, HOSTILE, 1, attributes=[("agent.id", HOSTILE), (HOSTILE, HOSTILE)])
    dashboard.wait_for("0;pwned")
    # Every place that shows it: the list, the waterfall, the detail, the list of agents, the header as a filter.
    dashboard.press("Right", "Right")
    dashboard.wait_for("Attributes", "agent.id", "0;pwned")
    dashboard.press("Left", "Left")
    dashboard.wait_for("LLM token rate")
    dashboard.press("a")
    dashboard.wait_for("All agents")
    dashboard.press("Down", "Enter")
    terminal.wait_for_screen(lambda screen: "0;pwned" in screen.splitlines()[0], "the filter in the header")
    assert_harmless(terminal)


def test_control_sequences_in_tasks_tools_and_models(open_terminal, make_agent):
    terminal = open_terminal()
    dashboard = Dashboard(terminal)
    agent = make_agent(dashboard.port, service=HOSTILE)
    agent.task(HOSTILE, HOSTILE, tools=[(HOSTILE, True), ("honest", False)], model=HOSTILE)
    agent.send()
    dashboard.wait_for("0;pwned", "honest")
    for zoom in ["1", "2", "3"]:
        dashboard.press(zoom, "z")
        dashboard.wait_for("0;pwned")
        dashboard.press("z")
    dashboard.wait_for("honest", "LLM token rate")
    assert_harmless(terminal)


def test_wide_and_combining_names_keep_the_columns(open_terminal):
    terminal = open_terminal(80, 24)
    dashboard = Dashboard(terminal)
    post_span(dashboard.port, "研究者の仕事", 1)
    post_span(dashboard.port, "e\u0301te\u0301 🚀", 2)
    screen = dashboard.wait_for("研究者", "🚀")
    # Borders of the panel stand under each other: the last column of each of its rows is the same.
    rows = [row for row in screen.splitlines() if "研究者" in row or "🚀" in row]
    assert {width(row.rstrip()) for row in rows} == {width(rows[0].rstrip())}



def test_control_sequences_in_every_text_of_every_signal(open_terminal):
    terminal = open_terminal()
    dashboard = Dashboard(terminal)
    for path, request in [("traces", traces()), ("metrics", metrics()), ("logs", logs())]:
        assert post(dashboard.port, request.SerializeToString(), f"/v1/{path}", User_Agent=ONE_LINE) == 200
    # What is refused is told too, with who sent it and what is wrong.
    assert post(dashboard.port, b'{"' + EVERYTHING.encode() + b'":', kind=JSON, User_Agent=ONE_LINE) == 400
    assert post(dashboard.port, b"", kind=ONE_LINE) == 415
    dashboard.wait_for("0;pwned")
    for keys in [("Enter", "Enter"), ("M", "Enter"), ("L", "Enter"), ("D",), ("a",), ("?",)]:
        dashboard.press("Escape", "Escape", "Escape", "Escape")
        for key in keys:
            dashboard.press(key)
            screen_without_orders(terminal)
    assert_harmless(terminal)


# Everything that a terminal may take for an order: title, clipboard, reports, reset, device strings, other directions.
EVERYTHING = (
    HOSTILE + "\x1b]52;c;cHduZWQ=\x07\x1bc\x1bP+q544e\x1b\\\x1b[c\x1b[>c\x1b[?1049l\x1b[?1000h\x90q\x9c\x0e\x0f\x7f\u202e\u2066\u200f")

# As it may stand in a header.
ONE_LINE = EVERYTHING.translate({letter: None for letter in [*range(9), *range(10, 32), 127]})


def screen_without_orders(terminal):
    """The screen as tmux has it knows no sequences but those of colours."""
    time.sleep(0.2)
    assert not re.search(r"\x1b(?!\[[0-9;:]*m)|[\x00-\x09\x0b-\x1a\x7f-\x9f\u202a-\u202e\u2066-\u2069]", terminal.styled_screen())


def attribute(record, key=EVERYTHING):
    value = record.attributes.add(key=key).value
    value.array_value.values.add(string_value=EVERYTHING)
    inner = value.array_value.values.add().kvlist_value.values.add(key=EVERYTHING)
    inner.value.bytes_value = EVERYTHING.encode()
    for name in ["agent.id", "task.id", "session.id", "tool.name", "llm.model", "llm.provider", "error.message"]:
        record.attributes.add(key=name).value.string_value = EVERYTHING


def described(group):
    """A scope's group of records, with hostile words for its resource and itself."""
    attribute(group.resource)
    group.resource.attributes.add(key="service.name").value.string_value = EVERYTHING
    group.schema_url = EVERYTHING
    return group


def named(scope):
    (scope.scope.name, scope.scope.version, scope.schema_url) = (EVERYTHING, EVERYTHING, EVERYTHING)
    attribute(scope.scope)
    return scope


def traces():
    request = ExportTraceServiceRequest()
    scope = named(described(request.resource_spans.add()).scope_spans.add())
    for number, name in enumerate([EVERYTHING, "agent.loop", "llm.call", "tool.execute"], start=1):
        now = time.time_ns()
        span = scope.spans.add(
            trace_id=bytes(15) + b"\1", span_id=bytes(7) + bytes([number]), parent_span_id=bytes(7) + b"\1" if number > 1 else b"",
            name=name, trace_state=EVERYTHING, start_time_unix_nano=now - 1_000_000_000, end_time_unix_nano=now)
        (span.status.code, span.status.message) = (2, EVERYTHING)
        attribute(span)
        attribute(span.events.add(name=EVERYTHING, time_unix_nano=now))
        attribute(span.links.add(trace_id=bytes(15) + b"\2", span_id=bytes(7) + b"\1", trace_state=EVERYTHING))
    return request


def metrics():
    request = ExportMetricsServiceRequest()
    scope = named(described(request.resource_metrics.add()).scope_metrics.add())
    for name in [EVERYTHING, "llm.tokens", "tool.executions"]:
        metric = scope.metrics.add(name=name, description=EVERYTHING, unit=EVERYTHING)
        metric.sum.aggregation_temporality = 2
        metric.sum.is_monotonic = True
        attribute(metric.sum.data_points.add(time_unix_nano=time.time_ns(), as_int=7))
    return request


def logs():
    request = ExportLogsServiceRequest()
    scope = named(described(request.resource_logs.add()).scope_logs.add())
    for number in range(40):
        record = scope.log_records.add(
            time_unix_nano=time.time_ns(), severity_number=17, severity_text=EVERYTHING, event_name=EVERYTHING)
        record.body.string_value = EVERYTHING * (number % 3 + 1)
        attribute(record)
    return request
