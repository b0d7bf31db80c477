"""Plain values → records of the model, with everything that is wrong in them.  Pure.

The library converts a whole record at once; only where it refuses does this module look field by field, so that all
faults are found and named, and what is right survives (else one bad field would make its item unknown everywhere).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import inspect

from casework import edtf, fields
from casework.diagnostics import Diagnostic, Diagnostics, Place, closest, did_you_mean
from casework.fields import Field
from casework.model import TLP_LEVELS, Record
from casework.routes import DEVICES

R = TypeVar("R", bound=Record)

ID = re.compile(r"[a-z0-9-]*[a-z0-9][a-z0-9-]*")
MAX_ID = 100
SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
RESERVED_IDS = DEVICES | frozenset(
    ["index", "timeline", "map", "origins", "search", "changes", "about", "print", "404", "self", "unknown"]
)


def fit(value: Any, record: type[R], place: Place) -> tuple[R | None, Diagnostics]:
    """`value` as a `record`; None only where it is no mapping at all."""
    found: list[Diagnostic] = []
    made = _at_once(value, record)
    if made is None:
        if not isinstance(value, dict):
            return None, (_no_mapping(value, record, place),)
        made = msgspec.convert(_mended(value, record, place, found), record, strict=False)
    found.extend(_values(made, place))
    return _linkable(made), tuple(found)


def _at_once(value: Any, record: type[R]) -> R | None:
    """`value` as a whole; None where the library refuses it, or where a text that is needed is blank."""
    try:
        made = msgspec.convert(_with_lists(value, record), record, strict=False)
    except msgspec.ValidationError:
        return None
    return None if _lacks(made) else made


def _with_lists(value: Any, record: type[Record]) -> Any:
    """`value` with a list wherever one value stands for a list of it."""
    if not isinstance(value, dict):
        return value
    lone = [name for name in _many(record) if isinstance(value.get(name), (str, dict))]
    return {**value, **{name: [value[name]] for name in lone}} if lone else value


@cache
def _many(record: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, field in fields.of(record).items() if field.many)


def _lacks(record: Record) -> bool:
    """Whether a required text is blank, here or in a nested record."""
    for field in fields.needed(type(record)):
        value = getattr(record, field.name)
        if field.required and _blank(value):
            return True
        nested = value if field.many else (value,)
        if field.record and any(isinstance(each, Record) and _lacks(each) for each in nested):
            return True
    return False


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _no_mapping(value: Any, record: type[Record], place: Place) -> Diagnostic:
    keys = ", ".join(f"`{name}`" for name, field in fields.of(record).items() if field.required)
    hint = f"write keys and values{', at least ' + keys if keys else ''}"
    said = "nothing" if value is None else "a list" if isinstance(value, list) else f"the text `{_short(value)}`"
    return Diagnostic(code="bad-value", message=f"{said} stands where keys are asked", place=place, hint=hint)


# --- field by field ----------------------------------------------------------------------------------------------


def _mended(value: Mapping[str, Any], record: type[Record], place: Place, found: list[Diagnostic]) -> dict[str, Any]:
    """What of `value` fits, with the faults of the rest in `found`; required text that is missing becomes empty."""
    known = fields.of(record)
    good: dict[str, Any] = {}
    for key, raw in value.items():
        if key not in known:
            found.append(_unknown_key(key, known, place))
        elif raw is not None:
            fitted = _field(raw, known[key], place.at(key), found)
            if fitted is not None:
                good[key] = fitted
    for name, field in known.items():
        if field.required and _blank(good.get(name)):
            if _blank(value.get(name)):
                found.append(_missing_key(name, value, place))
            good[name] = ""
    return good


def _unknown_key(key: str, known: Mapping[str, Field], place: Place) -> Diagnostic:
    hint = did_you_mean(key, known) or f"known here: {', '.join(known)}"
    at = Place(path=place.path, keys=(*place.keys, key), on_key=True)
    return Diagnostic(code="unknown-key", message=f"the key `{_short(key)}` is not known here", place=at, hint=hint)


def _missing_key(name: str, value: Mapping[str, Any], place: Place) -> Diagnostic:
    title = value.get("id") or value.get("title") or value.get("name")
    whose = f" of `{_short(title)}`" if isinstance(title, str) else ""
    if name in value:
        at = Place(path=place.path, keys=(*place.keys, name), on_key=True)
        message, hint = f"the key `{name}`{whose} has no value", f"write `{name}: …`"
        return Diagnostic(code="missing-key", message=message, place=at, hint=hint)
    hint = f"add a line `{name}: …`"
    return Diagnostic(code="missing-key", message=f"the key `{name}`{whose} is missing", place=place, hint=hint)


def _field(raw: Any, field: Field, place: Place, found: list[Diagnostic]) -> Any:
    """What of a field's value fits, or None."""
    if not field.many:
        return _single(raw, field, place, found)
    listed = raw if isinstance(raw, list) else [raw]
    at = place.at if isinstance(raw, list) else lambda *_: place
    fitted = [_single(each, field, at(index), found) for index, each in enumerate(listed)]
    return [each if each is not None else _vacant(field) for each in fitted if each is not None or _refers(field)]


