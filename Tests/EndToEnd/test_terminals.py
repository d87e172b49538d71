"""Terminals that can do less, or are small, and bytes that are not written."""

import re
import subprocess
import time

import pytest
from agents import post_span
from dashboard import BINARY, Dashboard, plain_environment
from terminal import wait_until

SIZES = [(200, 60), (120, 40), (80, 24), (60, 16), (40, 10), (20, 5), (9, 3), (1, 1)]
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")


def worked(dashboard, make_agent):
    """Gives a dashboard a failed and a completed task to show."""
    agent = make_agent(dashboard.port)
    agent.task("scout", "task-1", tools=[("compass", True), ("rope", False)])
    agent.task("scribe", "task-2", tools=[("pencil", True)], fails=True)
    agent.send()


def test_without_data_nothing_is_written(open_terminal):
    terminal = open_terminal()
    Dashboard(terminal).wait_for("Waiting for telemetry")
    settled = wait_until(lambda: settled_bytes(terminal), "the first frame to be over")
    # That nothing comes can only be seen by waiting.
    time.sleep(4)
    assert terminal.raw()[settled:] == b""


def settled_bytes(terminal):
    """How much was written, once nothing more comes for a moment."""
    before = len(terminal.raw())
    time.sleep(0.3)
    return before if before and len(terminal.raw()) == before else None


def test_all_bytes_of_a_frame_lie_between_its_marks(open_terminal, make_agent):
    terminal = open_terminal()
    dashboard = Dashboard(terminal)
    dashboard.wait_for("Waiting for telemetry")
    start = wait_until(lambda: settled_bytes(terminal), "the first frame to be over")
    worked(dashboard, make_agent)
    dashboard.wait_for("pencil")
    dashboard.press("Down")
    raw = terminal.raw()[start:]
    frames = raw.split(b"\x1b[?2026l")[:-1]
    assert frames and all(frame.startswith(b"\x1b[?2026h") for frame in frames)


def test_the_marks_can_be_left_out(open_terminal):
    terminal = open_terminal()
    Dashboard(terminal, "--no-sync").wait_for("Waiting for telemetry")
    assert b"?2026" not in terminal.raw()


@pytest.mark.parametrize("how", [{"environment": ["NO_COLOR=1"]}, {"options": ["--color", "never"]}], ids=str)
def test_without_colours_the_screen_has_none(open_terminal, make_agent, how):
    terminal = open_terminal()
    dashboard = Dashboard(terminal, *how.get("options", ()), environment=how.get("environment", ()))
    worked(dashboard, make_agent)
    dashboard.wait_for("compass", "pencil")
    styled = terminal.styled_screen()
    assert not COLOUR.search(styled)
    # What is selected still stands out, and outcomes have signs.
    assert "\x1b[7m" in styled
    assert "\u2713" in styled and "\u2717" in styled


def test_an_option_wins_over_no_color(open_terminal, make_agent):
    terminal = open_terminal()
    dashboard = Dashboard(terminal, "--color", "256", environment=["NO_COLOR=1"])
    worked(dashboard, make_agent)
    dashboard.wait_for("compass")
    assert "\x1b[38;5;" in terminal.styled_screen()


def test_truecolor_is_sent_as_such(open_terminal):
    terminal = open_terminal()
    Dashboard(terminal, "--color", "truecolor").wait_for("Waiting for telemetry")
    assert re.search(rb"\x1b\[(?:[0-9;]*;)?[34]8[:;]2[:;]", terminal.raw())


