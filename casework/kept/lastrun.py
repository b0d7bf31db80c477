"""Rim: what the last run of a command said, for the next one that finds nothing changed.

It is believed only where every file that was read, and every file that was written, is as it was then; a file that was
changed in the very moment of that run is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from casework.diagnostics import Finding
from casework.kept import cache
from casework.kept.seen import Seen, is_as
from casework.reading.read import PARTS

TICK = 50_000_000
"""Nanoseconds: a file may change twice in so short a time and show one time for both."""


class Told(Struct, frozen=True, kw_only=True):
    """What a run said: its findings, whether they fail it, and one line."""

    findings: tuple[Finding, ...]
    fails: bool
    said: str = ""
    again: str = ""
    """What to say of a run that finds nothing changed."""


class Ran(Struct, frozen=True, kw_only=True):
    """What came of a run: what it tells, what it read outside the usual folders, and the state of what it wrote."""

    told: Told
    also: Iterable[PurePath] = ()
    written: Seen = Seen()


class _Kept(Struct, frozen=True, kw_only=True):
    read: str
    also: tuple[str, ...]
    written: Seen
    told: Told


def told(root: Path, asked: str, run: Callable[[], Ran], out: Path | None = None, *, anew: bool = False) -> Told:
    """What `run` tells, or what it told when it was last `asked` the same, if it would again.

    It may write to `out` alone.  `anew`: run in any case.
    """
    before = _read(root)
    known = None if anew else _recalled(root, asked, before, out)
    if known is not None:
        return known
    started = time.time_ns()
    ran = run()
    now = _read(root)
    also = tuple(map(str, ran.also))
    read = _with(now, also)
    if now == before and read.latest < started - TICK and not any(each.private for each in ran.told.findings):
        kept = _Kept(read=read.state, also=also, written=ran.written, told=ran.told)
        cache.save(root, _name(asked), msgspec.msgpack.encode(kept))
    return ran.told


class _Read(NamedTuple):
    """A fingerprint of the usual folders, and the latest time that one of their files was changed (ns since 1970)."""

    state: str
    latest: int


def _read(root: Path) -> _Read:
    return _Read(*cache.fingerprint(root / name for name in PARTS))


def _with(read: _Read, also: tuple[str, ...]) -> _Read:
    """The same with files outside the usual folders."""
    state, latest = cache.fingerprint(map(Path, also))
    return _Read(f"{read.state} {state}", max(read.latest, latest))


def _recalled(root: Path, asked: str, now: _Read, out: Path | None) -> Told | None:
    """What was told when all was as it is now; never of what may quote an archived text, which is not kept."""
    data = cache.load(root, _name(asked))
    try:
        kept = msgspec.msgpack.decode(data or b"", type=_Kept)
    except msgspec.DecodeError:
        return None
    is_same = _with(now, kept.also).state == kept.read and (out is None or is_as(out, kept.written))
    return replace(kept.told, said=kept.told.again) if is_same else None


def _name(asked: str) -> str:
    return f"last-{cache.digest(asked.encode())}"
