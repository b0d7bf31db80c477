"""Any Markdown text → `Prose`, by the library: parsed with our syntax, sanitised, cut where our marks stand."""

from __future__ import annotations

from casework.markdown.cleaning import clean
from casework.markdown.library import parser
from casework.markdown.marks import unforged
from casework.markdown.pieces import pieces, unwrapped
from casework.prose import Prose


def convert(text: str) -> Prose:
    """`text` as `Prose`; never raises on any text."""
    made = parser()
    made.reset()
    made.marks.clear()
    marks = made.marks
    html = unwrapped(clean(made.convert(unforged(text))), marks.tokens)
    return Prose(
        pieces=tuple(pieces(html, marks.tokens)),
        sections=tuple(marks.sections),
        addresses=tuple(marks.addresses),
        faults=tuple(marks.faults),
    )
