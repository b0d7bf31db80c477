"""A text of the author's as a page shows it: its pieces, its headings, its notes."""

from __future__ import annotations

from casework.views.cards import FactCard, JudgmentCard, MapView, QuestionCard, TimelineView
from casework.views.parts import Ref, SourceLabel, View


class Part(View, frozen=True, kw_only=True):
    """A piece of prose: markup, or one thing embedded."""

    html: str = ""
    fact: FactCard | None = None
    question: QuestionCard | None = None
    judgment: JudgmentCard | None = None
    timeline: TimelineView | None = None
    map: MapView | None = None


class Section(View, frozen=True, kw_only=True):
    """An entry of "on this page"."""

    level: int
    anchor: str
    title: str


class Back(View, frozen=True, kw_only=True, cache_hash=True):
    """The way back from a note to one of its marks: "a", "b" …, and that said in full."""

    letter: str
    href: str
    label: str


class NoteItem(View, frozen=True, kw_only=True):
    """One thing a note cites: a source (its citation and locator), a fact (with its evidence), or a free text."""

    citation_html: str = ""
    locator: str = ""
    source: Ref | None = None
    source_status: SourceLabel | None = None
    url: str = ""
    archive_url: str = ""
    fact: FactCard | None = None
    html: str = ""


class NoteView(View, frozen=True, kw_only=True):
    """A numbered note of a page."""

    number: int
    id: str
    items: tuple[NoteItem, ...]
    backs: tuple[Back, ...]
