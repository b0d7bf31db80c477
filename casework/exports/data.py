"""A `Case` → `data/dossier.json`, the dossier for other programs and for later editions.  Pure.

The structs below are the format of FORMAT §8; a key that has no value is null, never missing.  `former_ids` alone has a
default, since editions that were published before it came lack it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from casework import edtf
from casework.evidence.derive import Case
from casework.evidence.disagreement import unit
from casework.evidence.origins import Traced
from casework.model import Config, Disagreement, Entity, Fact, Judgment, Kind, Question, Source, entity_ids

FORMAT = 1


class SourceData(Struct, frozen=True, kw_only=True):
    id: str
    title: str
    author: tuple[str, ...]
    publication: str | None
    agency: str | None
    date: str | None
    accessed: str | None
    url: str | None
    archive_url: str | None
    genre: str | None
    language: str | None
    reliability: str | None
    tags: tuple[str, ...]
    status: str
    status_note: str | None
    facts: tuple[str, ...]
    former_ids: tuple[str, ...] = ()


class EvidenceData(Struct, frozen=True, kw_only=True):
    source: str
    origin: str
    root: str | None
    via: tuple[str, ...]
    date: str | None
    stance: str
    quote: str | None
    quote_status: str | None
    paragraph: int | None
    locator: str | None
    credibility: int | None


class FactData(Struct, frozen=True, kw_only=True):
    id: str
    claim: str
    kind: str
    date: str | None
    status: str
    origins: tuple[str, ...]
    disputed_by: tuple[str, ...]
    sources: tuple[str, ...]
    about: tuple[str, ...]
    place: tuple[str, ...]
    question: str | None
    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: str | None
    unit: str | None
    scope: str | None
    contradicts: tuple[str, ...]
    tags: tuple[str, ...]
    drift: tuple[str, ...]
    evidence: tuple[EvidenceData, ...]
    former_ids: tuple[str, ...] = ()


class EntityData(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    part_of: str | None
    may_be: str | None
    lat: float | None
    lon: float | None
    facts: tuple[str, ...]
    origin_of: tuple[str, ...]
    former_ids: tuple[str, ...] = ()


class QuestionData(Struct, frozen=True, kw_only=True):
    id: str
    text: str
    unit: str | None
    facts: tuple[str, ...]
    disagreement: Disagreement | None
    former_ids: tuple[str, ...] = ()


class JudgmentData(Struct, frozen=True, kw_only=True):
    id: str
    text: str
    likelihood: str | None
    confidence: str | None
    basis: tuple[str, ...]
    change_note: str | None
    former_ids: tuple[str, ...] = ()


class DossierData(Struct, frozen=True, kw_only=True):
    """`data/dossier.json`."""

    format: int
    title: str
    edition: str
    as_of: str | None
    tlp: str
    sources: tuple[SourceData, ...]
    facts: tuple[FactData, ...]
    entities: tuple[EntityData, ...]
    questions: tuple[QuestionData, ...]
    judgments: tuple[JudgmentData, ...]


def edition(case: Case) -> str:
    """The label of this edition: the config's, else the newest source's date."""
    dates = [date for _, date in case.published.items() if date]
    newest = max(dates, key=lambda each: edtf.sort_key(edtf.read(each)), default="")
    return case.dossier.config.edition or newest


def data(case: Case, as_of: str | None) -> DossierData:
    """Everything of a case that other programs may rely on."""
    dossier = case.dossier
    return DossierData(
        format=FORMAT,
        title=dossier.config.title,
        edition=edition(case),
        as_of=as_of,
        tlp=dossier.config.tlp,
        sources=tuple(_source(each, case) for each in dossier.sources.values()),
        facts=tuple(fact_data(each, case) for each in dossier.facts.values()),
        entities=tuple(_entity(each, case) for each in dossier.entities.values()),
        questions=tuple(_question(each, case) for each in dossier.questions.values()),
        judgments=tuple(_judgment(each, case) for each in dossier.judgments.values()),
    )


def as_json(value: DossierData) -> bytes:
    """`value` as indented JSON with a final newline."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


# --- the same in pieces ------------------------------------------------------------------------------------------

LISTS: Mapping[Kind, str] = {
    "source": "sources",
    "fact": "facts",
    "entity": "entities",
    "question": "questions",
    "judgment": "judgments",
}
"""The lists of the file, in its order."""
SEPARATOR, LIST_ENDING, ENDING = b",\n  ", b"\n ]", b"\n}\n"


