"""Runs what a page of the docs shows: files are written, commands are run, and their output is compared.

A fenced block with a path (```` ```yaml content/facts.yaml ````) is a file; with `add` before the path it goes to the
file's end.  A `console` block holds commands after `$ ` and what they print; `…` stands for what differs from one
machine to another, on a line of its own for any lines.  Of other blocks there may be only `text`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from dossier import cli

BLOCK = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\$ (?P<command>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
PLAIN = re.compile(r"dossier [^|<>;&$*`\\]*")
ROOT = Path(__file__).resolve().parent.parent


class Reader:
    """Somebody at a terminal who does what the page says; with the commands in `bins` instead of the checkout's."""

    def __init__(self, folder: Path, bins: Path | None = None) -> None:
        self.folder, self.bins = folder, bins
        self.said: list[tuple[str, str, int]] = []
        """Each command, what it printed, and its status."""

    def follow(self, page: Path) -> str:
        """Do all that `page` shows; the page as it would be with the outputs of now."""
        return BLOCK.sub(self._block, page.read_text("utf-8"))

    def _block(self, block: re.Match[str]) -> str:
        if block["info"] == "console":
            return f"```console\n{''.join(self._steps(block['body']))}```"
        if block["info"] != "text":
            self._write(block["info"], block["body"])
        return block[0]

    def _write(self, info: str, body: str) -> None:
        _, *adds, path = info.split(" ")
        assert adds in ([], ["add"]), f"a block of the docs is neither a file nor commands: {info}"
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        before = target.read_text("utf-8") if adds else ""
        target.write_text(before + body, "utf-8")

    def _steps(self, body: str) -> Iterator[str]:
        assert STEP.sub("", body) == "", f"not a command and its output: {body}"
        for step in STEP.finditer(body):
            output, status = self._run(step["command"])
            self.said.append((step["command"], output, status))
            same = matches(step["output"], output)
            yield step[0] if same else f"$ {step['command']}\n{output}"

    def _run(self, command: str) -> tuple[str, int]:
        """What a command prints, and its status; a preview is opened, looked at and ended."""
        if command.startswith("cd "):
            self.folder = (self.folder / command.removeprefix("cd ")).resolve()
            return "", 0
        if command.startswith("dossier serve"):
            with alone():
                return self._preview(command), 0
        said, status = self._ours(command) if PLAIN.fullmatch(command) and not self.bins else self._shell(command)
        return said.replace(str(self.folder), "…"), status

    def _ours(self, command: str) -> tuple[str, int]:
        """A plain command of ours, without a process of its own: that is quicker."""
        with contextlib.chdir(self.folder):
            done = CliRunner(env={"COLUMNS": "100"}).invoke(cli, shlex.split(command)[1:])
        if not isinstance(done.exception, SystemExit | None):
            raise done.exception
        return done.output, done.exit_code

    def _shell(self, command: str) -> tuple[str, int]:
        done = subprocess.run(
            ["bash", "-c", command],
            check=False,
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        return done.stdout, done.returncode

    def _preview(self, command: str) -> str:
        server = subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert server.stdout
        try:
            said = "".join(iter_until(server.stdout.readline, "Built in "))
            address = re.search(r"http://[^ ]*", said)
            assert address, said
            with urllib.request.urlopen(address[0], timeout=30) as page:
                assert page.status == 200
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
        finally:
            server.kill()  # else one that did not end would keep its port from all that come after
        return re.sub(r"[0-9.]+ s$", "… s", said, flags=re.MULTILINE)

    def _environment(self) -> dict[str, str]:
        """A shell with our commands first, in which nothing is coloured."""
        bins = self.bins or Path(sys.executable).parent
        path = os.pathsep.join([str(bins), os.environ["PATH"]])
        return {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "100", "NO_COLOR": "1"}


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until nobody else follows a page of the docs to a preview: they all name one port."""
    with (Path(tempfile.gettempdir()) / "dossier-tests-preview").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def iter_until(read: object, word: str) -> Iterator[str]:
    """Lines up to the one that holds `word`, or for half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        line = read()  # type: ignore[operator]
        yield line
        if word in line or not line:
            return


def matches(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows, `…` standing for anything."""
    lines = [
        r"(?:.*\n)*" if line == "…" else "[^\n]*".join(map(re.escape, line.split("…"))) + "\n"
        for line in shown.splitlines()
    ]
    return bool(re.fullmatch("".join(lines), printed))
