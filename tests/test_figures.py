"""The figures: well-formed, safe, deterministic, nothing drawn outside or over another text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.figures import geometry, text, timescale
from casework.figures.chain import Link, chain, is_small
from casework.figures.chart import Figure, chart
from casework.figures.flows import Flow, flows
from casework.figures.matrix import Column, Mark, Row, matrix
from casework.figures.standalone import plain_css, standalone
from casework.figures.svg import NARROW, WIDE
from casework.figures.timeline import Moment, timeline
from casework.figures.words import ENGLISH, plain_number
from casework.figures.worldmap import Spot, detail, load_world, resolution, worldmap

ROOT = Path(__file__).resolve().parent.parent
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script> & \' ]]> --> \x00\x1b\ud800 ﷽ \u202e'
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
FAR = (
    Spot(name="Kursk", lat=51.7, lon=36.2),
    Spot(name="Kyiv", lat=50.4, lon=30.5),
    Spot(name="Moscow", lat=55.7, lon=37.6),
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
EMPTY: dict[str, str] = {
    "chart": chart((), unit="", title="t", prefix="p"),
    "timeline": timeline((), title="t", prefix="p"),
    "map": draw_map(()),
    "chain": chain((), title="t", prefix="p"),
    "flows": flows((), title="t", prefix="p"),
    "matrix": matrix((), (), title="t", prefix="p"),
}
each_drawing = pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
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


values = st.none() | st.floats(-1e12, 1e12) | st.sampled_from([0, 0.1, 1e12, -5, 12000, 12000.0]) | st.integers(0, 2000)
labels = st.text(max_size=40) | st.sampled_from(
    ["국가정보원의 발표", "وزارة الدفاع الأوكرانية", "a" * 90, "The Ministry of Defence"]
)
ordinals = st.none() | st.integers(1, timescale.LAST_DAY)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """Any figure."""
    return Figure(
        label=draw(labels),
        low=draw(values),
        best=draw(values),
        high=draw(values),
        qualifier=draw(st.sampled_from(["exactly", "about", "at-least", "at-most"])),
        owners=tuple(draw(st.lists(labels, max_size=2))),
        when=draw(st.sampled_from(["", "18 October 2024"])),
        earliest=draw(ordinals),
        status=draw(st.sampled_from(STATUSES)),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(figures(), max_size=8), st.sampled_from([WIDE, NARROW]))
def test_any_figures(given_figures: list[Figure], wide: float) -> None:
    """Whatever the ranges, a chart is drawn inside its picture and no text over another."""
    svg = chart(tuple(given_figures), unit="troops", title="t", prefix="p", wide=wide)
    assert outside(svg) == []
    assert overlaps(svg) == []


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """Any moment."""
    first, second = draw(ordinals), draw(ordinals)
    if first is not None and second is not None:
        first, second = min(first, second), max(first, second)
    if draw(st.booleans()):
        second = first
    return Moment(
        label=draw(labels),
        when=draw(st.sampled_from(["", "18 October 2024", "some time between 2 May and 9 October 2024"])),
        earliest=first,
        latest=second,
        approximate=draw(st.booleans()),
        status=draw(st.sampled_from(STATUSES)),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(moments(), max_size=12), st.sampled_from([WIDE, NARROW]))
def test_any_moments(given_moments: list[Moment], wide: float) -> None:
    """Whatever the dates, a timeline is drawn inside its picture and no text over another."""
    svg = timeline(tuple(given_moments), title="t", prefix="p", wide=wide)
    assert outside(svg) == []
    assert overlaps(svg) == []


spots = st.builds(
    Spot,
    name=st.sampled_from(["Kursk", "Blagoveshchensk", "평양", ""]),
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(spots, max_size=8))
def test_any_places(given_spots: list[Spot]) -> None:
    """Wherever the places lie, the map holds all of them and no name is over another."""
    svg = worldmap(tuple(given_spots), load_world("110m"), title="t", prefix="p")
    assert outside(svg) == []
    assert overlaps(svg) == []
    assert svg.count("<circle") == len(given_spots)


names = st.sampled_from(["", "NIS", "South Korea", "A very long name of a ministry", "한국 국가정보원"])
links = st.builds(
    Link,
    source=names.filter(bool),
    via=st.lists(names.filter(bool), max_size=2).map(tuple),
    origin=names,
    root=names,
    stance=st.sampled_from(["supports", "disputes", "cannot-confirm", "mentions"]),
    counted=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(links, max_size=10), st.sampled_from([WIDE, NARROW]))
def test_any_chain(given_links: list[Link], wide: float) -> None:
    """Whatever the evidence, a chain is drawn inside its picture and no text over another."""
    svg = chain(tuple(given_links), title="t", prefix="p", wide=wide)
    assert outside(svg) == []
    assert overlaps(svg) == []


marks = st.builds(
    Mark,
    column=st.integers(0, 3),
    origin=st.integers(0, 3),
    stance=st.sampled_from(["supports", "disputes", "cannot-confirm", "mentions", "?"]),
    counted=st.booleans(),
)
matrix_rows = st.builds(
    Row,
    label=labels,
    marks=st.lists(marks, max_size=9).map(tuple),
    origins=st.tuples(labels, labels, labels),
    status=st.sampled_from(STATUSES),
)


@given(st.lists(labels, min_size=4, max_size=12), st.lists(matrix_rows, max_size=5), st.sampled_from([WIDE, NARROW]))
@settings(max_examples=40)
def test_any_matrix(names: list[str], rows: list[Row], wide: float) -> None:
    """Whatever the articles say, a matrix of up to twelve is drawn inside its picture and no text over another."""
    columns = tuple(Column(label=name, when="from 18 October 2024 on") for name in names)
    svg = matrix(columns, tuple(rows), title="t", prefix="p", wide=wide)
    assert overlaps(svg) == []
    assert outside(svg) == []


def test_one_line_joins_the_articles_of_one_origin() -> None:
    """Five articles with one origin are one line; what disputes, is not counted or has another origin is not on it."""
    joins = [e for e in parse(DRAWINGS["matrix"]("p", WIDE)).iter() if e.get("class") == "join"]
    assert len(joins) == 2, "the first row's, and the legend's"


def test_forty_rows() -> None:
    """Forty figures, some equal, make forty rows in the order of their day and value."""
    many = tuple(
        Figure(label=f"Claim {i}", best=float(i % 7), owners=(f"Owner {i}",), earliest=739000 + i // 4)
        for i in range(40)
    )
    svg = chart(many, unit="troops", title="t", prefix="p")
    owners = [t for t, _ in placed_texts(svg) if t.startswith("Owner")]
    assert len(owners) == 40
    assert owners[:4] == ["Owner 0", "Owner 1", "Owner 2", "Owner 3"]
    assert overlaps(svg) == []


def test_logarithmic_axis() -> None:
    """Values from a tenth to a million millions share a logarithmic axis, and the chart says so."""
    both = (Figure(best=0.1, owners=("a",)), Figure(best=1e12, owners=("b",)))
    assert "logarithmic axis" in chart(both, unit="", title="t", prefix="p")


def test_axis_without_zero() -> None:
    """Values that zero would crush stand on an axis without it, and the chart says so."""
    years = (Figure(best=2021, owners=("a",)), Figure(best=2024, owners=("b",)))
    assert "axis does not start at zero" in chart(years, unit="", title="t", prefix="p", number=str)


def test_chart_words() -> None:
    """Ranges and qualifiers are told in words too."""
    svg = chart(FIGURES, unit="troops", title="t", prefix="p")
    for words in ("about 12,000", "8,000–10,000", "at least 3,000", "at most 8,000", "no figure"):
        assert words in svg


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (0.1, "0.1"),
        (-5, "−5"),
        (12000, "12,000"),
        (1.1e9, "1.1 billion"),
        (1e12, "1 trillion"),
        (1e-9, "1e−09"),
    ],
)
def test_plain_number(value: float, words: str) -> None:
    """Numbers are written as English text writes them."""
    assert plain_number(value) == words


def test_long_tail_is_cut() -> None:
    """One moment in 1950 and many in one month stand in two bands with a visible cut between them."""
    assert DRAWINGS["timeline"]("p", WIDE).count("axis-break") >= 1
    assert timeline(MOMENTS[-3:-1], title="t", prefix="p").count("axis-break") == 0


@both_widths
def test_dense_days_are_folded(wide: float) -> None:
    """Three hundred moments, forty of them on one day, stay readable: few lines each, the rest of a day counted."""
    crowd = tuple(
        Moment(label=f"Event {i} " + "of many words " * 20, when=f"day {on}", earliest=on, latest=on)
        for i in range(300)
        for on in [day(2024, 10, 1) + (0 if i < 40 else i % 200)]
    )
    svg = timeline(crowd, title="t", prefix="p", wide=wide)
    assert overlaps(svg) == []
    assert outside(svg) == []
    assert "and 36 more" in svg
    high = float(parse(svg).get("height", "0"))
    axes = [e for e in parse(svg).iter() if e.get("class") == "axis"]
    assert high / len(axes) < 1100, "an axis is never far"


def test_few_long_labels_are_whole() -> None:
    """A timeline that is not dense shows every word of its labels."""
    svg = timeline((Moment(label="word " * 60 + "end", earliest=1, latest=1),), title="t", prefix="p", wide=NARROW)
    assert "…" not in svg


def test_moments_of_a_day_share_its_date() -> None:
    """Moments of the same day are one group with one date."""
    pair = tuple(Moment(label=x, when="17 October 2024", earliest=9, latest=9) for x in "ab")
    assert timeline(pair, title="t", prefix="p").count(">17 October 2024<") == 1


@pytest.mark.parametrize(("low", "high"), [(1, 5), (1, timescale.LAST_DAY), (739000, 739031), (700000, 739000)])
def test_time_ticks(low: int, high: int) -> None:
    """Every span of days has ticks, and their labels fit."""
    marks = timescale.ticks(low, high, WIDE, [str(n) for n in range(12)])
    assert marks
    assert all(low <= tick.day <= high for tick in marks)


def test_antimeridian() -> None:
    """Places on both sides of the antimeridian stand close together on one map."""
    across = (Spot(name="Anadyr", lat=64.7, lon=177.5), Spot(name="Nome", lat=64.5, lon=-165.4))
    xs = [float(c.get("cx", "0")) for c in parse(draw_map(across)).iter(f"{SVG}circle")]
    assert max(xs) - min(xs) < WIDE * 0.9
    assert resolution(across) == "50m"


def test_no_line_across_the_world() -> None:
    """No ring of land jumps over more than half the world between two neighbouring points."""
    for ring in load_world("110m").land:
        steps = [abs(b[0] - a[0]) for a, b in pairwise(ring.points) if abs(a[1]) < 89.9]
        assert max(steps, default=0) <= 180


def test_pole_is_closed() -> None:
    """A ring round the pole is closed over it."""
    ring = geometry.close(geometry.unwrap([(-180, -70), (-60, -75), (60, -72), (179, -70), (-180, -70)]))
    assert (ring[-2][1], ring[-3][1]) == (-90, -90)


def test_map_size() -> None:
    """A map stays under 60 kB, of a region and of the world."""
    assert len(draw_map(SPOTS).encode()) < 60_000
    assert len(draw_map(SPOTS + FAR).encode()) < 60_000


def test_a_place_keeps_its_name_with_it() -> None:
    """A nearer view can move a place with its name and leader; a name without room is kept in its place's data."""
    crowd = tuple(Spot(name=f"A place with a name, number {i}", lat=40 + i / 50, lon=30.0) for i in range(40))
    groups = [g for g in parse(draw_map(crowd)).iter(f"{SVG}g") if g.get("class") == "map-place"]
    assert len(groups) == len(crowd)
    for group in groups:
        (dot,) = group.iter(f"{SVG}circle")
        named = dot.get("data-name") or "".join(text.text or "" for text in group.iter(f"{SVG}text"))
        assert dot[0].text == f"{named} (facts: 1)"


