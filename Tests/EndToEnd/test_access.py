"""Who may send and read, and what becomes of those who take too long or too much."""

import contextlib
import gzip
import json
import socket
import ssl
import time
import urllib.error
import urllib.request

import grpc
import pytest
from dashboard import ROOT, Dashboard, Headless, run
from terminal import wait_until

TLS = ROOT / "Tests" / "Fixtures" / "tls"
SERVE = ["--tls-cert", TLS / "server.pem", "--tls-key", TLS / "server.key"]
SPAN = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [
    {"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174", "name": "agent.loop"}]}]}]})


def ask(port, path="/v1/traces", body=SPAN, headers=(), method=None, tls=None):
    """Status, headers and text of the answer."""
    scheme = "https" if tls else "http"
    request = urllib.request.Request(
        f"{scheme}://localhost:{port}{path}", data=body.encode() if isinstance(body, str) else body, method=method,
        headers={"Content-Type": "application/json", **dict(headers)})
    try:
        with urllib.request.urlopen(request, timeout=10, context=tls) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read().decode()


def client(trusts="ca.pem", name=None):
    context = ssl.create_default_context(cafile=TLS / trusts)
    if name:
        context.load_cert_chain(TLS / f"{name}.pem", TLS / f"{name}.key")
    return context


def connect(port):
    return contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=10))


def read_all(connection):
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts).decode()


def warnings(looptop):
    return "\n".join(looptop.report()["warnings"])


# Tokens

def test_a_token_is_asked_for_everywhere_and_never_repeated(tmp_path):
    token = tmp_path / "token"
    token.write_text("s3cret\n")
    right = {"Authorization": "Bearer s3cret"}
    with Headless(tmp_path, "--auth-token-file", str(token)) as looptop:
        for path, body in [("/v1/traces", SPAN), ("/api/v1/report", None), ("/healthz", None), ("/nowhere", None)]:
            for headers in [{}, {"Authorization": "Bearer gu3ss"}]:
                status, answered, text = ask(looptop.port, path, body, headers)
                assert (status, answered["WWW-Authenticate"]) == (401, "Bearer")
                assert "s3cret" not in text and "gu3ss" not in text
        assert ask(looptop.port, headers=right)[0] == 200
        status, _, text = ask(looptop.port, "/api/v1/report", None, right)
        report = json.loads(text)
        assert status == 200
        assert report["ingest"]["spans"]["accepted"] == 1
        assert report["ingest"]["requests"]["rejected"] == 8
        assert any("8 requests were refused: without the right token" in line for line in report["warnings"])
        assert "s3cret" not in text and "gu3ss" not in text


def test_the_demo_shows_the_token(tmp_path):
    with Headless(tmp_path, "--auth-token", "s3cret", "--json") as looptop:
        endpoint = ["demo", "--endpoint", f"http://127.0.0.1:{looptop.port}", "--duration", "1"]
        refused = run(tmp_path, *endpoint)
        assert refused.returncode == 1
        assert "401" in refused.stderr
        assert run(tmp_path, *endpoint, "--auth-token", "s3cret").returncode == 0
    assert json.loads(looptop.output)["ingest"]["spans"]["accepted"] > 0


@pytest.mark.parametrize("options, says", [
    (["--auth-token-file", "/nowhere"], "/nowhere can't be read: No such file or directory."),
    (["--auth-token-file", "/dev/null"], "/dev/null is empty."),
    (["--tls-cert", TLS / "server.pem"], "--tls-cert needs --tls-key."),
    (["--tls-cert", TLS / "server.pem", "--tls-key", TLS / "client.key"], "does not belong to the certificate in"),
    (["--tls-cert", TLS / "README.md", "--tls-key", TLS / "server.key"], "README.md holds no certificate"),
    ([*SERVE, "--tls-client-ca", "/nowhere"], "--tls-client-ca: /nowhere can't be read"),
])
def test_what_protects_it_must_be_usable(tmp_path, options, says):
    done = run(tmp_path, "--headless", "--http-port", 0, *options)
    assert done.returncode == 2
    assert says in done.stderr and done.stderr.count("\n") == 1


