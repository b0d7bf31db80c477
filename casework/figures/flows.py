"""Draws the whole dossier's sources against the independent origins behind them.

Each band runs from a source to a root, as broad as the number of facts it carries, so that a reader sees at
once how many articles hang on how few origins. It counts nothing: the numbers are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from casework.figures import svg
from casework.figures.layers import centres, order
from casework.figures.svg import WIDE, num
from casework.figures.text import LEADING, SIZE, SMALL, wrap
from casework.figures.words import ENGLISH, Words

_BAR = 7.0
_GAP = 10.0
_MOST = 7.0  # units a fact is broad at most
_TALL = 640.0  # height that all facts together aim at
_HEAD = 30.0

_Node = tuple[int, str, str]  # side (0 source, 1 root), words, address


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """How many facts a source has from a root origin; an empty `root` is an unknown origin."""

    source: str
    source_href: str = ""
    root: str = ""
    root_href: str = ""
    facts: int = 1


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """A node's bar: its vertical middle and height, and its wrapped words."""

    y: float
    bar: float
    lines: tuple[str, ...]


def _ends(flow: Flow, words: Words) -> tuple[_Node, _Node]:
    root = (1, flow.root, flow.root_href) if flow.root else (1, words.unknown, "")
    return (0, flow.source, flow.source_href), root


def _merged(flows: Sequence[Flow], words: Words) -> dict[tuple[_Node, _Node], int]:
    """The facts between each source and root; pairs without any are left out."""
    out: dict[tuple[_Node, _Node], int] = {}
    for flow in flows:
        if flow.facts > 0:
            ends = _ends(flow, words)
            out[ends] = out.get(ends, 0) + flow.facts
    return out


def _totals(bands: Mapping[tuple[_Node, _Node], int]) -> dict[_Node, int]:
    """How many facts each node has."""
    out: dict[_Node, int] = {}
    for (a, b), facts in bands.items():
        out[a], out[b] = out.get(a, 0) + facts, out.get(b, 0) + facts
    return out


def _places(bands: Mapping[tuple[_Node, _Node], int], room: float, unit: float) -> dict[_Node, _Place]:
    """The bars of both sides, sources and roots ordered so that the bands cross little."""
    totals = _totals(bands)
    sides = tuple(tuple(sorted((n for n in totals if n[0] == side), key=lambda n: (-totals[n], n))) for side in (0, 1))
    pairs = tuple(bands)
    layers = order(sides, pairs)
    lines = {node: wrap(f"{node[1]}\u00a0·\u00a0{totals[node]}", room, SIZE) for node in totals}
    heights = {node: max(totals[node] * unit, len(lines[node]) * SIZE * LEADING) for node in totals}
    middles = centres(layers, pairs, heights, _GAP)
    top = min(middles[node] - heights[node] / 2 for node in totals)
    return {node: _Place(y=middles[node] - top + _HEAD, bar=totals[node] * unit, lines=lines[node]) for node in totals}


def _slots(
    bands: Mapping[tuple[_Node, _Node], int], places: Mapping[_Node, _Place], side: int, unit: float
) -> dict[tuple[_Node, _Node], float]:
    """The upper edge of each band at its node of one side, stacked in the order of the other ends."""
    out: dict[tuple[_Node, _Node], float] = {}
    level = {node: place.y - place.bar / 2 for node, place in places.items()}
    for pair in sorted(bands, key=lambda pair: (places[pair[1 - side]].y, pair)):
        out[pair] = level[pair[side]]
        level[pair[side]] += bands[pair] * unit
    return out


def _band(x1: float, y1: float, x2: float, y2: float, broad: float, class_: str) -> str:
    """A band between two upper edges, `broad` units high at both ends."""
    m = num((x1 + x2) / 2)
    upper = f"M{num(x1)} {num(y1)}C{m} {num(y1)} {m} {num(y2)} {num(x2)} {num(y2)}"
    lower = f"V{num(y2 + broad)}C{m} {num(y2 + broad)} {m} {num(y1 + broad)} {num(x1)} {num(y1 + broad)}Z"
    return svg.path(upper + lower, class_)


def _node(node: _Node, place: _Place, room: float, wide: float, words: Words) -> str:
    """A node's bar and its words on the outer side."""
    x = room + 6 if node[0] == 0 else wide - room - 6 - _BAR
    unknown = node[0] == 1 and node[1:] == (words.unknown, "")
    look = "flow-bar-unknown" if unknown else "flow-bar"
    bar = svg.rect(x, place.y - place.bar / 2, _BAR, max(place.bar, 1.0), look)
    anchor, at = ("end", room) if node[0] == 0 else ("start", wide - room)
    top = place.y - len(place.lines) * SIZE * LEADING / 2 + SIZE
    label = svg.lines(at, top, place.lines, "muted" if unknown else "link", anchor=anchor)
    return bar + svg.link(label, node[2])


def _counted(places: Mapping[_Node, _Place], words: Words) -> tuple[int, int]:
    """How many there are on each side; the unknown is no origin."""
    known = [n for n in places if n != (1, words.unknown, "")]
    return sum(n[0] == 0 for n in known), sum(n[0] == 1 for n in known)


def _heads(counts: tuple[int, int], room: float, wide: float, words: Words) -> str:
    """What each side is and how many there are."""
    left, right = (
        wrap(f"{name}\u00a0·\u00a0{n}", wide / 2 - 10, SMALL, bold=True, lines=1)
        for name, n in zip((words.articles, words.roots), counts, strict=True)
    )
    if wide < WIDE:
        return svg.lines(0, 12, left, "muted strong", size=SMALL) + svg.lines(
            wide, 12, right, "muted strong", size=SMALL, anchor="end"
        )
    return svg.lines(room, 12, left, "muted strong", size=SMALL, anchor="end") + svg.lines(
        wide - room, 12, right, "muted strong", size=SMALL
    )


def flows(
    given: tuple[Flow, ...],
    *,
    title: str,
    prefix: str,
    wide: float = WIDE,
    words: Words = ENGLISH,
    counts: tuple[int, int] | None = None,
) -> str:
    """Sources on the left, root origins on the right, as SVG `wide` units wide.

    `counts` is how many of both there are, where some flows stand for several.
    """
    bands = _merged(given, words)
    if not bands:
        return svg.root("", name="flows", prefix=prefix, title=title, desc="", width=wide, height=1)
    room = wide * 0.33
    unit = min(_MOST, _TALL / sum(bands.values()))
    places = _places(bands, room, unit)
    left, right = _slots(bands, places, 0, unit), _slots(bands, places, 1, unit)
    x1, x2 = room + 6 + _BAR, wide - room - 6 - _BAR
    drawn = "".join(
        _band(
            x1,
            left[pair],
            x2,
            right[pair],
            n * unit,
            "flow-unknown" if pair[1] == (1, words.unknown, "") else "flow",
        )
        for pair, n in bands.items()
    )
    nodes = "".join(_node(node, place, room, wide, words) for node, place in places.items())
    bottom = max(p.y + max(p.bar, len(p.lines) * SIZE * LEADING) / 2 for p in places.values())
    desc = "; ".join(f"{a[1]}{words.onwards}{b[1]} ({words.facts.format(n)})" for (a, b), n in bands.items())
    body = _heads(counts or _counted(places, words), room, wide, words) + svg.group([drawn], "flows") + nodes
    return svg.root(body, name="flows", prefix=prefix, title=title, desc=desc, width=wide, height=bottom + 6)
