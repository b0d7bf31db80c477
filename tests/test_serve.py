"""The live preview, run as a process of its own and looked at as a browser would."""

from __future__ import annotations

import asyncio
import gc
import http.client
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from livereload.handlers import LiveReloadHandler
from webpages import free_port

from casework import defaults
from casework.diagnostics import Finding
from casework.examining.examined import Options
from casework.kept.cache import digest
from casework.preview.preview import tags
from casework.preview.previewpage import Outcome, allowed, dressed, findings_panel
from casework.preview.rebuilder import Rebuilder
from casework.preview.serve import free_sockets
from casework.preview.showing import LATELY, Preview
from casework.publishing.build import publish

# A builder as small as can be: `content/page.txt` becomes the page, and is wrong when it says so.
PROGRAM = """
import sys, time
from pathlib import Path
from casework.diagnostics import Finding
from casework.preview.previewpage import Outcome
from casework.preview.serve import serve

root, host, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'none'; base-uri 'none'"
PAGE = '<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="{csp}">' \
    '<link rel="stylesheet" href="style.css"><title>t</title></head><body class="b"><h1>{text}</h1></body></html>'

def build(out):
    text = (root / "content" / "page.txt").read_text()
    print("Whole", flush=True)
    if "slow" in text:
        time.sleep(1)
    if "held" in text:
        print("Held", flush=True)
        while not (root / "go").exists():
            time.sleep(0.01)
    if "raises" in text:
        raise RuntimeError("no disk")
    if "broken" in text:
        finding = Finding(code="bad-value", severity="error", message="<b>wrong</b>", path="content/page.txt", line=1,
                          column=1, hint="mend it", row=text)
        private = Finding(code="quote-not-found", severity="error", message="not there", path="content/page.txt",
                          line=1, column=1, hint="mend it", row="", private="nearest: SECRET WORDS")
        return Outcome(ok=False, text="content/page.txt:1:1: SECRET WORDS", findings=(finding, private))
    for name, text in {"index.html": text, "404.html": "nothing here", "sub/index.html": f"sub {text}"}.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(PAGE.format(csp=CSP, text=text))
    (out / "style.css").write_text("h1 { color: rgb(1, 2, 3) }")
    (out / "theme.css").write_text("h2 { color: rgb(1, 2, 3) }")
    if not (out / "link.txt").is_symlink():
        (out / "link.txt").symlink_to(root / "secret.txt")
    return Outcome(ok=True, is_news="small" not in text)

def ahead(out, changed, looked_at):
    text = (root / "content" / "page.txt").read_text()
    print("Ahead", *sorted(changed), *looked_at, flush=True)
    if "small" not in text:
        return None
    (out / "index.html").write_text(PAGE.format(csp=CSP, text=text))
    return Outcome(ok=True, due=frozenset({"sub/index.html"}))

def tag(path, file):
    return str(file.stat().st_size) if path == "theme.css" else ""

serve(root, build, host=host, port=port, say=lambda text: print(text, flush=True), ahead=ahead, tag=tag)
"""


