"""YAML text → plain values (text, None, lists, dicts); and, when asked, the line and column of any of them.

Scalars stay text: what a field asks for decides what its text means, so `NO`, `on`, `12:30` and `010` are never
turned into something else.  Only an empty scalar, `~` and `null` are None.  Positions are not kept while parsing:
`marks` walks the text again for the few that a diagnostic needs.  The only module that imports the YAML library.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from typing import Any

import yaml
from msgspec import Struct
from yaml._yaml import CParser  # what its C loaders are made of: they take longer to begin

from casework.diagnostics import Diagnostic, Diagnostics, Place
from casework.reading import yamlfaults
from casework.reading.yamlfaults import At

MAX_DEPTH = 50
MAX_NODES_PER_ALIAS = 10_000
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
COMMENT = re.compile(r" #+[ \t]*[^\s#]")
"""A comment that, where a value ends before it, may have been meant as its text: one blank away, and with words."""
TEXTS = frozenset(
    "title subtitle claim text name quote scope locator note change_note status_note descriptor description"
    " source_summary publication publisher".split()
)
"""Keys whose values people write in words."""
MAX_SHOWN = 40
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


def load(text: str, path: str, *, is_part: bool = False) -> tuple[Any, Diagnostics]:
    """The value of one YAML document and what is wrong with it; the value is None when it cannot be read.

    In what `is_part` of a document anchors are refused: its other parts may speak of them.
    """
    found: list[Diagnostic] = []
    try:
        return _Builder(text, path, found, is_part=is_part).build(), tuple(found)
    except Refused as fault:
        place = Place(path=path, line=fault.line, column=fault.column)
        found.append(Diagnostic(code="yaml-syntax", message=fault.message, place=place, hint=fault.hint))
    except (yaml.YAMLError, UnicodeEncodeError) as fault:
        found.append(_plain_words(fault, text, path))
    return None, tuple(found)


class _Builder:
    """One pass over the parser's events, which are told apart by their very classes.

    Aliases share their value; what they would expand to is counted.
    """

    def __init__(self, text: str, path: str, found: list[Diagnostic], *, is_part: bool) -> None:
        self.parser: Any = CParser(text)
        self.path, self.found, self.is_part = path, found, is_part
        self.text, self.comments = text, {each.start() for each in COMMENT.finditer(text)}
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
        kind = event.__class__
        if kind is yaml.AliasEvent:
            return self._alias(event)
        before = self.nodes + self.expanded
        self.nodes += 1
        if event.tag is not None or event.anchor:
            _refuse_unasked(event)
        if kind is yaml.ScalarEvent:
            value: Any = _scalar(event)
        elif depth >= MAX_DEPTH:
            raise _refuse(event, f"nested more than {MAX_DEPTH} levels deep", "no field of the format is so deep")
        elif kind is yaml.SequenceStartEvent:
            value = self._sequence(depth)
        else:
            value = self._mapping(depth)
        if event.anchor:
            if self.is_part:
                raise _refuse(event, "an anchor stands in a part of a document", "read the whole document")
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
        values, next_event, end = [], self.parser.get_event, yaml.SequenceEndEvent
        while (event := next_event()).__class__ is not end:
            values.append(self._value(event, depth + 1))
        return values

    def _mapping(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        next_event, end, scalar = self.parser.get_event, yaml.MappingEndEvent, yaml.ScalarEvent
        while (event := next_event()).__class__ is not end:
            if event.__class__ is not scalar:
                raise _refuse(event, "a key must be plain text", "put text that begins with `[`, `{` or `*` in quotes")
            key, its = event.value, next_event()
            if its.__class__ is scalar and its.tag is None and not its.anchor:  # as most are
                self.nodes += 1
                value = _scalar(its)
            else:
                value = self._value(its, depth + 1)
            if self.comments and key in TEXTS and its.__class__ is scalar:
                self._cut(key, its)
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

    def _cut(self, key: str, event: Any) -> None:
        """Say so where a comment follows a plain value as text would."""
        mark = event.end_mark
        if event.style or not event.value or mark.index not in self.comments:
            return
        rest = self.text[mark.index + 1 : mark.index + 1 + MAX_SHOWN].splitlines()[0].rstrip()
        place = Place(path=self.path, line=mark.line + 1, column=mark.column + 2)
        message = f"`{key}` ends before `{rest}`, which is a comment to YAML"
        hint = "if that is text, put the value in quotes; if it is a comment, put two blanks before it"
        self.found.append(Diagnostic(code="cut-by-comment", message=message, place=place, hint=hint))


def _scalar(event: Any) -> str | None:
    text: str = event.value
    if event.style == '"' and CONTROL.search(text):
        raise _refuse(event, "an escape stands for a control character", "take the `\\x…` out")
    return None if text in NULLS and event.implicit[0] else text


TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map"))


def _refuse_unasked(event: Any) -> None:
    """Text that an author meant as text and YAML would take away in silence."""
    if event.tag is not None and event.tag not in TAGS:
        raise _refuse(event, "a value begins with `!`", yamlfaults.IN_QUOTES)
    if event.anchor and isinstance(event, yaml.ScalarEvent) and not event.value and event.implicit[0]:
        raise _refuse(event, "a value begins with `&`", yamlfaults.IN_QUOTES)


def _refuse(event: Any, message: str, hint: str) -> Refused:
    return Refused(message, event.start_mark.line, event.start_mark.column, hint)


# --- positions ---------------------------------------------------------------------------------------------------


Marked = tuple[Keys, Mark, Mark | None]
"""A value's keys, where it stands, and where its own key."""


