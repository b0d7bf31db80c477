"""Rim: the only module that writes output.  Nothing that it did not write is ever changed or deleted.

The manifest (`.dossier/manifest.json` in the output) names what is ours, with digests.  A write has two halves.  First
every new file is put down below `.dossier/new`, where a full disk or a missing permission ends it with the old site
untouched.  Then each is moved into place whole; meanwhile the manifest names the old and the new files together, so
that a build killed there leaves what the next one completes.

Nothing is forced onto the disk (fsync): a site can be made again, and a page that a power failure cut short is known
by its length and written again.  The manifest is JSON, and a path in it that leads outside the output is not believed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

OURS = ".dossier"
MANIFEST = f"{OURS}/manifest.json"
NEW = f"{OURS}/new"


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


def write(out: Path, files: Mapping[str, bytes], *, may_hold_foreign: bool, clean: bool = False) -> Report:
    """Make `out` hold `files` (path → bytes).  ForeignFiles before anything is touched, OSError where the disk fails.

    `may_hold_foreign`: whether a folder without our manifest may hold files of others, as long as none of ours would
    overwrite them.  `clean`: write every file anew, whatever is remembered of it.  Another build that writes here is
    waited for.
    """
    check_foreign(out, files, may_hold_foreign=may_hold_foreign)
    (out / OURS).mkdir(parents=True, exist_ok=True)
    with _alone(out):
        old = _manifest(out)
        new = {path: sha256(data).hexdigest() for path, data in files.items()}
        changed = [path for path, data in files.items() if clean or not _is_there(out, path, data, old, new)]
        stale = [path for path in old if path not in new]
        if changed or stale or not (out / MANIFEST).is_file():
            _replace(out, {path: files[path] for path in changed}, stale, {**new, **old}, new)
    return Report(len(changed), len(new) - len(changed), len(stale))


def _is_there(out: Path, path: str, data: bytes, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    target = out / path
    return old.get(path) == new[path] and target.is_file() and target.stat().st_size == len(data)


def _replace(
    out: Path, changed: Mapping[str, bytes], stale: Iterable[str], both: Mapping[str, str], new: Mapping[str, str]
) -> None:
    """Put `changed` down apart, then move it into place and remove `stale`; `both` and `new` are the manifests."""
    staged = out / NEW
    shutil.rmtree(staged, ignore_errors=True)
    try:
        _check_permissions(out, [*changed, *stale])
        for path, data in changed.items():
            _put(staged / path, data)
        _put(staged / OURS / "between", _encoded({**both, **dict.fromkeys(changed, "")}))
        _put(staged / OURS / "after", _encoded(new))
        _make_folders(out, changed)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    os.replace(staged / OURS / "between", out / MANIFEST)
    for path in changed:
        os.replace(staged / path, out / path)
    for path in stale:
        _remove(out, path)
    os.replace(staged / OURS / "after", out / MANIFEST)
    shutil.rmtree(staged, ignore_errors=True)


# --- what is ours ------------------------------------------------------------------------------------------------


def check_foreign(out: Path, files: Iterable[str], *, may_hold_foreign: bool) -> None:
    """Raise ForeignFiles where writing to `out` would touch, or stand among, what is not ours."""
    if not out.exists():
        return
    if not out.is_dir():
        raise ForeignFiles(out.name)
    is_ours = (out / MANIFEST).is_file() or may_hold_foreign
    if not is_ours and (others := sorted(each.name for each in out.iterdir() if each.name != OURS)):
        raise ForeignFiles(*others[:3])
    ours = _manifest(out)
    # Where our manifest is broken, what stands at our paths is taken for ours: nobody else writes below our mark.
    is_broken = (out / MANIFEST).is_file() and not ours
    others = [path for path in files if (out / path).exists() and not (path in ours or is_broken)]
    odd = [path for path in files if (out / path).is_dir()]
    if others := [*others, *odd, *_links(out, [*files, *ours, MANIFEST])]:
        raise ForeignFiles(*others[:3])


def _links(out: Path, paths: Iterable[str]) -> list[str]:
    """The folders on the way to `paths` that are links: what is written there would land somewhere else."""
    folders = {str(folder) for path in paths for folder in PurePosixPath(path).parents} - {"."}
    return sorted(folder for folder in folders if (out / folder).is_symlink())


def _manifest(out: Path) -> dict[str, str]:
    """What we wrote before; nothing when the manifest is absent or broken."""
    try:
        files = msgspec.json.decode((out / MANIFEST).read_bytes(), type=_Manifest).files
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return {path: digest for path, digest in files.items() if _is_inside(path)}


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and parts[0] not in ("/", "//", OURS) and "\0" not in path


def _encoded(files: Mapping[str, str]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(_Manifest(1, dict(sorted(files.items())))), indent=1)


# --- the disk ----------------------------------------------------------------------------------------------------


def _check_permissions(out: Path, paths: Iterable[str]) -> None:
    """OSError where a folder that must change may not be changed, before any file is."""
    for folder in {(out / path).parent for path in paths}:
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied", str(folder))


def _put(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _make_folders(out: Path, paths: Iterable[str]) -> None:
    for folder in {(out / path).parent for path in paths}:
        folder.mkdir(parents=True, exist_ok=True)


def _remove(out: Path, path: str) -> None:
    target = out / path
    if target.is_dir() and not target.is_symlink():
        return
    target.unlink(missing_ok=True)
    folder = target.parent
    while folder != out and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Wait until no other build writes here."""
    lock = os.open(out / OURS / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
