"""Schemas: what the demo and the starter hold is valid; what `fit` refuses by its type, a schema refuses too."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from casework import fields
from casework.authoring import schema, starter
from casework.diagnostics import Place
from casework.model import Config, Entity, Fact, Judgment, Page, Record, Source
from casework.reading import fit, frontmatter, yamltext
from dossier import cli

HERE = Path(__file__).resolve().parent.parent
VALIDATORS = {name: jsonschema.Draft7Validator(schema.schema(name)) for name in schema.FILES}


class Editor(yaml.SafeLoader):
    """YAML 1.2 core types, as editors read them: numbers, true and false, null, and all else text."""


Editor.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def name_of(path: Path) -> str:
    """The schema for a file of a dossier."""
    if path.suffix == ".md":
        return "source" if path.parent.name == "sources" else "page"
    return path.stem if path.stem in schema.FILES else path.parent.name


def files(root: Path) -> list[Path]:
    """The files of a dossier that have a schema."""
    return [root / "config.yaml", *(p for p in sorted((root / "content").rglob("*")) if p.suffix in (".yaml", ".md"))]


@pytest.mark.parametrize("path", [*files(HERE), *files(starter.STARTER)], ids=lambda path: path.name)
def test_what_is_right_is_valid(path: Path) -> None:
    """As our reader and as an editor's reads it."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        text = frontmatter.split(text).yaml or "{}"
    for value in (yamltext.load(text, "")[0], yaml.load(text, Editor)):
        VALIDATORS[name_of(path)].validate(value)


def whole(record: type[Record], value: dict[str, Any]) -> tuple[str, Any]:
    """The name of the schema and the file's value that hold a record."""
    names = {Config: "config", Source: "source", Page: "page"}
    if record in names:
        return names[record], value
    return ("entities", [value]) if record is Entity else ("facts", {f"{record.__name__.lower()}s": [value]})


BASE: dict[type[Record], dict[str, Any]] = {
    Config: {"title": "T"},
    Source: {"title": "T"},
    Page: {},
    Entity: {"id": "e", "name": "E"},
    Fact: {"id": "f", "claim": "C"},
    Judgment: {"id": "j", "text": "J"},
}


@pytest.mark.parametrize(
    ("record", "change"),
    [
        (Config, {"titel": "x"}),
        (Config, {"title": None}),
        (Config, {"tlp": "PURPLE"}),
        (Config, {"quotes": "25"}),
        (Config, {"quotes": {"max_words": 0}}),
        (Config, {"quotes": {"max_words": "many"}}),
        (Config, {"rules": {"bad-date": "fatal"}}),
        (Config, {"kinds": ["a"]}),
        (Source, {"title": ["a"]}),
        (Source, {"author": {"name": "x"}}),
        (Source, {"author": [["x"]]}),
        (Source, {"genre": "gossip"}),
        (Source, {"reliability": "G"}),
        (Source, {"url_status": "gone"}),
        (Source, {"draft": "maybe"}),
        (Source, {"archive": "file.txt"}),
        (Source, {"archive": {}}),
        (Source, {"archive": {"file": "x", "size": "3"}}),
        (Page, {"order": "first"}),
        (Entity, {"lat": 91}),
        (Entity, {"lon": "east"}),
        (Entity, {"id": "Not An Id"}),
        (Entity, {"links": {"wikidata": ["Q1"]}}),
        (Fact, {"kind": "rumour"}),
        (Fact, {"best": "12,000"}),
        (Fact, {"evidence": ["s"]}),
        (Fact, {"evidence": [{"origin": "o"}]}),
        (Fact, {"evidence": [{"source": "s", "credibility": 7}]}),
        (Fact, {"evidence": [{"source": "s", "stance": "likes"}]}),
        (Fact, {"about": [{"role": "x"}]}),
        (Fact, {"about": [["x"]]}),
        (Judgment, {"likelihood": "maybe"}),
        (Judgment, {"confidence": "medium"}),
    ],
    ids=str,
)
def test_what_fit_refuses_by_type_is_refused(record: type[Record], change: dict[str, Any]) -> None:
    """One change to a valid record, refused by both."""
    value = {**BASE[record], **change}
    assert fit.fit(texts(value), record, Place(path="x"))[1]
    name, held = whole(record, value)
    assert not VALIDATORS[name].is_valid(held)


