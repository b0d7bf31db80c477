"""One file's bytes → its items, their converted texts, and what is wrong in them.  Pure, and the same for every build."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, TypeVar

from msgspec.structs import replace

from casework import fields
from casework.diagnostics import BODY, Diagnostic, Diagnostics, Place, did_you_mean
from casework.dossier import Entry, InputFile, Parsed, ProseKey
from casework.markdown import convert
from casework.model import (
    SOURCE_ALIASES,
    AnyItem,
    Config,
    Entity,
    Fact,
    FactsFile,
    Judgment,
    Kind,
    Page,
    Question,
    Record,
    Source,
)
from casework.prose import Prose
from casework.reading import fit, frontmatter, yamltext
from casework.reading.portions import Portion
from casework.rules import RULES

R = TypeVar("R", bound=Record)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def parse(file: InputFile) -> Parsed:
    """What `file` holds, by its place in the folder; a file that is no part of the format holds nothing."""
    parser = _parser(file.path)
    if parser is None:
        return Parsed()
    text, faults = decode(file)
    if text is None:
        return Parsed(unread=file.data.decode("utf-8", "replace"), diagnostics=faults)
    parsed: Parsed = parser(file.path, text)
    # Only a code that no config can turn off: else what names its ids would lead nowhere and nobody be told.
    is_unread = any(each.code == "yaml-syntax" for each in parsed.diagnostics)
    return replace(parsed, unread=text) if is_unread else parsed


def _parser(path: str) -> Any:
    place = PurePosixPath(path)
    parts, kind = place.parts, place.suffix
    if parts[0] != "content":
        return None
    if kind == ".md" and len(parts) > 2 and parts[1] in ("sources", "pages"):
        return _source if parts[1] == "sources" else _page
    if kind in (".yaml", ".yml") and len(parts) > 1:
        name = parts[1] if len(parts) > 2 else PurePosixPath(parts[1]).stem
        return {"facts": _facts, "entities": _entities}.get(name)
    return _page if path == "content/index.md" else None


def decode(file: InputFile) -> tuple[str | None, Diagnostics]:
    """A file's text, without a byte order mark; or where its first byte stands that is not UTF-8."""
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        place = _behind(file.data[: fault.start].decode("utf-8", "replace"), file.path)
        message = f"the byte 0x{file.data[fault.start]:02x} is not UTF-8"
        return None, (Diagnostic(code="not-utf8", message=message, place=place, hint="save the file as UTF-8"),)
    if control := CONTROL.search(text):
        place = _behind(text[: control.start()], file.path)
        message = f"the control character U+{ord(control[0]):04X} stands here"
        return None, (Diagnostic(code="not-utf8", message=message, place=place, hint="delete it"),)
    return text, ()


def _behind(before: str, path: str) -> Place:
    """The place in a file behind a text with which it begins."""
    return Place(path=path, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))


def config(file: InputFile) -> tuple[Config | None, Diagnostics]:
    """`config.yaml`; None when it cannot be read at all."""
    text, faults = decode(file)
    if text is None:
        return None, faults
    value, found = yamltext.load(text, file.path)
    if value is None and found:
        return None, faults + found
    place = Place(path=file.path)
    made, misfits = fit.fit(value or {}, Config, place)
    ruled = tuple(_rules(made, place)) if made else ()
    return made, faults + found + misfits + ruled


def _rules(config: Config, place: Place) -> Iterator[Diagnostic]:
    """The faults of `rules:`: codes that nobody knows, and those that cannot be graded otherwise."""
    for code, chosen in config.rules.items():
        at = place.at("rules", code)
        if code not in RULES:
            hint = did_you_mean(code, RULES) or "see the list of codes in the reference"
            message = f"no diagnostic has the code `{code}`"
            yield Diagnostic(code="unknown-key", message=message, place=replace(at, on_key=True), hint=hint)
        elif RULES[code].fixed and chosen != "error":
            message, hint = f"`{code}` is always an error", "take this line out"
            yield Diagnostic(code="bad-value", message=message, place=at, hint=hint)


# --- Markdown files ----------------------------------------------------------------------------------------------


def _source(path: str, text: str) -> Parsed:
    value, body, found = _front_matter(path, text)
    if value is None:
        return Parsed(diagnostics=found)
    value, renamed, hints = _unaliased(value, path)
    made, misfits = fit.fit(value, Source, Place(path=path))
    assert made is not None
    source = replace(made, id=made.id or PurePosixPath(path).stem, summary=body)
    return _item("source", source, path, found + hints + _renamed(misfits, renamed), source.draft)


def _page(path: str, text: str) -> Parsed:
    value, body, found = _front_matter(path, text, needed=False)
    if value is None:
        return Parsed(diagnostics=found)
    made, misfits = fit.fit(value, Page, Place(path=path))
    assert made is not None
    page = replace(made, id=made.id or PurePosixPath(path).stem, body=body)
    is_index = path == "content/index.md"
    return _item("page", replace(page, id="index") if is_index else page, path, found + misfits, page.draft)