class Running:
    """A preview that runs, and what it said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.port = int(self.said(r"Preview at http://\S+?:(\d+)/")[1])

    def _read(self) -> None:
        assert self.process.stdout
        with suppress(ValueError):  # closed at the end
            for line in self.process.stdout:
                self.lines.put(line)

    def said(self, pattern: str) -> re.Match[str]:
        """The next line that matches."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if found := re.search(pattern, self.lines.get(timeout=20)):
                return found
        raise AssertionError(pattern)

    def ask(self, path: str, host: str = "", **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        """Status, body and headers of what is at `path`, sent as it is written."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.putrequest("GET", path, skip_host=True)
            for name, value in {"Host": host or f"127.0.0.1:{self.port}", **headers}.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers


def write(root: Path, text: str) -> None:
    """Save the page as many editors do: a new file, moved over the old one."""
    new = root / "content" / "page.txt~"
    new.write_text(text)
    new.replace(root / "content" / "page.txt")


@contextmanager
def running(root: Path, text: str = "first", *, port: int = 0, host: str = "127.0.0.1") -> Iterator[Running]:
    """A preview of a dossier at `root` whose page says `text`."""
    (root / "content").mkdir(parents=True, exist_ok=True)
    (root / "config.yaml").write_text("title: t\n")
    (root / "secret.txt").write_text("SECRET")
    write(root, text)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(root), host, str(port or free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TMPDIR": str(root)},
    )
    with process:
        try:
            yield Running(process)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview that nobody edits."""
    with running(tmp_path_factory.mktemp("served")) as shown:
        shown.said("Built in")
        time.sleep(0.1)
        yield shown


# --- pages as they are served ------------------------------------------------------------------------------------


def test_a_policy_lets_the_preview_reload_and_stays_strict_else() -> None:
    """The policy of a served page allows our own script, style and socket, and keeps every other rule."""
    csp = allowed("default-src 'none'; img-src 'self' data:; script-src 'none'; connect-src 'none'", "localhost:5500")
    rules = dict(each.strip().split(" ", 1) for each in csp.split(";"))
    assert rules == {
        "default-src": "'none'",
        "img-src": "'self' data:",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self' ws://localhost:5500",
    }


@pytest.mark.parametrize("html", [b"<html><head></head><body id=a><p>x</body>", b"<title>x</title><body id=a><p>x"])
def test_a_page_that_leaves_out_tags_reloads_too(html: bytes) -> None:
    """The script comes before `</head>`, or at the end where that tag is left out; the findings stand first."""
    page = dressed(html, "[::1]:80", findings_panel(Outcome(ok=False), "Wrong"))
    assert b'<script src="/livereload.js?host=[::1]&amp;port=80" defer></script>' in page
    assert b"<body id=a><aside" in page


def test_findings_are_text_and_what_is_private_stays_away() -> None:
    """Findings are escaped, with their hints; what may quote an archived text is in no page."""
    finding = Finding(code="quote-not-found", severity="error", message="<x>", path="p", line=1, column=1,
                      hint="quote it verbatim", row="", private="archived words")  # fmt: skip
    panel = findings_panel(Outcome(ok=False, text="archived words", findings=(finding,)), "Wrong")
    assert "&lt;x&gt;" in panel
    assert "<x>" not in panel
    assert "quote it verbatim" in panel
    assert "archived" not in panel


def test_the_report_for_the_terminal_is_in_no_page() -> None:
    """A failure without findings points to the terminal, whose report may quote what is private."""
    assert "private" not in findings_panel(Outcome(ok=False, text="private"), "Wrong")


# --- requests ----------------------------------------------------------------------------------------------------


def test_a_page_is_served_and_not_kept(served: Running) -> None:
    """The page comes with the reload script, and neither browser cache nor other sites may keep or take it."""
    status, body, headers = served.ask("/")
    assert (status, headers["Cache-Control"], headers["Cross-Origin-Resource-Policy"]) == (
        200,
        "no-store",
        "same-origin",
    )
    assert "<h1>first</h1>" in body
    assert "livereload.js" in body
    assert "preview-findings" not in body
    assert served.ask("/sub/")[0] == 200
    assert served.ask("/sub")[0] == 301
    assert served.ask("/style.css?v=1")[2]["Cache-Control"] == "no-store"


def test_what_is_none_of_the_dossiers_is_not_sent_twice(served: Running) -> None:
    """A file of the theme's own is kept by the browser, which asks each time whether it is still the same."""
    status, body, headers = served.ask("/theme.css")
    assert (status, headers["Cache-Control"], headers["Etag"]) == (200, "no-cache", f'"{len(body)}"')
    assert served.ask("/theme.css", If_None_Match=headers["Etag"])[:2] == (304, "")
    assert served.ask("/theme.css", If_None_Match='"another"')[0] == 200
    status, _, headers = served.ask("/style.css", If_None_Match="*")
    assert (status, headers["Etag"]) == (200, None)


def test_only_the_themes_own_files_may_be_kept(tmp_path: Path) -> None:
    """An author's file in the place of one of ours may say what is confidential."""
    tag, css = tags(), defaults.folder() / "assets/css/print.css"
    assert tag("assets/css/print.css", css) == digest(css.read_bytes())
    assert tag("assets/css/other.css", css) == ""
    (tmp_path / "print.css").write_bytes(css.read_bytes() + b"/* secret */")
    assert tag("assets/css/print.css", tmp_path / "print.css") == ""
    (tmp_path / "content").mkdir()
    (tmp_path / "config.yaml").write_text("title: T\n")
    assert publish(tmp_path, tmp_path / "site", Options(jobs=1)).report
    assets = [path for path in (tmp_path / "site/assets").rglob("*") if path.is_file() and path.suffix != ".png"]
    assert all(tag(path.relative_to(tmp_path / "site").as_posix(), path) for path in assets)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/sub/..%2f..%2fsecret.txt",
        "//etc/passwd",
        "/link.txt",
        "/..%5csecret.txt",
    ],
)
def test_nothing_outside_the_folder_is_served(served: Running, path: str) -> None:
    """Neither a way up nor a link out of the preview's folder leads to a file."""
    status, body, _ = served.ask(path)
    assert status in (403, 404)
    assert "SECRET" not in body
    assert "root:" not in body


