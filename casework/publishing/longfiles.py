"""The data files that hold something of every item, in pieces: after an edit of one item only its piece is made anew.

Pure.  A piece is of some hundred items of one kind; its name says of which file it is, of which kind, and which it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from casework.exports import data, tables
from casework.model import KINDS, Kind
from casework.pages import factrows, searchdata
from casework.pages.desk import Desk


class Long(Struct, frozen=True):
    """A file made of pieces: bytes stand for themselves, texts are pieces' names."""

    path: str
    parts: tuple[bytes | str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its pieces."""
        return tuple(each for each in self.parts if isinstance(each, str))


def longs(desk: Desk) -> Iterator[Long]:
    """The long files of a site."""
    search = _listed("search", KINDS, desk)
    ends = searchdata.opening(desk.language), searchdata.ENDING
    yield Long("data/search.js", (ends[0], *_between(search, b","), ends[1]))
    case, frame = desk.case, desk.frame
    lists = (part for kind, key in data.LISTS.items() for part in _json(key, _listed("json", (kind,), desk)))
    yield Long("data/dossier.json", (data.opening(case.dossier.config, frame.edition, desk.as_of), *lists, data.ENDING))
    yield Long("data/facts.csv", (tables.HEAD, *_listed("csv", ("fact",), desk)))
    if len(pages := desk.pages("facts")) > 1:
        rows = _between([f"rows {path}" for path in pages], factrows.BETWEEN)
        yield Long("data/facts.js", (factrows.OPENING, *rows, factrows.ENDING))


def _listed(of: str, kinds: Iterable[Kind], desk: Desk) -> list[str]:
    """The names of a file's pieces, in the order of the kinds and then of the dossier."""
    return [f"{of} {name}" for kind in kinds for name in desk.plan.chunks if name.startswith(f"{kind} ")]


def _between(names: Iterable[str], separator: bytes) -> Iterator[bytes | str]:
    for number, name in enumerate(names):
        if number:
            yield separator
        yield name


def _json(key: str, names: list[str]) -> Iterator[bytes | str]:
    yield data.list_opening(key, is_empty=not names)
    yield from _between(names, data.SEPARATOR)
    if names:
        yield data.LIST_ENDING


def piece(name: str, desk: Desk) -> bytes:
    """The piece of a name."""
    of, _, of_what = name.partition(" ")
    return PIECES[of](of_what, desk)


def _search(chunk: str, desk: Desk) -> bytes:
    kind = _kind(chunk)
    table = dict(desk.case.dossier.tables())[kind]
    documents = (searchdata.document(kind, table[each], desk.cards("")) for each in desk.chunk(chunk))
    return searchdata.encoded(documents)


def _data(chunk: str, desk: Desk) -> bytes:
    kind = _kind(chunk)
    return data.SEPARATOR.join(data.item(kind, each, desk.case) for each in desk.chunk(chunk))


def _table(chunk: str, desk: Desk) -> bytes:
    return tables.rows(desk.chunk(chunk), desk.case)


def _rows(page: str, desk: Desk) -> bytes:
    return factrows.part(desk.listed(page), desk.cards("../"))


def _kind(chunk: str) -> Kind:
    kind: Kind = chunk.partition(" ")[0]  # type: ignore[assignment]
    return kind


PIECES: Mapping[str, Callable[[str, Desk], bytes]] = {"search": _search, "json": _data, "csv": _table, "rows": _rows}


def whole(long: Long, made: Callable[[str], bytes]) -> bytes:
    """A long file of which `made` makes the pieces."""
    return b"".join(each if isinstance(each, bytes) else made(each) for each in long.parts)
