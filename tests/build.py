"""Tiny dossiers for tests: texts of files in, a `Case` out, by the stages that a build goes through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from casework import edtf
from casework.diagnostics import Diagnostics
from casework.dossier import Copy, Dossier, InputFile, Receipt
from casework.evidence import check, cut, derive, verify
from casework.evidence.derive import Case
from casework.exports import data
from casework.model import Source
from casework.reading import link, parse

CONFIG = "title: Test dossier\n"


def linked(files: Mapping[str, str], tlp: str = "") -> tuple[Dossier, Diagnostics]:
    """The linked dossier that `files` make, nothing cut away, and what linking found."""
    inputs = [InputFile(path, text.encode()) for path, text in files.items() if path != "config.yaml"]
    config, said = parse.config(InputFile("config.yaml", files.get("config.yaml", CONFIG).encode()))
    assert config is not None, "config.yaml cannot be read"
    config = replace(config, tlp=tlp) if tlp else config
    dossier, found = link.link(config, [(file.path, parse.parse(file)) for file in inputs])
    return dossier, (*said, *found)


def examined(
    files: Mapping[str, str],
    *,
    as_of: str = "",
    tlp: str = "",
    copies: Mapping[str, str] | None = None,
    receipts: Iterable[Receipt] = (),
) -> tuple[Case, Diagnostics]:
    """The case that `files` (path below the dossier's folder → text) make, and all that is said of them.

    `copies` are archived texts by their path below the archive; a plain config stands in for one that is missing.
    """
    whole, found = linked(files, tlp)
    dossier, marked = cut.by_marking(whole, whole.config.tlp)
    if as_of:
        dossier = cut.as_of(dossier, last_day(as_of))
    held = {name: Copy(text, hashlib.sha256(text.encode()).hexdigest()) for name, text in (copies or {}).items()}
    verified = verify.verify(dossier, held, tuple(receipts))
    made = derive.derive(dossier, verified.checks)
    return made, (*found, *marked, *(each for _, each in verified.diagnostics), *check.check(made, frozenset()))


def case(files: Mapping[str, str], **options: Any) -> Case:
    """The case that `files` make; `options` are those of `examined`."""
    return examined(files, **options)[0]


def codes(files: Mapping[str, str], **options: Any) -> list[str]:
    """The codes of all diagnostics of `files`, in order."""
    return [each.code for each in examined(files, **options)[1]]


def published(files: Mapping[str, str], **options: Any) -> dict[str, Any]:
    """`data/dossier.json` as its readers get it: parsed JSON."""
    return dict(json.loads(data.as_json(data.data(case(files, **options), options.get("as_of") or None))))


def source(**fields: Any) -> Source:
    """A source by itself, with a title and what is given."""
    return Source(**{"id": "s", "title": "Title", **fields})


def by_id(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Published items by their ids."""
    return {each["id"]: each for each in items}


GOVERNMENT = ({"id": "state"}, {"id": "ministry", "part_of": "state"}, {"id": "agency", "part_of": "ministry"})
"""Entities, each of them part of the one before."""
PEOPLE = ({"id": "x"}, {"id": "y"}, {"id": "z"})


def fact(*evidence: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The fact `f` with lines of evidence, which support it unless they say else."""
    return {"id": "f", **fields, "evidence": [{"stance": "supports", **each} for each in evidence]}


def derived(files: dict[str, str], **options: Any) -> dict[str, Any]:
    """The one fact of a tiny dossier, as published."""
    return dict(by_id(published(files, **options)["facts"])["f"])


def ids(files: dict[str, str], **options: Any) -> dict[str, list[str]]:
    """The ids of what a build publishes, by the data's keys, and the pages."""
    found = published(files, **options)
    return {
        key: [each["id"] for each in found[key]] for key in ("sources", "facts", "judgments", "entities", "questions")
    } | {"pages": list(case(files, **options).dossier.pages)}


def last_day(text: str) -> int:
    """The last day of an EDTF date."""
    day = edtf.parse(text)
    assert isinstance(day, edtf.Edtf)
    assert day.latest is not None
    return day.latest


def folder(
    sources: Mapping[str, Mapping[str, Any]] | None = None,
    facts: Iterable[Mapping[str, Any]] = (),
    *,
    entities: Iterable[Mapping[str, Any]] = (),
    questions: Iterable[Mapping[str, Any]] = (),
    judgments: Iterable[Mapping[str, Any]] = (),
    pages: Mapping[str, str] | None = None,
    index: str = "Briefing.",
    **config: Any,
) -> dict[str, str]:
    """The files of a dossier from plain values: YAML reads JSON.  A source's `summary` is its Markdown."""
    made = {
        "config.yaml": json.dumps({"title": "Test dossier", **config}),
        "content/index.md": _page("Briefing", index),
    }
    for name, given in (sources or {}).items():
        fields = {"title": f"Title of {name}", "date": "2024-10-18", **given}
        summary = fields.pop("summary", "Summary.")
        made[f"content/sources/{name}.md"] = f"---\n{json.dumps(fields)}\n---\n{summary}\n"
    named = [{"claim": f"Claim of {each['id']}.", **each} for each in facts]
    asked = [{"text": f"What of {each['id']}?", **each} for each in questions]
    judged = [{"text": f"Judgment {each['id']}.", **each} for each in judgments]
    made["content/facts.yaml"] = json.dumps({"questions": asked, "facts": named, "judgments": judged})
    made["content/entities.yaml"] = json.dumps([{"name": f"Name of {each['id']}", **each} for each in entities])
    made |= {f"content/pages/{name}.md": _page(f"Page {name}", text) for name, text in (pages or {}).items()}
    return made


SLOTS = ("s0", "s1", "f0", "f1", "e0", "e1", "q0", "j0", "p0")
SHUT = "\n\n::: tlp AMBER\nShut.[^s] See [[e0]].\n\n## Hidden\n:::"
NOTED = "\n\n[^s]: Shut note, of [@s0]."


def marked(marks: dict[str, str], gone: frozenset[str]) -> dict[str, str]:
    """A dossier whose items refer to each other, without those that are `gone` and without what refers to them."""

    def kept(*wanted: Any) -> list[Any]:
        return [each for each in wanted if (each["id"] if isinstance(each, dict) else each) not in gone]

    def origin(name: str) -> str:
        return "unknown" if name in gone else name

    def one(name: str) -> str:
        return "" if name in gone else name

    def item(name: str, **fields: Any) -> dict[str, Any]:
        return {"id": name, "tlp": marks[name], **fields}

    sources = {
        name: {"tlp": marks[name], "agency": one("e0"), "summary": f"Summary of {name}.", "tags": ["tag"]}
        for name in kept("s0", "s1")
    }
    evidence = {
        "f0": [{"source": "s0", "origin": origin("e1"), "via": kept("e0")}, {"source": "s1", "origin": origin("s0")}],
        "f1": [{"source": "s1", "origin": origin("e0"), "stance": "disputes"}, {"source": "s1"}],
    }
    facts = [
        item(name, about=kept("e0", "e1"), place=kept("e1"), question=one("q0"), best=at, contradicts=kept("f0"),
             evidence=[line for line in evidence[name] if line["source"] not in gone])
        for at, name in enumerate(("f0", "f1")) if name not in gone
    ]  # fmt: skip
    return folder(
        sources,
        facts,
        entities=kept(item("e0"), item("e1", part_of=one("e0"))),
        questions=kept(item("q0")),
        judgments=kept(item("j0", basis=kept("f0", "f1"), confidence="high")),
        pages={"p0": f"---\ntitle: Annex p0\ntlp: {marks['p0']}\n---\nText."} if "p0" not in gone else {},
        index=f"Open.[^o]{SHUT}\n\n## More\n\n::: note\nA.{SHUT}\n\nB.\n:::{SHUT}\n\n[^o]: Open note.{NOTED}",
        base_url="https://example.org/",
        edition="1",
    )


def _page(title: str, text: str) -> str:
    """A page's file; a text that brings its own front matter is taken as it is."""
    return text if text.startswith("---") else f"---\ntitle: {title}\n---\n{text}\n"
