"""The docs as a whole: every page can be found, and whatever a page names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docsteps import ROOT

PAGES = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def test_the_index_leads_to_every_page() -> None:
    """docs/README.md links every page of the docs, and every link in the docs leads to a file."""
    docs = ROOT / "docs"
    index = (docs / "README.md").read_text("utf-8")
    pages = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")} - {"README.md"}
    linked = set(re.findall(r"\]\(([^)#:]+\.md)", index))
    assert {page for page in pages if not page.startswith("decisions/")} <= linked
    for page in set(docs.rglob("*.md")) - {docs / "rules.md"}:  # that one quotes links that are wrong
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} leads to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_each_test_that_is_named_exists(page: Path) -> None:
    """No page names a test file that is no more."""
    named = re.findall(r"`(tests/[^` ]+)`", page.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []
