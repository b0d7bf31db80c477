"""A `Case` → the rows of a fact list that stands on several pages, as a script for its filters.  Pure.

A page opened from a folder may not fetch, so the rows come as a script that sets one variable, and only when a reader
filters.  What many rows of a page share stands once, in tables that the rows refer to by number.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import msgspec

from casework.pages.cards import Cards
from casework.views.cards import FactRow

Table = dict[Hashable, int]
"""Values in the order in which they were first met, with the number of each, from 0."""


OPENING, BETWEEN, ENDING = b"window.FACTS = [", b",\n", b"];\n"
"""`data/facts.js`: a list of parts, one for each page of the list."""


def part(ids: Iterable[str], cards: Cards) -> bytes:
    """Some facts as `{kinds, ids, names, rows}`.

    The fields of a row are those of `_row`; addresses are as seen from where `cards` stand.
    """
    kinds, named, names = Table(), Table(), Table()
    rows = [_row(cards.row(each), kinds, named, names) for each in ids]
    return msgspec.json.encode({"kinds": list(kinds), "ids": list(named), "names": list(names), "rows": rows})


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
