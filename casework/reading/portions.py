"""A large YAML text → portions of its lists, each to be read by itself.  Pure; it looks at lines, and understands no YAML.

A text is cut only where it is lists of items below keys at the margin (`facts:`), or one list without a key.  A portion
is some whole items below their list's key.  What looks like an item may be a line of a quotation; but then the portion
before it ends inside that quotation, and is no YAML.  So whoever cuts is to see that each portion is read without a
fault, as just as many items as it looks to hold.  If so, the file holds just these: YAML is read forward, and nothing
is open between two items.  If not, the text is to be read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from zlib import crc32

from msgspec import Struct

LARGE = 2**16
"""A text of fewer characters is not cut."""
MEAN, MOST = 16, 2**16
"""A portion has so many items on average; one that has more characters ends with its item."""

LINE = r" *(?:#[^\r\n]*)?\r?\n"
DASH = r"-(?=[ \t\r\n]|\Z)"
BEFORE = re.compile(rf"(?:{LINE})*(?:--- *\r?\n)?(?:{LINE})*")
HEAD = re.compile(r"([a-z]+):(?: *| +#[^\r\n]*)\r?\n")
FIRST = re.compile(rf"(?:{LINE})*( *){DASH}")
NO_ITEM = re.compile(rf"\n(?:[^ #\r\n-]|(?!{DASH})-)")
ODD_BREAKS = ("\x85", "\u2028", "\u2029")


class Portion(Struct, frozen=True, array_like=True):
    """`count` items, from number `first` of the list at `key` (`""` where it has none), at `text[start:end]`.

    `head` is the line of that key, line break included.
    """

    key: str
    head: str
    first: int
    count: int
    start: int
    end: int

    def alone(self, text: str) -> str:
        """What is to be read: in the whole text the portion's items mean what they mean here."""
        return self.head + text[self.start : self.end]


def portions(text: str) -> tuple[Portion, ...]:
    """The portions of a text, in its order; none where it is small, or more than plain lists."""
    return tuple(_cut(text, _ends))


def items(text: str) -> tuple[Portion, ...]:
    """As `portions`, with one item each."""
    return tuple(_cut(text, lambda *_: True))


def _cut(text: str, ends: Callable[[str, int, int, int], bool]) -> Iterator[Portion]:
    """Each list's items together, up to one before which `ends` says that a portion ends."""
    for key, head, starts in _lists(text):
        first = 0
        for number, (start, end) in enumerate(pairwise(starts)):
            if number and ends(text, starts[first], start, end):
                yield Portion(key, head, first, number - first, starts[first], start)
                first = number
        yield Portion(key, head, first, len(starts) - 1 - first, starts[first], starts[-1])


def _ends(text: str, begin: int, start: int, end: int) -> bool:
    """Whether a portion ends before an item.  The item itself says it, so that an edit elsewhere does not move it."""
    return start - begin > MOST or crc32(text[start:end].encode()) % MEAN == 0


def _lists(text: str) -> list[tuple[str, str, list[int]]]:
    """Each list's key, the line of it, and where its items begin, and the last ends; none where more than lists is there."""
    if len(text) < LARGE or _has_odd_breaks(text):
        return []
    before = BEFORE.match(text)
    begin = before.end() if before else 0
    begins = [begin, *(each.start() + 1 for each in NO_ITEM.finditer(text, begin))]
    if len(begins) == 1 and FIRST.match(text, begin):
        return [("", "", _starts(text, begin, len(text)))]
    heads = [head for each in begins if (head := HEAD.match(text, each))]
    ends = [*begins[1:], len(text)]
    lists = [(head[1], head[0], _starts(text, head.end(), end)) for head, end in zip(heads, ends, strict=False)]
    is_plain = len(heads) == len(begins) == len({key for key, *_ in lists}) and all(starts for *_, starts in lists)
    return lists if is_plain else []


def _has_odd_breaks(text: str) -> bool:
    """Whether a line may begin for YAML where none begins for us."""
    return any(each in text for each in ODD_BREAKS) or text.count("\r") != text.count("\r\n")


def _starts(text: str, begin: int, end: int) -> list[int]:
    """Where each item of a list begins, and the last ends; what stands before the first belongs to it."""
    first = FIRST.match(text, begin, end)
    if not first:
        return []
    dashes = re.compile(rf"\n{first[1]}{DASH}").finditer(text, first.end(), end)
    return [begin, *(each.start() + 1 for each in dashes), end]
