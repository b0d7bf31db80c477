"""Which number bears an id, of hundreds of thousands that are added, in a few bytes each.  Pure.

What is added is found through a table of places, four bytes each: an id's own place follows from the id, and where that
is taken, the next is looked at.  The ids are digests, and lie evenly.  A dictionary takes a hundred bytes for each, but
is made faster, and serves for what is there from the beginning.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

ID = 8
"""Bytes of an id."""
PLACES = 1_024
"""In the first table; their number is a power of two."""


def parted(ids: bytearray) -> Iterator[bytes]:
    """Ids that stand behind one another."""
    data = bytes(ids)
    return (data[at : at + ID] for at in range(0, len(data), ID))


class Numbering:
    """The numbers of `ids`, which stand behind one another in the order of their numbers; one struck there has none."""

    def __init__(self, ids: bytearray) -> None:
        self._ids, self._first = ids, len(ids) // ID
        self._known = {each: number for number, each in enumerate(parted(ids))}
        self._lay(PLACES)

    def _lay(self, size: int) -> None:
        """Make the table anew, with so many places."""
        self._mask, self._places = size - 1, array("I", bytes(size * 4))
        for number, each in enumerate(parted(self._ids[self._first * ID :]), self._first):
            self._put(each, number)

    def _put(self, its_id: bytes, number: int) -> None:
        at = int.from_bytes(its_id) & self._mask
        while self._places[at]:
            at = (at + 1) & self._mask
        self._places[at] = number + 1

    def get(self, its_id: bytes) -> int | None:
        """The number of an id; None where it has none."""
        known = self._known.get(its_id)
        if known is not None and self._is(its_id, known):
            return known
        at = int.from_bytes(its_id) & self._mask
        while found := self._places[at]:
            if self._is(its_id, found - 1):
                return found - 1
            at = (at + 1) & self._mask
        return None

    def _is(self, its_id: bytes, number: int) -> bool:
        return self._ids[number * ID : (number + 1) * ID] == its_id

    def add(self, its_id: bytes) -> None:
        """Know of an id that has been put behind the others."""
        number = len(self._ids) // ID - 1
        if (number + 1 - self._first) * 2 > self._mask:
            self._lay((self._mask + 1) * 2)
        else:
            self._put(its_id, number)
