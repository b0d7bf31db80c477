"""Our syntax within a line: `[[id|text]]`, `[@source, locator; …]` and `[^label]`, each a mark in the text."""

from __future__ import annotations

import re

import markdown
from markdown.inlinepatterns import InlineProcessor

from casework.markdown.marks import Marks, unescaped
from casework.prose import Cite, CiteItem, Free, Link


class _Inline(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, md: markdown.Markdown, marks: Marks) -> None:
        super().__init__(pattern, md)
        self.marks = marks

    def shown(self, text: str) -> str:
        """`text` as the author typed it, the parser's own escapes undone."""
        return unescaped(self.unescape(text)).strip()


class EmbedOrLink(_Inline):
    def __init__(self, md: markdown.Markdown, marks: Marks) -> None:
        super().__init__(r"!?\[\[([^\[\]\n]+)\]\]", md, marks)

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        # An embed inside a sentence cannot stand there: it links to the thing.
        return self.marks.sentinel(link(self.shown(found[1]))), found.start(), found.end()


def link(text: str) -> Link:
    """What stands between the brackets of a link."""
    name, _, shown = text.partition("|")
    return Link(name.strip(), shown.strip())


class Citation(_Inline):
    def __init__(self, md: markdown.Markdown, marks: Marks) -> None:
        super().__init__(r"\[(@[^\[\]]*)\]", md, marks)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        found: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str | None, int | None, int | None]:
        token = cite(self.shown(found[1]))
        return (self.marks.sentinel(token), found.start(), found.end()) if token else (None, None, None)


def cite(text: str) -> Cite | None:
    """What stands between the brackets of a citation; None where it is none."""
    items = [_cite_item(each) for each in text.split(";")]
    known = tuple([item for item in items if item])
    return Cite(known) if len(known) == len(items) else None


_ITEM = re.compile(r"\s*@([^\s,;@]+)\s*(?:,\s*(.*?))?\s*", re.DOTALL)


def _cite_item(text: str) -> CiteItem | None:
    found = _ITEM.fullmatch(text)
    return CiteItem(found[1], " ".join((found[2] or "").split())) if found else None


class FreeNote(_Inline):
    def __init__(self, md: markdown.Markdown, marks: Marks) -> None:
        super().__init__(r"\[\^([^\[\]\s]+)\]", md, marks)

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return self.marks.sentinel(Free(self.shown(found[1]))), found.start(), found.end()
