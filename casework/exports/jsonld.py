"""A `Case` → JSON-LD in schema.org's words, for the pages' heads and as one file.  Pure.

Says only what the dossier's evidence says: a claim appears where a source supports it, and was first said
where the dates leave no doubt.  Addresses of our own are given only when the site's address is known.  Nothing of
`Source.archive`, which is private, may appear here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import Struct

from casework import edtf
from casework.evidence.derive import Case
from casework.exports.data import edition
from casework.model import Entity, Fact, Judgment, Kind, Page, Source, entity_ids
from casework.routes import path_of
from casework.words.labels import GENRES, SOURCE_STATUSES
from casework.words.naming import agency, publication, visitable

Node = dict[str, Any]

CONTEXT = "https://schema.org"
SOURCE_TYPES = {
    "news": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "press-release": "Article",
    "interview": "Article",
    "report": "Report",
    "transcript": "CreativeWork",
    "dataset": "Dataset",
    "record": "DigitalDocument",
}
ENTITY_TYPES = {
    "person": "Person",
    "organisation": "Organization",
    "unit": "Organization",
    "publication": "Organization",
    "place": "Place",
    "treaty": "CreativeWork",
    "event": "Event",
}
SPEAKERS = ("Person", "Organization")
WIKIDATA = "http://www.wikidata.org/entity/"
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_IS_UNSAFE = re.compile("[<>&\u2028\u2029]").search


class Named(Struct, frozen=True):
    """What a claim says of a source and of an entity, by their ids: pages may have it encoded already."""

    source: Callable[[str], Any]
    entity: Callable[[str], Any]


def named(case: Case, base_url: str) -> Named:
    """The same, made anew whenever it is asked for."""
    sources, entities = case.dossier.sources, case.dossier.entities
    return Named(lambda each: _in_short(sources[each], case, base_url), lambda each: _entity(entities[each], base_url))


def encoded(node: Any) -> msgspec.Raw:
    """A node as it stands in others."""
    return msgspec.Raw(msgspec.json.encode(node))


def report(case: Case, base_url: str) -> str:
    """The briefing: a `Report` with its judgments and the sources that they rest on."""
    return _script(_report(case, base_url))


def article(page: Page, case: Case, base_url: str) -> str:
    """A prose page: an `Article` that is part of the report."""
    return _script(_article(page, case, base_url))


def claim(fact: Fact, case: Case, base_url: str, known: Named | None = None) -> str:
    """A fact: a `Claim`, who makes it, and where it appears."""
    return _script(_claim(fact, case, base_url, known or named(case, base_url)))


def creative_work(source: Source, case: Case, base_url: str) -> str:
    """A source: a `NewsArticle` or another `CreativeWork`, by its genre."""
    return _script(_work(source, case, base_url))


def graph(case: Case, base_url: str) -> bytes:
    """The whole dossier in one file: the report, its claims and sources."""
    dossier, known = case.dossier, named(case, base_url)
    nodes = [
        _report(case, base_url),
        *(_claim(fact, case, base_url, known) for fact in dossier.facts.values()),
        *(_work(source, case, base_url) for source in dossier.sources.values()),
    ]
    text = msgspec.json.encode({"@context": CONTEXT, "@graph": nodes})
    return msgspec.json.format(text, indent=1) + b"\n"


def _script(node: Node) -> str:
    """`node` as JSON that may stand in a script element: nothing can end the element or open a comment."""
    text = msgspec.json.encode({"@context": CONTEXT, **node}).decode()
    return text.translate(_UNSAFE) if _IS_UNSAFE(text) else text


# --- ours ---------------------------------------------------------------------------------------------------


def _report(case: Case, base_url: str) -> Node:
    config = case.dossier.config
    return _given(
        {
            "@type": "Report",
            "@id": _address("", "report", base_url),
            "url": _address("", "", base_url),
            "headline": config.title,
            "alternativeHeadline": config.subtitle,
            "inLanguage": config.language,
            "publisher": _organisation(config.publisher),
            "version": edition(case),
            "datePublished": _date(edition(case)),
            "hasPart": [_judgment(each, base_url) for each in case.dossier.judgments.values()],
            "citation": [_in_short(each, case, base_url) for each in _relied_on(case)],
        }
    )


def _judgment(judgment: Judgment, base_url: str) -> Node:
    return _given(
        {
            "@type": "Claim",
            "@id": _item("judgment", judgment.id, "claim", base_url),
            "url": _item("judgment", judgment.id, "", base_url),
            "text": judgment.text,
        }
    )


def _relied_on(case: Case) -> list[Source]:
    """The sources that carry what the judgments rest on, in the dossier's order."""
    basis = {fact for each in case.dossier.judgments.values() for fact in each.basis}
    carrying = {line.source for fact in basis for line in case.dossier.facts[fact].evidence}
    return [case.dossier.sources[each] for each in case.dossier.sources if each in carrying]


def _article(page: Page, case: Case, base_url: str) -> Node:
    config = case.dossier.config
    whole = {"@type": "Report", "@id": _address("", "report", base_url), "headline": config.title}
    return _given(
        {
            "@type": "Article",
            "@id": _item("page", page.id, "article", base_url),
            "url": _item("page", page.id, "", base_url),
            "headline": page.title or config.title,
            "inLanguage": config.language,
            "publisher": _organisation(config.publisher),
            "datePublished": _date(page.date),
            "isPartOf": _given(whole),
        }
    )


