"""The linked, cut dossier → a `Case`: what its evidence amounts to and who speaks of whom.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from casework import prose
from casework.dossier import Dossier
from casework.evidence import disagreement
from casework.evidence.disagreement import Pair
from casework.evidence.origins import Root, Standing, rooted, speakers, standing
from casework.lazy import Rows
from casework.model import (
    UNCOUNTED,
    AnyItem,
    Disagreement,
    Entity,
    Fact,
    Judgment,
    Kind,
    QuoteStatus,
    SourceStatus,
    entity_ids,
)
from casework.prose import Prose


class QuoteCheck(Struct, frozen=True):
    """Whether a quotation stands in the archived text, and in which paragraph (from 1)."""

    status: QuoteStatus
    paragraph: int | None = None


Checks = Mapping[tuple[str, int], QuoteCheck]
"""By fact and number of the evidence line, from 0."""


class Mention(Struct, frozen=True, order=True):
    """Something of ours that speaks of an item: a text that cites or links it, a judgment that rests on it …"""

    kind: Kind
    id: str


class Carried(NamedTuple):
    """In how many articles a fact stands, and how many independent origins support it."""

    articles: int
    origins: int


class Leaning(NamedTuple):
    """On whom a source leans: how many facts it says in its own voice, and the roots of its evidence.

    Each root (empty for an origin that it does not name) has the facts that it supports; the heaviest is first, the
    unnamed last.
    """

    own: int
    roots: tuple[tuple[str, tuple[str, ...]], ...]


class Case(Struct, frozen=True, kw_only=True):
    """A dossier and all that is derived from it.  Mappings are by id; their tuples are in the dossier's order."""

    dossier: Dossier
    standings: Mapping[str, Standing]
    pairs: Mapping[str, tuple[Pair, ...]]
    verdicts: Mapping[str, Disagreement | None]
    checks: Checks
    facts_of: Mapping[str, tuple[str, ...]]
    """The facts that a source carries, that are about or at an entity, that answer a question."""
    origin_of: Mapping[str, tuple[str, ...]]
    """The facts that an entity (or source) is a direct origin or a root of."""
    supports: Mapping[str, tuple[str, ...]]
    """The facts that a root supports."""
    disputes: Mapping[str, tuple[str, ...]]
    """The facts that a root disputes."""
    roots_alone: Mapping[str, tuple[str, ...]]
    """The facts that stand on one root alone, by that root."""
    leans: Mapping[str, Leaning]
    """By source."""
    carried: Mapping[str, Carried]
    """By fact, of those with evidence."""
    statuses: Mapping[str, int]
    """How many facts have a status."""
    mentions: Mapping[str, tuple[Mention, ...]]
    """Who speaks of an item, by kind in the order of `KINDS`."""
    speakers: Mapping[str, Root]
    """Who speaks when a source speaks for itself."""
    published: Mapping[str, str]
    """When each source was published, as EDTF; empty where that is not said."""
    taken_back: Mapping[str, SourceStatus]
    """The sources that do not count, with why."""


def derive(dossier: Dossier, checks: Checks) -> Case:
    """Everything that follows from the dossier's evidence and links."""
    facts, bodies = dossier.facts, rooted(dossier)
    own = speakers(dossier, bodies)
    back = {each.id: each.status for each in dossier.sources.values() if each.status in UNCOUNTED}
    standings = {fact.id: standing(fact, dossier.sources, back, own, bodies) for fact in facts.values()}
    groups = _grouped((given, fact.id) for fact in facts.values() for given in gives(fact, standings[fact.id]))
    facts_of = groups["facts_of"]
    pairs = {each: paired(each, facts_of, standings, dossier) for each in dossier.questions}
    return Case(
        dossier=dossier,
        standings=standings,
        pairs=pairs,
        verdicts={question: disagreement.verdict(found) for question, found in pairs.items()},
        checks=checks,
        leans={source: leans(source, facts_of, standings) for source in dossier.sources},
        carried={fact.id: carried(fact, standings[fact.id]) for fact in facts.values() if fact.evidence},
        statuses=Counter(str(its.status) for its in standings.values()),
        mentions=_mentions(dossier),
        speakers=own,
        published={source.id: source.date for source in dossier.sources.values()},
        taken_back=back,
        **groups,
    )


# --- what a fact gives to the tables of others -------------------------------------------------------------------

GROUPS = ("facts_of", "origin_of", "supports", "disputes", "roots_alone")
"""The tables of facts by what they have in common."""
Given = tuple[str, str]
"""The name of such a table, and a key in it."""


