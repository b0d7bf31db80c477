"""The model → JSON Schemas (draft 7) of the files, for editors that complete and check while one types.

A schema refuses what `fit` refuses by its type and allows what `fit` lets pass: one text where a list is asked, a
number for text, `TLP:CLEAR`, a key that is left empty.  What only the whole dossier can tell (ids that exist, dates,
kinds of its own) stays with `dossier check`.  Pure; `schemafiles` writes them where an editor finds them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import inspect

from casework import fields
from casework.fields import Field
from casework.model import (
    ENTITY_KINDS,
    SOURCE_ALIASES,
    TLP_LEVELS,
    Config,
    Entity,
    Evidence,
    Fact,
    FactsFile,
    Judgment,
    Page,
    Question,
    Record,
    Source,
)
from casework.reading import fit
from casework.rules import RULES
from casework.words import labels

Schema = dict[str, Any]

FOLDER = ".dossier/schemas"
DRAFT = "http://json-schema.org/draft-07/schema#"
FILES: Mapping[str, type[Record]] = {
    "config": Config,
    "source": Source,
    "facts": FactsFile,
    "entities": Entity,
    "page": Page,
}
"""The schemas by name, and the record that each begins with."""

BODIES = {Source: "summary", Page: "body"}
"""The field that stands below the front matter, and is no key in it."""

# What a field is for, where its name and type do not say it all.
NOTES: Mapping[tuple[type[Record], str], str] = {
    (Config, "edition"): "label of this edition; default: the newest source's date",
    (Config, "previous"): "path of an earlier edition's data, for what changed",
    (Config, "tlp"): "the most restricted marking that the build may carry",
    (Config, "archive"): "folder of the private full texts; never published",
    (Config, "base_url"): "the site's address; only feed, sitemap and canonical links need it",
    (Config, "citation_style"): "how sources are cited: in notes as in Chicago, or author and date as in APA",
    (Config, "rules"): "how grave a diagnostic is: error, warning, hint or off",
    (Config, "kinds"): "further kinds of entities: code and label",
    (Config, "language"): "language of the dossier, e.g. en",
    (Source, "author"): "a name, or a list of names; `et al.` may be the last",
    (Source, "publication"): "where it appeared: a name, or an entity's id",
    (Source, "agency"): "the entity whose report this republishes",
    (Source, "accessed"): "when it was read",
    (Source, "archive_url"): "address of a public archived copy",
    (Source, "tags"): "free keywords; each gets a page",
    (Source, "descriptor"): "what bears on its quality, in one to three sentences (ICD 206)",
    (Source, "reliability"): "Admiralty code of the source",
    (Source, "status_note"): "what was corrected, or why it was withdrawn",
    (Source, "archive"): "the private copy, below the config's `archive`; never published",
    (Source, "draft"): "true keeps the file out of the build",
    (Fact, "claim"): "one sentence that can be true or false",
    (Fact, "date"): "when it happened or holds",
    (Fact, "place"): "ids of the entities where it happened",
    (Fact, "about"): "ids of the entities that it is about, with a role if needed: {id: nis, role: announced}",
    (Fact, "question"): "the question that it answers",
    (Fact, "best"): "the figure that it asserts",
    (Fact, "low"): "the least that it asserts",
    (Fact, "high"): "the most that it asserts",
    (Fact, "unit"): "what the figure counts; default: the question's",
    (Fact, "scope"): "what the figure covers, where that differs",
    (Fact, "contradicts"): "facts that cannot hold together with this one",
    (Fact, "retracted"): "true when we take it back",
    (Fact, "note"): "the analyst's own comment, in Markdown",
    (Fact, "evidence"): "who says so, and where",
    (Evidence, "source"): "the id of the article",
    (Evidence, "via"): "who passed it on between the origin and the source",
    (Evidence, "date"): "when the origin said it; default: the source's date",
    (Evidence, "quote"): "a few words of the article, verified against the archive",
    (Evidence, "locator"): "where in the article, e.g. para. 6",
    (Evidence, "credibility"): "Admiralty code of the information",
    (Question, "unit"): "what the figures of its facts count",
    (Judgment, "basis"): "the facts that it rests on",
    (Judgment, "note"): "why this confidence",
    (Judgment, "change_note"): "why it differs from the last edition's",
    (Entity, "aliases"): "other names",
    (Entity, "kind"): "what it is; the config may add kinds",
    (Entity, "part_of"): "the body that it speaks for: both count as one origin",
    (Entity, "may_be"): "the entity that this unnamed source may be: it never counts as independent of it",
    (Entity, "links"): "addresses or identifiers, e.g. {wikidata: Q484073}",
    (Page, "order"): "place in the navigation",
    (Page, "source_summary"): "strengths and weaknesses of the source base (only in index.md)",
}
COMMON = {
    "tlp": "the marking of this item; without one it is CLEAR",
    "fields": "labels and texts that its page shows",
    "former_ids": "ids that it had before; they lead here",
}
MEANINGS: Mapping[str, Mapping[Any, tuple[str, ...]]] = {
    "stance": labels.STANCES,
    "likelihood": labels.LIKELIHOODS,
    "confidence": labels.CONFIDENCES,
    "status": labels.SOURCE_STATUSES,
    "url_status": labels.URL_STATUSES,
    "credibility": labels.CREDIBILITIES,
    "reliability": {code: (text,) for code, text in labels.RELIABILITIES.items()},
}


def schema(name: str) -> Schema:
    """The schema of one kind of file: `config`, `source`, `facts`, `entities` or `page`."""
    root = FILES[name]
    shape = _file(name, root)
    return {"$schema": DRAFT, "title": f"dossier: {name}", **shape, "definitions": _definitions(root)}


def as_json(name: str) -> str:
    """A schema as indented JSON with a final newline."""
    return json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n"


def comment(name: str, path: str) -> str:
    """The line that tells an editor the schema of the file at `path`, seen from the dossier's folder."""
    return f"# yaml-language-server: $schema={'../' * path.count('/')}{FOLDER}/{name}.json"