# --- claims -------------------------------------------------------------------------------------------------


def _claim(fact: Fact, case: Case, base_url: str, known: Named) -> Node:
    carrying = {each: known.source(each) for each in _carrying(fact)}
    first = _first([case.dossier.sources[each] for each in carrying])
    return _given(
        {
            "@type": "Claim",
            "@id": _item("fact", fact.id, "claim", base_url),
            "url": _item("fact", fact.id, "", base_url),
            "text": fact.claim,
            "author": [known.entity(each) for each in _speakers(fact, case)],
            "about": [known.entity(each) for each in entity_ids(fact.about)],
            "contentLocation": [known.entity(each) for each in fact.place],
            "temporalCoverage": _span(fact.date),
            "keywords": list(fact.tags),
            "creativeWorkStatus": "Retracted" if case.standings[fact.id].status == "retracted" else "",
            "appearance": list(carrying.values()),
            "firstAppearance": carrying[first.id] if first else {},
        }
    )


def _carrying(fact: Fact) -> list[str]:
    """The sources that support a fact, in the order of its evidence."""
    return list(dict.fromkeys([line.source for line in fact.evidence if line.stance == "supports"]))


def _first(sources: list[Source]) -> Source | None:
    """The one that was certainly the first of those with a date: out before any other can have been."""
    dated = [(date, source) for source in sources if (date := edtf.read(source.date))]
    if not dated:
        return None
    (first, source), *others = sorted(dated, key=lambda each: edtf.sort_key(each[0]))
    day = edtf.known_by(first)
    is_first = not others or (day is not None and all(day < (other.earliest or 0) for other, _ in others))
    return source if is_first else None


def _speakers(fact: Fact, case: Case) -> list[str]:
    """The people and bodies whom sources that count credit with the claim."""
    lines = [each.evidence for each in case.standings[fact.id].lines if each.counted]
    origins = dict.fromkeys([line.origin for line in lines if line.stance == "supports"])
    entities = case.dossier.entities
    return [each for each in origins if each in entities and ENTITY_TYPES.get(entities[each].kind) in SPEAKERS]


def _entity(entity: Entity, base_url: str) -> Node:
    return _given(
        {
            "@type": ENTITY_TYPES.get(entity.kind, "Thing"),
            "@id": _item("entity", entity.id, "entity", base_url),
            "name": entity.name,
            "sameAs": list(_same_as(entity.links)),
        }
    )


def _same_as(links: dict[str, str]) -> Iterable[str]:
    for register, value in links.items():
        if value.startswith(("https://", "http://")):
            yield value
        elif register == "wikidata":
            yield WIKIDATA + value


# --- sources ------------------------------------------------------------------------------------------------


def _work(source: Source, case: Case, base_url: str) -> Node:
    is_current = source.status == "current"
    note = {"@type": "CorrectionComment", "text": source.status_note}
    more = {
        "author": list(source.author),  # free text: a person's name or a body's
        "sourceOrganization": _organisation(agency(source, case.dossier.entities)),
        "archivedAt": source.archive_url,
        "inLanguage": source.language,
        "genre": GENRES[source.genre] if source.genre else "",
        "keywords": list(source.tags),
        "correction": note if source.status_note and not is_current else {},
    }
    return _in_short(source, case, base_url) | _given(more)


def _in_short(source: Source, case: Case, base_url: str) -> Node:
    """A source where it is only referred to."""
    return _given(
        {
            "@type": SOURCE_TYPES.get(source.genre or "", "CreativeWork"),
            "@id": _item("source", source.id, "source", base_url),
            "headline": source.title,
            "url": visitable(source),
            "datePublished": _date(source.date),
            "creativeWorkStatus": "" if source.status == "current" else SOURCE_STATUSES[source.status][0],
            "publisher": _organisation(publication(source, case.dossier.entities)),
        }
    )


# --- parts --------------------------------------------------------------------------------------------------


def _given(node: Node) -> Node:
    """`node` without what is not known."""
    return {key: value for key, value in node.items() if value}


def _organisation(name: str) -> Node:
    return {"@type": "Organization", "name": name} if name else {}


def _item(kind: Kind, item_id: str, name: str, base_url: str) -> str:
    return _address(path_of(kind, item_id), name, base_url)


def _address(path: str, name: str, base_url: str) -> str:
    """A page's address; with `name`, of the thing that it is about (`…#claim`), which is not the page."""
    return f"{base_url.rstrip('/')}/{path}{'#' if name else ''}{name}" if base_url else ""


def _date(text: str) -> str:
    """A date for schema.org (ISO 8601): a day, month or year that is no guess; nothing otherwise."""
    date = edtf.read(text)
    return (edtf.machine(date) or "") if date and not (date.approximate or date.uncertain) else ""


def _span(text: str) -> str:
    """A date or an interval between two such dates, one of which may be open (ISO 8601)."""
    ends = [end if end == ".." else _date(end) for end in text.split("/")]
    return "/".join(ends) if all(ends) else ""
