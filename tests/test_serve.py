"""What the live preview serves: to whom, with what policy, and nothing that is private or outside its folder."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from previews import Running, running

from casework import defaults
from casework.diagnostics import Finding
from casework.examining.examined import Options
from casework.kept.cache import digest
from casework.preview.preview import tags
from casework.preview.previewpage import Outcome, allowed, dressed, findings_panel
from casework.preview.serve import free_sockets
from casework.publishing.build import publish


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
