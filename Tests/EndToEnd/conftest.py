import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import dashboard
from agents import Agent
from terminal import Terminal


def pytest_sessionstart(session):
    if not dashboard.BINARY or not pathlib.Path(dashboard.BINARY).is_file():
        pytest.exit("LOOPTOP_BIN must name the looptop binary; `make test-e2e` does this.", returncode=2)


@pytest.fixture
def open_terminal(tmp_path):
    """Opens terminals of a given size, and closes them after the test."""
    opened = []

    def open(columns=120, rows=40):
        folder = tmp_path / f"terminal-{len(opened)}"
        folder.mkdir()
        opened.append(Terminal(folder, columns, rows))
        return opened[-1]

    yield open
    for terminal in opened:
        terminal.close()


@pytest.fixture
def make_agent():
    """Makes agents that send to a port, and shuts their SDKs down after the test."""
    made = []

    def make(port, way="protobuf", **settings):
        made.append(Agent(port, way, **settings))
        return made[-1]

    yield make
    for agent in made:
        agent.close()
