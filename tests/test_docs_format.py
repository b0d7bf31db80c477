"""The format reference: it is what the model says now, and leaves nothing unexplained."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from casework import fields

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """The tool that writes it, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("format_reference", ROOT / "tools/format_reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_page_is_current(reference: ModuleType) -> None:
    """`docs/format.md` is what `make docs` makes."""
    assert (ROOT / "docs/format.md").read_text("utf-8") == reference.document(), "run `make docs`"


def test_every_key_has_a_row_that_says_what_it_is_for(reference: ModuleType) -> None:
    """A field that is added to the model without a word of explanation is found here."""
    page = reference.document()
    rows = re.findall(r"^\| \**`(\w+)`.*? \| (.+?) \| (.*?) ?\|$", page, re.MULTILINE)
    assert [name for name, value, told in rows if not (value and told)] == []
    shown = {name for name, _, _ in rows}
    keys = {name for record in reference.RECORDS for name in fields.of(record)}
    assert keys - shown == {"summary", "body"}, "these two are what stands below the front matter"


def test_every_link_of_the_page_leads_somewhere(reference: ModuleType) -> None:
    """Anchors are headings, files are there."""
    page = reference.document()
    anchors = {
        re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    }
    for link in re.findall(r"\]\(([^)]+)\)", page):
        target, _, anchor = link.partition("#")
        assert (ROOT / "docs" / target).exists() if target else anchor in anchors, link
