"""The pages of one thing each: a source, a fact, an entity, a question, a judgment, a text."""

from __future__ import annotations

from msgspec import Struct

from casework.views.cards import FactCard, FactGroup, FactLine, JudgmentCard, MapView, QuestionCard
from casework.views.page import PageView
from casework.views.parts import AddressLabel, Label, Lean, Mentions, Ref, Row, SourceLabel
from casework.views.text import Part


class ProseView(PageView, frozen=True, kw_only=True):
    """A prose page."""

    body: tuple[Part, ...]
    mentions: tuple[Mentions, ...]
    fields: tuple[Row, ...]


class SourceView(PageView, frozen=True, kw_only=True):
    """One source: what it is, what it says in our words, the facts it carries, whom it relies on.

    `lang` is the title's language where it is not the dossier's.
    """

    lang: str
    status: SourceLabel
    status_note: str
    rows: tuple[Row, ...]
    citation_html: str
    descriptor: str
    url: str
    archive_url: str
    url_status: AddressLabel
    body: tuple[Part, ...]
    facts: tuple[FactLine, ...]
    leans: tuple[Lean, ...]
    mentions: tuple[Mentions, ...]
    tags: tuple[Ref, ...]
    fields: tuple[Row, ...]


class Warned(Struct, frozen=True, kw_only=True):
    """What became of a source, in a sentence that names it."""

    status: SourceLabel
    text: str


class FactView(PageView, frozen=True, kw_only=True):
    """One fact.  `why` explains its status; `warnings` say what of its evidence was retracted or corrected.

    `struck` when it was retracted.
    """

    card: FactCard
    struck: bool
    why: str
    warnings: tuple[Warned, ...]
    drift: tuple[str, ...]
    svg: str
    rows: tuple[Row, ...]
    note: tuple[Part, ...]
    contradicts: tuple[FactCard, ...]
    mentions: tuple[Mentions, ...]
    tags: tuple[Ref, ...]
    fields: tuple[Row, ...]


class EntityView(PageView, frozen=True, kw_only=True):
    """One entity: the facts about it, the facts it is the origin of, who speaks of it, where it is."""

    kind: Label
    rows: tuple[Row, ...]
    body: tuple[Part, ...]
    about: tuple[FactGroup, ...]
    origin_of: tuple[FactLine, ...]
    map: MapView | None
    mentions: tuple[Mentions, ...]
    links: tuple[Ref, ...]
    fields: tuple[Row, ...]


class QuestionView(PageView, frozen=True, kw_only=True):
    """One question."""

    card: QuestionCard
    note: tuple[Part, ...]
    mentions: tuple[Mentions, ...]
    fields: tuple[Row, ...]


class JudgmentView(PageView, frozen=True, kw_only=True):
    """One judgment and what it rests on."""

    card: JudgmentCard
    note: tuple[Part, ...]
    basis: tuple[FactCard, ...]
    mentions: tuple[Mentions, ...]
    fields: tuple[Row, ...]
