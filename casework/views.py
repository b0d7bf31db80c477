"""What a template is handed: plain frozen values, one class per page kind, with every link already resolved.

Nothing here computes.  Texts are plain (the templates escape them) unless the field is named `html`, which is safe
markup; `svg` is a finished drawing.  Every `href` is relative to the page that holds it, or an outside address.
"""

from __future__ import annotations

from msgspec import Struct


class View(Struct, frozen=True, kw_only=True):
    """A value for templates."""


# --- small parts -------------------------------------------------------------------------------------------------


class Ref(View, frozen=True, kw_only=True):
    """A name that leads somewhere; without `href` it is only a name.  `lang` where it is not the dossier's."""

    text: str
    href: str = ""
    lang: str = ""
    id: str = ""


class Label(View, frozen=True, kw_only=True):
    """A value of a fixed list: its code (for classes), its word, and what it means in a sentence."""

    code: str
    text: str
    meaning: str = ""


class DateView(View, frozen=True, kw_only=True):
    """A date in words, and for machines where one day, month or year says it (`<time datetime>`)."""

    words: str = ""
    machine: str = ""


class EvidenceView(View, frozen=True, kw_only=True):
    """One evidence line.

    `origin` is whom the source credits ("the source itself", "not named" without link); `root` is the independent
    origin it counts for, None when it counts for none; `may_be` is whom an unnamed origin may be the same as; `shows_root` when that says more than the origin.  `counted` is
    false when the source is retracted or withdrawn.  `passage` is the way to the quotation in the article itself.
    """

    source: Ref
    source_date: DateView
    source_status: Label
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


class FactCard(View, frozen=True, kw_only=True):
    """A fact wherever it is shown.  `counts` is "5 sources · 1 origin"; `figure` is "about 12,000 troops".

    The `*_ids` are for the list's filters: what the fact's origins, sources and entities are.
    """

    id: str
    href: str
    claim: str
    status: Label
    kind: Label
    counts: str
    date: DateView
    figure: str
    scope: str
    question: Ref | None
    origins: tuple[Ref, ...]
    disputed_by: tuple[Ref, ...]
    drift: bool
    evidence: tuple[EvidenceView, ...]
    origin_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    entity_ids: tuple[str, ...]
    earliest: str
    latest: str


class FigureRow(View, frozen=True, kw_only=True):
    """One row of a disagreement table: who gives which answer, reported where, said when, for when."""

    fact: FactCard
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
    unit: str
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
    """The dated facts in order, drawn and listed."""

    svg: str
    facts: tuple[FactCard, ...]
    undated: tuple[FactCard, ...]


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


class Back(View, frozen=True, kw_only=True):
    """The way back from a note to one of its marks: "a", "b" …, and that said in full."""

    letter: str
    href: str
    label: str


class NoteItem(View, frozen=True, kw_only=True):
    """One thing a note cites: a source (its citation and locator), a fact (with its evidence), or a free text."""

    citation_html: str = ""
    locator: str = ""
    source: Ref | None = None
    source_status: Label | None = None
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


class Mentions(View, frozen=True, kw_only=True):
    """What of ours speaks of an item: "Cited by", under the name of what does so ("Judgments", "Summaries" …)."""

    label: str
    refs: tuple[Ref, ...]


class Row(View, frozen=True, kw_only=True):
    """A line of a description list; `refs` where the value is one or more names."""

    label: str
    text: str = ""
    refs: tuple[Ref, ...] = ()


class FactGroup(View, frozen=True, kw_only=True):
    """Facts under a heading; a long group is folded."""

    label: str
    facts: tuple[FactCard, ...]
    folded: bool


class NavItem(View, frozen=True, kw_only=True):
    """An entry of the navigation."""

    ref: Ref
    current: bool


# --- pages -------------------------------------------------------------------------------------------------------


class Frame(View, frozen=True, kw_only=True):
    """What is the same on every page of a site, but for the links.  `card` is the path of the picture for sharing."""

    title: str
    subtitle: str
    language: str
    direction: str
    publisher: str
    edition: str
    as_of: str
    tlp: str
    version: str
    base_url: str
    card: str = ""


class PageView(View, frozen=True, kw_only=True):
    """What every page has.  `root` is the way to the site's root (`""` or `"../"`); `jsonld` is safe inside a script."""

    template: str
    path: str
    root: str
    frame: Frame
    nav: tuple[NavItem, ...]
    crumbs: tuple[Ref, ...]
    title: str
    description: str
    sections: tuple[Section, ...] = ()
    notes: tuple[NoteView, ...] = ()
    leaves: tuple[NavItem, ...] = ()
    """The pages of a list that is too long for one; empty when it is not."""
    previous: Ref | None = None
    next: Ref | None = None
    jsonld: str = ""


