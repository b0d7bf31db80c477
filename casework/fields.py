"""What the model's annotations say of each field, read once: the basis of validation, linking and the schemas.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

import msgspec
from msgspec import inspect

from casework.model import Record

Keys = tuple[str | int, ...]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One key of a record.

    `types` are the plain types its value (or, when `many`, each of its values) may have; `notes` is what the
    annotation adds (`{"kind": "date"}`, `{"refers": ("entity",)}`); `record` is the nested record's class.
    """

    name: str
    required: bool
    many: bool
    types: tuple[Any, ...]
    notes: Mapping[str, Any]
    record: type[Record] | None

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values that may stand here, when they are listed."""
        return tuple(value for each in self.types if isinstance(each, inspect.LiteralType) for value in each.values)

    @property
    def is_text(self) -> bool:
        """Whether any text may stand here."""
        return any(isinstance(each, inspect.StrType) for each in self.types)


@cache
def of(record: type[Record]) -> Mapping[str, Field]:
    """The fields of a record's class, by key, in the order of the model."""
    info = inspect.type_info(record)
    assert isinstance(info, inspect.StructType)
    return {each.name: _field(each) for each in info.fields}


def _field(field: inspect.Field) -> Field:
    many = isinstance(field.type, inspect.VarTupleType)
    inner = field.type.item_type if isinstance(field.type, inspect.VarTupleType) else field.type
    types, notes = _flatten(inner)
    records = (each.cls for each in types if isinstance(each, inspect.StructType))
    record = next((each for each in records if issubclass(each, Record)), None)
    return Field(name=field.name, required=field.required, many=many, types=types, notes=notes, record=record)


def _flatten(kind: inspect.Type) -> tuple[tuple[inspect.Type, ...], dict[str, Any]]:
    if isinstance(kind, inspect.Metadata):
        types, notes = _flatten(kind.type)
        return types, {**notes, **(kind.extra or {})}
    if isinstance(kind, inspect.UnionType):
        parts = [_flatten(each) for each in kind.types]
        return tuple(t for types, _ in parts for t in types), {k: v for _, notes in parts for k, v in notes.items()}
    return (kind,), {}


@cache
def needed(record: type[Record]) -> tuple[Field, ...]:
    """The fields that are required, or that hold records in which some are."""
    return tuple(field for field in of(record).values() if field.required or field.record)


@cache
def _noted(record: type[Record], kinds: tuple[str, ...]) -> tuple[Field, ...]:
    if not kinds:
        return tuple(field for field in of(record).values() if field.notes or field.record)
    fields = of(record).values()
    return tuple(
        each for each in fields if each.notes.get("kind") in kinds or (each.record and _noted(each.record, kinds))
    )


def walk(
    record: Record, keys: Keys = (), *, kinds: tuple[str, ...] = ()
) -> Iterator[tuple[Keys, str, Mapping[str, Any]]]:
    """Every text in a record that its field says more of, as (keys, text, what the field says).

    Where `kinds` are named, only texts of these kinds.
    """
    for field in _noted(type(record), kinds):
        value = getattr(record, field.name)
        if not value:
            continue
        if field.many:
            for index, each in enumerate(value):
                yield from _leaf(each, (*keys, field.name, index), field, kinds)
        else:
            yield from _leaf(value, (*keys, field.name), field, kinds)


def _leaf(
    value: Any, keys: Keys, field: Field, kinds: tuple[str, ...]
) -> Iterator[tuple[Keys, str, Mapping[str, Any]]]:
    if isinstance(value, Record):
        yield from walk(value, keys, kinds=kinds)
    elif value and (not kinds or field.notes.get("kind") in kinds):
        yield keys, value, field.notes


@cache
def _referring(record: type[Record]) -> tuple[Field, ...]:
    fields = of(record).values()
    return tuple(each for each in fields if "refers" in each.notes or (each.record and _referring(each.record)))


def references(record: Record) -> list[tuple[str, Mapping[str, Any]]]:
    """Every reference in a record, as (id, what its field says); as `walk`, but quicker, since it keeps no keys."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for field in _referring(type(record)):
        value = getattr(record, field.name)
        for each in value if field.many else (value,):
            if isinstance(each, Record):
                found += references(each)
            elif each:
                found.append((each, field.notes))
    return found


def choices(literal: Any) -> tuple[Any, ...]:
    """The values of a `Literal`."""
    return get_args(literal)
