"""Files that YAML's or UTF-8's rules keep us from reading → what may not be said of others because of them.  Pure.

Who names an id that such a file gives is not wrong in that, and what such a file names is not unused.  Nothing else of
other files is left unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from casework.dossier import Parsed
from casework.model import Fact

WRITTEN_ID = re.compile(r"^[ \t{-]*\bid:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
NAMED = re.compile(
    r"(?:@|\[\[|\b(?:source|origin|agency|part_of|may_be|id):[ \t]*|[\[,][ \t]*|^[ \t]*-[ \t]+)([a-z0-9-]+)",
    re.MULTILINE,
)
"""Where the format lets an id be named: in marks, after these keys, and in lists."""


def lost(files: Iterable[tuple[str, Parsed]]) -> frozenset[str]:
    """The ids that unread files would give: a Markdown file its name, a YAML file what stands after `id:`."""
    found: set[str] = set()
    for path, each in files:
        if each.unread and path.endswith(".md"):
            found.add(PurePosixPath(path).stem)
        elif each.unread:
            found.update(WRITTEN_ID.findall(each.unread))
    return frozenset(found)


def unjudged(files: Iterable[tuple[str, Parsed]], facts: Iterable[Fact], lost: frozenset[str]) -> frozenset[str]:
    """The ids that unread files may cite, and the facts whose evidence is in them: not to be called unused, unsupported."""
    named = {word for _, each in files if each.unread for word in NAMED.findall(each.unread)}
    return frozenset(named | {fact.id for fact in facts if any(line.source in lost for line in fact.evidence)})
