"""Rim: what is kept between runs, in the user's own cache folder.

Never in the dossier's folder: a dossier that one got from somebody must not bring answers along.  What is kept is data
and never code; what cannot be read, or was kept by another version of the program, is as if it were not there.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from zlib import crc32

import msgspec

from casework import __version__, defaults

NAME = "dossier"
ROOT = "root"
"""The file in which each cache names the dossier that it is of."""
SUM = 4
"""Bytes."""
MOST = 20
"""So many files are kept of a dossier."""
LIBRARIES = Path(msgspec.__file__).resolve().parent.parent


def folder(root: Path) -> Path:
    """Where what is known of the dossier at `root` is kept."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if given.startswith("/") else Path("~/.cache").expanduser()
    return base / NAME / digest(os.fsencode(root))


def load(root: Path, name: str) -> memoryview | None:
    """What was saved under `name`, if this very program saved it and nothing has damaged it."""
    try:
        data = memoryview((folder(root) / name).read_bytes())
    except OSError:
        return None
    start = len(program()) + SUM
    saved = data[start:]
    return saved if data[:start] == _stamp(saved) else None


def save(root: Path, name: str, data: bytes) -> None:
    """Keep `data` under `name`, whole or not at all; where nothing can be kept, the next run takes longer."""
    with suppress(OSError):
        if not prepared(root):
            return
        where = folder(root)
        with NamedTemporaryFile(dir=where, delete=False) as file:
            file.write(_stamp(data))
            file.write(data)
        os.replace(file.name, where / name)
        _bound(where)


def touch(root: Path, name: str) -> None:
    """Let what is kept under `name` count as saved just now."""
    with suppress(OSError):
        os.utime(folder(root) / name)


def drop(root: Path, name: str) -> None:
    """Keep nothing under `name`."""
    with suppress(OSError):
        (folder(root) / name).unlink()


def prepared(root: Path) -> bool:
    """Whether there is a folder to keep something in, which is made if need be."""
    where = folder(root)
    with suppress(OSError):
        if not where.is_dir():
            where.mkdir(parents=True, mode=0o700)
            _sweep(where.parent)
            (where / ROOT).write_bytes(os.fsencode(root))
        return True
    return False


def _stamp(data: bytes | memoryview) -> bytes:
    """What stands before what is kept: who kept it, and a sum over it."""
    return program().encode() + crc32(data).to_bytes(SUM)


def _bound(where: Path) -> None:
    """Take away what has not been written for longest: each option, and each place to publish to, has its own."""
    files = sorted((each for each in where.iterdir() if each.name != ROOT), key=lambda each: each.stat().st_mtime_ns)
    for each in files[:-MOST]:
        each.unlink(missing_ok=True)


def forget(root: Path) -> None:
    """Keep nothing of the dossier at `root`."""
    shutil.rmtree(folder(root), ignore_errors=True)


def _sweep(base: Path) -> None:
    """Take away what is kept of dossiers that are no more."""
    for each in base.iterdir():
        with suppress(OSError):
            if not Path(os.fsdecode((each / ROOT).read_bytes())).is_dir():
                shutil.rmtree(each, ignore_errors=True)


@cache
def program() -> str:
    """A fingerprint of the program: its version, when each of its files was last changed, and its libraries.

    The folder of the libraries changes when one is installed, renewed or taken away: another Markdown says it otherwise.
    """
    theme = defaults.folder()
    found = fingerprint([defaults.HERE, theme / "templates", theme / "assets"])[0]
    return f"{__version__} {found} {LIBRARIES.stat().st_mtime_ns}\n"


def digest(data: bytes) -> str:
    """A name for these very bytes."""
    return summing(data).hexdigest()


def summing(data: bytes = b"") -> blake2b:
    """The same in the making, of bytes that come one after another."""
    return blake2b(data, digest_size=16)


def fingerprint(paths: Iterable[Path]) -> tuple[str, int]:
    """A digest of the names, sizes and times of all files at and below `paths`, and the latest time (ns since 1970).

    What is hidden, or made by Python, is left out.
    """
    lines: list[str] = []
    latest = max((_add(os.fspath(path), lines) for path in paths), default=0)
    return digest("\n".join(lines).encode("utf-8", "surrogateescape")), latest


def _add(path: str, lines: list[str]) -> int:
    try:
        found = os.stat(path)  # noqa: PTH116 (sixty thousand of them)
    except OSError:
        lines.append(f"{path} is not there")
        return 0
    if not stat.S_ISDIR(found.st_mode):
        lines.append(f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ino}")
        return found.st_mtime_ns
    return _add_folder(path, lines)


def _add_folder(path: str, lines: list[str]) -> int:
    lines.append(f"{path}/")
    latest = 0
    with os.scandir(path) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if entry.is_symlink() or entry.is_dir():
                latest = max(latest, _add(entry.path, lines))
            else:
                found = entry.stat()
                lines.append(f"{entry.name} {found.st_size} {found.st_mtime_ns} {found.st_ino}")
                latest = max(latest, found.st_mtime_ns)
    return latest
