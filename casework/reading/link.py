"""Parsed files → one `Dossier` in which every id resolves, and diagnostics for those that do not.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from casework import fields, prose
from casework.diagnostics import Diagnostic, Diagnostics, Place, closest, did_you_mean
from casework.dossier import TABLES, Dossier, Entry, Parsed, kinds_by_id, kinds_of
from casework.fields import Field
from casework.model import ENTITY_KINDS, AnyItem, Config, Entity, Kind, Page, Record
from casework.reading import unread
from casework.reading.parse import text_place

R = TypeVar("R", bound=Record)

CITABLE: tuple[Kind, ...] = ("source", "fact")
SPECIAL_EMBEDS = ("timeline", "map")


def link(config: Config, files: Sequence[tuple[str, Parsed]]) -> tuple[Dossier, Diagnostics]:
    """Join `files` (path, what it holds), whatever their order, to one dossier."""
    parsed = [each for _, each in sorted(files, key=lambda file: file[0])]
    entries = [entry for each in parsed for entry in each.entries]
    drafts = frozenset(draft for each in parsed for draft in each.drafts)
    unique, repeated = _unique(entries)
    former, clashes = _former(unique)
    dossier = _dossier(config, unique, {k: v for each in parsed for k, v in each.prose.items()}, former)
    lost = unread.lost(files)
    dossier = replace(dossier, unjudged=unread.unjudged(files, dossier.facts.values(), lost))
    if former:
        dossier = _forwarded(dossier)
    found = [*_once(parsed), *repeated, *clashes]
    dangling = list(_unknown_references(dossier, drafts, lost))
    found += [*dangling, *_unknown_marks(dossier, drafts, lost)]
    if dangling or any(each.diagnostics for each in parsed):
        # A dossier may turn `unknown-id` and `missing-key` off: what follows must still be able to rely on every id.
        dossier = _resolved(dossier)
    found += [*_unknown_kinds(dossier), *_loops(dossier)]
    return dossier, tuple(found)


def _dossier(
    config: Config, entries: Mapping[str, Entry], texts: Mapping[Any, prose.Prose], former: Mapping[str, str]
) -> Dossier:
    tables: dict[str, Any] = {name: {} for name in TABLES.values()}
    for item_id, entry in entries.items():
        tables[TABLES[entry.kind]][item_id] = entry.item
    tables["pages"].setdefault("index", Page(id="index"))
    places = {item_id: entry.place for item_id, entry in entries.items()}
    places.setdefault("index", Place(path="content/index.md"))
    return Dossier(config=config, prose=texts, places=places, former=former, **tables)


def _once(parsed: Iterable[Parsed]) -> Iterator[Diagnostic]:
    """The files' own findings; a hint about another tool's key is given once, not for every file."""
    hinted: set[str] = set()
    for each in parsed:
        for found in each.diagnostics:
            if found.code == "key-alias":
                if found.message in hinted:
                    continue
                hinted.add(found.message)
            yield found


# --- ids ---------------------------------------------------------------------------------------------------------


def _unique(entries: Iterable[Entry]) -> tuple[dict[str, Entry], list[Diagnostic]]:
    unique: dict[str, Entry] = {}
    found: list[Diagnostic] = []
    for entry in entries:
        first = unique.setdefault(entry.item.id, entry)
        if first is not entry:
            found.append(_duplicate(entry.item.id, _id_place(entry), first))
    return unique, found


def _duplicate(item_id: str, place: Place, first: Entry) -> Diagnostic:
    message = f"the id `{item_id}` is already that of {_article(first.kind)} in {first.place.path}"
    return Diagnostic(code="duplicate-id", message=message, place=place, hint="ids are unique across kinds: rename one")


def _id_place(entry: Entry) -> Place:
    return entry.place.at("id")


def _former(entries: Mapping[str, Entry]) -> tuple[dict[str, str], list[Diagnostic]]:
    former: dict[str, str] = {}
    found: list[Diagnostic] = []
    for entry in entries.values():
        for index, old in enumerate(entry.item.former_ids):
            holder = entries.get(old) or entries.get(former.get(old, ""))
            if holder is not None:
                found.append(_duplicate(old, entry.place.at("former_ids", index), holder))
            else:
                former[old] = entry.item.id
    return former, found


def _forwarded(dossier: Dossier) -> Dossier:
    """References to former ids, led on to the ids of today."""
    now = dossier.former
    tables = {
        TABLES[kind]: {item_id: _rewritten(item, now) for item_id, item in table.items()}
        for kind, table in dossier.tables()
    }
    texts = {key: prose.renamed(each, now) for key, each in dossier.prose.items()}
    return replace(dossier, prose=texts, **tables)


def _rewritten(record: R, now: Mapping[str, str]) -> R:
    changes = {keys: now[text] for keys, text, notes in fields.walk(record) if "refers" in notes and text in now}
    if not changes:
        return record
    built: Any = msgspec.to_builtins(record)
    for keys, text in changes.items():
        holder = built
        for key in keys[:-1]:
            inner = list(holder[key]) if isinstance(holder[key], tuple) else holder[key]
            holder[key] = inner
            holder = inner
        holder[keys[-1]] = text
    return msgspec.convert(built, type(record))


# --- references --------------------------------------------------------------------------------------------------


def _unknown_references(dossier: Dossier, drafts: frozenset[str], lost: frozenset[str]) -> Iterator[Diagnostic]:
    kinds = kinds_by_id(dossier)
    for kind, item in dossier.items():
        if not any(_dangles(text, notes, kinds) for text, notes in fields.references(item)):
            continue
        for keys, text, notes in fields.walk(item):
            if "refers" not in notes or not _dangles(text, notes, kinds) or text in lost:
                continue
            allowed = notes["refers"]
            known = [each for each, its in kinds.items() if its in allowed]
            yield Diagnostic(
                code="unknown-id",
                message=_no_such(text, kinds, allowed, f"{kind} `{item.id}`: "),
                place=dossier.places[item.id].at(*keys),
                hint=_hint(text, known, drafts, f"add {_article(allowed[0])} `{text}`, or mend the id"),
            )


def _dangles(text: str, notes: Mapping[str, Any], kinds: Mapping[str, Kind]) -> bool:
    return kinds.get(text) not in notes["refers"] and text not in notes.get("besides", ())


def resolves(item: AnyItem, texts: Iterable[prose.Prose], dossier: Dossier) -> bool:
    """Whether everything that an item and its texts refer to is there."""
    kinds = kinds_of(dossier)
    if any(_dangles(text, notes, kinds) for text, notes in fields.references(item)):
        return False
    named = [prose.named(text) for text in texts]
    cited, linked_to = ({each for its in named for each in its[which]} for which in (0, 1))
    return all(kinds.get(each) in CITABLE for each in cited) and all(
        each in kinds or each in SPECIAL_EMBEDS for each in linked_to
    )


def _resolved(dossier: Dossier) -> Dossier:
    """`dossier` without the references that lead nowhere."""
    kinds = kinds_by_id(dossier)
    tables = {
        TABLES[kind]: {
            item.id: kept
            for item in table.values()
            if (kept := _without(item, lambda text, notes: _dangles(text, notes, kinds))) is not None
        }
        for kind, table in dossier.tables()
    }
    lines = lines_left(dossier, lambda source: kinds.get(source) != "source")
    return replace(dossier, lines=lines, **tables)


def lines_left(dossier: Dossier, is_lost: Callable[[str], bool]) -> dict[str, tuple[int, ...]]:
    """`Dossier.lines` when the evidence of lost sources falls."""
    left = dict(dossier.lines)
    for fact in dossier.facts.values():
        kept = [index for index, line in enumerate(fact.evidence) if not is_lost(line.source)]
        if len(kept) < len(fact.evidence):
            before = dossier.lines.get(fact.id, tuple(range(len(fact.evidence))))
            left[fact.id] = tuple(before[index] for index in kept)
    return left


def _no_such(text: str, kinds: Mapping[str, Kind], allowed: Sequence[str], where: str = "") -> str:
    if text in kinds:
        return f"{where}`{text}` is {_article(kinds[text])}, not {' or '.join(map(_article, allowed))}"
    return f"{where}there is no {' or '.join(allowed)} `{text}`"


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _hint(text: str, known: Iterable[str], drafts: frozenset[str], otherwise: str) -> str:
    if text in drafts:
        return f"`{text}` is a draft: take `draft: true` out, or the reference"
    return did_you_mean(text, known) or otherwise


def _unknown_marks(dossier: Dossier, drafts: frozenset[str], lost: frozenset[str]) -> Iterator[Diagnostic]:
    """Citations, links and embeds in prose that lead nowhere."""
    kinds = kinds_by_id(dossier)
    citable, known_to_links = dossier.sources.keys() | dossier.facts.keys(), {*kinds, *SPECIAL_EMBEDS}
    for (item_id, field), text in dossier.prose.items():
        cites, links = prose.named(text)
        used, defined = prose.free_notes(text)
        if citable.issuperset(cites) and known_to_links.issuperset(links) and used == defined:
            continue  # as nearly all are
        place = text_place(dossier.places[item_id], field)
        yield from _unknown_notes(used, defined, place)
        for key, written, nth in prose.references(text):
            cited = written.startswith("@")
            kind = kinds.get(key)
            if kind in ("source", "fact") or (kind is not None and not cited) or (not cited and key in SPECIAL_EMBEDS):
                continue
            if key in lost:
                continue
            allowed = ("source", "fact") if cited else ("item",)
            known = [each for each, its in kinds.items() if not cited or its in allowed]
            mend = "cite sources and facts; link other things with [[…]]" if kind else "mend the id, or add the item"
            yield Diagnostic(
                code="unknown-citation" if cited else "unknown-id",
                message=_no_such(key, kinds, allowed),
                place=replace(place, word=written, nth=nth),
                hint=mend if kind else _hint(key, known, drafts, mend),
            )


def _unknown_notes(used: frozenset[str], defined: frozenset[str], place: Place) -> Iterator[Diagnostic]:
    for label in sorted(used - defined):
        close = closest(label, defined)
        hint = f"did you mean `[^{close}]`?" if close else f"add a line `[^{label}]: …`"
        at = replace(place, word=f"[^{label}]")
        yield Diagnostic(code="unknown-citation", message=f"no note `[^{label}]` is written", place=at, hint=hint)
    for label in sorted(defined - used):
        at = replace(place, word=f"[^{label}]:")
        message = f"the note `[^{label}]` is never used"
        yield Diagnostic(
            code="unused-note", message=message, place=at, hint=f"put `[^{label}]` in the text, or delete it"
        )


# --- entities ----------------------------------------------------------------------------------------------------


def _unknown_kinds(dossier: Dossier) -> Iterator[Diagnostic]:
    known = {**ENTITY_KINDS, **dossier.config.kinds}
    for entity in dossier.entities.values():
        if entity.kind not in known:
            yield Diagnostic(
                code="bad-value",
                message=f"`kind` cannot be `{entity.kind}`",
                place=dossier.places[entity.id].at("kind"),
                hint=did_you_mean(entity.kind, known)
                or f"one of: {', '.join(known)}; or add it to `kinds:` in config.yaml",
            )


def _loops(dossier: Dossier) -> Iterator[Diagnostic]:
    for field in ("part_of", "may_be"):
        reported: set[str] = set()
        for entity in dossier.entities.values():
            loop = _loop(entity, field, dossier.entities)
            if loop and not reported & set(loop):
                reported |= set(loop)
                message = f"`{field}` runs in a circle: {' → '.join([*loop, loop[0]])}"
                place = dossier.places[loop[0]].at(field)
                yield Diagnostic(code="bad-value", message=message, place=place, hint=f"take one `{field}` out")


def _loop(entity: Entity, field: str, entities: Mapping[str, Entity]) -> list[str]:
    """The ids of the circle that `entity` stands in, beginning with the first in order; empty when there is none."""
    path = [entity.id]
    while (above := getattr(entities[path[-1]], field)) in entities:
        if above == path[0]:
            first = path.index(min(path))
            return path[first:] + path[:first]
        if above in path:
            return []
        path.append(above)
    return []


def linked(item: AnyItem) -> frozenset[str]:
    """Every id that an item's structured fields name."""
    return frozenset(text for text, _ in fields.references(item))


