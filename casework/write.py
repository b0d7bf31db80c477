"""Rim: the only module that writes output.  Nothing that it did not write is ever changed or deleted.

The manifest (`.dossier/manifest.json` in the output) names what is ours, with digests.  While files are written it
names the old and the new ones together, so a build that is killed leaves what the next one can complete; each file is
moved into place whole.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

OURS = ".dossier"
MANIFEST = f"{OURS}/manifest.json"


class Report(Struct, frozen=True):
    """How many files were written, left as they were, and removed."""

    written: int
    kept: int
    removed: int


class ForeignFiles(Exception):
    """The output folder holds files that we did not write; `args` are the first few of them."""


class _Manifest(Struct):
    format: int
    files: dict[str, str]


def write(out: Path, files: Mapping[str, bytes], *, may_hold_foreign: bool) -> Report:
    """Make `out` hold `files` (path → bytes).  ForeignFiles before anything is touched, OSError where the disk fails.

    `may_hold_foreign`: whether a folder without our manifest may hold files of others, as long as none of ours would
    overwrite them.
    """
    check_foreign(out, files, may_hold_foreign=may_hold_foreign)
    (out / OURS).mkdir(parents=True, exist_ok=True)
    with _alone(out):
        old = _manifest(out)
        new = {path: sha256(data).hexdigest() for path, data in files.items()}
        changed = [path for path, digest in new.items() if old.get(path) != digest or not (out / path).is_file()]
        stale = [path for path in old if path not in new]
        if changed or stale:
            _put(out, MANIFEST, _encoded({**new, **old, **dict.fromkeys(changed, "")}))
            for path in changed:
                _put(out, path, files[path])
            for path in stale:
                _remove(out, path)
        if changed or stale or not (out / MANIFEST).is_file():
            _put(out, MANIFEST, _encoded(new))
    return Report(len(changed), len(new) - len(changed), len(stale))


def check_foreign(out: Path, files: Mapping[str, bytes], *, may_hold_foreign: bool) -> None:
    """Raise ForeignFiles where writing to `out` would touch, or stand among, what is not ours."""
    if not out.exists():
        return
    if not out.is_dir():
        raise ForeignFiles(out.name)
    ours = _manifest(out)
    is_ours = (out / MANIFEST).is_file() or may_hold_foreign
    if not is_ours and (others := sorted(each.name for each in out.iterdir() if each.name != OURS)):
        raise ForeignFiles(*others[:3])
    if others := [path for path in files if path not in ours and (out / path).exists()]:
        raise ForeignFiles(*others[:3])


def _manifest(out: Path) -> dict[str, str]:
    """What we wrote before; nothing when the manifest is absent or broken."""
    try:
        return msgspec.json.decode((out / MANIFEST).read_bytes(), type=_Manifest).files
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return {}


def _encoded(files: Mapping[str, str]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(_Manifest(1, dict(sorted(files.items())))), indent=1)


def _put(out: Path, path: str, data: bytes) -> None:
    target = out / path
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = out / OURS / "writing"
    temporary.write_bytes(data)
    os.replace(temporary, target)


def _remove(out: Path, path: str) -> None:
    target = out / path
    target.unlink(missing_ok=True)
    folder = target.parent
    while folder != out and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Wait until no other build writes here."""
    with (out / OURS / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
