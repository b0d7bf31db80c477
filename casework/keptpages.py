"""Rim: which jobs of a build would make what they made last time, because nothing that they read has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from casework import cache as kept_between
from casework.trace import Digests, Mark
from casework.write import Written

Numbers = tuple[int, ...]


class Done(Struct, frozen=True, array_like=True):
    """What a job made, and what it read of the case: numbers of `Marks`."""

    written: tuple[Written, ...] = ()
    reads: Numbers = ()


class Marks:
    """Numbers for what is read, since most pages read the same; and for what is shared, what was read for it."""

    def __init__(self, marks: Iterable[Mark] = (), shared: Mapping[int, Numbers] | None = None) -> None:
        self.numbers = {mark: number for number, mark in enumerate(marks)}
        self.shared = dict(shared or {})

    def number(self, mark: Mark) -> int:
        """The number of a mark, a new one where it has none."""
        return self.numbers.setdefault(mark, len(self.numbers))

    def share(self, shared: Mapping[Mark, Iterable[Mark]]) -> None:
        """Take in what was read for what is shared."""
        for mark, reads in shared.items():
            self.shared[self.number(mark)] = tuple(map(self.number, reads))


class _Kept(Struct, frozen=True, array_like=True):
    state: str
    marks: tuple[tuple[str, Any], ...]
    digests: tuple[bytes, ...]
    shared: dict[int, Numbers]
    jobs: dict[str, Done]


def unchanged(root: Path, name: str, state: str, digests: Digests) -> tuple[Mapping[str, Done], Marks]:
    """The jobs, by name, whose files are as they would be made now.

    `state` is a digest of what every page shows besides the case; with another one, all are made anew.
    """
    try:
        kept = msgspec.msgpack.decode(kept_between.load(root, name) or b"", type=_Kept)
    except msgspec.DecodeError:
        return {}, Marks()
    if kept.state != state or len(kept.marks) != len(kept.digests):
        return {}, Marks()
    marks = [_mark(each) for each in kept.marks]

    @cache
    def is_changed(number: int) -> bool:
        if number in kept.shared:
            return any(map(is_changed, kept.shared[number]))
        return digests.of(marks[number]) != kept.digests[number]

    same = {job: done for job, done in kept.jobs.items() if not any(map(is_changed, done.reads))}
    return same, Marks(marks, kept.shared)


def _mark(stored: tuple[str, Any]) -> Mark:
    table, key = stored
    return table, tuple(key) if isinstance(key, list) else key


def keep(root: Path, name: str, state: str, digests: Digests, marks: Marks, jobs: Mapping[str, Done]) -> None:
    """Remember what each job made and read; what none reads any more is forgotten."""
    used = _used(marks.shared, jobs)
    new = {number: index for index, number in enumerate(used)}
    named = list(marks.numbers)
    kept = _Kept(
        state,
        tuple(named[number] for number in used),
        tuple(b"" if number in marks.shared else digests.of(named[number]) for number in used),
        {new[number]: tuple(new[each] for each in marks.shared[number]) for number in used if number in marks.shared},
        {job: Done(done.written, tuple(new[each] for each in done.reads)) for job, done in jobs.items()},
    )
    kept_between.save(root, name, msgspec.msgpack.encode(kept))


def _used(shared: Mapping[int, Numbers], jobs: Mapping[str, Done]) -> list[int]:
    """Every number that a job reads, itself or through what it shares."""
    used = dict.fromkeys(chain.from_iterable(done.reads for done in jobs.values()))
    waiting = [number for number in used if number in shared]
    while waiting:
        for number in shared[waiting.pop()]:
            if number not in used:
                used[number] = None
                if number in shared:
                    waiting.append(number)
    return list(used)
