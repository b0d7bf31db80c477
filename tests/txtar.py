"""Several texts in one file: a comment, then `-- name --` lines, each with the text of that name below it."""

from __future__ import annotations

import re

MARK = re.compile(r"^-- (.+) --\n", re.MULTILINE)

Parts = list[tuple[str, str]]


def split(text: str) -> tuple[str, Parts]:
    """The comment, and the parts as (name, text)."""
    comment, *rest = MARK.split(text)
    return comment, list(zip(rest[::2], rest[1::2], strict=True))


def join(comment: str, parts: Parts) -> str:
    """The file's text; the other way round from `split`."""
    return comment + "".join(f"-- {name} --\n{text}" for name, text in parts)
