"""Rim: what the preview shows: the last build, the pages that were sent since, and who waits for what was put off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from livereload.handlers import LiveReloadHandler
from tornado.locks import Condition

from casework.preview.previewpage import Outcome

LATELY = 8
"""So many pages are taken to be looked at."""


class Preview:
    """The folder that is served and what came of the last build.  Only the server's thread may touch it.

    But what is `looked_at`, the paths of the pages that were sent last, may be asked by any.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outcome: Outcome | None = None
        self.built = False
        self.looked_at: tuple[str, ...] = ()
        self.ask: Callable[[], None] = lambda: None
        """Asks for what is due."""
        self._shown = Condition()
        self._number = 0
        self._sent: dict[str, int] = {}

    def show(self, outcome: Outcome) -> None:
        """Take in what came of a build, and reload the pages that are open."""
        self._take(outcome)
        self._number += 1
        LiveReloadHandler.reload_waiters("index.html")

    def complete(self, outcome: Outcome) -> None:
        """Take in what was due; the pages that are open stay, if nothing else came of it."""
        if outcome.ok and not outcome.is_news:
            self._take(outcome)
        else:
            self.show(outcome)

    def _take(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.built = self.built or outcome.ok
        self._shown.notify_all()

    async def made(self, path: str) -> None:
        """Wait until the file at `path` is as the last edit has it."""
        while self.outcome and path in self.outcome.due:
            self.ask()
            await self._shown.wait()

    def look(self, path: str) -> None:
        """Note that somebody looks at the page at `path`."""
        self.looked_at = (path, *(each for each in self.looked_at if each != path))[:LATELY]

    def sent(self, path: str) -> None:
        """Note that the page at `path` was sent as it is now."""
        self._sent[path] = self._number

    def stale(self, path: str) -> bool:
        """Whether the page at `path` was sent before the last build ended, or by a server before this one."""
        return self._sent.get(path) != self._number
