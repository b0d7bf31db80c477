"""Places days on a time axis: nice ticks from days to millennia, and the cutting of a long time into bands.

Days are proleptic Gregorian ordinals (`datetime.date.toordinal`). Pure arithmetic; it draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise

import msgspec

from casework.figures.text import SMALL, width

FIRST_DAY, LAST_DAY = 1, date.max.toordinal()
_GAP = 14.0
_CROWDED = 11.0  # units between two days under which they can hardly be told apart
_BAND_COST = 2.0  # how many crowded pairs are worth a band of their own
_MOST_BANDS = 4
_LEAST = 4  # days that an axis shows at least
_CUTS = 10  # only the widest gaps are places to cut


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A tick: its day, its label, and the label of what it lies in (a month's year), which may be empty."""

    day: int
    label: str
    context: str


def _days(low: int, high: int, step: int, months: Sequence[str], of_year: str) -> Iterator[Tick]:
    """Every `step`-th day of each month, counted from its first, none close to the next month's."""
    for day in range(low, high + 1):
        on = date.fromordinal(day)
        if (on.day - 1) % step == 0 and (step == 1 or on.day + step // 2 <= 30):
            context = of_year.format(month=months[on.month - 1], year=on.year)
            yield Tick(day=day, label=str(on.day), context=context)


def _months(low: int, high: int, step: int, months: Sequence[str]) -> Iterator[Tick]:
    start, end = date.fromordinal(low), date.fromordinal(high)
    for count in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        year, month = divmod(count, 12)
        day = date(year, month + 1, 1).toordinal()
        if month % step == 0 and day >= low:
            yield Tick(day=day, label=months[month], context=str(year))


def _years(low: int, high: int, step: int) -> Iterator[Tick]:
    start, end = date.fromordinal(low).year, date.fromordinal(high).year
    for year in range(max(1, -(-start // step) * step), end + 1, step):
        day = date(year, 1, 1).toordinal()
        if day >= low:
            yield Tick(day=day, label=str(year), context="")


def _candidates(low: int, high: int, months: Sequence[str], of_year: str) -> Iterator[tuple[Tick, ...]]:
    """Ticks from fine to coarse; units too fine for the span are not tried."""
    span = high - low
    if span <= 100:
        yield from (tuple(_days(low, high, step, months, of_year)) for step in (1, 2, 5, 10))
    if span <= 366 * 12:
        yield from (tuple(_months(low, high, step, months)) for step in (1, 3, 6))
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000):
        if span <= 366 * step * 20:
            yield tuple(_years(low, high, step))


def _fits(marks: Sequence[Tick], low: int, high: int, room: float) -> bool:
    """Whether neighbouring tick labels keep their distance on an axis of `room` units."""
    places = [((t.day - low) / (high - low) * room, width(t.label, SMALL)) for t in marks]
    return all(b[0] - a[0] >= (a[1] + b[1]) / 2 + _GAP for a, b in pairwise(places))


def ticks(low: int, high: int, room: float, months: Sequence[str], of_year: str = "{month} {year}") -> tuple[Tick, ...]:
    """The finest nice ticks of the days low to high (low < high) whose labels fit in `room` units."""
    for marks in _candidates(low, high, months, of_year):
        if marks and _fits(marks, low, high, room):
            return marks
    return ()


def extent(first: int, last: int) -> tuple[int, int]:
    """The days that an axis shows for the days first to last: 4 % more, at least four days in all."""
    pad = max(round((last - first) * 0.04), (_LEAST - (last - first) + 1) // 2, 1)
    return max(FIRST_DAY, first - pad), min(LAST_DAY, last + 1 + pad)


def _crowding(days: Sequence[int], room: float) -> int:
    """How many neighbouring days can hardly be told apart on one axis of `room` units."""
    least = _CROWDED / room * (days[-1] - days[0])
    return sum(1 for a, b in pairwise(days) if b - a < least)


def _pieces(days: Sequence[int], cuts: Sequence[int]) -> list[Sequence[int]]:
    return [days[a:b] for a, b in zip([0, *cuts], [*cuts, len(days)], strict=True)]


def starts(days: Sequence[int], room: float) -> tuple[int, ...]:
    """The first day of each band into which some days are best cut, so that close days stand apart.

    A cut is only made at one of the widest gaps, and only where it pays: see `_BAND_COST`.
    """
    each = sorted(set(days))
    if not each:
        return ()
    gaps = sorted(range(1, len(each)), key=lambda i: (each[i - 1] - each[i], i))[:_CUTS]
    choices = (sorted(cuts) for count in range(_MOST_BANDS) for cuts in combinations(gaps, count))

    def cost(cuts: Sequence[int]) -> float:
        return sum(_crowding(piece, room) for piece in _pieces(each, cuts)) + _BAND_COST * len(cuts)

    best = min(choices, key=cost)
    return (each[0], *(each[i] for i in best))
