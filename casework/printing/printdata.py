"""A desk → the `Edition`, all that the print template is handed, as plain values that JSON can carry.  Pure.

It holds what `print.html` holds, in the same order, with prose as nodes and drawings as SVG files of their own.  No
text in it is code: the template prints texts as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as Day

from msgspec import Struct
from msgspec.structs import replace

from casework import edtf
from casework.evidence.origins import independent_among
from casework.figures.standalone import standalone
from casework.pages.desk import Desk
from casework.pages.overviewpages import about_page, print_page
from casework.pages.plan import newest_first
from casework.printing import printnodes
from casework.printing.printnodes import Nodes, nodes
from casework.views.cards import FactCard, FactLine, JudgmentCard, QuestionCard, TimelineView
from casework.views.items import SourceView
from casework.views.overviews import PrintView
from casework.views.page import Frame
from casework.views.parts import AddressLabel, Label, SourceLabel
from casework.views.text import NoteItem, NoteView, Part
from casework.words.language import Language


class Picture(Struct, frozen=True, kw_only=True):
    """A drawing: an SVG file, its size in its own units, and what it shows, for those who do not see it."""

    svg: str
    width: float
    height: float
    alt: str


class Question(Struct, frozen=True, kw_only=True):
    """A question; `picture` is None where there is none, or, with `is_drawn_before`, where it stands further up."""

    card: QuestionCard
    picture: Picture | None
    is_drawn_before: bool


class Timeline(Struct, frozen=True, kw_only=True):
    """The timeline, drawn; where it cannot be, its facts."""

    picture: Picture | None
    facts: tuple[FactLine, ...]


class Map(Struct, frozen=True, kw_only=True):
    """The map and its caption."""

    picture: Picture
    caption: str


class Piece(Struct, frozen=True, kw_only=True):
    """A piece of prose: nodes, or one thing embedded."""

    nodes: Nodes = ()
    fact: FactCard | None = None
    question: Question | None = None
    judgment: JudgmentCard | None = None
    timeline: Timeline | None = None
    map: Map | None = None


class Judgment(Struct, frozen=True, kw_only=True):
    """A key judgment and the ids of the facts that it rests on."""

    card: JudgmentCard
    basis: tuple[str, ...]


class Source(Struct, frozen=True, kw_only=True):
    """A source: how it is cited, where it is if the citation does not say it, and our summary.  `counts` is "12 facts"."""

    id: str
    title: str
    lang: str
    status: SourceLabel
    status_note: str
    citation: Nodes
    descriptor: str
    url: str
    archive_url: str
    url_status: AddressLabel
    counts: str
    body: tuple[Piece, ...]


class NotePart(Struct, frozen=True, kw_only=True):
    """One thing that a note cites: a fact, else a source's citation or a free text, as nodes."""

    fact: FactCard | None
    nodes: Nodes
    source: str
    status: SourceLabel | None
    locator: str


class Note(Struct, frozen=True, kw_only=True):
    """A numbered note; its place in `Edition.notes` is its number less one.

    `within` is the source whose summary calls it first: there, only what that source says is the matter.
    """

    number: int
    within: str
    parts: tuple[NotePart, ...]


class Edition(Struct, frozen=True, kw_only=True):
    """The print edition.  `date` is [year, month, day]; `targets` are the ids of the items that have a place in it.

    `pictures` are the paths of the author's pictures that the typesetter can show; others are said in words.
    """

    frame: Frame
    words: Mapping[str, str]
    edition: str
    date: tuple[int, int, int] | None
    counts: str
    as_of_note: str
    statuses: tuple[Label, ...]
    judgments: tuple[Judgment, ...]
    body: tuple[Piece, ...]
    summary: tuple[str, ...]
    summary_body: tuple[Piece, ...]
    questions: tuple[Question, ...]
    facts: tuple[FactCard, ...]
    sources: tuple[Source, ...]
    notes: tuple[Note, ...]
    targets: Mapping[str, bool]
    pictures: tuple[str, ...] = ()


SECTION = 2


