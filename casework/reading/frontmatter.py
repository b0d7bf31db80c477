"""File text → front matter and body, each with the place where it begins.

The front matter is cut off by hand so that its line numbers stay those of the file (users of other generators report
errors that are off by one, or that name the line of the block).  Pure.
"""

from __future__ import annotations

from msgspec import Struct

FENCE = "---"


class Parts(Struct, frozen=True):
    """`yaml` keeps the file's line numbers: what stands before it is blank lines.

    `body_start` is an offset; `shift` is by how much an offset in `yaml` grows to be one in the file.
    """

    yaml: str | None
    body: str
    body_start: int
    shift: int = 0
    unclosed: bool = False


def split(text: str) -> Parts:
    """Cut `text` at its fences, blank lines before them put aside; without an opening fence everything is body."""
    lines = text.splitlines(keepends=True)
    opening = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[opening].rstrip() != FENCE:
        return Parts(None, text, 0)
    blank = "\n" * (opening + 1)
    shift = sum(map(len, lines[: opening + 1])) - len(blank)
    for number, line in enumerate(lines[opening + 1 :], start=opening + 1):
        if line.rstrip() == FENCE:
            start = sum(map(len, lines[: number + 1]))
            return Parts(blank + "".join(lines[opening + 1 : number]), text[start:], start, shift)
    return Parts(blank + "".join(lines[opening + 1 :]), "", len(text), shift, unclosed=True)
