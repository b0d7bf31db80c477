"""Figures for tests: each of them drawn of some data, and what can be seen in a drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

import pytest
from hypothesis import strategies as st

from casework.figures import text, timescale
from casework.figures.chain import Link, chain
from casework.figures.chart import Figure, chart
from casework.figures.flows import Flow, flows
from casework.figures.matrix import Column, Mark, Row, matrix
from casework.figures.svg import NARROW, WIDE
from casework.figures.timeline import Moment, timeline
from casework.figures.worldmap import Spot, load_world, resolution, worldmap

SVG = "{http://www.w3.org/2000/svg}"
STATUSES = ("corroborated", "single-origin", "contested", "disputed", "unsupported", "retracted", "other")
Box = tuple[float, float, float, float]


def day(year: int, month: int, on: int) -> int:
    """A date as an ordinal."""
    return date(year, month, on).toordinal()


FIGURES = (
    Figure(
        label="About 12,000 in all",
        best=12000,
        qualifier="about",
        owners=("National Intelligence Service",),
        when="18 October 2024",
        earliest=day(2024, 10, 18),
        latest=day(2024, 10, 18),
        scope="by the end of 2024",
        status="contested",
        href="../facts/planned.html",
    ),
    Figure(
        label="Up to 10,000",
        low=8000,
        high=10000,
        owners=("Somebody",),
        when="21 October",
        earliest=day(2024, 10, 21),
    ),
    Figure(
        label="At least 3,000",
        best=3000,
        qualifier="at-least",
        owners=("An unnamed source",),
        status="disputed",
    ),
    Figure(label="At most", best=8000, qualifier="at-most", owners=("Another",), status="retracted"),
    Figure(label="No figure at all", owners=("A third",)),
)
MOMENTS = (
    Moment(
        label="A war",
        when="1950–1953",
        earliest=day(1950, 6, 25),
        latest=day(1953, 7, 27),
        status="corroborated",
    ),
    Moment(label="Shipments", when="since 2023", earliest=day(2023, 8, 1), href="f.html", status="single-origin"),
    Moment(label="Before", when="until May", latest=day(2024, 5, 1), status="disputed"),
    Moment(
        label="Early",
        when="early May 2024",
        earliest=day(2024, 5, 1),
        latest=day(2024, 5, 10),
        approximate=True,
    ),
    *(
        Moment(
            label=f"Event {i} of a crowded month, with words",
            when=f"{d} October 2024",
            earliest=e,
            latest=e,
            status=s,
        )
        for i, s in enumerate(STATUSES * 5)
        for d in [1 + i * 7 % 31]
        for e in [day(2024, 10, d)]
    ),
    Moment(label="Nobody knows when"),
)
SPOTS = (
    Spot(name="Vladivostok", lat=43.1, lon=131.9, href="v.html", count=7),
    Spot(name="Ussuriysk", lat=43.8, lon=131.95, count=4),
    Spot(name="Khabarovsk", lat=48.5, lon=135.1, count=2),
    Spot(name="Pyongyang", lat=39.0, lon=125.8),
    Spot(name="Hamhung", lat=39.9, lon=127.5),
    Spot(name="Chongjin", lat=41.8, lon=129.8),
)
LINKS = (
    Link(
        source="A wire report",
        source_href="a.html",
        via=("South Korean media",),
        origin="NIS",
        root="South Korea",
    ),
    Link(source="A wire report", source_href="a.html", origin="Spokesman", root="Russia", stance="disputes"),
    Link(source="A daily", origin="NIS", origin_href="n.html", root="South Korea", stance="cannot-confirm"),
    Link(source="A magazine", root="A magazine", stance="mentions"),
    Link(source="A withdrawn report", origin="unknown", counted=False),
)
FLOWS = (
    Flow(source="A wire report", source_href="a.html", root="South Korea", facts=9),
    Flow(source="A wire report", source_href="a.html", facts=2),
    Flow(source="A daily", root="South Korea", facts=4),
    Flow(source="A daily", root="Russia", facts=1),
)
COLUMNS = tuple(
    Column(label=name, when=when, href=href)
    for name, when, href in (
        ("A wire report", "18 October 2024", "a.html"),
        ("The Institute of a Very Long Name for Questions of Security", "from 18 October to around 31 October", ""),
        ("A daily", "", "d.html"),
    )
)
ROWS = (
    Row(
        label="All have it from one",
        marks=tuple(Mark(column=i, origin=1) for i in range(3)),
        origins=("The spy agency",),
        status="single-origin",
        href="f.html",
    ),
    Row(
        label="Some dispute what a long sentence of several lines says and some only mention, or cannot confirm",
        marks=(
            Mark(column=0, origin=1),
            Mark(column=0, origin=2, stance="disputes"),
            Mark(column=0, origin=3, stance="cannot-confirm"),
            Mark(column=1, stance="mentions"),
            Mark(column=2, origin=1, counted=False),
            Mark(column=2),
        ),
        origins=("A government", "Another government, with a name that is too long for its place", "A third"),
        status="contested",
    ),
)


def draw_map(spots: tuple[Spot, ...], wide: float = WIDE, prefix: str = "m") -> str:
    """The map of some places with the outlines that fit them."""
    return worldmap(spots, load_world(resolution(spots)), title="Places", prefix=prefix, wide=wide)


DRAWINGS: dict[str, Callable[[str, float], str]] = {
    "chart": lambda p, w: chart(FIGURES, unit="troops", title="How many?", prefix=p, wide=w),
    "timeline": lambda p, w: timeline(MOMENTS, title="Timeline", prefix=p, wide=w),
    "map": lambda p, w: draw_map(SPOTS, w, p),
    "chain": lambda p, w: chain(LINKS, title="Chain", prefix=p, wide=w),
    "flows": lambda p, w: flows(FLOWS, title="Origins", prefix=p, wide=w),
    "matrix": lambda p, w: matrix(COLUMNS, ROWS, title="Matrix", prefix=p, wide=w),
}
both_widths = pytest.mark.parametrize("wide", [WIDE, NARROW])


def parse(svg: str) -> ET.Element:
    """A figure as XML; raises when it is not well-formed."""
    return ET.fromstring(svg)


def text_box(element: ET.Element) -> Box:
    """The estimated box of a text element; its height is that of the letters, not of the line."""
    label, size = element.text or "", float(element.get("font-size", text.SMALL))
    wide = text.width(label, size, bold="strong" in element.get("class", ""))
    x, y = float(element.get("x", "0")), float(element.get("y", "0"))
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[element.get("text-anchor", "start")]
    return left, y - size * 0.75, left + wide, y + size * 0.22


def placed_texts(svg: str) -> Iterator[tuple[str, Box]]:
    """The texts that are not in a moved group (the legend's keys hold none)."""
    for element in parse(svg).iter(f"{SVG}text"):
        yield element.text or "", text_box(element)


def overlaps(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes meet by more than rounding."""
    return [
        (a, b)
        for (a, p), (b, q) in combinations(placed_texts(svg), 2)
        if min(p[2], q[2]) - max(p[0], q[0]) > 0.2 and min(p[3], q[3]) - max(p[1], q[1]) > 0.2
    ]


def outside(svg: str) -> list[str]:
    """Texts and coordinates of paths that lie outside the viewBox."""
    root = parse(svg)
    _, _, wide, high = map(float, root.get("viewBox", "").split())
    out = [t for t, b in placed_texts(svg) if b[0] < -0.2 or b[1] < -0.2 or b[2] > wide + 0.2 or b[3] > high + 0.2]
    for element in root.iter():
        for name, most in (("x", wide), ("cx", wide), ("y", high), ("cy", high)):
            value = float(element.get(name, "0"))
            if element.get("class", "") and not -12 <= value <= most + 0.2:
                out.append(f"{element.tag} {name}={value}")
    return out


labels = st.text(max_size=40) | st.sampled_from(
    ["국가정보원의 발표", "وزارة الدفاع الأوكرانية", "a" * 90, "The Ministry of Defence"]
)
ordinals = st.none() | st.integers(1, timescale.LAST_DAY)
