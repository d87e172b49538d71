"""The figures, without a screen."""

import json
import socket

import pytest
from agents import WAYS, post_span
from dashboard import ROOT, Headless, free_port, run

LOOOPY = sorted((ROOT / "Tests" / "Fixtures" / "corpus").glob("looopy-*"))


@pytest.mark.parametrize("way", WAYS)
def test_a_headless_report_is_what_was_sent(tmp_path, make_agent, way):
    with Headless(tmp_path, "--json") as looptop:
        agent = make_agent(looptop.port, way)
        agent.task("scout", "t-1", tools=[("compass", True), ("rope", False)], tokens=(1000, 200))
        agent.task("scribe", "t-2", tools=[("pencil", True)], tokens=(500, 50), model="claude-sonnet-4", fails=True)
        agent.send()
    lines = looptop.output.strip().splitlines()
    assert len(lines) == 1
    report = json.loads(lines[0])
    totals = report["totals"]
    assert report["schema"] == 1
    assert report["ingest"]["spans"]["accepted"] == 9
    assert (totals["tasks"]["completed"], totals["tasks"]["failed"], totals["tasks"]["active"]) == (1, 1, 0)
    assert (totals["tools"]["calls"], totals["tools"]["ok"], totals["tools"]["failed"]) == (3, 2, 1)
    assert totals["tools"]["success_rate"] == pytest.approx(2 / 3)
    tokens = totals["llm"]["tokens"]
    assert (tokens["input"], tokens["output"], tokens["total"]) == (1500, 250, 1750)
    assert [agent["id"] for agent in totals["agents"]] == ["scout", "scribe"]
    assert {trace["state"] for trace in report["traces"]} == {"ok", "failed"}


def test_the_report_over_http_can_be_limited_to_an_agent(tmp_path, make_agent):
    with Headless(tmp_path) as looptop:
        agent = make_agent(looptop.port)
        agent.task("scout", "t-1", tools=[("compass", True)])
        agent.task("scribe", "t-2", tools=[("pencil", True)])
        agent.send()
        report = looptop.report("?agent=scribe")
    assert report["filter"]["agent_id"] == "scribe"
    assert [tool["name"] for tool in report["totals"]["tools"]["by_name"]] == ["pencil"]
    assert report["ingest"]["spans"]["accepted"] == 8


def test_json_on_the_bare_endpoint_is_taken_as_looopy_posts_it(tmp_path):
    with Headless(tmp_path) as looptop:
        assert post_span(looptop.port, "agent[scout]", 1, path="/") == 200
        assert looptop.report()["ingest"]["spans"]["accepted"] == 1


def test_a_taken_port_is_one_sentence_and_exit_1(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = run(tmp_path, "--headless", "--http-port", port)
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_demo_without_a_receiver_says_so(tmp_path):
    port = free_port()
    done = run(tmp_path, "demo", "--endpoint", f"http://127.0.0.1:{port}")
    assert done.returncode == 1
    assert f"Nothing listens on 127.0.0.1:{port}" in done.stderr


def test_files_that_are_no_telemetry_are_refused(tmp_path):
    file = tmp_path / "traces.json"
    file.write_text('{"resourceSpans": 7}')
    done = run(tmp_path, "report", "--json", file)
    assert done.returncode == 2
    assert "traces.json" in done.stdout + done.stderr
    text = run(tmp_path, "report", file)
    assert (text.returncode, text.stdout) == (2, "")
    assert "traces.json" in text.stderr


@pytest.fixture(scope="module", params=LOOOPY, ids=lambda folder: folder.name)
def recorded(request, tmp_path_factory):
    """The report of a recorded client, and what its manifest says it should be."""
    done = run(tmp_path_factory.mktemp("home"), "report", "--json", "--limit", 10000, request.param)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), json.loads((request.param / "manifest.json").read_text())


def test_the_corpus_is_there():
    assert len(LOOOPY) >= 6


def test_recorded_counts(recorded):
    report, manifest = recorded
    expected = manifest["expected"]
    ingest = report["ingest"]
    assert ingest["spans"]["accepted"] == expected["spans"]
    assert ingest["spans"]["duplicate"] == expected["duplicate_spans"]
    assert len(report["traces"]) == expected["traces"]
    assert sum(trace["errors"] for trace in report["traces"]) == expected["span_errors"]
    assert ingest["metric_points"]["accepted"] == expected["metric_points"]
    assert ingest["log_records"]["accepted"] == expected["log_records"]


def test_recorded_model_calls(recorded):
    report, manifest = recorded
    seen = {
        row["model"]: {
            "calls": row["calls"], "failed": row["failed"], "input": row["tokens"]["input"],
            "output": row["tokens"]["output"],
        }
        for row in report["totals"]["llm"]["by_model"]
    }
    keys = ("calls", "failed", "input", "output")
    assert seen == {model: {key: row[key] for key in keys} for model, row in manifest["expected"]["llm"].items()}


def test_recorded_tools(recorded):
    report, manifest = recorded
    rows = report["totals"]["tools"]["by_name"]
    seen = {row["name"]: {"ok": row["ok"], "failed": row["failed"]} for row in rows}
    assert seen == manifest["expected"]["tools"]


def test_recorded_tasks(recorded):
    report, manifest = recorded
    tasks = report["totals"]["tasks"]
    assert {"ok": tasks["completed"], "failed": tasks["failed"]} == manifest["truth"]["tasks"]
    assert tasks["active"] == 0


def test_recorded_agents(recorded):
    report, manifest = recorded
    seen = {
        agent["id"]: sum(agent["tasks"][state] for state in ("active", "completed", "failed", "other"))
        for agent in report["totals"]["agents"]
    }
    assert seen == manifest["truth"]["agents"]
