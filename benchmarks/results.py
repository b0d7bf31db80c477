"""The raw results: one record a run, kept in results.json, so that a part can be measured anew and the rest stays."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).resolve().parent / "results.json"


class Record(NamedTuple):
    """One run: seconds of wall time and of processor time, peak memory in MiB; pages and files of the site, its MB.

    Runs with the same `round` were made one after the other and are compared with each other.
    """

    size: str
    who: str
    step: str
    round: str
    seconds: float
    cpu: float = 0.0
    peak: float = 0.0
    pages: int = 0
    files: int = 0
    megabytes: float = 0.0


class Results(NamedTuple):
    """All records, each generator's version, and the machine."""

    records: tuple[Record, ...] = ()
    versions: dict[str, str] = {}  # noqa: RUF012 - never changed
    machine: str = ""


def load(file: Path = FILE) -> Results:
    """What was measured before; nothing when there is no file."""
    if not file.is_file():
        return Results()
    read: dict[str, Any] = json.loads(file.read_text())
    records = tuple(Record(**each) for each in read["records"])
    return Results(records, read["versions"], read["machine"])


def save(results: Results, file: Path = FILE) -> None:
    """Write the results, one record a line."""
    ordered = sorted(results.records, key=lambda each: ("SML".index(each.size), each.step, each.who, each.round))
    lines = ",\n  ".join(json.dumps(each._asdict()) for each in ordered)
    versions = json.dumps(dict(sorted(results.versions.items())))
    machine = json.dumps(results.machine)
    file.write_text(f'{{"machine": {machine},\n "versions": {versions},\n "records": [\n  {lines}\n]}}\n')


def merged(old: Results, fresh: Sequence[Record], versions: dict[str, str]) -> Results:
    """The old results with new records in the place of those of the same size, generator and step.

    What an older run of ours is compared with stays: Hugo's run of the same round.
    """
    replaced = {(each.size, each.who, each.step) for each in fresh}
    kept = [each for each in old.records if (each.size, each.who, each.step) not in replaced]
    rounds = {(each.size, each.round) for each in kept if each.who == "dossier"}
    partners = [
        each
        for each in old.records
        if (each.size, each.who, each.step) in replaced and each.who == "hugo" and (each.size, each.round) in rounds
    ]
    return Results((*kept, *partners, *fresh), {**old.versions, **versions}, machine())


def machine() -> str:
    """Processor, cores, memory, system and Python of this machine."""
    cpu = _line("/proc/cpuinfo", "model name") or platform.machine()
    memory = int((_line("/proc/meminfo", "MemTotal") or "0").split()[0]) / 2**20
    system = f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}"


def _line(file: str, name: str) -> str:
    found = (line.split(":", 1)[1].strip() for line in Path(file).read_text().splitlines() if line.startswith(name))
    return next(found, "")


# --- asked --------------------------------------------------------------------------------------------------------


def chosen(results: Results, size: str, who: str, step: str) -> list[Record]:
    """The runs of one generator's one step at one size."""
    return [each for each in results.records if (each.size, each.who, each.step) == (size, who, step)]


def median(results: Results, size: str, who: str, step: str, field: str = "seconds") -> float | None:
    """The median of a field over the runs; None when there are none."""
    values = [getattr(each, field) for each in chosen(results, size, who, step)]
    return statistics.median(values) if values else None


def ratio(results: Results, size: str, step: str, peer: str = "hugo") -> tuple[float, int] | None:
    """The median of the pairwise ratios of our wall time to the peer's cold build, and how many pairs; None without pairs."""
    theirs = {each.round: each.seconds for each in chosen(results, size, peer, "cold")}
    ours = chosen(results, size, "dossier", step)
    pairs = [each.seconds / theirs[each.round] for each in ours if each.round in theirs]
    return (statistics.median(pairs), len(pairs)) if pairs else None
