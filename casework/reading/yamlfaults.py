"""What YAML's parser says → what went wrong for a person who types front matter, where, and what to type.  Pure.

The parser's own messages speak of tokens, and often point to the line after the one to be mended.  Here each is told
by what stands at its place in the author's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

QUOTED = 'put the value in quotes: key: "one: two"'
IN_QUOTES = "put the value in quotes"


class At(Struct, frozen=True):
    """A place in the text: line and column from 0."""

    line: int
    column: int


class Fault(Struct, frozen=True):
    """What is wrong, what to type, and the place to type it."""

    message: str
    hint: str
    at: At


# What the parser says → what went wrong, and what to type.  The first that fits counts.
PLAIN: Sequence[tuple[str, str, str]] = (
    ("while scanning a directive", "a line begins with `%`", IN_QUOTES),
    ("mapping values are not allowed", "a colon inside a value", QUOTED),
    ("mapping keys are not allowed", "a value begins with `?`", IN_QUOTES),
    ("cannot start any token", "a value begins with a character that YAML keeps for itself", IN_QUOTES),
    ("did not find expected alphabetic", "a value begins with `*`, `&` or `!`", IN_QUOTES),
    ("while scanning an alias", "a value begins with `*`", IN_QUOTES),
    ("while scanning an anchor", "a value begins with `&`", IN_QUOTES),
    ("while scanning a tag", "a value begins with `!`", IN_QUOTES),
    ("while parsing a tag", "a value begins with `!`", IN_QUOTES),
    ("undefined tag handle", "a value begins with `!`", IN_QUOTES),
    (
        "while scanning a block scalar",
        "a value begins with `>` or `|`, and text follows on the same line",
        "put the value in quotes, or begin it on the next line, indented",
    ),
    ("found unexpected ':'", "a colon inside a value", QUOTED),
    ("unexpected end of stream", "a quotation mark is opened and never closed", "close it, or double it inside"),
    ("unexpected document indicator", "a quotation mark is opened and never closed", "close it, or double it inside"),
    ("could not find expected ':'", "a line without a colon", "write `key: value`, or indent it below its key"),
    ("did not find expected key", "a line that does not fit the lines above", "indent it as they are"),
    ("did not find expected '-' indicator", "a line that does not fit the list above", "begin it with `- `"),
    ("did not find expected ',' or", "a bracket is opened and never closed", "close it with `]` or `}`"),
    ("did not find expected node content", "a value is missing between brackets", "remove the extra comma"),
    ("block sequence entries are not allowed", "a list begins on its key's line", "begin it on a line of its own"),
    ("expected <document start>", "a line that is indented less than the first", "begin it where the first begins"),
    ("control characters are not allowed", "a control character", "delete it"),
    ("invalid leading UTF-8", "a byte that is not UTF-8", "save the file as UTF-8"),
    ("found unknown escape", "an unknown escape after a backslash", "use single quotes, or write `\\\\`"),
    ("hexdecimal number", "an unknown escape after a backslash", "use single quotes, or write `\\\\`"),
    ("invalid Unicode character", "an unknown escape after a backslash", "use single quotes, or write `\\\\`"),
)


def plain(said: str, problem: At | None, context: At | None, text: str) -> Fault:
    """The fault that the parser describes as `said`, found at `problem` in what began at `context`."""
    rows = text.splitlines()
    at = problem or context or At(0, 0)
    row = rows[at.line] if at.line < len(rows) else ""
    if "\t" in row[: len(row) - len(row.lstrip())] or "found a tab character" in said:
        return Fault("a tab where YAML allows only blanks", "indent with blanks", at)
    told = _told(said, at, context or at, rows)
    if told is not None:
        return told
    # What is opened and never closed is to be mended where it opens, not where the text ends.
    opened = any(sign in said for sign in ("end of stream", "document indicator", "did not find expected ',' or"))
    message, hint = next(
        ((message, hint) for sign, message, hint in PLAIN if sign in said),
        (f"this is no YAML: {said}", "check the indentation, the colons and the quotes"),
    )
    return Fault(message, hint, context if opened and context else at)


def _told(said: str, at: At, context: At, rows: Sequence[str]) -> Fault | None:
    """A fault that only the lines around it tell; None where the parser's words are enough."""
    row = rows[at.line] if at.line < len(rows) else ""
    if "mapping values are not allowed" in said:
        return _odd_colon(at, row, rows)
    if "could not find expected ':'" in said:
        return _without_colon(context, rows)
    if "did not find expected key" in said:
        return _going_on(at, row)
    if "did not find expected ',' or" in said and at.line == context.line and row[at.column : at.column + 1] == ":":
        return Fault("a colon inside a value", QUOTED, at)
    if "node content" in said:
        return _odd_bracket(at, row, context, rows)
    if "expected <document start>" in said:
        return _after_the_end(at, rows)
    return None


