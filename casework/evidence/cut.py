"""The linked dossier → what this edition may know and show: by marking (TLP) and by date (as of).  Pure.

Both cut the model before anything is derived from it, so no count, list or page can betray what was cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from casework import edtf, prose
from casework.diagnostics import Diagnostic, Diagnostics
from casework.dossier import TABLES, Dossier
from casework.evidence.origins import houses
from casework.model import Entity, Page, above
from casework.reading.link import lines_left, linked, without
from casework.reading.parse import text_place

# --- marking -----------------------------------------------------------------------------------------------------


def withheld(dossier: Dossier, carry: str) -> frozenset[str]:
    """The ids, former ones too, of the items marked above `carry`."""
    marked = (item for _, item in dossier.items() if above(item.tlp, carry))
    return frozenset(each for item in marked for each in (item.id, *item.former_ids))


def by_marking(dossier: Dossier, carry: str) -> tuple[Dossier, Diagnostics]:
    """The dossier as a reader at `carry` may have it.

    A visible item loses its references to withheld ones; visible prose that names one is the error
    `marking-above-build`, since silence would garble the sentence.
    """
    gone = withheld(dossier, carry)
    texts = {key: prose.carried(each, carry) for key, each in dossier.prose.items() if key[0] not in gone}
    dossier = replace(dossier, prose=texts)
    found = tuple(_named_in_prose(dossier, gone, carry))
    return (_removed(dossier, gone) if gone else dossier), found


def _named_in_prose(dossier: Dossier, gone: frozenset[str], carry: str) -> Iterable[Diagnostic]:
    for (item_id, field), text in dossier.prose.items() if gone else ():
        for key, written, nth in prose.references(text):
            if key in gone:
                place = text_place(dossier.places[item_id], field)
                yield Diagnostic(
                    code="marking-above-build",
                    message=f"`{key}` is marked above {carry} and this text is not",
                    place=replace(place, word=written, nth=nth),
                    hint="put the passage between `::: tlp LEVEL` and `:::`, or mark the whole item",
                )


def unshown_assets(whole: Dossier, cut: Dossier) -> frozenset[str]:
    """The files below `assets/` that only texts or blocks name that were cut away."""
    return _pictured(whole) - _pictured(cut)


def _pictured(dossier: Dossier) -> frozenset[str]:
    return frozenset(re.split(r"[?#]", each)[0] for text in dossier.prose.values() for each in text.addresses)


# --- as of -------------------------------------------------------------------------------------------------------


def as_of(dossier: Dossier, day: int) -> Dossier:
    """The dossier from sources dated on or before `day` (an ordinal) alone.

    Evidence falls with its source, a fact with its last evidence, a judgment with its last basis, and so on; `index`
    never falls.  What cannot be rolled back (a summary written later) stays and is the page's business to say.
    """
    gone = {each.id for each in dossier.sources.values() if not _known(each.date, day)}
    gone |= {each.id for each in dossier.facts.values() if all(line.source in gone for line in each.evidence)}
    gone |= {each.id for each in dossier.judgments.values() if all(fact in gone for fact in each.basis)}
    asked = {each.question for each in dossier.facts.values() if each.id not in gone}
    gone |= set(dossier.questions) - asked
    gone |= {page.id for page in dossier.pages.values() if _page_falls(page, dossier, gone, day)}
    gone |= _fallen_entities(dossier, frozenset(gone))
    if not gone:
        return dossier
    cut = _removed(dossier, frozenset(gone))
    return replace(
        cut, prose={key: prose.mapped(each, frozenset(gone), dossier.name) for key, each in cut.prose.items()}
    )


def _known(date: str, day: int) -> bool:
    known = edtf.known_by(edtf.read(date))
    return known is not None and known <= day


def _page_falls(page: Page, dossier: Dossier, gone: set[str], day: int) -> bool:
    """Whether a page is of a later day, or rests on nothing that is left."""
    if page.id == "index":
        return False
    if page.date and not _known(page.date, day):
        return True
    named = {key for key, _, _ in prose.references(dossier.text(page.id, "body"))} - set(dossier.entities)
    named &= {item.id for _, item in dossier.items()}
    return bool(named) and named <= gone


def _fallen_entities(dossier: Dossier, gone: frozenset[str]) -> set[str]:
    """The entities that nothing left speaks of, be it through other entities.

    One that sourced items spoke of falls with the last of them, whatever a page says of it; one that only pages ever
    named stays as long as a page does.
    """
    before, after = _sourced(dossier, frozenset()), _sourced(dossier, gone)
    pages = {page for page in dossier.pages if page not in gone}
    named = {key for (item, _), text in dossier.prose.items() if item in pages for key, _, _ in prose.references(text)}
    return set(dossier.entities) - after - (_reached(named - before, dossier) - before)


def _sourced(dossier: Dossier, gone: frozenset[str]) -> set[str]:
    """The entities that sources, facts, questions and judgments outside `gone` speak of."""
    named = {house for source, house in houses(dossier).items() if source not in gone}
    speaking: set[str] = set()
    for kind, item in dossier.items():
        if kind not in ("entity", "page") and item.id not in gone:
            speaking.add(item.id)
            kept = without(item, gone)
            named |= linked(kept) if kept is not None else set()
    for (item_id, _), text in dossier.prose.items():
        if item_id in speaking:
            named |= {key for key, _, _ in prose.references(text)}
    return _reached(named, dossier)


def _reached(named: set[str], dossier: Dossier) -> set[str]:
    """The entities among `named`, and those that they lead to."""
    reached: set[str] = set()
    while queue := (named & set(dossier.entities)) - reached:
        reached |= queue
        named = {each for entity in queue for each in linked(dossier.entities[entity])}
        for entity in queue:
            named |= {key for key, _, _ in prose.references(dossier.text(entity, "description"))}
    return reached


# --- both --------------------------------------------------------------------------------------------------------


def _removed(dossier: Dossier, gone: frozenset[str]) -> Dossier:
    """`dossier` without the items in `gone`, and without every reference to them."""
    entities = _regrouped(dossier.entities, gone)
    tables: dict[str, dict[str, Any]] = {}
    for kind, table in dossier.tables():
        items = (entities if kind == "entity" else table).values()
        kept = (without(item, gone) for item in items if item.id not in gone or item.id == "index")
        tables[TABLES[kind]] = {item.id: item for item in kept if item is not None}
    if "index" in gone:
        tables["pages"]["index"] = Page(id="index")
    former = {old: now for old, now in dossier.former.items() if now not in gone}
    texts = {key: text for key, text in dossier.prose.items() if key[0] not in gone}
    places = {item_id: place for item_id, place in dossier.places.items() if item_id not in gone or item_id == "index"}
    left = lines_left(dossier, lambda source: source in gone)
    lines = {fact: numbers for fact, numbers in left.items() if fact not in gone}
    return replace(dossier, prose=texts, former=former, places=places, lines=lines, **tables)


def _regrouped(entities: Mapping[str, Entity], gone: frozenset[str]) -> dict[str, Entity]:
    """The entities, with unnamed ones that may be the same lost X still held to be one (FORMAT §10)."""
    first: dict[str, str] = {}
    changed = dict(entities)
    for entity in sorted(entities.values(), key=lambda each: each.id):
        if entity.may_be in gone and entity.id not in gone:
            leader = first.setdefault(entity.may_be, entity.id)
            changed[entity.id] = replace(entity, may_be="" if leader == entity.id else leader)
    return changed
