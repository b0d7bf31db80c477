"""Draws the timeline: moments in order from top to bottom, each at its place on a horizontal axis of time.

An uncertain date is a span, an approximate one has soft ends, an open one an arrow. Where a few old moments
would crush many recent ones, the time is cut into bands with a scale of their own, and a zigzag says so.
Moments of the same date share one date; no two texts are drawn over each other.  Where there are very many, long labels
are shortened, of each date the first few are drawn and the rest counted, and a long band has its axis again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from casework.figures import svg, timescale
from casework.figures.marks import LegendItem, legend, mark, status_items
from casework.figures.svg import WIDE, num
from casework.figures.text import LEADING, SIZE, SMALL, width, wrap
from casework.figures.words import ENGLISH, Words

_SIDE = 10.0  # from a mark to its words
_LINE = SIZE * LEADING
_DATE = SMALL * LEADING + 2
_GAP = 10.0  # between two dates
_INDENT = 16.0  # of undated words, for their marks
_EDGE = 14.0
_MOST_WORDS = 380.0
_DENSE = 60  # moments from which on labels are shortened and dates folded
_LINES, _SHOWN = 2, 5  # of a dense timeline: lines of a label, moments of a date
_STRETCH = 900.0  # after so much of a band its axis stands again


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: its label, its date in words, and its first and last possible day as ordinals.

    `earliest` of None is an open start, `latest` of None an open end, both None an unknown date.
    """

    label: str
    when: str = ""
    earliest: int | None = None
    latest: int | None = None
    approximate: bool = False
    status: str = ""
    href: str = ""


