"""Rim: the content's files → what each holds; what was read before, byte for byte, is not read again.

A large file of records is read in portions where it can be, so that an edit of one item costs only its portion, and
several processes share the work; where it cannot be, it is read as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from casework import parallel
from casework.dossier import InputFile, Parsed
from casework.kept import cache, shelf, stored
from casework.reading import parse
from casework.reading.portions import Portion, portions

MUCH = 2**18
"""With fewer bytes to read it takes longer to part the work than to do it."""

Known = Mapping[str, bytes]
"""What files and portions hold, by digest; empty where that cannot be kept, or the portion says nothing by itself.

A file's digest and `CUT`: the digests of its portions, so that a file that has not changed need not be cut again.
"""
CUT = " cut"
_cuts_of = msgspec.msgpack.Decoder(tuple[tuple[str, Portion], ...])


class Part(Struct, frozen=True):
    """What is read at once: a file, or a portion of its text.  The digest is of its path and of all that is read."""

    file: InputFile
    digest: str
    size: int
    portion: Portion | None = None
    text: str = ""


class Piece(Struct, frozen=True, array_like=True):
    """A file or a portion of one, by the digest under which it is kept: the ids of its items, and the lines before it."""

    digest: str
    ids: tuple[str, ...]
    line: int = 0
    portion: Portion | None = None


class Held(Struct, frozen=True):
    """What a file holds, and the pieces that it was read in."""

    path: str
    parsed: Parsed
    pieces: tuple[Piece, ...]


def parsed(root: Path, files: Sequence[InputFile], workers: int = 0) -> list[tuple[str, Parsed]]:
    """What each of `files` holds, with its path, in their order.  `workers`: 0 for as many as there are processors."""
    return [(each.path, each.parsed) for each in held(root, files, workers)]


def held(root: Path, files: Sequence[InputFile], workers: int = 0) -> list[Held]:
    """What each of `files` holds, in their order, and in which pieces."""
    known = shelf.load(root)
    parted, used = read(files, known, workers)
    if used.keys() != known.keys():
        new = {digest: used[digest] for digest in used.keys() - known.keys()}
        shelf.renew(root, new, used.keys())
    return [_decoded(its, used) for its in parted]


def read(files: Sequence[InputFile], known: Known, workers: int) -> tuple[list[list[Part]], dict[str, bytes]]:
    """The parts of each file, and what there is to know of them, by digest."""
    wholes = [_whole(file) for file in files]
    tried = [_cut(whole, known) for whole in wholes]
    held = _held(known, tried, workers)
    parted = [
        its if all(held[part.digest] for part in its) else [whole] for whole, its in zip(wholes, tried, strict=True)
    ]
    held = _held(held, parted, workers)
    used = {part.digest: held[part.digest] for its in (*tried, *parted) for part in its}
    used |= {whole.digest + CUT: _cuts(its) for whole, its in zip(wholes, tried, strict=True) if its[0].portion}
    return parted, used


def _whole(file: InputFile) -> Part:
    digest = cache.digest(b"%s\0%s" % (_encoded_path(file), file.data))
    return Part(file, digest, len(file.data))


def _cut(whole: Part, known: Known) -> list[Part]:
    """The portions of a file; itself where it is not to be cut."""
    lists = parse.lists(whole.file.path)
    with suppress(UnicodeDecodeError, msgspec.DecodeError):
        text = whole.file.data.decode("utf-8-sig") if lists else ""
        if cut_before := known.get(whole.digest + CUT):
            return [Part(whole.file, digest, 0, one, text) for digest, one in _cuts_of.decode(cut_before)]
        cut = portions(text) if whole.digest not in known else ()
        if cut and {one.key for one in cut} <= lists.keys():
            return [_part(whole.file, one, text) for one in cut]
    return [whole]


def _cuts(parts: Sequence[Part]) -> bytes:
    return msgspec.msgpack.encode([(part.digest, part.portion) for part in parts])


def _part(file: InputFile, one: Portion, text: str) -> Part:
    data = one.alone(text).encode()
    return Part(file, cache.digest(b"portion\0%s\0%s" % (_encoded_path(file), data)), len(data), one, text)


def _encoded_path(file: InputFile) -> bytes:
    return file.path.encode("utf-8", "surrogateescape")


def _held(known: Known, parted: Sequence[Sequence[Part]], workers: int) -> Known:
    """`known`, and what it lacks of the parts of some files."""
    new = {part.digest: part for its in parted for part in its if part.digest not in known}
    turns = sorted(new.values(), key=lambda part: -part.size)  # a large file may take as long as all others
    workers = workers or (parallel.processors() if sum(part.size for part in turns) > MUCH else 1)
    return {**known, **dict(parallel.each(lambda turn: _read(turns[turn]), len(turns), workers))}


def _read(part: Part) -> tuple[str, bytes]:
    file = part.file
    held = parse.portion(file.path, part.portion, part.text) if part.portion else parse.parse(file)
    return part.digest, _encoded(held) if held else b""


def _encoded(held: Parsed) -> bytes:
    """As bytes; empty for the rare file that holds what no bytes can say (half of a character)."""
    with suppress(UnicodeEncodeError):
        return stored.encode(held)
    return b""


def _decoded(parts: Sequence[Part], held: Known) -> Held:
    """What a file holds, by its parts."""
    file, text = parts[0].file, parts[0].text
    with suppress(msgspec.DecodeError):
        read = [(part.portion, stored.decode(held[part.digest], file.path)) for part in parts]
        portioned = [(one, each) for one, each in read if one]
        whole = parse.joined(file.path, portioned, text) if portioned else read[0][1]
        pieces = map(piece, parts, (ids(each) for _, each in read), lines_before(parts))
        return Held(file.path, whole, tuple(pieces))
    return Held(file.path, parse.parse(file), ())


def piece(part: Part, its_ids: tuple[str, ...], line: int) -> Piece:
    """A part as it is known later."""
    return Piece(part.digest, its_ids, line, part.portion)


def lines_before(parts: Sequence[Part]) -> Iterator[int]:
    """How many lines of the file stand before each of its parts."""
    line = end = 0
    for part in parts:
        if part.portion:
            line, end = line + part.text.count("\n", end, part.portion.start), part.portion.start
        yield line


def ids(held: Parsed) -> tuple[str, ...]:
    """The ids of a file's or a portion's items."""
    return tuple(entry.item.id for entry in held.entries)
