"""The shapes that say a fact's status, and the legend that explains the shapes of a figure.

A shape says what its colour says, so that the figures hold for colour-blind readers and in black-and-white
print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from casework.figures.svg import circle, group, num, path, text
from casework.figures.text import LEADING, SMALL, width
from casework.figures.words import Words

RADIUS = 5.0
LegendItem = tuple[str, str]  # the key's markup, drawn around (0, 0) within 24 × 12, and its word


def _ring(x: float, y: float, class_: str, r: float = RADIUS) -> str:
    return circle(x, y, r, class_)


def _half(x: float, y: float) -> str:
    r = num(RADIUS)
    d = f"M{num(x)} {num(y - RADIUS)}A{r} {r} 0 0 0 {num(x)} {num(y + RADIUS)}Z"
    return path(d, "mark-fill mark-contested")


def _cross(x: float, y: float) -> str:
    a, b, c, d = num(x - 4), num(x + 4), num(y - 4), num(y + 4)
    return path(f"M{a} {c}L{b} {d}M{a} {d}L{b} {c}", "mark-cross mark-disputed")


def _contested(x: float, y: float) -> str:
    return _ring(x, y, "mark-ring mark-contested") + _half(x, y)


def _disputed(x: float, y: float) -> str:
    return _ring(x, y, "mark-back") + _cross(x, y)


def _retracted(x: float, y: float) -> str:
    strike = f"M{num(x - 6)} {num(y + 6)}L{num(x + 6)} {num(y - 6)}"
    return _ring(x, y, "mark-ring mark-retracted") + path(strike, "mark-strike mark-retracted")


_SHAPES: Mapping[str, Callable[[float, float], str]] = {
    "corroborated": lambda x, y: _ring(x, y, "mark-fill mark-corroborated"),
    "single-origin": lambda x, y: _ring(x, y, "mark-ring mark-single"),
    "contested": _contested,
    "disputed": _disputed,
    "unsupported": lambda x, y: _ring(x, y, "mark-ring mark-dotted mark-unsupported"),
    "retracted": _retracted,
}


def mark(status: str, x: float, y: float) -> str:
    """The shape of a status centred at (x, y), within a radius of 6.

    Filled circle: corroborated. Ring: single origin. Half circle: contested. Cross: disputed. Dotted ring:
    unsupported. Ring struck through: retracted. Any other status is a small dot.
    """
    shape = _SHAPES.get(status)
    return shape(x, y) if shape else _ring(x, y, "mark-fill", 3.5)


def status_items(statuses: Iterable[str], words: Words) -> tuple[LegendItem, ...]:
    """The legend items of the statuses that occur, in the order of `words.statuses`."""
    used = set(statuses)
    return tuple((mark(key, 0, 0), word) for key, word in words.statuses.items() if key in used)


def _key(markup: str, x: float, y: float) -> str:
    return f'<g transform="translate({num(x)} {num(y)})">{markup}</g>'


@lru_cache(maxsize=4096)  # figures of one kind have few
def legend(items: tuple[LegendItem, ...], x: float, y: float, room: float) -> tuple[str, float]:
    """The items in lines no wider than `room`, the first line's top at y; the markup and the bottom."""
    out: list[str] = []
    at, top, step = x, y, SMALL * LEADING + 4
    for markup, word in items:
        wide = 28 + width(word, SMALL) + 14
        if at > x and at + wide - 14 > x + room:
            at, top = x, top + step
        out.append(_key(markup, at + 10, top + 8) + text(at + 26, top + 12, word, "muted", size=SMALL))
        at += wide
    return group(out, "legend"), top + step if items else y
