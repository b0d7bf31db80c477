"""A figure → what a page shows of it: drawn for wide and for narrow places, turned round for pages from right to left."""

from __future__ import annotations

import re
from collections.abc import Callable

from casework.figures.svg import NARROW, WIDE, mirrored
from casework.words.language import Direction


def drawing(draw: Callable[[str, float], str], prefix: str, direction: Direction = "ltr") -> str:
    """A figure drawn twice, for wide and for narrow places; the style sheet shows the one that fits.

    Where the page runs from right to left, the figure does too; a map has no direction.
    """
    wide, narrow = (_turned(draw(f"{prefix}{end}", room), direction) for end, room in (("", WIDE), ("-narrow", NARROW)))
    return f'<div class="figure-pair">{wide}{narrow}</div>'


def small_drawing(draw: Callable[[str, float], str], prefix: str, direction: Direction) -> str:
    """A figure that has room in a narrow place and is as good there, drawn once for all."""
    return _turned(draw(prefix, NARROW), direction)


def _turned(svg: str, direction: Direction) -> str:
    return mirrored(svg) if direction == "rtl" else svg


def set_apart(svg: str, suffix: str) -> str:
    """A drawing with `suffix` at each of its ids, and wherever it refers to one."""
    ids = re.findall(r' id="([^"]+)"', svg)
    if not ids:
        return svg
    known = "|".join(map(re.escape, sorted(set(ids), key=len, reverse=True)))
    return re.sub(rf'(?<=["# ])({known})(?=[" )])', rf"\1{suffix}", svg)