def test_what_is_not_there_is_the_sites_own_page(served: Running) -> None:
    """A missing address is answered with 404 and the site's own page for it."""
    status, body, _ = served.ask("/no/such/page.html")
    assert status == 404
    assert "nothing here" in body


@pytest.mark.parametrize("host", ["evil.example", "evil.example:5500", "127.0.0.1.evil.example", "localhost.evil"])
def test_a_foreign_host_is_refused(served: Running, host: str) -> None:
    """A page elsewhere whose name was made to lead here (DNS rebinding) gets nothing."""
    assert served.ask("/", host=host)[0] == 403
    assert served.ask("/livereload.js", host=host)[0] == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:5500"])
def test_our_own_names_are_served(served: Running, host: str) -> None:
    """The names of this computer, with any port (there may be a tunnel)."""
    assert served.ask("/", host=host)[0] == 200


@pytest.mark.parametrize(("origin", "status"), [("http://evil.example", 403), ("http://127.0.0.1:1", 403), ("", 101)])
def test_only_our_pages_may_listen(served: Running, origin: str, status: int) -> None:
    """The reload socket opens for a page of the very host that it asks."""
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)) as connection:
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Origin": origin or f"http://127.0.0.1:{served.port}",
        }
        connection.request("GET", "/livereload", headers=headers)
        assert connection.getresponse().status == status


# Tornado leaves the socket that was refused to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_taken_port_is_passed_over() -> None:
    """The next free port is taken, and said."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port, said = taken.getsockname()[1], list[str]()
        (found,) = free_sockets("127.0.0.1", port, said.append)
        with found:
            assert port < found.getsockname()[1] < port + 20
            assert said == [f"Port {port} is taken; {found.getsockname()[1]} is free."]


# --- life --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_and_leaves_nothing(tmp_path: Path, ending: signal.Signals) -> None:
    """Ctrl-C and SIGTERM: status 0, no traceback, the preview's folder is gone."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        assert list(tmp_path.glob("dossier-*"))
        shown.process.send_signal(ending)
        assert shown.process.wait(timeout=10) == 0
        assert shown.process.stderr
        assert shown.process.stderr.read() == ""
        assert not list(tmp_path.glob("dossier-*"))


def test_it_ends_during_a_build(tmp_path: Path) -> None:
    """Ctrl-C in the first build waits for that build and leaves nothing."""
    with running(tmp_path, "slow") as shown:
        time.sleep(0.3)
        shown.process.send_signal(signal.SIGINT)
        assert shown.process.wait(timeout=10) == 0
        assert shown.process.stderr
        assert shown.process.stderr.read() == ""
        assert not list(tmp_path.glob("dossier-*"))


def test_a_save_during_a_build_is_built_after_it(tmp_path: Path) -> None:
    """What was saved while a build ran is shown when the next one ends."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        write(tmp_path, "held second")
        shown.said("Held")
        write(tmp_path, "third")
        (tmp_path / "go").touch()
        shown.said("Built in")
        shown.said("Built in")
        time.sleep(0.1)
        assert "<h1>third</h1>" in shown.ask("/")[1]


def test_what_was_put_off_is_waited_for(tmp_path: Path) -> None:
    """After a small edit the page that is looked at is there at once, and what is asked for else comes when it is made."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        shown.ask("/")
        for text in ("small second", "small third"):
            write(tmp_path, text)
            assert "content/page.txt" in shown.said("Ahead .* index.html")[0]
            shown.said("Built in")
            assert f"<h1>{text}</h1>" in shown.ask("/")[1]
            assert f"<h1>sub {text}</h1>" in shown.ask("/sub/")[1]
        shown.said("Whole")


