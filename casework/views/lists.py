"""The pages that list all things of a kind, and their lines."""

from __future__ import annotations

from casework.views.cards import FactLine, FactRow, QuestionCard
from casework.views.page import PageView
from casework.views.parts import DateView, Label, Ref, SourceLabel, View


class SourceLine(View, frozen=True, kw_only=True):
    """A source in a list."""

    ref: Ref
    author: str
    publication: str
    date: DateView
    genre: str
    status: SourceLabel
    facts: int
    own: int
    """How many of its facts rest on its own word."""


class SourcesView(PageView, frozen=True, kw_only=True):
    """All sources."""

    sources: tuple[SourceLine, ...]


class Option(View, frozen=True, kw_only=True):
    """A choice of a filter."""

    value: str
    text: str
    count: int


class Filter(View, frozen=True, kw_only=True):
    """A filter of the fact list: `name` is its key in the address."""

    name: str
    label: str
    options: tuple[Option, ...]


class FactsView(PageView, frozen=True, kw_only=True):
    """A page of all facts; `count` says how many; the first page filters all.  Where it is the only one they are `FactCard`s.

    `statuses` are those of facts on further pages, whose rows a script makes; empty where no page follows.
    """

    facts: tuple[FactRow, ...]
    filters: tuple[Filter, ...]
    statuses: tuple[Label, ...]
    count: str


class EntityLine(View, frozen=True, kw_only=True):
    """An entity in a list."""

    ref: Ref
    aliases: str
    facts: int
    origin_of: int


class EntityGroup(View, frozen=True, kw_only=True):
    """Entities of one kind."""

    label: str
    anchor: str
    entities: tuple[EntityLine, ...]


class EntitiesView(PageView, frozen=True, kw_only=True):
    """All entities, by kind."""

    groups: tuple[EntityGroup, ...]


class QuestionsView(PageView, frozen=True, kw_only=True):
    """All questions: the disagreements first."""

    questions: tuple[QuestionCard, ...]


class TagLine(View, frozen=True, kw_only=True):
    """A keyword in a list, and how many facts and sources carry it."""

    ref: Ref
    count: int


class TagsView(PageView, frozen=True, kw_only=True):
    """All keywords."""

    tags: tuple[TagLine, ...]


class TagView(PageView, frozen=True, kw_only=True):
    """What carries a keyword."""

    facts: tuple[FactLine, ...]
    sources: tuple[SourceLine, ...]
