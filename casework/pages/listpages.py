"""The pages of every list: sources, facts, entities, questions, keywords, the timeline; and former addresses.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from casework.model import Entity, Source
from casework.pages import leaves
from casework.pages.cards import Cards
from casework.pages.desk import Desk
from casework.routes import path_of
from casework.views.cards import TimelineView
from casework.views.lists import (
    EntitiesView,
    EntityGroup,
    EntityLine,
    FactsView,
    Filter,
    Option,
    QuestionsView,
    SourceLine,
    SourcesView,
    TagLine,
    TagsView,
    TagView,
)
from casework.views.overviews import RedirectView, TimelinePage
from casework.views.page import NavItem
from casework.views.parts import Label, Ref
from casework.words.labels import entity_kind
from casework.words.naming import publication
from casework.words.sentences import sentence


def turns(paths: Sequence[str], path: str) -> tuple[NavItem, ...]:
    """The links from the page at `path` to all pages of its list; none where it is the only one."""
    names = [each.rpartition("/")[2] for each in paths]
    links = (
        NavItem(ref=Ref(text=str(number), href=name), current=each == path)
        for number, (each, name) in enumerate(zip(paths, names, strict=True), start=1)
    )
    return tuple(links) if len(paths) > 1 else ()


def sources_page(path: str, desk: Desk) -> SourcesView:
    """A page of all sources, the newest first, undated ones last."""
    cards, total = desk.cards("../"), desk.listing("sources")
    said = desk.language.count("%(num)s source of the dossier.", "%(num)s sources of the dossier.", total)
    return SourcesView(
        **desk.page(path, "sources.html", desk.language.say("Sources"), said),
        leaves=turns(desk.pages("sources"), path),
        sources=tuple(source_line(cards.case.dossier.sources[each], cards) for each in desk.listed(path)),
    )


def source_line(source: Source, cards: Cards) -> SourceLine:
    """A source in a list."""
    return SourceLine(
        ref=cards.title(source),
        author=cards.language.listed(source.author),
        publication=publication(source, cards.case.dossier.entities),
        date=cards.date(source.date),
        genre=cards.labels.genre[source.genre] if source.genre else "",
        status=cards.labels.source_status[source.status],
        facts=len(cards.case.facts_of.get(source.id, ())),
        own=cards.case.leans[source.id].own,
    )


def facts_page(path: str, desk: Desk) -> FactsView:
    """A page of all facts by date; the first has what they can be filtered by, on whichever page they stand.

    A long list has no evidence beside its facts: each has its page, and a thousand with theirs are a megabyte.
    """
    cards, total, is_first = desk.cards("../"), desk.listing("facts"), path == desk.pages("facts")[0]
    said = desk.language.count("%(num)s fact of the dossier.", "%(num)s facts of the dossier.", total)
    return FactsView(
        **desk.page(path, "facts.html", desk.language.say("Facts"), said),
        leaves=turns(desk.pages("facts"), path),
        facts=tuple(map(cards.row if len(desk.pages("facts")) > 1 else cards.fact, desk.listed(path))),
        filters=tuple(_filters(desk, cards)) if is_first else (),
        statuses=_statuses(desk) if is_first and len(desk.pages("facts")) > 1 else (),
        count=desk.language.count("%(num)s fact", "%(num)s facts", total),
    )


def _filters(desk: Desk, cards: Cards) -> Iterator[Filter]:
    say, labels = desk.language.say, desk.language.labels
    for name, text, words in (("status", say("Status"), labels.status), ("kind", say("Kind"), labels.kind)):
        yield _filter(name, text, ((code, its.text) for code, its in words.items()), desk)
    for name, text in (("origin", say("Origin")), ("source", say("Source")), ("entity", say("Entity"))):
        found = desk.counted(name)
        if len(found) <= leaves.LONG:  # nobody finds a name among more
            named = sorted((cards.ref(each).text, each) for each in found)
            yield _filter(name, text, ((each, said) for said, each in named), desk)


def _statuses(desk: Desk) -> tuple[Label, ...]:
    found = desk.counted("status")
    return tuple(label for code, label in desk.language.labels.status.items() if code in found)


def _filter(name: str, text: str, options: Iterable[tuple[str, str]], desk: Desk) -> Filter:
    counts = desk.counted(name)
    return Filter(
        name=name,
        label=text,
        options=tuple(
            Option(value=value, text=said, count=counts[value]) for value, said in options if value in counts
        ),
    )


def entities_page(path: str, desk: Desk) -> EntitiesView:
    """A page of all entities, by kind."""
    cards, dossier, total = desk.cards("../"), desk.case.dossier, desk.listing("entities")
    said = desk.language.count("%(num)s entity of the dossier.", "%(num)s entities of the dossier.", total)
    entities = (dossier.entities[each] for each in desk.listed(path))
    return EntitiesView(
        **desk.page(path, "entities.html", desk.language.say("Entities"), said),
        leaves=turns(desk.pages("entities"), path),
        groups=tuple(
            EntityGroup(
                label=entity_kind(code, dossier.config, cards.labels).text,
                anchor=f"kind-{code}",
                entities=tuple(_entity_line(each, cards) for each in group),
            )
            for code, group in groupby(entities, key=lambda each: each.kind)
        ),
    )


def _entity_line(entity: Entity, cards: Cards) -> EntityLine:
    return EntityLine(
        ref=cards.ref(entity.id),
        aliases=", ".join(entity.aliases),
        facts=len(cards.case.facts_of.get(entity.id, ())),
        origin_of=len(cards.case.origin_of.get(entity.id, ())),
    )


def questions_page(path: str, desk: Desk) -> QuestionsView:
    """A page of all questions: conflicts first, then revisions, then what agrees."""
    said = desk.language.say("Where the answers of the sources differ, and where they agree.")
    return QuestionsView(
        **desk.page(path, "questions.html", desk.language.say("Questions"), said),
        leaves=turns(desk.pages("questions"), path),
        questions=tuple(desk.cards("../").question(each) for each in desk.listed(path)),
    )


def tag_page(path: str, desk: Desk) -> TagsView | TagView:
    """The list of keywords, or the page of one."""
    if path == desk.pages("tags")[0]:
        return _tags_page(path, desk)
    cards, tagged, count = desk.cards("../"), desk.tagged[path], desk.language.count
    said = (
        count("%(num)s fact", "%(num)s facts", len(tagged.facts)),
        count("%(num)s source", "%(num)s sources", len(tagged.sources)),
    )
    crumb = Ref(text=desk.language.say("Keywords"), href="index.html")
    return TagView(
        **desk.page(path, "tag.html", tagged.tag, sentence(desk.language.listed(said)), crumb),
        facts=cards.lines(tagged.facts),
        sources=tuple(source_line(cards.case.dossier.sources[each], cards) for each in tagged.sources),
    )


def _tags_page(path: str, desk: Desk) -> TagsView:
    say = desk.language.say
    return TagsView(
        **desk.page(path, "tags.html", say("Keywords"), say("What the dossier's facts and sources are about.")),
        tags=tuple(
            TagLine(ref=Ref(text=each.tag, href=to.removeprefix("tags/")), count=len(each.facts) + len(each.sources))
            for to, each in desk.tagged.items()
        ),
    )


def timeline_page(path: str, desk: Desk) -> TimelinePage:
    """A page of the dated facts in order, and of the undated ones; the first has the drawing."""
    facts = desk.cards("").lines(desk.listed(path))
    shown = TimelineView(
        svg=desk.timeline("").svg if path == "timeline.html" else "",
        facts=tuple(each for each in facts if each.date.words),
        undated=tuple(each for each in facts if not each.date.words),
    )
    page = desk.page(
        path, "timeline.html", desk.language.say("Timeline"), desk.language.say("The dated facts in order.")
    )
    return TimelinePage(**page, leaves=turns(desk.pages("timeline"), path), timeline=shown)


def redirect_pages(desk: Desk) -> Iterator[RedirectView]:
    """A page at each former address that leads to today's."""
    for old, now in sorted(desk.case.dossier.former.items()):
        kind, cards = desk.case.dossier.kind(now), desk.cards("../")
        assert kind
        path = path_of(kind, old)
        to = cards.ref(now)
        yield RedirectView(**desk.page(path, "redirect.html", to.text), to=to.href)