class Change(View, frozen=True, kw_only=True):
    """One change since the last edition, in words."""

    kind: str
    text: str
    ref: Ref | None


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
    changed_since: str
    changes: tuple[Change, ...]
    """Those that are named one by one, the first few."""
    changes_counted: str
    fields: tuple[Row, ...]


class ProseView(PageView, frozen=True, kw_only=True):
    """A prose page."""

    body: tuple[Part, ...]
    mentions: tuple[Mentions, ...]
    fields: tuple[Row, ...]


class SourceLine(View, frozen=True, kw_only=True):
    """A source in a list."""

    ref: Ref
    author: str
    publication: str
    date: DateView
    genre: str
    status: Label
    facts: int
    own: int
    """How many of its facts rest on its own word."""


class SourcesView(PageView, frozen=True, kw_only=True):
    """All sources."""

    sources: tuple[SourceLine, ...]


class Lean(View, frozen=True, kw_only=True):
    """On whom a source relies, and for which facts."""

    origin: Ref
    facts: tuple[Ref, ...]


class SourceView(PageView, frozen=True, kw_only=True):
    """One source: what it is, what it says in our words, the facts it carries, whom it relies on.

    `lang` is the title's language where it is not the dossier's.
    """

    lang: str
    status: Label
    status_note: str
    rows: tuple[Row, ...]
    citation_html: str
    descriptor: str
    url: str
    archive_url: str
    url_status: Label
    body: tuple[Part, ...]
    facts: tuple[FactCard, ...]
    leans: tuple[Lean, ...]
    mentions: tuple[Mentions, ...]
    tags: tuple[Ref, ...]
    fields: tuple[Row, ...]


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
    """A page of all facts, `total` of them; the first page filters all."""

    facts: tuple[FactCard, ...]
    filters: tuple[Filter, ...]
    total: int


class FactView(PageView, frozen=True, kw_only=True):
    """One fact.  `why` explains its status; `warnings` say what of its evidence was retracted or corrected."""

    card: FactCard
    why: str
    warnings: tuple[str, ...]
    drift: tuple[str, ...]
    svg: str
    rows: tuple[Row, ...]
    note: tuple[Part, ...]
    contradicts: tuple[FactCard, ...]
    mentions: tuple[Mentions, ...]
    tags: tuple[Ref, ...]
    fields: tuple[Row, ...]


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


class EntityView(PageView, frozen=True, kw_only=True):
    """One entity: the facts about it, the facts it is the origin of, who speaks of it, where it is."""

    kind: Label
    rows: tuple[Row, ...]
    body: tuple[Part, ...]
    about: tuple[FactGroup, ...]
    origin_of: tuple[FactCard, ...]
    map: MapView | None
    mentions: tuple[Mentions, ...]
    links: tuple[Ref, ...]
    fields: tuple[Row, ...]


class QuestionsView(PageView, frozen=True, kw_only=True):
    """All questions: the disagreements first."""

    questions: tuple[QuestionCard, ...]


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


class TagsView(PageView, frozen=True, kw_only=True):
    """All keywords."""

    tags: tuple[Ref, ...]
    counts: tuple[int, ...]


class TagView(PageView, frozen=True, kw_only=True):
    """What carries a keyword."""

    facts: tuple[FactCard, ...]
    sources: tuple[SourceLine, ...]


class TimelinePage(PageView, frozen=True, kw_only=True):
    """The timeline."""

    timeline: TimelineView


class MapPage(PageView, frozen=True, kw_only=True):
    """The map; None where no place has coordinates."""

    map: MapView | None


class OriginRow(View, frozen=True, kw_only=True):
    """A root origin: how many facts it supports, how many stand on it alone, which sources carry it.

    `counted_with` is another that this unnamed one may be the same as, so that the two count as one.
    """

    root: Ref
    counted_with: Ref | None
    facts: int
    alone: tuple[Ref, ...]
    disputes: int
    sources: tuple[Ref, ...]


class MatrixMark(View, frozen=True, kw_only=True):
    """What an article says of a fact, and by whom: the number of one of the row's origins, 0 where there is none."""

    number: int
    origin: str
    stance: Label
    counted: bool


class MatrixRow(View, frozen=True, kw_only=True):
    """A fact, its origins by number from 1, and the marks of each article."""

    fact: FactCard
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
