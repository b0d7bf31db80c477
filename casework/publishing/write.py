"""Rim: the only module that writes output.  Nothing that it did not write is ever changed or deleted.

The manifest (`.dossier/manifest.json` in the output) names what is ours, with digests.  A write has two halves.  First
every new file is put down below `.dossier/new`, where a full disk or a missing permission ends it with the old site
untouched.  Then each is moved into place whole; meanwhile `.dossier/moving` names those that are moved, so that a build
killed there leaves what the next one completes.

Nothing is forced onto the disk (fsync): a site can be made again, and a page that a power failure cut short is known
by its length and written again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec
from msgspec import Struct

from casework.kept import manifest
from casework.kept.cache import digest, summing
from casework.kept.manifest import MANIFEST, MOVING, OURS
from casework.kept.seen import stated

SITE = "site"
"""Where a dossier is published unless told."""
NEW = f"{OURS}/new"


class Report(Struct, frozen=True):
    """How many files were written, left as they were, and removed; and how many pages there now are."""

    written: int
    kept: int
    removed: int
    files: Collection[str] = ()
    """The paths of all files."""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return "\n".join([*self.files, ""]).count(".html\n")  # asked of sixty thousand at once

    def again(self) -> Report:
        """What the same write would do now."""
        return Report(0, self.written + self.kept, 0, self.files)


class ForeignFiles(Exception):
    """The output folder holds files that we did not write; `args` are the first few of them."""


class Written(Struct, frozen=True, gc=False):
    """A file of ours: its digest and size, and whether it is put down apart, to be moved into place."""

    path: str
    digest: str
    size: int
    is_new: bool = False


def in_place(file: Written) -> Written:
    """The file as it is known once it is published."""
    return Written(file.path, file.digest, file.size) if file.is_new else file


class Stretch(NamedTuple):
    """Bytes of a file that is in place."""

    start: int
    length: int


class Staging(Struct, frozen=True):
    """A write under way: `put` every file, in whatever process, then `publish` them all at once."""

    out: Path
    old: Mapping[str, str]
    is_broken: bool
    """Whether there is a list of what is ours that cannot be read."""
    clean: bool

    def put(self, path: str, data: bytes) -> Written:
        """Put a file down apart, unless the very same is in place.  OSError where the disk fails."""
        file = Written(path, digest(data), len(data))
        if self.holds(file):
            return file
        _put(f"{self.out}/{NEW}/{path}", data)
        return Written(file.path, file.digest, file.size, is_new=True)

    def compose(self, path: str, parts: Iterable[bytes | Stretch]) -> Written:
        """Put a file down apart that is made of parts, some of them of the file that is in place."""
        target, found, size = self.out / NEW / path, summing(), 0
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            for data in _taken(self.out / path, parts):
                file.write(data)
                found.update(data)
                size += len(data)
        new = Written(path, found.hexdigest(), size, is_new=True)
        if self.holds(new):
            target.unlink()
            return in_place(new)
        return new

    def state(self, file: Written) -> str:
        """The state of a file that is put down or in place; empty where it is not there."""
        try:
            return stated(f"{self.out}/{NEW}/{file.path}" if file.is_new else f"{self.out}/{file.path}")
        except OSError:
            return ""

    def read(self, path: str) -> bytes:
        """A file that is in place, whatever it holds; nothing where it is not there."""
        try:
            return b"" if self.clean else (self.out / path).read_bytes()
        except OSError:
            return b""

    def take(self, path: str) -> bytes:
        """A file that was put down, taken up again: it is not to be published."""
        target = self.out / NEW / path
        data = target.read_bytes()
        target.unlink()
        return data

    def holds(self, file: Written) -> bool:
        """Whether the very same file is in place."""
        is_ours = not self.clean and self.old.get(file.path) == file.digest
        return is_ours and _has_size(f"{self.out}/{file.path}", file.size)

    def publish(self, written: Iterable[Written], gone: Iterable[str] | None = None) -> Report:
        """Make the site hold the files that were put down, and those of ours that are not among `gone`.

        Where `gone` is None, no other file of ours stays.  ForeignFiles where one of others is in the way, OSError where
        the disk fails; both before any file is touched.
        """
        files = {each.path: each for each in sorted(written, key=lambda each: each.path)}
        changed = [each.path for each in files.values() if each.is_new]
        stale = [path for path in (self.old if gone is None else gone) if path not in files]
        self._check_others(files, changed, stale)
        digests = {path: each.digest for path, each in files.items()}
        new = digests if gone is None else {**self.old, **digests}
        for path in stale:
            new.pop(path, None)
        is_told = all(self.old.get(path) == its for path, its in digests.items())
        is_marked = (self.out / MANIFEST).is_file() and not (self.out / MOVING).exists()
        if changed or stale or not is_told or not is_marked:
            # What was being moved when a build was killed is named until all is in place.
            torn = [path for path, digest in self.old.items() if not digest]
            _replace(self.out, changed, stale, torn, new)
        return Report(len(changed), len(new) - len(changed), len(stale), new.keys())

    def replace(self, written: Iterable[Written]) -> None:
        """Move what was put down into the place of files of ours, and leave the manifest as it is."""
        for each in written:
            if each.is_new:
                os.replace(self.out / NEW / each.path, self.out / each.path)

    def _check_others(self, files: Iterable[str], changed: Sequence[str], stale: Sequence[str]) -> None:
        # Where our manifest is broken, what stands at our paths is taken for ours: nobody else writes below our mark.
        unknown = [] if self.is_broken else [path for path in files if path not in self.old]
        others = [path for path in unknown if os.path.exists(f"{self.out}/{path}")]  # noqa: PTH110 (sixty thousand)
        odd = [path for path in changed if os.path.isdir(f"{self.out}/{path}")]  # noqa: PTH112
        if others := [*others, *odd, *_links(self.out, [*changed, *stale, MANIFEST])]:
            raise ForeignFiles(*others[:3])


@contextmanager
def staging(out: Path, *, may_hold_foreign: bool, clean: bool = False) -> Iterator[Staging]:
    """A write to `out`.  ForeignFiles before anything is touched; what is not published in the end leaves no trace.

    `may_hold_foreign`: whether a folder without our manifest may hold files of others, as long as none of ours would
    overwrite them.  `clean`: write every file anew, whatever is remembered of it.  Another build that writes here is
    waited for.
    """
    _check_folder(out, may_hold_foreign=may_hold_foreign)
    made = _make_folders([out / OURS])
    try:
        with _alone(out):
            old = manifest.read(out)
            is_broken = manifest.is_torn(out) or ((out / MANIFEST).is_file() and not old)
            shutil.rmtree(out / NEW, ignore_errors=True)
            try:
                yield Staging(out, old, is_broken, clean)
            finally:
                shutil.rmtree(out / NEW, ignore_errors=True)
    finally:
        if made and not (out / MANIFEST).exists():
            (out / OURS / "lock").unlink(missing_ok=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def ahead(out: Path) -> Staging:
    """A write of a few files of ours ahead of the next one, to an `out` that nobody else writes to."""
    return Staging(out, {}, is_broken=False, clean=False)


def write(out: Path, files: Mapping[str, bytes], *, may_hold_foreign: bool, clean: bool = False) -> Report:
    """Make `out` hold `files` (path → bytes), as `staging` does."""
    with staging(out, may_hold_foreign=may_hold_foreign, clean=clean) as under_way:
        return under_way.publish([under_way.put(path, data) for path, data in files.items()])


def _taken(old: Path, parts: Iterable[bytes | Stretch]) -> Iterator[bytes]:
    """The bytes of some parts, stretches of the `old` file among them."""
    with ExitStack() as opened:
        file = None
        for each in parts:
            if isinstance(each, Stretch):
                file = file or opened.enter_context(old.open("rb"))
                yield os.pread(file.fileno(), each.length, each.start)
            else:
                yield each


def _has_size(target: str, size: int) -> bool:
    """Whether a file is there with `size` bytes: a page that a power failure cut short has fewer."""
    try:
        found = os.stat(target)  # noqa: PTH116 (sixty thousand of them)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == size


def _replace(
    out: Path, changed: Sequence[str], stale: Sequence[str], torn: Sequence[str], new: Mapping[str, str]
) -> None:
    """Move what was put down apart into place and remove `stale`; `new` are the manifest's files then.

    `torn` are those of ours that the manifest may not name.
    """
    staged = out / NEW
    _check_permissions(out, [*changed, *stale])
    for name, data in (
        ("moving", msgspec.json.encode([*changed, *torn])),
        ("none", manifest.encoded({})),
        ("after", manifest.encoded(new)),
    ):
        _put(f"{staged}/{OURS}/{name}", data)
    moved = _moves(out, changed)
    _make_folders(_folders(out, moved))
    os.replace(staged / OURS / "moving", out / MOVING)
    if not (out / MANIFEST).exists():
        os.replace(staged / OURS / "none", out / MANIFEST)
    for path in moved:
        os.replace(staged / path, out / path)
    for path in stale:
        _remove(out, path)
    os.replace(staged / OURS / "after", out / MANIFEST)
    (out / MOVING).unlink()


def _moves(out: Path, changed: Iterable[str]) -> list[str]:
    """What to move so that all that has `changed` is in place: a folder that is not there yet goes as a whole."""
    tops = dict.fromkeys(path.partition("/")[0] for path in changed)
    new = {top for top in tops if not os.path.lexists(out / top)}
    return [*new, *(path for path in changed if path.partition("/")[0] not in new)]


# --- what is ours ------------------------------------------------------------------------------------------------


def _check_folder(out: Path, *, may_hold_foreign: bool) -> None:
    """Raise ForeignFiles where `out` is no folder of ours to write to."""
    if not out.exists():
        return
    if not out.is_dir():
        raise ForeignFiles(out.name)
    if links := _links(out, [MANIFEST]):
        raise ForeignFiles(*links)
    is_ours = (out / MANIFEST).is_file() or may_hold_foreign
    if not is_ours and (others := sorted(each.name for each in out.iterdir() if each.name != OURS)):
        raise ForeignFiles(*others[:3])


def _links(out: Path, paths: Iterable[str]) -> list[str]:
    """The folders on the way to `paths` that are links: what is written there would land somewhere else."""
    deepest = {path.rpartition("/")[0] for path in paths}
    folders = {str(folder) for path in deepest for folder in (PurePosixPath(path), *PurePosixPath(path).parents)} - {
        "."
    }
    return sorted(folder for folder in folders if (out / folder).is_symlink())


# --- the disk ----------------------------------------------------------------------------------------------------


def _check_permissions(out: Path, paths: Iterable[str]) -> None:
    """OSError where a folder that must change may not be changed, before any file is."""
    for folder in _folders(out, paths):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied", str(folder))


def _folders(out: Path, paths: Iterable[str]) -> set[Path]:
    """The folders of `out` in which `paths` are."""
    return {out / folder for folder in {path.rpartition("/")[0] for path in paths}}


def _put(target: str, data: bytes) -> None:
    try:
        _write(target, data)
    except FileNotFoundError:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        _write(target, data)


def _write(target: str, data: bytes) -> None:
    """Sixty thousand times: a buffer around each file takes longer than the writing."""
    file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def _make_folders(wanted: Iterable[Path]) -> list[Path]:
    """Make folders; those that were not there, the deepest first."""
    made: list[Path] = []
    for folder in wanted:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        made = [*missing, *made]
    return made


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
