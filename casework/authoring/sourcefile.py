"""A `Source` → the text of its file, `content/sources/<id>.md`.  Pure.

The text parses back to the same source; every key has our own name, and what has its default is left out.
"""

from __future__ import annotations

import msgspec

from casework.authoring import yamlwrite
from casework.model import Item, Source

_LAST = Item.__struct_fields__
_ORDER = [*(name for name in Source.__struct_fields__ if name not in (*_LAST, "id", "summary")), *_LAST]


def written(source: Source) -> str:
    """The front matter, and the summary below it."""
    values = {"title": "", **msgspec.to_builtins(source)}
    if len(source.author) == 1:
        values["author"] = source.author[0]
    front = yamlwrite.block({name: values[name] for name in _ORDER if name in values})
    return f"---\n{front}---\n{source.summary}"


def path(source_id: str) -> str:
    """Where the file of a source stands, from the dossier's folder."""
    return f"content/sources/{source_id}.md"
