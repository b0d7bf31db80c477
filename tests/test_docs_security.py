"""`docs/security.md` names a test for each promise, and each test it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security.md").read_text("utf-8")


def test_each_promise_names_what_holds_it() -> None:
    """No row without a test."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| promise", "| ---"))]
    assert len(rows) > 15
    assert [row for row in rows if "tests/" not in row.split("|")[2]] == []


def test_each_test_that_is_named_exists() -> None:
    """No file is named that is no more."""
    assert [name for name in re.findall(r"`(tests/[^`]+)`", PAGE) if not (ROOT / name).exists()] == []
