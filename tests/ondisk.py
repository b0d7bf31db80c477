"""Dossiers on disk: their files laid, our commands run on them, and the sites that come of it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from casework.kept import manifest
from dossier import cli

GOOD = {
    "config.yaml": "title: Test dossier\n",
    "content/index.md": "Text.[@a]\n",
    "content/sources/a.md": "---\ntitle: A\n---\n",
}
"""A dossier of which nothing is to be said."""

SAMPLES = Path(__file__).parent / "samples"
"""What other tools wrote, to be imported."""
COURIER = "https://courier.example/2031/03/12/gate-fails"
"""The address of the article that most of them hold."""


def laid(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """The files, on top of what is there; their folder."""
    for name, held in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(held if isinstance(held, bytes) else held.encode())
    return root


def laid_before(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """The same, last changed a while ago: what was saved just now is not relied on."""
    for name in files:
        laid(root, {name: files[name]})
        os.utime(root / name, (time.time() - 60, time.time() - 60))
    return root


def run(*given: str | Path) -> Result:
    """What a command line of ours ends with; a fault of the program is raised."""
    result = CliRunner().invoke(cli, [str(each) for each in given])
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    return result


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def site(out: Path) -> dict[str, bytes]:
    """The published files, without what is for the program itself."""
    return {path: data for path, data in files_below(out).items() if manifest.OURS not in Path(path).parts}
