"""Rim: watches a dossier's folder and builds it again after each change, for whoever previews it.

After a small edit the pages that were looked at last come ahead of the others, which follow when nobody saves, or when
somebody asks for them.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TypeVar

from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from watchfiles import Change, DefaultFilter, watch

from casework.preview.previewpage import Outcome
from casework.preview.showing import Preview
from casework.reading.read import ASSETS, CONFIG, CONTENT, TEMPLATES

FOLDERS = (CONTENT, TEMPLATES, ASSETS)
DEBOUNCE = 200
STEP = 10
"""Milliseconds: changes are gathered until none came for `STEP`, at most for `DEBOUNCE`."""
BEGUN = 30
"""Milliseconds after which the system is taken to watch."""
IDLE = 2
"""Seconds without a change after which nobody is thought to wait."""
LULL = 1
"""Seconds without a change after which follows what was put off."""
PATIENCE = 3
"""So many times as long as that took before, where this is longer."""

Build = Callable[[Path], Outcome]
"""Builds the dossier into the folder given; on any error that folder stays as it was."""
Ahead = Callable[[Path, Collection[str], Collection[str]], Outcome | None]
"""Builds the pages that are looked at, of those that changed files touch; None where only a build in full will do."""
Say = Callable[[str], None]
T = TypeVar("T")


class News:
    """The paths that have changed since this was asked last, from the dossier; None where it may be any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._paths: set[str] | None = set()

    def add(self, paths: Iterable[str] | None) -> None:
        """Some more."""
        with self._lock:
            self._paths = None if paths is None or self._paths is None else {*self._paths, *paths}

    def taken(self) -> set[str] | None:
        """All of them."""
        with self._lock:
            paths, self._paths = self._paths, set()
        return paths


