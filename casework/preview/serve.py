"""Rim: the live preview.  Watches a dossier's folder, builds it into a private folder, serves that to browsers here.

A good build reloads the pages that are open.  A bad one leaves the last good pages and lays its findings over them, in
the answer only: the preview's files are never touched here, and `site/` is neither read nor written.  After a small edit
the pages that were looked at last are built ahead of the others; who asks for one of those waits for it.

Everything of the preview belongs to the server's own thread (tornado's loop); the others only watch and build, and hand
over what came of it with `IOLoop.add_callback`.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado import escape, web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.websocket import WebSocketHandler

from casework.preview import previewpage
from casework.preview.rebuilder import Ahead, Build, Rebuilder, Say
from casework.preview.showing import Preview

PORTS_TRIED = 20
Tag = Callable[[str, Path], str]
"""By a file's path in the site and on disk: its digest, where it may be kept by a browser; else nothing."""


def serve(
    root: Path,
    build: Build,
    *,
    host: str,
    port: int,
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
