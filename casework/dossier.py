"""The dossier as one linked value, and the values of the stages before it.  Imports only the model and its texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from casework.diagnostics import Diagnostics, Place
from casework.model import AnyItem, Config, Entity, Fact, Judgment, Kind, Page, Question, Source
from casework.prose import EMPTY, Prose

ProseKey = tuple[str, str]
"""An item's id and the field that holds the text."""


class InputFile(Struct, frozen=True):
    """One file as it was read: its path below the dossier's folder, with `/`, and its bytes."""

    path: str
    data: bytes


class Entry(Struct, frozen=True):
    """One parsed item: what it is, and where it begins."""

    kind: Kind
    item: AnyItem
    place: Place


class Parsed(Struct, frozen=True, kw_only=True):
    """What one file holds; `unread` is the text of a file that cannot be read."""

    entries: tuple[Entry, ...] = ()
    prose: Mapping[ProseKey, Prose] = {}
    drafts: tuple[str, ...] = ()
    unread: str = ""
    diagnostics: Diagnostics = ()


class Copy(Struct, frozen=True):
    """An archived text and the SHA-256 of its file's bytes, in hex."""

    text: str
    sha256: str


class Receipt(Struct, frozen=True, kw_only=True):
    """What `verify` found of one quote: digests of the archived text and of the quote, and its paragraph from 1."""

    fact: str
    source: str
    archive: str
    quote: str
    paragraph: int


TABLES: dict[Kind, str] = {
    "source": "sources",
    "fact": "facts",
    "question": "questions",
    "judgment": "judgments",
    "entity": "entities",
    "page": "pages",
}
"""By the kind of its items, each of the tables below."""


class Dossier(Struct, frozen=True, kw_only=True):
    """The whole linked collection.  Every id in it resolves; `places` and `former` are by id."""

    config: Config
    sources: Mapping[str, Source] = {}
    facts: Mapping[str, Fact] = {}
    questions: Mapping[str, Question] = {}
    judgments: Mapping[str, Judgment] = {}
    entities: Mapping[str, Entity] = {}
    pages: Mapping[str, Page] = {}
    prose: Mapping[ProseKey, Prose] = {}
    places: Mapping[str, Place] = {}
    former: Mapping[str, str] = {}
    lines: Mapping[str, tuple[int, ...]] = {}
    """For a fact that lost evidence lines: where each of those left stood among all, from 0."""
    unjudged: frozenset[str] = frozenset()
    """The ids that files which cannot be read may speak of (see `unread`)."""

    def place(self, item_id: str, *keys: str | int) -> Place:
        """Where a key of an item stands in the author's files, whatever was cut from the item since."""
        if keys[:1] == ("evidence",) and len(keys) > 1 and item_id in self.lines:
            keys = ("evidence", self.lines[item_id][int(keys[1])], *keys[2:])
        return self.places[item_id].at(*keys)

    def name(self, item_id: str) -> str:
        """What an item is called; an id that names nothing is its own name."""
        kind = self.kind(item_id)
        match dict(self.tables())[kind][item_id] if kind else None:
            case Source() as item:
                return item.title
            case Fact() as item:
                return item.claim
            case Question() | Judgment() as item:
                return item.text
            case Entity() as item:
                return item.name
            case Page() as item:
                return self.page_title(item)
        return item_id

    def page_title(self, page: Page) -> str:
        """A page's title; without one, its id in words; the briefing's is the dossier's."""
        untitled = self.config.title if page.id == "index" else page.id.replace("-", " ").capitalize()
        return page.title or untitled

    def text(self, item_id: str, field: str) -> Prose:
        """The converted text of an item's field; empty when there is none."""
        return self.prose.get((item_id, field), EMPTY)

    def items(self) -> Iterator[tuple[Kind, AnyItem]]:
        """Every item with its kind, in the order of the kinds and then of the files."""
        for kind, table in self.tables():
            for item in table.values():
                yield kind, item

    def tables(self) -> tuple[tuple[Kind, Mapping[str, AnyItem]], ...]:
        """The six tables by kind."""
        return (
            ("source", self.sources),
            ("fact", self.facts),
            ("question", self.questions),
            ("judgment", self.judgments),
            ("entity", self.entities),
            ("page", self.pages),
        )

    def kind(self, item_id: str) -> Kind | None:
        """What an id names, or None."""
        return next((kind for kind, table in self.tables() if item_id in table), None)


def kinds_by_id(dossier: Dossier) -> dict[str, Kind]:
    """What every id names."""
    return {item_id: kind for kind, table in dossier.tables() for item_id in table}


def kinds_of(dossier: Dossier) -> Mapping[str, Kind]:
    """The same; where the tables are made row by row, it is too."""
    return kinds_by_id(dossier) if isinstance(dossier.facts, dict) else Kinds(dossier)


class Kinds(Mapping[str, Kind]):
    """What every id names, looked up when it is asked."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier

    def __getitem__(self, item_id: str) -> Kind:
        kind = self._dossier.kind(item_id)
        if kind is None:
            raise KeyError(item_id)
        return kind

    def __iter__(self) -> Iterator[str]:
        return (item_id for _, table in self._dossier.tables() for item_id in table)

    def __len__(self) -> int:
        return sum(len(table) for _, table in self._dossier.tables())
