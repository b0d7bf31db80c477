"""What is read of the case while a page is made: so that a later build knows which pages would come out the same.

Nobody writes down what a page depends on.  Its makers read the case's tables as ever; here each table notes what was
asked of it.  Pure; a `Reads` lives as long as one build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from casework import fields
from casework.derive import Case
from casework.dossier import Dossier, kinds_by_id
from casework.link import TABLES
from casework.model import Item, Kind

K = TypeVar("K")
V = TypeVar("V")

Mark = tuple[str, Any]
"""A table's name and a key in it; `WHOLE` where all of it was asked for."""
WHOLE = None
_encoder = msgspec.msgpack.Encoder(order="deterministic")


class Reads:
    """What has been read so far, in the making of what is being made.

    What several pages share (a card) is a mark of its own, and `taken` says what was read for it: a page that shows a
    hundred cards has a hundred marks, not those of all that the cards read.  `made` holds what was made so.
    """

    def __init__(self, made: dict[Mark, Any] | None = None) -> None:
        self._open: list[set[Mark]] = []
        self.note: Callable[[Mark], None] = lambda _: None
        self.made: dict[Mark, Any] = {} if made is None else made
        self._shared: dict[Mark, frozenset[Mark]] = {}

    def during(self, make: Callable[[], V]) -> tuple[V, frozenset[Mark]]:
        """What `make` makes, and what it reads."""
        self._open.append(set())
        self.note = self._open[-1].add
        try:
            return make(), frozenset(self._open[-1])
        finally:
            self._open.pop()
            self.note = self._open[-1].add if self._open else lambda _: None

    def share(self, mark: Mark, reads: frozenset[Mark]) -> None:
        """What was read for something that may be used again."""
        self._shared[mark] = reads

    def taken(self) -> dict[Mark, frozenset[Mark]]:
        """What has come to be shared since this was asked last."""
        shared, self._shared = self._shared, {}
        return shared


def once(name: str, make: Callable[[K], V], reads: Reads | None) -> Callable[[K], V]:
    """`make`, asked once for each key; what it reads is shared by all that ask."""
    if reads is None:
        return cache(make)
    sharing, made = reads, reads.made

    def remembered(key: K) -> V:
        mark = (name, key)
        if mark not in made:
            made[mark], marks = sharing.during(lambda: make(key))
            sharing.share(mark, marks)
        sharing.note(mark)
        its: V = made[mark]
        return its

    return remembered


class Table(Mapping[K, V]):
    """A table of the case that notes what is asked of it."""

    def __init__(self, name: str, rows: Mapping[K, V], reads: Reads) -> None:
        self.name, self.rows, self.reads = name, rows, reads
        self._mark = cache(lambda key: (name, key))  # one value for each, which others then share

    def __getitem__(self, key: K) -> V:
        self.reads.note(self._mark(key))
        return self.rows[key]

    def get(self, key: K, default: Any = None) -> Any:
        """The value of a key, else `default`."""
        self.reads.note(self._mark(key))
        return self.rows.get(key, default)

    def __contains__(self, key: object) -> bool:
        self.reads.note(self._mark(key))
        return key in self.rows

    def __iter__(self) -> Iterator[K]:
        self.reads.note((self.name, WHOLE))
        return iter(self.rows)

    def __len__(self) -> int:
        self.reads.note((self.name, WHOLE))
        return len(self.rows)


class TracedDossier(Dossier, frozen=True, kw_only=True):
    """A dossier that looks an id's kind up in one table of its own, not in all."""

    kinds: Mapping[str, Kind] = {}

    def kind(self, item_id: str) -> Kind | None:
        """What an id names, or None."""
        return self.kinds.get(item_id)


def without_texts(case: Case) -> Case:
    """The same case, its records without the Markdown that stands converted in `prose`.

    Else whoever reads an item's date would seem to read all its text.
    """
    dossier = case.dossier
    tables = {name: {key: _bare(row) for key, row in getattr(dossier, name).items()} for name in TABLES.values()}
    return replace(case, dossier=replace(dossier, **tables))


def _bare(item: Item) -> Item:
    texts = {name: "" for name in _texts(type(item)) if getattr(item, name)}
    return replace(item, **texts) if texts else item


@cache
def _texts(kind: type[Item]) -> tuple[str, ...]:
    return tuple(each.name for each in fields.of(kind).values() if each.notes.get("kind") == "markdown")


def traced(case: Case, reads: Reads) -> Case:
    """The same case, with tables that note what is asked of them."""
    dossier = case.dossier
    tables = {name: Table(name, rows, reads) for name, rows in _tables(dossier).items()}
    values: dict[str, Any] = {name: getattr(dossier, name) for name in dossier.__struct_fields__}
    noted = TracedDossier(**values | tables, kinds=Table("kinds", kinds_by_id(dossier), reads))
    return replace(case, dossier=noted, **{name: Table(name, rows, reads) for name, rows in _tables(case).items()})


def _tables(struct: Case | Dossier) -> dict[str, Mapping[Any, Any]]:
    values = ((name, getattr(struct, name)) for name in struct.__struct_fields__)
    return {name: value for name, value in values if isinstance(value, Mapping)}


class Digests:
    """The state of what was read: a digest for each mark, worked out when it is asked for."""

    def __init__(self, case: Case, others: Mapping[str, Mapping[Any, Any]]) -> None:
        kinds = kinds_by_id(case.dossier)
        self.tables = {**_tables(case.dossier), **_tables(case), "kinds": kinds, **others}
        self.of = cache(self._of)

    def _of(self, mark: Mark) -> bytes:
        name, key = mark
        table = self.tables.get(name, {})
        if key is not WHOLE:
            return _digest(table[key]) if key in table else b""
        return blake2b(b"".join(_digest(each) + self.of((name, each)) for each in table), digest_size=8).digest()


def _digest(value: Any) -> bytes:
    return blake2b(_encoder.encode(value), digest_size=8).digest()
