"""Draws the disagreement chart of a question: one row per figure, its words beside its place on the axis.

Rows go by the day of the statement, then by value. A range is a bar, `about` gives it soft ends, `at-least`
and `at-most` end in an arrow. It decides nothing about who is right, and draws no two texts over each
other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from casework.figures import svg
from casework.figures.marks import LegendItem, legend, mark, status_items
from casework.figures.scale import Scale, Tick, at, fit
from casework.figures.svg import WIDE, num
from casework.figures.text import LEADING, SIZE, SMALL, width, wrap
from casework.figures.words import ENGLISH, Words, plain_number

_EDGE = 28.0  # room beside the plot for half a tick label
_PAD = 9.0
_INDENT = 18.0  # of a row's words, for the mark of its status
_LANE = 34.0  # height of the plot under the words of a narrow chart's row
_FIRST = 14.0  # from a row's top to the middle of its first line
_SOFT = 0.1  # `about` widens a figure by ten per cent (docs/evidence.md)
_LIMIT = 1e300
_NARROW_BELOW = 560.0


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure that somebody gave.

    `label` is the claim or a short name of it; `when` the day of the statement in words, `earliest` and
    `latest` the same day as date ordinals; `qualifier` one of exactly, about, at-least, at-most.
    """

    label: str = ""
    low: float | None = None
    best: float | None = None
    high: float | None = None
    qualifier: str = "exactly"
    owners: tuple[str, ...] = ()
    when: str = ""
    earliest: int | None = None
    latest: int | None = None
    scope: str = ""
    status: str = ""
    href: str = ""


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with its place: the row's top and height, the level of its mark, and its wrapped words."""

    figure: Figure
    told: str  # its value in words
    words: tuple[tuple[str, str, float], ...]  # line, class, size
    value: str  # beside the mark; empty where it is so long that it stands with the words
    top: float
    height: float
    level: float


def _held(value: float) -> float:
    return 0.0 if abs(value) < 1 / _LIMIT else min(max(value, -_LIMIT), _LIMIT)


def bounds(figure: Figure) -> tuple[float, float] | None:
    """The lowest and highest value that the figure names, before its qualifier; None when it names none."""
    named = [_held(v) for v in (figure.low, figure.best, figure.high) if v is not None]
    return (min(named), max(named)) if named else None


def _reach(figure: Figure) -> tuple[float, ...]:
    """Every value that the axis must show for a figure."""
    ends = bounds(figure)
    if ends is None:
        return ()
    soft = _SOFT if figure.qualifier == "about" else 0.0
    return (ends[0] - soft * abs(ends[0]), ends[1] + soft * abs(ends[1]))


def _order(figure: Figure) -> tuple[float, float, float, str, tuple[str, ...]]:
    """Rows go by the statement's day (undated last), then by value."""
    ends = bounds(figure)
    day = figure.earliest if figure.earliest is not None else figure.latest
    middle = figure.best if figure.best is not None else (ends[0] if ends else 0.0)
    last = figure.latest if figure.latest is not None else float("inf")
    return (float("inf") if day is None else day, last, middle, figure.label, figure.owners)


def value_words(figure: Figure, words: Words, number: Callable[[float], str]) -> str:
    """The figure in words: `about 12,000`, `750–1,100`, `12,000 (10,000–13,000)`."""
    ends = bounds(figure)
    if ends is None:
        return words.no_figure
    span = f"{number(ends[0])}–{number(ends[1])}" if ends[0] != ends[1] else ""
    best = number(_held(figure.best)) if figure.best is not None else ""
    plain = f"{best} ({span})" if best and span else best or span or number(ends[0])
    frames = {"about": words.about, "at-least": words.at_least, "at-most": words.at_most}
    return frames.get(figure.qualifier, "{}").replace("{}", plain)


def _row_words(figure: Figure, value: str, room: float, words: Words) -> tuple[tuple[str, str, float], ...]:
    """The lines of a row's words: who in bold, when and for what in grey, the claim, a value too long."""
    who = wrap(words.comma.join(figure.owners) or figure.label, room, SIZE, bold=True, lines=4)
    when = wrap(" · ".join(filter(None, (figure.when, figure.scope))), room, SMALL, lines=4)
    claim = wrap(figure.label if figure.owners else "", room, SMALL, lines=4)
    return (
        *((line, "strong link", SIZE) for line in who),
        *((line, "muted", SMALL) for line in when),
        *((line, "", SMALL) for line in claim),
        *((line, "strong", SIZE) for line in wrap(value, room, SIZE, bold=True)),
    )