def edition(desk: Desk, css: str) -> Edition:
    """The print edition of a case; `css` is the style sheet of the figures."""
    view = print_page(desk)
    so_far = _SoFar(drawn=set(), noted=set())
    body = tuple(_pieces(view.body, css, so_far, SECTION))
    added = tuple(_pieces(view.summary_body, css, so_far, SECTION))
    questions = tuple(_question(each, css, so_far) for each in view.questions)
    ids = _source_ids(view, desk)
    within: dict[int, str] = {}
    sources = []
    for source_id, source in zip(ids, view.sources, strict=True):
        before = frozenset(so_far.noted)
        sources.append(_source(source_id, source, css, so_far, desk.language))
        within |= dict.fromkeys(so_far.noted - before, source_id)
    targets = (*_ids(view.judgments), *_ids(view.questions), *_ids(view.facts), *ids)
    found = Edition(
        frame=view.frame,
        words={"comma": desk.language.comma, **dict(_words(desk.language.say))},
        edition=_edition_words(view.frame, desk.language),
        date=_date(view.frame.edition),
        counts=_counts(desk),
        as_of_note=about_page(desk).as_of_note,
        statuses=tuple(desk.language.labels.status.values()),
        judgments=tuple(
            Judgment(card=each, basis=desk.case.dossier.judgments[each.id].basis) for each in view.judgments
        ),
        body=body,
        summary=view.summary,
        summary_body=added,
        questions=questions,
        facts=view.facts,
        sources=tuple(sources),
        notes=tuple(_note(each, within.get(each.number, "")) for each in view.notes),
        targets=dict.fromkeys(targets, True),
    )
    return replace(found, pictures=tuple(sorted(set(_pictures(found)))))


def _edition_words(frame: Frame, language: Language) -> str:
    """Which edition it is, and as of which day; a date that is its label is said in words."""
    day = edtf.read(frame.edition)
    label = language.date(day) if day else frame.edition
    edition = language.say("Edition %(edition)s", edition=label) if label else ""
    as_of = language.say("As of %(date)s", date=frame.as_of) if frame.as_of else ""
    return " · ".join(filter(None, (edition, as_of)))


def _date(text: str) -> tuple[int, int, int] | None:
    """The day that an edition's label is; None where it is not one day."""
    day = edtf.read(text)
    if day is None or day.earliest is None or day.earliest != day.latest:
        return None
    said = Day.fromordinal(day.earliest)
    return said.year, said.month, said.day


def _counts(desk: Desk) -> str:
    case, count = desk.case, desk.language.count
    roots = independent_among(case.supports, case.dossier)
    said = (
        count("%(num)s source", "%(num)s sources", len(case.dossier.sources)),
        count("%(num)s independent origin", "%(num)s independent origins", len(roots)),
        count("%(num)s fact", "%(num)s facts", len(case.dossier.facts)),
    )
    return " · ".join(said)


def _ids(cards: Iterable[JudgmentCard | QuestionCard | FactCard]) -> Iterator[str]:
    return (each.id for each in cards)


def _source_ids(view: PrintView, desk: Desk) -> list[str]:
    """The ids of the sources that `view` holds: all, or of a long dossier those that its facts rest on."""
    dossier = desk.case.dossier
    ids = [each.id for each in newest_first(dossier.sources.values())]
    if len(view.facts) == len(dossier.facts):
        return ids
    needed = {line.source for fact in view.facts for line in dossier.facts[fact.id].evidence}
    return [each for each in ids if each in needed]


class _SoFar(Struct):
    """The questions that are drawn and the notes that are called further up; both grow."""

    drawn: set[str]
    noted: set[int]


# --- prose -------------------------------------------------------------------------------------------------------


def _pieces(parts: Iterable[Part], css: str, so_far: _SoFar, level: int) -> Iterator[Piece]:
    for part in parts:
        if part.question:
            yield Piece(question=_question(part.question, css, so_far))
        elif part.timeline:
            yield Piece(timeline=_timeline(part.timeline, css))
        elif part.map:
            yield from _map(part.map.svg, part.map.caption, css)
        else:
            marked = printnodes.called(nodes(part.html, level), so_far.noted)
            yield Piece(nodes=marked, fact=part.fact, judgment=part.judgment)


def _question(card: QuestionCard, css: str, so_far: _SoFar) -> Question:
    """A question as it is shown here: drawn, unless it was before."""
    is_drawn_before = card.id in so_far.drawn
    picture = None if is_drawn_before else _picture(card.svg, css)
    if picture:
        so_far.drawn.add(card.id)
    return Question(card=replace(card, svg=""), picture=picture, is_drawn_before=is_drawn_before)


def _timeline(view: TimelineView, css: str) -> Timeline:
    picture = _picture(view.svg, css)
    return Timeline(picture=picture, facts=() if picture else view.facts)


def _map(svg: str, caption: str, css: str) -> Iterator[Piece]:
    picture = _picture(svg, css)
    if picture:
        yield Piece(map=Map(picture=picture, caption=caption))


