"""Safe HTML → nodes, plain values that the print template walks.  Pure.

A node is a text or an element with its children.  Nothing in it is code of the typesetter's: a text is handed over as
a value and printed as it is, so what an author writes can never be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

DEEPEST = 16
"""Elements within elements beyond which only their text is kept: the typesetter's own depth has a bound."""

INLINE = frozenset("abbr b bdi cite code del dfn em i ins kbd mark q ruby s samp small strong sub sup u var".split())
BLOCK = frozenset(
    "blockquote caption dd dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre table td th tr ul".split()
)
SAME = {"i": "em", "dfn": "em", "var": "em", "b": "strong", "del": "s", "ins": "u", "kbd": "code", "samp": "code"}
EMPTY = frozenset({"br", "hr", "img", "col", "wbr"})
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
OUTSIDE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


class Node(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An element: `tag` is an HTML name or `heading`, `note`, `admonition`, `title`; what does not apply is left out.

    A note has its `number`, and `is_first` where it is called for the first time; a heading, a link and `pre` have
    their words in `alt`.

    `to` is the id of the item that a link leads to, `href` an address outside; `x`, `y` are a cell's place in its
    table, which has `columns`, of whose rows the first `head` are headings.
    """

    tag: str
    kids: tuple[Node | str, ...] = ()
    level: int = 0
    number: int = 0
    is_first: bool = False
    to: str = ""
    href: str = ""
    lang: str = ""
    dir: str = ""
    src: str = ""
    alt: str = ""
    start: int = 1
    head: int = 0
    columns: int = 0
    x: int = 0
    y: int = 0
    colspan: int = 1
    rowspan: int = 1
    align: str = ""


Nodes = tuple[Node | str, ...]


def nodes(html: str, level: int = 2) -> Nodes:
    """`html`, which must be sanitised, as nodes; its uppermost headings stand at `level`, and none skips one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _levelled(reader.finish(), level)


def called(found: Nodes, seen: set[int]) -> Nodes:
    """`found` with the first mark of each note told from the others; `seen` are the notes called so far, and grows."""
    return tuple(each if isinstance(each, str) else _called(each, seen) for each in found)


def _called(node: Node, seen: set[int]) -> Node:
    if node.tag == "note":
        is_first = node.number not in seen
        seen.add(node.number)
        return replace(node, is_first=is_first)
    return replace(node, kids=called(node.kids, seen)) if node.kids else node


def text(found: Iterable[Node | str]) -> str:
    """The words of some nodes, blocks apart, without notes."""
    return " ".join("".join(_texts(found)).split())


def _texts(found: Iterable[Node | str]) -> Iterator[str]:
    for each in found:
        if isinstance(each, str):
            yield each
        else:
            blank = " " if each.tag in BLOCK or each.tag == "br" else ""
            yield from (blank, *(_texts(each.kids) if each.kids else [each.alt]), blank)


def pictures(found: Iterable[Node | str]) -> Iterator[str]:
    """The addresses of the pictures in some nodes."""
    for each in found:
        if isinstance(each, Node):
            if each.src:
                yield each.src
            yield from pictures(each.kids)


def clean(words: str) -> str:
    """A text without what no font can show."""
    return UNPRINTABLE.sub("", words)


# --- reading -----------------------------------------------------------------------------------------------------


class _Open(Struct):
    """An element that is not closed yet; without a node it only holds a place."""

    name: str
    node: Node | None
    kids: list[Node | str]


class _Reader(HTMLParser):
    """Collects nodes.  White space is collapsed as browsers do, except in `pre`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Open("", None, [])]
        self.is_blank = True

    @property
    def kids(self) -> list[Node | str]:
        return self.open[-1].kids

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCK or tag == "div":
            self._break()
        made = None if self._depth() >= DEEPEST and tag not in EMPTY else _node(tag, {k: v or "" for k, v in attrs})
        if tag in EMPTY:
            self._empty(made)
            return
        self.open.append(_Open(tag, made, [] if made else self.kids))

    def _empty(self, made: Node | None) -> None:
        if made:
            if made.tag == "br":
                self._break()
            self.kids.append(made)
            self.is_blank = made.tag != "img"

    def _depth(self) -> int:
        return sum(each.node is not None for each in self.open)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCK or tag == "div":
            self._break()
        if tag in EMPTY or all(each.name != tag for each in self.open[1:]):
            return
        while self._close() != tag:
            pass

    def _close(self) -> str:
        closed = self.open.pop()
        if closed.node and closed.name != "rp":
            kids = () if closed.node.tag == "note" else tuple(closed.kids)
            self.kids.append(_finished(replace(closed.node, kids=kids)))
            self.is_blank = closed.name in BLOCK or (self.is_blank and not kids and closed.node.tag != "note")
        return closed.name

    def handle_data(self, data: str) -> None:
        words = clean(data)
        if not any(each.name == "pre" for each in self.open):
            words = re.sub(r"[ \t\n\r\f]+", " ", words)
            words = words.removeprefix(" ") if self.is_blank else words
        if words:
            self.is_blank = words.endswith(" ")
            if self.kids and isinstance(self.kids[-1], str):
                self.kids[-1] += words
            else:
                self.kids.append(words)

    def _break(self) -> None:
        """A block begins or ends: the blank before it goes."""
        if self.kids and isinstance(last := self.kids[-1], str):
            self.kids[-1] = last.rstrip(" ")
            if not self.kids[-1]:
                self.kids.pop()
        self.is_blank = True

    def finish(self) -> Nodes:
        self._break()
        while len(self.open) > 1:
            self._close()
        return tuple(self.kids)


def _node(tag: str, given: dict[str, str]) -> Node | None:
    """The element that a tag opens; None where only its children count."""
    classes = given.get("class", "").split()
    lang, direction = given.get("lang", ""), given.get("dir", "") if given.get("dir") in ("ltr", "rtl") else ""
    if tag == "a":
        return _link(given)
    if tag == "img":
        return Node(tag=tag, src=_asset(given.get("src", "")), alt=clean(given.get("alt", "")))
    if tag == "div":
        return Node(tag="admonition") if "admonition" in classes else None
    if tag == "p" and "admonition-title" in classes:
        return Node(tag="title")
    if tag == "sup" and "mark" in classes:
        return None
    if tag in ("td", "th"):
        align = next((each for each in classes if each in ("right", "center")), "")
        return Node(
            tag=tag, align=align, colspan=_count(given.get("colspan")), rowspan=_count(given.get("rowspan")), lang=lang
        )
    if tag in ("span", "bdo") and (lang or direction):
        return Node(tag="span", lang=lang, dir=direction)
    if tag in ("rt", "rp"):  # `rp` holds the brackets for programs that cannot set one above the other
        return Node(tag=tag)
    if tag == "ol":
        return Node(tag=tag, start=_count(given.get("start"), 0))
    known = tag in INLINE or tag in BLOCK or tag in ("br", "thead")
    return Node(tag=SAME.get(tag, tag), lang=lang, dir=direction) if known else None


def _link(given: dict[str, str]) -> Node | None:
    href = given.get("href", "").strip()
    if given.get("role") == "doc-noteref":
        return Node(tag="note", number=int(href.removeprefix("#fn-")))
    if OUTSIDE.match(href):
        return Node(tag="a", href=href)
    item = re.fullmatch(r"(?:sources|facts|entities|questions|judgments|pages)/([a-z0-9-]+)\.html", href)
    return Node(tag="a", to=item[1]) if item else None


def _asset(src: str) -> str:
    return unquote(src.partition("?")[0].partition("#")[0])


def _count(words: str | None, least: int = 1) -> int:
    """A number from `least` to 1,000; 1 where there is none."""
    return min(max(int(words), least), 1_000) if words and re.fullmatch("[0-9]{1,9}", words) else 1


# --- finished elements -------------------------------------------------------------------------------------------


def _finished(node: Node) -> Node:
    """An element whose children are known: a table's cells get their places, a list holds nothing but items."""
    if node.tag == "table":
        return _table(node)
    if node.tag in ("ul", "ol"):
        return replace(node, kids=_wrapped(node.kids, ("li",), "li"))
    if node.tag == "pre":
        return replace(node, alt="".join(_texts(node.kids)).strip("\n"), kids=())
    if node.tag == "a":
        return replace(node, alt=text(node.kids))
    if node.tag == "dl":
        return replace(node, kids=_wrapped(node.kids, ("dt", "dd"), "dd"))
    return node


def _wrapped(kids: Nodes, items: tuple[str, ...], around: str) -> Nodes:
    """Only `items`: what stands between them is put `around` itself."""
    made: list[Node | str] = []
    for is_item, group in groupby(kids, lambda kid: isinstance(kid, Node) and kid.tag in items):
        found = tuple(group)
        made += found if is_item else [Node(tag=around, kids=found)] if text(found) else []
    return tuple(made)


def _table(table: Node) -> Node:
    head = [row for kid in table.kids if isinstance(kid, Node) and kid.tag == "thead" for row in _rows(kid)]
    body = list(_rows(table))
    caption = tuple(kid for kid in table.kids if isinstance(kid, Node) and kid.tag == "caption")
    placed = [*_placed(head, 0), *_placed(body, len(head))]
    if not placed:
        return replace(table, tag="p", kids=caption)
    columns = max(cell.x + cell.colspan for cell in placed)
    return replace(table, kids=(*caption, *placed), columns=columns, head=len(head))


def _rows(group: Node) -> Iterator[Node]:
    return (kid for kid in group.kids if isinstance(kid, Node) and kid.tag == "tr")


MOST_COLUMNS = 40


def _placed(rows: Sequence[Node], first: int) -> Iterator[Node]:
    """The cells of some rows with their places, no two on one another; `first` is the number of the first row."""
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for cell in (kid for kid in row.kids if isinstance(kid, Node) and kid.tag in ("td", "th")):
            while (x, y) in taken:
                x += 1
            if x >= MOST_COLUMNS:
                break
            width = 1
            while width < min(cell.colspan, MOST_COLUMNS - x) and (x + width, y) not in taken:
                width += 1
            height = min(cell.rowspan, len(rows) - y)
            taken |= {(x + i, y + j) for i in range(width) for j in range(height)}
            yield replace(cell, x=x, y=first + y, colspan=width, rowspan=height)
            x += width


def _levelled(found: Nodes, level: int) -> Nodes:
    """Headings as nodes with a level, from `level` on, each at most one below the heading before it."""
    before = level - 1

    def levelled(node: Node | str) -> Node | str:
        nonlocal before
        if isinstance(node, str):
            return node
        if re.fullmatch("h[2-6]", node.tag):
            before = min(int(node.tag[1]) - 2 + level, before + 1)
            return replace(node, tag="heading", level=before, alt=text(node.kids))
        return replace(node, kids=tuple(map(levelled, node.kids))) if node.kids else node

    return tuple(map(levelled, found))
