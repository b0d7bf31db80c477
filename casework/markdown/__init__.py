"""Markdown text → `Prose`: parsed with our inline and block syntax, then sanitised, then cut where our marks stand.

`plain` reads what most texts are made of.  Any other is read by `whole`: `library` is the parser (with `inline`, `blocks`
and `tree`), `cleaning` the sanitiser, `marks` what passes both unseen, `pieces` what becomes of them.  The program
imports this page only.
"""

from __future__ import annotations

from casework.markdown import plain
from casework.prose import Prose


def convert(text: str) -> Prose:
    """`text` as `Prose`.  Never raises on any text; faults of our syntax are in the result."""
    if not text.strip():
        return Prose()
    if short := plain.pieces(text):
        return Prose(pieces=short)
    from casework.markdown import whole  # which loads the library: many dossiers do without it

    return whole.convert(text)
