"""Rim: the pieces of a long file → the file put down; what was not made anew is taken from the file that is in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec
from msgspec import Struct

from casework.kept.cache import digest
from casework.publishing.longfiles import Long
from casework.publishing.write import Staging, Stretch, Written


class Part(Struct, frozen=True, array_like=True):
    """A part of a file: its piece's name (or none), its length, and a digest of a piece."""

    name: str
    length: int
    digest: str


class Laid(Struct, frozen=True, array_like=True):
    """A long file as it was written: a digest of all but its pieces, its parts, and the state in which it then was."""

    written: Written
    around: str
    parts: tuple[Part, ...]
    state: str

    @property
    def names(self) -> frozenset[str]:
        """The names of its pieces."""
        return frozenset(part.name for part in self.parts if part.name)


def is_laid(long: Long, laid: Laid | None) -> bool:
    """Whether a file has the same parts as one that was written, whatever the pieces hold."""
    return laid is not None and laid.around == _around(long)


def joined(
    long: Long,
    new: Mapping[str, bytes],
    old: Laid | None,
    staging: Staging,
    make: Callable[[list[str]], Mapping[str, bytes]],
) -> Laid:
    """A long file put down: pieces that are `new`, those of the `old` file, and what `make` makes of the others."""
    kept = {name: each for name, each in _in_place(old, staging) if name not in new} if old else {}
    made = {**new, **make([name for name in long.names if name not in new and name not in kept])}
    parts = tuple(_part(each, made, kept) for each in long.parts)
    written = staging.compose(long.path, (_holding(each, made, kept) for each in long.parts))
    return Laid(written, _around(long), parts, staging.state(written))


Kept = Mapping[str, tuple[Part, Stretch]]
"""The pieces that stay, and where they stand in the file that is in place."""


def _in_place(laid: Laid, staging: Staging) -> Iterator[tuple[str, tuple[Part, Stretch]]]:
    """The pieces of a file that is in place: those that are as we wrote them."""
    is_as_written = staging.holds(laid.written) and staging.state(laid.written) == laid.state
    data, at = b"" if is_as_written else staging.read(laid.written.path), 0
    for part in laid.parts:
        if part.name and (is_as_written or digest(data[at : at + part.length]) == part.digest):
            yield part.name, (part, Stretch(at, part.length))
        at += part.length


def _part(part: bytes | str, made: Mapping[str, bytes], kept: Kept) -> Part:
    if isinstance(part, bytes):
        return Part("", len(part), "")
    return Part(part, len(made[part]), digest(made[part])) if part in made else kept[part][0]


def _holding(part: bytes | str, made: Mapping[str, bytes], kept: Kept) -> bytes | Stretch:
    """The bytes of a part, or where they stand."""
    if isinstance(part, bytes):
        return part
    return made[part] if part in made else kept[part][1]


def _around(long: Long) -> str:
    return digest(msgspec.msgpack.encode(long.parts))
