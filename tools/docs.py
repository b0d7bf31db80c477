"""Writes what of the docs is made from the code: `docs/rules.md`, `docs/format.md` and the manual pages in `docs/man`."""

from __future__ import annotations

from pathlib import Path

import format_reference
from click_man import core as pages

from casework import __version__
from casework.reporting import manual
from dossier import cli

DOCS = Path(__file__).resolve().parent.parent / "docs"


def write_manual_pages(folder: Path) -> None:
    """One page a command, from its help.  Undated, so that the same help gives the same bytes."""
    pages.get_short_help_str = lambda command: command.get_short_help_str(100)  # else whole sentences are cut short
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.1"):
        old.unlink()
    pages.write_man_pages("dossier", cli, version=__version__, target_dir=str(folder), date=" ")


if __name__ == "__main__":
    (DOCS / "rules.md").write_text(manual.document(), "utf-8")
    (DOCS / "format.md").write_text(format_reference.document(), "utf-8")
    write_manual_pages(DOCS / "man")
