"""Rim: what the last run of a command said, for the next one that finds nothing changed.

It is believed only where every file that was read, and every file that was written, is as it was then; a file that was
changed in the very moment of that run is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from casework import cache
from casework.diagnostics import Finding
from casework.write import MANIFEST

TICK = 50_000_000
"""Nanoseconds: a file may change twice in so short a time and show one time for both."""
READ = ("config.yaml", "content", "templates", "assets")


class Told(Struct, frozen=True, kw_only=True):
    """What a run said: its findings, whether they fail it, and one line."""

    findings: tuple[Finding, ...]
    fails: bool
    said: str = ""
    again: str = ""
    """What to say of a run that finds nothing changed."""


class _Kept(Struct, frozen=True, kw_only=True):
    read: str
    also: tuple[str, ...]
    written: str
    told: Told


def told(
    root: Path,
    asked: str,
    run: Callable[[], tuple[Told, Iterable[PurePath]]],
    out: Path | None = None,
    *,
    anew: bool = False,
) -> Told:
    """What `run` tells, or what it told when it was last `asked` the same, if it would again.

    `run` says too which files it read outside the usual folders; it may write to `out` alone.  `anew`: run in any case.
    """
    known = None if anew else _recalled(root, asked, out)
    if known is not None:
        return known
    started, before = time.time_ns(), _read(root)[0]
    told, also = run()
    if _read(root)[0] == before:
        _record(root, asked, told, started=started, also=tuple(map(str, also)), out=out)
    return told


def _read(root: Path, also: Iterable[str] = ()) -> tuple[str, int]:
    """A fingerprint of all that a run reads, and the latest time that one of the files was changed."""
    return cache.fingerprint([*(root / name for name in READ), *map(Path, also)])


def _recalled(root: Path, asked: str, out: Path | None) -> Told | None:
    data = cache.load(root, _name(asked))
    try:
        kept = msgspec.msgpack.decode(data or b"", type=_Kept)
    except msgspec.DecodeError:
        return None
    is_same = _read(root, kept.also)[0] == kept.read and _written(out) == kept.written
    return replace(kept.told, said=kept.told.again) if is_same else None


def _record(root: Path, asked: str, told: Told, *, started: int, also: tuple[str, ...], out: Path | None) -> None:
    """Keep what a run told; but never what may quote an archived text."""
    now, latest = _read(root, also)
    if latest < started - TICK and not any(each.private for each in told.findings):
        kept = _Kept(read=now, also=also, written=_written(out), told=told)
        cache.save(root, _name(asked), msgspec.msgpack.encode(kept))


def _written(out: Path | None) -> str:
    return cache.fingerprint([out, out / MANIFEST])[0] if out else ""


def _name(asked: str) -> str:
    return f"last-{cache.digest(asked.encode())}"
