"""The page for missing addresses, as a host shows it: at any depth, at a domain's root and below a path; and from a folder."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from webpages import served

PLACES = {"root": "", "path": "sub/dprk-russia/"}
MISSING = ["no-such.html", "facts/no-such.html", "facts/no/such", "a/b/c/d/e.html?x=1#y", "no-such/"]


@pytest.fixture(scope="module", params=PLACES)
def host(request: pytest.FixtureRequest, demo_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A host of the demo at its root or below a path, which answers with the demo's page what it has not."""
    place = PLACES[request.param]
    folder = tmp_path_factory.mktemp("host") / "srv"
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).symlink_to(demo_site)
    if place:
        (folder / "404.html").symlink_to(demo_site / "404.html")
    with served(folder) as base:
        yield f"{base}/{place}"


@pytest.fixture
def own_page(browser: Any) -> Iterator[Any]:
    """A page of the test's own, whose console may speak of what was missing."""
    page = browser.new_page()
    yield page
    page.close()


def whole(page: Any, base: str, site: Path) -> None:
    """The page looks as ours, its script runs, and each of its ways leads to a page of the site."""
    assert page.locator("h1").inner_text() == "Page not found"
    band = "getComputedStyle(document.querySelector('.band')).backgroundColor"
    assert page.evaluate(band) != "rgba(0, 0, 0, 0)"
    page.locator("#theme").wait_for()
    ways = page.locator("a:not([href^='#'])").evaluate_all("each => each.map(link => link.href)")
    assert len(ways) > 10
    assert [way for way in ways if not (way.startswith(base) and (site / way.removeprefix(base)).is_file())] == []
    icon = page.locator("link[rel=icon]").evaluate("link => link.href")
    assert icon == f"{base}assets/icon.svg"


@pytest.mark.browser
@pytest.mark.parametrize("address", MISSING)
def test_it_is_whole_at_any_depth(host: str, demo_site: Path, own_page: Any, address: str) -> None:
    """It has its style, its scripts and its ways wherever it is shown, and nothing is asked for that is not needed."""
    failed = list[str]()
    own_page.on("response", lambda answer: failed.append(answer.url) if answer.status == 404 else None)
    assert own_page.goto(host + address, wait_until="networkidle").status == 404
    whole(own_page, host, demo_site)
    if "/" not in address:
        assert failed == [host + address]
    own_page.locator(".skip").focus()
    own_page.keyboard.press("Enter")
    assert own_page.url == f"{host}{address.partition('#')[0]}#main"
    own_page.keyboard.press("/")
    own_page.wait_for_url(f"{host}search.html#search-words")


@pytest.mark.browser
def test_it_gives_up_at_the_root(demo_site: Path, own_page: Any, tmp_path: Path) -> None:
    """Where there is no site, each folder up to the root is tried once."""
    (tmp_path / "404.html").symlink_to(demo_site / "404.html")
    asked = list[str]()
    own_page.on("request", lambda request: asked.append(request.url))
    with served(tmp_path) as base:
        own_page.goto(f"{base}/a/b/c", wait_until="networkidle")
        tried = [url.removeprefix(base) for url in asked if url.endswith("site.css")]
    assert tried == [f"{folder}assets/css/site.css" for folder in ("/a/b/", "/a/", "/")]
    assert own_page.locator(".lede").is_visible()


@pytest.mark.browser
def test_it_is_whole_in_a_folder(demo_site: Path, own_page: Any) -> None:
    """Opened as a file it is as any other page, and quiet."""
    complaints = list[str]()
    own_page.on("console", lambda message: complaints.append(message.text))
    own_page.goto((demo_site / "404.html").as_uri())
    whole(own_page, f"{demo_site.as_uri()}/", demo_site)
    assert complaints == []


@pytest.mark.browser
def test_without_scripts_it_leads_to_the_published_address(host: str, browser: Any) -> None:
    """Its words need no script, and the dossier's own address stands on it."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host}facts/no/such")
    assert page.locator(".lede").is_visible()
    link = page.locator("main a", has_text="https://")
    assert link.get_attribute("href") == link.inner_text()
    context.close()


def test_its_policy_allows_its_script_and_no_other(demo_site: Path) -> None:
    """The hash in its policy is that of the script as it stands there; the other pages allow none."""
    page = (demo_site / "404.html").read_text("utf-8")
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in page, (
        "write this hash into templates/404.html and docs/publishing.md"
    )
    assert "script-src 'self';" in (demo_site / "index.html").read_text("utf-8")
