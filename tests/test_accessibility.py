"""Accessibility of every page kind: axe-core on wide and narrow screens, in light and dark; reflow.

The colour rules alone depend on the theme, so the others are asked once for each width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from webpages import DEMO, EVERYTHING, tool

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 780}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async only => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ['violations'], preload: false });
  return found.violations.map(({ id, nodes }) => [id, nodes.length, ...nodes.slice(0, 3).map(each => each.target.join(' '))]);
}"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    """A page in which axe may run: our policy lets no other script in, and axe is one."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    context.add_init_script(path=tool("axe-core/axe.min.js"))
    yield context.new_page()
    context.close()


def violations(tab: Any, address: str, sizes: Iterable[str] = tuple(SIZES)) -> dict[str, Any]:
    """What axe finds at an address, by what it was looked at with."""
    found: dict[str, Any] = {}
    for name in sizes:
        tab.set_viewport_size(SIZES[name])
        tab.emulate_media(color_scheme="light")
        tab.goto(address)
        found[name] = tab.evaluate(RUN, RULES)
        tab.emulate_media(color_scheme="dark")
        found[f"{name}, dark"] = tab.evaluate(RUN, ["color-contrast", "link-in-text-block"])
    return {name: each for name, each in found.items() if each}


def overhang(tab: Any) -> list[str]:
    """The elements that reach beyond a screen of 320 pixels, which may then be scrolled sideways."""
    tab.set_viewport_size({"width": 320, "height": 700})
    found: list[str] = tab.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : Array.from(document.querySelectorAll('body *'))
          .filter(each => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(each => each.outerHTML.slice(0, 120))"""
    )
    return found


def test_every_template_is_looked_at() -> None:
    """No page kind is left out: each template that makes a page is here."""
    made = {each.stem for each in TEMPLATES.glob("*.html")} - {"base", "redirect"}
    assert made == set(DEMO)


@pytest.mark.parametrize("kind", [each for each in DEMO if each != "print"])
def test_the_demo_has_no_violation(demo_host: str, tab: Any, kind: str) -> None:
    """axe-core finds nothing on a page of this kind, and the page fits a screen of 320 pixels (WCAG 1.4.10).

    Narrow, Lighthouse asks axe for each of these pages, and each template is looked at below; so is the print edition,
    which is long to look at.
    """
    assert violations(tab, f"{demo_host}/{DEMO[kind]}", ["wide"]) == {}
    assert overhang(tab) == []


@pytest.mark.parametrize("look", [{}, {"media": "print"}, {"forced_colors": "active"}], ids=str)
def test_a_status_has_a_shape_of_its_own(demo_host: str, tab: Any, look: dict[str, str]) -> None:
    """What a status says by its colour it says by a shape too: on paper, and in a reader's own colours."""
    tab.emulate_media(**({"media": "screen", "forced_colors": "none"} | look))
    tab.goto(f"{demo_host}/about.html")
    shapes = tab.locator("dt .status").evaluate_all(
        """all => all.map(each => getComputedStyle(each, '::before')).map(
          its => [its.clipPath, its.backgroundColor, parseFloat(its.width) > 8, its.getPropertyValue('print-color-adjust')])"""
    )
    tab.emulate_media(media="screen", forced_colors="none")
    assert len(shapes) == len({clip for clip, *_ in shapes} - {"none"}) == 6
    assert all(colour != "rgba(0, 0, 0, 0)" for _, colour, *_ in shapes)
    assert {tuple(each[2:]) for each in shapes} == {(True, "exact")}


@pytest.mark.parametrize("kind", EVERYTHING)
def test_no_feature_brings_a_violation(full_host: str, tab: Any, kind: str) -> None:
    """Where every feature is used axe finds nothing, wide and narrow, light and dark, and the page fits 320 pixels."""
    assert violations(tab, f"{full_host}/{EVERYTHING[kind]}") == {}
    assert overhang(tab) == []


@pytest.mark.parametrize("kind", ["index", "fact", "question", "map", "origins"])
def test_pages_that_run_from_right_to_left(rtl_site: Path, tab: Any, kind: str) -> None:
    """Where pages run from right to left axe finds nothing either, and nothing reaches beyond the screen."""
    address = (rtl_site / EVERYTHING[kind]).as_uri()
    assert violations(tab, address) == {}
    assert overhang(tab) == []


def test_search_results_have_no_violation(demo_host: str, tab: Any) -> None:
    """The search page with its results shown has no violation, and nothing reaches beyond the screen."""
    found = violations(tab, f"{demo_host}/search.html?q=troops")
    assert tab.locator("#search-results > li").count() > 5
    assert found == {}
    assert overhang(tab) == []
