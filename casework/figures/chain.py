"""Draws where information comes from: articles on the left, their roots on the right.

`chain` draws the evidence of one fact, article → via → origin → root, equal names of a column merged. Stance is
told by the line's pattern as well as by its colour; an unknown origin is an open circle. It counts nothing:
what counts is given.

Most chains have one of a few shapes, so boxes and lines are laid by their numbers and remembered by shape; only
the words are filled in each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
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
_SHAPES = 4096  # remembered at most
_FEW_LINES = 2

Step = tuple[str, str]
"""What stands for a link in a column: words and address; no words where nothing does."""
Row = tuple[Step, ...]
"""A link's steps in the four columns."""
Look = tuple[str, bool]
"""How a line is drawn: stance, and whether the evidence counts."""


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


class _Shape(msgspec.Struct, frozen=True):
    """A chain without its words.  Nodes are numbers from 0, column by column."""

    wide: float
    paths: tuple[tuple[int, ...], ...]  # each link's nodes from left to right
    looks: tuple[Look, ...]  # each link's line
    kinds: tuple[str, ...]  # each node's class; none where an edge only passes
    lines: tuple[int, ...]  # how many lines of words each node has


class _Box(msgspec.Struct, frozen=True):
    """A node's place: left edge, vertical middle, width, height; what is drawn behind its words, and before each line."""

    x: float
    y: float
    wide: float
    high: float
    frame: str
    starts: tuple[str, ...]


class _Drawn(msgspec.Struct, frozen=True):
    """What is drawn of a shape: its nodes' boxes in the order of their drawing, its edges, and its bottom."""

    boxes: dict[int, _Box]
    edges: str
    bottom: float


# --- what is drawn -----------------------------------------------------------------------------------------------


def _steps(link: Link, words: Words) -> Row:
    root = link.root or words.unknown
    origin = link.origin or (words.unknown if not link.root else "")
    said = "" if origin in {root, ""} or (not link.root and origin == words.unknown) else origin
    return (
        (link.source, link.source_href),
        (words.onwards.join(link.via), ""),
        (said, link.origin_href),
        (root, link.root_href or (link.origin_href if origin == root else "")),
    )


def _folded(row: Row, words: Words) -> Row:
    """A row with its via in the article's words."""
    (source, href), (via, _), *rest = row
    return ((f"{source}{words.backwards}{via}" if via else source, href), ("", ""), *rest)


def _columns(rows: Sequence[Row]) -> list[int]:
    """The columns that hold any words."""
    return [k for k in range(4) if any(row[k][0] for row in rows)]


def _nodes(rows: Sequence[Row], columns: Sequence[int]) -> tuple[list[tuple[int, str, str]], list[tuple[int, ...]]]:
    """The nodes (column, words, address), and each row as the numbers of its nodes from left to right.

    Where a row has no box it passes, together with its like.
    """
    numbers: dict[tuple[int, str, str], int] = {}
    layers = [
        [
            numbers.setdefault(
                (k, *row[k]) if row[k][0] else (k, "", "|".join([words for words, _ in row])), len(numbers)
            )
            for row in rows
        ]
        for k in columns
    ]
    return list(numbers), list(zip(*layers, strict=True))


def _kind(column: int, *, is_unknown: bool, supports: bool) -> str:
    """The look of a box by its column; a root stands out when something that counts supports by it."""
    if is_unknown:
        return "node-unknown"
    if column == 3 and supports:
        return "node-root"
    return "node-via" if column == 1 else "node"


# --- where it stands ---------------------------------------------------------------------------------------------


def _column_width(count: int, wide: float) -> float:
    """How broad the boxes of each column are, so that the edges between them have room."""
    share = 0.24 if wide >= WIDE else 0.16
    gap = wide * share / max(count - 1, 1) if count > 2 else wide * 0.22
    return (wide - gap * (count - 1)) / count


def _left_edges(count: int, wide: float) -> list[float]:
    box = _column_width(count, wide)
    step = box + (wide - box * count) / max(count - 1, 1)
    return [i * step for i in range(count)]


def _is_narrow(wide: float) -> bool:
    return wide < (WIDE + NARROW) / 2


def _size(wide: float) -> float:
    return SMALL if _is_narrow(wide) else SIZE


def _lines(words: str, box: float, size: float) -> tuple[str, ...]:
    return wrap(words, box - 2 * _PAD, size, bold=True)


def _height(lines: int, size: float) -> float:
    return lines * size * LEADING + 2 * _PAD - 3 if lines else _PASS