# --- records -----------------------------------------------------------------------------------------------------


def _file(name: str, root: type[Record]) -> Schema:
    if name == "entities":
        several = {"anyOf": [{"type": "array", "items": _ref(root)}, {"type": "null"}]}
        keyed = {"type": "object", "properties": {"entities": several}, "additionalProperties": False}
        return {"anyOf": [*several["anyOf"], keyed]}
    if root is FactsFile:
        lists = {key: _whole_list(field) for key, field in fields.of(root).items()}
        return {"type": ["object", "null"], "properties": lists, "additionalProperties": False}
    return {"allOf": [_ref(root)]}


def _whole_list(field: Field) -> Schema:
    assert field.record is not None
    return {"anyOf": [{"type": "array", "items": _ref(field.record)}, {"type": "null"}]}


def _definitions(root: type[Record]) -> Schema:
    return {record.__name__: _record(record) for record in _reached(root)}


def _reached(record: type[Record]) -> dict[type[Record], None]:
    found = {record: None}
    for field in fields.of(record).values():
        if field.record and field.record not in found:
            found |= _reached(field.record)
    return found


def _record(record: type[Record]) -> Schema:
    known = {name: field for name, field in fields.of(record).items() if name != BODIES.get(record)}
    properties = {name: _property(record, field) for name, field in known.items()}
    if record is Source:
        properties |= {alias: _alias(name, properties[name]) for alias, name in SOURCE_ALIASES.items()}
    return {
        "type": "object",
        "description": (record.__doc__ or "").strip(),
        "properties": properties,
        "required": [name for name, field in known.items() if field.required],
        "additionalProperties": False,
    }


def _alias(name: str, shape: Schema) -> Schema:
    return {**shape, "description": f"read as `{name}`: write that", "deprecationMessage": f"write `{name}`"}


