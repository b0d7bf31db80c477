"""Draws where information comes from: articles on the left, their roots on the right.

`chain` draws the evidence of one fact, article → via → origin → root, equal names of a column merged;
`flows` draws the whole dossier, with bands as broad as the number of facts. Stance is told by the line's
pattern as well as by its colour; an unknown origin is an open circle. It counts nothing: what counts is
given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from casework.figures import svg
from casework.figures.layers import centres, order
from casework.figures.marks import LegendItem, legend
from casework.figures.svg import NARROW, WIDE, num
from casework.figures.text import LEADING, SIZE, SMALL, wrap
from casework.figures.words import ENGLISH, Words

_PAD = 7.0
_GAP = 12.0
_PASS = 4.0  # height kept free where an edge passes a column without a box
_HEAD = 38.0


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence: an article, through whom it has it, who said it, and the root of that origin.

    An empty `root` is an unknown origin; `counted` is whether the evidence counts towards the fact's status.
    """

    source: str
    source_href: str = ""
    via: tuple[str, ...] = ()
    origin: str = ""
    origin_href: str = ""
    root: str = ""
    root_href: str = ""
    stance: str = "supports"
    counted: bool = True


class _Node(msgspec.Struct, frozen=True, kw_only=True):
    """A box: its column, its words (none where an edge only passes), its address."""

    column: int
    words: str
    href: str = ""
    passes: str = ""  # what passes, for a node without words


class _Edge(msgspec.Struct, frozen=True, kw_only=True):
    start: _Node
    end: _Node
    stance: str
    counted: bool


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a node is drawn: left edge, vertical middle, width, height, wrapped words and their size."""

    x: float
    y: float
    wide: float
    high: float
    lines: tuple[str, ...]
    size: float


def _steps(link: Link, words: Words) -> tuple[tuple[str, str], ...]:
    """What stands for a link in each of the four columns: words and address; no words where nothing does."""
    root = link.root or words.unknown
    origin = link.origin or (words.unknown if not link.root else "")
    said = "" if origin in {root, ""} or (not link.root and origin == words.unknown) else origin
    return (
        (link.source, link.source_href),
        (words.onwards.join(link.via), ""),
        (said, link.origin_href),
        (root, link.root_href or (link.origin_href if origin == root else "")),
    )


def _columns(rows: Sequence[Sequence[tuple[str, str]]]) -> list[int]:
    """The columns that hold any words."""
    return [k for k in range(4) if any(row[k][0] for row in rows)]


def _path(row: Sequence[tuple[str, str]], columns: Sequence[int]) -> list[_Node]:
    """A link's nodes from left to right; where it has no box it passes, together with its like."""
    whole = "|".join(words for words, _ in row[1:])
    return [
        _Node(column=i, words=row[k][0], href=row[k][1])
        if row[k][0]
        else _Node(column=i, words="", passes=f"{row[0][0]}|{whole}")
        for i, k in enumerate(columns)
    ]


def _edges(links: Sequence[Link], paths: Sequence[Sequence[_Node]]) -> tuple[_Edge, ...]:
    """The edges between neighbouring columns, each once."""
    found = (
        _Edge(start=a, end=b, stance=link.stance, counted=link.counted)
        for link, nodes in zip(links, paths, strict=True)
        for a, b in pairwise(nodes)
    )
    return tuple(dict.fromkeys(found))


def _column_width(count: int, wide: float) -> float:
    """How broad the boxes of each column are, so that the edges between them have room."""
    share = 0.24 if wide >= WIDE else 0.16
    gap = wide * share / max(count - 1, 1) if count > 2 else wide * 0.22
    return (wide - gap * (count - 1)) / count


def _is_narrow(wide: float) -> bool:
    return wide < (WIDE + NARROW) / 2


def _lines(node: _Node, room: float, size: float) -> tuple[str, ...]:
    return wrap(node.words, room - 2 * _PAD, size, bold=True)


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * LEADING + 2 * _PAD - 3 if lines else _PASS