def opening(config: Config, edition: str, as_of: str | None) -> bytes:
    """What stands before the lists."""
    scalars = {"format": FORMAT, "title": config.title, "edition": edition, "as_of": as_of, "tlp": config.tlp}
    return msgspec.json.format(msgspec.json.encode(scalars), indent=1).removesuffix(b"\n}")


def list_opening(key: str, *, is_empty: bool) -> bytes:
    """What stands before the items of a list."""
    return b',\n "%b": %b' % (key.encode(), b"[]" if is_empty else b"[\n  ")


def item(kind: Kind, item_id: str, case: Case) -> bytes:
    """An item as it stands in its list."""
    row = dict(case.dossier.tables())[kind][item_id]
    its: Struct = MADE[kind](row, case)
    return msgspec.json.format(msgspec.json.encode(its), indent=1).replace(b"\n", b"\n  ")


# --- items -------------------------------------------------------------------------------------------------------


def _source(source: Source, case: Case) -> SourceData:
    return SourceData(
        id=source.id,
        title=source.title,
        author=source.author,
        publication=source.publication or None,
        agency=source.agency or None,
        date=source.date or None,
        accessed=source.accessed or None,
        url=source.url or None,
        archive_url=source.archive_url or None,
        genre=source.genre,
        language=source.language or None,
        reliability=source.reliability,
        tags=source.tags,
        status=source.status,
        status_note=source.status_note or None,
        facts=case.facts_of.get(source.id, ()),
        former_ids=source.former_ids,
    )


def fact_data(fact: Fact, case: Case) -> FactData:
    """A fact as it stands in the data."""
    standing = case.standings[fact.id]
    return FactData(
        id=fact.id,
        claim=fact.claim,
        kind=fact.kind,
        date=fact.date or None,
        status=standing.status,
        origins=standing.supported_by,
        disputed_by=standing.disputed_by,
        sources=tuple(dict.fromkeys(line.source for line in fact.evidence)),
        about=entity_ids(fact.about),
        place=fact.place,
        question=fact.question or None,
        low=fact.low,
        best=fact.best,
        high=fact.high,
        qualifier=fact.qualifier if (fact.low, fact.best, fact.high) != (None, None, None) else None,
        unit=unit(fact, case.dossier.questions.get(fact.question)) or None,
        scope=fact.scope or None,
        contradicts=fact.contradicts,
        tags=fact.tags,
        drift=standing.drift,
        evidence=tuple(_evidence(line, fact, index, case) for index, line in enumerate(standing.lines)),
        former_ids=fact.former_ids,
    )


def _evidence(traced: Traced, fact: Fact, index: int, case: Case) -> EvidenceData:
    line = fact.evidence[index]
    check = case.checks.get((fact.id, index))
    return EvidenceData(
        source=line.source,
        origin=line.origin,
        root=traced.root,
        via=line.via,
        date=line.date or None,
        stance=line.stance,
        quote=line.quote or None,
        quote_status=check.status if check else None,
        paragraph=check.paragraph if check else None,
        locator=line.locator or None,
        credibility=line.credibility,
    )


def _entity(entity: Entity, case: Case) -> EntityData:
    return EntityData(
        id=entity.id,
        name=entity.name,
        kind=entity.kind,
        aliases=entity.aliases,
        part_of=entity.part_of or None,
        may_be=entity.may_be or None,
        lat=entity.lat,
        lon=entity.lon,
        facts=case.facts_of.get(entity.id, ()),
        origin_of=case.origin_of.get(entity.id, ()),
        former_ids=entity.former_ids,
    )


def _question(question: Question, case: Case) -> QuestionData:
    return QuestionData(
        id=question.id,
        text=question.text,
        unit=question.unit or None,
        facts=case.facts_of.get(question.id, ()),
        disagreement=case.verdicts[question.id],
        former_ids=question.former_ids,
    )


def _judgment(judgment: Judgment, _: Case) -> JudgmentData:
    return JudgmentData(
        id=judgment.id,
        text=judgment.text,
        likelihood=judgment.likelihood,
        confidence=judgment.confidence,
        basis=judgment.basis,
        change_note=judgment.change_note or None,
        former_ids=judgment.former_ids,
    )


MADE: Mapping[Kind, Callable[[Any, Case], Struct]] = {
    "source": _source,
    "fact": fact_data,
    "entity": _entity,
    "question": _question,
    "judgment": _judgment,
}
