"""Rim: writes the stub of a new item into the dossier's files, under an id that nothing else has.

What is in the files stays as it is, byte for byte; see `yamlinsert`.
"""

from __future__ import annotations

from pathlib import Path

from casework import defaults, wholefile
from casework.authoring import ids, schema, schemafiles, sourcefile, yamlinsert, yamlwrite
from casework.authoring.yamlinsert import Refused
from casework.diagnostics import Place
from casework.dossier import InputFile
from casework.model import Kind
from casework.reading import fit, parse, read, yamltext

KINDS: tuple[Kind, ...] = ("source", "fact", "entity", "question", "judgment")
WORDS = {
    "source": "Title of the article",
    "fact": "One sentence that can be true or false.",
    "entity": "Name",
    "question": "What do the facts answer differently?",
    "judgment": "What we think, in one sentence.",
}
"""What stands in a stub until the author writes something better."""

SOURCE = """\
---
title: {words}
# author: Jane Doe             # or a list: [Jane Doe, John Roe]
# publication: The Example Times
# date: 2024-10-18             # 2024-10, 2024-10-08/2024-10-13 and 2024-10-18~ are dates too
# accessed: 2024-10-20
# url: https://example.org/article
# genre: news                  # news | analysis | opinion | press-release | interview | report | transcript
# tags: []
# reliability: B               # A to F
---
"""
ITEMS = {
    "fact": """\
id: {id}
claim: {words}
kind: claim # event | claim | assessment | forecast | background
# date: 2024-10-18 # when it happened or holds
# about: [] # ids of entities
# evidence:
#   - source: id-of-a-source
#     origin: self # or the entity whom the source credits, or unknown
#     quote: a few of its words
""",
    "entity": """\
id: {id}
name: {words}
kind: organisation # person | organisation | unit | place | publication | treaty | weapon | event | other
# aliases: []
# part_of: id-of-an-entity # the body that it speaks for
# description: Who or what it is.
""",
    "question": """\
id: {id}
text: {words}
# unit: troops # what the figures of its facts count
# note: How the answers differ.
""",
    "judgment": """\
id: {id}
text: {words}
likelihood: roughly-even-chance # almost-no-chance … unlikely … likely … almost-certain
confidence: low # low | moderate | high
basis: [] # ids of the facts that it rests on
# note: Why this confidence.
""",
}
LISTS = {"fact": ("facts", "facts"), "question": ("facts", "questions"), "judgment": ("facts", "judgments")}
"""The file (without its ending) and the key of each kind's list; entities are a list of their own."""


def new(root: Path, kind: Kind, item_id: str = "", words: str = "") -> str:
    """Write a stub; where it is, as `path:line`.  Refused when the id is taken or the file cannot be added to."""
    chosen = _id(root, kind, item_id, words)
    place = _source(root, chosen, words) if kind == "source" else _item(root, kind, chosen, words)
    schemafiles.save(root)
    return place


def _id(root: Path, kind: Kind, item_id: str, words: str) -> str:
    folder = read.read(root, defaults.folder())
    taken = ids.taken((file.path, parse.parse(file)) for file in folder.content)
    if not item_id:
        return ids.free(words, kind, taken)
    for fault in fit.bad_id(item_id, Place(path="")):
        raise Refused(f"{fault.message}; {fault.hint}")
    if item_id in taken:
        raise Refused(f"the id `{item_id}` is taken: `{ids.free(item_id, kind, taken)}` is free")
    return item_id


def _source(root: Path, item_id: str, words: str) -> str:
    path = root / sourcefile.path(item_id)
    if path.exists():
        raise Refused(f"{sourcefile.path(item_id)} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(SOURCE.format(words=yamlwrite.scalar(words or WORDS["source"])))
    return f"{sourcefile.path(item_id)}:1"


def _item(root: Path, kind: Kind, item_id: str, words: str) -> str:
    stub = ITEMS[kind].format(id=yamlwrite.scalar(item_id), words=yamlwrite.scalar(words or WORDS[kind]))
    return append(root, kind, stub)


def append(root: Path, kind: Kind, item: str) -> str:
    """Put `item` (its YAML) at the end of its kind's list; where it is, as `path:line`."""
    stem, key = LISTS.get(kind, ("entities", ""))
    path = _file(root, stem, key)
    name = path.relative_to(root).as_posix()
    if not path.resolve().is_relative_to(root.resolve()):
        raise Refused(f"{name} is a link that leads outside the dossier: put the file itself there")
    text, mark = _text(path, name) if path.is_file() else (schema.comment(stem, name) + "\n", "")
    if not key and isinstance(yamltext.load(text, name)[0], dict):
        key = "entities"
    try:
        made, line = yamlinsert.appended(text, key, item)
    except Refused as fault:
        raise Refused(f"{name}: {fault}") from None
    wholefile.write(path.resolve(), (mark + made).encode())  # a link within the dossier stays one
    return f"{name}:{line}"


def _file(root: Path, stem: str, key: str) -> Path:
    """The file of a list: `facts.yaml`; else the last one below `facts/` that has the list; else a new one."""
    content = root / read.CONTENT
    files = [content / f"{stem}{ending}" for ending in (".yaml", ".yml")]
    folder = sorted(path for path in (content / stem).rglob("*") if path.suffix in (".yaml", ".yml"))
    having = [path for path in folder if not key or f"\n{key}:" in "\n" + path.read_text("utf-8-sig", "replace")]
    return next((path for path in files if path.is_file()), (having or [files[0]])[-1])


def _text(path: Path, name: str) -> tuple[str, str]:
    """A file's text and its byte order mark."""
    text, faults = parse.decode(InputFile(name, path.read_bytes()))
    if text is None:
        raise Refused(f"{name}: {faults[0].message}; mend that first")
    return text, "\ufeff" if path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
