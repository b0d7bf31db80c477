"""The Markdown library's parser, with our syntax among its own, and kept from what costs time and finds nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import markdown
from markdown.inlinepatterns import LinkInlineProcessor

from casework.markdown.blocks import EmbedBlock, FenceBlock, NoteText
from casework.markdown.inline import Citation, EmbedOrLink, FreeNote
from casework.markdown.marks import Marks
from casework.markdown.tree import Finish

BRACKET = re.compile(r"[\[\]]")


class Parser(markdown.Markdown):
    """The package's parser, with the marks of the conversion that it is at."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        super().__init__(extensions=["tables", "fenced_code", "sane_lists", "def_list"], output_format="html")


@cache
def parser() -> Parser:
    """The parser, made once: to make it costs as much as a short text.  It keeps nothing of the texts it has read."""
    marks = Marks()
    made = Parser(marks)
    # Before the emphasis patterns (60) and after the links (160–110): an `@` in an address is left alone.
    made.inlinePatterns.register(EmbedOrLink(made, marks), "dossier-link", 105)
    made.inlinePatterns.register(Citation(made, marks), "dossier-cite", 104)
    made.inlinePatterns.register(FreeNote(made, marks), "dossier-note", 103)
    made.parser.blockprocessors.register(FenceBlock(made.parser, marks), "dossier-fence", 75)
    made.parser.blockprocessors.register(NoteText(made.parser, marks), "dossier-notetext", 17)
    made.parser.blockprocessors.register(EmbedBlock(made.parser, marks), "dossier-embed", 16)
    made.treeprocessors.register(Finish(made, marks), "dossier-finish", 15)
    for each in made.inlinePatterns:
        if isinstance(each, LinkInlineProcessor):
            each.getText = partial(_text, each.getText)  # type: ignore[method-assign]
    made.treeprocessors.register(_Needed(made), "inline", 20)
    return made


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
