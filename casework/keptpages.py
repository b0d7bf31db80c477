"""Rim: which jobs of a build would make what they made last time, because nothing that they read has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from casework import cache
from casework.trace import Digests, Mark
from casework.write import Written

Numbers = tuple[int, ...]
MOST = 2
"""What no job reads any more is forgotten when there are so many times as many marks as were read then."""


class Done(Struct, frozen=True, array_like=True):
    """What a job made, and what it read of the case: numbers of `Kept.marks`."""

    written: tuple[Written, ...] = ()
    reads: Numbers = ()


class Kept(Struct, frozen=True, array_like=True):
    """What a build did, for the next one.

    `state` is a digest of what every page shows besides the case.  Marks have numbers, since most pages read the same;
    `shared` says what was read for those that stand for something shared, and the others have a digest.
    """

    state: str = ""
    marks: tuple[tuple[str, Any], ...] = ()
    digests: tuple[bytes, ...] = ()
    shared: dict[int, Numbers] = {}
    jobs: dict[str, Done] = {}
    used: int = 0
    """How many marks there were when all were read."""


def load(root: Path, name: str) -> Kept:
    """What the last build kept under `name`; nothing where that cannot be read."""
    try:
        kept = msgspec.msgpack.decode(cache.load(root, name) or b"", type=Kept)
    except msgspec.DecodeError:
        return Kept()
    return kept if len(kept.marks) == len(kept.digests) else Kept()


def save(root: Path, name: str, kept: Kept) -> None:
    """Keep it for the next build."""
    cache.save(root, name, msgspec.msgpack.encode(kept))


class Marks:
    """Numbers for what is read, those that the last build gave first; and what was read for what is shared."""

    def __init__(self, kept: Kept, digests: Digests) -> None:
        self.kept, self.digests = kept, digests
        self.numbers = {_mark(each): number for number, each in enumerate(kept.marks)}
        self.shared = dict(kept.shared)
        self._now = self._digested(self.numbers, 0)
        self._changed = _changed(kept, self._now)

    def unchanged(self) -> dict[str, Done]:
        """The jobs that read nothing that has changed, by name."""
        return {job: done for job, done in self.kept.jobs.items() if self._changed.isdisjoint(done.reads)}

    def unchanged_shared(self) -> set[Mark]:
        """What is shared and would come out as it did."""
        numbers = self.shared.keys() - self._changed
        return {mark for mark, number in self.numbers.items() if number in numbers}

    def number(self, mark: Mark) -> int:
        """The number of a mark, a new one where it has none."""
        return self.numbers.setdefault(mark, len(self.numbers))

    def share(self, shared: Mapping[Mark, Iterable[Mark]]) -> None:
        """Take in what was read for what is shared."""
        for mark, reads in shared.items():
            self.shared[self.number(mark)] = tuple(map(self.number, reads))

    def after(self, state: str, jobs: dict[str, Done]) -> Kept:
        """What the next build may know of this one, in which each of `jobs` was done or stayed."""
        marks = tuple(self.numbers)
        digests = (*self._now, *self._digested(marks[len(self._now) :], len(self._now)))
        kept = Kept(state, marks, digests, self.shared, jobs, self.kept.used or len(marks))
        return kept if len(marks) <= MOST * kept.used else used(kept)

    def _digested(self, marks: Iterable[Mark], start: int) -> tuple[bytes, ...]:
        of, shared = self.digests.of, self.shared
        return tuple(b"" if number in shared else of(mark) for number, mark in enumerate(marks, start))


class Memory:
    """What one process that builds again and again keeps from one build to the next; nothing of it lies on the disk.

    `made` is what pages share (`Reads.made`), as it was made for `kept`.
    """

    def __init__(self) -> None:
        self.kept = Kept()
        self.made: dict[Mark, Any] = {}
        self._is_whole = False

    def begin(self, marks: Marks) -> None:
        """Forget what would not come out as it did, or all where the last build came to no end."""
        still = marks.unchanged_shared() if self._is_whole else set()
        for mark in [each for each in self.made if each not in still]:
            del self.made[mark]
        self._is_whole = False

    def end(self, kept: Kept) -> None:
        """A build that came to its end."""
        self.kept, self._is_whole = kept, True


def _changed(kept: Kept, now: Iterable[bytes]) -> set[int]:
    """The numbers of the marks whose digests `now` differ, and of what is shared and read one of them."""
    changed = {number for number, (old, new) in enumerate(zip(kept.digests, now, strict=True)) if old != new}
    while more := {
        mark for mark, reads in kept.shared.items() if mark not in changed and not changed.isdisjoint(reads)
    }:
        changed |= more
    return changed


def _mark(stored: tuple[str, Any]) -> Mark:
    table, key = stored
    return table, tuple(key) if isinstance(key, list) else key


def used(kept: Kept) -> Kept:
    """The same without the marks that no job reads, itself or through what it shares."""
    used = dict.fromkeys(chain.from_iterable(done.reads for done in kept.jobs.values()))
    waiting = list(used)
    while waiting:
        new = [each for each in kept.shared.get(waiting.pop(), ()) if each not in used]
        used |= dict.fromkeys(new)
        waiting += new
    numbers = {number: index for index, number in enumerate(used)}
    return Kept(
        kept.state,
        tuple(kept.marks[each] for each in used),
        tuple(kept.digests[each] for each in used),
        {numbers[mark]: _renumbered(reads, numbers) for mark, reads in kept.shared.items() if mark in numbers},
        {job: Done(done.written, _renumbered(done.reads, numbers)) for job, done in kept.jobs.items()},
        len(used),
    )


def _renumbered(reads: Numbers, numbers: Mapping[int, int]) -> Numbers:
    return tuple(numbers[each] for each in reads)
