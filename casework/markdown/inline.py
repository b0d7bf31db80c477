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
        name, _, text = self.shown(found[1]).partition("|")
        token = Link(name.strip(), text.strip())
        return self.marks.sentinel(token), found.start(), found.end()


class Citation(_Inline):
    def __init__(self, md: markdown.Markdown, marks: Marks) -> None:
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


class FreeNote(_Inline):
    def __init__(self, md: markdown.Markdown, marks: Marks) -> None:
        super().__init__(r"\[\^([^\[\]\s]+)\]", md, marks)

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return self.marks.sentinel(Free(self.shown(found[1]))), found.start(), found.end()
