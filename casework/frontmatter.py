"""File text → front matter and body, each with the place where it begins.

The front matter is cut off by hand so that its line numbers stay those of the file (users of other generators report
errors that are off by one, or that name the line of the block).  Pure.
"""

from __future__ import annotations

from msgspec import Struct

FENCE = "---"


class Parts(Struct, frozen=True):
    """`yaml` keeps the file's line numbers: what stands before it is blank lines; `body_start` is an offset."""

    yaml: str | None
    body: str
    body_start: int
    unclosed: bool = False


def split(text: str) -> Parts:
    """Cut `text` at its fences; without an opening fence everything is body."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != FENCE:
        return Parts(None, text, 0)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            start = sum(map(len, lines[: number + 1]))
            return Parts("\n" + "".join(lines[1:number]), text[start:], start)
    return Parts("\n" + "".join(lines[1:]), "", len(text), unclosed=True)
