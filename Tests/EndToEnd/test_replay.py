"""What real clients sent, sent again to the running program: it comes to the figures that it reports of the files.

By nature two things could differ. A counter that began before the program is a baseline when it is live, and counts in
full when it is read from a file: in these recordings spans tell of all the work, so the figures don't hang on it. And what
goes by the clock: rates, windows, how long a task has been running.
"""

import http.client
import json
import time

import pytest
from dashboard import ROOT, Headless, run

CORPUS = sorted(path.parent for path in (ROOT / "Tests" / "Fixtures" / "corpus").glob("*/manifest.json"))
# A recording that took longer is played faster.
LONGEST = 1.5


class Recording:
    """The requests of a client, in order of arrival."""

    def __init__(self, folder):
        self.folder = folder
        self.requests = [json.loads(line) for line in (folder / "requests.jsonl").read_text().splitlines()]
        self.times = [request["received_unix"] - self.requests[0]["received_unix"] for request in self.requests]

    def send(self, port, speed=None):
        """Sends all over one connection: as fast as it goes, or at the recorded pace, so many times faster."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        begin = time.monotonic()
        for request, moment in zip(self.requests, self.times):
            if speed:
                time.sleep(max(0, begin + moment / speed - time.monotonic()))
            self._send(connection, request)
        connection.close()

    def _send(self, connection, request):
        body = (self.folder / request["file"]).read_bytes()
        recorded = {name.lower(): value for name, value in request["headers"]}
        headers = {name: recorded[name] for name in ("content-type", "content-encoding") if name in recorded}
        path = request["path"]
        if request["transport"] == "grpc":
            # Of gRPC the messages were recorded: they are what OTLP/HTTP carries.
            path = f"/v1/{request['file'].split('.')[1]}"
            headers = {"content-type": "application/x-protobuf"}
        if recorded.get("transfer-encoding") == "chunked":
            halves = iter((body[:len(body) // 2], body[len(body) // 2:]))
            headers["transfer-encoding"] = "chunked"
            connection.request("POST", path, halves, headers, encode_chunked=True)
        else:
            connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{request['file']}: {answer.status}"


def totals(report):
    """The figures, all but the rate: that goes by the clock."""
    figures = report["totals"]
    return figures | {"llm": figures["llm"] | {"tokens_per_second": None}}


def traces(report):
    """The traces by id. How long one has been running goes by the clock."""
    return {
        trace["trace_id"]: trace | ({"duration_ms": None} if trace["state"] == "running" else {})
        for trace in report["traces"]
    }


@pytest.fixture(scope="module", params=CORPUS, ids=lambda folder: folder.name)
def recording(request):
    return Recording(request.param)


@pytest.fixture(scope="module")
def recorded(recording, tmp_path_factory):
    """The report of a client's files."""
    done = run(tmp_path_factory.mktemp("home"), "report", "--json", "--limit", 10000, recording.folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def expect_same(live, recorded, recording):
    for signal in ("spans", "metric_points", "log_records"):
        assert live["ingest"][signal] == recorded["ingest"][signal]
    assert live["ingest"]["requests"] == {"accepted": len(recording.requests), "rejected": 0}
    assert traces(live) == traces(recorded)
    assert totals(live) == totals(recorded)
    # Times are those of the recording, but what comes late counts when it comes.
    assert work(live["window"]) == work(recorded["totals"])


def work(section):
    """How much was done."""
    return {
        "tasks": section["tasks"], "tool calls": section["tools"]["calls"], "model calls": section["llm"]["calls"],
        "tokens": section["llm"]["tokens"],
    }


def test_the_corpus_is_there():
    assert len(CORPUS) == 18


def test_as_fast_as_it_goes(tmp_path, recording, recorded):
    with Headless(tmp_path) as looptop:
        recording.send(looptop.port)
        live = looptop.report("?limit=10000")
    expect_same(live, recorded, recording)


def test_at_the_recorded_pace(tmp_path, recording, recorded):
    with Headless(tmp_path) as looptop:
        recording.send(looptop.port, speed=max(1, recording.times[-1] / LONGEST))
        live = looptop.report("?limit=10000")
    expect_same(live, recorded, recording)
