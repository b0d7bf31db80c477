"""Rim: what a run leaves so that the next one need not read what has not changed: which files, in which state, hold what.

Only of a dossier that is just what its files say: nothing withheld, nothing cut, no reference led elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
from msgspec import Struct

from casework.diagnostics import Finding
from casework.evidence.derive import Carried, Case, Leaning, Mention, QuoteCheck
from casework.evidence.origins import Root
from casework.exports.editions import Changed
from casework.kept import cache
from casework.kept.parsed import Piece
from casework.lazy import Packed
from casework.model import Disagreement, SourceStatus
from casework.reading.read import Stat

UNSURE = Stat(0, 0, 0)
"""Of a file that may have changed since unnoticed."""


class FileState(Struct, frozen=True, array_like=True):
    """A file of the content as it was read."""

    path: str
    stat: Stat
    pieces: tuple[Piece, ...]


class Base(Struct, frozen=True, array_like=True):
    """A run's state.  `now` names it; `around` is a fingerprint of all that is read besides the content's files,
    `also` where of it lies outside the usual folders; `ids` are those of each table of the dossier, in its order.

    `tables` are those of the case that follow from outlines, as bytes; most edits need none of them.
    """

    now: str
    around: str
    also: tuple[str, ...]
    files: tuple[FileState, ...]
    ids: dict[str, tuple[str, ...]]
    tables: dict[str, msgspec.Raw]
    findings: tuple[tuple[Finding, str], ...]
    """Each with the id of the item whose own it is (`check.of_item`, its quotations), or none."""
    changed: Changed
    alike: bytes = b""
    """How alike the facts are (`check.alike`), in their order."""


def name() -> str:
    """A name for a state, as no other has."""
    return os.urandom(16).hex()


TABLES: Mapping[str, tuple[Any, Any]] = {
    "facts_of": (str, tuple[str, ...]),
    "origin_of": (str, tuple[str, ...]),
    "supports": (str, tuple[str, ...]),
    "disputes": (str, tuple[str, ...]),
    "roots_alone": (str, tuple[str, ...]),
    "leans": (str, Leaning),
    "carried": (str, Carried),
    "statuses": (str, int),
    "verdicts": (str, Disagreement | None),
    "mentions": (str, tuple[Mention, ...]),
    "published": (str, str),
    "taken_back": (str, SourceStatus),
    "speakers": (str, Root),
    "checks": (tuple[str, int], QuoteCheck),
}
"""The types of their keys and rows."""


def packed(case: Case, name: str) -> msgspec.Raw:
    """A table of a case for a base."""
    table = getattr(case, name)
    return msgspec.Raw(table.data if isinstance(table, Packed) else msgspec.msgpack.encode(dict(table)))


def tables(base: Base) -> dict[str, Packed[Any, Any]]:
    """The tables of a base."""
    return {name: Packed(bytes(base.tables[name]), *kinds) for name, kinds in TABLES.items()}


class Recall(Protocol):
    """Where a base is kept."""

    def load(self) -> Base | None:
        """The last run's base."""

    def save(self, base: Base) -> None:
        """Keep it for the next run."""


class OnDisk(NamedTuple):
    """In the dossier's cache, under a name."""

    root: Path
    name: str

    def load(self) -> Base | None:
        """The last run's base; None where it cannot be read."""
        try:
            return msgspec.msgpack.decode(cache.load(self.root, self.name) or b"", type=Base)
        except msgspec.DecodeError:
            return None

    def save(self, base: Base) -> None:
        """Keep it for the next run."""
        cache.save(self.root, self.name, msgspec.msgpack.encode(base))
