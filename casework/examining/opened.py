"""Rim: the dossier of a base, of which nothing is read before it is asked for; after an edit, what was read stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import Any, NamedTuple

from msgspec.structs import replace

from casework.diagnostics import Place
from casework.dossier import TABLES, Dossier, Entry, Parsed
from casework.examining.reread import Reread
from casework.kept import base as bases
from casework.kept import shelf, stored
from casework.kept.base import Base, FileState
from casework.lazy import FEW, Packed, Rows
from casework.model import Config
from casework.prose import Prose


class Opened(NamedTuple):
    """What has been looked up of a base, for those who go on from it: `now` and `files` say of which."""

    now: str
    files: tuple[FileState, ...]
    pieces: Pieces
    dossier: Dossier
    tables: Mapping[str, Packed[Any, Any]]

    @classmethod
    def of(cls, base: Base, finder: shelf.Finder) -> Opened:
        """Nothing yet."""
        pieces = Pieces.closed(base, finder)
        return cls(base.now, base.files, pieces, _dossier(base, pieces), bases.tables(base))

    def is_of(self, base: Base) -> bool:
        """Whether it is of this base."""
        return self.now == base.now and [each.pieces for each in self.files] == [each.pieces for each in base.files]

    def read(self) -> None:
        """Look up what most pages ask for, while nobody waits."""
        for table in self.tables.values():
            len(table)

    def after(
        self, config: Config, files: tuple[FileState, ...], finder: shelf.Finder, again: Sequence[Reread]
    ) -> Opened:
        """The same after some files were read again."""
        pieces = self.pieces.after(finder, again)
        ids = {each for file in again for one in file.rewritten for each in one.piece.ids}
        dossier = replace(_again(self.dossier, pieces, ids), config=config)
        return self._replace(files=files, pieces=pieces, dossier=dossier)


class Pieces:
    """What every piece holds, decoded when it is asked for."""

    def __init__(
        self,
        where: Mapping[str, tuple[str, str]],
        finder: shelf.Finder,
        moved: Mapping[str, tuple[str, str]],
        held: dict[str, Parsed],
    ) -> None:
        self._where, self._moved, self._finder, self._held = where, moved, finder, held
        self._entries: dict[str, dict[str, Entry]] = {}

    @classmethod
    def closed(cls, base: Base, finder: shelf.Finder) -> Pieces:
        """None decoded yet."""
        where = {
            item_id: (piece.digest, file.path) for file in base.files for piece in file.pieces for item_id in piece.ids
        }
        return cls(where, finder, {}, {})

    def after(self, finder: shelf.Finder, again: Iterable[Reread]) -> Pieces:
        """The same after some files were read again; what was decoded stays, if it is little."""
        rewritten = {each.piece.digest: each for file in again for each in file.rewritten}
        moved = {item_id: (digest, each.path) for digest, each in rewritten.items() for item_id in each.piece.ids}
        held = self._held if len(self._held) <= FEW else {}
        held = held | {digest: each.held for digest, each in rewritten.items()}
        return Pieces(self._where, finder, {**self._moved, **moved}, held)

    def entry(self, item_id: str) -> Entry:
        """An item, and where it stands in its piece."""
        held = self.of(item_id)
        digest = self._place(item_id)[0]
        if digest not in self._entries:
            self._entries[digest] = {each.item.id: each for each in held.entries}
        return self._entries[digest][item_id]

    def of(self, item_id: str) -> Parsed:
        """What the piece holds in which an item stands."""
        digest, path = self._place(item_id)
        if digest not in self._held:
            self._held[digest] = stored.decode(self._finder[digest], path)
        return self._held[digest]

    def _place(self, item_id: str) -> tuple[str, str]:
        return self._moved.get(item_id) or self._where[item_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)


class _Texts(Mapping[tuple[str, str], Prose]):
    """The converted texts of all items."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces

    def __getitem__(self, key: tuple[str, str]) -> Prose:
        return self._pieces.of(key[0]).prose[key]

    @cached_property
    def _keys(self) -> dict[tuple[str, str], None]:
        return {key: None for each in self._pieces for key in self._pieces.of(each).prose if key[0] == each}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def _dossier(base: Base, pieces: Pieces) -> Dossier:
    """The dossier of a base, without its config."""
    rows: dict[str, Any] = {name: Rows(ids, partial(_item, pieces)) for name, ids in base.ids.items()}
    places = Rows(chain(*base.ids.values()), partial(_place, pieces))
    return Dossier(config=Config(title=""), prose=_Texts(pieces), places=places, **rows)


def _again(dossier: Dossier, pieces: Pieces, ids: Collection[str]) -> Dossier:
    """The same dossier of pieces of which some have changed, and the items of these `ids` in them."""
    tables: dict[str, Any] = {name: getattr(dossier, name) for name in TABLES.values()}
    rows = {name: table.again(partial(_item, pieces), ids) for name, table in tables.items()}
    places: Any = dossier.places
    return replace(dossier, prose=_Texts(pieces), places=places.again(partial(_place, pieces), ids), **rows)


def _item(pieces: Pieces, item_id: str) -> Any:
    return pieces.entry(item_id).item


def _place(pieces: Pieces, item_id: str) -> Place:
    return pieces.entry(item_id).place
