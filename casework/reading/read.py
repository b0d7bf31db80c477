"""Rim: the only module that reads a dossier's folder.  It finds, bounds and reads files; it understands none of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import NamedTuple

from msgspec import Struct

from casework.diagnostics import Diagnostic, Diagnostics, Place
from casework.dossier import Copy, InputFile

CONFIG, CONTENT, TEMPLATES, ASSETS = PARTS = ("config.yaml", "content", "templates", "assets")
"""What of a dossier's folder is read."""
LOCK = "content/archive.lock"
MIB = 2**20
MOST_CONTENT, MOST_RECORDS, MOST_ASSET = 10 * MIB, 200 * MIB, 50 * MIB


class Folder(Struct, frozen=True, kw_only=True):
    """What a dossier's folder holds: its texts' bytes, and where its assets are on disk, by site path."""

    config: InputFile
    content: tuple[InputFile, ...]
    assets: Mapping[str, Path]
    lock: bytes | None
    diagnostics: Diagnostics


def find_root(start: Path) -> Path | None:
    """The nearest folder from `start` upwards that holds a `config.yaml`."""
    return next((each for each in (start, *start.parents) if (each / CONFIG).is_file()), None)


def read(root: Path, theme: Path) -> Folder:
    """The dossier at `root`, with the assets of the default theme below its own.  OSError where the disk fails."""
    found: list[Diagnostic] = []
    content = [_file(path, root, found) for path in _files(root / CONTENT, root, found) if path.suffix in TEXTS]
    lock = root / LOCK
    return Folder(
        config=_config(root, found),
        content=tuple(each for each in content if each),
        assets=_assets(theme, []) | _assets(root, found),
        lock=lock.read_bytes() if lock.is_file() else None,
        diagnostics=tuple(found),
    )


def config(root: Path) -> InputFile:
    """The config as a file; an empty one in place of one that may not be read."""
    return _config(root, [])


def _config(root: Path, found: list[Diagnostic]) -> InputFile:
    """The config; an empty one in place of one that may not be read."""
    path = root / CONFIG
    may_be_read = _stays(path, root.resolve(), root, found) and not _too_large(path, CONFIG, MOST_CONTENT, found)
    return InputFile(CONFIG, path.read_bytes() if may_be_read else b"")


TEXTS = frozenset({".md", ".yaml", ".yml"})


def _files(folder: Path, root: Path, found: list[Diagnostic]) -> Iterator[Path]:
    """Every regular file below `folder` in path order; hidden ones and what leads outside are left out."""
    inside = root.resolve()
    if not _stays(folder, inside, root, found):
        return
    for here, folders, files in os.walk(folder, followlinks=True):
        folders[:] = sorted(each for each in folders if _stays(Path(here, each), inside, root, found))
        for name in sorted(files):
            path = Path(here, name)
            if _stays(path, inside, root, found) and path.is_file():
                yield path


def _stays(path: Path, inside: Path, root: Path, found: list[Diagnostic]) -> bool:
    if path.name.startswith("."):
        return False
    if not path.is_symlink():
        return True
    target = Path(os.path.realpath(path))  # unlike Path.resolve, it does not raise on a link to itself
    if target.is_relative_to(inside) and not path.parent.resolve().is_relative_to(target):
        return True
    place = Place(path=path.relative_to(root).as_posix(), line=1, column=1)
    message, hint = "this symbolic link leads outside the dossier", "put the file itself here"
    found.append(Diagnostic(code="path-escape", message=message, place=place, hint=hint))
    return False


def _file(path: Path, root: Path, found: list[Diagnostic]) -> InputFile | None:
    name = path.relative_to(root).as_posix()
    most = MOST_CONTENT if path.suffix == ".md" else MOST_RECORDS
    return None if _too_large(path, name, most, found) else InputFile(name, path.read_bytes())


def _too_large(path: Path, name: str, most: int, found: list[Diagnostic]) -> bool:
    size = path.stat().st_size
    if size > most:
        message = f"this file has {size // MIB} MiB, and {most // MIB} are allowed"
        place = Place(path=name, line=1, column=1)
        found.append(Diagnostic(code="file-too-large", message=message, place=place, hint="split it, or take it out"))
    return size > most


def assets(root: Path, theme: Path) -> dict[str, Path]:
    """Where the assets are on disk, by site path: the dossier's, and those of the default theme below them."""
    return _assets(theme, []) | _assets(root, [])


def _assets(root: Path, found: list[Diagnostic]) -> dict[str, Path]:
    paths = {path.relative_to(root).as_posix(): path for path in _files(root / ASSETS, root, found)}
    return {name: path for name, path in paths.items() if not _too_large(path, name, MOST_ASSET, found)}


class Stat(NamedTuple):
    """The state of a file, as in git's index: size, time in nanoseconds, inode."""

    size: int
    time: int
    inode: int


def states(root: Path) -> dict[str, Stat] | None:
    """The state of every file of the content, by path; None where a link among them has to be looked at."""
    found: dict[str, Stat] = {}
    return found if _add_states(str(root / CONTENT), CONTENT, found) else None


def _add_states(folder: str, name: str, found: dict[str, Stat]) -> bool:
    try:
        with os.scandir(folder) as entries:
            listed = [each for each in entries if not each.name.startswith(".")]
    except OSError:
        return False
    for entry in listed:
        path = f"{name}/{entry.name}"
        if entry.is_symlink() or (entry.is_dir() and not _add_states(entry.path, path, found)):
            return False
        if entry.is_file() and entry.name[entry.name.rfind(".") :] in TEXTS:
            stat = entry.stat()
            found[path] = Stat(stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return True


def state(root: Path, name: str) -> Stat | None:
    """The state of one file of the content; None where there is none, or a link."""
    try:
        found = os.lstat(root / name)
    except OSError:
        return None
    return Stat(found.st_size, found.st_mtime_ns, found.st_ino) if S_ISREG(found.st_mode) else None


def may_hold(root: Path, name: str, files: Iterable[str]) -> bool:
    """Whether a change at a path may bring something to be read, or have taken one of `files` away that lay below it."""
    path = PurePosixPath(name)
    if path.parts[0] != CONTENT or name == LOCK:
        return True
    if any(part.startswith(".") for part in path.parts):
        return False
    if not os.path.lexists(root / name):
        return any(each.startswith(f"{name}/") for each in files)
    return path.suffix in TEXTS or state(root, name) is None


def file(root: Path, name: str) -> InputFile | None:
    """One file of the content; None where it is too large."""
    return _file(root / name, root, [])


def copies(root: Path, archive: str, names: Iterable[str]) -> dict[str, Copy]:
    """The archived texts among `names` that are there; whatever leads outside the archive is not looked at."""
    if not archive:
        return {}
    folder = (root / archive).resolve()
    read: dict[str, Copy] = {}
    for name in sorted(set(names) - {""}):
        path = (folder / name).resolve()
        # What has no size is empty, or no file of somebody's: those of the system itself may be read for ever.
        if path.is_relative_to(folder) and path.is_file() and 0 < path.stat().st_size <= MOST_ASSET:
            data = path.read_bytes()
            read[name] = Copy(data.decode("utf-8-sig", "replace"), sha256(data).hexdigest())
    return read
