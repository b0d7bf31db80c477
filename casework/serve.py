"""Rim: the live preview.  Watches a dossier's folder, builds it into a private folder, serves that to browsers here.

A good build reloads the pages that are open.  A bad one leaves the last good pages and lays its findings over them, in
the answer only: the preview's files are never touched here, and `site/` is neither read nor written.  After a small edit
the pages that were looked at last are built ahead of the others; who asks for one of those waits for it.

Everything of the preview belongs to the server's own thread (tornado's loop); the others only watch and build, and hand
over what came of it with `IOLoop.add_callback`.
"""

from __future__ import annotations

import errno
import gc
import logging
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from typing import Any, TypeVar
from urllib.parse import urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado import escape, web
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.locks import Condition
from tornado.netutil import bind_sockets
from tornado.websocket import WebSocketHandler
from watchfiles import Change, DefaultFilter, watch

from casework import previewpage
from casework.previewpage import Outcome

HOST = "127.0.0.1"
PORT = 5500
PORTS_TRIED = 20
CONFIG = "config.yaml"
FOLDERS = ("content", "templates", "assets")
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
LATELY = 8
"""So many pages are taken to be looked at."""

Build = Callable[[Path], Outcome]
"""Builds the dossier into the folder given; on any error that folder stays as it was."""
Ahead = Callable[[Path, Collection[str], Collection[str]], Outcome | None]
"""Builds the pages that are looked at, of those that changed files touch; None where only a build in full will do."""
Tag = Callable[[str, Path], str]
"""By a file's path in the site and on disk: its digest, where it may be kept by a browser; else nothing."""
Say = Callable[[str], None]
T = TypeVar("T")


def serve(
    root: Path,
    build: Build,
    *,
    host: str = HOST,
    port: int = PORT,
    say: Say,
    ahead: Ahead | None = None,
    idle: Callable[[], None] = lambda: None,
    tag: Tag = lambda *_: "",
) -> None:
    """Preview the dossier at `root` until Ctrl-C (or SIGTERM), on `port` or the next free one.

    `build`, `ahead`, `idle` (when nobody waits) and `say` are called from another thread, never two at once.  OSError
    where no port can be had.
    """
    # So that the preview folder goes too when an editor or a terminal ends us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), TemporaryDirectory(prefix="dossier-", ignore_cleanup_errors=True) as folder:
        sockets = free_sockets(host, port, say)
        bound = sockets[0].getsockname()[1]
        preview = Preview(Path(folder).resolve())
        rebuilder = Rebuilder(root.resolve(), preview, build, say, ahead, idle)
        say(f"Preview at http://{previewpage.in_address(host)}:{bound}/ (Ctrl-C ends it)")
        try:
            PreviewServer(rebuilder, preview, sockets, host, tag).serve(port=bound, host=host)
        finally:
            rebuilder.stop()


def free_sockets(host: str, port: int, say: Say) -> list[socket.socket]:
    """Listening sockets at `port`, or at the next of `PORTS_TRIED` that is free; OSError when none is."""
    for candidate in range(port, port + PORTS_TRIED):
        try:
            sockets = bind_sockets(candidate, host)
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE or candidate == port + PORTS_TRIED - 1:
                raise
            continue
        if candidate != port:
            say(f"Port {port} is taken; {candidate} is free.")
        return sockets
    raise AssertionError


# --- what is shown -----------------------------------------------------------------------------------------------


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


# --- the server --------------------------------------------------------------------------------------------------


