"""Draws time and memory against pages, both axes logarithmic, as one SVG that needs no stylesheet.

Pure: results in, text out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.corpus import SIZES
from benchmarks.results import Results, median
from casework.figures import svg
from casework.figures.scale import Scale, at

WIDE, HIGH = 900.0, 470.0
TOP, BOTTOM = 112.0, 422.0
PANELS = ((60.0, 424.0), (512.0, 876.0))
SMALL, NORMAL, TITLE = 11.5, 13.0, 15.0
LEGEND_STEP, LEGEND_ROW = 214.0, 22.0


class Series(NamedTuple):
    """A line: whose runs, which step, its words, its colour, its dashes and the shape of its marks."""

    who: str
    step: str
    words: str
    colour: str
    dashes: str
    shape: str
    width: float = 2.0


SERIES = (
    Series("dossier", "cold", "dossier, cold", "#8a2b12", "", "disc", 3.0),
    Series("dossier", "source", "dossier, one source edited", "#8a2b12", "2 4", "ring"),
    Series("hugo", "cold", "Hugo", "#2b5c9e", "", "square"),
    Series("hugo-adapter", "cold", "Hugo, content adapter", "#2b5c9e", "6 4", "box"),
    Series("eleventy", "cold", "Eleventy", "#1d6b3f", "", "triangle"),
    Series("pelican", "cold", "Pelican", "#8a5708", "", "diamond"),
    Series("mkdocs", "cold", "MkDocs", "#6b3f8a", "", "cross"),
    Series("floor", "cold", "only writing our files", "#5c5a55", "1 4", "dot"),
)
STYLE = (
    "<style>text{font-family:'Source Sans 3','Noto Sans',system-ui,sans-serif;fill:#1c1b19}"
    ".muted{fill:#5c5a55}.title{font-weight:600}.grid{stroke:#e6e0d2;stroke-width:1}.axis{stroke:#8b867a;stroke-width:1}</style>"
)


def draw(results: Results) -> str:
    """The picture: the time of a build at the left, its peak memory at the right."""
    x = Scale(low=400, high=90_000, left=0, right=1, log=True)
    body = [STYLE, svg.tag("rect", width=WIDE, height=HIGH, fill="#fffdf8"), *_legend(results)]
    for (left, right), field, title in zip(
        PANELS, ("seconds", "peak"), ("Wall time, seconds", "Peak memory, MiB"), strict=True
    ):
        body += _panel(results, Scale(low=x.low, high=x.high, left=left, right=right, log=True), field, title)
    desc = "Wall time and peak memory of building the same sources, facts and entities, against their number."
    return svg.root(
        "".join(body),
        name="benchmarks",
        prefix="benchmarks",
        title="Builds measured",
        desc=desc,
        width=WIDE,
        height=HIGH,
    )


def _points(results: Results, series: Series, field: str) -> list[tuple[int, float]]:
    """The pages of each size and the median of a field there."""
    found = [(sum(SIZES[size]), median(results, size, series.who, series.step, field)) for size in SIZES]
    return [(pages, value) for pages, value in found if value]


def _panel(results: Results, x: Scale, field: str, title: str) -> Iterator[str]:
    drawn = [(each, _points(results, each, field)) for each in SERIES if field == "seconds" or each.who != "floor"]
    values = [value for _, points in drawn for _, value in points] or [1.0]
    low, high = _nice(min(values), math.floor), _nice(max(values), math.ceil)
    y = Scale(low=low, high=high, left=BOTTOM, right=TOP, log=True)
    yield svg.text(x.left, TOP - 14, title, "title", size=TITLE)
    yield from _grid(x, y)
    for series, points in drawn:
        yield from _line(series, [(at(x, pages), at(y, value)) for pages, value in points])


def _nice(value: float, rounded: Callable[[float], int]) -> float:
    """The next third of a decade below or above a value, with a little room."""
    room = -0.05 if rounded is math.floor else 0.05
    return math.pow(10, rounded((math.log10(value) + room) * 3) / 3)


def _ticks(y: Scale) -> list[float]:
    """1 and 3 times each power of ten on an axis."""
    powers = range(math.floor(math.log10(y.low)), math.ceil(math.log10(y.high)) + 1)
    return [value for power in powers for value in (10.0**power, 3 * 10.0**power) if y.low <= value <= y.high]


def _grid(x: Scale, y: Scale) -> Iterator[str]:
    for value in _ticks(y):
        yield svg.line(x.left, at(y, value), x.right, at(y, value), "grid")
        yield svg.text(x.left - 8, at(y, value) + 4, f"{value:,g}", "muted", size=SMALL, anchor="end")
    for size, counts in SIZES.items():
        place = at(x, sum(counts))
        yield svg.line(place, TOP, place, BOTTOM, "grid")
        yield svg.text(place, BOTTOM + 18, f"{sum(counts):,} pages", "muted", size=SMALL, anchor="middle")
        yield svg.text(place, BOTTOM + 33, size, "muted", size=SMALL, anchor="middle")
    yield svg.line(x.left, BOTTOM, x.right, BOTTOM, "axis")


def _line(series: Series, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    if len(points) > 1:
        yield svg.tag(
            "path",
            d="M" + "L".join(f"{svg.num(x)} {svg.num(y)}" for x, y in points),
            fill="none",
            stroke=series.colour,
            stroke_width=series.width,
            stroke_dasharray=series.dashes or None,
            stroke_linecap="round",
        )
    for x, y in points:
        yield _mark(series, x, y)


def _mark(series: Series, x: float, y: float) -> str:
    """A series' mark around a point, so that colour is not all that tells the lines apart."""
    hollow = series.shape in ("ring", "box")
    corners = {
        "triangle": ((0, -5.5), (5.2, 4), (-5.2, 4)),
        "diamond": ((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)),
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "box": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "cross": (
            (-5, -3),
            (-3, -5),
            (0, -2),
            (3, -5),
            (5, -3),
            (2, 0),
            (5, 3),
            (3, 5),
            (0, 2),
            (-3, 5),
            (-5, 3),
            (-2, 0),
        ),
    }.get(series.shape)
    paint: dict[str, svg.Attribute] = {"fill": "#fffdf8" if hollow else series.colour, "stroke": series.colour}
    if corners is None:
        return svg.tag("circle", cx=x, cy=y, r=2.5 if series.shape == "dot" else 4.5, stroke_width=1.5, **paint)
    path = "M" + "L".join(f"{svg.num(x + dx)} {svg.num(y + dy)}" for dx, dy in corners) + "Z"
    return svg.tag("path", d=path, stroke_width=1.5, **paint)


def _legend(results: Results) -> Iterator[str]:
    shown = [each for each in SERIES if _points(results, each, "seconds")]
    for number, series in enumerate(shown):
        x, y = 24 + number % 4 * LEGEND_STEP, 26 + number // 4 * LEGEND_ROW
        yield svg.tag(
            "path",
            d=f"M{svg.num(x - 12)} {svg.num(y)}H{svg.num(x + 12)}",
            stroke=series.colour,
            stroke_width=series.width,
            stroke_dasharray=series.dashes or None,
            stroke_linecap="round",
        )
        yield _mark(series, x, y)
        yield svg.text(x + 20, y + 4.5, series.words, size=NORMAL)