def test_what_was_put_off_comes_when_nobody_asks(tmp_path: Path) -> None:
    """After a lull; nothing is said of it, as nothing is new."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        write(tmp_path, "small second")
        shown.said("Ahead")
        shown.said("Whole")
        write(tmp_path, "third")
        assert not shown.said("Built in|Ahead")[0].startswith("Built")
        shown.said("Whole")


def test_when_nobody_waits_things_are_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first build, and not before it."""
    monkeypatch.setattr("casework.preview.rebuilder.IDLE", 0)

    async def begin() -> list[str]:
        done: queue.Queue[str] = queue.Queue()
        preview = Preview(tmp_path)
        rebuilder = Rebuilder(tmp_path, preview, lambda _: Outcome(ok=True), done.put, None, lambda: done.put("idle"))
        rebuilder.start(lambda: None)
        lines = [await asyncio.to_thread(done.get, timeout=10) for _ in range(2)]
        rebuilder.stop()
        return lines

    with ThreadPoolExecutor(1) as thread:
        lines = thread.submit(lambda: asyncio.run(begin())).result()
    gc.unfreeze()
    assert lines[0].startswith("Built in")
    assert lines[1] == "idle"


def test_after_a_bad_build_follows_a_whole_one(tmp_path: Path) -> None:
    """What that was told of is still to be read: nothing is published ahead."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        write(tmp_path, "broken")
        shown.said("Not built")
        write(tmp_path, "small second")
        assert shown.said("Whole|Ahead")[0] == "Whole"
        shown.said("Built in")
        write(tmp_path, "small third")
        shown.said("Ahead")


def test_what_was_put_off_reloads_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it brought something that the build before it did not know of."""
    monkeypatch.setattr(LiveReloadHandler, "reload_waiters", lambda *_: None)
    preview = Preview(tmp_path)
    preview.show(Outcome(ok=True, due=frozenset({"x.html"})))
    preview.sent("/")
    preview.complete(Outcome(ok=True, is_news=False))
    assert preview.outcome == Outcome(ok=True, is_news=False)
    assert not preview.stale("/")
    preview.complete(Outcome(ok=True))
    assert preview.stale("/")
    preview.sent("/")
    preview.complete(Outcome(ok=False, is_news=False))
    assert preview.stale("/")


def test_the_pages_that_were_sent_last_are_looked_at(tmp_path: Path) -> None:
    """The last few, the latest first, each once."""
    preview = Preview(tmp_path)
    for number in (*range(20), 19, 15):
        preview.look(f"{number}.html")
    assert preview.looked_at[:3] == ("15.html", "19.html", "18.html")
    assert len(preview.looked_at) == LATELY


