"""Places → lines and columns, looked up in the files' texts only when a diagnostic is shown.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from casework.diagnostics import BODY, Place
from casework.reading import frontmatter, yamltext
from casework.reading.portions import Portion, items
from casework.reading.yamltext import Keys, Mark, Marked

FEW = 0.5
"""Where more of a text's items hold something that is asked for, one long walk is cheaper than many short ones."""

Found = Mapping[Keys, tuple[Mark, Mark | None]]
"""Where values stand, and their keys."""


class Spot(Struct, frozen=True):
    """A line and column from 1, and the source line itself."""

    line: int
    column: int
    row: str


def spots(text: str, places: Iterable[Place], *, markdown: bool) -> dict[Place, Spot]:
    """Where each of `places` stands in `text`; `markdown` says that the YAML is the file's front matter."""
    wanted = list(places)
    parts = frontmatter.split(text) if markdown else None
    yaml = text if parts is None else (parts.yaml or "")
    asked = {place.keys for place in wanted if not place.line and place.keys != (BODY,)}
    found = _found(yaml, asked) if asked else {}
    rows = text.splitlines()
    body = parts.body_start if parts else 0
    shift = parts.shift if parts else 0
    return {place: _spot(place, text, rows, found, body, shift) for place in wanted}


def _found(yaml: str, wanted: set[Keys]) -> Found:
    """The marks of the wanted keys, and of their nearest existing parents."""
    reachable = {keys[:length] for keys in wanted for length in range(len(keys) + 1)}
    every, asked = items(yaml), _by_item(reachable)
    by_item = len(asked) < len(every) * FEW and all(yamltext.is_sound(item.alone(yaml)) for item in every)
    found: dict[Keys, tuple[Mark, Mark | None]] = {}
    for keys, mark, key in _in_items(yaml, every, asked) if by_item else yamltext.marks(yaml, reachable):
        found.setdefault(keys, (mark, key))
    return found


Asked = Mapping[Keys, list[Keys]]
"""What is asked for of each item, by its own keys, as if it were its list's first."""


def _by_item(wanted: Iterable[Keys]) -> Asked:
    asked: dict[Keys, list[Keys]] = {}
    for keys in wanted:
        at = int(keys != () and isinstance(keys[0], str))
        asked.setdefault(keys[: at + 1], []).append((*keys[:at], 0, *keys[at + 1 :]))
    return asked


def _in_items(yaml: str, every: Iterable[Portion], asked: Asked) -> Iterator[Marked]:
    """As `yamltext.marks` of a text that is just these items; it reads those that hold something asked for.

    What is around an item is said again with each; right is what is said first, with the first of its list.
    """
    line = end = 0
    for item in every:
        around: Keys = (item.key,) if item.key else ()
        mine = asked.get((*around, item.first), [])
        if mine or not item.first:
            line, end = line + yaml.count("\n", end, item.start), item.start
            yield from _in_item(yaml, item, {(), around, *mine}, line)


def _in_item(yaml: str, item: Portion, wanted: set[Keys], line: int) -> Iterator[Marked]:
    """What is wanted of an item below so many lines, as it stands in the whole text."""
    at, lines, offset = len(item.key[:1]), line - item.head.count("\n"), item.start - len(item.head)

    def moved(mark: Mark) -> Mark:
        return Mark(mark.line + lines, mark.column, mark.start + offset, mark.end + offset)

    for keys, mark, key in yamltext.marks(item.alone(yaml), wanted):
        whole = (*keys[:at], item.first, *keys[at + 1 :]) if len(keys) > at else keys
        yield whole, moved(mark), moved(key) if key else None


def _spot(place: Place, text: str, rows: list[str], found: Found, body: int, shift: int) -> Spot:
    if place.line:
        return _at(place.line, place.column, rows)
    if place.keys == (BODY,):
        return _within(text, body, len(text), place, rows)
    keys = place.keys
    while keys and keys not in found:
        keys = keys[:-1]
    if keys not in found:
        return _at(1, 1, rows)
    mark, key = found[keys]
    if place.on_key and key and keys == place.keys:
        return _at(key.line, key.column, rows)
    if place.word and keys == place.keys:
        # The front matter's first line is blank where the file has its fence: offsets differ by that fence.
        return _within(text, mark.start + shift, mark.end + shift, place, rows)
    return _at(mark.line, mark.column, rows)


def _within(text: str, start: int, end: int, place: Place, rows: list[str]) -> Spot:
    hits = _hits(text[start:end], place.word) if place.word else []
    offset = start + (hits[min(place.nth, len(hits) - 1)] if hits else 0)
    before = text[:offset]
    line = len(before.splitlines()) if before and not before.endswith(("\n", "\r")) else len(before.splitlines()) + 1
    return _at(max(line, 1), offset - max(before.rfind("\n"), before.rfind("\r")), rows)


CITATION = re.compile(r"\[@[^\[\]]*\]")
FENCE = re.compile(r"[ \t]*(```+|~~~+)")
SPAN_OR_ESCAPE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)|\\.", re.DOTALL)


def _hits(text: str, word: str) -> list[int]:
    """Where `word` stands in `text`, code and escapes left out, and never inside a longer id; a `@key` in a citation."""
    bare = _bare(text)
    pattern = re.compile(re.escape(word) + (r"(?![\w-])" if re.search(r"[\w-]$", word) else ""))
    within = [found.span() for found in CITATION.finditer(bare)] if word.startswith("@") else [(0, len(bare))]
    return [hit.start() for start, end in within for hit in pattern.finditer(bare, start, end)]


@lru_cache(maxsize=1)
def _bare(text: str) -> str:
    """`text` with blanks for what looks like a mark and is none: fenced blocks, code spans, escapes."""
    rows, fence = [], ""
    for row in text.splitlines(keepends=True):
        opening = FENCE.match(row)
        rows.append(_blank(row) if fence or opening else row)
        if opening:
            fence = "" if fence == row.strip() else fence or opening[1]
    unfenced = text if fence else "".join(rows)
    return SPAN_OR_ESCAPE.sub(lambda found: _blank(found[0]), unfenced)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _at(line: int, column: int, rows: list[str]) -> Spot:
    return Spot(line, column, rows[line - 1] if 0 < line <= len(rows) else "")
