"""Runs one command and says how long it took, how much processor time, and how much memory all its processes held.

Memory is sampled over the process tree as PSS (a page that several processes share counts once), at most 2 % of the
time.  A peak between two samples would be lost, so the answer is never below the peak of the largest single process.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

SHARE = 50
"""A sample that takes t seconds is followed by a rest of at least SHARE times t."""
REST = 0.02
"""Seconds between samples at the least."""


class Run(NamedTuple):
    """Seconds of wall time and of processor time, and the peak memory in MiB."""

    seconds: float
    cpu: float = 0.0
    peak: float = 0.0


class Failed(Exception):
    """A command ended with an error; its last words."""


def run(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None, ok: tuple[int, ...] = (0,)
) -> Run:
    """Run a command in `folder` to its end; its output is kept from the terminal."""
    start = time.perf_counter()
    log = folder / ".benchmark-log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **(env or {})}, stdout=said, stderr=said)
        over, sampled = Event(), [0.0]
        sampler = Thread(target=_sample, args=(process.pid, over, sampled))
        sampler.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        sampler.join()
    words = log.read_text(errors="replace")[-2000:]
    log.unlink()
    if process.returncode not in ok:
        raise Failed(f"{command[0]} ended with {process.returncode}: {words}")
    return Run(seconds, used.ru_utime + used.ru_stime, max(sampled[0], used.ru_maxrss / 1024))


def _sample(pid: int, over: Event, peak: list[float]) -> None:
    """Keep the largest sum of PSS in `peak[0]` until `over` is set."""
    rest = REST
    while not over.wait(rest):
        start = time.perf_counter()
        peak[0] = max(peak[0], sum(map(_pss, _tree(pid))))
        rest = max(REST, (time.perf_counter() - start) * SHARE)


def _tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []  # it ended meanwhile
    return [pid, *(below for child in children for below in _tree(child))]


def _pss(pid: int) -> float:
    """What a process holds in MiB, its share of what it shares with others counted; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
