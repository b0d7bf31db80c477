"""Draws which article carries which fact, and whom each has it from.

A row is a fact, a column an article. The number in a mark stands for one origin, counted anew in each row and named
beside it; a line joins the articles that support the fact on the word of one origin, so that five articles on one line
are seen to be one origin. Stance is told by the mark's edge as well as by its colour. It counts nothing: the numbers
are given.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from casework.figures import svg
from casework.figures.marks import LegendItem, legend, mark, status_items
from casework.figures.svg import NARROW, WIDE
from casework.figures.text import LEADING, SIZE, SMALL, shorten, width, wrap
from casework.figures.words import ENGLISH, Words

_MARK = 15.0  # side of a mark
_STEP = _MARK + 2  # from one mark of a cell to the next
_CELL = (20.0, 46.0)  # least and greatest width of a column
_INDENT = 18.0  # of a row's words, for the mark of its status
_PAD = 7.0
_HEAD = SMALL * LEADING + 3
_NUMBER = 10.0  # size of the number in a mark
_LANES = (10.5, 13.0, 15.5)  # how far below their marks the lines of a row's first origins run, if they must
_STANCES = ("supports", "disputes", "cannot-confirm", "mentions")


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """An article: its short name, its date in words, and its page."""

    label: str
    when: str = ""
    href: str = ""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What an article (the number of its column) says of a fact, and by which of the row's origins (from 1).

    An `origin` of 0 is none: it is not named, or the article only mentions the fact.
    """

    column: int
    origin: int = 0
    stance: str = "supports"
    counted: bool = True


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: its claim, its status, its marks in the order of columns, and the names of its origins from 1 on."""

    label: str
    marks: tuple[Mark, ...]
    origins: tuple[str, ...] = ()
    status: str = ""
    href: str = ""


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Where things stand: the left edge and width of the columns, and the places of claims and of origins."""

    wide: float
    left: float
    cell: float
    claim: float  # room of a claim
    names: tuple[float, float]  # left edge and room of the origins' names
    stacked: bool


def _plan(count: int, wide: float) -> _Plan:
    """In a wide picture claim, marks, origins; in a narrow one the claim above, the origins before the marks."""
    stacked = wide < (WIDE + NARROW) / 2
    cell = min(max((wide * 0.48 if stacked else 230.0) / max(count, 1), _CELL[0]), 34.0 if stacked else _CELL[1])
    across = cell * count
    if stacked:
        left = wide - across
        return _Plan(
            wide=wide, left=left, cell=cell, claim=wide - _INDENT, names=(_INDENT, left - _INDENT - 10), stacked=True
        )
    left = (wide - across) * 0.62
    return _Plan(
        wide=wide,
        left=left,
        cell=cell,
        claim=left - 14 - _INDENT,
        names=(left + across + 12, wide - left - across - 12),
        stacked=False,
    )


def _middle(plan: _Plan, column: int) -> float:
    return plan.left + (column + 0.5) * plan.cell


def _heads(columns: Sequence[Column], plan: _Plan, bottom: float, words: Words) -> str:
    """The articles as steps: each name before a line that leads down to its column, so that long names have room."""
    out = ""
    for i, column in enumerate(columns):
        x, y = _middle(plan, i), 12 + (len(columns) - 1 - i) * _HEAD
        whole = words.comma.join(filter(None, (column.label, column.when)))
        label = whole if width(whole, SMALL) <= x - 8 else shorten(column.label, x - 8, SMALL)
        out += svg.path(f"M{svg.num(x - 4)} {svg.num(y - 4)}H{svg.num(x)}V{svg.num(bottom)}", "grid-head")
        out += svg.link(svg.text(x - 8, y, label, "link", size=SMALL, anchor="end"), column.href)
    return out


def _shape(stance: str, x: float, y: float, *, counted: bool = True) -> str:
    """The shape of a stance, centred at (x, y): a box, of which only the edge tells what it is; a dot for a mention."""
    class_ = f"cell cell-{stance}" + ("" if counted else " cell-not-counted")
    if stance == "mentions":
        return svg.circle(x, y, 3.5, class_)
    half = _MARK / 2
    return svg.rect(x - half, y - half, _MARK, _MARK, class_, rx=2)


def _mark(each: Mark, x: float, y: float) -> str:
    """One mark with the number of its origin, which a mention has not."""
    stance = each.stance if each.stance in _STANCES else "mentions"
    shape = _shape(stance, x, y, counted=each.counted)
    if stance == "mentions":
        return shape
    look = f"in-{stance} strong" if each.counted else "strong"
    return shape + svg.text(x, y + 3.6, str(each.origin or "?"), look, size=_NUMBER, anchor="middle")


