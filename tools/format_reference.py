"""The model → `docs/format.md`: every record and field that a dossier's files may hold, and the inline syntax.  Pure.

What a field is for is `schema.NOTES`, which editors show too; its kind, choices and default are read off the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import inspect

from casework import fields, model
from casework.authoring.schema import BODIES, COMMON, NOTES
from casework.fields import Field
from casework.model import (
    ENTITY_KINDS,
    SOURCE_ALIASES,
    Archive,
    Config,
    Entity,
    Evidence,
    Fact,
    Item,
    Judgment,
    Page,
    Question,
    Quotes,
    Record,
    Role,
    Source,
)

HEAD = """\
# The format

<!-- Made by `make docs` from casework/model.py and casework/authoring/schema.py. -->

A dossier is a folder:

| file | holds |
| --- | --- |
| `config.yaml` | the [settings](#config) |
| `content/index.md` | the briefing, a [page](#page) |
| `content/sources/<id>.md` | one [source](#source) each: front matter, then your own summary |
| `content/facts.yaml`, or `content/facts/**/*.yaml` | `facts:`, `questions:` and `judgments:`: lists of [facts](#fact), [questions](#question), [judgments](#judgment) |
| `content/entities.yaml`, or `content/entities/**/*.yaml` | a list of [entities](#entity) |
| `content/pages/<id>.md` | further [pages](#page) |
| `content/archive.lock` | receipts of `dossier verify`; commit it, never edit it |
| `templates/`, `assets/` | what replaces or adds to the [theme](theming.md) |

YAML is read as it looks: `NO` and `12:30` stay text.
A key that stands twice and a key that is not known are errors.
`dossier schema` writes JSON Schemas, so that an editor completes and checks while you type; [what `check` says](rules.md) has every finding.

"""

VALUES = """\
## Kinds of value

| in the tables | is |
| --- | --- |
| text | any text, also one that looks like a number |
| Markdown | text with the [inline syntax](#in-any-text) below |
| id | lower-case letters, digits and hyphens, at most 100; unique in the whole dossier |
| date | EDTF: `2024-10-18`, `2024-10`, `2024`; `2024-10-08/2024-10-13`; `2024-10-18?` uncertain, `2024-10~` approximate, `%` both; `2024-10-XX`; `2024-22` summer; `2024-10/..` open; `[2024-10-17,2024-10-18]` one of them |
| address | begins with `http://` or `https://` |
| list of … | `[a, b]`, or one line each after `- `; a single value may stand without brackets |

"""

TAIL = """\
## In any text

| written | becomes |
| --- | --- |
| `[@herald]`, `[@herald, para. 6; @courier]` | a numbered note that cites sources, with locators |
| `[@four-beams]` | a note that shows a fact's evidence |
| `[^n]` … `[^n]: text` | a free note in the same numbering |
| `[[mayor]]`, `[[mayor\\|the mayor]]` | a link to any item |
| `![[duration]]`, `![[timeline]]`, `![[map]]` | the thing itself |
| `::: tlp AMBER` … `:::` | a block for builds at that marking |
| `::: note`, `::: warning` … `:::` | a box |
| `\\[[`, `\\[@` | the signs themselves |

Nothing in code is touched, and HTML that could do harm is taken out.
"""

EXTRA_NOTES = {
    (Config, "title"): "of the dossier",
    (Config, "subtitle"): "below the title",
    (Config, "publisher"): "who publishes it",
    (Config, "quotes"): "limits on quotations",
    (Quotes, "max_words"): "a longer quotation is an error",
    (Archive, "file"): "its path below `archive:` of the config",
    (Archive, "sha256"): "its digest",
    (Archive, "captured"): "when the copy was made",
    (Archive, "captured_by"): "by whom",
    (Archive, "tool"): "with what",
    (Source, "title"): "in brackets where you supplied it",
    (Source, "date"): "when it was published",
    (Source, "url"): "where it is",
    (Source, "url_status"): "what is there today; nobody is led to an `unfit` or `usurped` address",
    (Source, "genre"): "what kind of text it is",
    (Source, "language"): "e.g. `ko`, where it is not the dossier's",
    (Source, "status"): "what its publisher made of it; a retracted or withdrawn source counts no more",
    (Fact, "id"): "what others call it by",
    (Question, "id"): "what others call it by",
    (Judgment, "id"): "what others call it by",
    (Entity, "id"): "what others call it by",
    (Fact, "kind"): "what kind of statement it is",
    (Fact, "qualifier"): "how exact the figure is",
    (Fact, "tags"): "free keywords; each gets a page",
    (Evidence, "origin"): "whom the article credits: an entity, a source, `self` or `unknown`",
    (Evidence, "stance"): "what the origin says of it",
    (Role, "id"): "the entity",
    (Role, "role"): "as what, e.g. `announced`",
    (Question, "text"): "the question",
    (Question, "note"): "shown with its answers",
    (Judgment, "text"): "the judgment, one sentence",
    (Judgment, "likelihood"): "how likely it is (ICD 203)",
    (Judgment, "confidence"): "how sure you are of that",
    (Entity, "name"): "as readers know it",
    (Entity, "description"): "who or what it is",
    (Entity, "lat"): "degrees north",
    (Entity, "lon"): "degrees east",
    (Page, "title"): "its heading",
    (Page, "date"): "shown below the heading",
    (Page, "draft"): "true keeps the page out of the build",
}
CHOICES = {frozenset(get_args(each)): get_args(each) for each in vars(model).values() if get_origin(each) is Literal}
RECORDS: tuple[type[Record], ...] = (
    *(Config, Quotes, Source, Archive, Fact, Evidence, Role, Question, Judgment, Entity, Page),
)


def document() -> str:
    """`docs/format.md`."""
    common = "## Every item\n\nSources, facts, questions, judgments, entities and pages have these keys too.\n\n"
    sections = "".join(_section(record) for record in RECORDS)
    return HEAD + VALUES + sections + common + _table(Item, COMMON) + _aliases() + TAIL


def _section(record: type[Record]) -> str:
    said = " ".join((record.__doc__ or "").split())
    shown = [name for name in fields.of(record) if name not in (*COMMON, BODIES.get(record))]
    if record in (Source, Page):
        shown.remove("id")  # it is the file's name
    return f"## {record.__name__}\n\n{said}\n\n{_table(record, shown)}"


def _table(record: type[Record], names: Iterable[str]) -> str:
    defaults = {each.name: each.default for each in msgspec.structs.fields(record)}
    rows = [_row(record, fields.of(record)[name], defaults[name]) for name in names]
    return "| key | value | what for |\n| --- | --- | --- |\n" + "".join(rows) + "\n"


def _row(record: type[Record], field: Field, default: Any) -> str:
    told = NOTES.get((record, field.name)) or COMMON.get(field.name) or EXTRA_NOTES.get((record, field.name), "")
    value = _value(record, field)
    if default not in ("", (), {}, None, False, msgspec.NODEFAULT) and not isinstance(default, Record):
        value += f"; default `{default}`"
    key = f"**`{field.name}`** (required)" if field.required else f"`{field.name}`"
    return f"| {key} | {value} | {told} |\n"


def _value(record: type[Record], field: Field) -> str:
    if field.choices:
        return " ".join(f"`{each}`" for each in _in_order(field))
    if record is Entity and field.name == "kind":
        return " ".join(f"`{each}`" for each in ENTITY_KINDS)
    said = " or ".join(
        dict.fromkeys(_kind(each, field) for each in field.types if not isinstance(each, inspect.NoneType))
    )
    return f"list of {said}" if field.many else said


def _in_order(field: Field) -> Iterable[Any]:
    """The choices as the model lists them: inspection sorts them by letter."""
    return CHOICES[frozenset(field.choices)]


def _kind(kind: inspect.Type, field: Field) -> str:
    if isinstance(kind, inspect.StructType):
        return f"[{kind.cls.__name__}](#{kind.cls.__name__.lower()})"
    if isinstance(kind, inspect.DictType):
        return "map of text to text"
    if isinstance(kind, inspect.BoolType):
        return "`true` or `false`"
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return "number"
    if referred := field.notes.get("refers"):
        return " or ".join(
            [f"{each}'s id" for each in referred] + [f"`{each}`" for each in field.notes.get("besides", ())]
        )
    kinds = {"date": "date", "markdown": "Markdown", "url": "address", "id": "id"}
    return kinds.get(str(field.notes.get("kind")), "text")


def _aliases() -> str:
    rows = "".join(f"| `{alias}` | `{name}` |\n" for alias, name in SOURCE_ALIASES.items())
    return (
        "## Names from other tools\n\nIn a source these are read as our own, with a hint to write those.\n\n"
        f"| written | read as |\n| --- | --- |\n{rows}\n"
    )
