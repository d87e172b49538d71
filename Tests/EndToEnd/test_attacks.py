"""Hostile clients on real sockets: whatever they do, the dashboard goes on for everyone else.

CI runs each attack at a size that shows its kind. LOOPTOP_HEAVY=1 (`make hostile`) runs them at full size.
"""

import itertools
import os
import re
import socket
import time

import pytest
from dashboard import Dashboard
from hostile import (
    CALL, CONTINUATION, DATA, EMPTY, HEADERS, JSON, PING, PREFACE, PROTOBUF, RST_STREAM, SETTINGS, WINDOW_UPDATE, answer,
    bomb, connect, deep_json, deep_protobuf, exchange, frame, head, length_delimited, literal, many, post, send, span_with,
    spans, spans_with_new_keys)
from terminal import Terminal, wait_until

HEAVY = os.environ.get("LOOPTOP_HEAVY") == "1"
MEMORY_MIB = 64
ROOM_MIB = 160
heavy = pytest.mark.skipif(not HEAVY, reason="at full size only: LOOPTOP_HEAVY=1")
numbers = itertools.count(1)


class Target:
    """A dashboard under attack."""

    def __init__(self, folder):
        self.terminal = Terminal(folder, 120, 40)
        self.dashboard = Dashboard(self.terminal, "--memory", f"{MEMORY_MIB}MiB", "--http-port", "0")
        self.port = self.dashboard.port
        self.dashboard.wait_for("looptop", "q quit")
        self.process = self.terminal.child()

    @property
    def lives(self):
        return os.path.exists(f"/proc/{self.process}")

    def forget_peak(self):
        with open(f"/proc/{self.process}/clear_refs", "w") as file:
            file.write("5")

    def peak_mib(self):
        with open(f"/proc/{self.process}/status") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) >> 10

    def assert_unharmed(self):
        assert self.lives and self.terminal.child() == self.process, f"it ended:\n{self.terminal.screen()}"
        # Requests that are being answered still have the thread: the best of three counts.
        assert min(self.serve() for _ in range(3)) < 1.0, "a good request waits for more than a second"
        assert self.peak_mib() <= MEMORY_MIB + ROOM_MIB
        screen = self.terminal.wait_for("looptop", "q quit").splitlines()
        assert len(screen) == 40 and screen[0].lstrip().startswith("looptop") and "q quit" in screen[-1], "\n".join(screen)

    def serve(self):
        """Seconds until a good request is answered."""
        start = time.monotonic()
        assert post(self.port, spans(1 << 64 | next(numbers), [1])) == 200
        return time.monotonic() - start


@pytest.fixture(scope="module")
def targets(tmp_path_factory):
    opened = []

    def living():
        if not opened or not opened[-1].lives:
            opened.append(Target(tmp_path_factory.mktemp("target")))
        return opened[-1]

    yield living
    for target in opened:
        target.terminal.close()


@pytest.fixture
def target(targets):
    """One for all attacks, as long as it lives; it has to be unharmed after each."""
    target = targets()
    target.forget_peak()
    yield target
    target.assert_unharmed()


# Requests that end too early, or not at all


def test_truncated_requests(target):
    body = spans(7, range(1, 20))
    whole = head(length=len(body), kind=PROTOBUF) + body
    for length in range(0, len(whole), 1 if HEAVY else 23):
        exchange(target.port, whole[:length], half_close=True)
    for length in range(1, len(body), 1 if HEAVY else 37):
        assert post(target.port, body[:length]) in (200, 400)
    compressed = bomb(1 << 20, gzipped=True)
    for length in range(0, len(compressed), 50 if HEAVY else 300):
        assert post(target.port, compressed[:length], Content_Encoding="gzip") == 400


@pytest.mark.parametrize("length", ["99999999999", "18446744073709551616", "-1", "0x10", "1, 2", "9" * 1000])
def test_lengths_that_cannot_be(target, length):
    assert exchange(target.port, head(length=length) + EMPTY) in (400, 413, None)


@pytest.mark.parametrize("size", ["ffffffffffffffff", "fffffffffffffffff", "-1", "g", "1" * 100_000])
def test_chunks_that_cannot_be(target, size):
    chunks = head(Transfer_Encoding="chunked") + f"{size}\r\n".encode() + bytes(1000)
    assert exchange(target.port, chunks, half_close=True) in (400, 413, 431, None)