def _ref(record: type[Record]) -> Schema:
    return {"$ref": f"#/definitions/{record.__name__}"}


# --- fields ------------------------------------------------------------------------------------------------------


def _property(record: type[Record], field: Field) -> Schema:
    shapes = _shapes(record, field)
    if field.many:
        shapes = [*shapes, {"type": "array", "items": {"anyOf": shapes}}]
    if not field.required:
        shapes = [*shapes, {"type": "null"}]
    shape = dict(shapes[0]) if len(shapes) == 1 else {"anyOf": shapes}
    described = _description(record, field)
    return {**shape, "description": described} if described else shape


def _shapes(record: type[Record], field: Field) -> list[Schema]:
    if field.choices:
        return [_choice(field)]
    if record is Config and field.name == "rules":
        return [_rules()]
    if record is Entity and field.name == "kind":
        return [{"enum": list(ENTITY_KINDS)}, _TEXT]
    shapes = [_shape(kind, field) for kind in field.types if not isinstance(kind, inspect.NoneType)]
    return [each for number, each in enumerate(shapes) if each not in shapes[:number]]


_TEXT: Schema = {"type": ["string", "number", "boolean"]}
"""Text may look like a number or a truth value: our own reader takes every scalar as the text that stands there."""


def _shape(kind: inspect.Type, field: Field) -> Schema:
    if isinstance(kind, inspect.StructType):
        return {"$ref": f"#/definitions/{kind.cls.__name__}"}
    if isinstance(kind, inspect.DictType):
        return {"type": "object", "additionalProperties": _TEXT}
    if isinstance(kind, inspect.BoolType):
        return {"enum": [True, False, *("true", "True", "TRUE", "false", "False", "FALSE")]}
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return _number(kind)
    return _id() if field.notes.get("kind") == "id" else _TEXT


def _id() -> Schema:
    return {**_TEXT, "pattern": f"^(?:{fit.ID.pattern})$", "maxLength": fit.MAX_ID}


def _number(kind: inspect.IntType | inspect.FloatType) -> Schema:
    is_whole = isinstance(kind, inspect.IntType)
    bounds = {"minimum": kind.ge, "maximum": kind.le}
    pattern = r"^[+-]?\d+$" if is_whole else r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
    shape = {"type": ["integer" if is_whole else "number", "string"], "pattern": pattern}
    return {**shape, **{name: bound for name, bound in bounds.items() if bound is not None}}


def _choice(field: Field) -> Schema:
    order = TLP_LEVELS if set(field.choices) == set(TLP_LEVELS) else tuple(MEANINGS.get(field.name, field.choices))
    allowed = sorted(field.choices, key=lambda each: order.index(each) if each in order else len(order))
    if order is TLP_LEVELS:
        allowed += [f"TLP:{level}" for level in TLP_LEVELS]
    numbers = [str(each) for each in field.choices if isinstance(each, int)]
    return {"enum": allowed + numbers}


def _rules() -> Schema:
    grades = {"enum": ["error", "warning", "hint", "off"]}
    known = {
        code: {**grades, "description": f"{rule.meaning} (default: {rule.severity})"} for code, rule in RULES.items()
    }
    return {"type": "object", "properties": known, "additionalProperties": grades}


def _description(record: type[Record], field: Field) -> str:
    """What the field is for, then its kind of value, then the meaning of each choice."""
    said = NOTES.get((record, field.name)) or COMMON.get(field.name, "")
    kinds = {"date": "EDTF: 2024-10-18, 2024-10, 2024-10-08/2024-10-13, 2024-10-18~", "markdown": "Markdown"}
    kind = kinds.get(str(field.notes.get("kind")), "")
    meanings = MEANINGS.get(field.name, {})
    told = "; ".join(
        f"{code}: {meanings[code][-1]}" for code in field.choices if code in meanings and meanings[code][-1]
    )
    return ". ".join(part for part in (said, kind, told) if part)
