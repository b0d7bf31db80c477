"""Pieces of bytes strung one behind another, by number: a hundred thousand of them are two things to read and to keep.

Pure.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct


class Tied(Struct, frozen=True, array_like=True):
    """The pieces as bytes, and where each ends."""

    data: memoryview = memoryview(b"")
    ends: memoryview = memoryview(b"")


class Strung:
    """Pieces to which others can be added."""

    def __init__(self, tied: Tied | None = None) -> None:
        self.data, self.ends = bytearray(), array("I")
        if tied:
            self.data += tied.data
            self.ends.frombytes(tied.ends)

    def tied(self) -> Tied:
        """All of them as bytes; while these are in use, none can be added."""
        return Tied(memoryview(self.data), memoryview(self.ends).cast("B"))

    def add(self, piece: bytes) -> None:
        """Put a piece behind the others."""
        self.data += piece
        self.ends.append(len(self.data))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> bytes:
        return bytes(self.data[self._span(number)])

    def blank(self, number: int) -> None:
        """Let a piece be nothing but zeros."""
        span = self._span(number)
        self.data[span] = bytes(span.stop - span.start)

    def holding(self) -> Iterator[int]:
        """The numbers of the pieces that are not empty."""
        start = 0
        for number, end in enumerate(self.ends):
            if end > start:
                yield number
            start = end

    def at(self, place: int) -> int:
        """The number of the piece in which a byte stands."""
        return bisect_right(self.ends, place)

    def _span(self, number: int) -> slice:
        return slice(self.ends[number - 1] if number else 0, self.ends[number])