def _refers(field: Field) -> bool:
    return field.record is not None or "refers" in field.notes


def _vacant(field: Field) -> Any:
    """What keeps the place of a list's misfit, so that the others keep their numbers; linking drops it."""
    if field.record is None or field.is_text:
        return ""
    return {name: "" for name, each in fields.of(field.record).items() if each.required}


def _single(raw: Any, field: Field, place: Place, found: list[Diagnostic]) -> Any:
    if isinstance(raw, dict) and field.record:
        return _mended(raw, field.record, place, found)
    if isinstance(raw, dict) and (labelled := _labelled(field)):
        fitted = {key: _single(each, labelled, place.at(key), found) for key, each in raw.items()}
        return {key: each for key, each in fitted.items() if each is not None}
    if isinstance(raw, str) and set(field.choices) == set(TLP_LEVELS):
        raw = raw.removeprefix("TLP:")
    fault = _fault(raw, field)
    if fault is None:
        return raw
    message, hint = fault
    found.append(Diagnostic(code="bad-value", message=f"`{field.name}` {message}", place=place, hint=hint))
    return None


def _labelled(field: Field) -> Field | None:
    """A field for each value of a map of labels to values; None where the field is no such map."""
    inner = next((kind.value_type for kind in field.types if isinstance(kind, inspect.DictType)), None)
    return msgspec.structs.replace(field, types=(inner,)) if inner else None


def _fault(raw: Any, field: Field) -> tuple[str, str] | None:
    """What is wrong with one value, and what to do; None when nothing is."""
    if field.choices:
        return _choice_fault(raw, field)
    if any(_accepts(raw, kind) for kind in field.types):
        return None
    said = _said(raw)
    if field.record and not field.is_text:
        return f"needs keys and values, not {said}", f"write {', '.join(fields.of(field.record))} below it"
    if any(isinstance(kind, inspect.IntType | inspect.FloatType) for kind in field.types):
        return _number_fault(raw, field)
    if any(isinstance(kind, inspect.BoolType) for kind in field.types):
        return f"is {said}, neither true nor false", "write `true` or `false`"
    if any(isinstance(kind, inspect.DictType) for kind in field.types):
        return f"needs labels and texts, not {said}", "write `label: text` lines below it"
    return f"needs a text, not {said}", "write it on one line, in quotes if it holds a colon"


def _choice_fault(raw: Any, field: Field) -> tuple[str, str] | None:
    allowed = [str(each) for each in field.choices]
    if isinstance(raw, str) and raw in allowed:
        return None
    close = closest(raw, allowed) if isinstance(raw, str) else ""
    hint = f"did you mean `{close}`?" if close else f"one of: {', '.join(allowed)}"
    return f"cannot be {_said(raw)}", hint


def _number_fault(raw: Any, field: Field) -> tuple[str, str]:
    digits = re.sub(r"[\s,_']", "", raw) if isinstance(raw, str) else ""
    if re.fullmatch(r"-?\d+(\.\d+)?", digits):
        if digits != raw:
            return f"is no plain number: {_said(raw)}", f"write {digits.lstrip('0') or '0'}"
        least, most = _bounds(field)
        return f"is out of range: {_said(raw)}", f"from {least:g} to {most:g}"
    return f"needs a number, not {_said(raw)}", "write digits only, e.g. 12000"


