"""Markdown text → `Prose`: the package's parser with our inline and block syntax as extensions, then sanitised.

Our marks travel through the parser as numbered sentinels (private-use characters, removed from what authors write) and
become tokens only after the HTML is clean, so no author can forge one and the sanitiser never sees our markup.  The
only module that imports the Markdown library and the sanitiser.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import markdown
import nh3
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor, LinkInlineProcessor
from markdown.treeprocessors import Treeprocessor

from casework.diagnostics import did_you_mean
from casework.model import TLP_LEVELS
from casework.prose import (
    Cite,
    CiteItem,
    Embed,
    End,
    Fault,
    Fence,
    Free,
    Heading,
    Link,
    Piece,
    Prose,
    Root,
    Section,
    Token,
)

OPEN, CLOSE = "\ue000", "\ue001"
SENTINEL = re.compile(f"{OPEN}(\\d+){CLOSE}")
PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:'’“”?/()%–—…-])*(?:[^\W_]|[.’”?)%…])\n?")
"""A line with no mark of Markdown, and nothing to escape."""
LONE = re.compile(f"<p>((?:{OPEN}\\d+{CLOSE}\\s*)+)</p>\\n?")
FORGED = re.compile(r"[\ue000\ue001\x02\x03]|&#(?:x0*e00[01](?![0-9a-f])|0*5734[45](?!\d));?", re.IGNORECASE)
BRACKET = re.compile(r"[\[\]]")
ESCAPED = re.compile("\x02(\\d+)\x03")
ADDRESS = re.compile(r'(?:(?<= href=")|(?<= src="))(?![a-z][a-z0-9+.-]*:|#|/)(?=[^"]*")')
FENCES = ("tlp", "note", "warning")

TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead tr u ul var wbr".split()
)
ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
CLASSES = {"td": {"right", "center"}, "th": {"right", "center"}}


def convert(text: str) -> Prose:
    """`text` as `Prose`.  Never raises on any text; faults of our syntax are in the result."""
    if not text.strip():
        return Prose()
    if PLAIN.fullmatch(text):
        return Prose(pieces=(f"<p>{text.rstrip()}</p>",))
    source = FORGED.sub("\ufffd", text)
    parser = _parser()
    parser.reset()
    parser.marks.clear()
    marks = parser.marks
    html = _unwrapped(_clean(parser.convert(source)), marks.tokens)
    pieces = tuple(_pieces(html, marks.tokens))
    return Prose(
        pieces=pieces, sections=tuple(marks.sections), addresses=tuple(marks.addresses), faults=tuple(marks.faults)
    )


class _Marks:
    """What one conversion collects."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.tokens: list[Token] = []
        self.sections: list[Section] = []
        self.addresses: list[str] = []
        self.faults: list[Fault] = []

    def sentinel(self, token: Token) -> str:
        self.tokens.append(token)
        return f"{OPEN}{len(self.tokens) - 1}{CLOSE}"

    def block(self, parent: etree.Element, token: Token) -> None:
        etree.SubElement(parent, "p").text = markdown.util.AtomicString(self.sentinel(token))

    def fault(self, code: str, message: str, hint: str, word: str) -> None:
        nth = sum(each.word == word for each in self.faults)
        self.faults.append(Fault(code, message, hint, word, nth))


class _Parser(markdown.Markdown):
    """The package's parser, with the marks of the conversion that it is at."""

    def __init__(self, marks: _Marks) -> None:
        self.marks = marks
        super().__init__(extensions=["tables", "fenced_code", "sane_lists", "def_list"], output_format="html")


@cache
def _parser() -> _Parser:
    """The parser, made once: to make it costs as much as a short text.  It keeps nothing of the texts it has read."""
    marks = _Marks()
    parser = _Parser(marks)
    # Before the emphasis patterns (60) and after the links (160–110): an `@` in an address is left alone.
    parser.inlinePatterns.register(_EmbedOrLink(parser, marks), "dossier-link", 105)
    parser.inlinePatterns.register(_Citation(parser, marks), "dossier-cite", 104)
    parser.inlinePatterns.register(_FreeNote(parser, marks), "dossier-note", 103)
    parser.parser.blockprocessors.register(_FenceBlock(parser.parser, marks), "dossier-fence", 75)
    parser.parser.blockprocessors.register(_NoteText(parser.parser, marks), "dossier-notetext", 17)
    parser.parser.blockprocessors.register(_EmbedBlock(parser.parser, marks), "dossier-embed", 16)
    parser.treeprocessors.register(_Finish(parser, marks), "dossier-finish", 15)
    for each in parser.inlinePatterns:
        if isinstance(each, LinkInlineProcessor):
            each.getText = partial(_text, each.getText)  # type: ignore[method-assign]
    parser.treeprocessors.register(_Needed(parser), "inline", 20)
    return parser


