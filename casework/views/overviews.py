"""The pages on the dossier as a whole: briefing, timeline, map, origins, changes, and what helps to read it."""

from __future__ import annotations

from casework.views.cards import FactCard, FactLine, JudgmentCard, MapView, QuestionCard, QuestionLine, TimelineView
from casework.views.items import SourceView
from casework.views.page import PageView
from casework.views.parts import Change, Label, Lean, Ref, Row, View
from casework.views.text import Part


class IndexView(PageView, frozen=True, kw_only=True):
    """The briefing."""

    judgments: tuple[JudgmentCard, ...]
    body: tuple[Part, ...]
    summary: tuple[str, ...]
    """The source summary statement (ICD 206), generated: sentences."""
    summary_body: tuple[Part, ...]
    """What the author adds to it."""
    counts: tuple[Row, ...]
    open_questions: tuple[QuestionLine, ...]
    more_questions: bool
    changed_since: str
    changes: tuple[Change, ...]
    """Those that are named one by one, the first few."""
    changes_counted: str
    fields: tuple[Row, ...]


class TimelinePage(PageView, frozen=True, kw_only=True):
    """The timeline."""

    timeline: TimelineView


class MapPage(PageView, frozen=True, kw_only=True):
    """The map; None where no place has coordinates."""

    map: MapView | None


class OriginRow(View, frozen=True, kw_only=True):
    """A root origin: how many facts it supports, how many stand on it alone, which sources carry it.

    `counted_with` is another that this unnamed one may be the same as, so that the two count as one.  Where too many
    to be named are `alone`, or `carried_by`, only their number is there.
    """

    root: Ref
    counted_with: Ref | None
    facts: int
    alone: int
    alone_named: tuple[Ref, ...]
    disputes: int
    carried_by: int
    carriers: tuple[Ref, ...]


class MatrixMark(View, frozen=True, kw_only=True):
    """What an article says of a fact, and by whom: the number of one of the row's origins, 0 where there is none."""

    number: int
    origin: str
    stance: Label
    counted: bool


class MatrixRow(View, frozen=True, kw_only=True):
    """A fact, its origins by number from 1, and the marks of each article."""

    fact: FactLine
    origins: tuple[Ref, ...]
    cells: tuple[tuple[MatrixMark, ...], ...]


class MatrixGroup(View, frozen=True, kw_only=True):
    """The facts that answer a question; None for those that answer none."""

    question: Ref | None
    rows: tuple[MatrixRow, ...]


class MatrixView(View, frozen=True, kw_only=True):
    """Which article carries which fact, drawn and listed.

    Of all `facts`, `several` are in more than one article, and `one_origin` of these on the word of one origin;
    `drawn` and `listed` say how many are shown.
    """

    svg: str
    columns: tuple[Ref, ...]
    groups: tuple[MatrixGroup, ...]
    facts: int
    several: int
    one_origin: int
    drawn: int
    listed: int


class OriginsView(PageView, frozen=True, kw_only=True):
    """Who stands behind the whole dossier."""

    svg: str
    matrix: MatrixView | None
    summary: tuple[str, ...]
    roots: tuple[OriginRow, ...]
    leans: tuple[tuple[Ref, tuple[Lean, ...]], ...]


class ChangeGroup(View, frozen=True, kw_only=True):
    """The changes of one kind of item."""

    label: str
    anchor: str
    changes: tuple[Change, ...]


class ChangesView(PageView, frozen=True, kw_only=True):
    """What changed since the last edition; `previous_edition` is empty when there is none to compare with."""

    previous_edition: str
    groups: tuple[ChangeGroup, ...]


class SearchView(PageView, frozen=True, kw_only=True):
    """The search page; without a script it points to the lists."""


class AboutView(PageView, frozen=True, kw_only=True):
    """How to read the dossier, what its words mean, and its data for machines."""

    counts: tuple[Row, ...]
    statuses: tuple[Label, ...]
    stances: tuple[Label, ...]
    likelihoods: tuple[Label, ...]
    confidences: tuple[Label, ...]
    as_of_note: str
    data: tuple[Ref, ...]


class PrintView(PageView, frozen=True, kw_only=True):
    """The whole dossier on one page."""

    judgments: tuple[JudgmentCard, ...]
    body: tuple[Part, ...]
    summary: tuple[str, ...]
    summary_body: tuple[Part, ...]
    questions: tuple[QuestionCard, ...]
    facts: tuple[FactCard, ...]
    sources: tuple[SourceView, ...]


class NotFoundView(PageView, frozen=True, kw_only=True):
    """`404.html`."""


class RedirectView(PageView, frozen=True, kw_only=True):
    """An item's former address."""

    to: str
