"""Rim: which jobs of a build would make what they made last time, because nothing that they read has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from casework import cache
from casework.trace import Digests, Mark
from casework.write import Written


class Done(Struct, frozen=True, array_like=True):
    """What a job made, and what it read of the case: numbers of `Marks`."""

    written: tuple[Written, ...] = ()
    reads: tuple[int, ...] = ()


class Marks:
    """Numbers for what is read: most pages read the same things."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self.numbers = {mark: number for number, mark in enumerate(marks)}

    def number(self, mark: Mark) -> int:
        """The number of a mark, a new one where it has none."""
        return self.numbers.setdefault(mark, len(self.numbers))


class _Kept(Struct, frozen=True, array_like=True):
    state: str
    marks: tuple[tuple[str, Any], ...]
    digests: tuple[bytes, ...]
    jobs: dict[str, Done]


def unchanged(root: Path, name: str, state: str, digests: Digests) -> tuple[Mapping[str, Done], Marks]:
    """The jobs, by name, whose files are as they would be made now.

    `state` is a digest of what every page shows besides the case; with another one, all are made anew.
    """
    try:
        kept = msgspec.msgpack.decode(cache.load(root, name) or b"", type=_Kept)
    except msgspec.DecodeError:
        return {}, Marks()
    if kept.state != state or len(kept.marks) != len(kept.digests):
        return {}, Marks()
    marks = [_mark(each) for each in kept.marks]
    changed = {number for number, mark in enumerate(marks) if digests.of(mark) != kept.digests[number]}
    return {job: done for job, done in kept.jobs.items() if changed.isdisjoint(done.reads)}, Marks(marks)


def _mark(stored: tuple[str, Any]) -> Mark:
    table, key = stored
    return table, tuple(key) if isinstance(key, list) else key


def keep(root: Path, name: str, state: str, digests: Digests, marks: Marks, jobs: Mapping[str, Done]) -> None:
    """Remember what each job made and read."""
    named = tuple(marks.numbers)
    kept = _Kept(state, named, tuple(map(digests.of, named)), dict(jobs))
    cache.save(root, name, msgspec.msgpack.encode(kept))