class _Needed(markdown.treeprocessors.InlineProcessor):
    """The library's inline patterns, without those that cannot match: each would be tried at every word."""

    NEEDS = MappingProxyType(
        {
            "backtick": ("`",),
            "escape": ("\\",),
            "link": ("](",),
            "image_link": ("![",),
            "autolink": ("<",),
            "automail": ("<",),
            "html": ("<",),
            "linebreak": ("  \n",),
            "entity": ("&",),
            "em_strong": ("*", "_"),
            "dossier-link": ("[[",),
            "dossier-cite": ("[@",),
            "dossier-note": ("[^",),
        }
    )
    REFERENCES = frozenset({"reference", "image_reference", "short_reference", "short_image_ref"})

    def run(self, tree: etree.Element, ancestors: list[str] | None = None) -> etree.Element:
        text = "\n".join(self.md.lines)  # type: ignore[attr-defined]
        patterns: Any = self.md.inlinePatterns
        self.inlinePatterns = markdown.util.Registry()
        for item in patterns._priority:  # noqa: SLF001
            marked = any(mark in text for mark in self.NEEDS.get(item.name, ("",)))
            if marked and (self.md.references or item.name not in self.REFERENCES):
                self.inlinePatterns.register(patterns[item.name], item.name, item.priority)
        return super().run(tree, ancestors)


DEEPEST = 30
"""Brackets within brackets beyond which a link is not looked for: the library would read on to the text's end for each."""


def _text(read: Callable[[str, int], tuple[str, int, bool]], data: str, index: int) -> tuple[str, int, bool]:
    """A link's text from `index` on, as the library reads it; none where brackets nest too deep to be meant."""
    depth = 1
    for bracket in BRACKET.finditer(data, index):
        depth += 1 if bracket[0] == "[" else -1
        if depth == 0:
            break
        if depth > DEEPEST:
            return "", index, False
    return read(data, index)


# --- inline ------------------------------------------------------------------------------------------------------


class _Inline(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, md: markdown.Markdown, marks: _Marks) -> None:
        super().__init__(pattern, md)
        self.marks = marks

    def shown(self, text: str) -> str:
        """`text` as the author typed it, the parser's own escapes undone."""
        return ESCAPED.sub(lambda code: chr(int(code[1])), self.unescape(text)).strip()


class _EmbedOrLink(_Inline):
    def __init__(self, md: markdown.Markdown, marks: _Marks) -> None:
        super().__init__(r"!?\[\[([^\[\]\n]+)\]\]", md, marks)

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        # An embed inside a sentence cannot stand there: it links to the thing.
        name, _, text = self.shown(found[1]).partition("|")
        token = Link(name.strip(), text.strip())
        return self.marks.sentinel(token), found.start(), found.end()


class _Citation(_Inline):
    def __init__(self, md: markdown.Markdown, marks: _Marks) -> None:
        super().__init__(r"\[(@[^\[\]]*)\]", md, marks)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        found: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str | None, int | None, int | None]:
        items = [_cite_item(each) for each in self.shown(found[1]).split(";")]
        known = tuple(item for item in items if item)
        if len(known) != len(items):
            return None, None, None
        return self.marks.sentinel(Cite(known)), found.start(), found.end()


def _cite_item(text: str) -> CiteItem | None:
    found = re.fullmatch(r"\s*@([^\s,;@]+)\s*(?:,\s*(.*?))?\s*", text, re.DOTALL)
    return CiteItem(found[1], " ".join((found[2] or "").split())) if found else None


class _FreeNote(_Inline):
    def __init__(self, md: markdown.Markdown, marks: _Marks) -> None:
        super().__init__(r"\[\^([^\[\]\s]+)\]", md, marks)

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return self.marks.sentinel(Free(self.shown(found[1]))), found.start(), found.end()


# --- blocks ------------------------------------------------------------------------------------------------------