@lru_cache(maxsize=_SHAPES)
def _drawn(shape: _Shape) -> _Drawn:
    """The boxes and edges of a shape."""
    layers = tuple(tuple(dict.fromkeys(layer)) for layer in zip(*shape.paths, strict=True))
    edges = dict.fromkeys(
        (a, b, look) for path, look in zip(shape.paths, shape.looks, strict=True) for a, b in pairwise(path)
    )
    boxes = _boxes(shape, layers, tuple(dict.fromkeys((a, b) for a, b, _ in edges)))
    return _Drawn(
        boxes=boxes,
        edges=_edges(list(edges), boxes, shape.kinds),
        bottom=max(box.y + box.high / 2 for box in boxes.values()),
    )


def _boxes(shape: _Shape, layers: tuple[tuple[int, ...], ...], pairs: Sequence[tuple[int, int]]) -> dict[int, _Box]:
    """A place for every node, ordered so that the edges cross little."""
    size, wide = _size(shape.wide), _column_width(len(layers), shape.wide)
    heights = {node: _height(lines, size) for node, lines in enumerate(shape.lines)}
    ordered = order(layers, pairs)
    middles = centres(ordered, pairs, heights, _GAP)
    top = min(middles[node] - heights[node] / 2 for node in middles)
    return {
        node: _box(x, middles[node] - top + _HEAD, (wide, heights[node]), shape.kinds[node], shape.lines[node], size)
        for layer, x in zip(ordered, _left_edges(len(layers), shape.wide), strict=True)
        for node in layer
    }


def _box(x: float, y: float, extent: tuple[float, float], kind: str, lines: int, size: float) -> _Box:
    """A node's box; an open circle stands before an unknown origin, whose words are one line."""
    wide, high = extent
    if not kind:
        return _Box(x, y, wide, high, "", ())
    if kind == "node-unknown":
        starts: tuple[str, ...] = (svg.text_at(x + 24, y + 4.5, "muted", size),)
        return _Box(x, y, wide, high, svg.circle(x + 9, y, 8, kind), starts)
    look = "strong link" if kind == "node-root" else "link"
    top, step = y - high / 2 + _PAD + size - 2, size * LEADING
    starts = tuple(svg.text_at(x + _PAD, top + i * step, look, size) for i in range(lines))
    return _Box(x, y, wide, high, svg.rect(x, y - high / 2, wide, high, kind, rx=3), starts)


_Edge = tuple[int, int, Look]  # from a node to a node of the next column


def _ports(ends: Iterable[tuple[int, int, Look]], boxes: dict[int, _Box], kinds: Sequence[str]) -> list[float]:
    """The height at which each edge touches the first of its nodes, spread along the node's side by the other ends."""
    given = list(ends)
    out = [0.0] * len(given)
    groups: dict[int, list[int]] = {}
    for number, (node, _, _) in enumerate(given):
        groups.setdefault(node, []).append(number)
    for node, mine in groups.items():
        box = boxes[node]
        step = min(10.0, max(box.high - 10, 0.0) / max(len(mine) - 1, 1)) if kinds[node] else 0.0
        mine.sort(key=lambda number: (boxes[given[number][1]].y, given[number][2]))
        for i, number in enumerate(mine):
            out[number] = box.y + (i - (len(mine) - 1) / 2) * step
    return out


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """From one point to another, level at both."""
    a, b, c, d = num(x1), num(y1), num(x2), num(y2)
    if b == d:
        return f"M{a} {b}H{c}"
    middle = num((x1 + x2) / 2)
    return f"M{a} {b}C{middle} {b} {middle} {d} {c} {d}"


def _edges(edges: Sequence[_Edge], boxes: dict[int, _Box], kinds: Sequence[str]) -> str:
    """All edges, and the short straight pieces where they pass a column."""
    starts, ends = _ports(edges, boxes, kinds), _ports(((b, a, look) for a, b, look in edges), boxes, kinds)
    out = []
    for (start, end, look), y1, y2 in zip(edges, starts, ends, strict=True):
        a, b = boxes[start], boxes[end]
        stop = b.x + (1 if kinds[end] == "node-unknown" else 0)
        onwards = "" if kinds[end] else f"H{num(b.x + b.wide)}"
        out.append(svg.path(_curve(a.x + a.wide, y1, stop, y2) + onwards, _edge_class(*look)))
    return svg.group(out, "edges")


def _edge_class(stance: str, counted: bool) -> str:
    """The looks of a line; none for the usual one, which supports and counts."""
    known = stance if stance in {"supports", "disputes", "cannot-confirm", "mentions"} else "mentions"
    looks = ([] if known == "supports" else [f"edge-{known}"]) + ([] if counted else ["edge-not-counted"])
    return " ".join(looks)


# --- words -------------------------------------------------------------------------------------------------------


def _box_markup(words: str, lines: Sequence[str], href: str, kind: str, box: _Box) -> str:
    """A node's box with its words."""
    if kind == "node-unknown":
        return f"{box.frame}{box.starts[0]}{svg.worded(words)}</text>"
    said = [f"{start}{svg.worded(line)}</text>" for start, line in zip(box.starts, lines, strict=True)]
    return svg.link(box.frame + "".join(said), href)


