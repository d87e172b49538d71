"""A terminal that a person could sit at: tmux, on a private socket, with a shell in it."""

import os
import shlex
import subprocess
import time
import unicodedata
import uuid

DEADLINE = 20.0


def wait_until(condition, what, deadline=DEADLINE, on_failure=lambda: ""):
    """Polls until `condition` gives something true, and returns that."""
    end = time.monotonic() + deadline
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {deadline:.0f} s for {what}\n{on_failure()}")
        time.sleep(0.01)


def width(text):
    """The columns that a text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


class Terminal:
    def __init__(self, folder, columns=80, rows=24):
        self.socket = f"looptop-test-{uuid.uuid4().hex[:12]}"
        self.folder = folder
        self.raw_file = folder / "raw"
        environment = {
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PS1": "ready$ ",
            # A crash must end at once; the runtime's backtrace of a debug build takes seconds.
            "SWIFT_BACKTRACE": "enable=no",
        }
        if "LD_LIBRARY_PATH" in os.environ:
            environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        words = ["env", "-i", *(f"{key}={value}" for key, value in environment.items())]
        # tmux sets TERM itself; `env -i` takes it away, so it is given again.
        shell = shlex.join(words) + ' TERM="$TERM" bash --noprofile --norc -i'
        self._tmux("-f", "/dev/null", "new-session", "-d", "-c", str(folder), "-x", str(columns), "-y", str(rows), shell)
        self._tmux("set-option", "-g", "status", "off")
        self._tmux("set-option", "-g", "remain-on-exit", "on")
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))
        # Every byte that programs write to the terminal, as they write it.
        self.raw_file.touch()
        self._tmux("pipe-pane", "-o", f"cat >> {shlex.quote(str(self.raw_file))}")
        self.wait_for("ready$")

    def _tmux(self, *words):
        done = subprocess.run(["tmux", "-L", self.socket, *words], capture_output=True, text=True, timeout=20)
        if done.returncode != 0:
            raise AssertionError(f"tmux {words[0]}: {done.stderr}")
        return done.stdout

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True, timeout=20)

    def run(self, command):
        """Types a command line."""
        self._tmux("send-keys", "-l", command)
        self._tmux("send-keys", "Enter")

    def keys(self, *names):
        """Presses keys by tmux's names of them (`Right`, `C-z`, `q`)."""
        self._tmux("send-keys", *names)

    def screen(self):
        return self._tmux("capture-pane", "-p")

    def styled_screen(self):
        """The screen with its colours and attributes, as escape sequences."""
        return self._tmux("capture-pane", "-p", "-e")

    def raw(self):
        """Every byte that was written to the terminal so far."""
        return self.raw_file.read_bytes()

    def ask(self, format):
        return self._tmux("display-message", "-p", format).strip()

    def resize(self, columns, rows):
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait_for(self, *texts, deadline=DEADLINE):
        """Until all of the texts are on the screen. Returns the screen."""
        return self.wait_for_screen(lambda screen: all(text in screen for text in texts), " and ".join(map(repr, texts)), deadline)

    def wait_without(self, text, deadline=DEADLINE):
        return self.wait_for_screen(lambda screen: text not in screen, f"{text!r} to go", deadline)

    def wait_for_screen(self, condition, what, deadline=DEADLINE):
        last = ""

        def holds():
            nonlocal last
            last = self.screen()
            return condition(last)

        wait_until(holds, what, deadline, lambda: last)
        return last

    @property
    def is_alternate(self):
        """Whether a full-screen program has the terminal."""
        return self.ask("#{alternate_on}") == "1"

    def child(self):
        """The process id of the program that the shell runs; None when it runs none."""
        shell = int(self.ask("#{pane_pid}"))
        while True:
            with open(f"/proc/{shell}/task/{shell}/children") as file:
                children = file.read().split()
            if not children:
                return None
            with open(f"/proc/{children[0]}/comm") as file:
                name = file.read().strip()
            # `sh -c` may stand between tmux and bash.
            if name not in ("bash", "env", "sh"):
                return int(children[0])
            shell = int(children[0])
