"""Where the facts that answer one question cannot all hold.  Pure.  FORMAT §7 and §10.

Never averaged and never settled by counting: a pair of facts that cannot both hold is a *revision* when everyone who
gave the earlier figure also stands behind the later one, else a *conflict* between origins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from msgspec import Struct

from casework import edtf
from casework.dossier import Dossier
from casework.evidence.origins import Standing, as_counted
from casework.model import Disagreement, Fact, Question

ABOUT = 0.10
"""By how much `about` widens a figure, as a share of it."""


class Pair(Struct, frozen=True, kw_only=True):
    """Two facts that cannot both hold, by their figures or the author's `contradicts`."""

    one: str
    other: str
    kind: Disagreement


def bounds(fact: Fact) -> tuple[float, float] | None:
    """The range in which a fact's figure lies, its qualifier taken in; None when it gives no figure."""
    given = [each for each in (fact.low, fact.best, fact.high) if each is not None]
    if not given:
        return None
    low = fact.low if fact.low is not None else given[0]
    high = fact.high if fact.high is not None else given[-1]
    if fact.qualifier == "about":
        return low - abs(low) * ABOUT, high + abs(high) * ABOUT
    return (
        float("-inf") if fact.qualifier == "at-most" else low,
        float("inf") if fact.qualifier == "at-least" else high,
    )


def unit(fact: Fact, question: Question | None) -> str:
    """A fact's unit: its own, else its question's."""
    return fact.unit or (question.unit if question else "")


def pairs(
    question: Question, facts: Iterable[Fact], standings: Mapping[str, Standing], dossier: Dossier
) -> tuple[Pair, ...]:
    """The pairs among the question's `facts` that cannot both hold; retracted facts take no part."""
    taking_part = [fact for fact in facts if standings[fact.id].status != "retracted"]
    found = []
    for one, other in combinations(taking_part, 2):
        figures = unit(one, question) == unit(other, question) and _apart(bounds(one), bounds(other))
        if figures or one.id in other.contradicts or other.id in one.contradicts:
            kind = _kind(one, other, standings, dossier)
            found.append(Pair(one=one.id, other=other.id, kind=kind))
    return tuple(found)


def verdict(pairs: Iterable[Pair]) -> Disagreement | None:
    """What a question's pairs amount to; one with both is a conflict."""
    kinds = {pair.kind for pair in pairs}
    return "conflict" if "conflict" in kinds else "revision" if kinds else None


def _apart(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    """Whether two ranges have nothing in common; ranges that touch can both hold."""
    return one is not None and other is not None and (one[1] < other[0] or other[1] < one[0])


def _kind(one: Fact, other: Fact, standings: Mapping[str, Standing], dossier: Dossier) -> Disagreement:
    days = {fact.id: edtf.sort_key(edtf.read(dated(fact, dossier))) for fact in (one, other)}
    first, second = sorted((one.id, other.id), key=days.__getitem__)
    counted = as_counted([*standings[first].supported_by, *standings[second].supported_by], dossier)
    before, after = ({counted[root] for root in standings[each].supported_by} for each in (first, second))
    later = days[first] != days[second] != edtf.sort_key(None)  # an undated figure is not known to be of another day
    return "revision" if before and before <= after and later else "conflict"


def dated(fact: Fact, dossier: Dossier) -> str:
    """The date of a figure as EDTF: its fact's, else the day on which it was first said."""
    return fact.date or said(fact, dossier)


def said(fact: Fact, dossier: Dossier) -> str:
    """The day on which a fact was first said, as EDTF: its evidence's date, else its source's, the earliest."""
    days = [line.date or dossier.sources[line.source].date for line in fact.evidence]
    return min((each for each in days if each), key=lambda each: edtf.sort_key(edtf.read(each)), default="")
