"""The real program: in a terminal, without one, and what it says of itself."""

import json
import os
import pathlib
import re
import shlex
import socket
import subprocess
import urllib.request

from terminal import wait_until

BINARY = os.path.abspath(os.environ["LOOPTOP_BIN"]) if os.environ.get("LOOPTOP_BIN") else ""
ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTENING = re.compile(r"^listening http=\S*?:(\d+) grpc=\S*?:(\d+)$", re.MULTILINE)


def plain_environment(folder):
    """The user's own settings and colours have no say in a test."""
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    return kept | {"HOME": str(folder), "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"}


def ports_in(file, process_is_alive=lambda: True):
    """The ports, for HTTP and for gRPC, that a looptop with its stderr in this file says it listens on."""
    def said():
        found = LISTENING.search(file.read_text() if file.exists() else "")
        if found:
            return int(found.group(1)), int(found.group(2))
        assert process_is_alive(), f"looptop ended: {file.read_text()}"
        return None

    return wait_until(said, "the line 'listening http=…'", on_failure=lambda: file.read_text() if file.exists() else "")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Dashboard:
    """looptop in a terminal."""

    def __init__(self, terminal, *options, environment=()):
        self.terminal = terminal
        self.errors = terminal.folder / "stderr"
        command = shlex.join(["env", *environment, BINARY, "--http-port", "0", "--grpc-port", "0", *options])
        self.terminal.run(f"{command} 2>{shlex.quote(str(self.errors))}")
        self.port, self.grpc_port = ports_in(self.errors)
        wait_until(lambda: terminal.is_alternate, "the dashboard", on_failure=terminal.screen)

    def report(self):
        return fetch_report(self.port)

    def press(self, *names):
        self.terminal.keys(*names)

    def wait_for(self, *texts, **options):
        return self.terminal.wait_for(*texts, **options)


class Headless:
    """looptop without a terminal; a context manager. After it, `output` is what it printed."""

    def __init__(self, folder, *options):
        self.errors = folder / "stderr"
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen(
                [BINARY, "--headless", "--http-port", "0", "--grpc-port", "0", *options], env=plain_environment(folder),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.output = None

    def __enter__(self):
        self.port, self.grpc_port = ports_in(self.errors, lambda: self.process.poll() is None)
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.output is None:
            self.process.terminate()
            try:
                self.output, _ = self.process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        return self.output

    def report(self, query=""):
        return fetch_report(self.port, query)


def fetch_report(port, query=""):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/report{query}", timeout=10) as answer:
        return json.load(answer)


def run(folder, *options, **settings):
    """Runs looptop to its end."""
    return subprocess.run(
        [BINARY, *map(str, options)], env=plain_environment(folder), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=60, **settings)