def gives(fact: Fact, standing: Standing) -> Iterator[Given]:
    """Where a fact is found."""
    yield from (("facts_of", each) for each in _carriers(fact))
    yield from (("origin_of", each) for each in _origins(standing))
    yield from (("supports", root) for root in standing.supported_by)
    yield from (("disputes", root) for root in standing.disputed_by)
    if standing.status == "single-origin":
        yield "roots_alone", standing.supported_by[0]


def _carriers(fact: Fact) -> Iterator[str]:
    yield from (line.source for line in fact.evidence)
    yield from entity_ids(fact.about)
    yield from fact.place
    if fact.question:
        yield fact.question


def _origins(standing: Standing) -> Iterator[str]:
    for line in standing.lines:
        if line.evidence.origin not in ("self", "unknown"):
            yield line.evidence.origin
        yield from line.roots


def _grouped(given: Iterable[tuple[Given, str]]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The facts of each table and key, none twice."""
    groups: dict[str, dict[str, dict[str, None]]] = {name: {} for name in GROUPS}
    for (table, key), fact in given:
        groups[table].setdefault(key, {})[fact] = None
    return {table: {key: tuple(facts) for key, facts in its.items()} for table, its in groups.items()}


def carried(fact: Fact, standing: Standing) -> Carried:
    """How far a fact is carried."""
    return Carried(len({line.source for line in fact.evidence}), len(standing.supported_by))


def leans(source: str, facts_of: Mapping[str, tuple[str, ...]], standings: Mapping[str, Standing]) -> Leaning:
    """On whom a source leans."""
    found: dict[str, dict[str, None]] = {}
    own: set[str] = set()
    for fact in facts_of.get(source, ()):
        for line in (line for line in standings[fact].lines if line.evidence.source == source):
            supports = line.evidence.stance == "supports"
            if supports and line.evidence.origin == "self":
                own.add(fact)
            for root in line.roots or ("",):
                facts = found.setdefault(root, {})
                facts |= {fact: None} if supports else {}
    ordered = sorted(found.items(), key=lambda item: (item[0] == "", -len(item[1]), item[0]))
    return Leaning(len(own), tuple((root, tuple(facts)) for root, facts in ordered))


def paired(
    question: str, facts_of: Mapping[str, tuple[str, ...]], standings: Mapping[str, Standing], dossier: Dossier
) -> tuple[Pair, ...]:
    """The pairs of facts on a question that cannot both hold."""
    answers = [dossier.facts[each] for each in facts_of.get(question, ())]
    return disagreement.pairs(dossier.questions[question], answers, standings, dossier)


# --- who speaks of whom ------------------------------------------------------------------------------------------


def _mentions(dossier: Dossier) -> dict[str, tuple[Mention, ...]]:
    texts: dict[str, list[Prose]] = {}
    for (item_id, _), text in dossier.prose.items():
        texts.setdefault(item_id, []).append(text)
    found: dict[str, set[Mention]] = {}
    order: dict[str, int] = {}
    for number, (kind, item) in enumerate(dossier.items()):
        order[item.id] = number
        for named, speaker in speakers_of(kind, item, texts.get(item.id, ())):
            found.setdefault(named, set()).add(speaker)
    return {named: tuple(sorted(its, key=lambda each: order[each.id])) for named, its in found.items()}


def speakers_of(kind: Kind, item: AnyItem, texts: Iterable[Prose]) -> Iterator[tuple[str, Mention]]:
    """What an item with these texts speaks of, with who speaks of it; one that is contradicted contradicts, too."""
    speaker = Mention(kind, item.id)
    named = (each for text in texts for ids in prose.named(text) for each in ids)
    yield from ((each, speaker) for each in (*named, *_ties(item)) if each != item.id)
    if isinstance(item, Fact):
        yield from ((item.id, Mention("fact", other)) for other in item.contradicts if other != item.id)


def _ties(item: AnyItem) -> tuple[str, ...]:
    """What an item says of itself that ties it to others, so that they speak of it."""
    match item:
        case Fact():
            return item.contradicts
        case Judgment():
            return item.basis
        case Entity():
            return tuple({item.part_of, item.may_be} - {""})
    return ()


# --- after an edit -----------------------------------------------------------------------------------------------


def again(dossier: Dossier, tables: Mapping[str, Mapping[Any, Any]]) -> Case:
    """A case of which the tables are known that follow from links; the others are derived row by row, when asked."""
    bodies, given = rooted(dossier), (dossier.sources, tables["taken_back"], tables["speakers"])
    standings = Rows(dossier.facts, lambda fact: standing(dossier.facts[fact], *given, bodies))
    pairs = Rows(dossier.questions, lambda question: paired(question, tables["facts_of"], standings, dossier))
    return Case(dossier=dossier, standings=standings, pairs=pairs, **tables)