def test_a_body_without_end(target):
    """A chunk after the other, beyond the limit."""
    chunk = b"100000\r\n" + bytes(1 << 20) + b"\r\n"
    with connect(target.port) as connection:
        send(connection, head(Transfer_Encoding="chunked"))
        for _ in range(80):
            if not send(connection, chunk):
                break
        assert answer(connection) in (413, None)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_bombs(target, coding):
    """1 GiB out of 1 MB."""
    body = bomb(1 << 30, coding == "gzip")
    assert len(body) < 1_100_000
    for _ in range(20 if HEAVY else 2):
        assert post(target.port, body, Content_Encoding=coding) == 413


def test_slow_heads(target):
    with many(target.port, 300) as connections:
        for byte in (b"P", b"O", b"S"):
            for connection in connections:
                send(connection, byte)
        assert target.serve() < 1.0


def test_slow_bodies(target):
    with many(target.port, 300) as connections:
        for connection in connections:
            send(connection, head(length=1000) + b"{")
        assert target.serve() < 1.0


@heavy
def test_bodies_in_flight(target):
    """Many large bodies of which the last byte does not come."""
    piece = bytes(1 << 20)
    with many(target.port, 40) as connections:
        for connection in connections:
            send(connection, head(length=20 << 20))
        for _ in range(10):
            for connection in connections:
                connection.settimeout(0.05)
                send(connection, piece)
    wait_until(lambda: target.serve() < 1.0, "room for others")


def test_two_thousand_connections(target):
    with many(target.port, 2000) as connections:
        assert len(connections) > 1000
    wait_until(lambda: post(target.port, spans(5, [1])) == 200, "room for others")


def test_half_closed_connections(target):
    body = spans(8, [1])
    assert exchange(target.port, head(length=len(body), kind=PROTOBUF) + body, half_close=True) == 200
    assert exchange(target.port, head(length=100) + b"{", half_close=True) in (400, None)
    with many(target.port, 200) as connections:
        for connection in connections:
            connection.shutdown(socket.SHUT_WR)


@heavy
def test_answers_that_nobody_reads(target):
    """Thousands of requests for a large answer, none of which is taken."""
    request = b"GET /api/v1/report?limit=10000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with many(target.port, 4) as connections:
        for connection in connections:
            connection.settimeout(1)
            send(connection, request * (5000 if HEAVY else 500))


# Heads


def test_one_header_of_a_hundred_megabytes(target):
    with connect(target.port) as connection:
        send(connection, b"POST /v1/traces HTTP/1.1\r\nX-Large: ")
        for _ in range(100):
            if not send(connection, b"x" * 1_000_000):
                break
        assert answer(connection) in (400, 431, None)


@pytest.mark.parametrize("text", [
    b"\x00" * 1000, b"\r\n" * 10_000, b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"POST /v1/traces HTTP/9.9\r\n\r\n", b"POST /v1/traces HTTP/1.1\r\n" + b"a: b\r\n" * 100_000,
    b"POST /v1/traces HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
    b"POST /v1/traces HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", PREFACE,
])
def test_what_is_no_request(target, text):
    assert exchange(target.port, text, half_close=True) in (400, 404, 414, 415, 431, 505, None)


# Bodies that mean harm


@pytest.mark.parametrize("body, kind", [
    (b"[" * 100_000, JSON), (b'{"a":' * 100_000, JSON), (deep_json(100_000), JSON), (deep_protobuf(2_000), PROTOBUF),
])
def test_nesting(target, body, kind):
    assert post(target.port, body, kind=kind) in (200, 400)


def test_keys_that_never_come_again(target):
    count, step = (10_000_000, 500_000) if HEAVY else (200_000, 50_000)
    for first in range(0, count, step):
        assert post(target.port, spans_with_new_keys(first, step)) in (200, 413)


@pytest.mark.parametrize("length", [1, 2, 1_000])
def test_trees_that_are_rings(target, length):
    trace = next(numbers)
    assert post(target.port, spans(trace, range(1, length + 1), parent=lambda number: number % length + 1)) == 200
    target.dashboard.press("Right")
    target.dashboard.wait_for("looptop")
    target.dashboard.press("Left")


