"""Paragraphs of plain words with our marks among them → pieces, without the library: most texts are no more than that.

Wherever anything else stands in a text, the library reads it.  A test compares the two ways.
"""

from __future__ import annotations

import re

from casework.prose import Cite, CiteItem, Link, Piece

WORDS = r"[\w ,.;:'’“”?/()%–—…-]*"
"""Nothing that means anything to Markdown within a line, nor needs escaping; but for `_`, which a text is searched for."""
MARK = r"\[(?:\[[\w ,.;:'’“”?/()%–—…|-]+\]|@[\w ,.;:'’“”?/()%–—…@-]*)\](?!\()"
LINE = rf"[^\W\d]{WORDS}(?:{MARK}{WORDS})*(?<! )"
"""A letter comes first: no list, heading, quotation or block begins with one.  A blank at the end would break the line."""
TEXT = re.compile(rf"{LINE}(?:\n+{LINE})*\n*")
BETWEEN = re.compile(r"\n\n+")
SPOT = re.compile(r"\[([\[@][^\[\]]*)\]+")

ITEM = re.compile(r"\s*@([^\s,;@]+)\s*(?:,\s*(.*?))?\s*", re.DOTALL)


def pieces(text: str) -> tuple[Piece, ...] | None:
    """The pieces of `text`; None where more stands in it than plain words and marks that can be read."""
    if "_" in text or not TEXT.fullmatch(text):
        return None
    html = BETWEEN.sub("</p>\n<p>", f"<p>{text.rstrip()}</p>")
    parts: list[Piece] = []
    for index, part in enumerate(SPOT.split(html)):
        piece = part if index % 2 == 0 else link(part[1:]) if part[0] == "[" else cite(part)
        if piece is None:
            return None
        if piece != "":
            parts.append(piece)
    return tuple(parts)


def link(text: str) -> Link:
    """What stands between the brackets of a link."""
    name, _, shown = text.partition("|")
    return Link(name.strip(), shown.strip())


def cite(text: str) -> Cite | None:
    """What stands between the brackets of a citation; None where it is none."""
    items = [_cite_item(each) for each in text.split(";")]
    known = tuple([item for item in items if item])
    return Cite(known) if len(known) == len(items) else None


def _cite_item(text: str) -> CiteItem | None:
    found = ITEM.fullmatch(text)
    return CiteItem(found[1], " ".join((found[2] or "").split())) if found else None
