"""Rim: a file that may have changed → which of its pieces are new, and which items in them are not what they were.

No item may come or go, and nothing may be wrong in what was written.  Words alone have changed where no item has changed
in outline, and no text ties its item to others than before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from msgspec import Struct

from casework.dossier import Parsed
from casework.examining.reworked import Reworked
from casework.kept import parsed, shelf, stored
from casework.kept.base import FileState
from casework.kept.outline import bare
from casework.kept.parsed import Part, Piece
from casework.prose import Prose
from casework.reading import read
from casework.reading.read import Stat


class Unlike(Exception):
    """Something has changed that only a look at the whole dossier can judge."""


class Rewritten(Struct, frozen=True):
    """A piece of a file as it was written anew: what it holds, with places as in `text`; `head` lines are not its own."""

    piece: Piece
    path: str
    text: str
    head: int
    held: Parsed


class Reread(Struct, frozen=True):
    """A file that was read again: its states, the pieces that are new and what those held that are no more."""

    old: FileState
    new: FileState
    rewritten: tuple[Rewritten, ...]
    before: tuple[Parsed, ...]
    shelved: Mapping[str, bytes]
    old_lines: tuple[int, ...]
    new_lines: Mapping[str, int]
    """How many lines stand before each piece: in the order of those before, and by digest of those now."""


def reread(root: Path, old: FileState, stat: Stat, finder: shelf.Finder) -> Reread:
    """A file that may have changed.  Unlike where other items are in it, or they stand otherwise; shelf.Lost."""
    file = read.file(root, old.path)
    if file is None:
        raise Unlike
    kept = {piece.digest: piece for piece in old.pieces}
    ([parts], held) = parsed.read([file], dict.fromkeys(kept, b"?"), 1)
    new = {part.digest: _decoded(held[part.digest], old.path) for part in parts if part.digest not in kept}
    ids = [kept[part.digest].ids if part.digest in kept else parsed.ids(new[part.digest]) for part in parts]
    if [*chain(*ids)] != [each for piece in old.pieces for each in piece.ids]:
        raise Unlike
    pieces = tuple(map(parsed.piece, parts, ids, parsed.lines_before(parts)))
    gone = kept.keys() - digests(pieces)
    return Reread(
        old=old,
        new=FileState(old.path, stat, pieces),
        rewritten=tuple(
            _rewritten(part, piece, new[part.digest])
            for part, piece in zip(parts, pieces, strict=True)
            if part.digest in new
        ),
        before=tuple(_decoded(finder[digest], old.path) for digest in gone),
        shelved={digest: value for digest, value in held.items() if digest not in kept},
        old_lines=tuple(piece.line for piece in old.pieces),
        new_lines={piece.digest: piece.line for piece in pieces},
    )


def _rewritten(part: Part, piece: Piece, held: Parsed) -> Rewritten:
    if part.portion:
        return Rewritten(piece, part.file.path, part.portion.alone(part.text), part.portion.head.count("\n"), held)
    return Rewritten(piece, part.file.path, part.file.data.decode("utf-8-sig"), 0, held)


def _decoded(data: bytes, path: str) -> Parsed:
    held = stored.decode(data, path)
    if held.diagnostics or held.drafts or held.unread:
        raise Unlike
    return held


def digests(pieces: Iterable[Piece]) -> set[str]:
    """The digests of some pieces."""
    return {piece.digest for piece in pieces}


# --- what has changed ----------------------------------------------------------------------------------------------


def reworked(file: Reread) -> Iterator[Reworked]:
    """The items of a file that are not what they were."""
    before = {entry.item.id: entry for each in file.before for entry in each.entries}
    old, new = _texts(file.before), _texts(each.held for each in file.rewritten)
    for entry in (entry for each in file.rewritten for entry in each.held.entries):
        its_id, was = entry.item.id, before.pop(entry.item.id)
        texts = old.get(its_id, {}), new.get(its_id, {})
        if was.kind != entry.kind:
            raise Unlike
        if was.item != entry.item or texts[0] != texts[1]:
            yield Reworked(entry.kind, bare(was.item), bare(entry.item), *texts)
    if before:
        raise Unlike


def _texts(held: Iterable[Parsed]) -> dict[str, dict[str, Prose]]:
    """All texts, by item and field."""
    texts: dict[str, dict[str, Prose]] = {}
    for (item_id, field), text in (pair for each in held for pair in each.prose.items()):
        texts.setdefault(item_id, {})[field] = text
    return texts
