"""What was made, and what was read for it: so that what a change touches is found without looking at all the rest.

Pure.  A node is a file's maker or something that several share; its reads are codes of marks (`trace`), which are
nodes' names too.  They stand behind one another in one run of bytes, and who read a mark is found by searching there.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec import Struct

from casework.trace import DIGEST, Mark, Node, code

WIDTH = 4
"""Bytes of a code."""
FEW = 24
"""So many codes are searched one after the other; for more, one walk through all reads is cheaper."""
MANY = 4_000
"""So much of what is shared is made anew to see whether it differs; of more, all is taken to."""
SLACK = 2
"""What is no more is forgotten when it takes so many times the room of what is."""

Remade = Callable[[str], bytes]
"""The digest of what comes of a node today; empty where nothing does."""


class Bound(Struct, frozen=True, array_like=True):
    """A ledger as bytes: names, digests behind one another, where each node's reads end (in codes), the reads."""

    names: tuple[str, ...] = ()
    digests: bytes = b""
    ends: bytes = b""
    reads: bytes = b""


class Ledger:
    """Nodes by name; the name of one that is no more is empty, and its reads are zeros."""

    def __init__(self, bound: Bound | None = None) -> None:
        bound = bound or Bound()
        self.names, self.digests = list(bound.names), bytearray(bound.digests)
        self.ends, self.reads = array("I", bound.ends), bytearray(bound.reads)
        self.at = {name: number for number, name in enumerate(self.names)}
        self.at.pop("", None)

    def bound(self) -> Bound:
        """All of it as bytes, without what is no more where that is much."""
        if len(self.names) > SLACK * max(len(self.at), 1):
            kept = Ledger()
            for number in self.at.values():
                kept.enter(self._node(number))
            return kept.bound()
        return Bound(tuple(self.names), bytes(self.digests), self.ends.tobytes(), bytes(self.reads))

    def enter(self, node: Node) -> None:
        """Take a node in, in place of one of its name."""
        self.strike(node.name)
        self.at[node.name] = len(self.names)
        self.names.append(node.name)
        self.digests += node.digest.ljust(DIGEST, b"\0")
        self.reads += node.reads
        self.ends.append(len(self.reads) // WIDTH)

    def strike(self, name: str) -> None:
        """Take a node out, if it is there."""
        number = self.at.pop(name, None)
        if number is not None:
            start, end = self._span(number)
            self.reads[start:end] = bytes(end - start)
            self.names[number] = ""

    def spread(self, changed: Iterable[Mark], remade: Remade) -> set[str]:
        """The names of all nodes that would come out otherwise, or may, now that some marks have changed."""
        touched: set[str] = set()
        front = set(map(code, changed))
        while front:
            found = self._readers(front) - touched
            touched |= found
            shared = [name for name in found if self.digest(name) != bytes(DIGEST)]
            may_differ = (
                shared if len(shared) > MANY else [each for each in shared if remade(each) != self.digest(each)]
            )
            front = {code(mark_of(name)) for name in may_differ}
        return touched

    def reached(self, changed: Iterable[Mark]) -> set[str]:
        """The names of all nodes that read what has changed, themselves or through others."""
        touched: set[str] = set()
        front = set(map(code, changed))
        while front:
            found = self._readers(front) - touched
            touched |= found
            front = {code(mark_of(name)) for name in self._shared(found)}
        return touched

    def _shared(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if self.digest(name) != bytes(DIGEST)]

    def _differs(self, name: str, remade: Remade) -> bool:
        """Whether something else comes of a node today; one of which nothing comes any more is struck."""
        digest, before = remade(name), self.digest(name)
        if not digest:
            self.strike(name)
        return digest != before

    def digest(self, name: str) -> bytes:
        """The digest of what came of a node; zeros for what is not shared."""
        start = self.at[name] * DIGEST
        return bytes(self.digests[start : start + DIGEST])

    def _node(self, number: int) -> Node:
        start, end = self._span(number)
        digest = bytes(self.digests[number * DIGEST : (number + 1) * DIGEST])
        return Node(self.names[number], digest, bytes(self.reads[start:end]))

    def _span(self, number: int) -> tuple[int, int]:
        """Where a node's reads stand, in bytes."""
        return (self.ends[number - 1] * WIDTH if number else 0), self.ends[number] * WIDTH

    def _readers(self, codes: Collection[int]) -> set[str]:
        numbers = self._searched(codes) if len(codes) <= FEW else self._walked(set(codes))
        return {self.names[number] for number in numbers} - {""}

    def _searched(self, codes: Iterable[int]) -> Iterator[int]:
        for each in codes:
            wanted = array("I", [each]).tobytes()
            at = self.reads.find(wanted)
            while at >= 0:
                if at % WIDTH == 0:
                    yield bisect_right(self.ends, at // WIDTH)
                at = self.reads.find(wanted, at + 1)

    def _walked(self, codes: set[int]) -> Iterator[int]:
        reads, start = array("I", bytes(self.reads)), 0
        for number, end in enumerate(self.ends):
            if not codes.isdisjoint(reads[start:end]):
                yield number
            start = end


def mark_of(name: str) -> Mark:
    """The mark that a shared node is."""
    table, _, key = name.partition("\0")
    return table, key
