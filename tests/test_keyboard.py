"""A tour with the keyboard alone: everything that a pointer can do with a page can be done without one (WCAG 2.1.1).

And what comes up on hover or focus can be dismissed, pointed at, and stays (WCAG 1.4.13).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOCUSED = "document.activeElement"


@pytest.fixture
def tab(browser: Any, demo_host: str) -> Iterator[Any]:
    """The briefing, just opened on a screen without a margin for notes."""
    context = browser.new_context(viewport={"width": 1000, "height": 800}, color_scheme="light")
    page = context.new_page()
    page.goto(f"{demo_host}/index.html")
    yield page
    context.close()


def focused(tab: Any, what: str = "outerHTML") -> Any:
    """A property of the element that has the focus."""
    return tab.evaluate(f"{FOCUSED}.{what}")


def to_first_mark(tab: Any) -> str:
    """Go on with Tab from the text's beginning to its first mark; its id."""
    tab.locator("main .prose a[role=doc-noteref]").first.evaluate("""mark => {
      const before = Array.from(document.querySelectorAll('a')).findLast(each => each.compareDocumentPosition(mark) & 4 && each !== mark);
      before.focus();
    }""")
    for _ in range(3):
        tab.keyboard.press("Tab")
        if focused(tab, "getAttribute('role')") == "doc-noteref":
            return str(focused(tab, "id"))
    return pytest.fail("Tab does not lead to the mark")


def test_the_first_stop_skips_to_the_text(tab: Any) -> None:
    """Tab shows the skip link; Enter leads past the navigation."""
    assert not tab.locator(".skip").evaluate("each => each.getBoundingClientRect().bottom > 0")
    tab.keyboard.press("Tab")
    assert focused(tab, "className") == "skip"
    tab.wait_for_function("document.querySelector('.skip').getBoundingClientRect().top >= 0")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate(f"document.querySelector('main').contains({FOCUSED})")


def test_every_stop_is_seen(tab: Any) -> None:
    """Each of the first stops has an outline of its own, lies on the screen, and is no other's."""
    seen = []
    for _ in range(25):
        tab.keyboard.press("Tab")
        seen.append(focused(tab))
        style = tab.evaluate(
            f"(({{outlineStyle, outlineWidth}}) => [outlineStyle, outlineWidth])(getComputedStyle({FOCUSED}))"
        )
        assert style == ["solid", "2px"], seen[-1]
        box = tab.evaluate(f"{FOCUSED}.getBoundingClientRect().toJSON()")
        assert box["width"] > 0, seen[-1]
        assert -1 <= box["top"] < 800, seen[-1]
    assert len(set(seen)) == len(seen)


def test_from_a_mark_to_its_note_and_back(tab: Any) -> None:
    """Enter on a mark leads to its note; from there Tab and Enter lead back to the mark."""
    mark = to_first_mark(tab)
    address = focused(tab, "hash")
    tab.keyboard.press("Enter")
    tab.wait_for_function("hash => location.hash === hash", arg=address)
    assert tab.locator(f"li{address}").evaluate(
        "each => { const { top } = each.getBoundingClientRect(); return top >= 0 && top < innerHeight }"
    )
    tab.keyboard.press("Tab")
    assert focused(tab, "getAttribute('role')") == "doc-backlink"
    tab.keyboard.press("Enter")
    tab.wait_for_function("id => location.hash === '#' + id", arg=mark)
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    assert focused(tab, "id") == mark


def test_the_preview_opens_on_focus_and_is_dismissed(tab: Any) -> None:
    """Focus shows the note beside its mark, Escape takes it away without a move, and it stays away till one comes anew."""
    mark = to_first_mark(tab)
    preview = tab.locator("#note-preview")
    assert preview.is_visible()
    assert preview.get_attribute("aria-label")
    tab.wait_for_timeout(1500)
    assert preview.is_visible(), "it went away by itself"
    tab.keyboard.press("Escape")
    assert not preview.is_visible()
    assert focused(tab, "id") == mark


def test_the_preview_is_entered_and_left(tab: Any) -> None:
    """The next Tab leads into the preview, Escape from in there back to the mark, and Tab past its end closes it."""
    mark = to_first_mark(tab)
    preview = tab.locator("#note-preview")
    tab.keyboard.press("Tab")
    assert tab.evaluate(f"document.getElementById('note-preview').contains({FOCUSED})")
    tab.keyboard.press("Escape")
    assert not preview.is_visible()
    assert focused(tab, "id") == mark
    tab.keyboard.press("Tab")
    tab.keyboard.press("Shift+Tab")
    assert preview.is_visible()
    for _ in range(40):
        tab.keyboard.press("Tab")
        if not tab.evaluate(f"document.getElementById('note-preview')?.contains({FOCUSED}) ?? false"):
            break
    tab.wait_for_timeout(300)
    assert focused(tab, "id") != mark


def test_the_preview_can_be_pointed_at(tab: Any) -> None:
    """What comes up under a pointer stays while the pointer is in it, and goes when it leaves; Escape dismisses it too."""
    mark = tab.locator("main .prose a[role=doc-noteref]").first
    mark.hover()
    preview = tab.locator("#note-preview")
    preview.wait_for(state="visible", timeout=2000)
    preview.hover()
    tab.wait_for_timeout(700)
    assert preview.is_visible()
    tab.mouse.move(2, 2)
    preview.wait_for(state="hidden", timeout=2000)
    mark.hover()
    preview.wait_for(state="visible", timeout=2000)
    tab.keyboard.press("Escape")
    assert not preview.is_visible()


def test_light_and_dark_are_changed_by_key_and_kept(tab: Any, demo_host: str) -> None:
    """The switch says what it leads to, works by Space, and the choice holds on the next page."""
    tab.locator("#theme").focus()
    assert focused(tab, "textContent") == "Dark"
    tab.keyboard.press("Space")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert (focused(tab, "textContent"), tab.evaluate(ground)) == ("Light", "rgb(23, 22, 19)")
    tab.goto(f"{demo_host}/about.html")
    assert tab.evaluate(ground) == "rgb(23, 22, 19)"
    tab.keyboard.press("Tab")
    assert tab.locator("#theme").inner_text() == "Light"


def test_the_menu_of_a_phone(tab: Any) -> None:
    """On a narrow screen the navigation opens by Enter, holds the focus's next stops, and closes by Escape."""
    tab.set_viewport_size({"width": 360, "height": 700})
    tab.locator(".menu-button").focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#menu").is_visible()
    tab.keyboard.press("Tab")
    assert tab.evaluate(f"document.getElementById('menu').contains({FOCUSED})")
    tab.keyboard.press("Escape")
    assert not tab.locator("#menu").is_visible()
    assert focused(tab, "className") == "menu-button"
