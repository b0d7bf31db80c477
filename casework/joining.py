"""Rim: the pieces of a long file → the file put down; what was not made anew is taken from the file that is in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec
from msgspec import Struct

from casework import cache, longfiles
from casework.longfiles import Long
from casework.write import Staging, Written


class Laid(Struct, frozen=True, array_like=True):
    """A long file as it was written: a digest of all but its pieces, and each part's name (or none) and length."""

    written: Written
    around: str
    parts: tuple[tuple[str, int], ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of its pieces."""
        return frozenset(name for name, _ in self.parts if name)


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
    pieces = {**(_pieces(old, staging) if old else {}), **new}
    pieces |= make([name for name in long.names if name not in pieces])
    written = staging.put(long.path, longfiles.whole(long, pieces.__getitem__))
    return Laid(written, _around(long), tuple(_lengths(long, pieces)))


def _pieces(laid: Laid, staging: Staging) -> dict[str, bytes]:
    """The pieces of a file that is in place; none where it is not as we wrote it."""
    data = staging.read(laid.written.path)
    if data is None:
        return {}
    pieces, at = dict[str, bytes](), 0
    for name, length in laid.parts:
        if name:
            pieces[name] = data[at : at + length]
        at += length
    return pieces


def _around(long: Long) -> str:
    return cache.digest(msgspec.msgpack.encode(long.parts))


def _lengths(long: Long, pieces: Mapping[str, bytes]) -> Iterator[tuple[str, int]]:
    for each in long.parts:
        yield (each, len(pieces[each])) if isinstance(each, str) else ("", len(each))
