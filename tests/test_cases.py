"""Golden cases: each file in `cases/` is a tiny dossier, the promise it holds, and what shall come of it.

A case is a text in parts (see `txtar`).  Its parts are files of the dossier, perhaps `-- options --` (as one types them
after `dossier build`: `--tlp`, `--as-of`, `--strict`), and expectations:

    -- expect diagnostics --            a line a finding, with its hint below it; or `none`
    -- expect text --                   the findings as people see them, with the source line and the caret
    -- expect status --                 the exit status of `dossier check`
    -- expect json facts.*.id --        what stands at a path of data/dossier.json (`*`: in each)
    -- expect main pages/p.html //a --  what an XPath finds in a page's <main>: elements with the attributes that the
                                        format fixes and their words; or attributes; or true and false
    -- expect page pages/p.html //a --  the same in the whole page
    -- expect files facts/* --          the published files that match

`pytest --accept` writes what comes of it now, and removes expectations of pages that are no more.
"""

from __future__ import annotations

import argparse
import json
import shlex
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jinja2
import pytest
import txtar
from lxml import html

from casework import edtf
from casework.exports import data
from casework.pages import site
from casework.pages.desk import laid
from casework.publishing import build, render, theme
from casework.publishing.build import Examined, Options
from casework.reporting import report
from casework.views.page import PageView

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
SHOWN = ("role", "id", "href", "src", "data-fact", "data-status")
CONFIG = "title: Test dossier\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path, accept: bool) -> None:
    """Each case's comment says what it promises: what comes of its files is what it expects, to the byte."""
    written = path.read_text("utf-8")
    comment, parts = txtar.split(written)
    assert comment.strip(), "a case begins with the promise that it holds"
    outcome = Outcome(tmp_path, parts)
    now = txtar.join(comment, list(outcome.parts(parts)))
    if accept and now != written:
        path.write_text(now, "utf-8")
    assert now == path.read_text("utf-8")


class Outcome:
    """What comes of a case's files, worked out as far as its expectations ask."""

    def __init__(self, root: Path, parts: txtar.Parts) -> None:
        self.root = root
        given = dict(parts)
        self.options = options(given.get("options", ""))
        self.examined = examined(root, given, self.options)

    def parts(self, parts: txtar.Parts) -> Iterator[tuple[str, str]]:
        """`parts` with what its expectations find now; those of pages that are no more are left out."""
        for name, text in parts:
            found = self.found(name) if name.startswith("expect ") else text
            if found is not None:
                yield name, found

    def found(self, name: str) -> str | None:
        _, what, *rest = name.split(" ", 3)
        if what == "diagnostics":
            return listed(self.examined.findings)
        if what == "text":
            return report.as_text(self.examined.findings)
        if what == "status":
            return f"{int(self.examined.fails)}\n"
        if what == "json":
            return pretty(at(self.data, rest[0].split(".")))
        if what == "files":
            return lines(sorted(path for path in self.pages if fnmatch(path, rest[0])))
        if what in ("main", "page"):
            return self.picked(rest[0], rest[1], within="//main" if what == "main" else ".")
        raise AssertionError(f"`-- {name} --` is no expectation")

    def picked(self, path: str, xpath: str, *, within: str) -> str | None:
        if path not in self.pages:
            return None
        (scope,) = html.document_fromstring(render.render(self.pages[path], templates()).decode()).xpath(within)
        found = scope.xpath("." + xpath if xpath.startswith("/") else xpath)
        if isinstance(found, bool):
            return f"{str(found).lower()}\n"
        return lines([shown(each) for each in found] if isinstance(found, list) else [str(found)])

    @cached_property
    def as_of(self) -> str | None:
        return self.options.as_of.text if self.options.as_of else None

    @cached_property
    def data(self) -> Any:
        assert self.examined.case is not None, "a broken config has no data"
        return json.loads(data.as_json(data.data(self.examined.case, self.as_of)))

    @cached_property
    def pages(self) -> Mapping[str, PageView]:
        assert self.examined.case is not None, "a broken config has no pages"
        desk = laid(self.examined.case, self.as_of, self.examined.changed)
        return {view.path: view for name in site.names(desk) for view in site.job(name, desk).views()}


def options(typed: str) -> Options:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlp", default="")
    parser.add_argument("--as-of", default="")
    parser.add_argument("--strict", action="store_true")
    chosen = parser.parse_args(shlex.split(typed))
    return Options(as_of=edtf.read(chosen.as_of), tlp=chosen.tlp, strict=chosen.strict)


def examined(root: Path, files: Mapping[str, str], chosen: Options) -> Examined:
    """The files put down at `root` and examined; with a plain config if they hold none."""
    for name, text in {"config.yaml": CONFIG, **files}.items():
        if name != "options" and not name.startswith("expect "):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(text.encode())
    return build.examine(root, chosen)


@cache
def templates() -> jinja2.Environment:
    return theme.environment(Path(__file__).parent / "cases")


def listed(findings: tuple[report.Finding, ...]) -> str:
    said = [
        f"{each.path}:{each.line}:{each.column}: {each.severity}[{each.code}]: {each.message}\n"
        + (f"    {each.hint}\n" if each.hint else "")
        for each in findings
    ]
    return "".join(said) or "none\n"


def at(value: Any, keys: list[str]) -> Any:
    """What stands at a path: names of keys, numbers of list items, `*` for each item of a list."""
    if not keys:
        return value
    key, *rest = keys
    if key == "*":
        return [at(each, rest) for each in value]
    return at(value[int(key)] if isinstance(value, list) else value[key], rest)


def pretty(value: Any) -> str:
    flat = not isinstance(value, list | dict) or not any(isinstance(each, list | dict) for each in value)
    return json.dumps(value, ensure_ascii=False, indent=None if flat else 1) + "\n"


def lines(found: list[str]) -> str:
    return "".join(f"{each}\n" for each in found) or "none\n"


def shown(node: Any) -> str:
    """An attribute or text as it is; an element as its fixed attributes and its words."""
    if isinstance(node, str):
        return words(node)
    fixed = "".join(f' {name}="{node.get(name)}"' for name in SHOWN if node.get(name) is not None)
    return f"<{node.tag}{fixed}>{words(node.text_content())}</{node.tag}>"


def words(text: str) -> str:
    """`text` with single blanks, and without the joiners that keep a note's mark at its word."""
    return " ".join(text.replace("\u2060", "").split())