def marks(text: str, wanted: Collection[Keys] | None = None) -> list[Marked]:
    """Every value of a YAML text, as far as it can be read.

    `wanted` are the keys of those that are asked for, and of every value around them: all else is passed over (where a
    key stands twice, its second value too), and once all are found, the rest is not read.
    """
    parser: Any = CParser(text)
    found: list[Marked] = []
    with suppress(yaml.YAMLError, UnicodeEncodeError, RecursionError, Refused):
        event = parser.get_event()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = parser.get_event()
        _walk(parser, event, (), None, None if wanted is None else set(wanted), found)
    return found


def is_sound(text: str) -> bool:
    """Whether YAML's own parser, which allows more than we do, reads a text to its end."""
    try:
        CParser(text).raw_parse()
    except (yaml.YAMLError, UnicodeEncodeError):
        return False
    return True


STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


def _walk(parser: Any, event: Any, keys: Keys, key: Any, left: set[Keys] | None, found: list[Marked]) -> None:
    """Add to `found` what begins with `event`, whose key is `key`, and take it out of `left`; that is None for all."""
    if left is not None:
        if keys not in left:
            _pass_over(parser, event)
            return
        left.remove(keys)
    found.append((keys, _mark(event), _mark(key) if key else None))
    if isinstance(event, yaml.SequenceStartEvent):
        index = 0
        while (left is None or left) and not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
            _walk(parser, event, (*keys, index), None, left, found)
            index += 1
    elif isinstance(event, yaml.MappingStartEvent):
        while (left is None or left) and not isinstance(key := parser.get_event(), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise _refuse(key, "a key must be plain text", "")
            _walk(parser, parser.get_event(), (*keys, key.value), key, left, found)


def _pass_over(parser: Any, event: Any) -> None:
    depth = int(isinstance(event, STARTS))
    while depth:
        event = parser.get_event()
        if isinstance(event, STARTS):
            depth += 1
        elif isinstance(event, ENDS):
            depth -= 1


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    return Mark(start.line + 1, start.column + 1, start.index, end.index)


# --- YAML's own errors in plain words ----------------------------------------------------------------------------


def _plain_words(fault: Exception, text: str, path: str) -> Diagnostic:
    problem, context = _at(getattr(fault, "problem_mark", None)), _at(getattr(fault, "context_mark", None))
    said = f"{getattr(fault, 'context', None) or ''} {getattr(fault, 'problem', fault)}".strip()
    told = yamlfaults.plain(said, problem, context, text)
    place = Place(path=path, line=told.at.line + 1, column=told.at.column + 1)
    return Diagnostic(code="yaml-syntax", message=told.message, place=place, hint=told.hint)


def _at(mark: Any) -> At | None:
    return At(mark.line, mark.column) if mark else None
