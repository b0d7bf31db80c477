"""Text of a date (EDTF) -> its bounds in days, a key to sort by, words to read; or why it is no date.

Conformance to the Extended Date/Time Format (Library of Congress, 2019; ISO 8601-2): level 0, plus seasons,
qualification, unspecified digits, open and unknown interval ends of level 1, plus one-of-a-set of level 2.
Wider than the standard: a time may lack its seconds and its zone, and a season may be qualified.
Narrower: years are 0001 to 9999.

This module must not know where a date was written, nor what day it is today.
"""

import calendar
import functools
import re
import unicodedata
from collections.abc import Mapping
from datetime import date as Date
from typing import Literal

import msgspec

MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
SEASONS = ("spring", "summer", "autumn", "winter")
# Every pattern that `words` can say. \u00a0 keeps a day and its month on one line.  Some are twice here because other
# languages need an article before a day ("jusqu’au 18 octobre") or a word of its own for the first ("1er octobre").
PHRASES = {
    "first day": "{day}",
    "lone day": "{day}",
    "day": "{day}\u00a0{month} {year}",
    "days of a month": "{day}–{day2}\u00a0{month} {year}",
    "days of a year": "{day}\u00a0{month} – {day2}\u00a0{month2} {year}",
    "days": "{day}\u00a0{month} {year} – {day2}\u00a0{month2} {year2}",
    "month": "{month} {year}",
    "months of a year": "{month}–{month2} {year}",
    "months": "{month} {year} – {month2} {year2}",
    "year": "{year}",
    "years": "{year}–{year2}",
    "season": "{season} {year}",
    "years of a season": "{year}–{year2}",
    "at": "{date}, {time}",
    "zone": "{time} UTC{zone}",
    "some day": "some day in {span}",
    "some month": "some month in {span}",
    "some year": "some year in {span}",
    "~": "around {date}",
    "?": "possibly {date}",
    "%": "possibly around {date}",
    "interval": "from {start} to {end}",
    "open start": "until {end}",
    "open end": "since {start}",
    "unknown start": "until {end}, start not known",
    "unknown end": "from {start}, end not known",
    "open start, a day": "until {end}",
    "open end, a day": "since {start}",
    "unknown start, a day": "until {end}, start not known",
    "unknown end, a day": "from {start}, end not known",
    "comma": ", ",
    "or": "{rest} or {last}",
}


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """What `words` says a date with in one language: patterns by the keys of `PHRASES`, names of months and seasons."""

    patterns: Mapping[str, str]
    months: tuple[str, ...]
    seasons: tuple[str, ...]


ENGLISH = Phrases(patterns=PHRASES, months=MONTHS, seasons=SEASONS)

MAX_LENGTH = 100
FORMS = "YYYY-MM-DD, YYYY-MM or YYYY"
BEFORE_1 = "a year before 1 cannot be given"
Unit = Literal["day", "month", "season", "year"]
_ZONE = r"Z|[+-](?:0[0-9]|1[0-3])(?::[0-5][0-9])?|[+-]14(?::00)?"
_TIME = re.compile(rf"(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)(?P<zone>{_ZONE})?")
_POINT = re.compile(
    r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2})(?:T(?P<time>[^?~%]*))?)?)?(?P<mark>[?~%]?)"
)


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
    form: Literal["single", "interval", "set"]
    points: tuple[Point | str, ...]


@functools.lru_cache(maxsize=16384)
def parse(text: str) -> Edtf | str:
    """Read an EDTF date, or say in one line why it is none; never raises.

    The reason is lower-case without a final stop; it ends in what to type (in backticks) where that is plain.
    """
    if len(text) > MAX_LENGTH:
        return f"longer than {MAX_LENGTH} characters"
    found = _read(text)
    if isinstance(found, Edtf):
        return found
    better = _suggestion(text)
    return f"{found}; write `{better}`" if better else found


def read(text: str) -> Edtf | None:
    """The date that `text` says, or None when it is empty or no date (which `parse` explains)."""
    found = parse(text) if text else ""
    return found if isinstance(found, Edtf) else None


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