def _front_matter(path: str, text: str, *, needed: bool = True) -> tuple[dict[str, Any] | None, str, Diagnostics]:
    parts = frontmatter.split(text)
    start = Place(path=path, line=1, column=1)
    if parts.yaml is None:
        message, hint = "the front matter is missing", "begin the file with `---`, `title: …`, `---`"
        fault = Diagnostic(code="missing-key", message=message, place=start, hint=hint)
        return (None, "", (fault,)) if needed else ({}, parts.body, ())
    if parts.unclosed:
        message, hint = "the front matter is never closed", _closing_hint(parts.yaml)
        return None, "", (Diagnostic(code="yaml-syntax", message=message, place=start, hint=hint),)
    value, found = yamltext.load(parts.yaml, path)
    if value is None and found:
        return None, "", found
    if not isinstance(value, dict | None):
        message, hint = "the front matter holds no keys and values", "write `title: …`, with a blank after the colon"
        place = Place(path=path)
        return None, "", (*found, Diagnostic(code="bad-value", message=message, place=place, hint=hint))
    return value or {}, parts.body, found


ALMOST_A_FENCE = re.compile(r"[ \t]+---|-- ?-?|-{4,}|[–—]+-?|\.\.\.|\+\+\+|```")


def _closing_hint(yaml: str) -> str:
    """What to type where the closing line is missing; a line that was meant as one is named."""
    for number, line in enumerate(yaml.splitlines(), start=1):
        if ALMOST_A_FENCE.fullmatch(line.rstrip()):
            return f"line {number} is `{line.rstrip()}`: write `---`, three hyphens at its very start"
    return "end it with a line `---`"


def _unaliased(value: dict[str, Any], path: str) -> tuple[dict[str, Any], dict[str, str], Diagnostics]:
    """`value` under our own names; which were renamed; and a hint for each."""
    renamed = {ours: key for key in value if (ours := SOURCE_ALIASES.get(key)) and ours not in value}
    back = {key: ours for ours, key in renamed.items()}
    hints = tuple(
        Diagnostic(
            code="key-alias",
            message=f"`{key}` is read as `{ours}`",
            place=Place(path=path, keys=(key,), on_key=True),
            hint=f"write `{ours}`",
        )
        for key, ours in back.items()
    )
    return {back.get(key, key): each for key, each in value.items()}, renamed, hints


def _renamed(found: Diagnostics, renamed: dict[str, str]) -> Diagnostics:
    """`found` with places that point to the keys as the author typed them."""
    return tuple(
        replace(each, place=replace(each.place, keys=(renamed[each.place.keys[0]], *each.place.keys[1:])))
        if each.place.keys and each.place.keys[0] in renamed
        else each
        for each in found
    )


def _item(kind: Kind, item: AnyItem, path: str, found: Diagnostics, draft: bool) -> Parsed:
    place = Place(path=path)
    if path != "content/index.md" and not any(each.code == "bad-id" and each.place.keys == ("id",) for each in found):
        found += tuple(fit.bad_id(item.id, place))
    if draft:
        return Parsed(drafts=(item.id,), diagnostics=found)
    prose, faults = _texts(item, place)
    return Parsed(entries=(Entry(kind, item, place),), prose=prose, diagnostics=found + faults)


# --- YAML files --------------------------------------------------------------------------------------------------


def _facts(path: str, text: str) -> Parsed:
    value, found = yamltext.load(text, path)
    if value is None:
        return Parsed(diagnostics=found)
    place = Place(path=path)
    if not isinstance(value, dict):
        _, misfits = fit.fit(value, FactsFile, place)
        return Parsed(diagnostics=found + misfits)
    _, misfits = fit.fit({key: [] if key in LISTS else each for key, each in value.items()}, FactsFile, place)
    return _merged(found + misfits, [_list(value.get(key), key, *LISTS[key], place) for key in LISTS if key in value])


Lists = Mapping[str, tuple[Kind, type[Any]]]
LISTS: Lists = {
    "questions": ("question", Question),
    "facts": ("fact", Fact),
    "judgments": ("judgment", Judgment),
}
ENTITIES: Lists = {"entities": ("entity", Entity), "": ("entity", Entity)}


def _entities(path: str, text: str) -> Parsed:
    value, found = yamltext.load(text, path)
    if value is None:
        return Parsed(diagnostics=found)
    if isinstance(value, dict) and set(value) == {"entities"}:
        return _merged(found, [_list(value["entities"], "entities", "entity", Entity, Place(path=path))])
    return _merged(found, [_list(value, "", "entity", Entity, Place(path=path))])


