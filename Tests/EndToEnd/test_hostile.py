"""What arrives may say anything; the terminal never hears it as an order."""

import unicodedata

from agents import post_span
from dashboard import Dashboard

# Sets the title, clears the screen, rings, reports, and the same with 8-bit controls; then a plain end.
HOSTILE = "ok\x1b]0;pwned\x07\x1b[2J\x1b[31m\x1b[6n\x07\x9b2J\x9d0;pwned\x9c\r\n\x08end"


def test_control_sequences_in_telemetry_do_not_reach_the_terminal(open_terminal):
    terminal = open_terminal()
    dashboard = Dashboard(terminal)
    post_span(dashboard.port, HOSTILE, 1, attributes=[("agent.id", HOSTILE), (HOSTILE, HOSTILE)])
    post_span(dashboard.port, "harmless", 2)
    dashboard.wait_for("harmless")
    # Every place that shows it: the lists, the waterfall, the detail, the list of agents.
    for key in ["Down", "Right", "Right", "Right", "Left", "Left", "Left", "a"]:
        dashboard.press(key)
    post_span(dashboard.port, "at-last", 3)
    dashboard.press("Escape", "Escape", "Escape")
    dashboard.wait_for("at-last", "end")
    raw = terminal.raw_file.read_bytes()
    assert b"end" in raw
    assert b"\x1b]0;pwned" not in raw
    assert b"\x1b[6n" not in raw
    assert b"\x07" not in raw
    assert "\x9b".encode() not in raw and "\x9d".encode() not in raw
    assert "pwned" not in terminal.ask("#{pane_title}")


def test_wide_and_combining_names_keep_the_columns(open_terminal):
    terminal = open_terminal(80, 24)
    dashboard = Dashboard(terminal)
    post_span(dashboard.port, "研究者の仕事", 1)
    post_span(dashboard.port, "e\u0301te\u0301 🚀", 2)
    screen = dashboard.wait_for("研究者", "🚀")
    # Borders of the panel stand under each other: the last column of each of its rows is the same.
    rows = [row for row in screen.splitlines() if "研究者" in row or "🚀" in row]
    assert {width(row.rstrip()) for row in rows} == {width(rows[0].rstrip())}


def width(text):
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
