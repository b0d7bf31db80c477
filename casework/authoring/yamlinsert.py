"""A YAML text and a new item → the text with the item at the end of one of its lists.  Pure.

Text surgery: no other line is touched, so comments, blank lines, order, quoting and line ends stay.  The result is read
again and must hold exactly one item more; where that is not sure, the text is refused, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casework.reading import yamltext
from casework.reading.yamltext import Keys, Mark
from casework.rules import RULES

Marks = Mapping[Keys, Mark]

_CLOSING = re.compile(r"\s*[\]}][\s\]},]*(#.*)?")


class Refused(Exception):
    """The item cannot be put into the text; `args[0]` says why and what to do."""


def appended(text: str, key: str, item: str) -> tuple[str, int]:
    """`text` with `item` at the end of the list below `key` (of the whole document when empty), and the item's line.

    `item` is a block mapping of its own, not indented.  Refused where the text is broken or written in brackets.
    """
    before = _value(text)
    listed = before.get(key) if key and isinstance(before, dict) else before
    if before is not None and not isinstance(before, dict if key else list):
        raise Refused(f"it holds no {'keys and values' if key else 'list'}")
    if listed is not None and not isinstance(listed, list):
        raise Refused(f"`{key}` holds no list")
    around = before if isinstance(before, dict) else {}
    made, start = _inserted(text, key, item, listed or [], is_there=not key or key in around)
    wanted = [*(listed or []), _value(item)]
    if _value(made) != ({**around, key: wanted} if key else wanted):
        raise Refused("the list is written in a way that cannot be added to safely: add the item by hand")
    return made, made.count("\n", 0, start) + 1


def _value(text: str) -> Any:
    value, found = yamltext.load(text, "")
    for each in found:
        if RULES[each.code].severity == "error":
            raise Refused(f"line {each.place.line}: {each.message}; mend that first")
    return value


def _inserted(text: str, key: str, item: str, listed: list[Any], *, is_there: bool) -> tuple[str, int]:
    marks: Marks = {keys: mark for keys, mark, _ in yamltext.marks(text)}
    path: Keys = (key,) if key else ()
    if listed:
        return _after_last(text, marks, path, item, len(listed))
    indent = _usual_indent(text, marks) if key else 0
    if is_there and path in marks:
        return _into_empty(text, marks[path], item, indent)
    head = f"{key}:\n" if key else ""
    return _spliced(text, len(text), head + _dashed(item, indent, 2), has_gap=bool(text.strip()))


def _after_last(text: str, marks: Marks, path: Keys, item: str, length: int) -> tuple[str, int]:
    start = marks[path].start
    if text[start] != "-":
        raise Refused("the list is written in brackets: write its items below each other, each after `- `")
    dash = marks[path].column - 1
    last = marks[*path, length - 1]
    inner = last.column - 1 - dash if "\n" not in text[start : last.start].rpartition("-")[2] else 2
    end = _end_of_item(text, _reach(marks, (*path, length - 1)), dash)
    has_gap = length == 1 or _stands_apart(text[: text.rindex("-", 0, last.start)])
    return _spliced(text, end, _dashed(item, dash, inner), has_gap=has_gap)


def _stands_apart(before: str) -> bool:
    """Whether a blank line is above what follows `before`, or above its comments."""
    above = [line.strip() for line in before.split("\n")[:-1]]
    while above and above[-1].startswith("#"):
        above.pop()
    return bool(above) and not above[-1]


def _into_empty(text: str, mark: Mark, item: str, indent: int) -> tuple[str, int]:
    """The first item of a list that is there without any: `facts:`, `facts: null` or `facts: []`."""
    cut = re.match(r"\[\s*\]|~|null|Null|NULL|", text[mark.start :])
    assert cut is not None
    stop = mark.start + cut.end()
    kept = text[: mark.start].rstrip(" ") if cut[0] else text[: mark.start]
    text = kept + text[stop:]
    return _spliced(text, _end_of_item(text, len(kept), 0), _dashed(item, indent, 2), has_gap=False)


def _reach(marks: Marks, path: Keys) -> int:
    """The offset behind the last scalar below `path`."""
    return max(mark.end for keys, mark in marks.items() if keys[: len(path)] == path)


def _end_of_item(text: str, reach: int, dash: int) -> int:
    """The end of the last line that belongs to an item: closing brackets and deeper comments are the item's too."""
    end = _line_end(text, len(text[:reach].rstrip()))
    at = end
    while at < len(text):
        following = _line_end(text, at + 1)
        line = text[at + 1 : following].rstrip("\r")
        is_comment = line.lstrip().startswith("#") and len(line) - len(line.lstrip()) > dash
        if line.strip() and not is_comment and not _CLOSING.fullmatch(line):
            break
        at = following
        if line.strip():
            end = at
    return end


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found


def _usual_indent(text: str, marks: Marks) -> int:
    """How far the lists of the file stand in."""
    found = (
        mark.column - 1 for keys, mark in marks.items() if len(keys) == 1 and text[mark.start : mark.start + 1] == "-"
    )
    return next(found, 2)


def _dashed(item: str, dash: int, inner: int) -> str:
    """The lines of `item` behind a dash; `inner` is the distance from the dash to the keys."""
    lines = [" " * (dash + inner) + line if line else "" for line in item.splitlines()]
    return f"{' ' * dash}-{lines[0][dash + 1 :]}\n" + "".join(f"{line}\n" for line in lines[1:])


def _spliced(text: str, end: int, block: str, *, has_gap: bool) -> tuple[str, int]:
    """`text` with `block` behind the line that ends at `end`, in the text's own line ends; and where its dash is."""
    before, rest = text[:end].rstrip("\r\n"), text[end:]
    head = "" if not before else "\n\n" if has_gap else "\n"
    added = head + block.rstrip("\n") + ("" if rest.startswith("\n") else "\n")
    if "\r\n" in text:
        added = added.replace("\n", "\r\n")
        rest = "\r" + rest if rest.startswith("\n") else rest
    dash = re.search(r"^ *-", added, re.MULTILINE)
    assert dash is not None
    return before + added + rest, len(before) + dash.end()
