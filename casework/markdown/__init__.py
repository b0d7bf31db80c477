"""Markdown text → `Prose`: parsed with our inline and block syntax, then sanitised, then cut where our marks stand.

`library` is the parser (with `inline`, `blocks` and `tree`), `cleaning` the sanitiser, `marks` what passes both
unseen, `pieces` what becomes of them; `plain` is the shorter way for texts with little in them.  The program imports this page only.
"""

from __future__ import annotations

from casework.markdown import plain
from casework.markdown.cleaning import clean
from casework.markdown.library import parser
from casework.markdown.marks import unforged
from casework.markdown.pieces import pieces, unwrapped
from casework.prose import Prose


def convert(text: str) -> Prose:
    """`text` as `Prose`.  Never raises on any text; faults of our syntax are in the result."""
    if not text.strip():
        return Prose()
    if short := plain.pieces(text):
        return Prose(pieces=short)
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