def test_what_cannot_be_watched_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system allows no more watches, the preview says so, and shows what there is."""

    def refused(*_: object, **__: object) -> Iterator[set[object]]:
        raise OSError("OS file watch limit reached")

    async def first_build() -> list[str]:
        said: queue.Queue[str] = queue.Queue()
        rebuilder = Rebuilder(tmp_path, Preview(tmp_path), lambda _: Outcome(ok=True), said.put)
        rebuilder.start(lambda: None)
        lines = [await asyncio.to_thread(said.get, timeout=10) for _ in range(3)]
        rebuilder.stop()
        return lines

    monkeypatch.setattr("casework.preview.rebuilder.watch", refused)
    with ThreadPoolExecutor(1) as thread:  # the browser's loop runs in this one
        lines = thread.submit(lambda: asyncio.run(first_build())).result()
    assert sum("are not noticed (OS file watch limit reached)" in line for line in lines) == 2
    assert any(line.startswith("Built in") for line in lines)


@pytest.mark.slow  # what is not watched yet has to be waited for
def test_the_config_and_new_folders_are_watched(tmp_path: Path) -> None:
    """The config, a folder that comes, what is in it, and content that is taken away and put back; nothing else."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        for name in ("config.yaml", "templates/base.html", "templates/partials/a.html", "assets/css/x.css"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            time.sleep(0.4)
            while not shown.lines.empty():
                shown.lines.get()
            path.write_text("changed")
            shown.said("Built in")
        shutil.move(tmp_path / "content", tmp_path / "away")
        shown.said("Not built")
        shutil.move(tmp_path / "away", tmp_path / "content")
        shown.said("Built in")
        time.sleep(0.5)
        write(tmp_path, "after")
        shown.said("Built in")
        time.sleep(0.5)
        while not shown.lines.empty():
            shown.lines.get()
        for name in ("site/index.html", ".dossier/cache", ".git/index", "notes.txt"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("changed")
        time.sleep(0.7)
        assert shown.lines.empty()


def test_a_build_that_breaks_off_does_not_end_the_preview(tmp_path: Path) -> None:
    """A failure of the program or the disk is said in one line, and the next save is built."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        write(tmp_path, "raises")
        shown.said("RuntimeError: no disk")
        write(tmp_path, "fine")
        shown.said("Built in")
        assert "<h1>fine</h1>" in shown.ask("/")[1]


def test_before_any_good_build_every_address_shows_why(tmp_path: Path) -> None:
    """A first build that fails is shown everywhere, and the terminal's report nowhere."""
    with running(tmp_path, "broken") as shown:
        shown.said("SECRET WORDS")
        shown.said("Not built")
        time.sleep(0.1)
        for path in ("/", "/facts/index.html", "/style.css"):
            status, body, _ = shown.ask(path)
            assert status == 503
            assert "bad-value" in body
            assert "mend it" in body
            assert "SECRET" not in body


# --- in a browser ------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_an_open_page_follows_the_edits(tmp_path: Path, browser: Any) -> None:
    """A save reloads the page; a broken one lays its findings over the last good page; mending takes them away."""
    with running(tmp_path) as shown, closing(browser.new_page()) as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        shown.said("Built in")
        page.goto(f"http://127.0.0.1:{shown.port}/", wait_until="networkidle")
        for text in ("second", "third", "fourth"):
            write(tmp_path, text)
            page.get_by_role("heading", name=text).wait_for(timeout=5000)
        write(tmp_path, "broken")
        panel = page.locator("#preview-findings")
        panel.wait_for(timeout=5000)
        assert "content/page.txt:1:1: error[bad-value]: <b>wrong</b>" in panel.inner_text()
        assert "mend it" in panel.inner_text()
        assert "SECRET" not in page.content()
        assert page.locator("h1").inner_text() == "fourth"
        assert panel.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(255, 244, 242)"
        write(tmp_path, "mended")
        page.get_by_role("heading", name="mended").wait_for(timeout=5000)
        assert panel.count() == 0
        assert complaints == []


@pytest.mark.browser
def test_a_page_opened_before_the_first_good_build_comes_up_by_itself(tmp_path: Path, browser: Any) -> None:
    """Neither the wait for the first build nor its errors need a reload by hand."""
    with running(tmp_path, "slow broken") as shown, closing(browser.new_page()) as page:
        page.goto(f"http://127.0.0.1:{shown.port}/")
        page.locator("#preview-findings").wait_for(timeout=5000)
        write(tmp_path, "good")
        page.get_by_role("heading", name="good").wait_for(timeout=5000)


@pytest.mark.browser
def test_a_page_that_connects_late_is_not_forgotten(tmp_path: Path, browser: Any) -> None:
    """A build that ends between the sending of a page and its listening still reloads that page."""
    with running(tmp_path) as shown, closing(browser.new_page()) as page:
        shown.said("Built in")

        def late(route: Any) -> None:
            write(tmp_path, "second")
            shown.said("Built in")
            time.sleep(0.2)
            route.continue_()

        page.route("**/livereload.js*", late, times=1)
        page.goto(f"http://127.0.0.1:{shown.port}/", wait_until="commit")
        page.get_by_role("heading", name="second").wait_for(timeout=5000)
