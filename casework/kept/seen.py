"""Rim: the state in which an output was left, so that a run which finds it so need not look at all of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from casework.kept.cache import digest
from casework.kept.manifest import MANIFEST, MOVING

MANY = 2_000
"""To look at more files takes longer than a small edit."""
STARTED = Path("/proc/sys/kernel/random/boot_id")


class Seen(Struct, frozen=True, array_like=True):
    """A digest of the state that an output was in, and what of it was looked at: paths from the output."""

    state: str = ""
    looked_at: tuple[str, ...] = ()


def seen(out: Path, files: Iterable[str]) -> Seen:
    """The state of an output that holds `files`; it changes where one is put, replaced or taken away, or written to.

    Of more than `MANY` files only the folders are looked at, so that what is written into a file that stays is not seen.
    Another start of the machine is another state: what a failing power cut short may then be there.  (Where the files
    are those of before, `seen_again` says the same.)
    """
    every = sorted(files)
    folders = sorted({path.rpartition("/")[0] for path in every} | {""})
    looked_at = (MANIFEST, *folders, *(every if len(every) <= MANY else ()))
    return Seen(_state(out, looked_at), looked_at)


def seen_again(out: Path, before: Seen) -> Seen:
    """The state of the same files as they are now."""
    return Seen(_state(out, before.looked_at), before.looked_at)


def is_as(out: Path, before: Seen) -> bool:
    """Whether an output is in the state in which it was seen."""
    return bool(before.state) and _state(out, before.looked_at) == before.state and not (out / MOVING).exists()


def _state(out: Path, paths: Iterable[str]) -> str:
    """A digest of the state of some paths; empty where one is not there."""
    try:
        lines = [_started(), *(f"{path} {stated(f'{out}/{path}')}" for path in paths)]
    except OSError:
        return ""
    return digest("\n".join(lines).encode("utf-8", "surrogateescape"))


def stated(path: str) -> str:
    """The state of a file, which is the same after it is moved.  OSError where it is not there."""
    found = os.stat(path)  # noqa: PTH116 (thousands of them)
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"


def _started() -> str:
    """When the machine was started, as far as it says so."""
    try:
        return STARTED.read_text()
    except OSError:
        return ""
