"""Rim: a file of the author's folder written whole or not at all: beside its place first, then moved there."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Let `path` hold `data`; a file keeps its permissions.

    A symbolic link gives way to the file, and what it leads to stays: a dossier that one got from somebody may bring one
    that leads anywhere.  OSError where the disk fails: then the file is as it was, and nothing lies beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_bytes(data)
        if path.is_file() and not path.is_symlink():
            new.chmod(path.stat().st_mode)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
