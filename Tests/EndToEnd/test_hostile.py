"""What arrives may say anything; the terminal never hears it as an order."""

from agents import post_span
from dashboard import Dashboard
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

