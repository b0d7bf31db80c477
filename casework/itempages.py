"""The page of each item: source, fact, question, judgment, entity, prose.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from casework import jsonld
from casework.bibliography import publication
from casework.cards import Cards, date, drawing, figure, in_words, sentence, short
from casework.derive import Case
from casework.desk import Desk
from casework.figures import chain
from casework.labels import entity_kind, language_name
from casework.language import Language
from casework.mentions import mentions
from casework.model import Entity, Evidence, Fact, Item, Judgment, Page, Question, Role, Source, entity_ids
from casework.overviews import locator, source_leans
from casework.routes import FOLDERS, path_of
from casework.sheet import Sheet, sections, shortened
from casework.views import (
    EntityView,
    FactGroup,
    FactView,
    JudgmentView,
    ProseView,
    QuestionView,
    Ref,
    Row,
    SourceView,
)

FOLD = 12
"""A group of more facts than this is folded on an entity's page."""


def source_page(source: Source, desk: Desk) -> SourceView:
    """A source's page."""
    path = path_of("source", source.id)
    sheet = desk.sheet(path)
    view = source_view(source, desk, path, sheet)
    return replace(view, notes=sheet.notes(), **desk.around("source", source.id, sheet.cards))


def source_view(source: Source, desk: Desk, path: str, sheet: Sheet, anchors: str = "") -> SourceView:
    """A source as the page at `path` shows it; its notes are among those of `sheet`."""
    cards = sheet.cards
    summary = desk.case.dossier.text(source.id, "summary")
    body = sheet.parts(summary, anchors)
    agency = cards.ref(source.agency) if source.agency else None
    return SourceView(
        **desk.page(
            path,
            "source.html",
            source.title,
            shortened(in_words(source.id, "summary", desk.case)),
            _list(cards, "source"),
        ),
        jsonld=jsonld.creative_work(source, desk.case, desk.frame.base_url),
        sections=sections(summary, anchors),
        lang=cards.lang(source),
        status=cards.labels.source_status[source.status],
        status_note=source.status_note,
        rows=tuple(_source_rows(source, desk.case.dossier.entities, agency, cards.language)),
        citation_html=cards.entry(source),
        descriptor=source.descriptor,
        url=source.url,
        archive_url=source.archive_url,
        url_status=cards.labels.url_status[source.url_status],
        body=body,
        facts=cards.facts(desk.case.facts_of.get(source.id, ())),
        leans=source_leans(source.id, cards),
        mentions=mentions(source.id, cards),
        tags=_tags(source.tags, desk, cards),
        fields=own_fields(source),
    )


def _source_rows(
    source: Source, entities: Mapping[str, Entity], agency: Ref | None, language: Language
) -> Iterator[Row]:
    say, labels = language.say, language.labels
    yield from _rows(
        (say("Author"), language.listed(source.author)),
        (say("Publication"), publication(source, entities)),
    )
    if agency:
        yield Row(label=say("Agency"), refs=(agency,))
    yield from _rows(
        (say("Date"), date(source.date, language).words),
        (say("Read on"), date(source.accessed, language).words),
        (say("Kind"), labels.genre[source.genre] if source.genre else ""),
        (say("Language"), language_name(source.language, labels)),
        (say("Reliability"), labels.reliability[source.reliability] if source.reliability else ""),
    )


def fact_page(fact: Fact, desk: Desk) -> FactView:
    """A fact's page."""
    path = path_of("fact", fact.id)
    sheet = desk.sheet(path)
    cards = sheet.cards
    note = sheet.parts(desk.case.dossier.text(fact.id, "note"))
    card = cards.fact(fact.id)
    return FactView(
        **desk.page(path, "fact.html", fact.claim, f"{card.status.text}: {card.counts}.", _list(cards, "fact")),
        **desk.around("fact", fact.id, cards),
        jsonld=jsonld.claim(fact, desk.case, desk.frame.base_url),
        card=card,
        why=why(fact, cards),
        warnings=tuple(_warnings(fact, cards)),
        drift=tuple(_drift(fact, cards)),
        svg=_chain(fact, cards),
        rows=tuple(_fact_rows(fact, cards)),
        note=note,
        notes=sheet.notes(),
        contradicts=cards.facts(_contradicting(fact, desk.case)),
        mentions=mentions(fact.id, cards, besides=("fact",)),
        tags=_tags(fact.tags, desk, cards),
        fields=own_fields(fact),
    )


def _fact_rows(fact: Fact, cards: Cards) -> Iterator[Row]:
    question = cards.case.dossier.questions.get(fact.question)
    say = cards.language.say
    yield from _rows(
        (say("Kind"), cards.labels.kind[fact.kind].text),
        (say("When"), date(fact.date, cards.language).words),
        (say("Figure"), figure(fact, question, cards.language)),
        (say("Covers"), fact.scope),
    )
    if fact.place:
        yield Row(label=say("Where"), refs=cards.refs(fact.place))
    if fact.about:
        yield Row(label=say("About"), refs=tuple(_role(each, cards) for each in fact.about))
    if question:
        yield Row(label=say("Answers"), refs=(cards.ref(question.id),))


