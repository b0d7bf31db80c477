"""Clean HTML with sentinels in it → the pieces of a `Prose`: HTML, and between it the tokens."""

from __future__ import annotations

import re

from casework.markdown.marks import CLOSE, OPEN, SENTINEL
from casework.prose import Embed, End, Fence, Heading, Piece, Root, Token

LONE = re.compile(f"<p>((?:{OPEN}\\d+{CLOSE}\\s*)+)</p>\\n?")
ADDRESS = re.compile(r'(?:(?<= href=")|(?<= src="))(?![a-z][a-z0-9+.-]*:|#|/)(?=[^"]*")')


def unwrapped(html: str, tokens: list[Token]) -> str:
    """`html` without the paragraphs around the marks of blocks; a paragraph of nothing but links stays one."""

    def bare(found: re.Match[str]) -> str:
        marked = [tokens[number] for each in SENTINEL.findall(found[1]) if (number := int(each)) < len(tokens)]
        return f"{found[1]}\n" if all(isinstance(each, Embed | Fence | End) for each in marked) else found[0]

    return LONE.sub(bare, html)


def pieces(html: str, tokens: list[Token]) -> list[Piece]:
    parts: list[Piece] = []
    used: set[int] = set()
    for index, part in enumerate(SENTINEL.split(html)):
        if index % 2 == 0:
            parts.extend(_rooted(part))
        elif (number := int(part)) < len(tokens) and number not in used and not _inside_tag(parts):
            used.add(number)
            parts.append(tokens[number])
    return _headings(parts)


def _inside_tag(pieces: list[Piece]) -> bool:
    """Whether the HTML so far ends inside a tag: a mark in an attribute (an image's text) is dropped."""
    for piece in reversed(pieces):
        if isinstance(piece, str) and ("<" in piece or ">" in piece):
            return piece.rfind("<") > piece.rfind(">")
    return False


def _rooted(html: str) -> list[Piece]:
    """`html` with the way to the root marked in every relative address."""
    pieces: list[Piece] = []
    start = 0
    for found in ADDRESS.finditer(html):
        pieces += [html[start : found.start()], Root()]
        start = found.start()
    return [*pieces, html[start:]] if html[start:] else pieces


def _headings(pieces: list[Piece]) -> list[Piece]:
    """Each heading's mark moved from behind its tag's `>` into the tag."""
    moved: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Heading) and moved and isinstance(moved[-1], str) and moved[-1].endswith(">"):
            moved[-1] = moved[-1][:-1]
            moved += [piece, ">"]
        else:
            moved.append(piece)
    return moved
