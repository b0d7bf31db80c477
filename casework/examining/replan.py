"""The plan of a site and some facts that are not what they were → the plan as it now is.  Pure."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from msgspec.structs import replace

from casework import edtf
from casework.evidence.derive import Case
from casework.evidence.origins import independent_among
from casework.examining.rederive import Turn
from casework.model import Fact
from casework.pages.plan import FILTERS, Plan, by_verdict, in_time, is_dated, is_moment, neighbours, paged


def replanned(plan: Plan, case: Case, turns: Sequence[Turn]) -> Plan:
    """The plan of the site of `case`, in which some facts have turned since, or questions come to be agreed on or not."""
    orders = {"questions": by_verdict(case)}
    moved = [turn.after[0].id for turn in turns if turn.before[0].date != turn.after[0].date]
    if moved:
        orders["facts"] = _moved(_order(plan, "facts"), moved, case)
        orders["timeline"] = in_time(orders["facts"], case.dossier)
    listed = {name: paged(name, ids) for name, ids in orders.items()}
    return replace(
        plan,
        listed={**plan.listed, **{path: ids for pages in listed.values() for path, ids in pages.items()}},
        beside={**plan.beside, "fact": neighbours(orders["facts"])} if moved else plan.beside,
        filters={
            "status": dict(case.statuses),
            **{name: _counted(name, plan.filters[name], turns) for name in FILTERS},
        },
        origins=len(independent_among(case.supports, case.dossier)),
        dated=plan.dated + _more(is_dated, turns),
        events=plan.events + _more(is_moment, turns),
    )


def _order(plan: Plan, name: str) -> list[str]:
    """The ids on all pages of a list."""
    return [*chain.from_iterable(plan.listed[path] for path in plan.lists[name])]


def _moved(order: Iterable[str], moved: Iterable[str], case: Case) -> list[str]:
    """Facts by date after those of some have changed."""

    def place(fact: str) -> tuple[tuple[int, int, int], str]:
        return edtf.sort_key(edtf.read(case.dossier.facts[fact].date)), fact

    gone = set(moved)
    kept = [each for each in order if each not in gone]
    for each in moved:
        insort(kept, each, key=place)
    return kept


def _more(is_so: Callable[[Fact], bool], turns: Iterable[Turn]) -> int:
    """How many facts more are so than before."""
    return sum(is_so(after[0]) - is_so(before[0]) for before, after in turns)


def _counted(name: str, counts: dict[str, int], turns: Iterable[Turn]) -> dict[str, int]:
    """How many facts there are of each value of a filter."""
    new = Counter(counts)
    for before, after in turns:
        new.subtract(FILTERS[name](*before))
        new.update(FILTERS[name](*after))
    return {value: count for value, count in new.items() if count}
