#!/usr/bin/env python3
"""Measures the real program in a pseudo-terminal: start, idleness, and how long things take under load.

Usage: program.py LOOPTOP BENCH [start] [idle] [latency] [keys] [--rate SPANS_PER_SECOND] [--idle-seconds N]

BENCH is the benchmark program, which makes the load (`Bench load PORT RATE SECONDS`). Prints one line a figure.
"""

import argparse
import contextlib
import fcntl
import http.client
import json
import os
import pty
import random
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time

ROWS, COLUMNS = 60, 200
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Program:
    """looptop in a pseudo-terminal of its own; what it writes is read by a thread."""

    def __init__(self, path, *options):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.environ["LANG"] = "C.UTF-8"
            os.execv(path, [path, *options])
        self.started = time.monotonic()
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.output = bytearray()
        self.last_write = None
        self.changed = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            try:
                data = os.read(self.terminal, 65536)
            except OSError:
                return
            now = time.monotonic()
            with self.changed:
                self.output += data
                self.last_write = now
                self.changed.notify_all()

    def wait_for(self, text, since=0, timeout=10):
        """The time at which `text` was there, of what was written after the first `since` bytes."""
        wanted = text.encode()
        with self.changed:
            if not self.changed.wait_for(lambda: wanted in self.output[since:], timeout):
                sys.exit(f"{text!r} was not written within {timeout} s")
            return self.last_write

    def written(self):
        with self.changed:
            return len(self.output)

    def press(self, key):
        os.write(self.terminal, key.encode())

    def cpu_seconds(self):
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_megabytes(self):
        with open(f"/proc/{self.pid}/statm") as file:
            return int(file.read().split()[1]) * PAGE / 1e6

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def row(name, figure, goal):
    print(f"{name:<58}{figure:>22}{goal:>14}", flush=True)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def open_program(path):
    port = free_port()
    program = Program(path, "--http-port", str(port), "--grpc-port", "0")
    return program, port


def measure_start(path):
    times, sizes = [], []
    for _ in range(10):
        program, _ = open_program(path)
        first = program.wait_for("Waiting for telemetry")
        times.append((first - program.started) * 1000)
        sizes.append(program.resident_megabytes())
        program.stop()
    row("exec to first frame, median of 10", f"{percentile(times, 0.5):.1f} ms", "60 ms")
    row("  resident memory then, median", f"{percentile(sizes, 0.5):.1f} MB", "20 MB")


def measure_idle(path, seconds):
    program, _ = open_program(path)
    program.wait_for("Waiting for telemetry")
    time.sleep(1)
    cpu, written = program.cpu_seconds(), program.written()
    time.sleep(seconds)
    used = (program.cpu_seconds() - cpu) / seconds * 100
    row(f"CPU while nothing arrives, {seconds} s", f"{used:.2f} % of a core", "0.2 %")
    row("  bytes written to the terminal", str(program.written() - written), "0")
    program.stop()


class Load:
    def __init__(self, bench, port, rate, seconds):
        self.process = subprocess.Popen([bench, "load", str(port), str(rate), str(seconds)], stdout=subprocess.PIPE, text=True)
        time.sleep(3)

    def stop(self):
        """Prints what it sent; the last line is its own."""
        self.process.send_signal(signal.SIGINT)
        output, _ = self.process.communicate()
        print(f"  load: {output.strip()}")


class Client:
    """A connection that is kept open, as exporters keep theirs."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(self, method, path, body=None, headers={}):
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse().read()


def post_marked_span(client, agent, number):
    """A span of an agent of its own, and the time at which it was sent."""
    now = time.time_ns()
    attribute = lambda key, value: {"key": key, "value": {"stringValue": value}}
    span = {
        "traceId": f"{0xABCDEF << 104 | number:032x}", "spanId": f"{number + 1:016x}", "name": "agent.execute",
        "startTimeUnixNano": str(now - 1_000_000), "endTimeUnixNano": str(now), "status": {"code": 1},
        "attributes": [attribute("agent.id", agent), attribute("task.id", f"task-{number}")],
    }
    resource = {"attributes": [attribute("service.name", "marker")]}
    body = json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]}).encode()
    sent = time.monotonic()
    client.ask("POST", "/v1/traces", body, {"Content-Type": "application/json"})
    return sent


def is_visible(client, agent):
    report = json.loads(client.ask("GET", f"/api/v1/report?agent={agent}&limit=1"))
    return report["totals"]["tasks"]["completed"] > 0


@contextlib.contextmanager
def loaded_program(path, bench, rate, seconds):
    """The program and its port, under load."""
    program, port = open_program(path)
    program.wait_for("Waiting for telemetry")
    load = Load(bench, port, rate, seconds)
    yield program, port
    load.stop()
    program.stop()


def row_of_times(name, times, goal):
    median, p99 = percentile(times, 0.5), percentile(times, 0.99)
    row(f"{name}, median / p99 of {len(times)}", f"{median:.1f} / {p99:.1f} ms", goal)


def measure_latency(path, bench, rate, samples):
    times = []
    with loaded_program(path, bench, rate, samples // 10 + 20) as (_, port):
        client = Client(port)
        for number in range(samples):
            agent = f"marker-{number}"
            sent = post_marked_span(client, agent, number)
            while not is_visible(client, agent):
                if time.monotonic() - sent > 5:
                    sys.exit("a span was not in the report after 5 s")
            times.append((time.monotonic() - sent) * 1000)
            time.sleep(0.05)
    row_of_times(f"POST to report at {rate} spans/s", times, "20 ms")


def measure_keys(path, bench, rate, samples):
    times = []
    with loaded_program(path, bench, rate, samples // 5 + 20) as (program, _):
        for _ in range(samples):
            # At any moment between two frames that data asks for.
            time.sleep(0.1 + 0.1 * random.random())
            written = program.written()
            sent = time.monotonic()
            program.press("?")
            times.append((program.wait_for("One row up or down", since=written) - sent) * 1000)
            program.press("?")
    row_of_times(f"key to frame at {rate} spans/s", times, "25 ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("looptop")
    parser.add_argument("bench")
    parser.add_argument("subjects", nargs="*", default=[])
    parser.add_argument("--rate", type=int, default=200_000)
    parser.add_argument("--idle-seconds", type=int, default=60)
    parser.add_argument("--samples", type=int, default=300)
    options = parser.parse_args()
    wanted = options.subjects or ["start", "idle", "latency", "keys"]
    if "start" in wanted:
        measure_start(options.looptop)
    if "idle" in wanted:
        measure_idle(options.looptop, options.idle_seconds)
    if "latency" in wanted:
        measure_latency(options.looptop, options.bench, options.rate, options.samples)
    if "keys" in wanted:
        measure_keys(options.looptop, options.bench, options.rate, options.samples)


if __name__ == "__main__":
    main()