def test_detail_has_the_frame_of_both_widths() -> None:
    """The finer outlines reach as far as the wide and the narrow map do, and stay under 400 kB even for the world."""
    whole = detail(SPOTS + FAR)
    for wide in (WIDE, NARROW):
        (sheet,) = (e for e in parse(draw_map(SPOTS + FAR, wide)).iter() if e.get("class") == "map-sheet")
        west, south, east, north = map(float, (sheet.get("data-frame") or "").split())
        assert (west, east) == (whole.frame[0], whole.frame[2])
        assert whole.frame[1] <= south < north <= whole.frame[3]
    world = detail((Spot(name="a", lat=-50, lon=-170), Spot(name="b", lat=80, lon=10), Spot(name="c", lat=0, lon=120)))
    assert len(world.land) + len(world.borders) < 400_000


def test_caption_says_what_borders_are() -> None:
    """The caption says that borders are no statement."""
    assert "say nothing about whose claim is right" in ENGLISH.borders


def test_chain_merges_and_counts() -> None:
    """Equal names of a column are one box, and an unknown origin is an open circle that is not counted."""
    svg = chain(LINKS, title="t", prefix="p")
    assert svg.count(">South Korea<") == 1
    assert "Root origins\u00a0·\u00a03" in svg
    assert svg.count('class="node-unknown"') == 1
    assert "edge-disputes" in svg
    assert "edge-not-counted" in svg


