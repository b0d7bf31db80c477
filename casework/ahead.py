"""Rim: an edit of words alone on the pages that somebody looks at, published before the rest of the build.

Nothing is shown that a build in full could refuse: what the edit says has been read and checked, and pages made of our
own templates, from a dossier of which nothing is withheld, come out.  Where that is not so, nothing is done here.  The
rest stays as it was, and is due with the next build of the same `Memory`.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from casework import edited, making, shelf, write
from casework.build import desk_of
from casework.examined import Examined, Options
from casework.keptpages import Memory
from casework.making import Making, unwatched
from casework.trace import Reads


class Ahead(Struct, frozen=True):
    """What was published ahead: the dossier as it now is, and the paths of the files that are due."""

    examined: Examined
    due: frozenset[str]


def publish(
    root: Path, out: Path, options: Options, memory: Memory, changed: Collection[str], looked_at: Collection[str]
) -> Ahead | None:
    """Publish what is `looked_at` after an edit of words alone in files that may have `changed`; None after any other.

    `out` goes with this process: its manifest is not renewed before the next build.
    """
    started, base = time.time_ns(), memory.load()
    found = edited.edited(root, options, base, started, changed) if base else None
    if found is None or found[0].fails:
        return None
    pages = memory.take()
    try:
        with write.ahead(out) as staging:
            task = Making(
                root=root,
                desk=desk_of(found[0], pages, Reads(memory.made)),
                secrets=(),
                staging=staging,
                workers=1,
                watch=unwatched,
                pages=pages,
                now=found[0].now,
                edit=found[0].edit,
            )
            if not making.may_go_ahead(task):
                memory.give(pages)
                return None
            site = making.ahead(task, looked_at)
            if site.found:
                return None
            staging.replace(site.written)
    except (shelf.Lost, OSError):
        return None  # a build in full says what it is
    pages.seen = write.seen_again(out, pages.seen)
    memory.save(found[1])
    memory.give(pages)
    return Ahead(found[0], making.due(pages))
