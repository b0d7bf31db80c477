"""Rim: what files and their portions hold, kept between runs by digest; one is read or renewed without the others.

A database of SQLite in the dossier's cache.  Each value has a sum before it; what was kept by another program, or is
damaged, is as if it were not there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

from casework.kept import cache

NAME = "shelf"
SUM = 4
"""Bytes."""
SPARE = 100
"""So much is kept that the last run did not want: a check and a build each know an earlier state."""
PATIENCE = 10
"""Seconds to wait for another build that writes."""


def load(root: Path) -> dict[str, bytes]:
    """All that is kept."""
    try:
        with _opened(root) as shelf:
            rows = shelf.execute("SELECT digest, value FROM held")
            return {digest: value for digest, kept in rows if (value := _sound(digest, kept)) is not None}
    except sqlite3.Error:
        return {}


class Lost(Exception):
    """Something is not on the shelf that was there when a run looked."""


class Finder:
    """What is kept, one thing at a time.  Lost where it is not there, or is damaged."""

    def __init__(self, root: Path) -> None:
        self._shelf: sqlite3.Connection | None = None
        self._path = cache.folder(root) / NAME

    def __getitem__(self, digest: str) -> bytes:
        try:
            self._shelf = self._shelf or sqlite3.connect(f"{self._path.as_uri()}?mode=ro", timeout=PATIENCE, uri=True)
            row = self._shelf.execute("SELECT value FROM held WHERE digest = ?", (digest,)).fetchone()
        except sqlite3.Error as fault:
            raise Lost(digest) from fault
        value = _sound(digest, row[0]) if row else None
        if value is None:
            raise Lost(digest)
        return value


def renew(root: Path, new: Mapping[str, bytes], wanted: Collection[str]) -> None:
    """Keep `new` too; of what is not `wanted` only so much that another run may still look up what it knew.

    Where nothing can be kept, the next run takes longer.
    """
    if not cache.prepared(root):
        return
    for _ in range(2):
        try:
            with _opened(root) as shelf, shelf:
                shelf.execute("CREATE TABLE IF NOT EXISTS held (digest TEXT PRIMARY KEY, value BLOB)")
                rows = ((digest, _sum(digest, value) + value) for digest, value in new.items())
                shelf.executemany("INSERT OR REPLACE INTO held VALUES (?, ?)", rows)
                _tidy(shelf, wanted)
        except sqlite3.OperationalError:
            break  # somebody else writes, or the disk is full
        except sqlite3.Error:
            _forget(root)
        else:
            break


def _tidy(shelf: sqlite3.Connection, wanted: Collection[str]) -> None:
    if shelf.execute("SELECT count(*) FROM held").fetchone()[0] > len(wanted) + SPARE:
        gone = {digest for (digest,) in shelf.execute("SELECT digest FROM held")} - set(wanted)
        shelf.executemany("DELETE FROM held WHERE digest = ?", ((each,) for each in gone))


@contextmanager
def _opened(root: Path) -> Iterator[sqlite3.Connection]:
    """The database of this very program; another one's is taken away first.  sqlite3.Error where there is none."""
    path = cache.folder(root) / NAME
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as shelf:
        shelf.execute("PRAGMA synchronous = OFF")  # a power failure costs no more than the time to read it all again
        if shelf.execute("PRAGMA user_version").fetchone()[0] != _version():
            shelf.execute("DROP TABLE IF EXISTS held")
            shelf.execute(f"PRAGMA user_version = {_version()}")
        yield shelf


def _version() -> int:
    return int.from_bytes(blake2b(cache.program().encode(), digest_size=4).digest()) >> 1


def _forget(root: Path) -> None:
    with suppress(OSError):
        (cache.folder(root) / NAME).unlink()


def _sum(digest: str, value: bytes) -> bytes:
    return crc32(value, crc32(digest.encode())).to_bytes(SUM)


def _sound(digest: str, kept: bytes) -> bytes | None:
    """A value without its sum; None where a disk has changed either."""
    value = kept[SUM:]
    return value if kept[:SUM] == _sum(digest, value) else None