def _row(figure: Figure, value: str, room: tuple[float, float], top: float, *, stacked: bool, words: Words) -> _Row:
    """A figure's row from its top; `room` is that of the words and that of the plot."""
    fits = width(value, SIZE, bold=True) <= room[1]
    lines = _row_words(figure, "" if fits else value, room[0], words)
    tall = sum(size * LEADING for _, _, size in lines)
    return _Row(
        figure=figure,
        told=value,
        words=lines,
        value=value if fits else "",
        top=top,
        height=2 * _PAD + (tall + _LANE if stacked else max(tall, _LANE)),
        level=top + _PAD + (tall + _LANE / 2 - 3 if stacked else _FIRST - 5),
    )


def _rows(
    figures: Sequence[tuple[Figure, str]], room: tuple[float, float], top: float, *, stacked: bool, words: Words
) -> tuple[_Row, ...]:
    """The rows in order, each below the one before it."""
    out: list[_Row] = []
    for figure, value in sorted(figures, key=lambda pair: _order(pair[0])):
        out.append(_row(figure, value, room, top, stacked=stacked, words=words))
        top += out[-1].height
    return tuple(out)


def _words_markup(row: _Row) -> str:
    """The row's words, linked as one, behind the mark of its status."""
    y, out = row.top + _PAD, list[str]()
    for line, class_, size in row.words:
        out.append(svg.text(_INDENT, y + size, line, class_, size=size))
        y += size * LEADING
    key = mark(row.figure.status, 6, row.top + _PAD + _FIRST - 5)
    return key + svg.link("".join(out), row.figure.href)


def _soft_bar(x1: float, x2: float, outer: tuple[float, float], y: float) -> str:
    """A bar whose ends taper off over the tenth that `about` leaves open."""
    a, b = outer
    upper = f"M{num(a)} {num(y)}L{num(x1)} {num(y - 4)}H{num(x2)}L{num(b)} {num(y)}"
    return svg.path(f"{upper}L{num(x2)} {num(y + 4)}H{num(x1)}Z", "bar")


def _range_bar(x1: float, x2: float, y: float) -> str:
    caps = f"M{num(x1)} {num(y - 6)}V{num(y + 6)}M{num(x2)} {num(y - 6)}V{num(y + 6)}"
    bar = svg.rect(x1, y - 4, x2 - x1, 8, "bar")
    return bar + svg.path(caps, "bar-cap")


def _arrow(x1: float, x2: float, y: float) -> str:
    """An arrow from x1 to its head at x2."""
    back = x2 - 6 if x2 > x1 else x2 + 6
    d = f"M{num(x1)} {num(y)}H{num(x2)}M{num(back)} {num(y - 4)}L{num(x2)} {num(y)}L{num(back)} {num(y + 4)}"
    return svg.path(d, "bar-arrow")


def _shape(figure: Figure, scale: Scale, y: float) -> tuple[str, float, float]:
    """The figure's bar, arrow and mark at height y, and the coordinates that they take up."""
    ends = bounds(figure)
    if ends is None:
        return "", scale.left, scale.left
    x1, x2 = at(scale, ends[0]), at(scale, ends[1])
    left, right, out = x1 - 7, x2 + 7, ""
    if figure.qualifier == "about":
        reach = _reach(figure)
        outer = (min(at(scale, reach[0]), x1 - 9), max(at(scale, reach[1]), x2 + 9))
        out, left, right = _soft_bar(x1, x2, outer, y), min(left, outer[0]), max(right, outer[1])
    elif x2 - x1 > 1:
        out = _range_bar(x1, x2, y)
    if figure.qualifier == "at-least":
        out, right = out + _arrow(x2, scale.right + _EDGE - 4, y), scale.right + _EDGE
    if figure.qualifier == "at-most":
        out, left = out + _arrow(x1, scale.left - _EDGE + 4, y), scale.left - _EDGE
    if figure.best is not None or x2 - x1 <= 1:
        x = at(scale, _held(figure.best)) if figure.best is not None else x1
        out += mark(figure.status, x, y)
    return out, left, right


def _value(label: str, taken: tuple[float, float], scale: Scale, y: float) -> str:
    """The value's words right of its shape, else left of it, else under it."""
    wide, gap, (left, right) = width(label, SIZE, bold=True), 5.0, taken
    low, high = scale.left - _EDGE, scale.right + _EDGE
    if right + gap + wide <= high:
        return svg.text(right + gap, y + 4.5, label, "strong halo")
    if left - gap - wide >= low:
        return svg.text(left - gap, y + 4.5, label, "strong halo", anchor="end")
    middle = min(max((max(left, low) + min(right, high)) / 2, low + wide / 2), high - wide / 2)
    return svg.text(middle, y + 20, label, "strong halo", anchor="middle")


