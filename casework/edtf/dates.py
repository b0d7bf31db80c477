"""A date as a value: its bounds in days, its order among others, what HTML can say of it.

Nothing here reads or says one; what day it is today is not known here.
"""

from __future__ import annotations

from datetime import date as Date
from typing import Literal

import msgspec

MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
SEASONS = ("spring", "summer", "autumn", "winter")
Unit = Literal["day", "month", "season", "year"]
Form = Literal["single", "interval", "set"]


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One date as written, without interval or set: bounds are ordinals of days, inclusive."""

    earliest: int
    latest: int
    unit: Unit
    within: Unit | None = None  # with X digits: the unit of the last part that has a digit
    season: str = ""
    time: str = ""
    mark: str = ""  # "", "?", "~" or "%"


class Edtf(msgspec.Struct, frozen=True, kw_only=True):
    """A date that can be sorted and said.

    `earliest` and `latest` are proleptic Gregorian ordinals (`date.toordinal`), inclusive; None is an open or
    unknown end. `points` holds one date, an interval's two ends (".." open, "" unknown), or a set's members.
    """

    text: str
    earliest: int | None
    latest: int | None
    approximate: bool
    uncertain: bool
    form: Form
    points: tuple[Point | str, ...]


def sort_key(date: Edtf | None) -> tuple[int, int, int]:
    """Order by earliest day, then latest: an open start comes before, an open end after, no date last."""
    if date is None:
        return (1, 0, 0)
    return (0, date.earliest or 0, date.latest or Date.max.toordinal() + 1)


def known_by(date: Edtf | None) -> int | None:
    """The day (ordinal) from which the thing counts as dated: its last; None if an end is open or unknown."""
    return None if date is None or date.earliest is None else date.latest


def machine(date: Edtf) -> str | None:
    """The value for HTML's `<time datetime>`: a day, month or year; None for what that cannot say."""
    point = date.points[0]
    if date.form != "single" or isinstance(point, str) or point.within or point.unit == "season":
        return None
    length = {"day": 10, "month": 7, "year": 4}[point.unit]
    return Date.fromordinal(point.earliest).isoformat()[:length]
