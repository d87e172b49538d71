"""However it ends, the terminal is as it was."""

import os
import shlex
import signal

import pytest
from agents import post_span
from dashboard import BINARY, ROOT, Dashboard
from terminal import wait_until, width


@pytest.fixture
def opened(open_terminal):
    """A dashboard in a terminal whose settings were written down before."""
    terminal = open_terminal(80, 24)
    before = terminal.folder / "before"
    terminal.run(f"stty -a >{before}")
    wait_until(lambda: before.exists() and before.read_text(), "stty")
    dashboard = Dashboard(terminal)
    dashboard.wait_for("looptop")
    return dashboard


def assert_restored(terminal):
    wait_until(lambda: terminal.child() is None, "the program to end", on_failure=terminal.screen)
    assert not terminal.is_alternate
    after = terminal.folder / "after"
    # In a terminal that was left raw, Enter would not run this.
    terminal.run(f"stty -a >{after}; echo back-$((40 + 2))")
    terminal.wait_for("back-42")
    assert after.read_text() == (terminal.folder / "before").read_text()
    assert terminal.ask("#{cursor_flag}") == "1", "the cursor is hidden"
    assert terminal.ask("#{mouse_any_flag}") == "0", "the mouse is captured"
    assert terminal.ask("#{keypad_flag}") == "0", "the keypad is in application mode"
    assert terminal.ask("#{keypad_cursor_flag}") == "0", "the arrow keys are in application mode"


@pytest.mark.parametrize("key", ["q", "C-c"])
def test_a_key_quits(opened, key):
    opened.press(key)
    assert_restored(opened.terminal)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_quits(opened, name):
    os.kill(opened.terminal.child(), getattr(signal, name))
    assert_restored(opened.terminal)


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGILL", "SIGABRT"])
def test_a_crash_restores_the_terminal_too(opened, name):
    os.kill(opened.terminal.child(), getattr(signal, name))
    assert_restored(opened.terminal)


def test_quitting_is_no_failure(opened):
    opened.press("q")
    wait_until(lambda: opened.terminal.child() is None, "the program to end", on_failure=opened.terminal.screen)
    opened.terminal.run("echo status-$?")
    opened.terminal.wait_for("status-0")


def test_suspend_and_resume(opened):
    post_span(opened.port, "a-span", 1)
    opened.wait_for("a-span")
    opened.press("C-z")
    wait_until(lambda: not opened.terminal.is_alternate, "the shell", on_failure=opened.terminal.screen)
    opened.terminal.wait_for("Stopped")
    opened.terminal.run("fg")
    wait_until(lambda: opened.terminal.is_alternate, "the dashboard again")
    opened.wait_for("a-span", "looptop")
    post_span(opened.port, "another", 2)
    opened.wait_for("another")
    opened.press("q")
    assert_restored(opened.terminal)


def test_a_size_that_changed_while_suspended(opened):
    terminal = opened.terminal
    post_span(opened.port, "a-span", 1)
    opened.wait_for("a-span")
    opened.press("C-z")
    terminal.wait_for("Stopped")
    terminal.resize(100, 30)
    terminal.run("fg")
    # A whole frame of the new size: the header first, the hints last, nothing of the shell between them.
    screen = terminal.wait_for_screen(
        lambda screen: "a-span" in screen and "q quit" in screen.splitlines()[-1] and len(screen.splitlines()) == 30,
        "a frame of 100x30")
    assert "looptop" in screen.splitlines()[0]
    assert "Stopped" not in screen and "ready$" not in screen
    assert width(screen.splitlines()[1]) == 100
    opened.press("q")
    wait_until(lambda: terminal.child() is None, "the program to end", on_failure=terminal.screen)


def test_suspending_gives_the_shell_back_through_a_wrapper_too(open_terminal):
    """As under make: the job is more than one process, and all of it has to stop."""
    terminal = open_terminal()
    terminal.run(f"bash -c '{shlex.quote(BINARY)} --http-port 0 --grpc-port 0 2>/dev/null; true'")
    wait_until(lambda: terminal.is_alternate, "the dashboard", on_failure=terminal.screen)
    terminal.wait_for("looptop")
    terminal.keys("C-z")
    terminal.wait_for("Stopped")
    terminal.run("fg")
    wait_until(lambda: terminal.is_alternate, "the dashboard again")
    terminal.wait_for("LIVE")
    terminal.keys("q")
    wait_until(lambda: not terminal.is_alternate, "the shell", on_failure=terminal.screen)


def test_make_demo_ends_its_fleet(open_terminal):
    terminal = open_terminal()
    terminal.run(shlex.join([str(ROOT / "scripts" / "demo"), BINARY]))
    terminal.wait_for("researcher", "coder")
    fleet = wait_until(fleets, "the fleet's process")
    terminal.keys("q")
    wait_until(lambda: not terminal.is_alternate, "the shell", on_failure=terminal.screen)
    terminal.run("echo back-$((40 + 2))")
    terminal.wait_for("back-42")
    wait_until(lambda: not (fleet & fleets()), "the fleet to end")


def fleets():
    """Processes that are a fleet of the binary under test."""
    found = set()
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:
                continue
            if words[:2] == [BINARY.encode(), b"demo"]:
                found.add(int(name))
    return found
