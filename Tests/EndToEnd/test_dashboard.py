"""What a person sees and does."""

import statistics
import subprocess
import time

import pytest
from agents import WAYS, post_span
from dashboard import BINARY, Dashboard, plain_environment

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_empty_dashboard_says_where_it_listens(open_terminal, size):
    dashboard = Dashboard(open_terminal(*size))
    dashboard.wait_for("looptop", f":{dashboard.port}")


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("way", WAYS)
def test_what_an_sdk_sends_is_on_the_screen(open_terminal, make_agent, way, size):
    dashboard = Dashboard(open_terminal(*size))
    agent = make_agent(dashboard.port, way)
    agent.task("scout", "task-1", tools=[("compass", True)])
    agent.send()
    dashboard.wait_for("scout", "compass", "gpt-4o")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_arrow_keys_alone_reach_the_detail_of_a_span(open_terminal, make_agent, size):
    dashboard = Dashboard(open_terminal(*size))
    agent = make_agent(dashboard.port)
    agent.task("scout", "task-1", tools=[("compass", True)])
    agent.send()
    dashboard.wait_for("scout")
    # Into the trace; from the root to the iteration, to its first child, the model call; to the detail of this leaf.
    dashboard.press("Right", "Right", "Right", "Right")
    dashboard.wait_for("llm.call", "llm.usage.prompt_tokens", "1200")
    # Back to the dashboard, step by step, and not out of it.
    dashboard.press("Left")
    dashboard.terminal.wait_without("llm.usage.prompt_tokens")
    dashboard.press(*["Left"] * 4)
    dashboard.wait_for("LLM token rate")
    assert dashboard.terminal.is_alternate


def test_escape_goes_back_and_never_quits(open_terminal, make_agent):
    dashboard = Dashboard(open_terminal())
    agent = make_agent(dashboard.port)
    agent.task("scout", "task-1")
    agent.send()
    dashboard.wait_for("scout")
    dashboard.press("Enter")
    dashboard.terminal.wait_without("LLM token rate")
    dashboard.press("Escape")
    dashboard.wait_for("LLM token rate")
    dashboard.press("Escape")
    post_span(dashboard.port, "still-here", 1)
    # The trace that was opened stays selected and where it is; Home goes to the newest.
    dashboard.wait_for("1 new")
    dashboard.press("Home")
    dashboard.wait_for("still-here")


def two_agents(dashboard, make_agent):
    agent = make_agent(dashboard.port)
    agent.task("scout", "task-1", tools=[("compass", True)])
    agent.task("scribe", "task-2", tools=[("pencil", True)])
    agent.send()


def test_the_agent_filter_hides_the_other_agent(open_terminal, make_agent):
    dashboard = Dashboard(open_terminal())
    two_agents(dashboard, make_agent)
    dashboard.wait_for("compass", "pencil")
    # The list's first row stands for all agents.
    dashboard.press("a")
    dashboard.wait_for("looopy", "1.0.0")
    dashboard.press("Down")
    dashboard.press("Enter")
    # The first of the agents, by id: the header names it, and nothing is left of the other.
    screen = dashboard.terminal.wait_for_screen(
        lambda screen: "agent scout" in screen.splitlines()[0], "the filter in the header")
    assert "compass" in screen
    assert "pencil" not in screen and "scribe" not in screen
    dashboard.press("Escape")
    dashboard.wait_for("compass", "pencil")


def test_the_agent_option_filters_from_the_start(open_terminal, make_agent):
    dashboard = Dashboard(open_terminal(), "--agent", "scribe")
    two_agents(dashboard, make_agent)
    dashboard.wait_for("pencil")
    assert "compass" not in dashboard.terminal.screen()


def test_a_paused_view_stands_still_while_spans_come_in(open_terminal):
    dashboard = Dashboard(open_terminal())
    post_span(dashboard.port, "before-it", 1)
    dashboard.wait_for("before-it", "LIVE")
    dashboard.press("Space")
    dashboard.wait_for("PAUSED")
    post_span(dashboard.port, "after-it", 2)
    assert dashboard.report()["ingest"]["spans"]["accepted"] == 2
    dashboard.wait_for("PAUSED +1 span")
    # What is asked for while it is paused is of that moment too.
    dashboard.press("w")
    dashboard.wait_for("15m window", "before-it")
    dashboard.press("a")
    dashboard.wait_for("Agents")
    dashboard.press("Escape")
    # Escape with another key right behind it is that key with Alt.
    dashboard.terminal.wait_without("Agents")
    assert "after-it" not in dashboard.terminal.screen()
    dashboard.press("Space")
    dashboard.wait_for("after-it", "LIVE")


def test_help_comes_and_goes(open_terminal):
    dashboard = Dashboard(open_terminal())
    dashboard.wait_for("Waiting for telemetry")
    dashboard.press("?")
    dashboard.wait_for("Keys", "One row up or down")
    dashboard.press("G")
    dashboard.wait_for("Paint the screen again")
    dashboard.press("?")
    dashboard.terminal.wait_without("Paint the screen again")


def test_a_span_is_seen_a_tenth_of_a_second_after_its_post(open_terminal):
    dashboard = Dashboard(open_terminal())
    dashboard.wait_for("looptop")
    latencies, polls = [], []
    for number in range(1, 10):
        name = f"probe-{number}"
        start = time.monotonic()
        post_span(dashboard.port, name, number)
        while True:
            asked = time.monotonic()
            screen = dashboard.terminal.screen()
            now = time.monotonic()
            polls.append(now - asked)
            if name in screen:
                break
            assert now - start < 10, f"{name} never came:\n{screen}"
        latencies.append(now - start)
    allowed = 0.1 + statistics.median(polls)
    assert statistics.median(latencies) <= allowed, f"{latencies} > {allowed}"


def test_the_screen_follows_the_size_of_the_terminal(open_terminal):
    terminal = open_terminal(120, 40)
    dashboard = Dashboard(terminal)
    post_span(dashboard.port, "a-span", 1)
    dashboard.wait_for("a-span")
    for columns, rows in [(80, 24), (200, 60), (40, 10), (120, 40)]:
        terminal.resize(columns, rows)
        # The header is as wide as the terminal, and the hints stand on its last row.
        terminal.wait_for_screen(
            lambda screen: screen.startswith(("looptop", " looptop")) and len(screen.splitlines()) == rows
            and screen.splitlines()[-1].strip(), f"a full screen of {columns}x{rows}")
    dashboard.wait_for("a-span")


def test_the_demo_fleet_fills_the_screen(open_terminal, tmp_path):
    dashboard = Dashboard(open_terminal())
    fleet = subprocess.Popen(
        [BINARY, "demo", "--endpoint", f"http://127.0.0.1:{dashboard.port}", "--seed", "4"],
        env=plain_environment(tmp_path), stdin=subprocess.DEVNULL)
    try:
        dashboard.wait_for("researcher", "coder", "planner", "search", "gpt-4o")
    finally:
        fleet.terminate()
    assert fleet.wait(timeout=10) in (0, -15), "the fleet stops when it is told to"
    report = dashboard.report()
    names = {agent["name"] or agent["id"] for agent in report["totals"]["agents"]}
    assert {"researcher", "coder", "planner", "reviewer", "ops", "claude-code"} <= names
    assert report["totals"]["tasks"]["active"] > 0
    assert report["ingest"]["requests"]["rejected"] == 0
