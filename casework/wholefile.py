"""Rim: a file of the author's folder written whole or not at all: beside its place first, then moved there."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Let `path` hold `data`; a symbolic link stays one, and a file keeps its permissions.

    OSError where the disk fails: then the file is as it was, and nothing lies beside it.
    """
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        new.write_bytes(data)
        if target.exists():
            new.chmod(target.stat().st_mode)
        os.replace(new, target)
    finally:
        new.unlink(missing_ok=True)
