"""The state of the case's tables in digests: what has changed since another state.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import msgspec
from msgspec import Struct

from casework.outline import outlined
from casework.trace import DIGEST, KEYS, WHOLE, Mark, digest

Key = str | tuple[str, str | int]
Rows = Mapping[Any, Any]


class Shot(Struct, array_like=True):
    """A table's keys in its order, and a digest of each row behind one another; then the same of the rows in outline."""

    keys: list[Key]
    digests: bytes
    outlines: bytes


Snapshot = Mapping[str, msgspec.Raw]
"""Each table's `Shot` as bytes: most are only compared."""

_shot = msgspec.msgpack.Decoder(Shot)


def snapshot(tables: Mapping[str, Rows]) -> Snapshot:
    """The state of some tables."""
    return {name: _encoded(_taken(rows)) for name, rows in tables.items()}


def _taken(rows: Rows) -> Shot:
    digests, outlines = bytearray(), bytearray()
    for row in rows.values():
        digests += (mine := digest(row))
        outlines += mine if (short := outlined(row)) is row else digest(short)
    return Shot(list(rows), bytes(digests), bytes(outlines))


def _encoded(shot: Shot) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(shot))


def renewed(old: Snapshot, tables: Mapping[str, Rows], marks: Iterable[Mark]) -> Snapshot:
    """`old` after the rows of `marks`, and no others, have changed, have come or gone."""
    by_table: dict[str, list[Any]] = {}
    for table, key in marks:
        by_table.setdefault(table, []).append(key)
    return {
        **old,
        **{name: _encoded(_renewed(_shot.decode(old[name]), tables[name], its)) for name, its in by_table.items()},
    }


def _renewed(shot: Shot, rows: Rows, changed: Iterable[Any]) -> Shot:
    keys, digests, outlines = [*shot.keys], bytearray(shot.digests), bytearray(shot.outlines)
    for key in (each for each in changed if each not in (KEYS, WHOLE)):
        at = keys.index(key) * DIGEST if key in keys else len(digests)
        here = slice(at, at + DIGEST)
        if key in rows:
            digests[here], outlines[here] = digest(rows[key]), digest(outlined(rows[key]))
            if key not in keys:
                keys.append(key)
        else:
            del digests[here], outlines[here], keys[at // DIGEST : at // DIGEST + 1]
    return Shot(keys, bytes(digests), bytes(outlines))


def differences(old: Snapshot, new: Snapshot) -> Iterator[Mark]:
    """The marks of all that has changed between two states."""
    for name in old.keys() | new.keys():
        before, after = old.get(name), new.get(name)
        if before is None or after is None or bytes(before) != bytes(after):
            yield from _differences(name, before, after)


def _differences(name: str, before: msgspec.Raw | None, after: msgspec.Raw | None) -> Iterator[Mark]:
    old, new = (_shot.decode(each) if each is not None else Shot([], b"", b"") for each in (before, after))
    if old.keys != new.keys:
        yield name, KEYS
    if old.keys != new.keys or old.outlines != new.outlines:
        yield name, WHOLE
    was, now = (dict(zip(each.keys, _parted(each.digests), strict=True)) for each in (old, new))
    yield from ((name, key) for key in chain(was.keys() - now.keys(), now) if was.get(key) != now.get(key))


def _parted(digests: bytes) -> Iterator[bytes]:
    return (digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST))
