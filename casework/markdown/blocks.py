"""Our syntax of whole lines: `:::` blocks, the texts of free notes, and embeds; each a mark in a paragraph of its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Any

from markdown.blockprocessors import BlockProcessor
from markdown.util import AtomicString

from casework.diagnostics import did_you_mean
from casework.markdown.marks import Marks
from casework.model import TLP_LEVELS
from casework.prose import Embed, End, Fence, Token

FENCES = ("tlp", "note", "warning")


class _Block(BlockProcessor):
    def __init__(self, parser: Any, marks: Marks) -> None:
        super().__init__(parser)
        self.marks = marks

    def before(self, parent: etree.Element, text: str) -> None:
        """Read what stands before our syntax, if anything does."""
        if text := text.strip("\n"):
            self.parser.parseBlocks(parent, [text])

    def mark(self, parent: etree.Element, token: Token) -> None:
        etree.SubElement(parent, "p").text = AtomicString(self.marks.sentinel(token))


class FenceBlock(_Block):
    """`::: name argument` … `:::`, nesting innermost first."""

    OPENING = re.compile(r"^ {0,3}:::[ \t]*(\S.*?)[ \t]*$")
    CLOSING = re.compile(r"^ {0,3}:::[ \t]*$")

    def test(self, parent: etree.Element, block: str) -> bool:  # noqa: ARG002
        return ":::" in block and any(re.match(r" {0,3}:::", line) for line in block.split("\n"))

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        lines = "\n\n".join(blocks).split("\n")
        first = next(index for index, line in enumerate(lines) if re.match(r" {0,3}:::", line))
        blocks.clear()
        self.before(parent, "\n".join(lines[:first]))
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
        self.mark(parent, Fence(name, argument))
        self.parser.parseBlocks(parent, inner)
        self.mark(parent, End())


def _blocks(lines: list[str]) -> list[str]:
    text = "\n".join(lines).strip("\n")
    return re.split(r"\n(?:[ \t]*\n)+", text) if text.strip() else []


class NoteText(_Block):
    """`[^label]: text`, continued by lines indented four blanks."""

    START = re.compile(r"^ {0,3}\[\^([^\[\]\s]+)\]:[ \t]*(.*)$", re.MULTILINE)

    def test(self, parent: etree.Element, block: str) -> bool:  # noqa: ARG002
        return self.START.search(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        start = self.START.search(block)
        assert start is not None
        self.before(parent, block[: start.start()])
        text = [f"{start[2]}\n{self._own(block[start.end() :], blocks)}".strip("\n")]
        while blocks and blocks[0].startswith("    "):
            text.append(self._own(blocks.pop(0), blocks))
        self.mark(parent, Fence("footnote", start[1]))
        self.parser.parseBlocks(parent, text)
        self.mark(parent, End())

    def _own(self, text: str, blocks: list[str]) -> str:
        """What of `text` belongs to this note; where another begins, the rest goes back to `blocks`."""
        following = self.START.search(text)
        if following:
            blocks.insert(0, text[following.start() :])
            text = text[: following.start()]
        return self.looseDetab(text).strip("\n")


class EmbedBlock(_Block):
    """A line that is nothing but `![[id]]`."""

    LINE = re.compile(r"^ {0,3}!\[\[([^\[\]|\n]+)\]\][ \t]*$", re.MULTILINE)

    def test(self, parent: etree.Element, block: str) -> bool:  # noqa: ARG002
        return self.LINE.search(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = self.LINE.search(block)
        assert found is not None
        self.before(parent, block[: found.start()])
        self.mark(parent, Embed(found[1].strip()))
        if after := block[found.end() :].strip("\n"):
            blocks.insert(0, after)
