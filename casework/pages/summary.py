"""The dossier in sentences and numbers: the source summary statement (ICD 206) and what stands at a glance.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from casework import edtf
from casework.evidence.derive import Case
from casework.evidence.origins import independent_among
from casework.pages.cards import Cards
from casework.views.parts import Row
from casework.words.language import Language


def source_summary(cards: Cards) -> tuple[str, ...]:
    """What the dossier rests on, in sentences: how many articles, how many origins, who weighs most."""
    case, language = cards.case, cards.language
    if not case.dossier.sources:
        return (language.say("This edition rests on no source."),)
    said = (
        _articles(case, language),
        _origins(case, language),
        _heaviest(cards),
        _statuses(case, language),
        _taken_back(case, language),
    )
    return tuple(filter(None, said))


def _articles(case: Case, language: Language) -> str:
    dated = [found for _, date in case.published.items() if (found := edtf.read(date))]
    number = len(case.dossier.sources)
    if not dated:
        return language.count("This dossier rests on %(num)s source.", "This dossier rests on %(num)s sources.", number)
    first, last = min(dated, key=edtf.sort_key), max(dated, key=edtf.sort_key)
    if first == last:
        return language.count(
            "This dossier rests on %(num)s source, dated %(date)s.",
            "This dossier rests on %(num)s sources, dated %(date)s.",
            number,
            date=language.date(first),
        )
    return language.count(
        "This dossier rests on %(num)s source; the oldest is dated %(first)s, the newest %(last)s.",
        "This dossier rests on %(num)s sources; the oldest is dated %(first)s, the newest %(last)s.",
        number,
        first=language.date(first),
        last=language.date(last),
    )


def _origins(case: Case, language: Language) -> str:
    roots = independent_among(case.supports, case.dossier)
    facts = language.count("Its %(num)s fact goes back", "Its %(num)s facts go back", len(case.dossier.facts))
    origins = language.count("to %(num)s independent origin", "to %(num)s independent origins", len(roots))
    return language.say("%(facts)s %(origins)s.", facts=facts, origins=origins)


def _heaviest(cards: Cards) -> str:
    weights = {root: len(facts) for root, facts in cards.case.supports.items()}
    if len(weights) < 2:
        return ""
    root, facts = min(weights.items(), key=lambda item: (-item[1], item[0]))
    alone = len(cards.case.roots_alone.get(root, ()))
    return cards.language.count(
        "%(name)s stands behind %(num)s fact, and alone behind %(alone)s of them.",
        "%(name)s stands behind %(num)s facts, and alone behind %(alone)s of them.",
        facts,
        name=cards.ref(root).text,
        alone=cards.language.number(alone),
    )


def _statuses(case: Case, language: Language) -> str:
    said = [
        _status(each, number, language.count)
        for each in language.labels.status
        if (number := case.statuses.get(each, 0))
    ]
    return language.say("Of the facts, %(told)s.", told=language.listed(said)) if said else ""


def _status(status: str, number: int, count: Callable[[str, str, int], str]) -> str:
    """How many facts have a status."""
    if status == "corroborated":
        return count(
            "%(num)s is corroborated by two or more independent origins",
            "%(num)s are corroborated by two or more independent origins",
            number,
        )
    if status == "single-origin":
        return count("%(num)s is known from one origin only", "%(num)s are known from one origin only", number)
    if status == "contested":
        return count("%(num)s is contested", "%(num)s are contested", number)
    if status == "disputed":
        return count("%(num)s is only disputed", "%(num)s are only disputed", number)
    if status == "unsupported":
        return count(
            "%(num)s is without support that can be counted",
            "%(num)s are without support that can be counted",
            number,
        )
    return count("%(num)s is retracted", "%(num)s are retracted", number)


def _taken_back(case: Case, language: Language) -> str:
    back = len(case.taken_back)
    if not back:
        return ""
    return language.count(
        "%(num)s source was retracted or withdrawn by the publisher, and was not counted.",
        "%(num)s sources were retracted or withdrawn by the publisher, and were not counted.",
        back,
    )


def in_numbers(case: Case, language: Language) -> str:
    """`5 sources · 24 origins · 172 facts`, for the whole dossier."""
    roots = independent_among(case.supports, case.dossier)
    said = (
        language.count("%(num)s source", "%(num)s sources", len(case.dossier.sources)),
        language.count("%(num)s origin", "%(num)s origins", len(roots)),
        language.count("%(num)s fact", "%(num)s facts", len(case.dossier.facts)),
    )
    return " · ".join(said)


def at_a_glance(case: Case, language: Language) -> tuple[Row, ...]:
    """How many of each there are."""
    return tuple(Row(label=label, text=text) for label, text in _glanced(case, language))


def _glanced(case: Case, language: Language) -> Iterator[tuple[str, str]]:
    dossier, say, number = case.dossier, language.say, language.number
    apart = sum(verdict is not None for verdict in case.verdicts.values())
    verified = sum(check.status == "verified" for check in case.checks.values())
    yield say("Sources"), number(len(dossier.sources))
    yield say("Independent origins"), number(len(independent_among(case.supports, dossier)))
    yield say("Facts"), number(len(dossier.facts))
    for status, label in language.labels.status.items():
        if facts := case.statuses.get(status, 0):
            yield label.text, number(facts)
    asked = number(len(dossier.questions))
    yield say("Questions"), say("%(all)s, %(apart)s in disagreement", all=asked, apart=number(apart))
    yield say("Judgments"), number(len(dossier.judgments))
    yield say("Entities"), number(len(dossier.entities))
    quoted = number(len(case.checks))
    yield say("Quotations"), say("%(all)s, %(verified)s verified", all=quoted, verified=number(verified))