def test_a_receiver_open_to_the_network_says_so(tmp_path, open_terminal):
    dashboard = Dashboard(open_terminal(80, 24), "--bind", "0.0.0.0")
    assert "! open to the network, no token" in dashboard.wait_for("open to the network").splitlines()[0]
    token = Dashboard(open_terminal(80, 24), "--bind", "0.0.0.0", "--auth-token", "s3cret")
    screen = token.wait_for("LIVE")
    assert "open to the network" not in screen and "s3cret" not in screen
    with Headless(tmp_path, "--bind", "0.0.0.0") as looptop:
        wait_until(lambda: "open to the network, no token" in looptop.errors.read_text(), "the warning")


# TLS

def test_over_tls(tmp_path):
    with Headless(tmp_path, *map(str, SERVE)) as looptop:
        assert "listening http=https://" in looptop.errors.read_text()
        assert ask(looptop.port, tls=client())[0] == 200
        with pytest.raises(urllib.error.URLError):
            ask(looptop.port, tls=client("other-ca.pem"))
        status, _, text = ask(looptop.port)
        assert (status, text) == (400, "this port speaks TLS: send to https://\n")
        report = json.loads(ask(looptop.port, "/api/v1/report", None, tls=client())[2])
        said = "\n".join(report["warnings"])
        assert report["ingest"]["spans"]["accepted"] == 1
        assert "a client did not speak TLS" in said and "TLS handshake" in said


def test_only_clients_of_the_authority(tmp_path):
    with Headless(tmp_path, *map(str, SERVE), "--tls-client-ca", str(TLS / "ca.pem")) as looptop:
        assert ask(looptop.port, tls=client(name="client"))[0] == 200
        for other in [client(), client(name="stranger")]:
            with pytest.raises((urllib.error.URLError, ssl.SSLError, ConnectionError)):
                ask(looptop.port, tls=other)
        report = json.loads(ask(looptop.port, "/api/v1/report", None, tls=client(name="client"))[2])
        said = "\n".join(report["warnings"])
        assert "a client showed no certificate" in said and "a client's certificate is not good" in said


def test_grpc_asks_for_the_same(tmp_path):
    path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
    options = [*map(str, SERVE), "--tls-client-ca", str(TLS / "ca.pem"), "--auth-token", "s3cret"]
    read = lambda name: (TLS / name).read_bytes()
    mine = grpc.ssl_channel_credentials(read("ca.pem"), read("client.key"), read("client.pem"))
    nobody = grpc.ssl_channel_credentials(read("ca.pem"))
    with Headless(tmp_path, *options) as looptop:
        def call(credentials, *metadata):
            with grpc.secure_channel(f"localhost:{looptop.port}", credentials) as channel:
                return channel.unary_unary(path)(b"", metadata=metadata, timeout=10)

        assert call(mine, ("authorization", "Bearer s3cret")) == b""
        with pytest.raises(grpc.RpcError) as refused:
            call(mine)
        assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED
        with pytest.raises(grpc.RpcError) as refused:
            call(nobody, ("authorization", "Bearer s3cret"))
        assert refused.value.code() == grpc.StatusCode.UNAVAILABLE


# Browsers

