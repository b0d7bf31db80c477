"""The pages that sum up: the briefing, the overviews, what changed, print, about.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from casework import prose
from casework.exports import editions, jsonld
from casework.pages import leaves
from casework.pages.cards import Cards
from casework.pages.desk import Desk
from casework.pages.itempages import own_fields
from casework.pages.matrixview import matrix_view
from casework.pages.overviews import origin_flows, origin_rows, source_leans
from casework.pages.plan import newest_first
from casework.pages.sheet import sections
from casework.pages.sourcepage import source_view
from casework.pages.summary import at_a_glance, source_summary
from casework.views.overviews import (
    AboutView,
    ChangeGroup,
    ChangesView,
    IndexView,
    MapPage,
    NotFoundView,
    OriginsView,
    PrintView,
    SearchView,
)
from casework.views.parts import Change, Ref
from casework.words.sentences import beginning


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
        open_questions=tuple(cards.asked(each) for each in apart[:OPEN]),
        more_questions=len(apart) > OPEN,
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
OPEN = 30
"""How many questions on which the sources disagree it names; their list has all."""


# --- overviews ---------------------------------------------------------------------------------------------------


def map_page(desk: Desk) -> MapPage:
    """The map."""
    told = desk.language.say("The places that the facts speak of.")
    return MapPage(**desk.page("map.html", "map.html", desk.language.say("Map"), told), map=desk.map(""))


def origins_page(desk: Desk) -> OriginsView:
    """Who stands behind the facts."""
    cards, sources = desk.cards(""), desk.case.dossier.sources
    said = desk.language.say("Who stands behind the facts, and which articles lean on whom.")
    return OriginsView(
        **desk.page("origins.html", "origins.html", desk.language.say("Origins"), said),
        svg=origin_flows(cards),
        matrix=matrix_view(cards),
        summary=source_summary(cards),
        roots=origin_rows(cards),
        # Of more sources than a page lists, each one's own page says it.
        leans=tuple((cards.title(each), source_leans(each.id, cards)) for each in newest_first(sources.values()))
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
    questions = {dossier.facts[fact].question for fact in facts}
    whole = len(facts) == len(dossier.facts)
    carrying = {line.source for fact in facts for line in dossier.facts[fact].evidence}
    sources = dossier.sources.values() if whole else [dossier.sources[each] for each in carrying]
    said = desk.language.say("The whole dossier on one page.")
    return PrintView(
        **desk.page("print.html", "print.html", dossier.config.title, said),
        judgments=tuple(cards.judgment(each) for each in dossier.judgments),
        body=sheet.parts(dossier.text("index", "body")),
        summary=source_summary(cards),
        summary_body=sheet.parts(dossier.text("index", "source_summary"), "summary-"),
        questions=tuple(cards.undrawn(each) for each in dossier.questions if whole or each in questions),
        facts=cards.facts(facts),
        sources=tuple(source_view(each, desk, "print.html", sheet, f"{each.id}-") for each in newest_first(sources)),
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
