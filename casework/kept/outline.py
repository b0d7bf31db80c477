"""An item in outline: all of it that other items, lists and overviews may depend on, and no running text.  Pure.

Most edits change words: a summary, a note, a quotation.  Where an item's outline stays, all that is derived from the
dossier's links, dates, figures and evidence stays too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from msgspec.structs import replace

from casework import fields
from casework.dossier import TABLES
from casework.evidence.derive import Case, QuoteCheck
from casework.evidence.origins import unworded
from casework.lazy import Rows
from casework.model import Fact, Item
from casework.prose import Prose, references

R = TypeVar("R", bound=Item)


def outlined(row: Any) -> Any:
    """A row of the case in outline: a fact without its quotations' words, a quotation's check without its place."""
    if isinstance(row, Fact):
        return replace(row, evidence=tuple(map(unworded, row.evidence))) if row.evidence else row
    return QuoteCheck(row.status) if isinstance(row, QuoteCheck) else row


def bare(item: R) -> R:
    """An item without its Markdown, which stands converted among the dossier's texts.

    Else whoever reads an item's date would seem to read all its text.
    """
    texts = {name: "" for name in text_fields(type(item)) if getattr(item, name)}
    return replace(item, **texts) if texts else item


def bared(case: Case) -> Case:
    """The same case with every item `bare`."""
    tables = {name: _bared(getattr(case.dossier, name)) for name in TABLES.values()}
    return replace(case, dossier=replace(case.dossier, **tables))


def _bared(rows: Mapping[str, R]) -> Mapping[str, R]:
    if isinstance(rows, dict):
        return {key: bare(row) for key, row in rows.items()}
    return Rows(rows, lambda key: bare(rows[key]))


def bonds(text: Prose) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a text ties its item to: the ids that it names, in order, and the addresses that it leads to."""
    return tuple(named for named, _, _ in references(text)), text.addresses


@cache
def text_fields(kind: type[Item]) -> tuple[str, ...]:
    """The fields of an item that hold Markdown."""
    return tuple(each.name for each in fields.of(kind).values() if each.notes.get("kind") == "markdown")
