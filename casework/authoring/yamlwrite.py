"""Plain values → YAML text that reads back as exactly those values, here and in YAML 1.1 readers.  Pure.

Text stands plain only where no reader could take it for anything else; all other text is double-quoted (YAML 1.2.2,
7.3.1), so that colons, a leading `@` and line breaks survive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# A letter first; then nothing that could begin a comment, a key or a collection.
_PLAIN = re.compile(r"[^\W\d_](?:[\w .;'()/+%?!’‘“”–—=~&-]|:(?=[\w/])|(?<=[\w/])#)*")
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}[~?%]?(?:/\d{4}(?:-\d\d){0,2}[~?%]?)?")
_WORDS = frozenset("y n yes no on off true false null nan inf".split())  # what YAML 1.1 takes for something else
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')
_SHORT = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t"}


def block(values: Mapping[str, Any], indent: str = "") -> str:
    """`values` as a block mapping, a line (or more) each; nested mappings below their key, lists in brackets."""
    return "".join(f"{line}\n" for line in _lines(values, indent))


def _lines(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{scalar(key)}:"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{scalar(key)}: {inline(value)}"


def inline(value: Any) -> str:
    """A value on one line: text, a number, or a list or mapping in brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {_within(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_within, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return scalar(value) if isinstance(value, str) else str(value)


def _within(value: Any) -> str:
    """A value within brackets, where a question mark or a stop at the end could be misread."""
    return scalar(value) if isinstance(value, str) else inline(value)


def scalar(text: str) -> str:
    """`text` plain or double-quoted."""
    is_plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and not _ESCAPED.search(text)
    if (is_plain and text.casefold() not in _WORDS) or _DATE.fullmatch(text):
        return text
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    return _SHORT.get(char) or f"\\u{ord(char):04x}"
