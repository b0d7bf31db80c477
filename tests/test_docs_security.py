"""`docs/security.md` names a test for each promise (that the test is there, `test_docs_index.py` asks)."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security.md").read_text("utf-8")


def test_each_promise_names_what_holds_it() -> None:
    """Of no promise in the page is it left open which test holds it."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| promise", "| ---"))]
    assert len(rows) > 15
    assert [row for row in rows if "tests/" not in row.split("|")[2]] == []
