"""The format, written down once: every record that a dossier's files may hold.

Each record is a frozen value whose fields are the keys an author types.  A field's annotation says what kind of
value it is (text, date, reference …); validation, linking, the JSON Schemas and the reference docs are all read off
these annotations, so a new field is added here and nowhere else.  Imports nothing of ours.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct

# --- kinds of value ----------------------------------------------------------------------------------------------

Id = Annotated[str, Meta(description="lower-case letters, digits and hyphens", extra={"kind": "id"})]
Date = Annotated[str, Meta(description="an EDTF date, e.g. 2024-10-18 or 2024-10~", extra={"kind": "date"})]
Markdown = Annotated[str, Meta(description="Markdown text", extra={"kind": "markdown"})]
Url = Annotated[str, Meta(description="an http(s) address", extra={"kind": "url"})]
EntityId = Annotated[str, Meta(description="an entity's id", extra={"refers": ("entity",)})]
SourceId = Annotated[str, Meta(description="a source's id", extra={"refers": ("source",)})]
FactId = Annotated[str, Meta(description="a fact's id", extra={"refers": ("fact",)})]
QuestionId = Annotated[str, Meta(description="a question's id", extra={"refers": ("question",)})]
OriginId = Annotated[
    str,
    Meta(
        description="who the source says it is from: an entity's or source's id, `self` or `unknown`",
        extra={"refers": ("entity", "source"), "besides": ("self", "unknown")},
    ),
]
Number = Annotated[int, Meta(ge=-(10**18), le=10**18)] | Annotated[float, Meta(ge=-1e18, le=1e18)]
Latitude = Annotated[float, Meta(ge=-90, le=90, description="degrees north")]
Longitude = Annotated[float, Meta(ge=-180, le=180, description="degrees east")]

Tlp = Literal["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]
Severity = Literal["error", "warning", "hint", "off"]
UrlStatus = Literal["live", "dead", "deviated", "unfit", "usurped"]
UNVISITED = ("unfit", "usurped")
"""What an address is when nobody is led there."""
Genre = Literal[
    "news", "analysis", "opinion", "press-release", "interview", "report", "transcript", "dataset", "record"
]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
SourceStatus = Literal["current", "corrected", "updated", "retracted", "withdrawn"]
UNCOUNTED = ("retracted", "withdrawn")
"""What a source is when its evidence does not count."""
FactKind = Literal["event", "claim", "assessment", "forecast", "background"]
Qualifier = Literal["exactly", "about", "at-least", "at-most"]
Stance = Literal["supports", "disputes", "cannot-confirm", "mentions"]
Credibility = Literal[1, 2, 3, 4, 5, 6]
Likelihood = Literal[
    "almost-no-chance",
    "very-unlikely",
    "unlikely",
    "roughly-even-chance",
    "likely",
    "very-likely",
    "almost-certain",
]
Confidence = Literal["low", "moderate", "high"]
CitationStyle = Literal["chicago", "apa"]

# Derived values, named here because every later stage and every reader of the data speaks of them.
FactStatus = Literal["retracted", "contested", "disputed", "corroborated", "single-origin", "unsupported"]
Disagreement = Literal["revision", "conflict"]
QuoteStatus = Literal["verified", "unverified", "changed"]
Kind = Literal["source", "fact", "question", "judgment", "entity", "page"]

KINDS: tuple[Kind, ...] = get_args(Kind)
TLP_LEVELS: tuple[str, ...] = get_args(Tlp)
ENTITY_KINDS = {
    "person": "Person",
    "organisation": "Organisation",
    "unit": "Unit",
    "place": "Place",
    "publication": "Publication",
    "treaty": "Treaty",
    "weapon": "Weapon",
    "event": "Event",
    "other": "Other",
}

# What other tools' users already type in a source, and our name for it.
SOURCE_ALIASES = {
    "authors": "author",
    "byline": "author",
    "publisher": "publication",
    "container-title": "publication",
    "container_title": "publication",
    "issued": "date",
    "published": "date",
    "link": "url",
    "URL": "url",
    "keywords": "tags",
    "lang": "language",
}


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Something an author writes; an unknown key in it is an error.  It never leads back to itself: no search for circles."""


class Item(Record, frozen=True, kw_only=True):
    """A record that can be linked to, marked and renamed."""

    tlp: Tlp = "CLEAR"
    fields: dict[str, str] = {}
    former_ids: tuple[Id, ...] = ()


# --- sources -----------------------------------------------------------------------------------------------------


