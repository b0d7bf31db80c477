"""An open page in a browser follows the edits of the dossier that is previewed."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from previews import running, write


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
