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


def _page(title: str, text: str) -> str:
    """A page's file; a text that brings its own front matter is taken as it is."""
    return text if text.startswith("---") else f"---\ntitle: {title}\n---\n{text}\n"