class Archive(Record, frozen=True, kw_only=True):
    """The private copy of a source, below `archive:` of the config; never published."""

    file: str
    sha256: str = ""
    captured: Date = ""
    captured_by: str = ""
    tool: str = ""


class Source(Item, frozen=True, kw_only=True):
    """One article outside: its bibliographic fields; the Markdown body is our own summary."""

    id: Id = ""
    title: str
    author: tuple[str, ...] = ()
    publication: str = ""
    agency: EntityId = ""
    date: Date = ""
    accessed: Date = ""
    url: Url = ""
    archive_url: Url = ""
    url_status: UrlStatus = "live"
    genre: Genre | None = None
    tags: tuple[str, ...] = ()
    language: str = ""
    reliability: Reliability | None = None
    descriptor: str = ""
    status: SourceStatus = "current"
    status_note: str = ""
    archive: Archive | None = None
    draft: bool = False
    summary: Markdown = ""


# --- facts -------------------------------------------------------------------------------------------------------


class Evidence(Record, frozen=True, kw_only=True):
    """One tie between a fact and a source."""

    source: SourceId
    origin: OriginId = "self"
    via: tuple[EntityId, ...] = ()
    date: Date = ""
    stance: Stance = "supports"
    quote: str = ""
    locator: str = ""
    credibility: Credibility | None = None


class Role(Record, frozen=True, kw_only=True):
    """An entity that a fact is about, and as what."""

    id: EntityId
    role: str = ""


class Fact(Item, frozen=True, kw_only=True):
    """One checkable claim and its evidence."""

    id: Id
    claim: str
    kind: FactKind = "claim"
    date: Date = ""
    place: tuple[EntityId, ...] = ()
    about: tuple[EntityId | Role, ...] = ()
    question: QuestionId = ""
    low: Number | None = None
    best: Number | None = None
    high: Number | None = None
    qualifier: Qualifier = "exactly"
    unit: str = ""
    scope: str = ""
    contradicts: tuple[FactId, ...] = ()
    retracted: bool = False
    tags: tuple[str, ...] = ()
    note: Markdown = ""
    evidence: tuple[Evidence, ...] = ()


class Question(Item, frozen=True, kw_only=True):
    """What several facts answer, perhaps differently."""

    id: Id
    text: str
    unit: str = ""
    note: Markdown = ""


class Judgment(Item, frozen=True, kw_only=True):
    """A key judgment (ICD 203)."""

    id: Id
    text: str
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    basis: tuple[FactId, ...] = ()
    note: Markdown = ""
    change_note: str = ""


class FactsFile(Record, frozen=True, kw_only=True):
    """`facts.yaml`, or one file below `facts/`."""

    questions: tuple[Question, ...] = ()
    facts: tuple[Fact, ...] = ()
    judgments: tuple[Judgment, ...] = ()


# --- entities and pages ------------------------------------------------------------------------------------------


class Entity(Item, frozen=True, kw_only=True):
    """A person, body, unit, place … that the dossier speaks of."""

    id: Id
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "other"
    part_of: EntityId = ""
    may_be: EntityId = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    description: Markdown = ""
    links: dict[str, str] = {}


class Page(Item, frozen=True, kw_only=True):
    """A prose page; `index` is the briefing."""

    id: Id = ""
    title: str = ""
    order: Number | None = None
    date: Date = ""
    draft: bool = False
    source_summary: Markdown = ""
    body: Markdown = ""


# --- config ------------------------------------------------------------------------------------------------------


class Quotes(Record, frozen=True, kw_only=True):
    """Limits on quotation."""

    max_words: Annotated[int, Meta(ge=1)] = 25


class Config(Record, frozen=True, kw_only=True):
    """`config.yaml`."""

    title: str
    subtitle: str = ""
    language: str = "en"
    base_url: Url = ""
    publisher: str = ""
    edition: str = ""
    previous: str = ""
    tlp: Tlp = "CLEAR"
    archive: str = ""
    quotes: Quotes = Quotes()
    citation_style: CitationStyle = "chicago"
    rules: dict[str, Severity] = {}
    kinds: dict[str, str] = {}


AnyItem = Source | Fact | Question | Judgment | Entity | Page


def above(level: str, carry: str) -> bool:
    """Whether an item marked `level` may not be in a build that carries at most `carry` (TLP 2.0 order)."""
    return TLP_LEVELS.index(level) > TLP_LEVELS.index(carry)


def entity_ids(about: tuple[Any, ...]) -> tuple[str, ...]:
    """The ids in a fact's `about`, roles put aside."""
    return tuple(each.id if isinstance(each, Role) else each for each in about)
