"""Rim: writes the JSON Schemas where an editor finds them."""

from __future__ import annotations

from pathlib import Path

from casework.authoring.schema import FILES, FOLDER, as_json


def save(root: Path) -> tuple[str, ...]:
    """Write all schemas into the dossier at `root`; their paths."""
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (root / FOLDER / f"{name}.json").write_text(as_json(name), encoding="utf-8")
    return tuple(f"{FOLDER}/{name}.json" for name in FILES)
