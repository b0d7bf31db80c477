"""Text of a date (EDTF) → its bounds in days, a key to sort by, words to read; or why it is no date.

Conformance to the Extended Date/Time Format (Library of Congress, 2019; ISO 8601-2): level 0, plus seasons,
qualification, unspecified digits, open and unknown interval ends of level 1, plus one-of-a-set of level 2.
Wider than the standard: a time may lack its seconds and its zone, and a season may be qualified.
Narrower: years are 0001 to 9999.

`dates` is the value, `reading` and `repairs` make it of a text, `wording` says it; the program imports this page only.
Nothing here knows where a date was written, nor what day it is today.
"""

from __future__ import annotations

import functools

from casework.edtf.dates import MONTHS, SEASONS, Edtf, Point, known_by, machine, sort_key
from casework.edtf.reading import as_date
from casework.edtf.repairs import suggestion
from casework.edtf.wording import ENGLISH, PHRASES, Phrases, words

__all__ = [
    "ENGLISH",
    "MONTHS",
    "PHRASES",
    "SEASONS",
    "Edtf",
    "Phrases",
    "Point",
    "known_by",
    "machine",
    "parse",
    "read",
    "sort_key",
    "words",
]

MAX_LENGTH = 100


@functools.lru_cache(maxsize=16384)
def parse(text: str) -> Edtf | str:
    """Read an EDTF date, or say in one line why it is none; never raises.

    The reason is lower-case without a final stop; it ends in what to type (in backticks) where that is plain.
    """
    if len(text) > MAX_LENGTH:
        return f"longer than {MAX_LENGTH} characters"
    found = as_date(text)
    if isinstance(found, Edtf):
        return found
    better = suggestion(text)
    return f"{found}; write `{better}`" if better else found


def read(text: str) -> Edtf | None:
    """The date that `text` says, or None when it is empty or no date (which `parse` explains)."""
    found = parse(text) if text else ""
    return found if isinstance(found, Edtf) else None
