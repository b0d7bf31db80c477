"""What was pasted from the web stays text: a payload in every field of every item, opened in a real browser.

The pages are opened twice: as published, where a word of the browser about our policy is a failure; and with the
policy switched off, so that nothing but the escaping itself stands between a payload and the reader.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ondisk import laid
from webpages import addresses, page, served

from casework.publishing import build
from casework.publishing.build import Options
from casework.rules import RULES

# What an inline script of ours is: the one of the page for missing addresses, which nothing an author writes is part of.
MISSING = re.findall(
    r"<script>(.*?)</script>", (Path(__file__).parent.parent / "templates/404.html").read_text("utf-8"), re.DOTALL
)
PAYLOADS = (Path(__file__).parent / "samples/payloads.txt").read_text("utf-8").splitlines()
OVERVIEWS = """index.html sources/index.html facts/index.html entities/index.html questions/index.html tags/index.html
timeline.html map.html origins.html search.html?q=zebra changes.html about.html print.html 404.html""".split()
FOLDERS = ("sources", "facts", "entities", "questions", "judgments", "pages")
LOW = {"width": 1280, "height": 120}
"""A window as wide as ever: a payload runs whether or not its page is painted to the end."""
SCHEMES = {"", "http", "https", "mailto"}
CANARY = (
    "window.__ran = []; for (const name of ['canary', 'alert']) window[name] = why => window.__ran.push(String(why))"
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def policy(tree: Any) -> str:
    [content] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    return str(content)


def front(fields: dict[str, Any], body: str) -> str:
    return f"---\n{json.dumps(fields)}\n---\n{body}\n"


def source(text: str) -> dict[str, Any]:
    names = "author publication descriptor status_note language url archive_url".split()
    return {
        "title": f"zebra {text}",
        **dict.fromkeys(names, text),
        "tags": [text],
        "fields": {text: text},
        "date": "2024",
    }


def fact(number: int, text: str) -> dict[str, Any]:
    line = {"source": f"s{number}", "origin": f"e{number}", "quote": text, "locator": text}
    other = {"source": f"s{number}", "stance": "disputes", "quote": text, "via": [f"e{number}"]}
    return {
        "id": f"f{number}",
        "claim": f"zebra {text}",
        "scope": text,
        "unit": text,
        "note": text,
        "date": "2024-10-18",
        "tags": [text],
        "fields": {text: text},
        "best": number + 1,
        "question": f"q{number}",
        "about": [{"id": f"e{number}", "role": text}],
        "place": [f"e{number}"],
        "evidence": [line, other],
    }


def entity(number: int, text: str) -> dict[str, Any]:
    return {
        "id": f"e{number}",
        "name": f"zebra {text}",
        "aliases": [text],
        "kind": f"k{number}",
        "description": text,
        "lat": number % 90,
        "lon": number % 180,
        "links": {text: text, "wikidata": text, "site": text},
        "fields": {text: text},
    }


def items(many: list[tuple[int, str]]) -> dict[str, str]:
    """The files of a dossier in which each of `many` payloads stands in every field of an item that takes a text."""
    made = {f"content/sources/s{n}.md": front(source(text), text) for n, text in many}
    made |= {
        f"content/pages/p{n}.md": front({"title": f"zebra {text}"}, f"[@f{n}] {text}\n\n{text}") for n, text in many
    }
    questions = [{"id": f"q{n}", "text": f"zebra {text}", "unit": text, "note": text} for n, text in many]
    facts = [fact(n, text) for n, text in many]
    facts += [
        {
            "id": f"g{n}",
            "claim": "Another.",
            "best": n + 900,
            "unit": text,
            "question": f"q{n}",
            "evidence": [{"source": f"s{n}"}],
        }
        for n, text in many
    ]
    judged = [{"id": f"j{n}", "text": text, "note": text, "change_note": text, "basis": [f"f{n}"]} for n, text in many]
    made["content/facts.yaml"] = json.dumps({"questions": questions, "facts": facts, "judgments": judged})
    made["content/entities.yaml"] = json.dumps([entity(n, text) for n, text in many])
    for name in ('a"onerror="canary(1)', "<img src=x onerror=canary(1)>", "'><script>canary(1)<"):
        made[f"assets/{name}.png"] = "no picture"
    made["content/index.md"] = front({"title": "T"}, "![[timeline]]\n\n![[map]]")
    made["config.yaml"] = config(kinds={f"k{n}": each for n, each in many}, title="T")
    return made


def around(text: str) -> dict[str, str]:
    """The same of a text that stands around every page: in the config's fields and on the first page."""
    fields = dict.fromkeys(("title", "subtitle", "publisher", "edition", "language"), text)
    return {
        "config.yaml": config(**fields, base_url=PAYLOADS[-3], kinds={"k0": text}),
        "content/index.md": front({"title": text, "source_summary": text}, f"{text}\n\n![[timeline]]\n\n![[map]]"),
    }