@pytest.mark.parametrize(
    ("link", "small"),
    [
        (Link(source="The Christian Science Monitor", origin="South Korea", root="South Korea"), True),
        (Link(source="A", via=("B",), root="C"), False),
        (Link(source="A", root="The Ministry of Foreign Affairs of the Democratic People's Republic"), False),
    ],
)
def test_small_chains(link: Link, *, small: bool) -> None:
    """A chain is drawn for narrow places alone where nobody passed it on and no name takes three lines there."""
    assert is_small((link,)) is small
    assert is_small((Link(source="A", root="B"), link)) is small


def test_flows_are_as_broad_as_their_facts() -> None:
    """A node's bar is as high as its facts are many."""
    bars = [float(r.get("height", "0")) for r in parse(flows(FLOWS, title="t", prefix="p")).iter(f"{SVG}rect")]
    assert bars[:2] == [11 * 7, 13 * 7]


@given(st.text(max_size=80), st.floats(30, 300))
def test_wrap_fits_and_keeps_all(given_text: str, room: float) -> None:
    """Wrapped lines fit their room and together hold every character but white space."""
    lines = text.wrap(given_text, room)
    assert all(text.width(line) <= room for line in lines)
    bare = re.compile(r"[ \t\r\n\f\v]+")
    assert bare.sub("", "".join(lines)) == bare.sub("", given_text)


