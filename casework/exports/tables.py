"""A `Case` → tables for spreadsheets: `data/facts.csv`.  Pure.

A cell must never be taken for a formula: facts quote what others wrote, and a spreadsheet would run it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable

from msgspec.structs import fields

from casework.evidence.derive import Case
from casework.exports.data import FactData, fact_data

COLUMNS = tuple(field.name for field in fields(FactData) if field.name != "evidence")
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a formula may begin with (OWASP on CSV injection), the wide forms of East Asian spreadsheets too."""


def facts_csv(case: Case) -> bytes:
    """`data/facts.csv`: a row a fact, lists joined by "; "; UTF-8 with byte order mark, CRLF (RFC 4180)."""
    return HEAD + rows(case.dossier.facts, case)


def rows(facts: Iterable[str], case: Case) -> bytes:
    """The rows of some facts."""
    of = (fact_data(case.dossier.facts[each], case) for each in facts)
    return _written([_cell(getattr(fact, column)) for column in COLUMNS] for fact in of)


def _written(lines: Iterable[Iterable[str | float]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode()


HEAD = codecs.BOM_UTF8 + _written([COLUMNS])
"""What stands before the rows."""


def _cell(value: str | float | tuple[str, ...] | None) -> str | float:
    """Numbers stay numbers, also negative ones; text that begins like a formula gets an apostrophe."""
    if isinstance(value, int | float):
        return value
    text = "; ".join(value) if isinstance(value, tuple) else value or ""
    return "'" + text if text.startswith(FORMULA) else text
