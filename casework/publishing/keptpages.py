"""Rim: what a build leaves for the next one: what it made, of what, and in which state the case then was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from casework.kept import base, cache
from casework.kept.base import Base
from casework.kept.ledger import NONE, Bound, Ledger, Since
from casework.kept.seen import Seen
from casework.kept.snapshot import Row, Snapshot, renewed
from casework.kept.trace import Made, Node
from casework.pages.desk import MAP
from casework.pages.plan import Plan
from casework.publishing.joining import Laid
from casework.publishing.write import Written, in_place
from casework.views.cards import MapView

JOB = "job\0"
"""What the nodes' names of jobs begin with."""
LATER = ".later"
"""What the name of the file ends with that holds what has changed since a whole was written."""
SHARE = 16
"""Where what has changed is more than such a part of the whole, the whole is written anew."""
T = TypeVar("T")
Maps = dict[str, MapView | None]


class Kept(Struct, frozen=True, array_like=True):
    """What a build did, for the next one; `name` is its own, as no other has.

    `state` is a digest of what every page shows besides the case; `based` names the state of the content (`Examined.now`),
    `plan` is the site's, as bytes, and `snapshot` what pages can read.  `longs` are the files that were joined, and `seen`
    is the state in which all files then were.  `maps` are those that were drawn, by the way to the site's root: of all
    that pages share, a map takes longest to draw.
    """

    name: str = ""
    state: str = ""
    based: str = ""
    plan: memoryview = memoryview(b"")
    snapshot: dict[str, memoryview] = {}
    bound: Bound = Bound()
    longs: dict[str, Laid] = {}
    seen: Seen = Seen()
    maps: Maps = {}


class Later(Struct, frozen=True, array_like=True):
    """What has changed since something was kept, `after` which this comes; what is None has not."""

    after: str
    based: str
    seen: str
    looked_at: tuple[str, ...] | None
    plan: memoryview | None
    rows: list[Row]
    since: Since
    longs: dict[str, Laid]
    maps: Maps | None


_written = msgspec.msgpack.Decoder(tuple[Written, ...])


class Pages:
    """What is known of the jobs of the last build, and then of this one."""

    def __init__(self, kept: Kept) -> None:
        self.state, self.based, self.seen = kept.state, kept.based, kept.seen
        self.ledger = Ledger(kept.bound)
        self.longs: dict[str, Laid] = dict(kept.longs)
        self._after, self._longs, self._looked_at = kept.name, kept.longs, kept.seen.looked_at
        """The name of what was kept, as long as it is known what has changed since; and what may stay of it."""
        self._snapshot: Snapshot = kept.snapshot
        self._rows: list[Row] = []
        self._plan: Plan | memoryview = kept.plan
        self._is_replanned = False
        self.due: frozenset[str] = frozenset()
        """The jobs that were put off: what lies in place is not what they would make now (`ahead`)."""
        self.early: frozenset[str] = frozenset()
        """The jobs of which the manifest does not know that they were done since."""

    @property
    def jobs(self) -> set[str]:
        """The names of all that are known."""
        return {name.removeprefix(JOB) for name in self.ledger.with_files()}

    @property
    def plan(self) -> Plan:
        """The plan of the site that was built."""
        if isinstance(self._plan, memoryview):
            self._plan = msgspec.msgpack.decode(self._plan, type=Plan)
        return self._plan

    @property
    def snapshot(self) -> Snapshot:
        """What pages could read."""
        return renewed(self._snapshot, self._rows)

    def begin(self, based: str, plan: Plan, snapshot: Snapshot) -> None:
        """Go on from another state, whatever has changed since the last."""
        self.based, self._plan, self._snapshot, self._rows = based, plan, snapshot, []
        self._after = ""

    def renew(self, based: str, plan: Plan, changed: Iterable[Row]) -> None:
        """Go on from a state in which nothing but some rows, and perhaps the plan, has changed since the last."""
        if plan is not self.plan:
            self._plan, self._is_replanned = plan, True
        self.based = based
        self._rows += changed

    def made(self, job: str) -> tuple[Written, ...]:
        """The files that a job made when it was done last; none where it was not."""
        found = self.ledger.files(JOB + job)
        return _written.decode(found) if found else ()

    def enter(self, job: str, written: Iterable[Written], reads: bytes) -> None:
        """Take in what a job made, and what it read."""
        files = msgspec.msgpack.encode(tuple(map(in_place, written)))
        self.ledger.enter(Node(JOB + job, NONE, reads, files))

    def strike(self, job: str) -> None:
        """A job that is no more."""
        self.ledger.strike(JOB + job)

    def kept(self, name: str, maps: Maps) -> Kept:
        """All of it for the next build, with the maps that were drawn."""
        bound, snapshot = self.ledger.bound(), dict(self.snapshot)
        return Kept(name, self.state, self.based, _packed(self._plan), snapshot, bound, self.longs, self.seen, maps)

    def later(self, maps: Maps | None) -> Later | None:
        """What has changed since something was kept; None where that is not known."""
        if not self._after:
            return None
        plan = _packed(self._plan) if self._is_replanned else None
        longs = {path: laid for path, laid in self.longs.items() if laid != self._longs.get(path)}
        looked_at = None if self.seen.looked_at == self._looked_at else self.seen.looked_at
        since = self.ledger.since()
        return Later(self._after, self.based, self.seen.state, looked_at, plan, self._rows, since, longs, maps)

    def follow(self, later: Later) -> None:
        """Change what has changed since this was kept."""
        looked_at = self._looked_at if later.looked_at is None else later.looked_at
        self.based, self.seen = later.based, Seen(later.seen, looked_at)
        self.ledger.follow(later.since)
        self.longs |= later.longs
        self._rows += later.rows
        if later.plan is not None:
            self._plan, self._is_replanned = later.plan, True


def _packed(plan: Plan | memoryview) -> memoryview:
    return memoryview(msgspec.msgpack.encode(plan)) if isinstance(plan, Plan) else plan


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
    """What a build leaves for one in another process, in the dossier's cache; of what pages share only maps are kept.

    After an edit hardly any of it is new.  That alone is then written, into a file beside the whole, which names the
    whole that it comes after; beside another whole it is as if it were not there.
    """

    def __init__(self, root: Path, name: str) -> None:
        self._root, self._name, self._later = root, name, name + LATER
        self._size, self._maps = 0, Maps()
        """The bytes of the whole, and the maps in it."""
        self.made: Made = {}

    def take(self) -> Pages:
        """What the last build left; nothing where that cannot be read."""
        data = cache.load(self._root, self._name) or b""
        kept = _decoded(data, Kept) or Kept()
        pages, self._size, self._maps = Pages(kept), len(data), kept.maps
        later = _decoded(cache.load(self._root, self._later) or b"", Later)
        if later and later.after != kept.name:
            later = None
        if later:
            pages.follow(later)
        self.made[MAP] = dict(kept.maps if later is None or later.maps is None else later.maps)
        return pages

    def give(self, pages: Pages) -> None:
        """What a build leaves that came to its end."""
        maps = self.made[MAP]
        later = pages.later(None if maps == self._maps else maps)
        data = msgspec.msgpack.encode(later) if later else b""
        if data and len(data) * SHARE <= self._size:
            cache.touch(self._root, self._name)
            cache.save(self._root, self._later, data)
        else:
            cache.save(self._root, self._name, msgspec.msgpack.encode(pages.kept(base.name(), maps)))
            cache.drop(self._root, self._later)


def _decoded(data: bytes | memoryview, kind: type[T]) -> T | None:
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except msgspec.DecodeError:
        return None
