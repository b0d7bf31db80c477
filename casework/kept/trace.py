"""What is read of the case while a page is made: so that a later build knows which pages would come out the same.

Nobody writes down what a page depends on.  Its makers read the case's tables as ever; here each table notes what was
asked of it.  Pure; a `Reads` lives as long as one build.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

import msgspec
from msgspec.structs import replace

from casework.dossier import Dossier
from casework.evidence.derive import Case
from casework.kept.outline import outlined
from casework.model import Kind

K = TypeVar("K")
V = TypeVar("V")

Mark = tuple[str, Any]
"""A table's name and a key in it; `WHOLE` where all of it was asked for, `KEYS` where that was only which there are."""
WHOLE = None
KEYS = ()
DIGEST = 8
"""Bytes."""
CODES = 8_192
"""So many codes of a table's marks are remembered: a page asks for the same few again and again."""
_encoder = msgspec.msgpack.Encoder(order="deterministic")


class Node(NamedTuple):
    """Something that was made: its name, a digest of what came of it, and the codes of what was read for it.

    `files` are those that a job made, as bytes.
    """

    name: str
    digest: bytes
    reads: bytes
    files: bytes = b""


def code(mark: Mark) -> int:
    """A short number for a mark.  Two marks may share one: what reads either is then made anew once too often."""
    return code_of(name_of(mark))


def code_of(name: str) -> int:
    """The same for a mark in one text."""
    return crc32(name.encode("utf-8", "surrogatepass"))


def name_of(mark: Mark) -> str:
    """A mark in one text."""
    return f"{mark[0]}\0{mark[1]}"


def packed(codes: Iterable[int]) -> bytes:
    """Some codes, four bytes each."""
    return array("I", codes).tobytes()


def digest(value: Any) -> bytes:
    """A digest of what a record holds."""
    return blake2b(_encoder.encode(value), digest_size=DIGEST).digest()


Made = dict[str, dict[str, Any]]
"""What pages share, by its table and key."""


class Reads:
    """What has been read so far, in the making of what is being made: codes of marks.

    What several pages share (a card) is a mark of its own, and `taken` says what was read for it: a page that shows a
    hundred cards has a hundred marks, not those of all that the cards read.  `made` holds what was made so.
    """

    def __init__(self, made: Made | None = None) -> None:
        self._open: list[set[int]] = []
        self.note: Callable[[int], None] = lambda _: None
        self.made: Made = {} if made is None else made
        self.makers: dict[str, Callable[[Any], Any]] = {}
        self._shared: list[Node] = []

    def during(self, make: Callable[[], V]) -> tuple[V, set[int]]:
        """What `make` makes, and what it reads."""
        self._open.append(set())
        self.note = self._open[-1].add
        try:
            return make(), self._open[-1]
        finally:
            self._open.pop()
            self.note = self._open[-1].add if self._open else lambda _: None

    def share(self, table: str, key: str, value: Any, reads: set[int]) -> None:
        """Say what was read for something that may be used again."""
        self._shared.append(Node(name_of((table, key)), digest(value), packed(reads)))

    def taken(self) -> tuple[Node, ...]:
        """What has come to be shared since this was asked last."""
        shared, self._shared = self._shared, []
        return tuple(shared)

    def remade(self, name: str) -> bytes:
        """The digest of what is shared under a name, made anew unless that has been done already; empty where it is gone."""
        table, _, key = name.partition("\0")
        try:
            return digest(self.makers[table](key))
        except LookupError:
            return b""

    def forget_all(self) -> None:
        """Make all that is shared anew."""
        for table in self.made.values():
            table.clear()

    def forget(self, name: str) -> None:
        """Make what is shared under a name anew when it is asked for."""
        table, _, key = name.partition("\0")
        self.made.get(table, {}).pop(key, None)


def once(name: str, make: Callable[[str], V], reads: Reads | None, most: int | None = None) -> Callable[[str], V]:
    """`make`, asked once for each key; what it reads is shared by all that ask.

    Of more than `most` the first that were made are forgotten, and made anew if need be.
    """
    if reads is None:
        return lru_cache(most)(make)
    sharing, made = reads, reads.made.setdefault(name, {})
    code_of_key = lru_cache(CODES)(lambda key: code((name, key)))

    def remembered(key: str) -> V:
        if key not in made:
            value, marks = sharing.during(lambda: make(key))
            sharing.share(name, key, value, marks)
            if most and len(made) >= most:
                del made[next(iter(made))]
            made[key] = value
        sharing.note(code_of_key(key))
        its: V = made[key]
        return its

    reads.makers[name] = remembered
    return remembered


class Table(Mapping[K, V]):
    """A table of the case that notes what is asked of it.

    Who goes through all of it gets the rows in outline: a word in a quotation changes no overview.
    """

    def __init__(self, name: str, rows: Mapping[K, V], reads: Reads) -> None:
        self.rows, self.reads = rows, reads
        self._code = lru_cache(CODES)(lambda key: code((name, key)))

    def __getitem__(self, key: K) -> V:
        self.reads.note(self._code(key))
        return self.rows[key]

    def get(self, key: K, default: Any = None) -> Any:
        """The value of a key, else `default`."""
        self.reads.note(self._code(key))
        return self.rows.get(key, default)

    def __contains__(self, key: object) -> bool:
        self.reads.note(self._code(key))
        return key in self.rows

    def __iter__(self) -> Iterator[K]:
        self.reads.note(self._code(KEYS))
        return iter(self.rows)

    def __len__(self) -> int:
        self.reads.note(self._code(KEYS))
        return len(self.rows)

    def values(self) -> Any:
        """Every row in outline."""
        self.reads.note(self._code(WHOLE))
        return self._outlined

    def items(self) -> Any:
        """Every key with its row in outline."""
        return zip(self, self.values(), strict=True)

    @cached_property
    def _outlined(self) -> list[V]:
        return [outlined(row) for row in self.rows.values()]


class TracedDossier(Dossier, frozen=True, kw_only=True):
    """A dossier that looks an id's kind up in one table of its own, not in all."""

    kinds: Mapping[str, Kind] = {}

    def kind(self, item_id: str) -> Kind | None:
        """What an id names, or None."""
        return self.kinds.get(item_id)


def traced(case: Case, reads: Reads, kinds: Mapping[str, Kind]) -> Case:
    """The same case, with tables that note what is asked of them; `kinds` says what every id names."""
    dossier = case.dossier
    rows = {name: Table(name, rows, reads) for name, rows in tables(dossier).items()}
    values: dict[str, Any] = {name: getattr(dossier, name) for name in dossier.__struct_fields__}
    noted = TracedDossier(**values | rows, kinds=Table("kinds", kinds, reads))
    return replace(case, dossier=noted, **{name: Table(name, rows, reads) for name, rows in tables(case).items()})


def tables(struct: Case | Dossier) -> dict[str, Mapping[Any, Any]]:
    """The tables of a case or of a dossier, by name."""
    values = ((name, getattr(struct, name)) for name in struct.__struct_fields__)
    return {name: value for name, value in values if isinstance(value, Mapping)}
