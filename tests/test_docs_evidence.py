"""The worked example of docs/evidence.md is what the program does: it is built from the document's own blocks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from build import by_id, case, examined, published

from casework.exports import data, editions

PAGE = Path(__file__).parent.parent / "docs/evidence.md"
BLOCK = re.compile(r"^```(\w+) ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"[\w./-]+\.(?:yaml|md|txt)")
BLOCKS = [(form, words.split(), body) for form, words, body in BLOCK.findall(PAGE.read_text())]
EXPECTED = [(words, body) for form, words, body in BLOCKS if form == "json"]


def options(words: list[str]) -> dict[str, str]:
    """What `key=value` words of a block's first line say."""
    return dict(word.split("=") for word in words if "=" in word)


def files(variant: str) -> dict[str, str]:
    """The dossier, with the blocks that are only there `if=variant`; an entity said again replaces the first."""
    found = {
        words[0]: body
        for _, words, body in BLOCKS
        if FILE.fullmatch(words[0]) and options(words).get("if", variant) == variant
    }
    if variant == "marked":
        found["content/entities.yaml"] = re.sub("(?m)^- .id: an-inspector.*\n", "", found["content/entities.yaml"])
    return found


def arguments(words: list[str]) -> dict[str, Any]:
    """What to build for a block: the variant's files, as of a day, at a level, with the private copy or without."""
    given = options(words)
    variant = given.get("if", "")
    made = files(variant)
    copies = {"gazette.txt": made["archive/gazette.txt"]} if variant in ("archive", "quote") else {}
    inputs = {path: text for path, text in made.items() if path.endswith((".md", ".yaml"))}
    return {"files": inputs, "copies": copies, "as_of": given.get("as-of", ""), "tlp": given.get("tlp", "")}


@pytest.mark.parametrize(("words", "body"), EXPECTED, ids=[" ".join(words) for words, _ in EXPECTED])
def test_each_value_in_the_document_is_the_derived_one(words: list[str], body: str):
    """What a JSON block says of an item stands in `data/dossier.json` so."""
    items = published(**arguments(words))[words[0]]
    names = [word for word in words[1:] if "=" not in word]
    if names:
        assert shared(json.loads(body), by_id(items)[names[0]]) == json.loads(body)
    else:
        assert [each["id"] for each in items] == json.loads(body)


def shared(wanted: Any, found: Any) -> Any:
    """What of `found` has a counterpart in `wanted`."""
    if isinstance(wanted, Mapping):
        return {key: shared(each, found[key]) for key, each in wanted.items()}
    if isinstance(wanted, list) and len(wanted) == len(found):
        return [shared(one, other) for one, other in zip(wanted, found, strict=True)]
    return found


@pytest.mark.parametrize(("words", "body"), [(words, body) for form, words, body in BLOCKS if words[0] == "check"])
def test_each_error_in_the_document_is_the_one_that_check_gives(words: list[str], body: str):
    """What a `check` block says is said, and no other error."""
    errors = {"circular-sourcing", "quote-not-found", "unknown-id", "unknown-citation", "bad-value", "duplicate-id"}
    found = [f"{each.code}: {each.message}\n" for each in examined(**arguments(words))[1] if each.code in errors]
    assert "".join(found) == body


def test_the_changes_in_the_document_are_those_between_the_two_editions():
    """The diff from the as-of build to the whole one, word for word."""
    given = arguments([])
    [body] = [body for _, words, body in BLOCKS if words == ["diff"]]
    old, new = (data.data(case(**{**given, "as_of": day}), day or None) for day in ("2024-05-10", ""))
    assert editions.as_text(editions.diff(old, new)) == body


def test_one_sentence_stands_on_a_line():
    """Prose lines end where a sentence ends, so that a change shows as its own line in a review."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", PAGE.read_text())
    plain = [line for line in prose.splitlines() if line and line[0].isalpha()]
    assert [line for line in plain if not line.endswith((".", ":"))] == []
    assert [line for line in plain if re.search(r"[.!?] [A-Z]", line)] == []
