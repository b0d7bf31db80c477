"""CSL-JSON (as Zotero, pandoc and `data/sources.json` write it) and Better BibTeX JSON → records.  Pure.

CSL-JSON 1.0 by the schema `csl-data.json` of CSL 1.0.2.  What our own export keeps under `custom.dossier` wins over
the rest of its item, so that nothing of a source is lost on the way.  Better BibTeX JSON is Zotero's own items.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from casework.importers.records import Read, Record, Unread, date, genre, name, plain
from casework.model import Source

Item = Mapping[str, Any]

RESTORED = frozenset(Source.__struct_fields__) - {"id", "summary", "archive", "draft"}
"""What an export of ours may bring back.  Never a path into the reader's own archive."""

_GENRES = {"article-newspaper": "news", "report": "report", "interview": "interview", "dataset": "dataset"}
_ZOTERO_GENRES = {"newspaperArticle": "news", "report": "report", "interview": "interview", "dataset": "dataset"}
_ZOTERO_HOUSES = (
    *("publicationTitle", "websiteTitle", "blogTitle", "forumTitle", "programTitle", "encyclopediaTitle"),
    *("institution", "publisher", "network", "studio"),
)
_NO_SOURCES = frozenset({"attachment", "note", "annotation"})


def read(text: str, file: str) -> Read:
    """The items of a JSON file, by their number in it."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", 1)
        return (Unread(f"{file}:{line}", f"this is no JSON: {getattr(fault, 'msg', 'nested too deep')}"),)
    if isinstance(whole, dict) and isinstance(whole.get("items"), list):
        is_zotero = any("itemType" in item for item in whole["items"] if isinstance(item, dict))
        return tuple(_all(whole["items"], file, is_zotero=is_zotero))
    items = whole if isinstance(whole, list) else [whole]
    return tuple(_all(items, file, is_zotero=False))


def _all(items: Iterable[Any], file: str, *, is_zotero: bool) -> Iterable[Record | Unread]:
    for number, item in enumerate(items, start=1):
        place = f"{file}, item {number}"
        if not isinstance(item, dict):
            yield Unread(place, "no item, but " + ("a list" if isinstance(item, list) else f"`{item}`"))
        elif not (is_zotero and item.get("itemType") in _NO_SOURCES):
            yield _zotero(item, place) if is_zotero else _csl(item, place)


# --- CSL-JSON ----------------------------------------------------------------------------------------------------


def _csl(item: Item, place: str) -> Record:
    kept = _own(item)
    is_ours, own = kept is not None, kept or {}
    kind = item.get("type")
    is_published = kind in ("report", "dataset") or not is_ours
    house = item.get("container-title") or (item.get("publisher") if is_published else "")
    values = {
        "title": item.get("title", "") if is_ours else plain(item.get("title", "")),
        "author": _names(item.get("author")),
        "publication": house or "",
        "date": _date(item.get("issued")),
        "accessed": _date(item.get("accessed")),
        "url": item.get("URL", ""),
        "language": item.get("language", ""),
        "tags": [tag for tag in map(str.strip, str(item.get("keyword", "")).split(",")) if tag],
        "genre": genre(str(item.get("genre", ""))) or _GENRES.get(str(kind), ""),
        **own,
    }
    if is_ours:  # what our export leaves out has its default
        values |= {key: own.get(key, "") for key in ("date", "accessed", "genre", "tags")}
    key = str(item.get("id", "")) if is_ours else _key(item)
    return Record(place=place, values=values, key=key, agency=_agency(item, own))


def _key(item: Item) -> str:
    """The citation key; a number or an address, which Zotero gives without one, says nothing to a reader."""
    key = str(item.get("citation-key") or item.get("citekey") or item.get("id") or "")
    return "" if "/" in key or key.isdigit() else key


def _own(item: Item) -> dict[str, Any] | None:
    custom = item.get("custom")
    kept = custom.get("dossier") if isinstance(custom, dict) else None
    return {key: value for key, value in kept.items() if key in RESTORED} if isinstance(kept, dict) else None


def _agency(item: Item, own: Mapping[str, Any]) -> str:
    """The agency's name, which our export gives as publisher of all but reports and data sets."""
    if "agency" not in own:
        return ""
    return str(item.get("publisher", "")) if item.get("type") not in ("report", "dataset") else ""


def _names(given: Any) -> list[str]:
    names = given if isinstance(given, list) else []
    return [each for each in map(_name, names) if each]


def _name(given: Any) -> str:
    if not isinstance(given, dict):
        return str(given)
    if "literal" in given:
        literal = str(given["literal"])
        return "et al." if literal == "others" else literal
    particles = f"{given.get('dropping-particle', '')} {given.get('non-dropping-particle', '')}"
    whole = name(f"{given.get('given', '')} {particles}", str(given.get("family", "")))
    return f"{whole}, {given['suffix']}" if given.get("suffix") else whole


def _date(given: Any) -> str:
    """A CSL date variable as EDTF: parts with season and circa, or text."""
    if not isinstance(given, dict):
        return date(str(given)) if given else ""
    parts = given.get("date-parts")
    if not isinstance(parts, list) or not parts or not all(isinstance(each, list) and each for each in parts):
        return date(str(given.get("raw") or given.get("literal") or ""))
    ends = [_ymd(each) for each in parts[:2]]
    if season := _season(given.get("season")):
        ends[0] = f"{ends[0][:4]}-{season}"
    mark = "~" if str(given.get("circa", "")).casefold() not in ("", "false", "0") else ""
    return "/".join(f"{end}{mark}" for end in ends)


def _ymd(parts: list[Any]) -> str:
    numbers = [str(part) for part in parts if part not in (None, "", 0)]
    return "-".join(part.zfill(2 if place else 4) for place, part in enumerate(numbers[:3]))


def _season(given: Any) -> str:
    """EDTF's 21 to 24 for CSL's 1 to 4 (some write 21 to 24 there too)."""
    number = int(given) if str(given).isdigit() else 0
    return str(20 + number) if 1 <= number <= 4 else str(number) if 21 <= number <= 24 else ""


# --- Better BibTeX JSON ------------------------------------------------------------------------------------------


def _zotero(item: Item, place: str) -> Record:
    values = {
        "title": plain(item.get("title") or item.get("subject") or item.get("caseName") or ""),
        "author": [_creator(each) for each in item.get("creators", []) if _writes(each)],
        "publication": next((str(item[key]) for key in _ZOTERO_HOUSES if item.get(key)), ""),
        "date": date(str(item.get("date", ""))),
        "accessed": date(str(item.get("accessDate", "")))[:10],
        "url": item.get("url", ""),
        "language": item.get("language", ""),
        "tags": [tag for tag in map(_tag, item.get("tags", [])) if tag],
        "genre": genre(str(item.get("reportType") or item.get("genre") or item.get("websiteType") or ""))
        or _ZOTERO_GENRES.get(str(item.get("itemType")), ""),
    }
    key = str(item.get("citationKey") or item.get("citekey") or "")
    return Record(place=place, values=values, key=key)


def _writes(creator: Any) -> bool:
    kinds = ("author", "interviewee", "presenter", "podcaster", "director", "contributor")
    return isinstance(creator, dict) and creator.get("creatorType", "author") in kinds


def _creator(creator: Item) -> str:
    if creator.get("name"):
        return str(creator["name"])
    return name(str(creator.get("firstName", "")), str(creator.get("lastName", "")))


def _tag(given: Any) -> str:
    return str(given.get("tag", "")) if isinstance(given, dict) else str(given)
