"""Rim: the live preview.  Watches a dossier's folder, builds it into a private folder, serves that to browsers here.

A good build reloads the pages that are open.  A bad one leaves the last good pages and lays its findings over them, in
the answer only: the preview's files are never touched here, and `site/` is neither read nor written.

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
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado import escape, web
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
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
STEP = 30
"""Milliseconds: changes are gathered until none came for `STEP`, at most for `DEBOUNCE`."""
IDLE = 2
"""Seconds without a change after which nobody is thought to wait."""

Build = Callable[[Path], Outcome]
"""Builds the dossier into the folder given; on any error that folder stays as it was."""
Say = Callable[[str], None]


def serve(root: Path, build: Build, *, host: str = HOST, port: int = PORT, say: Say) -> None:
    """Preview the dossier at `root` until Ctrl-C (or SIGTERM), on `port` or the next free one.

    `build` and `say` are called from another thread, never two builds at once.  OSError where no port can be had.
    """
    # So that the preview folder goes too when an editor or a terminal ends us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), TemporaryDirectory(prefix="dossier-", ignore_cleanup_errors=True) as folder:
        sockets = free_sockets(host, port, say)
        bound = sockets[0].getsockname()[1]
        preview = Preview(Path(folder).resolve())
        rebuilder = Rebuilder(root.resolve(), preview, build, say)
        say(f"Preview at http://{previewpage.in_address(host)}:{bound}/ (Ctrl-C ends it)")
        try:
            PreviewServer(rebuilder, preview, sockets, host).serve(port=bound, host=host)
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
    """The folder that is served and what came of the last build.  Only the server's thread may touch it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outcome: Outcome | None = None
        self.built = False
        self._number = 0
        self._sent: dict[str, int] = {}

    def show(self, outcome: Outcome) -> None:
        """Take in what came of a build, and reload the pages that are open."""
        self.outcome = outcome
        self.built = self.built or outcome.ok
        self._number += 1
        LiveReloadHandler.reload_waiters("index.html")

    def sent(self, path: str) -> None:
        """Note that the page at `path` was sent as it is now."""
        self._sent[path] = self._number

    def stale(self, path: str) -> bool:
        """Whether the page at `path` was sent before the last build ended, or by a server before this one."""
        return self._sent.get(path) != self._number


# --- the server --------------------------------------------------------------------------------------------------


class PreviewServer(Server):  # type: ignore[misc]
    """livereload's server, with our pages, and for visitors from here only."""

    def __init__(self, rebuilder: Rebuilder, preview: Preview, sockets: list[socket.socket], host: str) -> None:
        super().__init__(watcher=rebuilder)
        self.preview, self.sockets, self.host = preview, sockets, host

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
        app = web.Application([(r".*", Refusal)], preview=self.preview)
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
        """Never: what the browser has may be older."""
        return False

    def compute_etag(self) -> str | None:
        """None: tornado would keep one for each file for good."""
        return None

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
        if file is not None and file.endswith(".html"):
            self._send(self._page(file))
        elif file is not None:
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


class Rebuilder(Watcher):  # type: ignore[misc]
    """Two threads that watch, and one that builds; what changes during a build causes another one."""

    def __init__(self, root: Path, preview: Preview, build: Build, say: Say) -> None:
        super().__init__()
        self.root, self.preview, self.build, self.say = root, preview, build, say
        self._changed, self._renew, self._over, self._top_is_watched = Event(), Event(), Event(), Event()
        self._threads: list[Thread] = []

    def start(self, _: Callable[[], None]) -> bool:
        """Called by livereload's server, on its thread; True: it need not poll.  The first build waits for the watchers."""
        loop = IOLoop.current()
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

    def _watched(self, watching: Callable[[], None], what: str) -> None:
        """Where the system can watch no more, what there is is built and shown all the same."""
        try:
            watching()
        except OSError as fault:
            self.say(f"Changes of {what} are not noticed ({fault}): start anew to see them.")
            self._top_is_watched.set()
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
                self._changed.set()

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
                        self._changed.set()

    def _rebuild(self, loop: IOLoop) -> None:
        said = ""
        try:
            while self._changed.wait() and not self._over.is_set():
                # A search for circles of garbage takes as long as a small build: it waits until nobody does.
                gc.disable()
                self._changed.clear()
                said = self._build_once(loop, said)
                if not self._changed.wait(IDLE):
                    gc.collect()
                    gc.enable()
        finally:
            gc.enable()

    def _build_once(self, loop: IOLoop, said: str) -> str:
        """Build, and say what came of it; but warnings that were `said` after the last save are not said again."""
        started = time.perf_counter()
        outcome = self._outcome()
        loop.add_callback(self.preview.show, outcome)
        if outcome.text and not (outcome.ok and outcome.text == said):
            self.say(outcome.text.rstrip("\n"))
        took = time.perf_counter() - started
        self.say(f"Built in {took:.2f} s" if outcome.ok else "Not built: the preview shows why")
        return outcome.text

    def _outcome(self) -> Outcome:
        try:
            return self.build(self.preview.folder)
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
        rust_timeout=STEP,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=recursive,
        raise_interrupt=False,
    )
