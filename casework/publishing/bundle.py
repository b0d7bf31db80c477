"""Rim: a published site → one zip file, to hand over or to carry on a stick.  Packs only what we wrote.

The manifest of the output says what that is, with digests, so that no stranger's file gets in.  The same site gives the
same bytes: entries are sorted, dated alike and compressed alike.  The zip is written beside its place and moved there
whole, and never over a file that is not ours: ours carry a mark in the zip's comment.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

from casework.kept import cache, manifest

MARK = b"made by dossier"
THE_SAME_DAY = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""
PLAIN_FILE = 0o100644 << 16


class NotOurs(Exception):
    """What stands in the way, and why, in `args[0]`: a file that we did not write."""


def check(target: Path) -> None:
    """NotOurs where another file is at the zip's place."""
    if (target.exists() or target.is_symlink()) and not _is_ours(target):
        raise NotOurs(f"{target} is a file that dossier did not write: choose another name")


def pack(site: Path, target: Path) -> int:
    """Write the files of the site at `site` to the zip `target`, below a folder of its name; how many bytes it has.

    NotOurs before anything is at its place, OSError where the disk fails.
    """
    check(target)
    digests = manifest.read(site)
    new = target.with_name(f".{target.name}.new")
    try:
        with zipfile.ZipFile(new, "w") as packed:
            packed.comment = MARK
            for path, digest in sorted(digests.items()):
                _add(packed, f"{target.stem}/{path}", _read(site / path, digest))
        os.replace(new, target)
    finally:
        new.unlink(missing_ok=True)
    return target.stat().st_size


def _is_ours(target: Path) -> bool:
    try:
        with zipfile.ZipFile(target) as packed:
            return packed.comment == MARK
    except (OSError, zipfile.BadZipFile):
        return False


def _read(file: Path, digest: str) -> bytes:
    data = file.read_bytes()
    if cache.digest(data) != digest:
        raise NotOurs(f"{file} was changed after dossier wrote it: build with --clean")
    return data


def _add(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry: Any = zipfile.ZipInfo(name, THE_SAME_DAY)
    entry.create_system, entry.external_attr = 3, PLAIN_FILE  # as on Unix, wherever it is made
    packed.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
