"""The state of the case's tables in digests: what has changed since another state.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from casework.kept.outline import outlined
from casework.kept.trace import DIGEST, KEYS, WHOLE, Mark, digest

Key = str | tuple[str, str | int]
Rows = Mapping[Any, Any]


class Shot(Struct, array_like=True):
    """A table's keys in its order, and a digest of each row behind one another; then the same of the rows in outline."""

    keys: list[Key]
    digests: bytes
    outlines: bytes


Snapshot = Mapping[str, memoryview]
"""Each table's `Shot` as bytes: most are only compared."""


class Row(NamedTuple):
    """A row as it is now: the name of its table, its key, and its digests, which are empty where it is gone."""

    table: str
    key: Key
    digest: bytes
    outline: bytes


_shot = msgspec.msgpack.Decoder(Shot)


def snapshot(tables: Mapping[str, Rows]) -> Snapshot:
    """The state of some tables."""
    return {name: _encoded(_taken(rows)) for name, rows in tables.items()}


def _taken(rows: Rows) -> Shot:
    digests, outlines = bytearray(), bytearray()
    for row in rows.values():
        mine, outline = _digests(row)
        digests += mine
        outlines += outline
    return Shot(list(rows), bytes(digests), bytes(outlines))


def _digests(row: Any) -> tuple[bytes, bytes]:
    """The digest of a row, and that of its outline."""
    mine = digest(row)
    return mine, mine if (short := outlined(row)) is row else digest(short)


def _encoded(shot: Shot) -> memoryview:
    return memoryview(msgspec.msgpack.encode(shot))


def rows(tables: Mapping[str, Rows], marks: Iterable[Mark]) -> list[Row]:
    """The rows of some marks as they are now."""
    found = ((table, key, tables[table]) for table, key in marks if key not in (KEYS, WHOLE))
    return [Row(table, key, *(_digests(its[key]) if key in its else (b"", b""))) for table, key, its in found]


def renewed(old: Snapshot, changed: Iterable[Row]) -> Snapshot:
    """`old` after some rows, and no others, have changed, have come or gone, one after another."""
    by_table: dict[str, list[Row]] = {}
    for row in changed:
        by_table.setdefault(row.table, []).append(row)
    return {**old, **{name: _encoded(_renewed(_shot.decode(old[name]), its)) for name, its in by_table.items()}}


def _renewed(shot: Shot, changed: Iterable[Row]) -> Shot:
    kept = dict(zip(shot.keys, zip(_parted(shot.digests), _parted(shot.outlines), strict=True), strict=True))
    for row in changed:
        if row.digest:
            kept[row.key] = row.digest, row.outline
        else:
            kept.pop(row.key, None)
    digests, outlines = zip(*kept.values(), strict=True) if kept else ((), ())
    return Shot([*kept], b"".join(digests), b"".join(outlines))


def differences(old: Snapshot, new: Snapshot) -> Iterator[Mark]:
    """The marks of all that has changed between two states."""
    for name in old.keys() | new.keys():
        before, after = old.get(name), new.get(name)
        if before is None or after is None or bytes(before) != bytes(after):
            yield from _differences(name, before, after)


def _differences(name: str, before: memoryview | None, after: memoryview | None) -> Iterator[Mark]:
    old, new = (_shot.decode(each) if each is not None else Shot([], b"", b"") for each in (before, after))
    if old.keys != new.keys:
        yield name, KEYS
    if old.keys != new.keys or old.outlines != new.outlines:
        yield name, WHOLE
    was, now = (dict(zip(each.keys, _parted(each.digests), strict=True)) for each in (old, new))
    yield from ((name, key) for key in chain(was.keys() - now.keys(), now) if was.get(key) != now.get(key))


def _parted(digests: bytes) -> Iterator[bytes]:
    return (digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST))
