"""Rim: what a build leaves for the next one: what it made, of what, and in which state the case then was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from casework import cache
from casework.ledger import Bound, Ledger
from casework.snapshot import Snapshot
from casework.trace import Mark, Node
from casework.write import Written, in_place

JOB = "job\0"
"""What the nodes' names of jobs begin with."""


class Kept(Struct, frozen=True, array_like=True):
    """What a build did, for the next one.

    `state` is a digest of what every page shows besides the case; `based` names the state of the content (`Examined.now`),
    and `snapshot` is what of it pages can read.  `files` are those that each job made, as bytes, and `stamp` is the
    state in which their folders then were.
    """

    state: str = ""
    based: str = ""
    snapshot: dict[str, msgspec.Raw] = {}
    bound: Bound = Bound()
    files: dict[str, msgspec.Raw] = {}
    stamp: str = ""


_files = msgspec.msgpack.Decoder(tuple[Written, ...])


def load(root: Path, name: str) -> Kept:
    """What the last build kept under `name`; nothing where that cannot be read."""
    try:
        return msgspec.msgpack.decode(cache.load(root, name) or b"", type=Kept)
    except msgspec.DecodeError:
        return Kept()


def save(root: Path, name: str, kept: Kept) -> None:
    """Keep it for the next build."""
    cache.save(root, name, msgspec.msgpack.encode(kept))


class Pages:
    """What is known of the jobs of the last build, and then of this one."""

    def __init__(self, kept: Kept) -> None:
        self.state, self.based, self.stamp = kept.state, kept.based, kept.stamp
        self.snapshot: Snapshot = kept.snapshot
        self.ledger = Ledger(kept.bound)
        self.files: dict[str, msgspec.Raw] = kept.files

    def made(self, job: str) -> tuple[Written, ...]:
        """The files that a job made when it was done last."""
        return _files.decode(self.files[job]) if job in self.files else ()

    def enter(self, job: str, written: Iterable[Written], reads: bytes) -> None:
        """Take in what a job made, and what it read."""
        self.files[job] = msgspec.Raw(msgspec.msgpack.encode(tuple(map(in_place, written))))
        self.ledger.enter(Node(JOB + job, b"", reads))

    def strike(self, job: str) -> None:
        """A job that is no more."""
        del self.files[job]
        self.ledger.strike(JOB + job)

    def kept(self) -> Kept:
        """All of it for the next build."""
        return Kept(self.state, self.based, dict(self.snapshot), self.ledger.bound(), self.files, self.stamp)


class Memory:
    """What one process that builds again and again keeps from one build to the next; nothing of it lies on the disk.

    `made` is what pages share (`Reads.made`).  Both are taken for a build, and are there again when it came to its end.
    """

    def __init__(self) -> None:
        self._pages = Pages(Kept())
        self.made: dict[Mark, Any] = {}

    def take(self) -> Pages:
        """What the last build left; nothing where it came to no end."""
        pages, self._pages = self._pages, Pages(Kept())
        return pages

    def give(self, pages: Pages) -> None:
        """What a build leaves that came to its end."""
        self._pages = pages