def _counts(links: Sequence[Link], rows: Sequence[Row]) -> tuple[int, ...]:
    """How many articles, ways, origins and roots there are; unknown origins are not counted."""
    return (*(len({row[k][0] for row in rows} - {""}) for k in range(3)), len({each.root for each in links} - {""}))


def _heads(counts: Sequence[int], columns: Sequence[int], wide: float, words: Words) -> str:
    """Over each column what it holds and how many."""
    names = (words.articles, words.via, words.origins, words.roots)
    return _head_row(tuple([f"{names[k]}\u00a0·\u00a0{counts[k]}" for k in columns]), wide)


@lru_cache(maxsize=_SHAPES)
def _head_row(labels: tuple[str, ...], wide: float) -> str:
    """A label over each column."""
    out, xs = "", _left_edges(len(labels), wide)
    room = (xs[1] - 4) if len(xs) > 1 else wide
    for label, x in zip(labels, xs, strict=True):
        lines = wrap(label, min(room, wide - x), SMALL, bold=True, lines=2)
        out += svg.lines(x, 12 + (2 - len(lines)) * SMALL * LEADING, lines, "muted strong", size=SMALL)
    return out


def _legend_items(links: Sequence[Link], words: Words) -> tuple[LegendItem, ...]:
    """The lines that occur and what they mean; nothing where every line supports and counts."""
    used, all_count = {link.stance for link in links}, False not in {link.counted for link in links}
    if all_count and used == {"supports"}:
        return ()
    keys = [(_key(stance, counted=True), word) for stance, word in words.stances.items() if stance in used]
    if not all_count:
        keys.append((_key("supports", counted=False), words.not_counted))
    return (*keys, (_root_key(), words.counts))


@cache
def _key(stance: str, *, counted: bool) -> str:
    """A piece of line, for the legend."""
    return svg.line(-11, 0, 11, 0, f"edge {_edge_class(stance, counted)}".rstrip())


@cache
def _root_key() -> str:
    """A box that counts, for the legend."""
    return svg.rect(-10, -5, 20, 10, "node-root", rx=2)


def _desc(links: Sequence[Link], rows: Sequence[Row], words: Words) -> str:
    """Each link in a line: the articles' way to their roots."""
    ways = (words.onwards.join([step for step, _ in row if step]) for row in rows)
    stances = (words.stances.get(link.stance, link.stance) for link in links)
    return "; ".join(f"{way} ({stance})" for way, stance in zip(ways, stances, strict=True))


# --- the drawing -------------------------------------------------------------------------------------------------


def is_small(links: Iterable[Link]) -> bool:
    """Whether the narrow drawing is as good on a wide page: nobody passed a report on, and all names are short."""
    room = _column_width(3, NARROW)
    names: set[str] = set()
    for link in links:
        if link.via:
            return False
        names |= {link.source, link.origin, link.root}
    return all(len(_lines(name, room, SMALL)) <= _FEW_LINES for name in names)


def chain(links: tuple[Link, ...], *, title: str, prefix: str, wide: float = WIDE, words: Words = ENGLISH) -> str:
    """The evidence chain of one fact as SVG, `wide` units wide; columns without any box are left out.

    A narrow one has who passed a report on in the article's own box.
    """
    if not links:
        return svg.root("", name="chain", prefix=prefix, title=title, desc="", width=wide, height=1)
    given = [_steps(link, words) for link in links]
    rows = [_folded(row, words) for row in given] if _is_narrow(wide) else given
    columns, size = _columns(rows), _size(wide)
    nodes, paths = _nodes(rows, columns)
    box = _column_width(len(columns), wide)
    lines = [_lines(name, box, size) if name else () for _, name, _ in nodes]
    supports = {path[-1] for path, link in zip(paths, links, strict=True) if link.counted and link.stance == "supports"}
    kinds = [
        _kind(column, is_unknown=column == 3 and name == words.unknown, supports=number in supports) if name else ""
        for number, (column, name, _) in enumerate(nodes)
    ]
    looks = tuple([(link.stance, link.counted) for link in links])
    drawn = _drawn(_Shape(wide, tuple(paths), looks, tuple(kinds), tuple(map(len, lines))))
    boxes = [
        _box_markup(nodes[number][1], lines[number], nodes[number][2], kinds[number], place)
        for number, place in drawn.boxes.items()
        if kinds[number]
    ]
    key, end = legend(_legend_items(links, words), 0, drawn.bottom + 14, wide)
    body = _heads(_counts(links, given), columns, wide, words) + drawn.edges + "".join(boxes) + key
    desc = _desc(links, given, words)
    return svg.root(body, name="chain", prefix=prefix, title=title, desc=desc, width=wide, height=end + 4)
