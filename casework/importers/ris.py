"""RIS (as Zotero, EndNote and our own export write it) → records.  Pure.

Needs rispy.  The file is cut into records here, so that a broken one costs only itself and can be named by its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casework.importers.records import LibraryMissing, Read, Record, Unread, date, genre, note, plain, unfolded

_GENRES = {"NEWS": "news", "RPRT": "report", "DATA": "dataset"}
_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?")
_HOUSES = ("secondary_title", "journal_name", "alternate_title3", "alternate_title1")


def read(text: str, file: str) -> Read:
    """The records of a RIS file, by the line on which they begin."""
    try:
        import rispy
    except ImportError:
        raise LibraryMissing("rispy") from None
    return tuple(_one(lines, f"{file}:{number}", rispy) for number, lines in _records(text))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each record with the number of its first; what stands between two records is one too."""
    start, lines = 1, list[str]()
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        tag = _TAG.match(line)
        if lines and tag and tag[1] == "TY":
            yield start, lines
            lines = []
        if not lines:
            start = number
        if lines or line.strip():
            lines.append(line)
        if tag and tag[1] == "ER":
            yield start, lines
            lines = []
    if lines:
        yield start, lines


def _one(lines: list[str], place: str, rispy: Any) -> Record | Unread:
    if not re.match(r"TY  ?-", lines[0]):
        return Unread(place, "no record: it does not begin with `TY  - `")
    if not re.match(r"ER  ?-", lines[-1]):
        return Unread(place, "the record is not closed: `ER  - ` is missing")
    parsed = rispy.loads("\n".join(lines))
    if len(parsed) != 1:
        return Unread(place, "the record cannot be read")
    return _record(parsed[0], place)


def _record(given: Mapping[str, Any], place: str) -> Record:
    told = note(" ".join(given.get("notes") or []))
    via = told.pop("via", "")
    names = given.get("authors") or given.get("first_authors") or []
    kind = given.get("type_of_reference", "")
    houses = (*_HOUSES, "publisher")
    values = {
        "title": plain(given.get("title") or given.get("primary_title") or ""),
        "author": ["et al." if each == "others" else unfolded(each) for each in names],
        "publication": next((given[key] for key in houses if given.get(key)), ""),
        "date": _date(given.get("date") or given.get("publication_year") or given.get("year") or ""),
        "accessed": _date(given.get("access_date") or ""),
        "url": (given.get("urls") or [""])[0],
        "language": given.get("language", ""),
        "tags": given.get("keywords") or [],
        "genre": genre(given.get("type_of_work", "")) or _GENRES.get(kind, ""),
        **told,
    }
    return Record(place=place, values=values, key=str(given.get("id", "")), agency=via)


def _date(text: str) -> str:
    """YYYY/MM/DD/other, the parts from behind left out; `other` counts where it says more (an interval, a season)."""
    parts = [part.strip() for part in text.split("/", 3)]
    if not re.fullmatch(r"\d{4}", parts[0]):
        return date(text)
    if len(parts) == 4 and (said := date(parts[3])) and _is_better(said, parts):
        return said
    return date("-".join(part.zfill(2) for part in parts[:3] if part))


def _is_better(said: str, parts: list[str]) -> bool:
    """Whether the words of a date were understood: they name the same year."""
    return bool(re.match(r"[\dX]{4}", said)) and said[:4] == parts[0]
