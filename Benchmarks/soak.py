#!/usr/bin/env python3
"""looptop for minutes or hours: in a terminal, under the demo fleet, bursts and hostile clients.

Prints a row a minute, and ends badly if it died, or if its memory still grew after the fifth minute.
Usage: soak.py LOOPTOP [--minutes N] [--memory SIZE] [--bound MIB]
"""

import argparse
import contextlib
import fcntl
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "EndToEnd"))
import hostile

SETTLED = 5
KEYS = [b"\t", b"\x1b[B", b"\x1b[A", b"\r", b"\x1b[D", b"M", b"M", b"L", b"L", b"D", b"D", b"w", b"t", b"z", b"z", b"\x1b"]
# service.name is that of the fleet's; eight attributes a span.
ATTRIBUTES = b"".join(
    hostile.length_delimited(9, hostile.length_delimited(1, b"key.%d" % number)
                             + hostile.length_delimited(2, hostile.length_delimited(1, b"value %d" % number)))
    for number in range(8))


class Subject:
    """A looptop in a terminal that nobody looks at."""

    def __init__(self, binary, memory, folder):
        self.errors = pathlib.Path(folder) / "stderr"
        self.child, self.master = pty.fork()
        if self.child == 0:
            with open(self.errors, "w") as errors:
                os.dup2(errors.fileno(), 2)
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", HOME=str(folder), SWIFT_BACKTRACE="enable=no")
            os.execv(binary, [binary, "--http-port", "0", "--grpc-port", "0", "--memory", memory])
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
        threading.Thread(target=self._drain, daemon=True).start()
        self.port = self._wait_for_port()

    def _drain(self):
        with contextlib.suppress(OSError):
            while os.read(self.master, 65536):
                pass

    def _wait_for_port(self):
        for _ in range(200):
            time.sleep(0.1)
            found = re.search(r"^listening http=\S*?:(\d+)", self.errors.read_text() if self.errors.exists() else "", re.M)
            if found:
                return int(found.group(1))
        raise SystemExit("looptop did not begin to listen: " + self.errors.read_text())

    @property
    def lives(self):
        return os.waitpid(self.child, os.WNOHANG) == (0, 0)

    def press(self, key):
        os.write(self.master, key)

    def memory_mib(self):
        with open(f"/proc/{self.child}/status") as file:
            text = file.read()
        return [int(re.search(rf"{name}:\s+(\d+)", text).group(1)) / 1024 for name in ("VmRSS", "VmHWM")]

    def cpu_seconds(self):
        with open(f"/proc/{self.child}/stat") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.child}/fd"))

    def report(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/report?limit=1", timeout=30) as answer:
            return json.load(answer)

    def end(self):
        with contextlib.suppress(OSError):
            os.kill(self.child, 15)
            os.waitpid(self.child, 0)


class Probe:
    """Posts one span every 100 ms, and knows how long the answers took."""

    def __init__(self, port):
        self.port = port
        self.lock = threading.Lock()
        self.taken = []
        self.failed = 0

    def run_once(self, number):
        start = time.monotonic()
        try:
            status = hostile.post(self.port, hostile.spans(1 << 100 | number, [1], name="probe"))
        except OSError:
            status = None
        with self.lock:
            if status == 200:
                self.taken.append((time.monotonic() - start) * 1000)
            else:
                self.failed += 1
        time.sleep(0.1)

    def drain(self):
        with self.lock:
            taken, failed = sorted(self.taken), self.failed
            self.taken, self.failed = [], 0
        return taken, failed


def burst(port, number):
    """100,000 spans as fast as they are taken, then ten seconds of nothing."""
    for part in range(200):
        hostile.post(port, hostile.spans(2 << 100 | number << 16 | part, range(1, 513), lambda n: n // 8, "burst", ATTRIBUTES))
    time.sleep(10)


def attack(port, number):
    """One hostile client after the other."""
    kind = number % 10
    if kind == 0:
        hostile.post(port, hostile.bomb(1 << 30, gzipped=True), Content_Encoding="gzip")
    elif kind == 1:
        hostile.post(port, hostile.bomb(1 << 30, gzipped=False), Content_Encoding="deflate")
    elif kind == 2:
        with hostile.many(port, 200) as connections:
            for connection in connections:
                hostile.send(connection, b"POST /v1/traces HTT")
            time.sleep(5)
    elif kind == 3:
        with hostile.many(port, 100) as connections:
            for connection in connections:
                hostile.send(connection, hostile.head(length=1 << 20) + bytes(10_000))
            time.sleep(5)
    elif kind == 4:
        hostile.post(port, hostile.spans_with_new_keys(number * 20_000, 20_000))
    elif kind == 5:
        hostile.post(port, hostile.deep_json(100_000), kind=hostile.JSON)
    elif kind == 6:
        hostile.post(port, hostile.spans(number, range(1, 1_000), lambda n: n % 999 + 1))
    elif kind == 7:
        hostile.exchange(port, b"POST /v1/traces HTTP/1.1\r\nX: " + b"x" * 10_000_000)
    elif kind == 8:
        hostile.exchange(port, os.urandom(100_000), half_close=True)
    else:
        # The endless trace.
        hostile.post(port, hostile.spans(3, range(number * 1_000, number * 1_000 + 1_000), lambda _: 1))
    time.sleep(1)


def forever(stop, work, *arguments):
    """Does something again and again, in a thread of its own. That it is refused is no failure."""
    def run():
        number = 1
        while not stop.is_set():
            with contextlib.suppress(OSError):
                work(*arguments, number)
            number += 1

    threading.Thread(target=run, daemon=True).start()


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def row(minute, subject, probe, before):
    """A row of the table; gives the resident memory with it, and the counts for the next one."""
    resident, peak = subject.memory_mib()
    ingest = subject.report()["ingest"]
    taken, failed = probe.drain()
    cpu = subject.cpu_seconds()
    spans, requests = ingest["spans"], ingest["requests"]
    counts = (spans["accepted"], requests["rejected"], spans["evicted"], cpu)
    accepted, rejected, evicted, used = (now - then for now, then in zip(counts, before))
    print(f"| {minute} | {resident:.0f} | {peak:.0f} | {accepted:,} | {evicted:,} | {rejected} | {percentile(taken, 0.5):.1f} "
          f"| {percentile(taken, 0.99):.1f} | {failed} | {used / 60:.0%} | {subject.descriptors()} |", flush=True)
    return resident, counts


def soak(subject, binary, minutes, folder):
    """The resident memory at the end of each minute."""
    endpoint = f"http://127.0.0.1:{subject.port}"
    with open(os.path.join(folder, "fleet"), "w") as output:
        fleet = subprocess.Popen(
            [binary, "demo", "--endpoint", endpoint, "--agents", "12", "--rate", "2"], stdout=output, stderr=output,
            stdin=subprocess.DEVNULL)
    stop = threading.Event()
    probe = Probe(subject.port)
    forever(stop, probe.run_once)
    forever(stop, burst, subject.port)
    forever(stop, attack, subject.port)
    print("| minute | RSS MiB | peak | spans | evicted | requests refused | p50 ms | p99 ms | probes failed | CPU | descriptors |")
    print("|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    residents, counts, pressed, start = [], (0, 0, 0, 0), 0, time.monotonic()
    try:
        for minute in range(1, minutes + 1):
            while time.monotonic() < start + minute * 60:
                time.sleep(0.5)
                if not subject.lives:
                    raise SystemExit("looptop ended: " + subject.errors.read_text())
                subject.press(KEYS[pressed % len(KEYS)])
                pressed += 1
            resident, counts = row(minute, subject, probe, counts)
            residents.append(resident)
    finally:
        stop.set()
        fleet.terminate()
    return residents


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--memory", default="128MiB", help="looptop's budget")
    parser.add_argument("--bound", type=float, default=16, help="MiB that RSS may grow by after minute five")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subject = Subject(os.path.abspath(options.binary), options.memory, folder)
        try:
            residents = soak(subject, os.path.abspath(options.binary), options.minutes, folder)
        finally:
            subject.end()
    if len(residents) <= SETTLED:
        print(f"Too short to tell whether memory stays flat: give it more than {SETTLED} minutes.")
        return
    # What is freed is not given back at once: the settled level is the highest of minutes three to five.
    growth = max(residents[SETTLED:]) - max(residents[2:SETTLED])
    print(f"RSS after minute {SETTLED}: {growth:+.1f} MiB; allowed are {options.bound:.0f}.")
    if growth > options.bound:
        sys.exit(1)


if __name__ == "__main__":
    main()