Lost = Callable[[str, Mapping[str, Any]], bool]
"""Whether a reference is lost, given its text and what its field says of it."""


def without(record: R, gone: frozenset[str]) -> R | None:
    """`record` with every reference to an id in `gone` lost; None when it cannot stand without it."""
    return _without(record, lambda text, _: text in gone)


def _without(record: R, lost: Lost) -> R | None:
    """An evidence line falls with its source.

    An origin that is lost becomes `unknown`, never `self`: to credit the carrier with what somebody else said would
    make an origin where there is none.
    """
    changes: dict[str, Any] = {}
    for name, field in fields.of(type(record)).items():
        value = getattr(record, name)
        if (value or field.required) and (field.record or "refers" in field.notes):
            kept = _kept(value, field, lost)
            if kept is None:
                return None
            if kept != value:
                changes[name] = kept
    return replace(record, **changes) if changes else record


def _kept(value: Any, field: Field, lost: Lost) -> Any:
    """What of a field's value stays; None when the record falls with it."""
    if field.many:
        return tuple(kept for each in value if (kept := _one(each, field, lost)) is not None)
    if isinstance(value, Record):
        return _without(value, lost)
    if not lost(value, field.notes):
        return value
    if field.required:
        return None
    return "unknown" if "besides" in field.notes else ""


def _one(value: Any, field: Field, lost: Lost) -> Any:
    if isinstance(value, Record):
        return _without(value, lost)
    return None if lost(value, field.notes) else value