def _list(values: Any, key: str, kind: Kind, record: type[R], place: Place) -> Parsed:
    at = place.at(key) if key else place
    if values is None:
        return Parsed()
    if not isinstance(values, list):
        message, hint = f"`{key or 'entities'}` needs a list", "begin each with `- id: …`"
        return Parsed(diagnostics=(Diagnostic(code="bad-value", message=message, place=at, hint=hint),))
    return _merged((), [_record(each, kind, record, at.at(index)) for index, each in enumerate(values)])


def _record(value: Any, kind: Kind, record: type[R], place: Place) -> Parsed:
    made, found = fit.fit(value, record, place)
    if made is None or not made.id:  # type: ignore[attr-defined]
        return Parsed(diagnostics=found)
    prose, faults = _texts(made, place)
    return Parsed(entries=(Entry(kind, made, place),), prose=prose, diagnostics=found + faults)  # type: ignore[arg-type]


def _merged(found: Diagnostics, parts: list[Parsed]) -> Parsed:
    return Parsed(
        entries=tuple(entry for part in parts for entry in part.entries),
        prose={key: prose for part in parts for key, prose in part.prose.items()},
        diagnostics=found + tuple(each for part in parts for each in part.diagnostics),
    )


# --- YAML files, portion by portion ------------------------------------------------------------------------------


def lists(path: str) -> Lists:
    """The lists that the file at `path` may consist of, by key (`""`: one without a key), in the order of their items."""
    parser = _parser(path)
    return LISTS if parser is _facts else ENTITIES if parser is _entities else {}


def portion(path: str, one: Portion, text: str) -> Parsed | None:
    """What a portion of a file's `text` holds, as if it were all of it; None where it says nothing without the rest."""
    alone = one.alone(text)
    if CONTROL.search(alone):
        return None
    value, found = yamltext.load(alone, path, is_part=True)
    values = value.get(one.key) if isinstance(value, dict) and len(value) == 1 else value
    if not isinstance(values, list) or len(values) != one.count:
        return None
    return _merged(found, [_list(values, one.key, *lists(path)[one.key], Place(path=path))])


def joined(path: str, parts: Sequence[tuple[Portion, Parsed]], text: str) -> Parsed:
    """What the file at `path` holds, of whose `text` the `parts` are all portions in order: as `parse` would say it."""
    moved: list[tuple[str, Parsed]] = []
    line = end = 0
    for one, held in parts:
        line, end = line + text.count("\n", end, one.start), one.start
        moved.append((one.key, _moved(held, one, line - one.head.count("\n"))))
    by_line = tuple(each for _, held in moved for each in held.diagnostics if each.place.line)
    found = _merged((), [held for key in lists(path) for other, held in moved if other == key])
    return replace(found, diagnostics=by_line + tuple(each for each in found.diagnostics if not each.place.line))


def _moved(held: Parsed, one: Portion, lines: int) -> Parsed:
    """`held` with the places that it has in the whole file, `lines` further down."""
    at = len(one.key[:1])

    def place(old: Place) -> Place:
        if old.line:
            return replace(old, line=old.line + lines)
        return replace(old, keys=(*old.keys[:at], int(old.keys[at]) + one.first, *old.keys[at + 1 :]))

    entries = tuple(Entry(each.kind, each.item, place(each.place)) for each in held.entries)
    found = tuple(replace(each, place=place(each.place)) for each in held.diagnostics)
    return replace(held, entries=entries, diagnostics=found)


# --- texts -------------------------------------------------------------------------------------------------------


def _texts(item: Any, place: Place) -> tuple[dict[ProseKey, Prose], Diagnostics]:
    """The Markdown fields of an item, converted, and the faults in them."""
    prose: dict[ProseKey, Prose] = {}
    found: list[Diagnostic] = []
    for keys, text, _ in fields.walk(item, kinds=("markdown",)):
        field = str(keys[0])
        converted = prose[item.id, field] = convert(text)
        found.extend(_text_faults(converted, text_place(place, field)))
    return prose, tuple(found)


def text_place(place: Place, field: str) -> Place:
    """Where the text of an item's field stands: the body of a file, or a value of its YAML."""
    return Place(path=place.path, keys=(BODY,)) if field in ("summary", "body") else place.at(field)


def _text_faults(prose: Prose, place: Place) -> Iterator[Diagnostic]:
    for fault in prose.faults:
        at = replace(place, word=fault.word, nth=fault.nth)
        yield Diagnostic(code=fault.code, message=fault.message, place=at, hint=fault.hint)
    seen: dict[str, int] = {}
    for address in prose.addresses:
        if fit.scheme(html.unescape(address)) not in {"", *fit.SAFE_SCHEMES}:
            at = replace(place, word=address, nth=seen.get(address, 0))
            seen[address] = at.nth + 1
            message, hint = (
                f"`{address[:60]}` may not be linked",
                "link to http, https or mailto, or to a file below assets/",
            )
            yield Diagnostic(code="unsafe-link", message=message, place=at, hint=hint)