@pytest.mark.parametrize(
    ("record", "change"),
    [
        (Config, {"tlp": "TLP:AMBER+STRICT"}),
        (Config, {"edition": 2024}),
        (Config, {"archive": None}),
        (Config, {"rules": {"bad-date": "off"}, "quotes": {"max_words": "12"}}),
        (Source, {"title": 1984, "author": "One", "tags": "one", "language": True}),
        (Source, {"author": ["One", "et al."], "tlp": "GREEN", "draft": "true"}),
        (Source, {"draft": True, "fields": {"a": 1}, "former_ids": "old"}),
        (Page, {"order": "1"}),
        (Page, {"order": 1.5}),
        (Entity, {"lat": "43.115", "lon": -131.885, "kind": "malware"}),
        (Fact, {"best": "12000", "low": 1e3, "high": 13000, "about": {"id": "x", "role": "y"}, "place": "x"}),
        (Fact, {"evidence": {"source": "s", "credibility": "2"}, "note": None}),
        (Fact, {"evidence": [{"source": "s", "credibility": 2}], "about": ["x", {"id": "x"}]}),
        (Judgment, {"likelihood": "likely", "basis": "f"}),
    ],
    ids=str,
)
def test_what_fit_lets_pass_is_allowed(record: type[Record], change: dict[str, Any]) -> None:
    """As our reader brings it (all text), and as an editor does."""
    value = {**BASE[record], **change}
    assert not fit.fit(texts(value), record, Place(path="x"))[1]
    for each in (value, texts(value)):
        name, held = whole(record, each)
        VALIDATORS[name].validate(held)


def texts(value: Any) -> Any:
    """A value as our reader brings it: each scalar as the text that stands there."""
    if isinstance(value, dict):
        return {key: texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [texts(each) for each in value]
    return value if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", schema.FILES)
def test_each_schema_is_one(name: str) -> None:
    """Valid by its draft, each record said in words, and no address in it but the draft's."""
    made = schema.schema(name)
    jsonschema.Draft7Validator.check_schema(made)
    assert re.findall(r"https?://[^\"]+", schema.as_json(name)) == [schema.DRAFT]
    assert all(shape["description"] for shape in made["definitions"].values())


def test_every_choice_and_field_of_the_model_is_there() -> None:
    """A field that is added to the model is in the schema without another word."""
    for name, root in schema.FILES.items():
        properties = schema.schema(name)["definitions"].get(root.__name__, {}).get("properties")
        if properties is not None:
            assert set(fields.of(root)) - set(properties) <= {"summary", "body"}


def test_every_note_is_of_a_field() -> None:
    """No description outlives its field."""
    for record, name in schema.NOTES:
        assert name in fields.of(record)


@pytest.mark.parametrize("alias", ["authors", "container-title", "URL"])
def test_other_tools_keys_are_allowed_in_a_source(alias: str) -> None:
    """As the reader takes them, with a word on what to write instead."""
    VALIDATORS["source"].validate({"title": "T", alias: "x"})
    assert "deprecationMessage" in schema.schema("source")["definitions"]["Source"]["properties"][alias]


def test_files_may_be_empty() -> None:
    """An empty list or file is no fault; entities may be below a key."""
    for value in (None, {}, {"facts": None}, {"questions": []}):
        VALIDATORS["facts"].validate(value)
    for value in (None, [], {"entities": []}, {"entities": None}):
        VALIDATORS["entities"].validate(value)


def test_the_command_prints_or_writes(tmp_path: Path) -> None:
    """With a name to standard output; without, into the dossier."""
    printed = CliRunner().invoke(cli, ["schema", "facts"])
    assert json.loads(printed.stdout) == schema.schema("facts")
    (tmp_path / "config.yaml").write_text("title: T\n")
    written = CliRunner().invoke(cli, ["schema", "-C", str(tmp_path)])
    assert written.exit_code == 0
    assert [json.loads((tmp_path / path).read_text("utf-8"))["$schema"] for path in written.output.split()] == [
        schema.DRAFT
    ] * len(schema.FILES)
