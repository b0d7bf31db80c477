"""Rim: `dossier import`: files of other tools → `content/sources/<id>.md`, and archive texts.  Overwrites nothing.

Everything is read before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from itertools import count
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from casework import defaults
from casework.authoring import ids, sourcefile, stubs, yamlwrite
from casework.authoring.accession import Accepted, Known, accept
from casework.authoring.yamlinsert import Refused
from casework.dossier import Parsed
from casework.importers import article, autoarchiver, bibtex, csljson, plaintext, ris
from casework.importers.records import LibraryMissing, Read, Reader, Unread
from casework.model import Archive, Entity, Source
from casework.reading import parse, read

__all__ = ["LibraryMissing", "Outcome", "bring"]

READERS: Mapping[str, Reader] = {
    ".json": csljson.read,
    **dict.fromkeys((".bib", ".bibtex", ".biblatex"), bibtex.read),
    ".ris": ris.read,
    **dict.fromkeys((".html", ".htm", ".xhtml"), article.read),
    **dict.fromkeys((".txt", ".text"), plaintext.read),
    ".csv": autoarchiver.read,
}


class Outcome(Struct, frozen=True, kw_only=True):
    """What an import did, in lines for people: sources written, records that were there, and what went wrong."""

    written: tuple[str, ...]
    known: tuple[str, ...]
    left_out: tuple[str, ...]
    failed: tuple[str, ...]


def bring(root: Path, files: tuple[Path, ...]) -> Outcome:
    """Take the records of `files` into the dossier at `root`.

    LibraryMissing before anything is written; OSError where the disk fails.
    """
    records = [(path, record) for path in files for record in _records(path)]
    folder = read.read(root, defaults.folder())
    parsed = [(file.path, parse.parse(file)) for file in folder.content]
    config, _ = parse.config(folder.config)
    archive = root / config.archive if config and config.archive else None
    results = accept((each for _, each in records), _sources(parsed), _entities(parsed), ids.taken(parsed))
    lines: dict[str, list[str]] = {"written": [], "known": [], "left_out": [], "failed": []}
    for (path, _), result in zip(records, results, strict=True):
        if isinstance(result, Unread):
            lines["failed"].append(f"{result.place}: not read: {result.reason}")
        elif isinstance(result, Known):
            lines["known"].append(f"{result.place}: already there as `{result.id}` ({result.why})")
        else:
            name, notes = _written(root, archive, path, result)
            lines["written"].append(f"{name} ← {result.place}")
            lines["left_out"] += [f"{result.place}: {note}" for note in (*result.left_out, *notes)]
    return Outcome(**{name: tuple(each) for name, each in lines.items()})


def _records(path: Path) -> Read:
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        return (Unread(str(path), f"the ending is none of {', '.join(READERS)}"),)
    if path.stat().st_size > read.MOST_RECORDS:
        return (Unread(str(path), "the file is too large to be meant"),)
    text = _decoded(path.read_bytes())
    if text is None:
        return (Unread(str(path), "it is neither UTF-8 nor UTF-16: save it as UTF-8"),)
    return reader(text, path.name)


def _decoded(data: bytes) -> str | None:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sources(parsed: list[tuple[str, Parsed]]) -> list[Source]:
    return [entry.item for _, each in parsed for entry in each.entries if isinstance(entry.item, Source)]


def _entities(parsed: list[tuple[str, Parsed]]) -> dict[str, Entity]:
    items = (entry.item for _, each in parsed for entry in each.entries)
    return {item.id: item for item in items if isinstance(item, Entity)}


# --- writing -----------------------------------------------------------------------------------------------------


def _written(root: Path, archive: Path | None, path: Path, accepted: Accepted) -> tuple[str, list[str]]:
    """Write one source; its path, and what has to be said of it."""
    source, notes = accepted.source, []
    if accepted.text and archive is None:
        notes.append("its text is not kept: config.yaml names no folder for texts (`archive: archive`)")
    elif accepted.text and archive is not None:
        source = replace(source, archive=_archived(archive, path, accepted))
    if accepted.agency:
        notes.append(_new_entity(root, accepted.agency))
    target = root / sourcefile.path(source.id)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as file:
        file.write(sourcefile.written(source))
    return sourcefile.path(source.id), notes


def _archived(archive: Path, path: Path, accepted: Accepted) -> Archive:
    """The text in the archive: where it was already, or below a name that is free."""
    here = path.resolve()
    if path.suffix.casefold() in (".txt", ".text") and here.is_relative_to(archive.resolve()):
        data, name = here.read_bytes(), here.relative_to(archive.resolve()).as_posix()
        return Archive(file=name, sha256=sha256(data).hexdigest())
    data, base = accepted.text.encode(), accepted.source.id
    names = (f"{base}{f'-{number}' if number > 1 else ''}.txt" for number in count(1))
    name = next(each for each in names if not (archive / each).exists() or (archive / each).read_bytes() == data)
    archive.mkdir(parents=True, exist_ok=True)
    (archive / name).write_bytes(data)
    return Archive(file=name, sha256=sha256(data).hexdigest())


def _new_entity(root: Path, agency: Entity) -> str:
    """Put an agency into the entities, so that the id in the source leads somewhere; what to say of it."""
    item = yamlwrite.block({"id": agency.id, "name": agency.name, "kind": agency.kind})
    try:
        return f"the agency `{agency.id}` is new: {stubs.append(root, 'entity', item)}"
    except Refused as fault:
        return f"the agency `{agency.id}` has to be added by hand: {fault}"