def _role(about: str | Role, cards: Cards) -> Ref:
    if isinstance(about, str):
        return cards.ref(about)
    named = cards.ref(about.id)
    return cards.ref(about.id, f"{named.text} ({about.role})" if about.role else "")


def why(fact: Fact, cards: Cards) -> str:
    """A fact's status explained in a sentence."""
    standing, language = cards.case.standings[fact.id], cards.language
    support = language.listed(each.text for each in cards.behind(standing, "supports"))
    against = language.listed(each.text for each in cards.behind(standing, "disputes"))
    carrying = len({each.evidence.source for each in standing.lines if each.evidence.stance == "supports"})
    if standing.status == "corroborated":
        return language.count(
            "%(num)s origin that does not depend on another stands behind it: %(names)s.",
            "%(num)s origins that do not depend on one another stand behind it: %(names)s.",
            len(standing.supported_by),
            names=support,
        )
    if standing.status == "single-origin":
        return language.count(
            "%(num)s article carries it, and all of it comes from one origin: %(names)s.",
            "%(num)s articles carry it, and all of it comes from one origin: %(names)s.",
            carrying,
            names=support,
        )
    if standing.status == "contested":
        return language.say("Supported by %(support)s; disputed by %(against)s.", support=support, against=against)
    if standing.status == "disputed":
        return language.say(
            "Disputed by %(against)s, and supported by nobody whom the dossier can count.", against=against
        )
    if standing.status == "retracted":
        return _why_retracted(fact, language)
    return _why_unsupported(fact, language)


def _why_retracted(fact: Fact, language: Language) -> str:
    if fact.retracted:
        return language.say("It was taken back.")
    return language.say("All the articles that supported it were taken back.")


def _why_unsupported(fact: Fact, language: Language) -> str:
    if not fact.evidence:
        return language.say("No evidence is given for it.")
    if any(line.stance == "supports" for line in fact.evidence):
        return language.say("Nobody who said it is named, so no origin can be counted.")
    return language.say("The articles speak of it, and none gives an origin that supports it.")


def _warnings(fact: Fact, cards: Cards) -> Iterator[str]:
    """What became of the sources that the fact rests on."""
    for source_id in dict.fromkeys(line.source for line in fact.evidence):
        source = cards.case.dossier.sources[source_id]
        if source.status != "current":
            yield _warning(source, cards.language)


def _warning(source: Source, language: Language) -> str:
    name, note = short(source, language), source.status_note
    told = {
        "corrected": language.say("%(name)s was corrected by its publisher", name=name),
        "updated": language.say("%(name)s was updated by its publisher", name=name),
        "retracted": language.say("%(name)s was retracted by its publisher", name=name),
        "withdrawn": language.say("%(name)s was withdrawn by its publisher", name=name),
    }[source.status]
    return language.say("%(told)s: %(note)s", told=told, note=note) if note else sentence(told)


def _drift(fact: Fact, cards: Cards) -> Iterator[str]:
    """Whom each article credits, where they do not agree."""
    standing = cards.case.standings[fact.id]
    if not standing.drift:
        return
    for line in standing.lines:
        its = line.evidence
        if line.counted and line.roots and its.stance in ("supports", "cannot-confirm"):
            yield _credited(its, cards)


def _credited(line: Evidence, cards: Cards) -> str:
    """Whom an article credits, in a sentence."""
    say = cards.language.say
    source, origin = cards.ref(line.source).text, cards.ref(line.origin).text
    if line.origin == "self":
        told = say("%(source)s speaks for itself", source=source)
    else:
        told = say("%(source)s credits %(origin)s", source=source, origin=origin)
    if line.via:
        names = cards.language.listed(cards.ref(each).text for each in line.via)
        told = say("%(told)s, by way of %(names)s", told=told, names=names)
    if line.stance == "cannot-confirm":
        told = say("%(told)s, which could not confirm it", told=told)
    return f"{told}."


def _chain(fact: Fact, cards: Cards) -> str:
    links = tuple(
        chain.Link(
            source=line.source.text,
            source_href=line.source.href,
            via=tuple(each.text for each in line.via),
            origin=""
            if line.origin_kind == "unknown"
            else (line.source if line.origin_kind == "self" else line.origin).text,
            origin_href=line.origin.href,
            root=line.root.text if line.root else "",
            root_href=line.root.href if line.root else "",
            stance=line.stance.code,
            counted=line.counted,
        )
        for line in cards.fact(fact.id).evidence
    )
    if not links:
        return ""
    title, words = cards.language.say("From the articles to the origins"), cards.language.figures
    return drawing(
        lambda prefix, wide: chain.chain(links, title=title, prefix=prefix, wide=wide, words=words),
        "chain",
        cards.language.direction,
    )