class _Band(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time with its own scale: first and last day shown, and its moments in order."""

    low: int
    high: int
    left: float
    right: float
    moments: tuple[Moment, ...]
    dense: bool


def _day(moment: Moment) -> int:
    """The day that a dated moment is sorted by."""
    return moment.earliest if moment.earliest is not None else moment.latest or 0


def _order(moment: Moment) -> tuple[int, float, str, str]:
    last = float("inf") if moment.latest is None else moment.latest
    return (_day(moment), last, moment.when, moment.label)


def _at(band: _Band, day: float) -> float:
    share = (day - band.low) / (band.high - band.low)
    return band.left + min(max(share, 0.0), 1.0) * (band.right - band.left)


def _band(moments: Sequence[Moment], until: int, wide: float, *, dense: bool) -> _Band:
    """A band of moments; a span that reaches beyond the next band's first day is cut there."""
    days = [min(d, until) for m in moments for d in (m.earliest, m.latest) if d is not None]
    low, high = timescale.extent(min(days), max(days))
    return _Band(low=low, high=high, left=_EDGE, right=wide - _EDGE, moments=tuple(moments), dense=dense)


def _bands(moments: Sequence[Moment], wide: float) -> tuple[_Band, ...]:
    """The dated moments in order, cut into bands."""
    dated = sorted((m for m in moments if m.earliest is not None or m.latest is not None), key=_order)
    starts = timescale.starts([_day(m) for m in dated], wide - 2 * _EDGE)
    ends = [*starts[1:], timescale.LAST_DAY + 1][: len(starts)]
    return tuple(
        _band([m for m in dated if start <= _day(m) < end], end - 1, wide, dense=len(moments) > _DENSE)
        for start, end in zip(starts, ends, strict=True)
    )


def _zigzag(y: float, wide: float) -> str:
    """The sign of a cut in time, over the whole width."""
    middle = wide / 2
    teeth = "".join(f"l6 {-8 if i % 2 else 8}" for i in range(6))
    d = f"M0 {num(y)}H{num(middle - 18)}v-4{teeth}v4H{num(wide)}"
    return svg.path(d, "axis-break")


def _contexts(band: _Band, marks: Sequence[timescale.Tick], y: float) -> str:
    """The label of each new month or year, over its first tick, where it does not touch the one before."""
    out, end, before = "", -1.0, ""
    for tick in marks:
        half = width(tick.context, SMALL, bold=True) / 2
        x = min(max(_at(band, tick.day), half), band.right + _EDGE - half)
        if tick.context != before and x - half > end:
            out += svg.text(x, y, tick.context, "muted strong", size=SMALL, anchor="middle")
            end, before = x + half + 8, tick.context
    return out


def _tick_label(band: _Band, tick: timescale.Tick, y: float) -> str:
    half = width(tick.label, SMALL) / 2
    x = min(max(_at(band, tick.day), half), band.right + _EDGE - half)
    return svg.text(x, y, tick.label, "muted", size=SMALL, anchor="middle")


def _axis_level(marks: Sequence[timescale.Tick], top: float) -> float:
    """Where the line of an axis runs: lower when its ticks have a month or year above them."""
    return top + (38 if any(tick.context for tick in marks) else 22)


def _axis(band: _Band, marks: Sequence[timescale.Tick], top: float, bottom: float) -> str:
    """The band's axis: line, ticks with labels above it, and the grid below."""
    y = _axis_level(marks, top)
    grid = "".join(f"M{num(_at(band, t.day))} {num(y)}V{num(bottom)}" for t in marks)
    notches = "".join(f"M{num(_at(band, t.day))} {num(y - 4)}v8" for t in marks)
    labels = "".join(_tick_label(band, t, y - 8) for t in marks)
    line = svg.path(f"M0 {num(y)}H{num(band.right + _EDGE)}{notches}", "axis")
    return svg.path(grid, "grid") + line + labels + _contexts(band, marks, y - 24)


def _end(x: float, y: float, inward: int, *, soft: bool, open_: bool) -> tuple[str, str]:
    """The outline of one end of a bar, going up on the left and down on the right: its part before and after
    the tip. `inward` is 1 at the left end and -1 at the right end.
    """
    reach = num(x + inward * (8 if soft or open_ else 0))
    half, wing = 4 * inward, (8 if open_ else 4) * inward
    before = f"{reach} {num(y + half)}" + (f"L{reach} {num(y + wing)}" if open_ else "")
    tip = f"L{num(x)} {num(y)}" if soft or open_ else ""
    after = (f"L{reach} {num(y - wing)}" if open_ else "") + f"L{reach} {num(y - half)}"
    return before, tip + after


def _bar(x1: float, x2: float, y: float, moment: Moment) -> str:
    """A span: square ends when both are known, soft when approximate, an arrow where it is open."""
    soft = moment.approximate
    a, b = _end(x1, y, 1, soft=soft, open_=moment.earliest is None)
    c, d = _end(x2, y, -1, soft=soft, open_=moment.latest is None)
    return svg.path(f"M{a}{b}L{c}{d}Z", "span span-soft" if soft else "span")


def _span_ends(band: _Band, moment: Moment) -> tuple[float, float]:
    """Where a moment's span begins and ends, at least 8 units apart and soft ends not eating it up."""
    x1 = band.left - _EDGE if moment.earliest is None else _at(band, moment.earliest)
    x2 = band.right + _EDGE if moment.latest is None else _at(band, moment.latest + 1)
    least = 26.0 if moment.approximate else 8.0
    if x2 - x1 >= least:
        return x1, x2
    x1 = min(max((x1 + x2 - least) / 2, band.left - _EDGE), band.right + _EDGE - least)
    return x1, x1 + least


def _is_point(moment: Moment) -> bool:
    return not moment.approximate and moment.earliest is not None and moment.earliest == moment.latest


def _label(moment: Moment, x: float, y: float, room: float, anchor: str, *, dense: bool = False) -> tuple[str, float]:
    """A moment's wrapped label from the top y; the markup and the bottom."""
    lines = wrap(moment.label, room, lines=_LINES if dense else 0)
    bottom = y + max(1, len(lines)) * _LINE
    broad = max((width(line) for line in lines), default=0)
    back = svg.backing(x - 2 if anchor == "start" else x - broad - 2, y, broad + 4, bottom - y)
    markup = svg.lines(x, y + SIZE, lines, "link", anchor=anchor)
    return back + svg.link(markup, moment.href), bottom


def _side(x: float, end: float) -> tuple[str, float, float]:
    """On which side of a mark its words stand: the anchor, where they begin, and their room."""
    if x <= end / 2:
        return "start", x + _SIDE, min(end - x - _SIDE, _MOST_WORDS)
    return "end", x - _SIDE, min(x - _SIDE, _MOST_WORDS)


def _labels(moments: Sequence[Moment], x: float, band: _Band, y: float) -> tuple[str, float, float]:
    """A mark at x and a label beside it for each moment; the markup, the last mark's level and the bottom."""
    anchor, words_x, room = _side(x, band.right + _EDGE)
    out, marks, level = "", "", y
    for moment in moments:
        level = y + _LINE / 2
        marks += mark(moment.status, x, level)
        markup, y = _label(moment, words_x, y, room, anchor, dense=band.dense)
        out, y = out + markup, y + 3
    return out + marks, level, y


def _day_group(band: _Band, moments: Sequence[Moment], top: float) -> tuple[str, float]:
    """The moments of one known day: a stem at the day, the date once, a mark and a label for each."""
    end = band.right + _EDGE
    x = _at(band, _day(moments[0]) + 0.5)
    anchor, words_x, room = _side(x, end)
    date = wrap(moments[0].when, room, SMALL, lines=2)
    y = top + len(date) * SMALL * LEADING + (2 if date else 0)
    markup, level, bottom = _labels(moments, x, band, y)
    words = svg.lines(words_x, top + SMALL, date, "muted halo", size=SMALL, anchor=anchor)
    return svg.line(x, top + 2, x, level, "stem") + words + markup, bottom


def _span_date(ends: tuple[float, float], when: str, top: float, wide: float) -> tuple[str, float]:
    """A span's date right or left of its bar, else below it; the markup and the bottom."""
    x1, x2 = ends
    wanted = width(when, SMALL) + 8
    y = top + SMALL
    if x2 + wanted <= wide:
        return svg.text(x2 + 8, y, when, "muted halo", size=SMALL), top + _DATE
    if x1 - wanted >= 0:
        return svg.text(x1 - 8, y, when, "muted halo", size=SMALL, anchor="end"), top + _DATE
    lines = wrap(when, wide, SMALL, lines=2)
    x = min(max(x1, 0), max(0, wide - max((width(line, SMALL) for line in lines), default=0)))
    below = top + _DATE
    return svg.lines(x, below + SMALL, lines, "muted halo", size=SMALL), below + len(lines) * SMALL * LEADING


def _span_group(band: _Band, moments: Sequence[Moment], top: float) -> tuple[str, float]:
    """The moments of one uncertain date: its bar and words, and below it a mark and a label for each."""
    end = band.right + _EDGE
    ends = _span_ends(band, moments[0])
    out = _bar(*ends, top + SMALL / 2 + 2, moments[0])
    date, y = _span_date(ends, moments[0].when, top, end)
    labels, _, bottom = _labels(moments, ends[0] + 6, band, y + 2)
    return out + date + labels, bottom


def _groups(band: _Band, words: Words) -> list[list[Moment]]:
    """The band's moments, those of the same date together; in a dense band only the first few, and how many more."""

    def key(m: Moment) -> tuple[int | None, int | None, str, bool]:
        return (m.earliest, m.latest, m.when, m.approximate)

    groups = [list(members) for _, members in groupby(band.moments, key)]
    return [_folded(group, words) for group in groups] if band.dense else groups


def _folded(moments: list[Moment], words: Words) -> list[Moment]:
    more = len(moments) - _SHOWN
    if more < 2:
        return moments
    rest = msgspec.structs.replace(moments[0], label=words.more.format(more), status="", href="")
    return [*moments[:_SHOWN], rest]


def _band_markup(band: _Band, top: float, words: Words) -> tuple[str, float]:
    """A band from its axis to its last moment, the axis again after every long stretch; the markup and the bottom."""
    marks = timescale.ticks(band.low, band.high, band.right - band.left, words.months, words.month_of_year)
    out = drawn = ""
    start, y = top, _axis_level(marks, top) + 8
    for moments in _groups(band, words):
        if y - start > _STRETCH:
            out, drawn = out + _axis(band, marks, start, y - _GAP + 4) + drawn, ""
            start, y = y, _axis_level(marks, y) + 8
        draw = _day_group if _is_point(moments[0]) else _span_group
        markup, y = draw(band, moments, y)
        drawn, y = drawn + svg.group([markup], "moments"), y + _GAP
    return out + _axis(band, marks, start, y - _GAP + 4) + drawn, y


def _undated_markup(moments: Sequence[Moment], top: float, wide: float, words: Words) -> tuple[str, float]:
    """The moments without a date, under a heading of their own."""
    if not moments:
        return "", top
    out = svg.line(0, top + 4, wide, top + 4, "rule") + svg.text(0, top + 24, words.undated, "muted strong")
    y = top + 34
    for moment in moments:
        markup, bottom = _label(moment, _INDENT, y, wide - _INDENT, "start")
        out, y = out + mark(moment.status, 6, y + _LINE / 2) + markup, bottom + 3
    return out, y


def _legend_items(moments: Sequence[Moment], words: Words) -> tuple[LegendItem, ...]:
    """What marks and bars mean, as far as they occur."""
    dated = [m for m in moments if m.earliest is not None or m.latest is not None]
    known = Moment(label="", earliest=1, latest=2)
    rough = Moment(label="", earliest=1, latest=2, approximate=True)
    open_ = Moment(label="", earliest=1)
    keys = (
        (
            known,
            words.uncertain,
            any(m.earliest != m.latest and None not in (m.earliest, m.latest) for m in dated),
        ),
        (rough, words.approximate, any(m.approximate for m in dated)),
        (open_, words.open_end, any(None in (m.earliest, m.latest) for m in dated)),
    )
    bars = tuple((_bar(-11, 11, 0, example), word) for example, word, used in keys if used)
    return status_items((m.status for m in moments), words) + bars


def timeline(
    moments: tuple[Moment, ...], *, title: str, prefix: str, wide: float = WIDE, words: Words = ENGLISH
) -> str:
    """The timeline as SVG, `wide` units wide (WIDE or NARROW); its height follows from the moments."""
    undated = [m for m in moments if m.earliest is None and m.latest is None]
    bands = _bands(moments, wide)
    out, y = "", 0.0
    for i, band in enumerate(bands):
        if i:
            out, y = out + _zigzag(y + 12, wide), y + 20
        markup, y = _band_markup(band, y, words)
        out += markup
    markup, y = _undated_markup(undated, y, wide, words)
    key, y = legend(_legend_items(moments, words), 0, y + 6, wide)
    told = [m for band in bands for m in band.moments] + undated
    desc = "; ".join(f"{m.when or words.undated}: {m.label}" for m in told)
    body = out + markup + key
    return svg.root(body, name="timeline", prefix=prefix, title=title, desc=desc, width=wide, height=y + 4)
