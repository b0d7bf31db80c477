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
    """What one file holds."""

    entries: tuple[Entry, ...] = ()
    prose: Mapping[ProseKey, Prose] = {}
    drafts: tuple[str, ...] = ()
    diagnostics: Diagnostics = ()


class Receipt(Struct, frozen=True, kw_only=True):
    """What `verify` found of one quote: digests of the archived text and of the quote, and its paragraph from 1."""

    fact: str
    source: str
    archive: str
    quote: str
    paragraph: int


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