class _FenceBlock(BlockProcessor):
    """`::: name argument` … `:::`, nesting innermost first."""

    OPENING = re.compile(r"^ {0,3}:::[ \t]*(\S.*?)[ \t]*$")
    CLOSING = re.compile(r"^ {0,3}:::[ \t]*$")

    def __init__(self, parser: Any, marks: _Marks) -> None:
        super().__init__(parser)
        self.marks = marks

    def test(self, parent: etree.Element, block: str) -> bool:  # noqa: ARG002
        return ":::" in block and any(re.match(r" {0,3}:::", line) for line in block.split("\n"))

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        lines = "\n\n".join(blocks).split("\n")
        first = next(index for index, line in enumerate(lines) if re.match(r" {0,3}:::", line))
        blocks.clear()
        if before := "\n".join(lines[:first]).strip("\n"):
            self.parser.parseBlocks(parent, [before])
        opening = self.OPENING.match(lines[first])
        if opening is None:
            self.marks.fault("unclosed-block", "nothing is open that `:::` could close", "delete it", ":::")
            blocks.extend(_blocks(lines[first + 1 :]))
            return
        last = self._closing(lines, first)
        if last == len(lines):
            message = f"the block `::: {opening[1]}` is never closed"
            self.marks.fault("unclosed-block", message, "end it with a line `:::`", f"::: {opening[1]}")
        self._fenced(parent, opening[1], _blocks(lines[first + 1 : last]))
        blocks.extend(_blocks(lines[last + 1 :]))

    def _closing(self, lines: list[str], first: int) -> int:
        depth = 0
        for index in range(first, len(lines)):
            if self.CLOSING.match(lines[index]):
                depth -= 1
            elif self.OPENING.match(lines[index]):
                depth += 1
            if depth == 0:
                return index
        return len(lines)

    def _fenced(self, parent: etree.Element, opening: str, inner: list[str]) -> None:
        name, _, argument = opening.partition(" ")
        argument = argument.strip()
        if name == "tlp":
            argument = argument.removeprefix("TLP:")
            if argument not in TLP_LEVELS:
                hint = did_you_mean(argument, TLP_LEVELS) or f"one of: {', '.join(TLP_LEVELS)}"
                self.marks.fault("bad-value", f"`{argument}` is no TLP level", hint, f"::: {opening}")
                argument = TLP_LEVELS[-1]  # an unreadable marking is the most restrictive one
        elif name not in FENCES:
            hint = did_you_mean(name, FENCES) or f"one of: {', '.join(FENCES)}"
            self.marks.fault("bad-value", f"`{name}` is no kind of block", hint, f"::: {opening}")
        self.marks.block(parent, Fence(name, argument))
        self.parser.parseBlocks(parent, inner)
        self.marks.block(parent, End())


def _blocks(lines: list[str]) -> list[str]:
    text = "\n".join(lines).strip("\n")
    return re.split(r"\n(?:[ \t]*\n)+", text) if text.strip() else []


