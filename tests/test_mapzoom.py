"""The map's zoom, in a browser: by button, key, wheel and hand, without leaving the page's security policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from build import folder
from ondisk import laid

from casework.publishing.build import Options, publish

PLACES = [
    {"id": "far", "name": "Far away", "kind": "place", "lat": 20, "lon": 20},
    {"id": "hidden", "name": "No room for <b>it</b>", "kind": "place", "lat": 43.15, "lon": 131.95},
    *({"id": f"p{n}", "name": f"Place {n}", "kind": "place", "lat": 43 + n / 9, "lon": 131.9} for n in range(9)),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map page of a dossier with a crowd of places and one far from it."""
    root = tmp_path_factory.mktemp("dossier")
    facts = [{"id": f"f{n}", "place": [f"p{n}"], "evidence": [{"source": "s"}]} for n in range(9)]
    laid(root, folder({"s": {}}, facts, entities=PLACES))
    assert publish(root, root / "site", Options()).report
    return (root / "site/map.html").as_uri()


@pytest.fixture
def page(address: str, quiet_page: Any) -> Any:
    """The map page, opened from a folder; nothing may be said on its console, so no policy is broken."""
    quiet_page.set_viewport_size({"width": 1000, "height": 900})
    quiet_page.goto(address)
    return quiet_page


def view_box(page: Any) -> list[float]:
    """What the wide drawing shows: left, top, width, height."""
    return [float(each) for each in page.locator(".figure-wide .map-sheet").get_attribute("viewBox").split()]


def width_of(page: Any, name: str) -> float:
    """How broad a name stands on the screen."""
    return float(page.locator(".figure-wide text.name", has_text=name).first.bounding_box()["width"])


@pytest.mark.browser
def test_buttons_lead_to_the_crowd_and_back(page: Any) -> None:
    """A nearer view keeps the size of names, shows those that had no room, and can be left again."""
    before, name = view_box(page), "Far away"
    broad = width_of(page, name)
    hidden = page.locator(".figure-wide [data-name]").count()
    assert hidden
    for _ in range(8):
        page.get_by_role("button", name="Zoom in").click()
    assert view_box(page)[2] < before[2] / 8
    named = page.locator(".figure-wide .map-place text.name:visible")
    assert named.count() > 11 - hidden
    assert page.locator(".figure-wide .map-place b").count() == 0
    page.get_by_role("button", name="Zoom out").click()
    page.get_by_role("button", name="Whole map").click()
    assert view_box(page) == before
    assert width_of(page, name) == pytest.approx(broad, abs=0.5)
    assert page.locator(".figure-wide .map-place text.name:visible").count() == 11 - hidden


@pytest.mark.browser
def test_finer_outlines_come_with_a_nearer_view(page: Any) -> None:
    """The outlines of the nearer view are asked for only then, and lie where the coarser ones lay."""
    land = page.locator(".figure-wide .map-land")
    coarse, box = land.get_attribute("d"), land.bounding_box()
    assert page.evaluate("window.MAP_DETAIL") is None
    for _ in range(2):
        page.get_by_role("button", name="Zoom in").click()
    page.locator(".figure-wide .map-land[transform]").wait_for(state="attached")
    page.get_by_role("button", name="Whole map").click()
    assert len(land.get_attribute("d")) > len(coarse)
    fine = land.bounding_box()
    assert [fine[key] for key in ("x", "width")] == pytest.approx([box[key] for key in ("x", "width")], abs=8)


@pytest.mark.browser
def test_keys_zoom_and_move(page: Any) -> None:
    """With the focus on the map, + − 0 and the arrows do what buttons and hand do, and a focused place is in sight."""
    pair = page.locator(".map-zoom .figure-pair")
    whole = view_box(page)
    pair.focus()
    page.keyboard.press("ArrowRight")
    assert view_box(page) == whole, "the whole map has nowhere to go, and the page keeps its keys"
    for _ in range(4):
        page.keyboard.press("+")
    near = view_box(page)
    page.keyboard.press("ArrowLeft")
    assert view_box(page)[0] < near[0]
    page.locator(".figure-wide a[href='entities/far.html']").focus()
    left, top, wide, high = view_box(page)
    x, y = page.evaluate(
        "(d => [+d.getAttribute('cx'), +d.getAttribute('cy')])(document.activeElement.querySelector('circle'))"
    )
    assert left <= x <= left + wide
    assert top <= y <= top + high
    page.keyboard.press("0")
    assert view_box(page) == whole
    page.keyboard.press("Enter")
    page.wait_for_url("**/entities/far.html")


@pytest.mark.browser
def test_wheel_and_hand(page: Any) -> None:
    """The wheel scrolls the page and zooms only with Ctrl, about the pointer; a drag moves and is no click."""
    box = page.locator(".figure-wide").bounding_box()
    at = (box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    whole = view_box(page)
    page.mouse.move(*at)
    page.mouse.wheel(0, 1)
    assert view_box(page) == whole
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.locator(".map-zoom.is-near").wait_for()
    near = view_box(page)
    assert near[2] == pytest.approx(whole[2] / 2)
    assert near[0] + near[2] / 4 == pytest.approx(whole[2] / 4, abs=2)
    page.mouse.down()
    page.mouse.move(at[0] - 90, at[1], steps=3)
    page.mouse.up()
    assert view_box(page)[0] == pytest.approx(near[0] + 45, abs=2)
    assert page.url.endswith("map.html")


@pytest.mark.browser
def test_without_a_script_the_map_is_as_it_was(browser: Any, address: str) -> None:
    """Without a script there are no buttons, and drawing, links and list remain."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert not page.locator("#map-tools").is_visible()
    assert page.locator(".figure-wide .map-place a").count() == len(PLACES)
    assert page.locator("table.places tbody tr").count() == len(PLACES)
    context.close()


def test_a_dossier_without_places_has_no_outlines(tmp_path: Path) -> None:
    """Outlines are written only where there is a map."""
    laid(tmp_path, folder({"s": {}}))
    assert publish(tmp_path, tmp_path / "site", Options()).report
    assert not (tmp_path / "site/data/map.js").exists()
