"""A title → an id that nothing else has.  Pure.

Which ids are well-formed is said in `fit`; this only makes one up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from casework.dossier import Parsed
from casework.fit import RESERVED_IDS

LONGEST = 60
"""Longer titles are cut at a word: an id is typed by hand."""

# Letters that have no accent to take off.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "'": "", "’": ""}
)


def known(parsed: Iterable[Parsed]) -> frozenset[str]:
    """Every id that is taken: of items, of drafts, of former names, and the reserved ones."""
    taken = set(RESERVED_IDS)
    for each in parsed:
        taken.update(each.drafts)
        for entry in each.entries:
            taken.update((entry.item.id, *entry.item.former_ids))
    return frozenset(taken)


def folded(title: str) -> str:
    """`title` in a–z, 0–9 and hyphens, as far as it can be said in them; else empty."""
    text = unicodedata.normalize("NFKC", title).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(words) <= LONGEST:
        return words
    return words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]


def free(wish: str, kind: str, taken: Iterable[str]) -> str:
    """An id near `wish` (a title or an id) that is not `taken`; `kind` and a number where nothing is left of it."""
    base, names = folded(wish), frozenset(taken)
    candidate, number = base or kind, 1
    while candidate in names or not (base or number > 1 or candidate != kind):
        number += 1
        candidate = f"{base or kind}-{number}"
    return candidate
