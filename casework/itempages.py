"""The page of each item: source, fact, question, judgment, entity, prose.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from casework import jsonld, labels
from casework.bibliography import publication
from casework.cards import Cards, date, drawing, figure, in_words, listed, plural, short
from casework.derive import Case
from casework.desk import Desk
from casework.figures import chain
from casework.labels import entity_kind, label
from casework.mentions import mentions
from casework.model import Entity, Fact, Item, Judgment, Page, Question, Role, Source, entity_ids
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
        status=label(labels.SOURCE_STATUSES, source.status),
        status_note=source.status_note,
        rows=tuple(_source_rows(source, desk.case.dossier.entities, agency)),
        citation_html=cards.citation(source),
        descriptor=source.descriptor,
        url=source.url,
        archive_url=source.archive_url,
        url_status=label(labels.URL_STATUSES, source.url_status),
        body=body,
        facts=cards.facts(desk.case.facts_of.get(source.id, ())),
        leans=source_leans(source.id, cards),
        mentions=mentions(source.id, cards),
        tags=_tags(source.tags, desk, cards),
        fields=own_fields(source),
    )


def _source_rows(source: Source, entities: Mapping[str, Entity], agency: Ref | None) -> Iterator[Row]:
    yield from _rows(
        ("Author", listed(source.author)),
        ("Publication", publication(source, entities)),
    )
    if agency:
        yield Row(label="Agency", refs=(agency,))
    yield from _rows(
        ("Date", date(source.date).words),
        ("Read on", date(source.accessed).words),
        ("Kind", labels.GENRES[source.genre] if source.genre else ""),
        ("Language", source.language),
        ("Reliability", labels.RELIABILITIES[source.reliability] if source.reliability else ""),
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
        warnings=tuple(_warnings(fact, desk.case)),
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
    yield from _rows(
        ("Kind", label(labels.KINDS, fact.kind).text),
        ("When", date(fact.date).words),
        ("Figure", figure(fact, question)),
        ("Covers", fact.scope),
    )
    if fact.place:
        yield Row(label="Where", refs=cards.refs(fact.place))
    if fact.about:
        yield Row(label="About", refs=tuple(_role(each, cards) for each in fact.about))
    if question:
        yield Row(label="Answers", refs=(cards.ref(question.id),))


def _role(about: str | Role, cards: Cards) -> Ref:
    if isinstance(about, str):
        return cards.ref(about)
    named = cards.ref(about.id)
    return cards.ref(about.id, f"{named.text} ({about.role})" if about.role else "")


def why(fact: Fact, cards: Cards) -> str:
    """A fact's status explained in a sentence."""
    standing = cards.case.standings[fact.id]
    support = listed(each.text for each in cards.behind(standing, "supports"))
    against = listed(each.text for each in cards.behind(standing, "disputes"))
    carrying = len({each.evidence.source for each in standing.lines if each.evidence.stance == "supports"})
    if standing.status == "corroborated":
        return f"{len(standing.supported_by)} origins that do not depend on one another stand behind it: {support}."
    if standing.status == "single-origin":
        return f"{plural(carrying, 'article carries', 'articles carry')} it, and all of it comes from one origin: {support}."
    if standing.status == "contested":
        return f"Supported by {support}; disputed by {against}."
    if standing.status == "disputed":
        return f"Disputed by {against}, and supported by nobody whom the dossier can count."
    if standing.status == "retracted":
        return "It was taken back." if fact.retracted else "All the articles that supported it were taken back."
    return _why_unsupported(fact)


def _why_unsupported(fact: Fact) -> str:
    if not fact.evidence:
        return "No evidence is given for it."
    if any(line.stance == "supports" for line in fact.evidence):
        return "Nobody who said it is named, so no origin can be counted."
    return "The articles speak of it, and none gives an origin that supports it."


def _warnings(fact: Fact, case: Case) -> Iterator[str]:
    """What became of the sources that the fact rests on."""
    for source_id in dict.fromkeys(line.source for line in fact.evidence):
        source = case.dossier.sources[source_id]
        if source.status != "current":
            said = label(labels.SOURCE_STATUSES, source.status).text.lower()
            note = f": {source.status_note}" if source.status_note else "."
            yield f"{short(source)} was {said} by its publisher{note}"


def _drift(fact: Fact, cards: Cards) -> Iterator[str]:
    """Whom each article credits, where they do not agree."""
    standing = cards.case.standings[fact.id]
    if not standing.drift:
        return
    for line in standing.lines:
        its = line.evidence
        if line.counted and line.roots and its.stance in ("supports", "cannot-confirm"):
            whom = "speaks for itself" if its.origin == "self" else f"credits {cards.ref(its.origin).text}"
            through = f", by way of {listed(cards.ref(each).text for each in its.via)}" if its.via else ""
            unsure = ", which could not confirm it" if its.stance == "cannot-confirm" else ""
            yield f"{cards.ref(its.source).text} {whom}{through}{unsure}."


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
    return drawing(
        lambda prefix, wide: chain.chain(links, title="From the articles to the origins", prefix=prefix, wide=wide),
        "chain",
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
        kind=entity_kind(entity.kind, desk.case.dossier.config),
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
    yield from _rows(("Also called", listed(entity.aliases)))
    related = (
        ("Part of", [entity.part_of] if entity.part_of else []),
        ("Parts", [each.id for each in entities if each.part_of == entity.id]),
        ("May be the same as", [entity.may_be] if entity.may_be else []),
        ("May also be meant by", [each.id for each in entities if each.may_be == entity.id]),
    )
    for text, ids in related:
        if ids:
            yield Row(label=text, refs=cards.refs(ids))


def _about(entity: Entity, cards: Cards) -> Iterator[FactGroup]:
    """The facts about or at an entity, by its role in them, else by the kind of the other entities."""
    groups: dict[str, list[str]] = {}
    for fact_id in cards.case.facts_of.get(entity.id, ()):
        for heading in _headings(entity, cards.case.dossier.facts[fact_id], cards.case):
            groups.setdefault(heading, []).append(fact_id)
    for heading, ids in groups.items():
        yield FactGroup(label=heading, facts=cards.facts(ids), folded=len(ids) > FOLD)


def _headings(entity: Entity, fact: Fact, case: Case) -> Iterable[str]:
    roles = [
        each.role.capitalize() for each in fact.about if isinstance(each, Role) and each.id == entity.id and each.role
    ]
    if roles:
        return dict.fromkeys(roles)
    if entity.id in fact.place:
        return ("Here",)
    entities = case.dossier.entities
    others = [entities[each].kind for each in (*entity_ids(fact.about), *fact.place) if each != entity.id]
    if not others:
        return ("On its own",)
    return (f"With: {entity_kind(others[0], case.dossier.config).text.lower()}",)


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
    return Ref(text=labels.ITEM_KINDS[kind][1], href=f"{cards.root}{FOLDERS[kind]}/index.html")  # type: ignore[index]


def _rows(*pairs: tuple[str, str]) -> Iterator[Row]:
    return (Row(label=text, text=value) for text, value in pairs if value)


def own_fields(item: Item) -> tuple[Row, ...]:
    """The `fields:` of an item."""
    return tuple(Row(label=text, text=value) for text, value in item.fields.items())


def _tags(tags: Iterable[str], desk: Desk, cards: Cards) -> tuple[Ref, ...]:
    return tuple(Ref(text=tag, href=f"{cards.root}tags/{desk.slugs[tag]}.html") for tag in tags)
