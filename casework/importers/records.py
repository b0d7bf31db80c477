"""What every importer gives back, and what they share: dates, genres, notes and names in the words of other tools.

Pure; knows no format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from casework import edtf
from casework.words.labels import GENRES, SOURCE_STATUSES


class Record(Struct, frozen=True, kw_only=True):
    """One source as a file tells of it.

    `place` says where it stands there, for people; `values` has our field names, empty ones among them; `key` is the
    id that the file has for it; `agency` the agency's name; `text` the full text, for the archive; `said` what the
    author should know of it.
    """

    place: str
    values: Mapping[str, Any]
    key: str = ""
    agency: str = ""
    text: str = ""
    said: tuple[str, ...] = ()


class Unread(Struct, frozen=True):
    """A record that could not be read: where it stands, and why."""

    place: str
    reason: str


Read = tuple[Record | Unread, ...]
Reader = Callable[[str, str], Read]
"""The text of a file and the file's name → its records, in the file's order."""


class LibraryMissing(Exception):
    """A library that a format needs is not installed; its name is `args[0]`."""


GENRES_IN_WORDS = {text.casefold(): code for code, text in GENRES.items()} | {
    "editorial": "opinion",
    "op-ed": "opinion",
    "news": "news",
}
_STATUSES_IN_WORDS = {text: code for code, (text, _) in SOURCE_STATUSES.items() if code != "current"}
_NOTE = re.compile(
    r"(?:Via (?P<via>.*?)\.(?: |$))?(?:Dated [^()]*\(EDTF (?P<date>[^()\s]*)\)\.(?: |$))?"
    rf"(?:(?P<status>{'|'.join(_STATUSES_IN_WORDS)})(?:: (?P<note>.*?))?\.?)? ?(?:Archived at (?P<copy>\S+))?",
    re.DOTALL,
)
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span)(?: [^<>]*)?>", re.IGNORECASE)


def date(text: str) -> str:
    """`text` as EDTF where it can mean one date only; else as it is, for the reader of diagnostics."""
    text = text.strip()
    reason = edtf.parse(text) if text else None
    better = re.search(r"write `([^`]+)`$", reason) if isinstance(reason, str) else None
    return better[1] if better else text


def genre(words: str) -> str:
    """The genre that another tool's words mean, or nothing."""
    return GENRES_IN_WORDS.get(words.strip().casefold(), "")


def note(text: str) -> dict[str, str]:
    """What a note of our own exports tells: status, date and public copy by our field names, the agency as `via`.

    Nothing of anybody else's note.
    """
    found = _NOTE.fullmatch(text.strip())
    if not found:
        return {}
    given = {"via": found["via"], "date": found["date"], "archive_url": found["copy"], "status_note": found["note"]}
    given["status"] = _STATUSES_IN_WORDS[found["status"]] if found["status"] else None
    return {name: value for name, value in given.items() if value}


def plain(text: Any) -> str:
    """Text of another tool on one line, without the markup that bibliographies allow in titles."""
    return " ".join(_MARKUP.sub("", str(text)).split())


def name(given: str, family: str) -> str:
    """A person's name in the order of a byline."""
    return " ".join(f"{given} {family}".split())


def unfolded(written: str) -> str:
    """A name as a byline has it, where it is written family first ("Doe, Jane", "Doe, Jr., Jane")."""
    parts = [part.strip() for part in written.split(",")]
    if len(parts) == 2 and all(parts):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3 and all(parts):
        return f"{parts[2]} {parts[0]}, {parts[1]}" if parts[1].rstrip(".") in _SUFFIXES else written
    return written.strip()


_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