def _spots(row: Row, plan: _Plan, top: float) -> list[tuple[Mark, float, float]]:
    """The middle of every mark; several of one article stand side by side, then below each other."""
    across = max(1, int(plan.cell // _STEP))
    out: list[tuple[Mark, float, float]] = []
    for column in dict.fromkeys(each.column for each in row.marks):
        mine = [each for each in row.marks if each.column == column]
        for i, each in enumerate(mine):
            beside = min(across, len(mine) - i // across * across)
            x = _middle(plan, column) + (i % across - (beside - 1) / 2) * _STEP
            out.append((each, x, top + _MARK / 2 + i // across * _STEP))
    return out


def _joins(spots: Sequence[tuple[Mark, float, float]]) -> str:
    """For each of the first origins a line along the articles that support the fact on its word.

    Where a mark of another origin stands between them, the line runs below it.
    """
    out, level = "", min((y for _, _, y in spots), default=0.0)
    for number, lane in enumerate(_LANES, start=1):
        xs = [x for each, x, _ in spots if each.origin == number and each.stance == "supports" and each.counted]
        if len(xs) < 2:
            continue
        first, last = min(xs), max(xs)
        others = [x for each, x, _ in spots if each.origin != number and each.stance != "mentions"]
        if any(first < x < last for x in others):
            stems = "".join(f"M{svg.num(x)} {svg.num(level)}V{svg.num(level + lane)}" for x in xs)
            out += svg.path(f"{stems}M{svg.num(first)} {svg.num(level + lane)}H{svg.num(last)}", "join")
        else:
            out += svg.line(first, level, last, level, "join")
    return out


def _names(row: Row, plan: _Plan, top: float) -> tuple[str, float]:
    """The origins by number and name; the markup and the bottom."""
    x, room = plan.names
    parts = [wrap(f"{i} {name}", room, SMALL, lines=2) for i, name in enumerate(row.origins, start=1)]
    each = [line for part in parts for line in part]
    return svg.lines(x, top + SMALL, each, "muted", size=SMALL), top + len(each) * SMALL * LEADING


def _row(row: Row, plan: _Plan, top: float) -> tuple[str, float]:
    """A row from its top; the markup and the bottom."""
    y = top + _PAD
    claim = wrap(row.label, plan.claim, SIZE, lines=3)
    status = mark(row.status, 6, y + SIZE / 2 + 2)
    words = svg.link(svg.lines(_INDENT, y + SIZE, claim, "link"), row.href)
    below = y + len(claim) * SIZE * LEADING
    start = below + 3 if plan.stacked else y
    names, end = _names(row, plan, start)
    spots = _spots(row, plan, start)
    marks = _joins(spots) + "".join(_mark(*spot) for spot in spots)
    low = max((spot_y + _MARK / 2 for _, _, spot_y in spots), default=start) + 4
    return status + words + names + marks, max(below, end, low) + _PAD


def _legend_items(rows: Sequence[Row], words: Words) -> tuple[LegendItem, ...]:
    """What the marks mean, as far as they occur."""
    used = {each.stance for row in rows for each in row.marks}
    stances = tuple((_shape(stance, 0, 0), word) for stance, word in words.stances.items() if stance in used)
    left_out = ((_shape("supports", 0, 0, counted=False), words.not_counted),)
    several = any(sum(m.origin == 1 and m.stance == "supports" for m in row.marks) > 1 for row in rows)
    line = svg.line(-11, 0, 11, 0, "join")
    return (
        *stances,
        *(left_out if any(not each.counted for row in rows for each in row.marks) else ()),
        *(((line, words.one_origin),) if several else ()),
        *status_items((row.status for row in rows), words),
    )


def _desc(columns: Sequence[Column], rows: Sequence[Row], words: Words) -> str:
    def said(row: Row) -> str:
        by = {i + 1: name for i, name in enumerate(row.origins)}
        return ", ".join(
            f"{columns[each.column].label} {words.stances.get(each.stance, each.stance)}"
            + (f" ({by[each.origin]})" if each.origin in by else "")
            for each in row.marks
        )

    return "; ".join(f"{row.label}: {said(row)}" for row in rows)


def matrix(
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
    *,
    title: str,
    prefix: str,
    wide: float = WIDE,
    words: Words = ENGLISH,
) -> str:
    """The articles × facts matrix as SVG, `wide` units wide (WIDE or NARROW); at most about twelve columns fit."""
    plan = _plan(len(columns), wide)
    top = 12 + len(columns) * _HEAD - 4
    y, out, rules = top, list[str](), ""
    for row in rows:
        rules += f"M0 {svg.num(y)}H{svg.num(wide)}"
        markup, y = _row(row, plan, y)
        out.append(svg.group([markup], "row"))
    rules += f"M0 {svg.num(y)}H{svg.num(wide)}"
    key, end = legend(_legend_items(rows, words), 0, y + 12, wide)
    body = _heads(columns, plan, y, words) + svg.path(rules, "rule") + "".join(out) + key
    desc = _desc(columns, rows, words)
    return svg.root(body, name="matrix", prefix=prefix, title=title, desc=desc, width=wide, height=end + 4)
