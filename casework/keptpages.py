"""Rim: what a build leaves for the next one: what it made, of what, and in which state the case then was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from casework import cache
from casework.base import Base
from casework.desk import MAP
from casework.joining import Laid
from casework.ledger import NONE, Bound, Ledger
from casework.plan import Plan
from casework.seen import Seen
from casework.snapshot import Snapshot
from casework.trace import Made, Node
from casework.views.cards import MapView
from casework.write import Written, in_place

JOB = "job\0"
"""What the nodes' names of jobs begin with."""


class Kept(Struct, frozen=True, array_like=True):
    """What a build did, for the next one.

    `state` is a digest of what every page shows besides the case; `based` names the state of the content (`Examined.now`),
    `plan` is the site's, and `snapshot` what pages can read.  `files` are those that each job made, as bytes, `longs`
    those that were joined, and `seen` is the state in which they then were.  `maps` are those that were drawn, by the way
    to the site's root: of all that pages share, a map takes longest to draw.
    """

    state: str = ""
    based: str = ""
    plan: msgspec.Raw = msgspec.Raw()
    snapshot: dict[str, msgspec.Raw] = {}
    bound: Bound = Bound()
    files: dict[str, msgspec.Raw] = {}
    longs: dict[str, Laid] = {}
    seen: Seen = Seen()
    maps: dict[str, MapView | None] = {}


_written = msgspec.msgpack.Decoder(tuple[Written, ...])


class Pages:
    """What is known of the jobs of the last build, and then of this one."""

    def __init__(self, kept: Kept) -> None:
        self.state, self.based, self.seen = kept.state, kept.based, kept.seen
        self._plan: Plan | msgspec.Raw = kept.plan
        self.snapshot: Snapshot = kept.snapshot
        self.ledger = Ledger(kept.bound)
        self._files: dict[str, msgspec.Raw] = kept.files
        self._new: dict[str, tuple[Written, ...]] = {}
        self.longs: dict[str, Laid] = kept.longs
        self.due: frozenset[str] = frozenset()
        """The jobs that were put off: what lies in place is not what they would make now (`ahead`)."""
        self.early: frozenset[str] = frozenset()
        """The jobs of which the manifest does not know that they were done since."""

    @property
    def jobs(self) -> set[str]:
        """The names of all that are known."""
        return {*self._files, *self._new}

    @property
    def plan(self) -> Plan:
        """The plan of the site that was built."""
        if isinstance(self._plan, msgspec.Raw):
            self._plan = msgspec.msgpack.decode(self._plan, type=Plan)
        return self._plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self._plan = plan

    def knows(self, job: str) -> bool:
        """Whether a job has been done."""
        return job in self._new or job in self._files

    def made(self, job: str) -> tuple[Written, ...]:
        """The files that a job made when it was done last."""
        if job in self._new:
            return self._new[job]
        return _written.decode(self._files[job]) if job in self._files else ()

    def enter(self, job: str, written: Iterable[Written], reads: bytes) -> None:
        """Take in what a job made, and what it read."""
        self._new[job] = tuple(map(in_place, written))
        self.ledger.enter(Node(JOB + job, NONE, reads))

    def strike(self, job: str) -> None:
        """A job that is no more."""
        self._files.pop(job, None)
        self._new.pop(job, None)
        self.ledger.strike(JOB + job)

    def kept(self, maps: dict[str, MapView | None]) -> Kept:
        """All of it for the next build, with the maps that were drawn."""
        plan = self._plan if isinstance(self._plan, msgspec.Raw) else msgspec.Raw(msgspec.msgpack.encode(self._plan))
        snapshot, bound = dict(self.snapshot), self.ledger.bound()
        files = {**self._files, **{job: msgspec.Raw(msgspec.msgpack.encode(its)) for job, its in self._new.items()}}
        return Kept(self.state, self.based, plan, snapshot, bound, files, self.longs, self.seen, maps)


class Memory:
    """What one process that builds again and again keeps from one build to the next: nothing of it lies on the disk.

    `made` is what pages share (`Reads.made`).  The pages are taken for a build, and are there again when it came to its
    end.
    """

    def __init__(self) -> None:
        self._pages = Pages(Kept())
        self._base: Base | None = None
        self.made: Made = {}

    def load(self) -> Base | None:
        """The last run's base (`base.Recall`)."""
        return self._base

    def save(self, base: Base) -> None:
        """Keep it for the next run."""
        self._base = base

    def take(self) -> Pages:
        """What the last build left; nothing where it came to no end."""
        pages, self._pages = self._pages, Pages(Kept())
        return pages

    def give(self, pages: Pages) -> None:
        """What a build leaves that came to its end."""
        self._pages = pages


class KeptOnDisk:
    """What a build leaves for one in another process, in the dossier's cache; of what pages share only maps are kept."""

    def __init__(self, root: Path, name: str) -> None:
        self._root, self._name = root, name
        self.made: Made = {}

    def take(self) -> Pages:
        """What the last build left; nothing where that cannot be read."""
        try:
            kept = msgspec.msgpack.decode(cache.load(self._root, self._name) or b"", type=Kept)
        except msgspec.DecodeError:
            kept = Kept()
        self.made[MAP] = dict(kept.maps)
        return Pages(kept)

    def give(self, pages: Pages) -> None:
        """What a build leaves that came to its end."""
        cache.save(self._root, self._name, msgspec.msgpack.encode(pages.kept(self.made[MAP])))
