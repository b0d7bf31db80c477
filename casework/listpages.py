"""The pages that list or sum up: the briefing, every index, the overviews, print, about.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from casework import editions, jsonld, leaves, prose
from casework.bibliography import publication
from casework.cards import Cards
from casework.derive import Case
from casework.desk import Desk
from casework.itempages import own_fields
from casework.labels import entity_kind
from casework.matrixview import matrix_view
from casework.model import Entity, Fact, Source
from casework.overviews import origin_flows, origin_rows, source_leans
from casework.plan import by_name, newest_first
from casework.routes import path_of
from casework.sentences import beginning, sentence
from casework.sheet import sections
from casework.sourcepage import source_view
from casework.summary import at_a_glance, source_summary
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
from casework.views.overviews import (
    AboutView,
    ChangeGroup,
    ChangesView,
    IndexView,
    MapPage,
    NotFoundView,
    OriginsView,
    PrintView,
    RedirectView,
    SearchView,
    TimelinePage,
)
from casework.views.page import NavItem
from casework.views.parts import Change, Label, Ref


def index_page(desk: Desk) -> IndexView:
    """The briefing: judgments first, then the prose, what it rests on, what changed."""
    sheet = desk.sheet("index.html")
    cards, dossier = sheet.cards, desk.case.dossier
    text = dossier.text("index", "body")
    body = sheet.parts(text)
    added = sheet.parts(dossier.text("index", "source_summary"), "summary-")
    title = dossier.name("index")
    apart = [each for each in dossier.questions if desk.case.verdicts[each]]
    return IndexView(
        **desk.page(
            "index.html",
            "index.html",
            title,
            dossier.config.subtitle or beginning("index", "body", desk.case),
        ),
        jsonld=jsonld.report(desk.case, desk.frame.base_url),
        sections=sections(text),
        judgments=tuple(cards.judgment(each) for each in dossier.judgments),
        body=body,
        summary=source_summary(cards),
        summary_body=added,
        notes=sheet.notes(),
        counts=at_a_glance(desk.case, desk.language),
        open_questions=tuple(cards.asked(each) for each in apart),
        changed_since=desk.language.apart(desk.changed.since),
        changes=changes(editions.named(desk.changed)[:NEWS], cards),
        changes_counted=editions.tally(desk.changed, desk.language),
        fields=own_fields(dossier.pages["index"]),
    )


def changes(named: Iterable[editions.Change], cards: Cards) -> tuple[Change, ...]:
    """Changes with links to what is still there."""
    dossier = cards.case.dossier
    return tuple(
        Change(kind=each.kind, text=each.text, ref=cards.ref(each.id) if dossier.kind(each.id) else None)
        for each in named
    )


NEWS = 10
"""How many changes the briefing names."""


# --- lists -------------------------------------------------------------------------------------------------------


def turns(paths: Sequence[str], path: str) -> tuple[NavItem, ...]:
    """The links from the page at `path` to all pages of its list; none where it is the only one."""
    names = [each.rpartition("/")[2] for each in paths]
    links = (
        NavItem(ref=Ref(text=str(number), href=name), current=each == path)
        for number, (each, name) in enumerate(zip(paths, names, strict=True), start=1)
    )
    return tuple(links) if len(paths) > 1 else ()


def sources_pages(desk: Desk) -> Iterator[SourcesView]:
    """All sources, the newest first, undated ones last."""
    cards, ordered = desk.cards("../"), newest_first(desk.case.dossier.sources.values())
    said = desk.language.count("%(num)s source of the dossier.", "%(num)s sources of the dossier.", len(ordered))
    pages = leaves.parted("sources/index.html", ordered)
    for path, sources in pages.items():
        yield SourcesView(
            **desk.page(path, "sources.html", desk.language.say("Sources"), said),
            leaves=turns([*pages], path),
            sources=tuple(source_line(each, cards) for each in sources),
        )


def source_line(source: Source, cards: Cards) -> SourceLine:
    """A source in a list."""
    own = [each for each in cards.case.facts_of.get(source.id, ()) if _vouches(source.id, each, cards.case)]
    return SourceLine(
        ref=cards.title(source),
        author=cards.language.listed(source.author),
        publication=publication(source, cards.case.dossier.entities),
        date=cards.date(source.date),
        genre=cards.labels.genre[source.genre] if source.genre else "",
        status=cards.labels.source_status[source.status],
        facts=len(cards.case.facts_of.get(source.id, ())),
        own=len(own),
    )


def _vouches(source: str, fact: str, case: Case) -> bool:
    """Whether a source says a fact in its own voice."""
    lines = [each.evidence for each in case.standings[fact].lines] if fact in case.standings else []
    return any(line.source == source and line.origin == "self" and line.stance == "supports" for line in lines)


def facts_page(path: str, desk: Desk) -> FactsView:
    """A page of all facts by date; the first has what they can be filtered by, on whichever page they stand."""
    cards, total, is_first = desk.cards("../"), len(desk.case.dossier.facts), path == desk.pages("facts")[0]
    said = desk.language.count("%(num)s fact of the dossier.", "%(num)s facts of the dossier.", total)
    return FactsView(
        **desk.page(path, "facts.html", desk.language.say("Facts"), said),
        leaves=turns(desk.pages("facts"), path),
        facts=cards.facts(desk.listed(path)),
        filters=tuple(_filters(desk, cards)) if is_first else (),
        statuses=_statuses(desk) if is_first and len(desk.pages("facts")) > 1 else (),
        total=total,
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


def entities_pages(desk: Desk) -> Iterator[EntitiesView]:
    """All entities, by kind."""
    cards, dossier = desk.cards("../"), desk.case.dossier
    ordered = sorted(
        by_name(dossier.entities.values()),
        key=lambda each: (entity_kind(each.kind, dossier.config, cards.labels).text, each.kind),
    )
    said = desk.language.count("%(num)s entity of the dossier.", "%(num)s entities of the dossier.", len(ordered))
    pages = leaves.parted("entities/index.html", ordered)
    for path, entities in pages.items():
        yield EntitiesView(
            **desk.page(path, "entities.html", desk.language.say("Entities"), said),
            leaves=turns([*pages], path),
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


def tag_pages(desk: Desk) -> Iterator[TagsView | TagView]:
    """The list of keywords and a page for each, where there are any."""
    cards, case = desk.cards("../"), desk.case
    facts: dict[str, list[Fact]] = _by_tag(case.dossier.facts.values(), desk.slugs)
    sources: dict[str, list[Source]] = _by_tag(case.dossier.sources.values(), desk.slugs)
    yield TagsView(
        **desk.page(
            "tags/index.html",
            "tags.html",
            desk.language.say("Keywords"),
            desk.language.say("What the dossier's facts and sources are about."),
        ),
        tags=tuple(
            TagLine(ref=Ref(text=tag, href=f"{slug}.html"), count=len(facts[tag]) + len(sources[tag]))
            for tag, slug in desk.slugs.items()
        ),
    )
    for tag, slug in desk.slugs.items():
        said = (
            desk.language.count("%(num)s fact", "%(num)s facts", len(facts[tag])),
            desk.language.count("%(num)s source", "%(num)s sources", len(sources[tag])),
        )
        crumb = Ref(text=desk.language.say("Keywords"), href="index.html")
        yield TagView(
            **desk.page(f"tags/{slug}.html", "tag.html", tag, sentence(desk.language.listed(said)), crumb),
            facts=cards.lines(each.id for each in facts[tag]),
            sources=tuple(source_line(each, cards) for each in newest_first(sources[tag])),
        )


def _by_tag(items: Iterable[Any], tags: Iterable[str]) -> dict[str, list[Any]]:
    """The items by their keywords, in the order of the keywords."""
    tagged: dict[str, list[Any]] = {tag: [] for tag in tags}
    for each in items:
        for tag in dict.fromkeys(each.tags):
            tagged[tag].append(each)
    return tagged


# --- overviews ---------------------------------------------------------------------------------------------------


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


def map_page(desk: Desk) -> MapPage:
    """The map."""
    told = desk.language.say("The places that the facts speak of.")
    return MapPage(**desk.page("map.html", "map.html", desk.language.say("Map"), told), map=desk.map(""))


def origins_page(desk: Desk) -> OriginsView:
    """Who stands behind the facts."""
    cards, sources = desk.cards(""), newest_first(desk.case.dossier.sources.values())
    said = desk.language.say("Who stands behind the facts, and which articles lean on whom.")
    return OriginsView(
        **desk.page("origins.html", "origins.html", desk.language.say("Origins"), said),
        svg=origin_flows(cards),
        matrix=matrix_view(cards),
        summary=source_summary(cards),
        roots=origin_rows(cards),
        # Of more sources than a page lists, each one's own page says it.
        leans=tuple((cards.title(each), source_leans(each.id, cards)) for each in sources)
        if len(sources) <= leaves.LONG
        else (),
    )


def changes_page(desk: Desk) -> ChangesView:
    """What changed since the last edition."""
    say = desk.language.say
    return ChangesView(
        **desk.page("changes.html", "changes.html", say("What changed"), say("What changed since the last edition.")),
        previous_edition=desk.language.apart(desk.changed.since),
        groups=tuple(
            ChangeGroup(
                label=desk.language.labels.item_kind[kind][1],
                anchor=f"changed-{kind}",
                changes=changes(group, desk.cards("")),
            )
            for kind, group in groupby(desk.changed.changes, key=lambda each: each.kind)
        ),
    )


def search_page(desk: Desk) -> SearchView:
    """Where to search."""
    say = desk.language.say
    return SearchView(**desk.page("search.html", "search.html", say("Search"), say("Search the dossier.")))


def not_found_page(desk: Desk) -> NotFoundView:
    """What is shown at an address that leads nowhere."""
    say = desk.language.say
    return NotFoundView(**desk.page("404.html", "404.html", say("Page not found"), say("There is no such page.")))


def about_page(desk: Desk) -> AboutView:
    """How to read the dossier, and its data."""
    files = ("dossier.json", "facts.csv", "sources.json", "sources.bib")
    say, labels = desk.language.say, desk.language.labels
    texts = (say("The whole dossier (JSON)"), say("Facts (CSV)"), say("Sources (CSL-JSON)"), say("Sources (BibTeX)"))
    said = say("How to read it, and its data for machines.")
    return AboutView(
        **desk.page("about.html", "about.html", say("About this dossier"), said),
        counts=at_a_glance(desk.case, desk.language),
        statuses=tuple(labels.status.values()),
        stances=tuple(labels.stance.values()),
        likelihoods=tuple(labels.likelihood.values()),
        confidences=tuple(labels.confidence.values()),
        as_of_note=_as_of_note(desk),
        data=tuple(Ref(text=text, href=f"data/{file}") for file, text in zip(files, texts, strict=True)),
    )


def _as_of_note(desk: Desk) -> str:
    if not desk.as_of:
        return ""
    return desk.language.say(
        "This edition is built only from sources dated on or before %(date)s; a source dated by an interval "
        "counts from the interval's end, and one without a date stays out. Evidence, facts, judgments, entities and "
        "pages that rest on nothing else are left out. What cannot be rolled back is wording: summaries, notes and "
        "judgments are shown as they read today, and may have been written later.",
        date=desk.frame.as_of,
    )


def print_page(desk: Desk) -> PrintView:
    """The dossier on one page; of a long one, the briefing, the judgments and what they rest on."""
    sheet = desk.sheet("print.html")
    cards, dossier = sheet.cards, desk.case.dossier
    facts = _printed(desk)
    sources = {line.source for fact in facts for line in dossier.facts[fact].evidence}
    questions = {dossier.facts[fact].question for fact in facts}
    whole = len(facts) == len(dossier.facts)
    said = desk.language.say("The whole dossier on one page.")
    return PrintView(
        **desk.page("print.html", "print.html", dossier.config.title, said),
        judgments=tuple(cards.judgment(each) for each in dossier.judgments),
        body=sheet.parts(dossier.text("index", "body")),
        summary=source_summary(cards),
        summary_body=sheet.parts(dossier.text("index", "source_summary"), "summary-"),
        questions=tuple(cards.question(each) for each in dossier.questions if whole or each in questions),
        facts=cards.facts(facts),
        sources=tuple(
            source_view(each, desk, "print.html", sheet, f"{each.id}-")
            for each in newest_first(dossier.sources.values())
            if whole or each.id in sources
        ),
        notes=sheet.notes(),
    )


def _printed(desk: Desk) -> list[str]:
    """The facts that the print edition holds, in their order."""
    dossier = desk.case.dossier
    if len(dossier.facts) + len(dossier.sources) <= leaves.LONG:
        return list(dossier.facts)
    cited = {key for key, _, _ in prose.references(dossier.text("index", "body"))}
    cited |= {fact for judgment in dossier.judgments.values() for fact in judgment.basis}
    return [fact for fact in dossier.facts if fact in cited]


def redirect_pages(desk: Desk) -> Iterator[RedirectView]:
    """A page at each former address that leads to today's."""
    kinds = {item.id: kind for kind, item in desk.case.dossier.items()}
    for old, now in sorted(desk.case.dossier.former.items()):
        path, cards = path_of(kinds[now], old), desk.cards("../")
        to = cards.ref(now)
        yield RedirectView(**desk.page(path, "redirect.html", to.text), to=to.href)
