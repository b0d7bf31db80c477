"""What a Markdown text becomes: safe HTML in pieces, and between them the marks that only a page can fill in.

A citation's number, a link's address and an embed's drawing depend on the page that shows them; the text does not.
So a text is converted once, to a `Prose`, and filled in wherever it is shown.  Pure values; no Markdown here.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from casework.model import above


class CiteItem(Struct, frozen=True, gc=False):
    """One key of a citation, with its locator (`para. 6`)."""

    key: str
    locator: str = ""


class Cite(Struct, frozen=True, gc=False, tag=True):
    """`[@a, para. 6; @b]`: one numbered note."""

    items: tuple[CiteItem, ...]


class Free(Struct, frozen=True, gc=False, tag=True):
    """`[^label]`: a numbered note whose text the author wrote."""

    label: str


class Link(Struct, frozen=True, gc=False, tag=True):
    """`[[id|text]]`; without a text, the item's own name is shown."""

    id: str
    text: str = ""


class Embed(Struct, frozen=True, gc=False, tag=True):
    """`![[id]]`: the thing itself."""

    id: str


class Root(Struct, frozen=True, gc=False, tag=True):
    """Where the way to the site's root goes, inside an address."""


class Heading(Struct, frozen=True, gc=False, tag=True):
    """The place of a heading's anchor, inside its tag."""

    anchor: str


class Fence(Struct, frozen=True, gc=False, tag=True):
    """`::: name argument`: a block opens (`tlp`, `note`, `warning`, or the program's own `footnote`)."""

    name: str
    argument: str = ""


class End(Struct, frozen=True, gc=False, tag=True):
    """The block opened last closes."""


Token = Cite | Free | Link | Embed | Root | Heading | Fence | End
Piece = str | Token


class Fault(Struct, frozen=True):
    """Something wrong in the text itself, found while converting; `word` is the `nth` of its kind in the text."""

    code: str
    message: str
    hint: str
    word: str
    nth: int = 0


class Section(Struct, frozen=True):
    """A heading of the text, for "on this page": level from 2."""

    level: int
    anchor: str
    title: str


class Prose(Struct, frozen=True, kw_only=True):
    """A converted text.  `pieces` hold free notes too, between `Fence("footnote", label)` and `End`."""

    pieces: tuple[Piece, ...] = ()
    sections: tuple[Section, ...] = ()
    addresses: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


EMPTY = Prose()


def carried(prose: Prose, carry: str) -> Prose:
    """`prose` as if its blocks marked above `carry`, and the free notes of those alone, had never been written."""
    if not any(isinstance(piece, Fence) for piece in prose.pieces):
        return prose
    kept = _shown(prose.pieces, lambda block: block.name == "tlp" and above(block.argument, carry))
    if len(kept) == len(prose.pieces):
        return prose
    lost = _used(prose.pieces) - _used(kept)
    kept = _shown(kept, lambda block: block.name == "footnote" and block.argument in lost)
    anchors = {piece.anchor for piece in kept if isinstance(piece, Heading)}
    sections = tuple(each for each in prose.sections if each.anchor in anchors)
    return replace(prose, pieces=tuple(kept), sections=sections, addresses=_addresses(prose, kept))


def _shown(pieces: Iterable[Piece], is_hidden: Callable[[Fence], bool]) -> list[Piece]:
    """The pieces outside hidden blocks, without the marks of the other `tlp` blocks."""
    kept: list[Piece] = []
    opened: list[tuple[Fence, bool]] = []
    hidden = closed = False
    for piece in pieces:
        if isinstance(piece, Fence):
            opened.append((piece, hidden))
            hidden = hidden or is_hidden(piece)
        shown = not hidden
        block, before = opened[-1] if opened else (None, False)
        if isinstance(piece, End):
            opened.pop()
            closed, hidden = hidden and not before, before
        if shown and not (isinstance(piece, Fence | End) and block and block.name == "tlp"):
            kept.append(piece.removeprefix("\n") if closed and isinstance(piece, str) else piece)
            closed = False
    return _ended(kept) if kept and kept[-1] == "" else kept


def _ended(kept: list[Piece]) -> list[Piece]:
    """A text whose last block is gone: the line before it was not the last, and now is."""
    kept = [piece for piece in kept if piece != ""]
    if kept and isinstance(kept[-1], str) and kept[-1] != "\n":
        kept[-1] = kept[-1].removesuffix("\n")
    return kept


def _used(pieces: Iterable[Piece]) -> frozenset[str]:
    return frozenset(piece.label for piece in pieces if isinstance(piece, Free))


def _addresses(prose: Prose, kept: list[Piece]) -> tuple[str, ...]:
    shown = "".join(piece for piece in kept if isinstance(piece, str))
    return tuple(each for each in prose.addresses if each in shown)