class Rebuilder(Watcher):  # type: ignore[misc]
    """Two threads that watch, and one that builds; what changes during a build causes another one."""

    def __init__(
        self,
        root: Path,
        preview: Preview,
        build: Build,
        say: Say,
        ahead: Ahead | None = None,
        idle: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self.idle = idle
        self.root, self.preview, self.build, self.say, self.ahead = root, preview, build, say, ahead
        self._changed, self._renew, self._over, self._top_is_watched = Event(), Event(), Event(), Event()
        self._asked = Event()
        self._news = News()
        self._last = Outcome(ok=False)
        self._is_due = False
        self._lull: float = LULL
        self._threads: list[Thread] = []

    def start(self, _: Callable[[], None]) -> bool:
        """Called by livereload's server, on its thread; True: it need not poll.  The first build waits for the watchers."""
        loop = IOLoop.current()
        self.preview.ask = self._ask
        self._threads = [
            Thread(target=self._watched, args=(self._watch_top, CONFIG), daemon=True),
            Thread(target=self._watched, args=(self._watch_folders, ", ".join(FOLDERS)), daemon=True),
            Thread(target=self._rebuild, args=(loop,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        return True

    def stop(self) -> None:
        """End the threads, after a build that is under way."""
        for event in (self._over, self._renew, self._top_is_watched, self._changed):
            event.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _ask(self) -> None:
        """Somebody waits for what is due."""
        self._asked.set()
        self._changed.set()

    def _watched(self, watching: Callable[[], None], what: str) -> None:
        """Where the system can watch no more, what there is is built and shown all the same."""
        try:
            watching()
        except OSError as fault:
            self.say(f"Changes of {what} are not noticed ({fault}): start anew to see them.")
            self._top_is_watched.set()
            self._tell(None)

    def _tell(self, changes: Iterable[tuple[Change, str]] | None) -> None:
        """Build, now that there are changes, or may be."""
        self._news.add(None if changes is None else {os.path.relpath(path, self.root) for _, path in changes})
        self._changed.set()

    def _watch_top(self) -> None:
        """The config, and whether the folders come and go.

        The folder around the config is watched, not the file, since many editors save by moving a new file over it;
        and not with all below it, which may be much that is none of ours.
        """
        wanted = {str(self.root / name) for name in (CONFIG, *FOLDERS)}
        for changes in _bursts([self.root], lambda _, path: path in wanted, self._over, recursive=False):
            self._top_is_watched.set()
            if any(not path.endswith(CONFIG) for _, path in changes):
                self._renew.set()
            if changes:
                self._tell(changes)

    def _watch_folders(self) -> None:
        """Everything in the folders that there are, beginning anew when one comes or goes.

        A build follows when they are watched, not before: what is saved after it began is noticed.
        """
        ignored = DefaultFilter()
        self._top_is_watched.wait()
        while not self._over.is_set():
            self._renew.clear()
            folders = [self.root / name for name in FOLDERS if (self.root / name).is_dir()]
            # As seen from the dossier, so that it may itself lie in a folder of a name that is ignored.
            wanted = _wanted(self.root, ignored)
            with suppress(FileNotFoundError):
                for number, changes in enumerate(_bursts(folders, wanted, self._renew, recursive=True)):
                    if changes or number == 0:
                        self._tell(changes if number else None)

    def _rebuild(self, loop: IOLoop) -> None:
        try:
            while not self._over.is_set():
                is_woken = self._changed.wait(self._lull if self._is_due else None)
                # A search for circles of garbage takes as long as a small build: it waits until nobody does.
                gc.disable()
                self._changed.clear()
                changed = self._news.taken()
                if self._over.is_set():
                    break
                if changed is None or changed:
                    self._build_changed(loop, changed)
                elif self._is_due and (self._asked.is_set() or not is_woken):
                    self._build_due(loop)
                if not self._is_due and not self._changed.wait(IDLE):
                    self._tidy()
        finally:
            gc.enable()

    def _tidy(self) -> None:
        """What may be done when nobody waits; what is in use now is not searched again."""
        self.idle()
        gc.collect()
        gc.freeze()
        gc.enable()

    def _build_changed(self, loop: IOLoop, changed: Collection[str] | None) -> None:
        """Build after changes, which may be known; say what came of it."""
        started = time.perf_counter()
        # What a bad build was told of is still to be read.
        ahead = self._ahead(changed) if changed and self._last.ok else None
        outcome = ahead or self._whole()
        loop.add_callback(self.preview.show, outcome)
        self._is_due = ahead is not None
        self._say(outcome, f"Built in {time.perf_counter() - started:.2f} s")

    def _build_due(self, loop: IOLoop) -> None:
        """Build what was put off; it is said only what is new."""
        started = time.perf_counter()
        self._asked.clear()
        outcome = self._whole()
        loop.add_callback(self.preview.complete, outcome)
        self._is_due = False
        took = time.perf_counter() - started
        self._lull = max(LULL, PATIENCE * took)
        self._say(outcome, f"Built in {took:.2f} s" if outcome.is_news else "")

    def _ahead(self, changed: Collection[str]) -> Outcome | None:
        ahead = self.ahead
        if ahead is None:
            return None
        return _outcome(lambda: ahead(self.preview.folder, changed, self.preview.looked_at))

    def _whole(self) -> Outcome:
        return _outcome(lambda: self.build(self.preview.folder))

    def _say(self, outcome: Outcome, built: str) -> None:
        """Say what came of a build; but warnings that were said after the last save are not said again."""
        if outcome.text and not (outcome.ok and outcome.text == self._last.text):
            self.say(outcome.text.rstrip("\n"))
        if built or not outcome.ok:
            self.say(built if outcome.ok else "Not built: the preview shows why")
        self._last = outcome


def _outcome(build: Callable[[], T]) -> T | Outcome:
    try:
        return build()
    except Exception as fault:  # noqa: BLE001 (the preview must outlive any build)
        return Outcome(ok=False, text=f"the build broke off: {type(fault).__name__}: {fault}")


def _wanted(root: Path, ignored: DefaultFilter) -> Callable[[Change, str], bool]:
    return lambda change, path: ignored(change, os.path.relpath(path, root))


def _bursts(
    paths: list[Path], wanted: Callable[[Change, str], bool], stop: Event, *, recursive: bool
) -> Iterator[set[tuple[Change, str]]]:
    """Changes that belong together, until `stop`; none every `STEP`, the first when the watch has begun."""
    return watch(
        *paths,
        watch_filter=wanted,
        debounce=DEBOUNCE,
        step=STEP,
        rust_timeout=BEGUN,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=recursive,
        raise_interrupt=False,
    )
