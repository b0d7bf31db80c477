"""Writes the reference pages that are made from the code: `docs/rules.md`."""

from __future__ import annotations

from pathlib import Path

from casework import manual

DOCS = Path(__file__).resolve().parent.parent / "docs"

if __name__ == "__main__":
    (DOCS / "rules.md").write_text(manual.document(), "utf-8")
