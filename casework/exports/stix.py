"""A `Case` → a STIX 2.1 bundle: a report, identities, locations, and a note for each fact and judgment.  Pure.

STIX 2.1 (OASIS, 2021).  Only its own objects and the published TLP 2.0 extension are used.  No clock: what an edition
says is dated by the edition's day, else by the newest source.  Ids are UUIDs of version 5: those of identities and
locations stay from edition to edition; a report and its notes are of one edition, since `created` must not change while
an id stays (3.2).  Their own `created` is therefore one fixed day.  The private archive may not appear here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date as Date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from casework import edtf
from casework.evidence.derive import Case
from casework.exports.data import edition
from casework.model import TLP_LEVELS, Entity, Fact, Judgment, Source, entity_ids
from casework.words.labels import CONFIDENCES, LIKELIHOODS, STATUSES
from casework.words.naming import publication, visitable
from casework.words.sentences import in_words

Object = dict[str, Any]

SINCE = "2021-06-10T00:00:00.000Z"
"""`created` of what outlives editions: the day of STIX 2.1 itself."""

# Appendix A of STIX 2.1, by term and not by number: its bands are not those of ICD 203.
LIKELIHOOD = {
    "almost-no-chance": 5,
    "very-unlikely": 15,
    "unlikely": 30,
    "roughly-even-chance": 50,
    "likely": 70,
    "very-likely": 85,
    "almost-certain": 95,
}
CONFIDENCE = {"low": 15, "moderate": 50, "high": 85}
CREDIBILITY = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
"""6, which cannot be judged, has no value: `confidence` is then left out."""

IDENTITY_CLASSES = {
    "person": "individual",
    "organisation": "organization",
    "publication": "organization",
    "unit": "group",
}

# The TLP 2.0 markings that OASIS publishes for STIX 2.1.
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP = {
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}


def bundle(case: Case) -> str:
    """The bundle as indented JSON; the order of its objects is that of the dossier."""
    space = _space(case)
    stamp = _stamp(case)
    shown = [entity for entity in case.dossier.entities.values() if _kind(entity)]
    things = [_thing(entity, case, space, stamp) for entity in shown]
    known = {entity.id: thing["id"] for entity, thing in zip(shown, things, strict=True)}
    report = _identified("report", f"{edition(case)} {stamp}", space)
    notes = [_fact(fact, case, space, stamp, known, report) for fact in case.dossier.facts.values()]
    notes += [_judgment(each, case, space, stamp, report) for each in case.dossier.judgments.values()]
    objects = [*_publisher(case, space, stamp), *things, *notes]
    objects.append(_report(case, report, stamp, [each["id"] for each in objects]))
    signed = [_signed(each, case, space) for each in objects]
    made = {
        "type": "bundle",
        "id": _identified("bundle", f"{edition(case)} {stamp}", space),
        "objects": [*_markings(signed), *signed],
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


# --- ids and dates -----------------------------------------------------------------------------------------------


def _space(case: Case) -> UUID:
    config = case.dossier.config
    return uuid5(NAMESPACE_URL, config.base_url or f"urn:dossier:{config.title}")


def _identified(kind: str, name: str, space: UUID) -> str:
    return f"{kind}--{uuid5(space, f'{kind} {name}')}"


def _stamp(case: Case) -> str:
    """The edition's last day, else the newest source's, as STIX writes a moment."""
    dates = [edtf.read(edition(case)), *(edtf.read(each.date) for each in case.dossier.sources.values())]
    named = dates[0].latest if dates[0] else None
    newest = max((each.latest for each in dates if each and each.latest), default=None)
    day = named or newest
    return f"{Date.fromordinal(day).isoformat()}T00:00:00.000Z" if day else SINCE


def _object(kind: str, object_id: str, created: str, modified: str) -> Object:
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": object_id,
        "created": created,
        "modified": max(created, modified),
    }


# --- identities and locations ------------------------------------------------------------------------------------


def _kind(entity: Entity) -> str:
    """The STIX type of an entity, or nothing where STIX has none (a place without coordinates, a treaty …)."""
    if entity.kind == "place":
        return "location" if entity.lat is not None and entity.lon is not None else ""
    return "identity" if entity.kind in IDENTITY_CLASSES else ""


def _thing(entity: Entity, case: Case, space: UUID, stamp: str) -> Object:
    kind = _kind(entity)
    made = {
        **_object(kind, _identified(kind, entity.id, space), SINCE, stamp),
        "name": entity.name,
        "description": " ".join(in_words(entity.id, "description", case).split()),
        "identity_class": IDENTITY_CLASSES.get(entity.kind),
        "latitude": entity.lat if kind == "location" else None,
        "longitude": entity.lon if kind == "location" else None,
        "_tlp": entity.tlp,
    }
    return {key: value for key, value in made.items() if value not in ("", None)}


def _publisher(case: Case, space: UUID, stamp: str) -> Iterator[Object]:
    if name := case.dossier.config.publisher:
        made = _object("identity", _identified("identity", f"publisher {name}", space), SINCE, stamp)
        yield {**made, "name": name, "identity_class": "organization", "_tlp": "CLEAR"}


# --- notes -------------------------------------------------------------------------------------------------------


def _fact(fact: Fact, case: Case, space: UUID, stamp: str, known: dict[str, str], report: str) -> Object:
    standing = case.standings[fact.id]
    entities = (*entity_ids(fact.about), *fact.place, *standing.supported_by, *standing.disputed_by)
    refs = [known[each] for each in dict.fromkeys(entities) if each in known]
    sources = [case.dossier.sources[each] for each in dict.fromkeys(line.source for line in fact.evidence)]
    note = {
        **_object("note", _identified("note", f"{fact.id} {edition(case)} {stamp}", space), stamp, stamp),
        "abstract": _standing_in_words(fact, case),
        "content": fact.claim,
        "authors": _names((*standing.supported_by, *standing.disputed_by), case),
        "object_refs": refs or [report],
        "labels": [fact.kind, standing.status],
        "revoked": True if standing.status == "retracted" else None,
        "confidence": _credibility(fact),
        "external_references": list(_references(sources, case)),
        "_tlp": fact.tlp,
    }
    return {key: value for key, value in note.items() if value not in (None, [])}


def _standing_in_words(fact: Fact, case: Case) -> str:
    """The fact's status and why, and its date."""
    label, meaning = STATUSES[case.standings[fact.id].status]
    date = edtf.read(fact.date)
    when = f" Date: {edtf.words(date)}.".replace("\u00a0", " ") if date else ""
    return f"{label}: {meaning}{when}"