def references(prose: Prose) -> Iterator[tuple[str, str, int]]:
    """Every id that the text names, as (id, how it is written, which occurrence of that spelling)."""
    seen: dict[str, int] = {}
    for piece in prose.pieces:
        if isinstance(piece, str):
            continue
        for key, written in _named(piece):
            nth = seen.get(written, 0)
            seen[written] = nth + 1
            yield key, written, nth


def named(prose: Prose) -> tuple[list[str], list[str]]:
    """Every id that the text cites, and every one that it links or embeds, each in order; as `references`, but quicker."""
    cited: list[str] = []
    linked: list[str] = []
    for piece in prose.pieces:
        kind = piece.__class__
        if kind is Cite:
            cited += [item.key for item in piece.items]  # type: ignore[union-attr]
        elif kind is Link or kind is Embed:
            linked.append(piece.id)  # type: ignore[union-attr]
    return cited, linked


def _named(piece: Piece) -> Iterator[tuple[str, str]]:
    if isinstance(piece, Cite):
        for item in piece.items:
            yield item.key, f"@{item.key}"
    elif isinstance(piece, (Link, Embed)):
        yield piece.id, f"[[{piece.id}"


def mapped(prose: Prose, gone: frozenset[str], named: Callable[[str], str]) -> Prose:
    """`prose` with every reference to an id in `gone` turned into plain text: a name, nothing for a citation."""
    if not any(key in gone for key, _, _ in references(prose)):
        return prose
    return replace(prose, pieces=tuple(each for piece in prose.pieces for each in _without(piece, gone, named)))


def _without(piece: Piece, gone: frozenset[str], named: Callable[[str], str]) -> tuple[Piece, ...]:
    if isinstance(piece, Cite):
        items = tuple(item for item in piece.items if item.key not in gone)
        return (Cite(items),) if items else ()
    if isinstance(piece, Link) and piece.id in gone:
        return (Link("", piece.text or named(piece.id)),)
    if isinstance(piece, Embed) and piece.id in gone:
        return ()
    return (piece,)


MARK = "\ue000"
BLOCK_TAG = re.compile(r"</?(?:p|li|div|t[dhr]|h\d|br|blockquote|pre|d[dt]|[uo]l|table)\b[^>]*>")


def plain(prose: Prose, named: Callable[[str], str] = str) -> str:
    """The text's words without tags, marks and free notes; `named` says what an id in a link is called."""
    words: list[str] = []
    notes = 0
    for piece in prose.pieces:
        if isinstance(piece, Fence):
            notes += piece.name == "footnote" or bool(notes)
        elif isinstance(piece, End):
            notes -= bool(notes)
        elif not notes:
            words.append(_worded(piece, named))
    # A citation's blank goes with it where punctuation follows.
    text = re.sub(rf"\s*{MARK}+(?=[,.;:!?)])", "", "".join(words)).replace(MARK, "")
    return " ".join(entities.unescape(re.sub(r"<[^>]*>", "", BLOCK_TAG.sub(" ", text))).split())


def _worded(piece: Piece, named: Callable[[str], str]) -> str:
    if isinstance(piece, Link):
        return entities.escape(piece.text or named(piece.id), quote=False)
    if isinstance(piece, str):
        return piece
    return MARK if isinstance(piece, Cite | Free) else ""


def is_closed(prose: Prose) -> bool:
    """Whether nothing in a text depends on the build, and no free note is missing or unused."""
    used, defined = free_notes(prose)
    return used == defined and not any(isinstance(piece, Fence) and piece.name == "tlp" for piece in prose.pieces)


def free_notes(prose: Prose) -> tuple[frozenset[str], frozenset[str]]:
    """The labels of the free notes that the text uses, and of those that it writes."""
    if {piece.__class__ for piece in prose.pieces}.isdisjoint((Free, Fence)):  # as most are
        return frozenset(), frozenset()
    written = frozenset(p.argument for p in prose.pieces if isinstance(p, Fence) and p.name == "footnote")
    return _used(prose.pieces), written


def renamed(prose: Prose, now: Mapping[str, str]) -> Prose:
    """`prose` with the ids that are keys of `now` replaced."""
    if not any(key in now for key, _, _ in references(prose)):
        return prose
    return replace(prose, pieces=tuple(_renamed(piece, now) for piece in prose.pieces))


def _renamed(piece: Piece, now: Mapping[str, str]) -> Piece:
    if isinstance(piece, Cite):
        return Cite(tuple(CiteItem(now.get(item.key, item.key), item.locator) for item in piece.items))
    if isinstance(piece, Link):
        return Link(now.get(piece.id, piece.id), piece.text)
    return Embed(now.get(piece.id, piece.id)) if isinstance(piece, Embed) else piece
