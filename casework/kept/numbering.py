"""Which number bears an id, of hundreds of thousands, in a few bytes each.  Pure.

Ids are found through a table of places, four bytes each: an id's own place follows from the id, and where that is taken,
the next is looked at.  The ids are digests, and lie evenly.  The table is kept as it is, since to make a dictionary of
all ids takes longer than a small edit.
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
    """The numbers of `ids`, which stand behind one another in the order of their numbers; one struck there has none.

    `table` is that of these ids, as it was kept; empty where there is none yet.
    """

    def __init__(self, ids: bytearray, table: bytes | memoryview = b"") -> None:
        self._ids, self._places = ids, array("I")
        self._places.frombytes(table)
        if not table:
            self._lay(PLACES)

    @property
    def table(self) -> memoryview:
        """The places, to be kept."""
        return memoryview(self._places).cast("B")

    def _lay(self, size: int) -> None:
        """Make the table anew, with so many places or more."""
        while size < 2 * len(self._ids) // ID:
            size *= 2
        self._places = array("I", bytes(size * 4))
        for number, each in enumerate(parted(self._ids)):
            self._put(each, number)

    def _put(self, its_id: bytes, number: int) -> None:
        mask = len(self._places) - 1
        at = int.from_bytes(its_id) & mask
        while self._places[at]:
            at = (at + 1) & mask
        self._places[at] = number + 1

    def get(self, its_id: bytes) -> int | None:
        """The number of an id; None where it has none."""
        mask = len(self._places) - 1
        at = int.from_bytes(its_id) & mask
        while found := self._places[at]:
            if self._ids[(found - 1) * ID : found * ID] == its_id:
                return found - 1
            at = (at + 1) & mask
        return None

    def add(self, its_id: bytes) -> None:
        """Know of an id that has been put behind the others."""
        count = len(self._ids) // ID
        if 2 * count > len(self._places):
            self._lay(2 * len(self._places))
        else:
            self._put(its_id, count - 1)
