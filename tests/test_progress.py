"""The progress of a build: a bar on a terminal for long work, nothing in a pipe, nothing with -q; then one line."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from build import folder
from ondisk import laid


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier of more pages than a build makes in a moment."""
    made = tmp_path_factory.mktemp("long")
    facts = [{"id": f"f{number}", "evidence": [{"source": "a"}]} for number in range(400)]
    laid(made, folder({"a": {}}, facts))
    return made


def command(root: Path, *given: str) -> list[str]:
    return [str(Path(sys.executable).parent / "dossier"), "build", "-C", str(root), "--clean", *given]


def at_a_terminal(root: Path, *given: str) -> str:
    """What somebody sees who builds at a terminal."""
    ours, theirs = pty.openpty()
    run = subprocess.Popen(command(root, *given), stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ)
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert run.wait(60) == 0
    return seen.decode()


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_long_work_shows_a_bar_on_a_terminal(root: Path, jobs: str) -> None:
    """It grows to 100 % and does not stand between the reader and the summary; with several processes too."""
    seen = at_a_terminal(root, "--jobs", jobs)
    shown = [int(each) for each in re.findall(r"building .*?(\d+)%", seen)]
    assert shown == sorted(shown)
    assert (shown[0] < 50, shown[-1]) == (True, 100)
    last = seen.rstrip().splitlines()[-1]
    assert re.fullmatch(r"[\d,]+ pages, 400 facts, 1 independent origin → .* \(.*\), \d+\.\d s", last), last


@pytest.mark.slow
def test_with_quiet_there_is_none(root: Path) -> None:
    """With `-q` a build in which nothing is wrong prints nothing, at a terminal too."""
    assert at_a_terminal(root, "-q") == ""


@pytest.mark.slow
def test_in_a_pipe_there_is_none(root: Path) -> None:
    """A log gets one line of summary and no bar."""
    run = subprocess.run(command(root), check=True, capture_output=True, text=True, timeout=60)
    assert "building" not in run.stdout + run.stderr
    assert len(run.stdout.splitlines()) == 1


def test_short_work_shows_none(tmp_path: Path) -> None:
    """What is done in a moment does not flicker."""
    laid(tmp_path, folder({"a": {}}, index="[@a]"))
    assert "building" not in at_a_terminal(tmp_path)
