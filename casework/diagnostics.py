"""A diagnostic is a value: what is wrong, where, and what to do.  How it looks is `report`'s business."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from msgspec import Struct

from casework.model import Severity


class Place(Struct, frozen=True, kw_only=True, gc=False):
    """Where in the author's files something stands, before anyone needs its line.

    `keys` walks down the YAML of `path` (`("facts", 3, "evidence", 0, "origin")`); `on_key` means the key itself,
    not its value; `word` is the `nth` occurrence (from 0) of a string inside that value, or inside the Markdown body
    when `keys` is `("",)`.  `line` and `column` are given (from 1) only where the parser already knew them.
    """

    path: str
    keys: tuple[str | int, ...] = ()
    on_key: bool = False
    word: str = ""
    nth: int = 0
    line: int = 0
    column: int = 0

    def at(self, *keys: str | int) -> Place:
        """The place `keys` further down."""
        return Place(path=self.path, keys=(*self.keys, *keys))


BODY = ""
"""The key that stands for the Markdown below a front matter."""


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One finding.  Its severity is not in it: that is the rule's default, or what the config says of the rule.

    `private` adds to the hint what may quote an archived text: for the author's terminal, never for a file or a page.
    """

    code: str
    message: str
    place: Place
    hint: str = ""
    private: str = ""


Diagnostics = tuple[Diagnostic, ...]
Owned = tuple[str, Diagnostic]
"""A diagnostic with the id of the item whose own it is; empty where it is of several, or of a file."""


class Finding(Struct, frozen=True, kw_only=True):
    """A diagnostic as it is shown: graded and located."""

    code: str
    severity: Severity
    message: str
    path: str
    line: int
    column: int
    hint: str
    row: str
    private: str = ""


def closest(word: str, known: Iterable[str]) -> str:
    """The one of `known` that was probably meant, or an empty string."""
    candidates = list(known)
    folded = {each.casefold(): each for each in reversed(candidates)}
    if word.casefold() in folded:
        return folded[word.casefold()]
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if not found and len(word) > 2:
        found = [each for each in folded if len(each) > 2 and (each.startswith(word) or word.startswith(each))]
    return folded[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint naming the closest of `known`, or an empty string."""
    close = closest(word, known)
    return f"did you mean `{close}`?" if close else ""
