"""A `Case` → the rows of a fact list that stands on several pages, as a script for its filters.  Pure.

A page opened from a folder may not fetch, so the rows come as a script that sets one variable, and only when a reader
filters.  What many rows share stands once, in tables that the rows refer to by number.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import msgspec

from casework.cards import Cards
from casework.plan import by_date
from casework.views.cards import FactRow

Table = dict[Hashable, int]
"""Values in the order in which they were first met, with the number of each, from 0."""


def script(cards: Cards) -> bytes:
    """`data/facts.js`: `window.FACTS = {kinds, ids, names, rows}`, all facts in the order of their list.

    The fields of a row are those of `_row`; addresses are as seen from where `cards` stand.
    """
    kinds, ids, names = Table(), Table(), Table()
    facts = [cards.row(fact.id) for fact in by_date(cards.case.dossier.facts.values())]
    rows = [_row(fact, kinds, ids, names) for fact in facts]
    data = {"kinds": list(kinds), "ids": list(ids), "names": list(names), "rows": rows}
    return b"window.FACTS = %b;\n" % msgspec.json.encode(data)


def _row(fact: FactRow, kinds: Table, ids: Table, names: Table) -> tuple[Any, ...]:
    return (
        fact.id,
        fact.claim,
        fact.status.code,
        *_numbers([(fact.kind.code, fact.kind.text)], kinds),
        fact.date.words,
        fact.earliest,
        fact.latest,
        fact.counts,
        _numbers(((each.text, each.href) for each in fact.origins), names),
        _numbers(((each.text, each.href) for each in fact.disputed_by), names),
        _numbers(fact.origin_ids, ids),
        _numbers(fact.source_ids, ids),
        _numbers(fact.entity_ids, ids),
    )


def _numbers(values: Iterable[Hashable], table: Table) -> list[int]:
    return [table.setdefault(each, len(table)) for each in values]
