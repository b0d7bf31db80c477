"""Our syntax within a line: `[[id|text]]`, `[@source, locator; …]` and `[^label]`, each a mark in the text."""

from __future__ import annotations

import re

import markdown
from markdown.inlinepatterns import InlineProcessor

from casework.markdown.marks import Marks, unescaped
from casework.markdown.plain import cite, link
from casework.prose import Free


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


class FreeNote(_Inline):
    def __init__(self, md: markdown.Markdown, marks: Marks) -> None:
        super().__init__(r"\[\^([^\[\]\s]+)\]", md, marks)

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return self.marks.sentinel(Free(self.shown(found[1]))), found.start(), found.end()
