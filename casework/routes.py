"""Where each thing is published, and the way from one page to another.  Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from casework.model import Kind

FOLDERS: dict[Kind, str] = {
    "source": "sources",
    "fact": "facts",
    "question": "questions",
    "judgment": "judgments",
    "entity": "entities",
    "page": "pages",
}


DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10))]
)
"""Names that Windows keeps for devices, whatever their ending: no file can have them there."""


def path_of(kind: Kind, item_id: str) -> str:
    """The path of an item's page, from the site's root."""
    return "index.html" if (kind, item_id) == ("page", "index") else f"{FOLDERS[kind]}/{item_id}.html"


def root_of(path: str) -> str:
    """The way from the page at `path` to the site's root: empty, or `../` as often as needed."""
    return "../" * path.count("/")


def tag_slugs(tags: Iterable[str]) -> dict[str, str]:
    """A file name for each keyword, in the order of the sorted keywords; never two alike, on any file system."""
    slugs: dict[str, str] = {}
    taken = {"index", *DEVICES}
    for tag in sorted(set(tags)):
        candidate, number = slug(tag), 1
        while candidate in taken:
            number += 1
            candidate = f"{slug(tag)}-{number}"
        taken.add(candidate)
        slugs[tag] = candidate
    return slugs


def slug(text: str) -> str:
    """`text` as a file name: NFKC, lower case, letters and digits of any script kept, the rest hyphens."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    # File systems count bytes, and 255 are the most for a name.
    cut = "-".join(words)[:80].encode()[:200].decode(errors="ignore")
    return cut.strip("-_") or "tag"