def _plot(row: _Row, scale: Scale) -> str:
    shape, left, right = _shape(row.figure, scale, row.level)
    return shape + (_value(row.value, (left, right), scale, row.level) if row.value else "")


def _grid(ticks: Sequence[Tick], rows: Sequence[_Row], *, stacked: bool) -> str:
    """The grid down all rows; on stacked rows only behind the marks, not behind the words."""
    if stacked:
        spans = [(row.level - 14, row.level + 14) for row in rows]
    else:
        spans = [(rows[0].top, rows[-1].top + rows[-1].height)] if rows else []
    return svg.path("".join(f"M{num(x)} {num(a)}V{num(b)}" for x, _ in ticks for a, b in spans), "grid")


def _tick_labels(ticks: Sequence[Tick], y: float, wide: float) -> str:
    """The labels of the ticks, the outermost held inside the picture."""
    halves = [width(label, SMALL) / 2 for _, label in ticks]
    places = [min(max(x, half), wide - half) for (x, _), half in zip(ticks, halves, strict=True)]
    return "".join(
        svg.text(x, y, label, "muted", size=SMALL, anchor="middle") for x, (_, label) in zip(places, ticks, strict=True)
    )


def _axis_notes(scale: Scale, unit: str, words: Words) -> str:
    """What the axis counts, and what a reader could otherwise misread."""
    odd = words.log_axis if scale.log else "" if scale.low <= 0 <= scale.high else words.no_zero
    return " · ".join(filter(None, (unit, odd)))


def _legend_items(figures: Sequence[Figure], words: Words) -> tuple[LegendItem, ...]:
    soft = ((_soft_bar(-4, 4, (-11, 11), 0), words.soft_end),)
    bar = ((_range_bar(-8, 8, 0), words.range_bar),)
    has_soft = any(f.qualifier == "about" and bounds(f) for f in figures)
    has_bar = any((e := bounds(f)) and e[0] != e[1] and f.qualifier != "about" for f in figures)
    return (
        *status_items((f.status for f in figures), words),
        *(soft if has_soft else ()),
        *(bar if has_bar else ()),
    )


def _desc(rows: Sequence[_Row], unit: str, words: Words) -> str:
    parts = (
        f"{words.comma.join(row.figure.owners) or row.figure.label} ({row.figure.when}): {row.told} {unit}"
        for row in rows
    )
    return "; ".join(" ".join(part.replace(" ()", "").split()) for part in parts)


def chart(
    figures: tuple[Figure, ...],
    *,
    unit: str,
    title: str,
    prefix: str,
    wide: float = WIDE,
    words: Words = ENGLISH,
    number: Callable[[float], str] = plain_number,
) -> str:
    """The disagreement chart as SVG, `wide` units wide (WIDE or NARROW); its height follows from the rows.

    Below 560 units each row's words stand above its mark instead of beside it.
    """
    stacked = wide < _NARROW_BELOW
    column = 0.0 if stacked else 0.36 * wide
    values = [value for figure in figures for value in _reach(figure)]
    scale, ticks = fit(values, column + _EDGE, wide - _EDGE, number)
    told = [(figure, value_words(figure, words, number)) for figure in figures]
    room = (wide if stacked else column - 12) - _INDENT
    rows = _rows(told, (room, wide - column), 44, stacked=stacked, words=words)
    bottom = rows[-1].top + rows[-1].height if rows else 44.0
    note = wrap(_axis_notes(scale, unit, words), wide - column, SMALL, lines=1)
    rules = "".join(f"M0 {num(row.top)}H{num(wide)}" for row in rows) + f"M0 {num(bottom)}H{num(wide)}"
    key, end = legend(_legend_items(figures, words), 0, bottom + 34, wide)
    body = (
        svg.lines((column + wide) / 2, 12, note, "muted", size=SMALL, anchor="middle"),
        _tick_labels(ticks, 34, wide),
        _grid(ticks, rows, stacked=stacked),
        svg.path(rules, "rule"),
        "".join(svg.group((_words_markup(row), _plot(row, scale)), "row") for row in rows),
        _tick_labels(ticks, bottom + 18, wide),
        key,
    )
    desc = _desc(rows, unit, words)
    return svg.root("".join(body), name="chart", prefix=prefix, title=title, desc=desc, width=wide, height=end + 4)