def words(date: Edtf, phrases: Phrases = ENGLISH) -> str:
    """Say a date in the language of `phrases`, fit for the middle of a sentence."""
    points = [point for point in date.points if isinstance(point, Point)]
    if date.form == "set":
        return _any_of(points, phrases)
    if len(date.points) == len(points) == 2:
        return _from_to(points[0], points[1], phrases)
    said = _said(points[0], phrases)
    if date.form == "single":
        return said
    end = "start" if isinstance(date.points[0], str) else "end"
    kind = "open" if ".." in date.points else "unknown"
    a_day = ", a day" if points[0].unit == "day" and not points[0].within else ""
    return phrases.patterns[f"{kind} {end}{a_day}"].format(start=said, end=said)


# --- reading ------------------------------------------------------------------------------------------------


def _read(text: str) -> Edtf | str:
    if not text.strip():
        return "empty; leave the key out where there is no date"
    if "/" in text:
        return _interval(text)
    if text[0] in "[{":
        return _set(text)
    point = _point(text)
    return point if isinstance(point, str) else _edtf(text, "single", (point,))


def _edtf(text: str, form: Literal["single", "interval", "set"], points: tuple[Point | str, ...]) -> Edtf:
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
    start, end = (end if end in ("", "..") else _point(end) for end in ends)
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
    points = tuple(_point(member) for member in text[1:-1].split(","))
    faults = [point for point in points if isinstance(point, str)]
    return faults[0] if faults else _edtf(text, "set", points)


def _point(text: str) -> Point | str:
    match = _POINT.fullmatch(text)
    if match is None:
        return BEFORE_1 if re.match("-[0-9]{4}", text) else f"not in the form {FORMS}"
    year, month, day, time, mark = match.groups()
    fault = _fault(year, month or "", day or "", time, mark)
    if fault:
        return fault
    if month and month in ("21", "22", "23", "24"):
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
    if month in ("21", "22", "23", "24"):
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


# --- saying -------------------------------------------------------------------------------------------------


def _said(point: Point, phrases: Phrases) -> str:
    said = _unmarked(point, phrases)
    return phrases.patterns[point.mark].format(date=said) if point.mark else said


def _unmarked(point: Point, phrases: Phrases) -> str:
    if point.within:
        span = _span(point.within, point.earliest, point.latest, phrases)
        return phrases.patterns[f"some {point.unit}"].format(span=span)
    if point.unit == "season":
        season = phrases.seasons[SEASONS.index(point.season)]
        return phrases.patterns["season"].format(season=season, year=_years(point, phrases))
    said = _span(point.unit, point.earliest, point.earliest, phrases)
    return phrases.patterns["at"].format(date=said, time=_clock(point.time, phrases)) if point.time else said


def _years(season: Point, phrases: Phrases) -> str:
    """The year of a season, without a word for "year"; a winter has two."""
    first, last = (Date.fromordinal(day).year for day in (season.earliest, season.latest))
    return phrases.patterns["years of a season"].format(year=first, year2=last) if first != last else str(first)


def _clock(written: str, phrases: Phrases) -> str:
    time, zone = re.fullmatch(r"([0-9:]+)(.*)", written).groups()  # type: ignore[union-attr]  # checked by _TIME
    return phrases.patterns["zone"].format(time=time, zone=zone.strip("Z")) if zone else time


def _span(unit: Unit, first: int, last: int, phrases: Phrases) -> str:
    """The days, months or years from one ordinal to another, saying nothing twice."""
    start, end = Date.fromordinal(first), Date.fromordinal(last)
    return phrases.patterns[_span_pattern(unit, start, end)].format(
        day=_day(start, phrases), month=phrases.months[start.month - 1], year=start.year,
        day2=_day(end, phrases), month2=phrases.months[end.month - 1], year2=end.year,
    )  # fmt: skip


def _day(day: Date, phrases: Phrases) -> str:
    return phrases.patterns["first day"].format(day=1) if day.day == 1 else str(day.day)


