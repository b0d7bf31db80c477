"""What is shown on many pages alike: facts with their evidence, questions, judgments, and the drawings that prose can hold."""

from __future__ import annotations

from casework.views.parts import DateView, Label, Ref, SourceLabel, View


class EvidenceView(View, frozen=True, kw_only=True, cache_hash=True):
    """One evidence line.

    `origin` is whom the source credits ("its own word", "not named" without link); `root` is the independent origin it
    counts for, None when it counts for none, and `shows_root` says whether that is more than the origin says; `may_be`
    is whom an unnamed origin may be the same as.  `counted` is false when the source is retracted or withdrawn.
    `passage` is the way to the quotation in the article itself.
    """

    source: Ref
    source_date: DateView
    source_status: SourceLabel
    source_note: str
    origin: Ref
    origin_kind: str
    may_be: Ref | None
    via: tuple[Ref, ...]
    root: Ref | None
    shows_root: bool
    stance: Label
    said: DateView
    quote: str
    quote_lang: str
    quote_status: Label | None
    locator: str
    passage: str
    credibility: Label | None
    counted: bool


class FactLine(View, frozen=True, kw_only=True, cache_hash=True):
    """A fact in a list.  `counts` is "5 sources · 1 origin"."""

    id: str
    href: str
    claim: str
    status: Label
    counts: str
    date: DateView
    scope: str


class FactRow(FactLine, frozen=True, kw_only=True):
    """A fact with all that a list can be filtered by: the `*_ids` are those of its origins, sources and entities."""

    kind: Label
    origins: tuple[Ref, ...]
    disputed_by: tuple[Ref, ...]
    origin_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    entity_ids: tuple[str, ...]
    earliest: str
    latest: str


class FactCard(FactRow, frozen=True, kw_only=True, cache_hash=True):
    """A fact with its evidence.  `figure` is "about 12,000 troops"."""

    figure: str
    drift: bool
    evidence: tuple[EvidenceView, ...]


class FactGroup(View, frozen=True, kw_only=True):
    """Facts under a heading; a long group is folded."""

    label: str
    facts: tuple[FactLine, ...]
    folded: bool


class FigureRow(View, frozen=True, kw_only=True):
    """One row of a disagreement table: who gives which answer, reported where, said when, for when."""

    fact: FactLine
    answer: str
    owners: tuple[Ref, ...]
    against: tuple[Ref, ...]
    sources: tuple[Ref, ...]
    said: DateView
    conflicts_with: tuple[Ref, ...]
    revises: tuple[Ref, ...]


class QuestionLine(View, frozen=True, kw_only=True):
    """A question in a list: whether its answers agree, and what they amount to."""

    href: str
    text: str
    verdict: Label
    summary: str


class QuestionCard(View, frozen=True, kw_only=True):
    """A question, its answers and what they amount to."""

    id: str
    href: str
    text: str
    verdict: Label
    summary: str
    drift: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    svg: str


class JudgmentCard(View, frozen=True, kw_only=True):
    """A key judgment.  `rests_on` is "5 facts · 2 independent origins"; `shaken` says what of its basis fell away."""

    id: str
    href: str
    text: str
    likelihood: Label | None
    confidence: Label | None
    rests_on: str
    shaken: str
    change_note: str


class TimelineView(View, frozen=True, kw_only=True):
    """The dated facts in order, drawn or listed; and those without a date, on the timeline's own pages."""

    svg: str
    facts: tuple[FactLine, ...] = ()
    undated: tuple[FactLine, ...] = ()


class MapRow(View, frozen=True, kw_only=True):
    """A place and how many facts are there."""

    place: Ref
    lat: str
    lon: str
    facts: int


class MapView(View, frozen=True, kw_only=True):
    """The places, drawn and listed."""

    svg: str
    caption: str
    rows: tuple[MapRow, ...]
