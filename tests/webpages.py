"""Published sites for tests: what their pages link to, one page of each kind, a host that serves them."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import posixpath
import socket
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from lxml import html

ADDRESSES = ("href", "src", "poster", "data", "action", "srcset")


def page(data: bytes) -> Any:
    """A page's tree."""
    return html.document_fromstring(data.decode())


def addresses(tree: Any) -> Iterator[tuple[Any, str]]:
    """Every address in a page, with the element that holds it."""
    for name in ADDRESSES:
        for element in tree.xpath(f"//*[@{name}]"):
            yield element, element.get(name)


def dangling(files: Mapping[str, bytes], also: frozenset[str] = frozenset()) -> list[str]:
    """Internal addresses that lead nowhere, as `page → address`; `also` are paths that the site has besides."""
    trees = {path: page(data) for path, data in files.items() if path.endswith(".html")}
    anchors = {path: frozenset(tree.xpath("//@id")) for path, tree in trees.items()}
    return [
        f"{path} → {address}"
        for path, tree in trees.items()
        for _, address in addresses(tree)
        if not _there(path, address, files, anchors, also)
    ]


def _there(
    path: str,
    address: str,
    files: Mapping[str, bytes],
    anchors: Mapping[str, frozenset[str]],
    also: frozenset[str],
) -> bool:
    if urlsplit(address).scheme or address.startswith("//"):
        return True
    to, fragment = urldefrag(address)
    to = to.partition("?")[0]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(to))) if to else path
    if target not in files and target not in also:
        return False
    return not fragment or target not in anchors or unquote(fragment) in anchors[target]


# --- sites -------------------------------------------------------------------------------------------------------

TOOLS = Path(__file__).parent / "tools"

DEMO = {
    "index": "index.html",
    "sources": "sources/index.html",
    "source": "sources/csm-2024-10-18.html",
    "facts": "facts/index.html",
    "fact": "facts/nis-1500-moved.html",
    "entities": "entities/index.html",
    "entity": "entities/nis.html",
    "questions": "questions/index.html",
    "question": "questions/total-planned.html",
    "judgment": "judgments/troops-in-russia.html",
    "page": "pages/method.html",
    "tags": "tags/index.html",
    "tag": "tags/deployment.html",
    "timeline": "timeline.html",
    "map": "map.html",
    "origins": "origins.html",
    "search": "search.html",
    "changes": "changes.html",
    "about": "about.html",
    "print": "print.html",
    "404": "404.html",
}
"""One page of the demo for each kind of page, which is each template."""
EVERYTHING = {
    **DEMO,
    "source": "sources/csm.html",
    "fact": "facts/many.html",
    "question": "questions/total.html",
    "judgment": "judgments/j.html",
    "facts, second page": "facts/index_2.html",
    "timeline, second page": "timeline_2.html",
    "retracted source": "sources/gone.html",
    "contested fact": "facts/few.html",
    "shaken judgment": "judgments/shaken.html",
    "Japanese source": "sources/kyodo.html",
}
"""The same of the dossier that uses every feature, and what the demo has not."""


def tool(name: str) -> Path:
    """A file among the installed test tools; without them a test fails, since it would prove nothing."""
    path = TOOLS / "node_modules" / name
    if not path.exists():
        pytest.fail(f"{name} is missing: run `make tools`")
    return path


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as static hosts do: texts compressed, kept by browsers for ten minutes."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        is_there = path.is_file()
        path = path if is_there else Path(self.directory) / "404.html"
        data = path.read_bytes()
        self.send_response(200 if is_there else 404)
        kind = self.guess_type(path)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        if not kind.startswith(("font/", "image/png")):
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(data)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(site: Path, host: type[http.server.SimpleHTTPRequestHandler] = Host) -> Iterator[str]:
    """The address at which a folder is served meanwhile, without a slash at its end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(host, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