def _span_pattern(unit: Unit, start: Date, end: Date) -> str:
    parts = {"year": 1, "month": 2, "day": 3}[unit]
    if start.timetuple()[:parts] == end.timetuple()[:parts]:
        return unit
    if unit == "day" and (start.year, start.month) == (end.year, end.month):
        return "days of a month"
    return f"{unit}s of a year" if unit != "year" and start.year == end.year else f"{unit}s"


def _from_to(start: Point, end: Point, phrases: Phrases) -> str:
    alike = start.unit == end.unit != "season" and start.mark == end.mark
    if not alike or start.within or end.within:
        return phrases.patterns["interval"].format(start=_said(start, phrases), end=_said(end, phrases))
    said = _span(start.unit, start.earliest, end.earliest, phrases)
    return phrases.patterns[start.mark].format(date=said) if start.mark else said


def _any_of(points: list[Point], phrases: Phrases) -> str:
    said = [_said(point, phrases) for point in points]
    days = [Date.fromordinal(point.earliest) for point in points]
    months = {day.replace(day=1) for day in days}
    if len(months) == 1 and all(point.unit == "day" and not (point.within or point.mark) for point in points):
        said[:-1] = [_lone(day, phrases) for day in days[:-1]]
    return phrases.patterns["or"].format(rest=phrases.patterns["comma"].join(said[:-1]), last=said[-1])


def _lone(day: Date, phrases: Phrases) -> str:
    """A day before another of its month; some languages have to name the month here."""
    month = phrases.months[day.month - 1]
    return phrases.patterns["lone day"].format(day=_day(day, phrases), month=month, year=day.year)


# --- what the author may have meant -------------------------------------------------------------------------

_NAME = r"(?P<name>[a-z]{3,9})\.?,?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?(?: ?- ?(?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?\.?)?"
_YEAR = r"(?P<year>[0-9]{4})"
_USUAL = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY} (?:of )?{_NAME} {_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
        rf"{_NAME} (?:of )?{_YEAR}",
        rf"{_YEAR},? {_NAME}(?: {_DAY})?",
        rf"{_YEAR} ?[-/. ] ?(?P<month>[0-9]{{1,2}})(?: ?[-/. ] ?(?P<day>[0-9]{{1,2}}))?",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
        rf"(?P<month>[0-9]{{1,2}}) ?[-/.] ?{_YEAR}",
        rf"(?P<either>[0-9]{{1,2}})[-/. ]+(?P<other>[0-9]{{1,2}})[-/. ]+{_YEAR}",
        rf"{_YEAR}[- ]?q(?P<quarter>[1-4])",
        rf"q(?P<quarter>[1-4])[- ]?{_YEAR}",
    )
)
_QUALIFIERS = (
    ("~", re.compile(r"(?:~|c\.|ca\.?|circa|about|around|approx\.?|approximately) ?(.+)")),
    ("?", re.compile(r"(?:\?|possibly|perhaps|maybe|probably) ?(.+)")),
    ("%", re.compile(r"(.+?) ?(?:\?~|~\?|%)")),
    ("~", re.compile(r"(.+?) ?~")),
    ("?", re.compile(r"(.+?) ?\?")),
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? ")
_STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ t]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?"
    r" ?(z|utc|gmt|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_BETWEEN = re.compile(r" ?(?: - | to | until | till | and |/|--|\.\.+|(?<=[0-9])-(?=[0-9]{4})) ?")
_NO_END = {"": "", "unknown": ""} | dict.fromkeys(("..", "open", "present", "now", "today", "ongoing"), "..")


def _suggestion(text: str) -> str | None:
    """What to type instead, if the meaning is plain; always something that `parse` accepts."""
    folded = unicodedata.normalize("NFKC", text).lower()
    for dash in (" - ", "-"):  # an en dash may stand between two dates, or within one
        plain = " ".join(re.sub("[\u2010-\u2015\u2212]", dash, folded).split())
        better = _repaired(plain) or _repaired_set(plain) or _repaired_interval(plain)
        if better and better != text and isinstance(_read(better), Edtf):
            return better
    return None


