"""Rim: what is known of what we wrote: the manifest (`.dossier/manifest.json` in the output), with `cache.digest`s.

It is JSON, and a path in it that leads outside the output is not believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")
OURS = ".dossier"
MANIFEST = f"{OURS}/manifest.json"
MOVING = f"{OURS}/moving"
"""A list of the files that are being moved into place, as JSON: they are ours, and hold nobody knows what."""


class _Manifest(Struct):
    format: int
    files: dict[str, str]


def read(out: Path) -> dict[str, str]:
    """What we wrote before; nothing when the manifest is absent or broken.  What was just being moved has no digest."""
    found, moving = _decoded(out / MANIFEST, _Manifest), _decoded(out / MOVING, list[str])
    files = found.files if found else {}
    known = {**(dict.fromkeys(files, "") if is_torn(out) else files), **dict.fromkeys(moving or (), "")}
    return known if _are_inside(known) else {path: its for path, its in known.items() if _is_inside(path)}


def is_torn(out: Path) -> bool:
    """Whether a list of what was being moved is there that a power failure cut short: nobody knows what that was."""
    return (out / MOVING).exists() and _decoded(out / MOVING, list[str]) is None


def _decoded(path: Path, kind: type[T]) -> T | None:
    """A JSON file of ours; None where it is absent or broken."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


ODD = ("\0", "//", "/\n", "\n/", "\n\n", "/.", "\n.")
"""What hardly a path of ours holds, among paths that each have a line, and what every path holds that is not ours."""


def _are_inside(paths: Iterable[str]) -> bool:
    """Whether all paths are of ours, asked of sixty thousand at once; False where one has to be looked at."""
    lines = "\n".join(["", *paths, ""])
    return not any(each in lines for each in ODD)


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return parts[0] != OURS and "\0" not in path and {"", ".", ".."}.isdisjoint(parts)


def encoded(files: Mapping[str, str]) -> bytes:
    """A manifest of these files and their digests, in the order of their names."""
    return msgspec.json.format(msgspec.json.encode(_Manifest(1, dict(files)), order="deterministic"), indent=1)