def _names(origins: Iterable[str], case: Case) -> list[str]:
    sources, entities = case.dossier.sources, case.dossier.entities
    names = (entities[each].name if each in entities else sources[each].title for each in origins)
    return list(dict.fromkeys(names))


def _credibility(fact: Fact) -> int | None:
    """STIX confidence of the best mark that supporting evidence was given."""
    marks = [line.credibility for line in fact.evidence if line.stance == "supports" and line.credibility]
    return CREDIBILITY.get(min(marks)) if marks else None


def _references(sources: Iterable[Source], case: Case) -> Iterator[Object]:
    for source in sources:
        house = publication(source, case.dossier.entities)
        made = {"source_name": house or source.title, "description": source.title, "url": visitable(source)}
        yield {key: value for key, value in {**made, "external_id": source.id}.items() if value}


def _judgment(judgment: Judgment, case: Case, space: UUID, stamp: str, report: str) -> Object:
    """A note on the notes that it rests on.  STIX's `confidence` is that of being right: the likelihood, if given."""
    level = CONFIDENCE.get(judgment.confidence or "")
    basis = [_identified("note", f"{each} {edition(case)} {stamp}", space) for each in judgment.basis]
    likely, sure = (table[code][0] if code else "" for table, code in _terms(judgment))
    told = [f"Likelihood: {likely}." if likely else "", f"Analytic confidence: {sure}." if sure else ""]
    note = {
        **_object("note", _identified("note", f"{judgment.id} {edition(case)} {stamp}", space), stamp, stamp),
        "abstract": " ".join(["Key judgment.", *filter(None, told)]),
        "content": judgment.text,
        "object_refs": basis or [report],
        "labels": ["judgment"],
        "confidence": LIKELIHOOD.get(judgment.likelihood or "", level),
        "_tlp": judgment.tlp,
    }
    return {key: value for key, value in note.items() if value is not None}


def _terms(judgment: Judgment) -> tuple[tuple[Any, str | None], tuple[Any, str | None]]:
    return (LIKELIHOODS, judgment.likelihood), (CONFIDENCES, judgment.confidence)


# --- the report, markings ----------------------------------------------------------------------------------------


def _report(case: Case, report: str, stamp: str, refs: list[str]) -> Object:
    config = case.dossier.config
    sources = case.dossier.sources.values()
    made = {
        **_object("report", report, stamp, stamp),
        "name": config.title,
        "description": config.subtitle,
        "published": stamp,
        "object_refs": refs,
        "external_references": list(_references(sources, case)),
        "_tlp": config.tlp,
    }
    return {key: value for key, value in made.items() if value not in ("", [])}


def _signed(made: Object, case: Case, space: UUID) -> Object:
    """The object with its maker and its marking; a publisher is made by itself."""
    level = made.pop("_tlp")
    publisher = next((each["id"] for each in _publisher(case, space, SINCE)), "")
    signed = {**made, "object_marking_refs": [TLP[level]]}
    return {**signed, "created_by_ref": publisher} if publisher and publisher != made["id"] else signed


def _markings(objects: Iterable[Object]) -> Iterator[Object]:
    used = {each for made in objects for each in made["object_marking_refs"]}
    for level in TLP_LEVELS:
        if TLP[level] in used:
            yield {
                "type": "marking-definition",
                "spec_version": "2.1",
                "id": TLP[level],
                "created": "2022-10-01T00:00:00.000Z",
                "name": f"TLP:{level}",
                "extensions": {
                    TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level.lower()},
                },
            }
