"""A fact → its page: its evidence drawn and listed, its status and why it has it.  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from casework.evidence.derive import Case
from casework.exports import jsonld
from casework.figures import chain
from casework.model import Evidence, Fact, Role, Source
from casework.pages.cards import Cards
from casework.pages.desk import Desk
from casework.pages.drawings import drawing, small_drawing
from casework.pages.itempages import list_of, own_fields, rows, tags_of
from casework.pages.mentions import mentions
from casework.routes import path_of
from casework.views.items import FactView, Warned
from casework.views.parts import Ref, Row
from casework.words.language import Language
from casework.words.sentences import figure, sentence, short


def fact_page(fact: Fact, desk: Desk) -> FactView:
    """A fact's page."""
    path = path_of("fact", fact.id)
    sheet = desk.sheet(path)
    cards = sheet.cards
    note = sheet.parts(desk.case.dossier.text(fact.id, "note"))
    card = cards.fact(fact.id)
    return FactView(
        **desk.page(path, "fact.html", fact.claim, f"{card.status.text}: {card.counts}.", list_of(cards, "fact")),
        **desk.around("fact", fact.id, cards),
        jsonld=jsonld.claim(fact, desk.case, desk.frame.base_url, cards.named),
        card=card,
        struck=card.status.code == "retracted",
        why=why(fact, cards),
        warnings=tuple(_warnings(fact, cards)),
        drift=tuple(_drift(fact, cards)),
        svg=_chain(fact, cards),
        rows=tuple(_fact_rows(fact, cards)),
        note=note,
        notes=sheet.notes(),
        contradicts=cards.facts(_contradicting(fact, desk.case)),
        mentions=mentions(fact.id, cards, besides=("fact",)),
        tags=tags_of(fact.tags, desk, cards),
        fields=own_fields(fact),
    )


def _fact_rows(fact: Fact, cards: Cards) -> Iterator[Row]:
    question = cards.case.dossier.questions.get(fact.question)
    say = cards.language.say
    yield from rows(
        (say("Kind"), cards.labels.kind[fact.kind].text),
        (say("When"), cards.date(fact.date).words),
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
    support = language.listed(each.text for each in cards.fact(fact.id).origins)
    against = language.listed(each.text for each in cards.fact(fact.id).disputed_by)
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


def _warnings(fact: Fact, cards: Cards) -> Iterator[Warned]:
    """What became of the sources that the fact rests on."""
    for source_id in dict.fromkeys(line.source for line in fact.evidence):
        source = cards.case.dossier.sources[source_id]
        if source.status != "current":
            yield Warned(status=cards.labels.source_status[source.status], text=_warning(source, cards.language))


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
    draw = small_drawing if chain.is_small(links) else drawing
    return draw(
        lambda prefix, wide: chain.chain(links, title=title, prefix=prefix, wide=wide, words=words),
        "chain",
        cards.language.direction,
    )


def _contradicting(fact: Fact, case: Case) -> list[str]:
    both = [*fact.contradicts, *(each.id for each in case.mentions.get(fact.id, ()) if each.kind == "fact")]
    linked = [each for each in both if fact.id in case.dossier.facts[each].contradicts or each in fact.contradicts]
    return list(dict.fromkeys(linked))
