"""A text that is rightly written EDTF → the date; or why it is none, without a guess at what was meant."""

from __future__ import annotations

import calendar
import re
from datetime import date as Date

from casework.edtf.dates import MONTHS, SEASONS, Edtf, Form, Point, Unit

FORMS = "YYYY-MM-DD, YYYY-MM or YYYY"
SEASON_CODES = ("21", "22", "23", "24")  # where a month would stand
BEFORE_1 = "a year before 1 cannot be given"
_ZONE = r"Z|[+-](?:0[0-9]|1[0-3])(?::[0-5][0-9])?|[+-]14(?::00)?"
_TIME = re.compile(rf"(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)(?P<zone>{_ZONE})?")
_POINT = re.compile(
    r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2})(?:T(?P<time>[^?~%]*))?)?)?(?P<mark>[?~%]?)"
)


def as_date(text: str) -> Edtf | str:
    """A date, an interval or a set; or the reason, lower-case without a final stop."""
    if not text.strip():
        return "empty; leave the key out where there is no date"
    if "/" in text:
        return _interval(text)
    if text[0] in "[{":
        return _set(text)
    point = as_point(text)
    return point if isinstance(point, str) else _edtf(text, "single", (point,))


def _edtf(text: str, form: Form, points: tuple[Point | str, ...]) -> Edtf:
    dated = [point for point in points if isinstance(point, Point)]
    # An interval begins with its start, whatever its end may cover: `2024-10-20/2024-10`.
    first, last = (dated, dated) if form == "set" else (dated[:1], dated[-1:])
    marks = {point.mark for point in dated}
    return Edtf(
        text=text,
        earliest=None if isinstance(points[0], str) else min(point.earliest for point in first),
        latest=None if isinstance(points[-1], str) else max(point.latest for point in last),
        approximate=bool(marks & {"~", "%"}),
        uncertain=bool(marks & {"?", "%"}),
        form=form,
        points=points,
    )


def _interval(text: str) -> Edtf | str:
    ends = text.split("/")
    if len(ends) != 2:
        return f"not in the form {FORMS}"
    if all(end in ("", "..") for end in ends):
        return "an interval needs a date at one end at least"
    start, end = (end if end in ("", "..") else as_point(end) for end in ends)
    for written, point in zip(ends, (start, end), strict=True):
        if isinstance(point, str) and point != written:
            return point
        if isinstance(point, Point) and point.time:
            return "the ends of an interval are days, without a time"
    if isinstance(start, Point) and isinstance(end, Point) and start.earliest > end.latest:
        return "the interval ends before it begins"
    return _edtf(text, "interval", (start, end))


def _set(text: str) -> Edtf | str:
    if text[0] == "{":
        return "a set in braces is not read; give an interval, or one of several as `[2024-10-17,2024-10-18]`"
    if not text.endswith("]") or "," not in text or ".." in text:
        return "a set lists two dates or more, as in `[2024-10-17,2024-10-18]`"
    points = tuple(as_point(member) for member in text[1:-1].split(","))
    faults = [point for point in points if isinstance(point, str)]
    return faults[0] if faults else _edtf(text, "set", points)


def as_point(text: str) -> Point | str:
    """One date, neither interval nor set; or the reason."""
    match = _POINT.fullmatch(text)
    if match is None:
        return BEFORE_1 if re.match("-[0-9]{4}", text) else f"not in the form {FORMS}"
    year, month, day, time, mark = match.groups()
    fault = _fault(year, month or "", day or "", time, mark)
    if fault:
        return fault
    if month and month in SEASON_CODES:
        return _season(int(year), int(month) - 21, mark)
    return _day_or_longer(year, month or "", day or "", time or "", mark)


def _fault(year: str, month: str, day: str, time: str | None, mark: str) -> str:
    """Why these parts, each rightly formed, make no date together; "" if they do."""
    if year == "0000":
        return BEFORE_1
    if year[0] == "X":
        return "the year needs at least its first digit"
    if re.search("X[0-9]", year + month + day):
        return "after an X only X can follow"
    if time is not None and not _TIME.fullmatch(time):
        return "the time is not in the form HH:MM or HH:MM:SS, with or without a zone such as Z or +03:00"
    if time is not None and (mark or "X" in day):
        return "a time cannot stand with X, ?, ~ or %"
    return _calendar_fault(year, month, day)


def _calendar_fault(year: str, month: str, day: str) -> str:
    if month in SEASON_CODES:
        return "a season has no days; give a month, or an interval" if day else ""
    if month and not _filled(month, 12):
        return f"there is no month {month}"
    if day not in ("", "XX") and not _days(int(year), int(month), day):
        return f"there is no day {day} in {MONTHS[int(month) - 1]} {int(year)}"
    return ""


def _filled(pattern: str, last: int) -> list[int]:
    """The numbers from 1 to `last` whose two digits fit a pattern such as `1X`."""
    fits = re.compile(pattern.replace("X", "[0-9]")).fullmatch
    return [number for number in range(1, last + 1) if fits(f"{number:02}")]


def _day_or_longer(year: str, month: str, day: str, time: str, mark: str) -> Point:
    first = max(int(year.replace("X", "0")), 1)
    last = int(year.replace("X", "9"))
    months = _filled(month or "XX", 12)
    units: tuple[tuple[Unit, str], ...] = (("day", day), ("month", month), ("year", year))
    return Point(
        earliest=Date(first, months[0], _days(first, months[0], day)[0]).toordinal(),
        latest=Date(last, months[-1], _days(last, months[-1], day)[-1]).toordinal(),
        unit=next(unit for unit, part in units if part),
        within=next(unit for unit, part in units if part.strip("X")) if "X" in year + month + day else None,
        time=time,
        mark=mark,
    )


def _days(year: int, month: int, day: str) -> list[int]:
    return _filled(day or "XX", calendar.monthrange(year, month)[1])


def _season(year: int, number: int, mark: str) -> Point:
    """Three months each, of the northern half. The standard sets none; a winter runs into the next year."""
    first = Date(year, 3 * number + 3, 1).toordinal()
    length = (92, 92, 91, 91 if calendar.isleap(year + 1) else 90)[number]
    latest = min(first + length - 1, Date.max.toordinal())
    return Point(earliest=first, latest=latest, unit="season", season=SEASONS[number], mark=mark)
