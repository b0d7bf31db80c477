"""What was made, and what was read for it: so that what a change touches is found without looking at all the rest.

Pure.  A node is a job or something that several share; its reads are codes of marks (`trace`), which are nodes' names
too.  Names, digests, reads and what jobs made stand behind one another in runs of bytes, which are read and kept as
they are; what is looked for is searched there.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import blake2b

from msgspec import Struct

from casework.kept.numbering import ID, Numbering, parted
from casework.kept.strung import Strung, Tied
from casework.kept.trace import DIGEST, Mark, Node, code, code_of

WIDTH = 4
"""Bytes of a code."""
FEW = 24
"""So many codes are searched one after the other; for more, one walk through all reads is cheaper."""
MANY = 4_000
"""So much of what is shared is made anew to see whether it differs; of more, all is taken to."""
SLACK = 2
"""What is no more is forgotten when there are so many times as many nodes as are left."""
GONE = bytes(ID)
"""The id of a node that is no more."""
NONE = bytes(DIGEST)
"""The digest of what is not shared."""

Remade = Callable[[str], bytes]
"""The digest of what comes of a node today; empty where nothing does."""


class Bound(Struct, frozen=True, array_like=True):
    """A ledger as bytes: ids of the nodes (`GONE` for one that is no more), their digests, the table by which ids are
    found (`Numbering`), their names, reads, and files.
    """

    ids: memoryview = memoryview(b"")
    digests: memoryview = memoryview(b"")
    numbers: memoryview = memoryview(b"")
    names: Tied = Tied()
    reads: Tied = Tied()
    files: Tied = Tied()


class Since(Struct, frozen=True, array_like=True):
    """What has changed since a ledger was bound: the names of nodes that are no more, or no more what they were, and the
    nodes that have come.
    """

    struck: list[str]
    entered: list[Node]


class Ledger:
    """Nodes by name."""

    def __init__(self, bound: Bound | None = None) -> None:
        bound = bound or Bound()
        self._ids, self._digests = bytearray(bound.ids), bytearray(bound.digests)
        self._names, self._reads, self._files = Strung(bound.names), Strung(bound.reads), Strung(bound.files)
        self._gone = sum(1 for _ in _found(self._ids, GONE))
        self._numbers = Numbering(self._ids, bound.numbers)
        self._found: tuple[Collection[int], set[int]] = (), set()
        """The codes that were looked for last, and the numbers of the nodes that read them."""
        self._bound, self._struck = len(self._names), array("I")
        """How many nodes were bound, and the numbers of those that were struck since."""

    def bound(self) -> Bound:
        """All of it as bytes, without what is no more where that is much; while these are in use, no node can be entered."""
        count = len(self._names)
        if count > SLACK * max(count - self._gone, 1):
            kept = Ledger()
            for number, its_id in enumerate(parted(self._ids)):
                if its_id != GONE:
                    kept.enter(self._node(number))
            return kept.bound()
        return Bound(
            memoryview(self._ids),
            memoryview(self._digests),
            self._numbers.table,
            self._names.tied(),
            self._reads.tied(),
            self._files.tied(),
        )

    def since(self) -> Since:
        """What has changed since it was bound."""
        new = (number for number in range(self._bound, len(self._names)) if self._is_there(number))
        return Since([self._name(number) for number in self._struck], [self._node(number) for number in new])

    def follow(self, since: Since) -> None:
        """Change what has changed since this was bound."""
        for name in since.struck:
            self.strike(name)
        for node in since.entered:
            self.enter(node)

    def enter(self, node: Node) -> None:
        """Take a node in, in place of one of its name."""
        its_id = _id(node.name)
        number = self._numbers.get(its_id)
        if number is not None:
            if self._node(number) == node:
                return
            self._strike(number)
        self._found = (), set()
        self._ids += its_id
        self._numbers.add(its_id)
        self._digests += node.digest
        self._names.add(node.name.encode("utf-8", "surrogatepass"))
        self._reads.add(node.reads)
        self._files.add(node.files)

    def strike(self, name: str) -> None:
        """Take a node out, if it is there."""
        number = self._numbers.get(_id(name))
        if number is not None:
            self._strike(number)

    def spread(self, changed: Iterable[Mark], remade: Remade) -> set[str]:
        """The names of all nodes that would come out otherwise, or may, now that some marks have changed."""
        touched: set[str] = set()
        front = set(map(code, changed))
        while front:
            found = self._readers(front) - touched
            touched |= found
            shared = self._shared(found)
            differ = shared if len(shared) > MANY else [each for each in shared if self._differs(each, remade)]
            front = set(map(code_of, differ))
        return touched

    def reached(self, changed: Iterable[Mark]) -> set[str]:
        """The names of all nodes that read what has changed, themselves or through others."""
        touched: set[str] = set()
        front = set(map(code, changed))
        while front:
            found = self._readers(front) - touched
            touched |= found
            front = set(map(code_of, self._shared(found)))
        return touched

    def digest(self, name: str) -> bytes:
        """The digest of what came of a node; `NONE` for what is not shared, or not known."""
        number = self._numbers.get(_id(name))
        return NONE if number is None else self._digest(number)

    def files(self, name: str) -> bytes:
        """The files of a node; empty where it has none, or is not known."""
        number = self._numbers.get(_id(name))
        return b"" if number is None else self._files[number]

    def with_files(self) -> Iterator[str]:
        """The names of all nodes that have files."""
        return (self._name(number) for number in self._files.holding() if self._is_there(number))

    def _shared(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if self.digest(name) != NONE]

    def _differs(self, name: str, remade: Remade) -> bool:
        """Whether something else comes of a node today; one of which nothing comes any more is struck."""
        digest, before = remade(name), self.digest(name)
        if not digest:
            self.strike(name)
        return digest != before

    # --- nodes by number

    def _strike(self, number: int) -> None:
        self._reads.blank(number)
        self._ids[number * ID : (number + 1) * ID] = GONE
        self._gone += 1
        if number < self._bound:
            self._struck.append(number)

    def _is_there(self, number: int) -> bool:
        return self._ids[number * ID : (number + 1) * ID] != GONE

    def _node(self, number: int) -> Node:
        return Node(self._name(number), self._digest(number), self._reads[number], self._files[number])

    def _name(self, number: int) -> str:
        return self._names[number].decode("utf-8", "surrogatepass")

    def _digest(self, number: int) -> bytes:
        return bytes(self._digests[number * DIGEST : (number + 1) * DIGEST])

    # --- who read what

    def _readers(self, codes: Collection[int]) -> set[str]:
        if codes != self._found[0]:
            numbers = set(self._searched(codes) if len(codes) <= FEW else self._walked(set(codes)))
            self._found = codes, numbers
        return {self._name(number) for number in self._found[1] if self._is_there(number)}

    def _searched(self, codes: Iterable[int]) -> Iterator[int]:
        for each in codes:
            for at in _found(self._reads.data, _bytes(each)):
                yield self._reads.at(at * WIDTH)

    def _walked(self, codes: set[int]) -> Iterator[int]:
        reads, start = array("I", bytes(self._reads.data)), 0
        for number, end in enumerate(self._reads.ends):
            if not codes.isdisjoint(reads[start // WIDTH : end // WIDTH]):
                yield number
            start = end


def _found(within: bytearray, wanted: bytes) -> Iterator[int]:
    """Which of the numbers `within`, each as wide as the wanted one, are that, from 0."""
    width, at = len(wanted), within.find(wanted)
    while at >= 0:
        if at % width == 0:
            yield at // width
        at = within.find(wanted, at + 1)


def _id(name: str) -> bytes:
    """A number for a name that no other has: of eight bytes of its digest."""
    its_id = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=ID).digest()
    return its_id if its_id != GONE else bytes([1, *GONE[1:]])


def _bytes(code: int) -> bytes:
    return array("I", (code,)).tobytes()
