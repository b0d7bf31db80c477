"""Rim: writes the JSON Schemas where an editor finds them."""

from __future__ import annotations

from pathlib import Path

from casework import wholefile
from casework.authoring.schema import FILES, FOLDER, as_json


def save(root: Path) -> tuple[str, ...]:
    """Write all schemas into the dossier at `root`; their paths."""
    for name in FILES:
        wholefile.write(root / FOLDER / f"{name}.json", as_json(name).encode())
    return tuple(f"{FOLDER}/{name}.json" for name in FILES)