def _bounds(field: Field) -> tuple[float, float]:
    kind = next(each for each in field.types if isinstance(each, inspect.IntType | inspect.FloatType))
    return (kind.ge if kind.ge is not None else float("-inf")), (kind.le if kind.le is not None else float("inf"))


def _accepts(raw: Any, kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.NoneType):
        return raw is None
    if isinstance(kind, inspect.StrType):
        return isinstance(raw, str)
    if isinstance(kind, inspect.BoolType):
        return raw in ("true", "True", "TRUE", "false", "False", "FALSE")
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return _accepts_number(raw, kind)
    return False


def _accepts_number(raw: Any, kind: inspect.IntType | inspect.FloatType) -> bool:
    wanted = int if isinstance(kind, inspect.IntType) else float
    bounded = msgspec.Meta(ge=kind.ge, le=kind.le)
    try:
        msgspec.convert(raw, Annotated[wanted, bounded], strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _said(raw: Any) -> str:
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, dict):
        return "keys and values"
    return "nothing" if raw is None else f"`{_short(raw)}`"


def _short(raw: Any) -> str:
    text = " ".join(str(raw).split())
    return text if len(text) <= 60 else text[:57] + "…"


# --- what a field's text must be ---------------------------------------------------------------------------------


def _values(record: Record, place: Place) -> Iterator[Diagnostic]:
    for keys, text, notes in fields.walk(record, kinds=("date", "id", "url")):
        kind = notes.get("kind")
        if kind == "date":
            yield from _date(text, place.at(*keys))
        elif kind == "id":
            yield from bad_id(text, place.at(*keys))
        elif kind == "url":
            yield from _url(text, place.at(*keys))


def _date(text: str, place: Place) -> Iterator[Diagnostic]:
    reason = edtf.parse(text)
    if isinstance(reason, str):
        hint = "write it as EDTF: 2024-10-18, 2024-10, 2024-10-08/2024-10-13, 2024-10-18~"
        yield Diagnostic(code="bad-date", message=f"`{_short(text)}` is no date: {reason}", place=place, hint=hint)


def bad_id(text: str, place: Place) -> Iterator[Diagnostic]:
    """The fault of an id, if any (FORMAT: a–z, 0–9 and hyphen, at most 100 characters, no reserved name)."""
    if text in RESERVED_IDS:
        message, hint = f"the id `{text}` is reserved", f"choose another, e.g. `{text}-1`"
    elif len(text) > MAX_ID:
        message, hint = f"the id `{_short(text)}` is longer than {MAX_ID} characters", "shorten it"
    elif not ID.fullmatch(text):
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        mended = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        message = f"`{_short(text)}` is no id: lower-case letters a–z, digits and hyphens only"
        hint = f"write `{mended[:MAX_ID]}`" if mended and mended not in RESERVED_IDS else "write e.g. `first-report`"
    else:
        return
    yield Diagnostic(code="bad-id", message=message, place=place, hint=hint)


def scheme(address: str) -> str:
    """The scheme of an address as a browser would read it (white space and control characters dropped), or ``""``."""
    cleaned = "".join(each for each in address if each > " " and each != "\x7f")
    head = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", cleaned)
    return head[1].lower() if head else ""


def _linkable(record: R) -> R:
    """`record` without the addresses that may not be linked: a warning must not let one reach a page."""
    texts = ((str(keys[0]), text) for keys, text, notes in fields.walk(record, kinds=("url",)))
    unsafe = {name: "" for name, text in texts if scheme(text) not in SAFE_SCHEMES}
    return msgspec.structs.replace(record, **unsafe) if unsafe else record


def _url(text: str, place: Place) -> Iterator[Diagnostic]:
    named = scheme(text)
    if named not in SAFE_SCHEMES:
        code, message = "unsafe-link", f"`{_short(text)}` is not a web address"
        if not named:
            code, message = "bad-value", f"`{_short(text)}` is no complete address"
        yield Diagnostic(code=code, message=message, place=place, hint="begin it with https://")