def test_wrap_shortens() -> None:
    """With a number of lines the last one is shortened with an ellipsis."""
    lines = text.wrap("one two three four five six seven", 60, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


@given(st.text("aW北, \u0301", max_size=40), st.floats(20, 300))
def test_a_shortened_text_is_as_long_as_fits(given_text: str, room: float) -> None:
    """It fits with its ellipsis, and with one character more it would not."""
    short = text.shorten(given_text, room)
    if short == given_text:
        assert text.width(short) <= room
        return
    kept = given_text[: len(short) - 1]
    following = given_text[len(kept) :].lstrip(" ,.;:–—-")
    longer = given_text[: len(given_text) - len(following) + 1]
    assert (short, text.width(short) <= room) == (f"{kept}…", True)
    assert text.width(f"{longer}…") > room


def test_wide_scripts() -> None:
    """Chinese text is measured by full widths and breaks between characters, Korean at spaces."""
    assert text.width("北京") == 2 * text.SIZE
    assert text.wrap("北京上海", 27) == ("北京", "上海")
    assert text.wrap("국가 정보원의", 60) == ("국가", "정보원의")


def test_standalone() -> None:
    """A standalone figure carries its styles with plain colours, and is still well-formed."""
    css = (ROOT / "assets/css/figures.css").read_text(encoding="utf-8")
    alone = standalone(DRAWINGS["chart"]("p", WIDE), css)
    assert parse(alone).find(f"{SVG}style") is not None
    assert "var(" not in plain_css(css)
    assert "@" not in plain_css(css)
    assert ".figure .muted { fill: #5c5a55; }" in plain_css(css)
