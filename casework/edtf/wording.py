"""A date → words, in the language whose patterns and names are given: nothing is said twice ("8–13 October 2024")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date as Date

import msgspec

from casework.edtf.dates import MONTHS, SEASONS, Edtf, Point, Unit

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
