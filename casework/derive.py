"""The linked, cut dossier → a `Case`: what its evidence amounts to and who speaks of whom.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from casework import disagreement, prose
from casework.disagreement import Pair
from casework.dossier import Dossier, kinds_by_id
from casework.lazy import Rows
from casework.model import Disagreement, Fact, Kind, QuoteStatus, entity_ids
from casework.origins import Root, Standing, rooted, speakers, standing


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
    mentions: Mapping[str, tuple[Mention, ...]]
    roots_alone: Mapping[str, tuple[str, ...]]
    """The facts that stand on one root alone, by that root."""
    speakers: Mapping[str, Root]
    """Who speaks when a source speaks for itself."""


def derive(dossier: Dossier, checks: Checks) -> Case:
    """Everything that follows from the dossier's evidence and links."""
    bodies = rooted(dossier)
    own = speakers(dossier, bodies)
    standings = {fact.id: standing(fact, dossier, own, bodies) for fact in dossier.facts.values()}
    answers = _grouped((fact.question, fact.id) for fact in dossier.facts.values() if fact.question)
    pairs = {
        question.id: disagreement.pairs(
            question, [dossier.facts[each] for each in answers.get(question.id, ())], standings, dossier
        )
        for question in dossier.questions.values()
    }
    return Case(
        dossier=dossier,
        standings=standings,
        pairs=pairs,
        verdicts={question: disagreement.verdict(found) for question, found in pairs.items()},
        checks=checks,
        facts_of=_grouped(each for fact in dossier.facts.values() for each in _carriers(fact)),
        origin_of=_grouped(_origins(dossier.facts.values(), standings)),
        mentions=_mentions(dossier),
        roots_alone=_grouped(
            (its.supported_by[0], fact) for fact, its in standings.items() if its.status == "single-origin"
        ),
        speakers=own,
    )


def again(dossier: Dossier, tables: Mapping[str, Mapping[Any, Any]]) -> Case:
    """A case of which the tables are known that follow from links; the others are derived row by row, when asked."""

    def paired(question: str) -> tuple[Pair, ...]:
        answers = [dossier.facts[each] for each in tables["facts_of"].get(question, ())]
        return disagreement.pairs(dossier.questions[question], answers, standings, dossier)

    bodies = rooted(dossier)
    standings = Rows(dossier.facts, lambda fact: standing(dossier.facts[fact], dossier, tables["speakers"], bodies))
    pairs = Rows(dossier.questions, paired)
    verdicts = Rows(dossier.questions, lambda question: disagreement.verdict(pairs[question]))
    return Case(dossier=dossier, standings=standings, pairs=pairs, verdicts=verdicts, **tables)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The second of each pair, without repetition, by the first."""
    groups: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        groups.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in groups.items()}


def _carriers(fact: Fact) -> Iterator[tuple[str, str]]:
    for line in fact.evidence:
        yield line.source, fact.id
    for entity in (*entity_ids(fact.about), *fact.place):
        yield entity, fact.id
    if fact.question:
        yield fact.question, fact.id


def _origins(facts: Iterable[Fact], standings: Mapping[str, Standing]) -> Iterator[tuple[str, str]]:
    for fact in facts:
        for line in standings[fact.id].lines:
            if line.evidence.origin not in ("self", "unknown"):
                yield line.evidence.origin, fact.id
            for root in line.roots:
                yield root, fact.id


def _mentions(dossier: Dossier) -> dict[str, tuple[Mention, ...]]:
    found: dict[str, dict[Mention, None]] = {}
    for named, mention in _mentioned(dossier):
        if named != mention.id:
            found.setdefault(named, {})[mention] = None
    return {named: tuple(each) for named, each in found.items()}


def _mentioned(dossier: Dossier) -> Iterator[tuple[str, Mention]]:
    kinds = kinds_by_id(dossier)
    for (item_id, _), text in dossier.prose.items():
        mention = Mention(kinds[item_id], item_id)
        for ids in prose.named(text):
            yield from ((named, mention) for named in ids)
    for judgment in dossier.judgments.values():
        for basis in judgment.basis:
            yield basis, Mention("judgment", judgment.id)
    for fact in dossier.facts.values():
        for other in fact.contradicts:
            yield other, Mention("fact", fact.id)
            yield fact.id, Mention("fact", other)
    for entity in dossier.entities.values():
        for above in {entity.part_of, entity.may_be} - {""}:
            yield above, Mention("entity", entity.id)