class PreviewServer(Server):  # type: ignore[misc]
    """livereload's server, with our pages, and for visitors from here only."""

    def __init__(
        self, rebuilder: Rebuilder, preview: Preview, sockets: list[socket.socket], host: str, tag: Tag
    ) -> None:
        super().__init__(watcher=rebuilder)
        self.preview, self.sockets, self.host, self.tag = preview, sockets, host, tag

    def _setup_logging(self) -> None:
        """Nothing is logged but what goes wrong in our own code."""
        for name in ("livereload", "tornado.access", "tornado.general"):
            logging.getLogger(name).setLevel(logging.CRITICAL)

    def application(self, *_: Any, **__: Any) -> None:
        """Listen on the sockets that are bound already."""
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = False
        # livereload forgets a reload that comes within this many seconds of another.
        LiveReloadHandler.DEFAULT_RELOAD_TIME = 0
        app = web.Application([(r".*", Refusal)], preview=self.preview, tag=self.tag)
        app.add_handlers(
            previewpage.hosts(self.host),
            [
                (r"/livereload", ReloadSocket),
                (r"/livereload\.js", LiveReloadJSHandler),
                (re.escape(previewpage.STYLE_PATH), Style),
                (r"/(.*)", Pages, {"path": str(self.preview.folder), "default_filename": "index.html"}),
            ],
        )
        HTTPServer(app).add_sockets(self.sockets)


class Refusal(web.RequestHandler):
    """The answer to those who ask for us under a foreign name."""

    def prepare(self) -> None:
        """Refuse."""
        self.set_status(403)
        self.finish("This preview is for this computer only.\n")


class Style(web.RequestHandler):
    """The looks of the findings."""

    def get(self) -> None:
        """Send them."""
        self.set_header("Content-Type", "text/css")
        self.finish(previewpage.STYLE)


class ReloadSocket(LiveReloadHandler):  # type: ignore[misc]
    """The way on which an open page is told to reload; only pages of ours may take it."""

    def check_origin(self, origin: str) -> bool:
        """Whether the page comes from the very host that it asks."""
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        """A page that was sent before the last build, and connects only now, is told at once."""
        super().on_message(message)
        said = escape.json_decode(message)
        if said.get("command") == "info" and self.settings["preview"].stale(urlsplit(said.get("url", "")).path):
            self.send_message({"command": "reload", "path": "index.html", "liveCSS": False})


class Pages(web.StaticFileHandler):
    """The preview's files.  Tornado keeps requests inside the folder, links included."""

    tag = ""
    """Of a file in which nothing of the dossier can stand: a browser keeps it, and asks whether it is still the same."""

    @property
    def preview(self) -> Preview:
        """What is shown."""
        shown: Preview = self.settings["preview"]
        return shown

    def set_default_headers(self) -> None:
        """Nothing is kept by the browser, and no page of another site may take in what may be confidential."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def should_return_304(self) -> bool:
        """Where the browser has the very same file."""
        return bool(self.tag) and self.check_etag_header()

    def compute_etag(self) -> str | None:
        """None for most: tornado would keep one for each file for good."""
        return f'"{self.tag}"' if self.tag else None

    def get_cache_time(self, *_: object) -> int:
        """None, whatever the address asks for."""
        return 0

    async def get(self, path: str, include_body: bool = True) -> None:
        """A page with its findings; any other file as it is."""
        if not self.preview.built:
            self._send(previewpage.page_before_any(self.request.host, self.preview.outcome), 503)
            return
        self.path = self.parse_url_path(path)
        file = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        within = os.path.relpath(file or self.root, self.root)
        await self.preview.made(within)
        if file is not None and file.endswith(".html"):
            self._send(self._page(file))
            self.preview.look(within)
        elif file is not None:
            self.tag = self.settings["tag"](within, Path(file))
            if self.tag:
                self.set_header("Cache-Control", "no-cache")
            await super().get(path, include_body)

    def write_error(self, status_code: int, **_: Any) -> None:
        """The site's own page for what is not there."""
        missing = self.preview.folder / "404.html"
        if status_code == 404 and missing.is_file():
            self._send(self._page(missing), 404)
        else:
            self.set_header("Content-Type", "text/plain")
            self.finish(f"{status_code} {self._reason}\n")

    def _page(self, file: str | Path) -> bytes:
        return previewpage.page(Path(file).read_bytes(), self.request.host, self.preview.outcome)

    def _send(self, html: bytes, status: int = 200) -> None:
        self.preview.sent(self.request.path)
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(html)


# --- watching and building ---------------------------------------------------------------------------------------


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