def test_a_trace_of_a_million_spans(target):
    count, step = (1_000_000, 50_000) if HEAVY else (40_000, 10_000)
    trace = next(numbers)
    for first in range(1, count, step):
        assert post(target.port, spans(trace, range(first, first + step), parent=lambda number: number // 10)) == 200


def test_a_trace_as_deep_as_it_is_long(target):
    count = 100_000 if HEAVY else 10_000
    trace = next(numbers)
    assert post(target.port, spans(trace, range(1, count), parent=lambda number: number - 1)) == 200
    # The other way round: every parent comes after its child.
    trace = next(numbers)
    assert post(target.port, spans(trace, range(count, 0, -1), parent=lambda number: number - 1)) == 200


def test_ids_that_are_none(target):
    assert post(target.port, spans(0, [0, 0, 1])) == 200
    assert post(target.port, spans(0, [5], parent=lambda _: 5)) == 200
    identity = length_delimited(1, b"short") + length_delimited(2, b"a span id that is too long")
    assert post(target.port, length_delimited(1, length_delimited(2, length_delimited(2, identity)))) == 400


@pytest.mark.parametrize("text", [b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"ok\xe2\x82"])
def test_text_that_is_no_utf8(target, text):
    assert post(target.port, span_with(length_delimited(5, text))) in (200, 400)
    body = b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%032x","spanId":"%016x","name":"%s"}]}]}]}' % (9, 9, text)
    assert post(target.port, body, kind=JSON) in (200, 400)


def test_requests_by_the_thousand_on_one_connection(target):
    one = head(length=len(EMPTY)) + EMPTY
    with connect(target.port) as connection:
        connection.settimeout(5)
        send(connection, one * 2_000)
        assert answer(connection) == 200


# HTTP/2


def http2(port, data, settings=b"", timeout=2):
    """Opens a connection of HTTP/2, sends frames, and reads for as long as something comes."""
    received = b""
    with connect(port, timeout) as connection:
        send(connection, PREFACE + frame(SETTINGS, settings))
        for piece in data:
            if not send(connection, piece):
                break
        try:
            while part := connection.recv(65536):
                received += part
                if len(received) > 1 << 20:
                    break
        except OSError:
            pass
    return received


HTTP2_ATTACKS = {
    # CVE-2023-44487
    "rapid reset": lambda n: (
        frame(HEADERS, CALL, 4, stream) + frame(RST_STREAM, b"\0\0\0\x08", stream=stream) for stream in range(1, 2 * n, 2)),
    # CVE-2024-27316
    "continuation": lambda n: itertools.chain(
        [frame(HEADERS, CALL, 0, 1)], (frame(CONTINUATION, literal(f"x-{i}", "y" * 1000), 0, 1) for i in range(n))),
    "empty continuation": lambda n: itertools.chain(
        [frame(HEADERS, CALL, 0, 1)], (frame(CONTINUATION, b"", 0, 1) for _ in range(n))),
    "settings": lambda n: (frame(SETTINGS, b"\0\x03\0\0\0\x64") for _ in range(n)),
    "ping": lambda n: (frame(PING, b"12345678") for _ in range(n)),
    "empty data": lambda n: itertools.chain(
        [frame(HEADERS, CALL, 4, 1)], (frame(DATA, b"", 0, 1) for _ in range(n))),
    "streams that stay open": lambda n: (frame(HEADERS, CALL, 4, stream) for stream in range(1, 2 * n, 2)),
    "window overflow": lambda n: (frame(WINDOW_UPDATE, b"\x7f\xff\xff\xff") for _ in range(n)),
    "window of nothing": lambda n: (frame(WINDOW_UPDATE, b"\0\0\0\0") for _ in range(n)),
    "a small step at a time": lambda n: (frame(WINDOW_UPDATE, b"\0\0\0\x01") for _ in range(n)),
    "stream ids that go back": lambda n: (frame(HEADERS, CALL, 5, stream) for stream in (9, 7, 5, 2, 0)),
    "a frame too large": lambda n: [b"\xff\xff\xff\0\0\0\0\0\x01" + bytes(1 << 20)],
    # One entry of the table, named again and again (RFC 7541, 6.1).
    "hpack bomb": lambda n: [
        frame(HEADERS, b"\x40" + b"\x01a\x7f\x81\x1e" + b"v" * 4000 + b"\xbe" * 12_000, 4, 1) for _ in range(10)],
    "a message that says it is large": lambda n: [
        frame(HEADERS, CALL, 4, 1), frame(DATA, b"\0\xff\xff\xff\xff" + bytes(1000), 0, 1)],
    "a message cut short": lambda n: [frame(HEADERS, CALL, 4, 1), frame(DATA, b"\0\0\0\0\x64abc", 1, 1)],
}


@heavy
@pytest.mark.parametrize("name", HTTP2_ATTACKS)
def test_http2(target, name):
    port = getattr(target.dashboard, "grpc_port", None) or target.port
    http2(port, HTTP2_ATTACKS[name](100_000 if HEAVY else 5_000))


@heavy
def test_answers_of_grpc_that_have_no_window(target):
    """The peer's window is 0, and stays so."""
    port = getattr(target.dashboard, "grpc_port", None) or target.port
    call = (
        frame(HEADERS, CALL, 4, stream) + frame(DATA, b"\0\0\0\0\0", 1, stream) for stream in range(1, 20_000 if HEAVY else 2_000, 2))
    http2(port, call, settings=b"\0\x04\0\0\0\0")
