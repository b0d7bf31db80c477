"""Writes SVG: escaped elements, rounded numbers, lines of text, paths, the root with title and description.

Every figure's markup is made here and nowhere else, so that nothing unescaped, no script, no style and no
unsafe link can reach a page. It must not know about any figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape

from casework.figures.text import LEADING, SIZE, SMALL

Attribute = str | float | int | None
Point = tuple[float, float]

WIDE = 720.0
NARROW = 360.0
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SAFE_SCHEME = re.compile(r"^(https?|mailto):", re.IGNORECASE)
_PLAIN = re.compile(r"[\w .,:;#()/+-]*", re.ASCII).fullmatch  # most texts: nothing in them to escape
_PLAIN_PATH = re.compile(r"[\w./#-]+", re.ASCII).fullmatch  # most addresses: nothing to escape, no scheme
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Control characters that XML 1.0 forbids, and lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=65536)  # the same coordinates come again in every figure of a kind
def num(value: float) -> str:
    """A coordinate rounded to a tenth, as short as possible: `12`, `0.5`, never `-0`."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        return text[:-2] if text != "-0.0" else "0"
    return text


def esc(text: str) -> str:
    """A text as it may stand in element content and in attributes."""
    return text if _PLAIN(text) else escape(_FORBIDDEN.sub("", text))


def is_safe(href: str) -> bool:
    """Whether an address may be linked: relative, http, https or mailto."""
    plain = re.sub(r"[\x00-\x20]", "", href)
    return not _SCHEME.match(plain) or bool(_SAFE_SCHEME.match(plain))


@cache
def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _attribute(name: str, value: Attribute) -> str:
    if value is None:
        return ""
    return f' {_key(name)}="{esc(value) if isinstance(value, str) else num(value)}"'


def tag(name: str, *children: str, **attributes: Attribute) -> str:
    """An element: `class_` stands for `class`, `font_size` for `font-size`; None leaves an attribute out."""
    head = name + "".join([_attribute(key, value) for key, value in attributes.items()])
    return f"<{head}>{''.join(children)}</{name}>" if children else f"<{head}/>"


def group(children: Iterable[str], class_: str) -> str:
    """The children in a group of a class; nothing when there are none."""
    inner = "".join(children)
    return f'<g class="{class_}">{inner}</g>' if inner else ""


def rect(x: float, y: float, wide: float, high: float, class_: str, *, rx: float = 0) -> str:
    """A rectangle, its corners rounded by `rx`."""
    at = f'<rect x="{num(x)}" y="{num(y)}" width="{num(wide)}" height="{num(high)}"'
    return f'{at} rx="{num(rx)}" class="{class_}"/>' if rx else f'{at} class="{class_}"/>'


def circle(x: float, y: float, r: float, class_: str) -> str:
    """A circle around a point."""
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(r)}" class="{class_}"/>'


def link(inner: str, href: str) -> str:
    """The inner markup as a link when there is an address that may be linked."""
    if _PLAIN_PATH(href):
        return f'<a href="{href}">{inner}</a>'
    return f'<a href="{esc(href)}">{inner}</a>' if href and is_safe(href) else inner


def isolated(label: str) -> str:
    """A label that runs from right to left, as a text of its own: numbers and stops stay in their places.

    By the marks of the Unicode bidirectional algorithm (UAX 9), since a figure itself runs from left to right.
    """
    return f"\u2068{label}\u2069" if not label.isascii() and _RIGHT_TO_LEFT.search(label) else label


def text(x: float, y: float, label: str, class_: str = "", *, size: float = SIZE, anchor: str = "start") -> str:
    """One line of text with its baseline at y; a small one has its size from the root."""
    return f"{text_at(x, y, class_, size, anchor)}{worded(label)}</text>"


