"""The manual pages: they say what the commands are now, and the formatter can set them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from dossier import cli

ROOT = Path(__file__).resolve().parent.parent


def test_the_manual_pages_are_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`docs/man` is what `make docs` makes: a page for the program and one for each command."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import docs

    docs.write_manual_pages(tmp_path)
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert set(made) == {"dossier.1", *(f"dossier-{name}.1" for name in cli.commands)}
    held = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/man").iterdir()}
    assert held == made, "run `make docs`"


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here")
def test_the_manual_pages_are_sound() -> None:
    """The formatter of manual pages finds no fault in any of them."""
    pages = sorted((ROOT / "docs/man").glob("*.1"))
    done = subprocess.run(
        ["groff", "-man", "-ww", "-z", *pages], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