@pytest.mark.parametrize("how", [{"environment": ["LC_ALL=C"]}, {"options": ["--ascii"]}], ids=str)
def test_ascii_is_all_that_is_drawn_where_it_has_to_be(open_terminal, make_agent, how):
    terminal = open_terminal(80, 24)
    dashboard = Dashboard(terminal, *how.get("options", ()), environment=how.get("environment", ()))
    post_span(dashboard.port, "\u7814\u7a76 \u00e9t\u00e9", 1)
    worked(dashboard, make_agent)
    dashboard.wait_for("scribe")
    dashboard.press("Right")
    screens = [dashboard.wait_for("agent.loop.iteration")]
    dashboard.press("Right", "Right", "Right")
    screens.append(dashboard.wait_for("llm.usage.prompt_tokens"))
    dashboard.press(*["Left"] * 4)
    screens.append(dashboard.wait_for("LLM token rate"))
    dashboard.press("?")
    screens.append(dashboard.wait_for("[Keys and signs]"))
    for screen in screens:
        assert [letter for letter in screen if not " " <= letter <= "~" and letter != "\n"] == []


def test_no_size_is_too_small_to_live_in(open_terminal, make_agent):
    terminal = open_terminal(*SIZES[0])
    dashboard = Dashboard(terminal)
    worked(dashboard, make_agent)
    dashboard.wait_for("compass", "pencil")
    for number, (columns, rows) in enumerate(SIZES, start=100):
        before = len(terminal.raw())
        terminal.resize(columns, rows)
        wait_until(lambda: len(terminal.raw()) > before, f"a frame of {columns}x{rows}", on_failure=terminal.screen)
        # All views in this size, and back.
        dashboard.press(*["Right"] * 4, "?", "Left", "a", *["Left"] * 5, "z", "z")
        assert post_span(dashboard.port, f"span-{number}", number) == 200
    terminal.resize(80, 24)
    # Keys that come before the new size is known are keys of the smallest screen, which has only q.
    dashboard.wait_for("looptop")
    dashboard.press(*["Left"] * 5, "4", "Home")
    dashboard.wait_for("span-107", "LLM token rate")
    dashboard.press("q")
    wait_until(lambda: not terminal.is_alternate, "the shell", on_failure=terminal.screen)


@pytest.mark.parametrize("size,line", [((20, 5), "needs 40x10; q quits"), ((9, 3), "q quits"), ((2, 2), "q")], ids=str)
def test_a_screen_that_is_too_small_says_so_and_can_be_left(open_terminal, size, line):
    terminal = open_terminal(80, 24)
    dashboard = Dashboard(terminal)
    terminal.resize(*size)
    terminal.wait_for_screen(lambda screen: screen.split("\n")[0].strip() == line, repr(line))
    dashboard.press("q")
    wait_until(lambda: not terminal.is_alternate, "the shell", on_failure=terminal.screen)


def test_one_cell_is_enough_to_quit(open_terminal):
    terminal = open_terminal(80, 24)
    dashboard = Dashboard(terminal)
    terminal.resize(1, 1)
    terminal.wait_for_screen(lambda screen: "looptop" not in screen, "the smallest screen")
    dashboard.press("q")
    wait_until(lambda: not terminal.is_alternate, "the shell", on_failure=terminal.screen)


@pytest.mark.parametrize("name", ["dumb", "no-such-terminal", ""])
def test_a_terminal_that_cannot_do_it_is_told_so(open_terminal, name):
    terminal = open_terminal()
    terminal.run(f"TERM={name} {BINARY} --http-port 0 --grpc-port 0 2>stderr; echo status-$?")
    terminal.wait_for("status-1")
    said = (terminal.folder / "stderr").read_text().splitlines()
    assert "--headless" in said[-1]
    assert not terminal.is_alternate


def test_without_a_terminal_it_says_what_to_do(tmp_path):
    done = subprocess.run(
        [BINARY, "--http-port", "0", "--grpc-port", "0"], env=plain_environment(tmp_path), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=20)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "--headless" in done.stderr


def test_a_taken_port_is_told_before_the_screen_is_touched(open_terminal):
    first = Dashboard(open_terminal())
    terminal = open_terminal()
    start = len(terminal.raw())
    terminal.run(f"{BINARY} --http-port {first.port} 2>stderr; echo status-$?")
    terminal.wait_for("status-1")
    said = (terminal.folder / "stderr").read_text()
    assert str(first.port) in said and len(said.splitlines()) == 1
    assert b"\x1b[?1049h" not in terminal.raw()[start:]
