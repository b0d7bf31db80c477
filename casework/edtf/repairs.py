"""A text that is no EDTF, but a date as people write them → the EDTF that its author may have meant.

Only what is plain: where the day could be the month, nothing is proposed.
"""

from __future__ import annotations

import re
import unicodedata

from casework.edtf.dates import MONTHS, SEASONS, Edtf, Point
from casework.edtf.reading import as_date, as_point

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


def suggestion(text: str) -> str | None:
    """What to type instead, if the meaning is plain; always something that `parse` accepts."""
    folded = unicodedata.normalize("NFKC", text).lower()
    for dash in (" - ", "-"):  # an en dash may stand between two dates, or within one
        plain = " ".join(re.sub("[\u2010-\u2015\u2212]", dash, folded).split())
        better = _repaired(plain) or _repaired_set(plain) or _repaired_interval(plain)
        if better and better != text and isinstance(as_date(better), Edtf):
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
    if isinstance(as_point(unknown), Point):
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