class _NoteText(BlockProcessor):
    """`[^label]: text`, continued by lines indented four blanks."""

    START = re.compile(r"^ {0,3}\[\^([^\[\]\s]+)\]:[ \t]*(.*)$", re.MULTILINE)

    def __init__(self, parser: Any, marks: _Marks) -> None:
        super().__init__(parser)
        self.marks = marks

    def test(self, parent: etree.Element, block: str) -> bool:  # noqa: ARG002
        return self.START.search(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        start = self.START.search(block)
        assert start is not None
        if before := block[: start.start()].strip("\n"):
            self.parser.parseBlocks(parent, [before])
        text = [f"{start[2]}\n{self._own(block[start.end() :], blocks)}".strip("\n")]
        while blocks and blocks[0].startswith("    "):
            text.append(self._own(blocks.pop(0), blocks))
        self.marks.block(parent, Fence("footnote", start[1]))
        self.parser.parseBlocks(parent, text)
        self.marks.block(parent, End())

    def _own(self, text: str, blocks: list[str]) -> str:
        """What of `text` belongs to this note; where another begins, the rest goes back to `blocks`."""
        following = self.START.search(text)
        if following:
            blocks.insert(0, text[following.start() :])
            text = text[: following.start()]
        return self.looseDetab(text).strip("\n")


class _EmbedBlock(BlockProcessor):
    """A line that is nothing but `![[id]]`."""

    LINE = re.compile(r"^ {0,3}!\[\[([^\[\]|\n]+)\]\][ \t]*$", re.MULTILINE)

    def __init__(self, parser: Any, marks: _Marks) -> None:
        super().__init__(parser)
        self.marks = marks

    def test(self, parent: etree.Element, block: str) -> bool:  # noqa: ARG002
        return self.LINE.search(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = self.LINE.search(block)
        assert found is not None
        if before := block[: found.start()].strip("\n"):
            self.parser.parseBlocks(parent, [before])
        self.marks.block(parent, Embed(found[1].strip()))
        if after := block[found.end() :].strip("\n"):
            blocks.insert(0, after)


# --- the finished tree -------------------------------------------------------------------------------------------


class _Finish(Treeprocessor):
    """Headings get their level and anchor, table cells a class for their alignment; addresses are noted."""

    def __init__(self, md: markdown.Markdown, marks: _Marks) -> None:
        super().__init__(md)
        self.marks = marks

    def run(self, root: etree.Element) -> None:
        headings = [each for each in root.iter() if re.fullmatch("h[1-6]", each.tag)]
        shift = 2 - min((int(each.tag[1]) for each in headings), default=2)
        taken: set[str] = set()
        for each in headings:
            self._heading(each, shift, taken)
        for each in root.iter():
            if "style" in each.attrib:
                each.set("class", each.attrib.pop("style").removeprefix("text-align: ").rstrip(";"))
            if address := each.get("href") or each.get("src"):
                self.marks.addresses.append(ESCAPED.sub(lambda code: chr(int(code[1])), address))
                self._foreign_picture(each, self.marks.addresses[-1])

    def _foreign_picture(self, element: etree.Element, address: str) -> None:
        """Said only where the address might be linked: what may not even be that is said elsewhere."""
        if element.tag == "img" and re.match(r"\s*(https?:|[/\\]\s*[/\\])", address, re.IGNORECASE):
            hint = "put the picture below assets/, or link to it"
            self.marks.fault("unsafe-link", "a picture of another host is not shown", hint, address)

    def _heading(self, heading: etree.Element, shift: int, taken: set[str]) -> None:
        level = min(int(heading.tag[1]) + shift, 6)
        said = ESCAPED.sub(lambda code: chr(int(code[1])), "".join(heading.itertext()))
        title = " ".join(SENTINEL.sub(self._link_text, said).split())
        anchor = _slug(title, taken)
        heading.tag = f"h{level}"
        heading.text = self.marks.sentinel(Heading(anchor)) + (heading.text or "")
        self.marks.sections.append(Section(level, anchor, title))

    def _link_text(self, found: re.Match[str]) -> str:
        token = self.marks.tokens[int(found[1])]
        return token.text or token.id if isinstance(token, Link) else ""


def _slug(title: str, taken: set[str]) -> str:
    base = "h-" + ("-".join(re.findall(r"\w+", title.casefold()))[:60].strip("-") or "section")
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug


# --- HTML → pieces -----------------------------------------------------------------------------------------------


FETCHED = re.compile(r"\s*([a-z][a-z0-9+.-]*:|[/\\]\s*[/\\])", re.IGNORECASE)
"""An address that the browser would fetch from another host; a reader's visit is nobody else's business."""


def _own(tag: str, attribute: str, value: str) -> str | None:
    """An attribute's value, or None to leave it out: pictures come from the dossier itself."""
    return None if (tag, attribute) == ("img", "src") and FETCHED.match(value) else value


def _clean(html: str) -> str:
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_own,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
        clean_content_tags={"script", "style"},
    )
    return clean.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")


def _unwrapped(html: str, tokens: list[Token]) -> str:
    """`html` without the paragraphs around the marks of blocks; a paragraph of nothing but links stays one."""

    def bare(found: re.Match[str]) -> str:
        marked = [tokens[number] for each in SENTINEL.findall(found[1]) if (number := int(each)) < len(tokens)]
        return f"{found[1]}\n" if all(isinstance(each, Embed | Fence | End) for each in marked) else found[0]

    return LONE.sub(bare, html)


def _pieces(html: str, tokens: list[Token]) -> list[Piece]:
    pieces: list[Piece] = []
    used: set[int] = set()
    for index, part in enumerate(SENTINEL.split(html)):
        if index % 2 == 0:
            pieces.extend(_rooted(part))
        elif (number := int(part)) < len(tokens) and number not in used and not _inside_tag(pieces):
            used.add(number)
            pieces.append(tokens[number])
    return _headings(pieces)


def _inside_tag(pieces: list[Piece]) -> bool:
    """Whether the HTML so far ends inside a tag: a mark in an attribute (an image's text) is dropped."""
    for piece in reversed(pieces):
        if isinstance(piece, str) and ("<" in piece or ">" in piece):
            return piece.rfind("<") > piece.rfind(">")
    return False


def _rooted(html: str) -> list[Piece]:
    """`html` with the way to the root marked in every relative address."""
    pieces: list[Piece] = []
    start = 0
    for found in ADDRESS.finditer(html):
        pieces += [html[start : found.start()], Root()]
        start = found.start()
    return [*pieces, html[start:]] if html[start:] else pieces


def _headings(pieces: list[Piece]) -> list[Piece]:
    """Each heading's mark moved from behind its tag's `>` into the tag."""
    moved: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Heading) and moved and isinstance(moved[-1], str) and moved[-1].endswith(">"):
            moved[-1] = moved[-1][:-1]
            moved += [piece, ">"]
        else:
            moved.append(piece)
    return moved
