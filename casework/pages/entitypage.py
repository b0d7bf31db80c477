"""An entity → its page: the facts about it by its role in them, those it is the origin of, where it is.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casework.model import Entity, Fact, Role, entity_ids
from casework.pages.cards import Cards
from casework.pages.desk import Desk
from casework.pages.itempages import list_of, own_fields, rows
from casework.pages.mentions import mentions
from casework.pages.overviews import locator
from casework.routes import path_of
from casework.views.cards import FactGroup
from casework.views.items import EntityView
from casework.views.parts import Ref, Row
from casework.words.labels import entity_kind
from casework.words.sentences import beginning

FOLD = 12
"""A group of more facts than this is folded."""
LINKS = {"wikidata": "https://www.wikidata.org/wiki/{}", "wikipedia": "https://en.wikipedia.org/wiki/{}"}


def entity_page(entity: Entity, desk: Desk) -> EntityView:
    """An entity's page."""
    path = path_of("entity", entity.id)
    sheet = desk.sheet(path)
    cards = sheet.cards
    text = desk.case.dossier.text(entity.id, "description")
    return EntityView(
        **desk.page(
            path,
            "entity.html",
            entity.name,
            beginning(entity.id, "description", desk.case),
            list_of(cards, "entity"),
        ),
        **desk.around("entity", entity.id, cards),
        kind=entity_kind(entity.kind, desk.case.dossier.config, cards.labels),
        rows=tuple(_entity_rows(entity, cards)),
        body=sheet.parts(text),
        notes=sheet.notes(),
        about=tuple(_about(entity, cards)),
        origin_of=cards.lines(desk.case.origin_of.get(entity.id, ())),
        map=locator(cards, entity.id),
        mentions=mentions(entity.id, cards, besides=("entity",)),
        links=tuple(_links(entity)),
        fields=own_fields(entity),
    )


def _entity_rows(entity: Entity, cards: Cards) -> Iterator[Row]:
    entities, say = cards.case.dossier.entities, cards.language.say
    naming = [entities[each.id] for each in cards.case.mentions.get(entity.id, ()) if each.kind == "entity"]
    yield from rows((say("Also called"), cards.language.listed(entity.aliases)))
    related = (
        (say("Part of"), [entity.part_of] if entity.part_of else []),
        (say("Parts"), [each.id for each in naming if each.part_of == entity.id]),
        (say("May be the same as"), [entity.may_be] if entity.may_be else []),
        (say("May also be meant by"), [each.id for each in naming if each.may_be == entity.id]),
    )
    for text, ids in related:
        if ids:
            yield Row(label=text, refs=cards.refs(ids))


def _about(entity: Entity, cards: Cards) -> Iterator[FactGroup]:
    """The facts about or at an entity, by its role in them, else by the kind of the other entities."""
    groups: dict[str, list[str]] = {}
    for fact_id in cards.case.facts_of.get(entity.id, ()):
        for heading in _headings(entity, cards.case.dossier.facts[fact_id], cards):
            groups.setdefault(heading, []).append(fact_id)
    for heading, ids in groups.items():
        yield FactGroup(label=heading, facts=cards.lines(ids), folded=len(ids) > FOLD)


def _headings(entity: Entity, fact: Fact, cards: Cards) -> Iterable[str]:
    roles = [
        each.role.capitalize() for each in fact.about if isinstance(each, Role) and each.id == entity.id and each.role
    ]
    if roles:
        return dict.fromkeys(roles)
    if entity.id in fact.place:
        return (cards.language.say("Here"),)
    entities, config = cards.case.dossier.entities, cards.case.dossier.config
    others = [entities[each].kind for each in (*entity_ids(fact.about), *fact.place) if each != entity.id]
    if not others:
        return (cards.language.say("On its own"),)
    kind = entity_kind(others[0], config, cards.labels).text.lower()
    return (cards.language.say("With: %(kind)s", kind=kind),)


def _links(entity: Entity) -> Iterator[Ref]:
    """An entity's links elsewhere: an address as it is, a known register's identifier made one, others as text."""
    for register, value in entity.links.items():
        if value.startswith(("https://", "http://")):
            yield Ref(text=register, href=value)
        elif register in LINKS:
            yield Ref(text=f"{register}: {value}", href=LINKS[register].format(value))
        else:
            yield Ref(text=f"{register}: {value}")
