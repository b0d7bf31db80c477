"""A title → an id that nothing else has.  Pure.

Which ids are well-formed is said in `fit`; this only makes one up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import count
from pathlib import PurePosixPath

from casework.dossier import Parsed
from casework.reading.fit import RESERVED_IDS

LONGEST = 60
"""Longer titles are cut at a word: an id is typed by hand."""

# Letters that have no accent to take off, and the marks that words lose.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "'": "", "’": ""}
)


def taken(files: Iterable[tuple[str, Parsed]]) -> frozenset[str]:
    """Every id that nothing new may have: of items, drafts and files, former ones, and the reserved ones.

    `files` are the paths below the dossier's folder, and what they hold.
    """
    ids = set(RESERVED_IDS)
    for path, each in files:
        if path.endswith(".md"):
            ids.add(PurePosixPath(path).stem)
        ids.update(each.drafts)
        for entry in each.entries:
            ids.update((entry.item.id, *entry.item.former_ids))
    return frozenset(ids)


def folded(title: str) -> str:
    """`title` in a–z, 0–9 and hyphens, as far as it can be said in them; else empty."""
    text = unicodedata.normalize("NFKC", title).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(words) <= LONGEST:
        return words
    return words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]


def free(wish: str, kind: str, ids: frozenset[str]) -> str:
    """An id from `wish`, or from `kind` where nothing is left of it, with a number if needed; none of `ids`."""
    base = folded(wish)
    if base and base not in ids:
        return base
    numbered = (f"{base or kind}-{number}" for number in count(2 if base else 1))
    return next(each for each in numbered if each not in ids)
