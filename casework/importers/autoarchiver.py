"""The tables of auto-archiver (Bellingcat) → records: its spreadsheet saved as CSV, and the file of its `csv_db`.  Pure.

The column names are the defaults of its documentation, in any order and case.  Where the copy lies may be private
storage: only an address at a public web archive is taken for `archive_url`; of any other, the file's name goes into
`archive`, which is never published, and the author is told.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from casework.importers.records import Read, Record, Unread, date, plain

COLUMNS = {
    "url": ("link", "url"),
    "status": ("archive status", "status"),
    "copy": ("archive location",),
    "captured": ("archive date",),
    "date": ("timestamp", "upload timestamp"),
    "title": ("title", "upload title"),
    "hash": ("hash",),
}
PUBLIC = frozenset(
    "web.archive.org archive.org archive.today archive.ph archive.is archive.md archive.li archive.fo archive.vn perma.cc "
    "ghostarchive.org webcitation.org megalodon.jp".split()
)
TOOL = "auto-archiver"
_TIME = re.compile(r"datetime\.datetime\((\d+), (\d+), (\d+)(?:, (\d+))?(?:, (\d+))?[^()]*(?:\([^()]*\))?\)")
_BROKEN = (ValueError, SyntaxError, TypeError, AttributeError, MemoryError, RecursionError)


def read(text: str, file: str) -> Read:
    """The rows of a table, by their line."""
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip().casefold() for name in rows.fieldnames or ()]
        if not {"metadata", "media"} <= set(names) and not set(names) & set(COLUMNS["url"]):
            return (Unread(f"{file}:1", "no column is called `Link` or `Url`"),)
        return tuple(
            _row({k.strip().casefold(): v for k, v in row.items() if k}, f"{file}:{rows.line_num}") for row in rows
        )
    except csv.Error as fault:
        return (Unread(f"{file}:{rows.line_num}", f"this is no CSV: {fault}"),)


def _row(row: Mapping[str, Any], place: str) -> Record | Unread:
    try:
        found = _from_database(row) if "metadata" in row and "media" in row else _from_sheet(row)
    except _BROKEN:
        return Unread(place, "the columns `metadata` and `media` cannot be read")
    if not found["url"]:
        return Unread(place, "the row has no address")
    if not found["copy"]:
        return Unread(place, f"{found['url']} was not archived: {found['status'] or 'no status'}")
    return _record(found, place)


def _from_sheet(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        ours: next((str(row[name]).strip() for name in names if row.get(name)), "") for ours, names in COLUMNS.items()
    }


def _from_database(row: Mapping[str, Any]) -> dict[str, str]:
    """`csv_db` writes Python's own form of two nested values; the final medium is the copy."""
    about = ast.literal_eval(_TIME.sub(_as_text, row["metadata"] or "{}"))
    media = ast.literal_eval(_TIME.sub(_as_text, row["media"] or "[]"))
    finals = [each for each in media if each.get("properties", {}).get("id") == "_final_media"]
    final: Mapping[str, Any] = next(iter(finals or media), {})
    return {
        "url": str(about.get("url") or ""),
        "status": str(row.get("status") or ""),
        "copy": str(next(iter(final.get("urls") or ()), "") or final.get("key") or final.get("filename") or ""),
        "captured": str(about.get("_processed_at") or ""),
        "date": str(about.get("timestamp") or ""),
        "title": str(about.get("title") or ""),
        "hash": str(final.get("properties", {}).get("hash") or ""),
    }


def _as_text(found: re.Match[str]) -> str:
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    return f"'{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}Z'"


def _record(found: Mapping[str, str], place: str) -> Record:
    where = urlsplit(found["copy"])
    is_public = (where.hostname or "").removeprefix("www.") in PUBLIC
    digest = re.fullmatch(r"(?:SHA-?256:)?([0-9a-f]{64})", found["hash"], re.IGNORECASE)
    name = _below(where.path if where.hostname else found["copy"])
    copy = {
        "file": name,
        "sha256": digest[1].lower() if digest else "",
        "captured": date(found["captured"]),
        "tool": TOOL,
    }
    values = {
        "title": plain(found["title"]) or f"[{plain(found['url'].partition('//')[2])[:80]}]",
        "date": date(found["date"]),
        "accessed": date(found["captured"])[:10],
        "url": found["url"],
        "archive_url": found["copy"] if is_public else "",
        "archive": {} if is_public or not name else copy,
    }
    is_elsewhere = bool(where.hostname) and not is_public
    said = f"the copy at {found['copy']} may be private: put it into the archive as `{name}`" if is_elsewhere else ""
    return Record(place=place, values=values, said=(said,) if said else ())


def _below(path: str) -> str:
    """A path that stays inside the archive: as it is, or its last part."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    is_inside = parts and not path.startswith(("/", "\\")) and ".." not in parts and ":" not in parts[0]
    return "/".join(parts if is_inside else parts[-1:]).removeprefix("..")