def _repaired_set(plain: str) -> str | None:
    members = [_repaired(member.strip()) for member in re.split(",| or ", plain.strip("[]"))]
    return None if len(members) < 2 or None in members else f"[{','.join(filter(None, members))}]"


def _repaired_interval(plain: str) -> str | None:
    for word, pattern in (("since ", "{}/.."), ("from ", "{}/.."), ("until ", "../{}"), ("before ", "../{}")):
        if plain.startswith(word) and (date := _repaired(plain.removeprefix(word))):
            return pattern.format(date)
    ends = _BETWEEN.split(re.sub("^(?:from|between) ", "", plain))
    if len(ends) != 2:
        return None
    year = re.search(r" [0-9]{4}$", ends[1])  # `18 October - 4 November 2024` names the year once
    start, end = _end(ends[0]), _end(ends[1])
    if start is None and year:
        start = _repaired(ends[0] + year[0])
    return None if start is None or end is None else f"{start}/{end}"


def _end(plain: str) -> str | None:
    return _NO_END[plain] if plain in _NO_END else _repaired(plain)


def _repaired(plain: str) -> str | None:
    """One date in lower case, perhaps qualified, as EDTF; a span of days becomes an interval."""
    unknown = re.sub(r"(?<=[0-9x-])[ux]", "X", re.sub(r"(?<=-)(?:\?\?|uu|xx)", "XX", plain))
    unknown = re.sub(r"(?<=[0-9X])[ux]", "X", unknown)
    if isinstance(_point(unknown), Point):
        return unknown
    for mark, pattern in _QUALIFIERS:
        if match := pattern.fullmatch(plain):
            inner = _repaired(match[1])
            return inner.replace("/", f"{mark}/") + mark if inner and inner[-1] not in "?~%" else None
    if match := _STAMP.fullmatch(plain):
        return _stamp(*match.groups(""))
    found = (pattern.fullmatch(_WEEKDAY.sub("", plain, count=1)) for pattern in _USUAL)
    return next((date for match in found if match and (date := _usual(match.groupdict()))), None)


def _stamp(day: str, time: str, zone: str) -> str:
    zone = {"utc": "Z", "gmt": "Z", "z": "Z"}.get(zone, zone)
    if re.fullmatch("[+-][0-9]{4}", zone):
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{day}T{time:0>5}{zone}" if time.count(":") == 1 else f"{day}T{time:0>8}{zone}"


def _usual(parts: dict[str, str | None]) -> str | None:
    """The EDTF of a usual way to write a date, from its named parts; None if the day could be the month."""
    year = parts["year"]
    if quarter := parts.get("quarter"):
        return f"{year}-{3 * int(quarter) - 2:02}/{year}-{3 * int(quarter):02}"
    month, day = _month_and_day(parts)
    if month is None:
        return None
    start = f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
    day2 = parts.get("day2")
    return f"{start}/{year}-{month:0>2}-{day2:0>2}" if day2 else start


def _month_and_day(parts: dict[str, str | None]) -> tuple[str | None, str | None]:
    either, other = parts.get("either"), parts.get("other")
    if either and other:
        if int(other) > 12 or int(either) == int(other):
            return either, other
        return (other, either) if int(either) > 12 else (None, None)
    month, day, name = parts.get("month"), parts.get("day"), parts.get("name")
    if month and day and int(month) > 12 >= int(day):
        return day, month  # `2024-18-10`
    return (_number_of(name) if name else month), day


def _number_of(name: str) -> str | None:
    """`oct`, `sept`, `october` -> `10`; `fall` -> `23`."""
    names = {month.lower(): f"{number:02}" for number, month in enumerate(MONTHS, 1)}
    names |= {season: str(number) for number, season in enumerate(SEASONS, 21)} | {"fall": "23"}
    return next((number for full, number in names.items() if full.startswith(name)), None)
