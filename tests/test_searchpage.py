"""The search of a published dossier, on a host and opened from a folder: the way to it, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from webpages import DEMO, EVERYTHING

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=["host", "folder"])
def address(request: pytest.FixtureRequest, full_site: Path, full_host: str) -> str:
    """Where the dossier that uses every feature is: over HTTP, and as files."""
    return full_host if request.param == "host" else full_site.as_uri()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A page in a browser that remembers nothing."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("intelligence", "entities/nis.html"),
        ("inteligence", "entities/nis.html"),
        ("Widthdrawn", "sources/gone.html"),
        ("국가정보원", "entities/nis.html"),
        ("김정", "entities/kim.html"),
        ("派兵", "sources/kyodo.html"),
        ("朝鲜派兵俄罗斯", "index.html"),
        ("جنودا روسيا", "sources/alhayat.html"),
    ],
    ids=["word", "typing error", "another", "Korean", "beginning of a Korean name", "Japanese", "Chinese", "Arabic"],
)
def test_a_query_finds(tab: Any, address: str, query: str, expected: str) -> None:
    """With a typing error, in Korean, Japanese, Chinese and Arabic: what is meant is the first result, and its link holds."""
    tab.goto(f"{address}/search.html")
    tab.keyboard.press("/")
    tab.keyboard.type(query)
    first = tab.locator("#search-results a").first
    first.wait_for(timeout=3000)
    assert first.get_attribute("href") == expected
    first.click()
    tab.wait_for_url(f"**/{expected}")
    assert tab.locator("h1").is_visible()


def test_the_key_opens_the_search_on_every_page(tab: Any, address: str) -> None:
    """From any page kind, `/` leads to the search with the focus in its box; the stroke itself is not written.

    In a folder the way depends on how deep a page lies, and on nothing else.
    """
    kinds = EVERYTHING if address.startswith("http") else ("index", "fact", "404", "search")
    for path in (EVERYTHING[each] for each in kinds):
        tab.goto(f"{address}/{path}")
        tab.keyboard.press("/")
        tab.wait_for_url(lambda url: "/search.html" in url)
        tab.wait_for_function("document.activeElement.id === 'search-words'")
        assert tab.locator("#search-words").input_value() == "", path


def test_the_key_is_left_alone_where_one_writes(tab: Any, demo_host: str) -> None:
    """In a box it is a stroke like others; with Control or Alt it is the browser's."""
    tab.goto(f"{demo_host}/search.html")
    tab.locator("#search-words").fill("")
    tab.locator("#search-words").press_sequentially("1/2")
    assert tab.locator("#search-words").input_value() == "1/2"
    tab.goto(f"{demo_host}/{DEMO['facts']}")
    tab.locator("#filter-status").focus()
    tab.keyboard.press("/")
    tab.locator("h1").click()
    tab.keyboard.press("Control+/")
    tab.wait_for_timeout(200)
    assert tab.url == f"{demo_host}/{DEMO['facts']}"


def test_the_key_can_be_turned_off(tab: Any, address: str) -> None:
    """Whoever steers by voice turns it off on the search page, and it stays off (WCAG 2.1.4)."""
    tab.goto(f"{address}/search.html")
    switch = tab.locator("#slash")
    assert switch.is_checked()
    switch.uncheck()
    tab.goto(f"{address}/about.html")
    tab.keyboard.press("/")
    tab.wait_for_timeout(200)
    assert "/about.html" in tab.url
    tab.goto(f"{address}/search.html")
    assert not switch.is_checked()


def test_without_a_script_the_lists_are_there(browser: Any, address: str) -> None:
    """No empty box is shown, and every list is linked."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search.html")
    assert not page.locator("#search").is_visible()
    assert not page.locator("#slash").is_visible()
    assert not page.locator("#theme").is_visible()
    assert page.locator("#search-lists a").count() > 5
    context.close()