@lru_cache(maxsize=16384)  # as many labels stand at the same places
def text_at(x: float, y: float, class_: str, size: float, anchor: str = "start") -> str:
    """What stands before the words of a line of text."""
    look = (
        (f' class="{class_}"' if class_ else "")
        + (f' font-size="{num(size)}"' if size != SMALL else "")
        + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    )
    return f'<text x="{num(x)}" y="{num(y)}"{look}>'


def worded(label: str) -> str:
    """The words of a line of text."""
    return label if _PLAIN(label) else esc(isolated(label))


def lines(
    x: float, y: float, labels: Sequence[str], class_: str = "", *, size: float = SIZE, anchor: str = "start"
) -> str:
    """Lines of text one below the other, the first baseline at y."""
    step = size * LEADING
    return "".join([text(x, y + i * step, label, class_, size=size, anchor=anchor) for i, label in enumerate(labels)])


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line."""
    return path(f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}", class_)


def backing(x: float, y: float, wide: float, high: float) -> str:
    """A patch of paper under words that stand on grid lines."""
    return rect(x, y, wide, high, "backing")


def polyline(points: Iterable[Point]) -> str:
    """The path data of an open line through absolute points, in relative steps of a tenth (shorter text)."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    out: list[str] = []
    for i, (x, y) in enumerate(tenths):
        dx, dy = (x - tenths[i - 1][0], y - tenths[i - 1][1]) if i else (x, y)
        pair = num(dx / 10) + ("" if dy < 0 else " ") + num(dy / 10)
        out.append(("M" if i == 0 else "l" if i == 1 else "" if pair.startswith("-") else " ") + pair)
    return "".join(out)


def path(d: str, class_: str) -> str:
    """A path; nothing when it has no data."""
    look = f' class="{class_}"' if class_ else ""
    return f'<path d="{d}"{look}/>' if d else ""


def root(body: str, *, name: str, prefix: str, title: str, desc: str, width: float, height: float) -> str:
    """The root element of the figure `name` with its title and description; ids begin with `prefix`.

    A figure with links is a `group`, since the children of an `img` are hidden from assistive software
    (WAI-ARIA 1.2, presentational children).
    """
    fits = "figure-narrow" if width < (WIDE + NARROW) / 2 else "figure-wide"
    looks = f"figure figure-{name} {fits}"
    high = num(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{looks}" role="{"group" if "<a " in body else "img"}" '
        f'aria-labelledby="{prefix}-title {prefix}-desc" viewBox="0 0 {num(width)} {high}" width="{num(width)}" '
        f'height="{high}" font-size="{num(SMALL)}"><title id="{prefix}-title">{esc(title)}</title>'
        f'<desc id="{prefix}-desc">{esc(desc)}</desc>{body}</svg>'
    )


# --- from right to left -------------------------------------------------------------------------------------

_ROOT = re.compile(r'(<svg [^>]*viewBox="0 0 ([\d.]+) [^>]*>.*?</desc>)(.*)</svg>', re.DOTALL)
_MARKS = "\u2068\u2069"
_TEXT = re.compile(r'<text x="(-?)([\d.]+)"([^>]*)>([^<]*)')


def mirrored(drawing: str) -> str:
    """A drawing as its mirror image with words that can be read, for pages that run from right to left."""
    found = _ROOT.fullmatch(drawing)
    if not found:
        return drawing
    head, wide, body = found.groups()
    turned = _TEXT.sub(_turned, body)
    return f'{head}<g transform="translate({wide} 0) scale(-1 1)">{turned}</g></svg>'


def _turned(found: re.Match[str]) -> str:
    """A text turned back, which now ends where it began, and runs from right to left whatever its first word is."""
    sign, x, rest, label = found.groups()
    ends, middle = ' text-anchor="end"', ' text-anchor="middle"'
    rest = rest.replace(ends, "") if ends in rest else rest if middle in rest else rest + ends
    return f'<text transform="scale(-1 1)" x="{"" if sign or x == "0" else "-"}{x}"{rest}>\u2067{label.strip(_MARKS)}\u2069'
