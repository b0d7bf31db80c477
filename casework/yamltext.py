"""YAML text → plain values (text, None, lists, dicts); and, when asked, the line and column of any of them.

Scalars stay text: what a field asks for decides what its text means, so `NO`, `on`, `12:30` and `010` are never
turned into something else.  Only an empty scalar, `~` and `null` are None.  Positions are not kept while parsing:
`marks` walks the text again for the few that a diagnostic needs.  The only module that imports the YAML library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from msgspec import Struct

from casework.diagnostics import Diagnostic, Diagnostics, Place

MAX_DEPTH = 50
MAX_NODES_PER_ALIAS = 10_000
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
Keys = tuple[str | int, ...]


class Mark(Struct, frozen=True):
    """Where a value stands: line and column from 1, and its slice of the text."""

    line: int
    column: int
    start: int
    end: int


class Refused(Exception):
    """The text is no YAML that we read."""

    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.hint = message, line + 1, column + 1, hint


def load(text: str, path: str) -> tuple[Any, Diagnostics]:
    """The value of one YAML document and what is wrong with it; the value is None when it cannot be read."""
    found: list[Diagnostic] = []
    try:
        return _Builder(text, path, found).build(), tuple(found)
    except Refused as fault:
        place = Place(path=path, line=fault.line, column=fault.column)
        found.append(Diagnostic(code="yaml-syntax", message=fault.message, place=place, hint=fault.hint))
    except (yaml.YAMLError, UnicodeEncodeError) as fault:
        found.append(_plain_words(fault, text, path))
    return None, tuple(found)


class _Builder:
    """One pass over the event stream.  Aliases share their value; what they would expand to is counted."""

    def __init__(self, text: str, path: str, found: list[Diagnostic]) -> None:
        self.parser = yaml.CSafeLoader(text)
        self.path, self.found = path, found
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0
        self.expanded = 0

    def build(self) -> Any:
        event = self._next(yaml.StreamStartEvent, yaml.DocumentStartEvent)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        value = self._value(event, 0)
        event = self.parser.get_event()
        if isinstance(event, yaml.DocumentEndEvent):
            event = self.parser.get_event()
        if not isinstance(event, yaml.StreamEndEvent):
            raise _refuse(event, "a second YAML document begins here", "keep one document a file: remove `---`")
        return value

    def _next(self, *skipped: type) -> Any:
        event = self.parser.get_event()
        while isinstance(event, skipped):
            event = self.parser.get_event()
        return event

    def _value(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        before = self.nodes + self.expanded
        self.nodes += 1
        if isinstance(event, yaml.ScalarEvent):
            value: Any = None if event.implicit[0] and event.value in NULLS else event.value
            if event.style == '"' and CONTROL.search(event.value):
                raise _refuse(event, "an escape stands for a control character", "take the `\\x…` out")
        elif depth >= MAX_DEPTH:
            raise _refuse(event, f"nested more than {MAX_DEPTH} levels deep", "no field of the format is so deep")
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(depth)
        else:
            value = self._mapping(depth)
        if event.anchor:
            self.anchors[event.anchor] = (value, self.nodes + self.expanded - before)
        return value

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self.anchors:
            raise _refuse(event, f"`*{event.anchor}` names no anchor", "put text that begins with `*` in quotes")
        value, size = self.anchors[event.anchor]
        self.expanded += size
        if self.expanded > MAX_NODES_PER_ALIAS:
            raise _refuse(event, "aliases expand to too many values", "write the values out")
        return value

    def _sequence(self, depth: int) -> list[Any]:
        values = []
        while not isinstance(event := self.parser.get_event(), yaml.SequenceEndEvent):
            values.append(self._value(event, depth + 1))
        return values

    def _mapping(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self.parser.get_event(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _refuse(event, "a key must be plain text", "put text that begins with `[`, `{` or `*` in quotes")
            key = event.value
            value = self._value(self.parser.get_event(), depth + 1)
            if key in values:
                self._duplicate(event)
            else:
                values[key] = value
        return values

    def _duplicate(self, event: Any) -> None:
        mark = event.start_mark
        place = Place(path=self.path, line=mark.line + 1, column=mark.column + 1)
        message = f"the key `{event.value}` stands here twice"
        hint = "keep one of the two, or make it a list"
        self.found.append(Diagnostic(code="duplicate-key", message=message, place=place, hint=hint))


def _refuse(event: Any, message: str, hint: str) -> Refused:
    return Refused(message, event.start_mark.line, event.start_mark.column, hint)


# --- positions ---------------------------------------------------------------------------------------------------


def marks(text: str) -> Iterator[tuple[Keys, Mark, Mark | None]]:
    """Every value of a YAML text as (keys, its mark, its key's mark); stops silently where the YAML breaks."""
    parser = yaml.CSafeLoader(text)
    try:
        event = parser.get_event()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = parser.get_event()
        yield from _walk(parser, event, (), None)
    except (yaml.YAMLError, UnicodeEncodeError, RecursionError):
        return


def _walk(parser: Any, event: Any, keys: Keys, key_mark: Mark | None) -> Iterator[tuple[Keys, Mark, Mark | None]]:
    yield keys, _mark(event), key_mark
    if isinstance(event, yaml.SequenceStartEvent):
        index = 0
        while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
            yield from _walk(parser, event, (*keys, index), None)
            index += 1
    elif isinstance(event, yaml.MappingStartEvent):
        while not isinstance(event := parser.get_event(), yaml.MappingEndEvent):
            name = getattr(event, "value", "")
            yield from _walk(parser, parser.get_event(), (*keys, name), _mark(event))


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    return Mark(start.line + 1, start.column + 1, start.index, end.index)


# --- YAML's own errors in plain words ----------------------------------------------------------------------------

# What the scanner says → what went wrong for a person who types front matter, and what to type.
PLAIN: Sequence[tuple[str, str, str]] = (
    ("mapping values are not allowed", "a colon inside a value", 'put the value in quotes: key: "one: two"'),
    ("cannot start any token", "a value begins with a character that YAML keeps for itself", "put the value in quotes"),
    ("did not find expected alphabetic", "a value begins with `*`, `&` or `!`", "put the value in quotes"),
    ("while scanning an alias", "a value begins with `*`", "put the value in quotes"),
    ("while scanning an anchor", "a value begins with `&`", "put the value in quotes"),
    ("while scanning a directive", "a line begins with `%`", "put the value in quotes"),
    ("undefined tag handle", "a value begins with `!`", "put the value in quotes"),
    ("unexpected end of stream", "a quotation mark is opened and never closed", "close it, or double it inside"),
    ("could not find expected ':'", "a line without a colon", "write `key: value`, or indent it below its key"),
    ("did not find expected key", "a line that does not fit the lines above", "check the indentation and the quotes"),
    ("did not find expected '-' indicator", "a line that does not fit the list above", "begin it with `- `"),
    ("did not find expected ',' or", "a bracket is opened and never closed", "close it with `]` or `}`"),
    ("did not find expected node content", "a value is missing between brackets", "remove the extra comma"),
    ("block sequence entries are not allowed", "a list begins on its key's line", "begin it on a line of its own"),
    ("control characters are not allowed", "a control character", "delete it"),
    ("invalid leading UTF-8", "a byte that is not UTF-8", "save the file as UTF-8"),
    ("found unknown escape", "an unknown escape after a backslash", "use single quotes, or write `\\\\`"),
)


def _plain_words(fault: Exception, text: str, path: str) -> Diagnostic:
    problem, context = getattr(fault, "problem_mark", None), getattr(fault, "context_mark", None)
    # What is opened and never closed is to be mended where it opens, not where the text ends.
    opened = context if any(sign in str(fault) for sign in ("end of stream", "did not find expected ',' or")) else None
    mark = opened or problem or context
    line, column = (mark.line, mark.column) if mark else (0, 0)
    said = f"{getattr(fault, 'context', '')} {getattr(fault, 'problem', fault)}"
    if "node content" in said and problem and not text[problem.index :].strip():
        said = "did not find expected ',' or ']'"
    row = text.splitlines()[line] if line < len(text.splitlines()) else ""
    if "\t" in row[: len(row) - len(row.lstrip())] or "found a tab character" in said:
        message, hint = "a tab where YAML allows only blanks", "indent with blanks"
    else:
        message, hint = next(
            ((plain, mend) for sign, plain, mend in PLAIN if sign in said),
            (f"this is no YAML: {' '.join(said.split())}", "check the indentation, the colons and the quotes"),
        )
    place = Place(path=path, line=line + 1, column=column + 1)
    return Diagnostic(code="yaml-syntax", message=message, place=place, hint=hint)