def _contradicting(fact: Fact, case: Case) -> list[str]:
    both = [*fact.contradicts, *(each.id for each in case.mentions.get(fact.id, ()) if each.kind == "fact")]
    linked = [each for each in both if fact.id in case.dossier.facts[each].contradicts or each in fact.contradicts]
    return list(dict.fromkeys(linked))


def question_page(question: Question, desk: Desk) -> QuestionView:
    """A question's page."""
    path = path_of("question", question.id)
    sheet = desk.sheet(path)
    card = sheet.cards.question(question.id)
    return QuestionView(
        **desk.page(path, "question.html", question.text, card.summary, _list(sheet.cards, "question")),
        **desk.around("question", question.id, sheet.cards),
        card=card,
        note=sheet.parts(desk.case.dossier.text(question.id, "note")),
        notes=sheet.notes(),
        mentions=mentions(question.id, sheet.cards, besides=("fact",)),
        fields=own_fields(question),
    )


def judgment_page(judgment: Judgment, desk: Desk) -> JudgmentView:
    """A judgment's page."""
    path = path_of("judgment", judgment.id)
    sheet = desk.sheet(path)
    return JudgmentView(
        **desk.page(path, "judgment.html", judgment.text),
        **desk.around("judgment", judgment.id, sheet.cards),
        card=sheet.cards.judgment(judgment.id),
        note=sheet.parts(desk.case.dossier.text(judgment.id, "note")),
        notes=sheet.notes(),
        basis=sheet.cards.facts(judgment.basis),
        mentions=mentions(judgment.id, sheet.cards),
        fields=own_fields(judgment),
    )


def prose_page(page: Page, desk: Desk) -> ProseView:
    """A prose page."""
    path = path_of("page", page.id)
    sheet = desk.sheet(path)
    text = desk.case.dossier.text(page.id, "body")
    return ProseView(
        **desk.page(
            path, "page.html", desk.case.dossier.page_title(page), shortened(in_words(page.id, "body", desk.case))
        ),
        jsonld=jsonld.article(page, desk.case, desk.frame.base_url),
        sections=sections(text),
        body=sheet.parts(text),
        notes=sheet.notes(),
        mentions=mentions(page.id, sheet.cards),
        fields=own_fields(page),
    )


# --- entities ----------------------------------------------------------------------------------------------------


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
            shortened(in_words(entity.id, "description", desk.case)),
            _list(cards, "entity"),
        ),
        **desk.around("entity", entity.id, cards),
        kind=entity_kind(entity.kind, desk.case.dossier.config, cards.labels),
        rows=tuple(_entity_rows(entity, cards)),
        body=sheet.parts(text),
        notes=sheet.notes(),
        about=tuple(_about(entity, cards)),
        origin_of=cards.facts(desk.case.origin_of.get(entity.id, ())),
        map=locator(cards, entity.id),
        mentions=mentions(entity.id, cards, besides=("entity",)),
        links=tuple(_links(entity)),
        fields=own_fields(entity),
    )


def _entity_rows(entity: Entity, cards: Cards) -> Iterator[Row]:
    entities = cards.case.dossier.entities.values()
    say = cards.language.say
    yield from _rows((say("Also called"), cards.language.listed(entity.aliases)))
    related = (
        (say("Part of"), [entity.part_of] if entity.part_of else []),
        (say("Parts"), [each.id for each in entities if each.part_of == entity.id]),
        (say("May be the same as"), [entity.may_be] if entity.may_be else []),
        (say("May also be meant by"), [each.id for each in entities if each.may_be == entity.id]),
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
        yield FactGroup(label=heading, facts=cards.facts(ids), folded=len(ids) > FOLD)


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


LINKS = {"wikidata": "https://www.wikidata.org/wiki/{}", "wikipedia": "https://en.wikipedia.org/wiki/{}"}


def _links(entity: Entity) -> Iterator[Ref]:
    """An entity's links elsewhere: an address as it is, a known register's identifier made one, others as text."""
    for register, value in entity.links.items():
        if value.startswith(("https://", "http://")):
            yield Ref(text=register, href=value)
        elif register in LINKS:
            yield Ref(text=f"{register}: {value}", href=LINKS[register].format(value))
        else:
            yield Ref(text=f"{register}: {value}")


# --- shared ------------------------------------------------------------------------------------------------------


def _list(cards: Cards, kind: str) -> Ref:
    """The list that an item's page belongs to."""
    return Ref(text=cards.labels.item_kind[kind][1], href=f"{cards.root}{FOLDERS[kind]}/index.html")  # type: ignore[index]


def _rows(*pairs: tuple[str, str]) -> Iterator[Row]:
    return (Row(label=text, text=value) for text, value in pairs if value)


def own_fields(item: Item) -> tuple[Row, ...]:
    """The `fields:` of an item."""
    return tuple(Row(label=text, text=value) for text, value in item.fields.items())


def _tags(tags: Iterable[str], desk: Desk, cards: Cards) -> tuple[Ref, ...]:
    return tuple(Ref(text=tag, href=f"{cards.root}tags/{desk.slugs[tag]}.html") for tag in tags)