KEY = re.compile(r"\s*(?:- +)?[\w-]+\s*")
GLUED = re.compile(r"\s*(?:- +)?([\w-]+):(?=[^ \t/])(.*)")


def _odd_colon(at: At, row: str, rows: Sequence[str]) -> Fault | None:
    """A colon that is a key's, so that the line above it is at fault, or its own indentation."""
    above = next((number for number in range(at.line - 1, -1, -1) if rows[number].strip()), None)
    if above is None or not KEY.fullmatch(row[: at.column]):
        return None
    if not re.search(r":(\s|$)", rows[above]) and not rows[above].lstrip().startswith("- "):
        return _without_colon(At(above, _indent(rows[above])), rows)
    if _indent(row) > _indent(rows[above]):
        hint = "begin it where the line above begins, or put the value above in quotes"
        return Fault("a line that is indented more than the line above", hint, At(at.line, _indent(row)))
    return None


def _without_colon(at: At, rows: Sequence[str]) -> Fault:
    row, above = rows[at.line] if at.line < len(rows) else "", rows[at.line - 1] if at.line else ""
    glued = GLUED.match(row)
    if glued:
        return Fault("a blank is missing after the colon", f"write `{glued[1]}: {glued[2].strip()[:40]}`", at)
    if re.search(r": *[|>][-+0-9]*\s*$", above):
        return Fault("the text below `|` or `>` is not indented", "indent each of its lines by two blanks", at)
    return Fault("a line without a colon", "write `key: value`, or indent it below its key", at)


def _going_on(at: At, row: str) -> Fault | None:
    """Text after what was closed already; a colon with nothing before it."""
    before = row[: at.column].rstrip()
    if before.endswith(("'", '"')) and row[at.column :].strip():
        hint = f"put the whole value in quotes, and double each `{before[-1]}` inside"
        hint = hint if before[-1] == "'" else "put the whole value in single quotes: 'A \"B\" C'"
        return Fault("text goes on after the closing quotation mark", hint, at)
    if row[at.column : at.column + 1] in tuple("]}"):
        return Fault("a bracket is closed that was never opened", "take it out, or put the value in quotes", at)
    if before.endswith(("]", "}")):
        return Fault("text goes on after the closing bracket", IN_QUOTES, at)
    if row.strip().startswith(": "):
        return Fault("a colon with no key before it", "write `key: value`", at)
    return None


def _odd_bracket(at: At, row: str, context: At, rows: Sequence[str]) -> Fault | None:
    if not "".join([row[at.column :], *rows[at.line + 1 :]]).strip():
        return Fault("a bracket is opened and never closed", "close it with `]` or `}`", context)
    if row[at.column : at.column + 1] in tuple("]},") and not re.search(r"[\[{]", row[: at.column]):
        return Fault(f"a value begins with `{row[at.column]}`", IN_QUOTES, at)
    return None


def _after_the_end(at: At, rows: Sequence[str]) -> Fault | None:
    above = [row.rstrip() for row in rows[: at.line]]
    if any(row.startswith("%") for row in above):
        number = next(number for number, row in enumerate(above) if row.startswith("%"))
        return Fault("a line begins with `%`", "take it out, or put the text in quotes", At(number, 0))
    if "..." in above:
        number = above.index("...")
        return Fault("the YAML ends at `...`, and more follows", "take this line out", At(number, 0))
    return None


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))