# --- drawings ----------------------------------------------------------------------------------------------------

# The first figure of a pair; a figure may hold drawings of its own.
SVG = re.compile(r"""<svg\b[^>]* class="figure .*?</svg>(?=\s*(?:</div>|<svg\b[^>]* class="figure |$))""", re.DOTALL)
VIEW_BOX = re.compile(r'<svg\b[^>]*? viewBox="0 0 ([0-9.]+) ([0-9.]+)"')
PAPER = re.compile(r"var\(\s*--paper\b[^()]*\)")
ON_PAPER = (
    ".figure a .link { text-decoration: none; }"
    ".figure .halo { stroke: #fff; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }"
)
SAID = re.compile(r"<(title|desc)\b[^>]*>(.*?)</\1>", re.DOTALL)


def _picture(drawing: str, css: str) -> Picture | None:
    """The wide one of a figure's drawings as a file of its own; None where nothing is drawn."""
    svg = SVG.search(drawing)
    size = VIEW_BOX.search(svg[0]) if svg else None
    if not svg or not size:
        return None
    said = (html.unescape(found[2]).strip() for found in list(SAID.finditer(svg[0]))[:2])
    return Picture(
        svg=standalone(svg[0], css + ON_PAPER),
        width=float(size[1]),
        height=float(size[2]),
        alt=" ".join(filter(None, said)),
    )


# --- words -------------------------------------------------------------------------------------------------------


def _words(say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """What the template itself says."""
    yield from _headings(say)
    yield "page", say("p. %(page)s")
    yield "pages", say("pp. %(pages)s")
    yield "drawn", say("The answers are drawn on page %(page)s.")
    yield "likelihood", say("Likelihood")
    yield "confidence", say("Confidence")
    yield "rests-on", say("Rests on")
    yield "shaken", say("Shaken")
    yield "changed", say("Changed")
    yield "via", say("via")
    yield "from", say("from")
    yield "may-be", say("may be the same as")
    yield "counts-as", say("counts as")
    yield "against", say("against:")
    yield "not-counted", say("not counted")
    yield "drift", say("credited to different origins")
    yield "archived", say("archived copy")


def _headings(say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    yield "contents", say("Contents")
    yield "judgments", say("Key judgments")
    yield "briefing", say("Briefing")
    yield "basis", say("What this rests on")
    yield "questions", say("Questions")
    yield "facts", say("Facts")
    yield "sources", say("Sources")
    yield "legend", say("How to read it")
    yield (
        "legend-note",
        say(
            "Each fact is one claim with its evidence. Its status counts independent origins, not articles: an article "
            "that repeats what another origin said adds a source, and no origin. A number in the text leads to the note "
            "at the foot of the page; a note that is called again keeps its number, and its page is said where it is "
            "another."
        ),
    )
    yield "answer", say("Answer")
    yield "owners", say("Who says so")
    yield "reported", say("Reported in")
    yield "said", say("Said on")
    yield "for-date", say("For date")


# --- notes and sources -------------------------------------------------------------------------------------------


def _note(note: NoteView, within: str) -> Note:
    return Note(number=note.number, within=within, parts=tuple(_note_part(item) for item in note.items))


def _note_part(item: NoteItem) -> NotePart:
    return NotePart(
        fact=item.fact,
        nodes=nodes(item.citation_html or item.html),
        source=item.source.id if item.source else "",
        status=item.source_status,
        locator=item.locator,
    )


def _source(source_id: str, view: SourceView, css: str, so_far: _SoFar, language: Language) -> Source:
    cited = nodes(view.citation_html)
    said = printnodes.text(cited)
    return Source(
        id=source_id,
        title=view.title,
        lang=view.lang,
        status=view.status,
        status_note=view.status_note,
        citation=cited,
        descriptor=view.descriptor,
        url="" if view.url in said else view.url,
        archive_url="" if view.archive_url in said else view.archive_url,
        url_status=view.url_status,
        counts=language.count("%(num)s fact", "%(num)s facts", len(view.facts)),
        body=tuple(_pieces(view.body, css, so_far, SECTION + 1)),
    )


def _pictures(edition: Edition) -> Iterator[str]:
    texts = [edition.body, edition.summary_body, *(source.body for source in edition.sources)]
    for piece in (piece for text in texts for piece in text):
        yield from printnodes.pictures(piece.nodes)
    for part in (part for note in edition.notes for part in note.parts):
        yield from printnodes.pictures(part.nodes)
