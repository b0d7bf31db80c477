"""Imported records and what is on the shelf → new sources, records that are there already, and what could not be used.

Pure.  A record is there already when a source has its address, or its title and date and no other publication: two
papers that print one agency's report under one title are two sources, and counting them as such is what we are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from casework.authoring import ids
from casework.diagnostics import Place
from casework.importers.records import Record, Unread
from casework.model import Entity, Source
from casework.reading import fit
from casework.reading.parse import CONTROL


class Accepted(Struct, frozen=True, kw_only=True):
    """A new source, its full text, what of its record was left out, and the agency that has to be made for it."""

    place: str
    source: Source
    text: str
    left_out: tuple[str, ...]
    agency: Entity | None = None


class Known(Struct, frozen=True, kw_only=True):
    """A record that is there already, and under which id."""

    place: str
    id: str
    why: str


Result = Accepted | Known | Unread

_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ocid|smid|cmpid)(?:=|$)", re.IGNORECASE)


def accept(
    records: Iterable[Record | Unread], sources: Iterable[Source], entities: Mapping[str, Entity], taken: frozenset[str]
) -> Iterator[Result]:
    """What becomes of each record, in order; `taken` are the ids that nothing new may have."""
    shelf: Shelf = {}
    for source in sources:
        _shelve(source, shelf)
    people = dict(entities)
    for record in records:
        result = record if isinstance(record, Unread) else _one(record, shelf, people, taken)
        if isinstance(result, Accepted):
            _shelve(result.source, shelf)
            taken |= {result.source.id, *result.source.former_ids}
            if result.agency:
                people[result.agency.id] = result.agency
                taken |= {result.agency.id}
        yield result


def _one(record: Record, shelf: Shelf, people: Mapping[str, Entity], taken: frozenset[str]) -> Result:
    source, left_out = _fitted(record)
    if source is None:
        return Unread(record.place, "it has no title")
    twin = next(
        ((each, why) for key in _marks(source) for each in shelf.get(key, ()) if (why := _same(source, each))), None
    )
    if twin:
        return Known(place=record.place, id=twin[0].id, why=twin[1])
    chosen = _id(record, source, taken)
    former = tuple(old for old in source.former_ids if old not in taken | {chosen})
    agency_id, agency = _agency(source.agency, record.agency, people, taken | {chosen})
    source = replace(source, id=chosen, former_ids=former, agency=agency_id)
    return Accepted(
        place=record.place, source=source, text=record.text, left_out=(*left_out, *record.said), agency=agency
    )


def _id(record: Record, source: Source, taken: frozenset[str]) -> str:
    """The id that the record brings, if it is one; else the nearest to it or to the title that is free."""
    if record.key and record.key not in taken and not any(fit.bad_id(record.key, Place(path=""))):
        return record.key
    return ids.free(record.key if ids.folded(record.key) else source.title, "source", taken)


def _agency(given: str, name: str, people: Mapping[str, Entity], taken: frozenset[str]) -> tuple[str, Entity | None]:
    """The id of the agency, and the entity where it has to be made."""
    if given in people or not (given or name):
        return given, None
    if named := next((each.id for each in people.values() if name and name in (each.name, *each.aliases)), ""):
        return named, None
    chosen = given if given and given not in taken and not any(fit.bad_id(given, Place(path=""))) else ""
    chosen = chosen or ids.free(name or given, "agency", taken)
    return chosen, Entity(id=chosen, name=name or given, kind="organisation")


# --- what of a record fits ---------------------------------------------------------------------------------------


def _fitted(record: Record) -> tuple[Source | None, tuple[str, ...]]:
    """The record as a source without an id, and what of it was left out, in words."""
    values = {key: cleaned for key, value in record.values.items() if (cleaned := _clean(value))}
    if not isinstance(values.get("title"), str):
        return None, ()
    _, found = fit.fit(values, Source, Place(path=""))
    faults = {str(each.place.keys[0]): each for each in found if each.place.keys and each.place.keys[0] != "title"}
    kept = {key: value for key, value in values.items() if key not in faults}
    odd = {f"{key} as given": str(values[key]) for key in ("date", "accessed") if key in faults}
    fields = kept.get("fields", {})
    source, _ = fit.fit({**kept, **({"fields": {**fields, **odd}} if odd else {})}, Source, Place(path=""))
    return source, tuple(f"`{key}` left out: {each.message}" for key, each in faults.items())


def _clean(value: Any) -> Any:
    """Values as YAML would bring them: text, lists and mappings; without control characters and half characters."""
    if isinstance(value, Mapping):
        return {str(key): cleaned for key, each in value.items() if (cleaned := _clean(each))}
    if isinstance(value, list | tuple):
        return [cleaned for each in value if (cleaned := _clean(each))]
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    return CONTROL.sub("", text.encode("utf-8", "replace").decode())


# --- duplicates --------------------------------------------------------------------------------------------------


Shelf = dict[str | tuple[str, str], list[Source]]
"""Sources by their address and by their title and date."""


def _shelve(source: Source, shelf: Shelf) -> None:
    for key in _marks(source):
        shelf.setdefault(key, []).append(source)


def _marks(source: Source) -> Iterator[str | tuple[str, str]]:
    if source.url:
        yield address(source.url)
    yield _heading(source)


def _same(source: Source, other: Source) -> str:
    """Why two sources are one, or nothing."""
    if source.url and address(source.url) == address(other.url):
        return "the same address"
    if _heading(source) != _heading(other):
        return ""
    houses = {_words(each.publication) for each in (source, other) if each.publication}
    return "the same title and date" if len(houses) < 2 else ""


def address(url: str) -> str:
    """An address without what does not change what it shows: scheme, `www.`, fragment, last slash, tracking."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = parts.netloc.rpartition("@")[2].casefold().removeprefix("www.").removesuffix(":443").removesuffix(":80")
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.match(part))
    return f"{host}{parts.path.rstrip('/')}{'?' + query if query else ''}"


def _heading(source: Source) -> tuple[str, str]:
    return _words(source.title) or source.title, source.date


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
