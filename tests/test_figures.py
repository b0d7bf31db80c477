"""What holds for every figure: well-formed, safe, deterministic, nothing drawn outside or over another text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from drawn import DRAWINGS, LINKS, SVG, both_widths, draw_map, outside, overlaps, parse

from casework.figures.chain import Link, chain
from casework.figures.chart import Figure, chart
from casework.figures.flows import Flow, flows
from casework.figures.matrix import Column, Mark, Row, matrix
from casework.figures.standalone import plain_css, standalone
from casework.figures.svg import WIDE
from casework.figures.timeline import Moment, timeline
from casework.figures.worldmap import Spot, load_world, worldmap

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = '<script>alert("1")</script> & \' ]]> --> \x00\x1b\ud800 ﷽ \u202e'
EMPTY: dict[str, str] = {
    "chart": chart((), unit="", title="t", prefix="p"),
    "timeline": timeline((), title="t", prefix="p"),
    "map": draw_map(()),
    "chain": chain((), title="t", prefix="p"),
    "flows": flows((), title="t", prefix="p"),
    "matrix": matrix((), (), title="t", prefix="p"),
}
each_drawing = pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)


@each_drawing
@both_widths
def test_well_formed(draw: Callable[[str, float], str], wide: float) -> None:
    """A figure is well-formed XML with a title, a description and ids that begin with its prefix."""
    root = parse(draw("fig-1", wide))
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-labelledby") == "fig-1-title fig-1-desc"
    assert [child.get("id") for child in root[:2]] == ["fig-1-title", "fig-1-desc"]
    assert all(child.text for child in root[:2])
    assert {e.get("id") for e in root.iter() if e.get("id")} == {"fig-1-title", "fig-1-desc"}


@each_drawing
@both_widths
def test_nothing_overlaps_or_leaves(draw: Callable[[str, float], str], wide: float) -> None:
    """No two texts are drawn over each other and none outside the picture, wide and narrow."""
    svg = draw("p", wide)
    assert overlaps(svg) == []
    assert outside(svg) == []


@each_drawing
def test_deterministic(draw: Callable[[str, float], str]) -> None:
    """The same input gives the same bytes; the prefix changes ids only."""
    assert draw("a", WIDE) == draw("a", WIDE)
    assert draw("b", WIDE).replace('"b-', '"a-').replace(" b-", " a-") == draw("a", WIDE)


@each_drawing
def test_no_styles_or_scripts(draw: Callable[[str, float], str]) -> None:
    """A strict content security policy holds: no style attribute, style element, script or event handler."""
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", draw("p", WIDE))


@each_drawing
def test_classes_are_in_the_stylesheet(draw: Callable[[str, float], str]) -> None:
    """Every class that a figure uses for its looks is named in the stylesheet."""
    css = (ROOT / "assets/css/figures.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.([\w-]+)", css))
    structural = {"row", "moments", "legend", "flows", "node-via", "map-place"}
    root = parse(draw("p", WIDE))
    used = {name for e in root.iter() if e is not root for name in e.get("class", "").split()}
    assert used - known - structural == set()


def test_role_depends_on_links() -> None:
    """A figure with links is a group, since an img would hide them from assistive software."""
    assert parse(chain(LINKS, title="t", prefix="p")).get("role") == "group"
    assert parse(chain(LINKS[4:], title="t", prefix="p")).get("role") == "img"


@pytest.mark.parametrize("svg", EMPTY.values(), ids=EMPTY)
def test_nothing_to_draw(svg: str) -> None:
    """Nothing to draw gives a well-formed empty figure."""
    assert parse(svg).tag == f"{SVG}svg"


def hostile_drawings() -> Iterator[str]:
    """Every figure with hostile text and addresses."""
    h, bad = HOSTILE, "java\nscript:alert(1)"
    yield chart(
        (Figure(label=h, best=1, owners=(h, h), when=h, scope=h, status=h, href=bad),),
        unit=h,
        title=h,
        prefix="p",
    )
    yield timeline(
        (Moment(label=h, when=h, earliest=9, latest=9, status=h, href=bad), Moment(label=h)),
        title=h,
        prefix="p",
    )
    yield worldmap((Spot(name=h, lat=1, lon=1, href=bad),), load_world("110m"), title=h, prefix="p")
    yield chain((Link(source=h, source_href=bad, via=(h,), origin=h, root=h, stance=h),), title=h, prefix="p")
    yield flows((Flow(source=h, source_href=bad, root=h),), title=h, prefix="p")
    row = Row(label=h, marks=(Mark(column=0, origin=1, stance=h),), origins=(h,), status=h, href=bad)
    yield matrix((Column(label=h, when=h, href=bad),), (row,), title=h, prefix="p")


@pytest.mark.parametrize("svg", list(hostile_drawings()))
def test_hostile_labels(svg: str) -> None:
    """Hostile text stays text, and an address that must not be linked is not linked."""
    root = parse(svg)
    assert not [e for e in root.iter() if e.tag.endswith(("script", "}a"))]
    assert root[0].text is not None
    assert "<script>" in root[0].text


@pytest.mark.parametrize("href", ["a.html", "../a.html#b", "https://example.org/", "mailto:a@example.org"])
def test_good_addresses_are_linked(href: str) -> None:
    """Relative, web and mail addresses are linked."""
    svg = flows((Flow(source="a", source_href=href, root="b"),), title="t", prefix="p")
    assert [a.get("href") for a in parse(svg).iter(f"{SVG}a")] == [href]


def test_standalone() -> None:
    """A standalone figure carries its styles with plain colours, and is still well-formed."""
    css = (ROOT / "assets/css/figures.css").read_text(encoding="utf-8")
    alone = standalone(DRAWINGS["chart"]("p", WIDE), css)
    assert parse(alone).find(f"{SVG}style") is not None
    assert "var(" not in plain_css(css)
    assert "@" not in plain_css(css)
    assert ".figure .muted { fill: #5c5a55; }" in plain_css(css)
