"""Work shared among processes: each piece is done once, and a fault in one is a fault of all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from casework import parallel


def test_all_work_is_done_once() -> None:
    """However many workers there are, each turn is taken by one of them."""
    for count in (0, 1, 2, 5_000):
        assert sorted(parallel.each(lambda number: number, count, 3)) == list(range(count))


def test_what_a_worker_raises_is_raised() -> None:
    """A fault in a worker reaches the caller as the fault that it is, its file named."""

    def work(number: int) -> int:
        if number == 7:
            raise OSError(28, "No space left on device", "x")
        return number

    with pytest.raises(OSError, match="No space left") as fault:
        list(parallel.each(work, 100, 2))
    assert fault.value.filename == "x"


def test_what_a_worker_raises_ends_the_others() -> None:
    """However much the others have to say that nobody will read."""

    def work(number: int) -> bytes:
        if number == 0:
            raise ValueError("first")
        return bytes(1_000_000)

    with pytest.raises(ValueError, match="first"):
        list(parallel.each(work, 50, 3))


def test_no_worker_outlives_its_work(tmp_path: Path) -> None:
    """Where the process is killed from outside, its workers find nobody to tell, and end."""
    program = (
        "import os\nfrom casework import parallel\n"
        "def work(n):\n    print(os.getpid(), flush=True)\n    return bytes(1_000_000)\n"
        "for _ in parallel.each(work, 100_000, 2):\n    os.kill(os.getpid(), 9)\n"
    )
    (tmp_path / "program.py").write_text(program)
    ran = subprocess.run(
        [sys.executable, tmp_path / "program.py"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert ran.returncode == -9
    assert ran.stdout


def test_a_worker_that_is_killed_is_noticed() -> None:
    """Where a worker is killed, its work is not taken for done: a fault is raised."""
    here = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        time.sleep(0.001)
        return number

    with pytest.raises(ChildProcessError):
        list(parallel.each(work, 1_000, 2))