def test_a_web_page_needs_permission(tmp_path):
    page = {"Origin": "https://app.example"}
    preflight = page | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    with Headless(tmp_path) as looptop:
        for path, body in [("/v1/traces", SPAN), ("/api/v1/report", None)]:
            status, answered, _ = ask(looptop.port, path, body, page)
            assert (status, answered["Access-Control-Allow-Origin"]) == (403, None)
        assert ask(looptop.port, body=None, headers=preflight, method="OPTIONS")[0] == 403
        assert ask(looptop.port, "/api/v1/report", None, {"Host": "evil.example"})[0] == 403
        assert looptop.report()["ingest"]["spans"]["accepted"] == 0
    with Headless(tmp_path, "--cors-origin", "https://app.example", "--auth-token", "s3cret") as looptop:
        status, answered, _ = ask(looptop.port, body=None, headers=preflight, method="OPTIONS")
        assert status == 204
        assert answered["Access-Control-Allow-Origin"] == "https://app.example"
        assert "POST" in answered["Access-Control-Allow-Methods"]
        assert "content-type" in answered["Access-Control-Allow-Headers"]
        status, answered, _ = ask(looptop.port, headers=page | {"Authorization": "Bearer s3cret"})
        assert (status, answered["Access-Control-Allow-Origin"]) == (200, "https://app.example")
        assert ask(looptop.port, headers={"Origin": "https://other.example"})[0] == 403


# Limits

def test_who_takes_too_long_is_cut_off(tmp_path):
    with Headless(tmp_path, "--header-timeout", "1", "--body-timeout", "1") as looptop:
        for begin in [b"POST /v1/traces HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nContent-Length: 999\r\n\r\n"]:
            with connect(looptop.port) as slow:
                slow.sendall(begin)
                started = time.monotonic()
                answer = ""
                slow.settimeout(0.3)
                # A byte now and then gains no time.
                while not answer and time.monotonic() < started + 10:
                    slow.sendall(b"x")
                    with contextlib.suppress(TimeoutError):
                        answer = slow.recv(4096).decode()
                assert answer.startswith("HTTP/1.1 408 ")
        with connect(looptop.port) as silent:
            assert read_all(silent) == ""
        said = warnings(looptop)
        assert "the headers of the request did not come within 1 s" in said
        assert "the body of the request did not come within 1 s" in said
        assert "1 connection was closed: nothing came on it for 1 s" in said


def test_one_connection_too_many_is_closed_and_counted(tmp_path):
    with Headless(tmp_path, "--max-connections", "3") as looptop, contextlib.ExitStack() as stack:
        held = [stack.enter_context(connect(looptop.port)) for _ in range(3)]
        for connection in held:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(4096)
        with connect(looptop.port) as extra:
            assert read_all(extra) == ""
        held.pop().close()
        report = wait_until(lambda: attempt(looptop), "a report once there is room")
        assert any("more than 3 connections at once" in line for line in report["warnings"])


def attempt(looptop):
    with contextlib.suppress(OSError):
        return looptop.report()


def test_half_closed_connections_give_their_room_back(tmp_path):
    with Headless(tmp_path, "--max-connections", "3") as looptop:
        for _ in range(10):
            with connect(looptop.port) as half:
                half.sendall(b"POST /v1/traces HTTP/1.1\r\nContent-Length: 9\r\n\r\n{")
                half.shutdown(socket.SHUT_WR)
                read_all(half)
        assert wait_until(lambda: attempt(looptop), "a report")["ingest"]["requests"]["rejected"] == 10


def test_a_bomb_is_refused_early(tmp_path):
    bomb = gzip.compress(b" " * (64 << 20))
    assert len(bomb) < 100_000
    with Headless(tmp_path) as looptop:
        status, _, text = ask(looptop.port, body=bomb, headers={"Content-Encoding": "gzip"})
        assert status == 413
        assert "inflates to more than 200 times its size" in text
        assert ask(looptop.port)[0] == 200


def test_records_are_kept_as_far_as_the_options_say(tmp_path):
    request = json.loads(SPAN)
    span = request["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    span["attributes"] = [{"key": f"k{n}", "value": {"stringValue": "v" * 100}} for n in range(5)]
    span["events"] = [{"name": f"e{n}"} for n in range(4)]
    options = ["--max-attributes", "3", "--max-events", "2", "--max-links", "1", "--max-attribute-length", "64"]
    with Headless(tmp_path, *options) as looptop:
        assert ask(looptop.port, body=json.dumps(request))[0] == 200
        said = warnings(looptop)
        assert "2 attributes were left out" in said
        assert "2 events or links were left out" in said
        assert "3 values were kept in part" in said