def _places(
    layers: Sequence[Sequence[_Node]], pairs: Sequence[tuple[_Node, _Node]], wide: float
) -> tuple[dict[_Node, _Place], float]:
    """A place for every node, and the bottom of the drawing."""
    box = _column_width(len(layers), wide)
    gap = (wide - box * len(layers)) / max(len(layers) - 1, 1)
    size = SMALL if _is_narrow(wide) else SIZE
    lines = {node: _lines(node, box, size) for layer in layers for node in layer}
    heights = {node: _height(lines[node], size) for node in lines}
    middles = centres(layers, pairs, heights, _GAP)
    top = min(middles[node] - heights[node] / 2 for node in middles)
    places = {
        node: _Place(
            x=node.column * (box + gap),
            y=middles[node] - top + _HEAD,
            wide=box,
            high=heights[node],
            lines=lines[node],
            size=size,
        )
        for node in middles
    }
    return places, max(place.y + place.high / 2 for place in places.values())


def _is_unknown(node: _Node, last: int, words: Words) -> bool:
    return node.column == last and node.words == words.unknown


def _box(node: _Node, place: _Place, class_: str) -> str:
    """A node's box with its words; an open circle stands before an unknown origin."""
    if not node.words:
        return ""
    y = place.y - place.high / 2
    if class_ == "node-unknown":
        circle = svg.tag("circle", cx=place.x + 9, cy=place.y, r=8, class_="node-unknown")
        return circle + svg.text(place.x + 24, place.y + 4.5, node.words, "muted", size=place.size)
    frame = svg.tag("rect", x=place.x, y=y, width=place.wide, height=place.high, rx=3, class_=class_)
    kind = "ink strong link" if class_ == "node-root" else "ink link"
    words = svg.lines(place.x + _PAD, y + _PAD + place.size - 2, place.lines, kind, size=place.size)
    return svg.link(frame + words, node.href)


def _ports(edges: Sequence[_Edge], places: Mapping[_Node, _Place], *, ends: bool) -> dict[_Edge, float]:
    """Where each edge leaves (or, with `ends`, enters) its node, spread along the node's side."""
    out: dict[_Edge, float] = {}
    groups: dict[_Node, list[_Edge]] = {}
    for edge in edges:
        groups.setdefault(edge.end if ends else edge.start, []).append(edge)
    for node, mine in groups.items():
        place = places[node]
        step = min(10.0, max(place.high - 10, 0.0) / max(len(mine) - 1, 1)) if node.words else 0.0
        mine.sort(key=lambda e: (places[e.start if ends else e.end].y, e.stance, e.counted))
        for i, edge in enumerate(mine):
            out[edge] = place.y + (i - (len(mine) - 1) / 2) * step
    return out


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x2 - x1) * 0.5
    return f"M{num(x1)} {num(y1)}C{num(x1 + bend)} {num(y1)} {num(x2 - bend)} {num(y2)} {num(x2)} {num(y2)}"


def _edge_class(stance: str, *, counted: bool) -> str:
    known = stance if stance in {"supports", "disputes", "cannot-confirm", "mentions"} else "mentions"
    return f"edge edge-{known}" + ("" if counted else " edge-not-counted")


def _draw_edges(edges: Sequence[_Edge], places: Mapping[_Node, _Place], last: int, words: Words) -> str:
    """All edges, and the short straight pieces where they pass a column."""
    starts, ends = _ports(edges, places, ends=False), _ports(edges, places, ends=True)
    out = ""
    for edge in edges:
        a, b = places[edge.start], places[edge.end]
        stop = b.x + (1 if _is_unknown(edge.end, last, words) else 0)
        d = _curve(a.x + a.wide, starts[edge], stop, ends[edge])
        if not edge.end.words:
            d += f"H{num(b.x + b.wide)}"
        out += svg.path(d, _edge_class(edge.stance, counted=edge.counted))
    return svg.group([out], "edges")


def _counts(links: Sequence[Link], words: Words) -> tuple[int, ...]:
    """How many articles, ways, origins and roots there are; unknown origins are not counted."""
    rows = [_steps(link, words) for link in links]
    names = [{row[k][0] for row in rows} - {""} for k in range(3)]
    return (*map(len, names), len({link.root for link in links if link.root}))