def config(**fields: Any) -> str:
    return json.dumps({**fields, "rules": {code: "off" for code in RULES if not RULES[code].fixed}})


def published(root: Path, files: dict[str, str]) -> Path:
    laid(root, files)
    built = build.publish(root, root / "site", Options())
    assert built.report is not None, built.findings[:3]
    return root / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of items of payloads."""
    return published(tmp_path_factory.mktemp("attack"), items(list(enumerate(PAYLOADS))))


@pytest.fixture(scope="module")
def framed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of them, in a frame of payloads."""
    made = {**items([(0, PAYLOADS[0])]), **around(" ".join(PAYLOADS))}
    return published(tmp_path_factory.mktemp("framed"), made)


@pytest.fixture(scope="module")
def origin(site: Path) -> Iterator[str]:
    """The items, served."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def framed_origin(framed: Path) -> Iterator[str]:
    """The frame, served."""
    with served(framed) as address:
        yield address


class Watched:
    """A page that notes what ran, what was asked of others, and what the browser said of our policy."""

    def __init__(self, browser: Any, origin: str, *, bypass_csp: bool, **options: Any) -> None:
        self.context = browser.new_context(bypass_csp=bypass_csp, **options)
        self.context.add_init_script(CANARY)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.found: list[str] = []
        self.origin, self.where = origin, ""
        self.page.on("request", lambda each: self._asked(each.url))
        self.page.on("console", lambda each: self._said(each.text))
        self.page.on("dialog", lambda each: (self.found.append(f"{self.where}: a dialog"), each.dismiss()))
        self.page.on("popup", lambda _: self.found.append(f"{self.where}: a window"))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.origin + "/", "data:")):
            self.found.append(f"{self.where}: asked for {url}")

    def _said(self, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.found.append(f"{self.where}: {text}")

    def open(self, path: str) -> None:
        self.where = path
        self.page.goto(f"{self.origin}/{path}", wait_until="load")
        self.seen()

    def seen(self) -> None:
        ran = self.page.evaluate("window.__ran")
        if ran:
            self.found.append(f"{self.where}: a payload ran")


def test_there_are_many_payloads() -> None:
    """No fewer than 150, each another one."""
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 150


def test_the_canary_sings(browser: Any, origin: str) -> None:
    """The test itself would see a script that ran, and a request that left."""
    watched = Watched(browser, origin, bypass_csp=True)
    watched.open("index.html")
    watched.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"https://evil.example/x\" onerror=canary(1)>')"
    )
    watched.page.wait_for_function("window.__ran.length > 0")
    watched.seen()
    assert [each.partition(": ")[2] for each in watched.found] == ["asked for https://evil.example/x", "a payload ran"]
    watched.context.close()


def each_kind(numbers: range) -> list[str]:
    """The addresses of items with these numbers, each of another kind in turn."""
    return [f"{folder}/{folder[0]}{n}.html" for n, folder in zip(numbers, itertools.cycle(FOLDERS), strict=False)]


def found(watched: Watched, paths: Iterable[str]) -> list[str]:
    """What is noted while these pages are opened one after the other."""
    for path in paths:
        watched.open(path)
    watched.context.close()
    return watched.found


def test_no_payload_runs_where_only_the_escaping_holds(browser: Any, origin: str) -> None:
    """The policy switched off: no script runs, nothing is asked of another host.

    Every payload as a prose page, and each as an item of another kind in turn; all of them on the lists.
    """
    watched = Watched(browser, origin, bypass_csp=True, viewport=LOW)
    pages = [f"{folder}/{folder[0]}{n}.html" for n in range(len(PAYLOADS)) for folder in ("pages", FOLDERS[n % 5])]
    assert found(watched, [*OVERVIEWS, *pages]) == []


def test_no_payload_runs_around_a_page(browser: Any, framed_origin: str) -> None:
    """Nor does any in the title, the publisher and whatever else stands on every page, of each kind."""
    watched = Watched(browser, framed_origin, bypass_csp=True)
    assert found(watched, [*OVERVIEWS, *(f"{folder}/{folder[0]}0.html" for folder in FOLDERS)]) == []


def test_our_pages_meet_their_own_policy(browser: Any, origin: str) -> None:
    """As published: the browser has no word to say about the policy, on any list and on items of each kind."""
    watched = Watched(browser, origin, bypass_csp=False, viewport=LOW)
    assert found(watched, [*OVERVIEWS, *each_kind(range(0, len(PAYLOADS), 5))]) == []


@pytest.mark.parametrize("how", ["http", "file"])
def test_what_is_around_a_page_meets_its_policy(browser: Any, framed: Path, framed_origin: str, how: str) -> None:
    """Nor has it where the payloads are around a page of each kind, served or opened from a folder."""
    watched = Watched(browser, framed_origin if how == "http" else framed.as_uri(), bypass_csp=False)
    assert found(watched, [*OVERVIEWS, *(f"{folder}/{folder[0]}0.html" for folder in FOLDERS)]) == []


def test_no_payload_runs_when_it_is_used(browser: Any, origin: str) -> None:
    """Searching for payloads, filtering, opening notes and details: what our scripts build is text too."""
    watched = Watched(browser, origin, bypass_csp=True)
    watched.open("search.html")
    for words in ["zebra", "canary", "script", "evil", *PAYLOADS[:20]]:
        watched.page.fill("#search-words", words)
        watched.page.wait_for_timeout(30)
        watched.seen()
    watched.open("facts/f0.html")
    for path in [f"pages/p{n}.html" for n in range(0, len(PAYLOADS), 8)]:
        watched.open(path)
        for mark in watched.page.query_selector_all("[role=doc-noteref]")[:3]:
            mark.hover()
            mark.focus()
            watched.seen()
        watched.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        watched.page.mouse.move(200, 200)
        watched.seen()
    watched.context.close()
    assert watched.found == []


LEADING = "//a[starts-with(@href, 'http://') or starts-with(@href, 'https://')]"
OTHERS = f"{LEADING}[not(contains(concat(' ', @rel, ' '), ' noopener '))]/@href"
NEVER = "//style | //@style | //iframe | //object | //embed | //base | //meta[@http-equiv='refresh']"


def test_every_link_is_one_that_may_be(site: Path, framed: Path) -> None:
    """In all pages: links to http, https and mailto and relative ones; no handler, no inline style, and one inline script.

    That is our own, in the page for missing addresses, which names its hash in its policy.  A link that leaves carries
    `rel=noopener`, and opens no window of its own.
    """
    for path in (*site.rglob("*.html"), *framed.rglob("*.html")):
        tree = page(path.read_bytes())
        for element, address in addresses(tree):
            scheme = "".join(each for each in address if each > " ").partition(":")[0].lower()
            if ":" in address and scheme.isalpha():
                assert scheme in SCHEMES or (element.tag in ("img", "link") and scheme == "data"), (path, address)
        assert tree.xpath("//@*[starts-with(name(), 'on')]") == [], path
        inline = tree.xpath("//script[not(@src) and not(@type='application/ld+json')]/text()")
        assert inline == (MISSING if path.name == "404.html" else []), path
        assert ("sha256-" in policy(tree)) == bool(inline), path
        assert tree.xpath(NEVER) == [], path
        assert tree.xpath(OTHERS) == [], path
        assert tree.xpath("//a/@target") == [], path
