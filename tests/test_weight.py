"""What a browser fetches for a page, measured on the line as a static host sends it; and what it says in its console."""

from __future__ import annotations

from typing import Any

import pytest
from webpages import DEMO, EVERYTHING

KB = 1000

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Visit:
    """A visit to one page with an empty cache: what came, how much, from where, and what was said."""

    def __init__(self, page: Any, devtools: Any, address: str) -> None:
        self.said, self.asked, came = list[str](), dict[str, str](), dict[str, float]()
        heard = {
            "console": lambda message: self.said.append(message.text),
            "pageerror": lambda fault: self.said.append(str(fault)),
        }
        for name, hear in heard.items():
            page.on(name, hear)
        sent = {
            "Network.requestWillBeSent": lambda each: self.asked.update({each["requestId"]: each["request"]["url"]}),
            "Network.loadingFinished": lambda each: came.update({each["requestId"]: each["encodedDataLength"]}),
        }
        for name, hear in sent.items():
            devtools.on(name, hear)
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => 0)")
        page.wait_for_timeout(100)
        for name, hear in heard.items():
            page.remove_listener(name, hear)
        for name, hear in sent.items():
            devtools.remove_listener(name, hear)
        self.bytes = {url: came[request] for request, url in self.asked.items() if request in came}

    def weight(self, *endings: str) -> float:
        """The bytes that came, head and body, of what has such an ending; of everything where none is given."""
        return sum(size for url, size in self.bytes.items() if url.partition("?")[0].endswith(endings or ("",)))


@pytest.fixture(scope="module")
def visits(browser: Any, demo_host: str) -> dict[str, Visit]:
    """A visit to each page kind of the demo."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    found = {kind: Visit(page, devtools, f"{demo_host}/{path}") for kind, path in DEMO.items()}
    context.close()
    return found


def test_pages_are_quiet_and_keep_to_themselves(visits: dict[str, Visit], demo_host: str) -> None:
    """No page kind writes to the console or asks another host for anything."""
    assert {kind: visit.said for kind, visit in visits.items() if visit.said} == {}
    others = [
        url
        for visit in visits.values()
        for url in visit.asked.values()
        if not url.startswith((f"{demo_host}/", "data:"))
    ]
    assert others == []


def test_every_feature_is_quiet(browser: Any, full_host: str) -> None:
    """The same where every feature is used."""
    page, heard = browser.new_page(), list[tuple[str, str]]()
    page.on("console", lambda message: heard.append((page.url, message.text)))
    page.on("pageerror", lambda fault: heard.append((page.url, str(fault))))
    page.on(
        "request", lambda each: each.url.startswith((f"{full_host}/", "data:")) or heard.append((page.url, each.url))
    )
    for path in EVERYTHING.values():
        page.goto(f"{full_host}/{path}")
    page.close()
    assert heard == []


def test_scripts_are_light(visits: dict[str, Visit]) -> None:
    """At most 60 kB of script on any page but the map, the search's data included."""
    weights = {kind: round(visit.weight(".js") / KB, 1) for kind, visit in visits.items()}
    assert {kind: weight for kind, weight in weights.items() if weight > 60 and kind != "map"} == {}
    assert max(weights[kind] for kind in ("index", "fact", "source", "page")) < 10


def test_the_briefing_is_light(visits: dict[str, Visit]) -> None:
    """At most 200 kB in all on a first visit, typefaces included."""
    briefing = visits["index"]
    assert len(briefing.bytes) >= 6
    assert briefing.weight() <= 200 * KB