def _heads(links: Sequence[Link], columns: Sequence[int], xs: Sequence[float], wide: float, words: Words) -> str:
    """Over each column what it holds and how many."""
    names, counts, out = (words.articles, words.via, words.origins, words.roots), _counts(links, words), ""
    room = (xs[1] - xs[0] - 4) if len(xs) > 1 else wide
    for k, x in zip(columns, xs, strict=True):
        lines = wrap(f"{names[k]}\u00a0·\u00a0{counts[k]}", min(room, wide - x), SMALL, bold=True, lines=2)
        out += svg.lines(x, 12 + (2 - len(lines)) * SMALL * LEADING, lines, "muted strong", size=SMALL)
    return out


def _legend_items(links: Sequence[Link], words: Words) -> tuple[LegendItem, ...]:
    """The lines that occur and what they mean; nothing where every line supports and counts."""
    used = {link.stance for link in links}
    keys = tuple(
        (svg.line(-11, 0, 11, 0, _edge_class(stance, counted=True)), word)
        for stance, word in words.stances.items()
        if stance in used
    )
    box = svg.tag("rect", x=-10, y=-5, width=20, height=10, rx=2, class_="node-root")
    left_out = (svg.line(-11, 0, 11, 0, _edge_class("supports", counted=False)), words.not_counted)
    keys += (left_out,) if any(not link.counted for link in links) else ()
    return (*keys, (box, words.counts)) if len(keys) > 1 or used - {"supports"} else ()


def _chain_desc(links: Sequence[Link], words: Words) -> str:
    parts = (
        words.onwards.join(filter(None, (link.source, *link.via, link.origin, link.root or words.unknown)))
        + f" ({words.stances.get(link.stance, link.stance)})"
        for link in links
    )
    return "; ".join(parts)


def _node_class(node: _Node, columns: Sequence[int], supports: set[_Node], words: Words) -> str:
    """The look of a node by its column; a root stands out when something that counts supports by it."""
    if _is_unknown(node, len(columns) - 1, words):
        return "node-unknown"
    if columns[node.column] == 3:
        return "node-root" if node in supports else "node"
    return "node-via" if columns[node.column] == 1 else "node"


def _folded(row: tuple[tuple[str, str], ...], words: Words) -> tuple[tuple[str, str], ...]:
    """A row with its via in the article's words."""
    (source, href), (via, _), *rest = row
    return ((f"{source}{words.backwards}{via}" if via else source, href), ("", ""), *rest)


def _rows(links: Sequence[Link], wide: float, words: Words) -> list[tuple[tuple[str, str], ...]]:
    """The links' steps; on narrow pictures with who passed the report on in the article's own box."""
    rows = [_steps(link, words) for link in links]
    return [_folded(row, words) for row in rows] if _is_narrow(wide) else rows


def chain(links: tuple[Link, ...], *, title: str, prefix: str, wide: float = WIDE, words: Words = ENGLISH) -> str:
    """The evidence chain of one fact as SVG, `wide` units wide; columns without any box are left out."""
    rows = _rows(links, wide, words)
    columns = _columns(rows)
    paths = [_path(row, columns) for row in rows]
    edges = _edges(links, paths)
    pairs = tuple(dict.fromkeys((edge.start, edge.end) for edge in edges))
    layers = order(tuple(tuple(dict.fromkeys(nodes)) for nodes in zip(*paths, strict=True)), pairs)
    if not layers:
        return svg.root("", name="chain", prefix=prefix, title=title, desc="", width=wide, height=1)
    places, bottom = _places(layers, pairs, wide)
    supports = {p[-1] for p, link in zip(paths, links, strict=True) if link.counted and link.stance == "supports"}
    boxes = "".join(_box(n, place, _node_class(n, columns, supports, words)) for n, place in places.items())
    key, end = legend(_legend_items(links, words), 0, bottom + 14, wide)
    heads = _heads(links, columns, [places[layer[0]].x for layer in layers], wide, words)
    body = heads + _draw_edges(edges, places, len(layers) - 1, words) + boxes + key
    desc = _chain_desc(links, words)
    return svg.root(body, name="chain", prefix=prefix, title=title, desc=desc, width=wide, height=end + 4)
