"""The HTML of a saved article → one record with its main text.  Pure: nothing is fetched.

Needs trafilatura.  Only dates that the page itself declares are taken, never ones guessed from its text.
"""

from __future__ import annotations

import re
from typing import Any

from casework.importers.records import LibraryMissing, Read, Record, Unread, date, plain

# Browsers and SingleFile say in a comment where a page was saved from, and when.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->|Page saved with SingleFile\s+url:\s*(\S+)")
_SAVED_ON = re.compile(r"saved date: \w{3} (\w{3} \d{1,2} \d{4})")
_LANGUAGE = re.compile(r"<html\b[^>]*?\slang\s*=\s*[\"']?([A-Za-z][\w-]*)", re.IGNORECASE)


def read(text: str, file: str) -> Read:
    """The one record of an HTML file; its text has a line a paragraph."""
    try:
        import trafilatura
    except ImportError:
        raise LibraryMissing("trafilatura") from None
    found = _extracted(trafilatura, text)
    if found is None or not (found.title or found.text):
        return (Unread(file, "no article is found in it"),)
    record = Record(place=file, values=_values(found, text), text=f"{found.text}\n" if found.text else "")
    return (record,)


def _extracted(trafilatura: Any, text: str) -> Any:
    return trafilatura.bare_extraction(
        text,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _values(found: Any, text: str) -> dict[str, Any]:
    saved_from, saved_on, language = _SAVED_FROM.search(text), _SAVED_ON.search(text), _LANGUAGE.search(text)
    address = found.url or (next(filter(None, saved_from.groups())) if saved_from else "")
    return {
        "title": plain(found.title or (found.text or "").partition("\n")[0]),
        "author": [name.strip() for name in (found.author or "").split(";") if name.strip()],
        "publication": plain(found.sitename or ""),
        "date": date(found.date or ""),
        "accessed": date(saved_on[1]) if saved_on else "",
        "url": address,
        "language": language[1] if language else found.language or "",
    }
