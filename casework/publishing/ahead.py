"""Rim: a small edit (`edited`) on the pages that somebody looks at, published before the rest of the build.

Nothing is shown that a build in full could refuse: what the edit says has been read and checked, and pages made of our
own templates, from a dossier of which nothing is withheld, come out.  Where that is not so, nothing is done here.  The
rest stays as it was, and is due with the next build of the same `Memory`.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from casework.examining.edited import edited
from casework.examining.examined import Examined, Options
from casework.examining.opened import Opened
from casework.kept import seen, shelf
from casework.kept.trace import Reads
from casework.publishing import making, write
from casework.publishing.build import besides, desk_of
from casework.publishing.keptpages import Memory, Pages
from casework.publishing.making import Making, unwatched


class Published(Struct, frozen=True):
    """What was published ahead: the dossier as it now is, and the paths of the files that are due."""

    examined: Examined
    due: frozenset[str]


class Ahead:
    """Publishes to an `out` that goes with this process: its manifest is not renewed before the next build."""

    def __init__(self, root: Path, options: Options, memory: Memory) -> None:
        self._root, self._options, self._memory = root, options, memory
        self._opened: Opened | None = None

    def prepare(self) -> None:
        """Look up what the next edit will ask for."""
        base = self._memory.load()
        if base and not (self._opened and self._opened.is_of(base)):
            self._opened = Opened.of(base, shelf.Finder(self._root))
            with suppress(msgspec.DecodeError):  # a build in full tells of it
                self._opened.read()

    def publish(self, out: Path, changed: Collection[str], looked_at: Collection[str]) -> Published | None:
        """Publish what is `looked_at` after such an edit in files that may have `changed`; None after any other."""
        started, base = time.time_ns(), self._memory.load()
        found = edited(self._root, self._options, base, started, changed, self._opened) if base else None
        if found is None or found.examined.fails:
            return None
        pages = self._memory.take()
        task = self._making(out, found.examined, pages)
        if not making.may_go_ahead(task):
            self._memory.give(pages)
            return None
        try:
            site = making.ahead(task, looked_at)
            if site.found:
                return None
            task.staging.replace(site.written)
        except (shelf.Lost, OSError):
            return None  # a build in full says what it is
        pages.seen = seen.seen_again(out, pages.seen)
        self._memory.save(found.base)
        self._memory.give(pages)
        self._opened = found.opened
        return Published(found.examined, making.due(pages))

    def _making(self, out: Path, examined: Examined, pages: Pages) -> Making:
        desk = desk_of(examined, pages, Reads(self._memory.made))
        return Making(
            root=self._root,
            desk=desk,
            besides=besides(self._root, desk),
            secrets=(),
            staging=write.ahead(out),
            workers=1,
            watch=unwatched,
            pages=pages,
            now=examined.now,
            edit=examined.edit,
        )
