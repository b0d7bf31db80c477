"""Draws a map of some places: outlines of land and borders around them, their names, nothing else.

The map is cropped to its places, across the antimeridian too. Outlines are strokes and all land has one
tone: no country is filled by itself, since the borders are de facto and dated (`Words.borders` says so
and belongs under each map). `load_world` is the only function that reads anything.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import resources

import msgspec

from casework.figures import svg
from casework.figures.geometry import Frame, Shape, World, area, chords, clip_line, clip_ring, copies, simplified, world
from casework.figures.mapview import Resolution, Spot, View, project, resolution, view
from casework.figures.svg import NARROW, WIDE, Point, num
from casework.figures.text import SIZE, SMALL, width
from casework.figures.words import ENGLISH, Words

__all__ = ["Spot", "load_world", "resolution", "worldmap"]

Box = tuple[float, float, float, float]  # left, top, right, bottom

_NEAR = 0.8  # units: nearer points of an outline are dropped
_SWERVE = 0.4  # units: how far an outline may leave its course for the sake of fewer points
_TINY = 3.0  # square units: smaller islands are dropped
_LEVELS = 16  # heights at which a place for a country's name is sought
_DETAIL = 2 * WIDE  # width of the outlines for a nearer view
_RINGS = (3.0, 10.0, 20.0, 32.0, 46.0, 62.0, 80.0, 100.0)  # distances of label places from their spot


@lru_cache(maxsize=2)
def load_world(resolution: Resolution) -> World:
    """The outlines that the package ships, coarse (110m) or fine (50m)."""
    file = resources.files("casework.figures") / "data" / f"countries-{resolution}.json"
    return world(json.loads(file.read_text(encoding="utf-8")))


def _thin(points: Sequence[Point]) -> list[Point]:
    """The points of a line that are needed to draw it, in steps of a fifth; both ends are kept."""
    out = list(points[:1])
    for point in points[1:-1]:
        if math.dist(point, out[-1]) >= _NEAR:
            out.append(point)
    out += points[-1:] if len(points) > 1 else ()
    return [(round(x * 5) / 5, round(y * 5) / 5) for x, y in simplified(out, _SWERVE)]


def _outer(frame: Frame) -> Frame:
    """The frame a little larger, so that the cut edges of the land stay out of sight."""
    x, y = (frame.east - frame.west) * 0.02, (frame.north - frame.south) * 0.02
    return Frame(west=frame.west - x, south=frame.south - y, east=frame.east + x, north=frame.north + y)


def _rings(rings: Iterable[Shape], v: View) -> list[list[Point]]:
    """The projected parts of some rings inside the frame, thinned, tiny ones dropped."""
    outer, out = _outer(v.frame), []
    for ring in rings:
        for copy in copies(ring, outer):
            part = _thin([project(v, *point) for point in clip_ring(copy, outer)])
            if len(part) > 2 and area(part) >= _TINY:
                out.append(part)
    return out


def _land(outlines: World, v: View) -> str:
    """All land as one shape: one tone, with its coast."""
    return svg.path("".join(svg.polyline(ring) + "z" for ring in _rings(outlines.land, v)), "map-land")


def _border_lines(outlines: World, v: View) -> str:
    """The path data of the lines where two countries meet."""
    pieces = (
        piece for line in outlines.borders for copy in copies(line, v.frame) for piece in clip_line(copy, v.frame)
    )
    drawn = (_thin([project(v, *point) for point in piece]) for piece in pieces)
    return "".join(map(svg.polyline, drawn))


def _step(span: float) -> float:
    return next((step for step in (1.0, 2.0, 5.0, 10.0, 15.0, 30.0) if span / step <= 8), 30.0)


def _graticule(v: View) -> str:
    """Thin lines of longitude and latitude."""
    f, d = v.frame, ""
    step = _step(f.east - f.west)
    for k in range(math.ceil(f.west / step), math.floor(f.east / step) + 1):
        d += f"M{num(project(v, k * step, 0)[0])} 0V{num(v.high)}"
    for k in range(math.ceil(f.south / step), math.floor(f.north / step) + 1):
        d += f"M0 {num(project(v, 0, k * step)[1])}H{num(v.wide)}"
    return svg.path(d, "map-graticule")


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _is_free(box: Box, taken: Sequence[Box], v: View) -> bool:
    inside = box[0] >= 2 and box[1] >= 2 and box[2] <= v.wide - 2 and box[3] <= v.high - 2
    return inside and not any(_overlap(box, other) for other in taken)


def _angled(x: float, y: float, reach: float, wide: float, high: float, turn: int) -> Box:
    """The box whose nearest point lies `reach` away from a spot in the direction of `turn` sixteenths."""
    dx, dy = math.cos(turn * math.pi / 8), math.sin(turn * math.pi / 8)
    left = x + dx * reach - (0 if dx > 0.1 else wide if dx < -0.1 else wide / 2)
    top = y + dy * reach - (high / 2 if abs(dy) < 0.1 else 0 if dy > 0 else high)
    return left, top, left + wide, top + high


def _places(x: float, y: float, reach: float, wide: float, high: float) -> list[Box]:
    """The places of a label around a spot at a distance, the best first: right, left, then all round."""
    turns = (0, 8, -2, 2, -6, 6, -1, 1, -7, 7, -4, 4, -3, 3, -5, 5)
    return [_angled(x, y, reach, wide, high, turn) for turn in turns]


def radius(count: int) -> float:
    """The radius of a spot whose area grows with its number of facts, 4 to 10 units."""
    return min(3.2 + 0.9 * math.sqrt(max(count, 1)), 10.0)


def _spot_point(spot: Spot, v: View) -> Point:
    lon = spot.lon
    while lon < v.frame.west:
        lon += 360
    while lon > v.frame.east:
        lon -= 360
    return project(v, lon, spot.lat)


def _leader(at: Point, box: Box) -> tuple[Point, ...]:
    """Points along the line from a spot to the nearest point of its name's box, two units apart."""
    x, y = min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3])
    steps = max(1, round(math.dist(at, (x, y)) / 2))
    return tuple((at[0] + (x - at[0]) * k / steps, at[1] + (y - at[1]) * k / steps) for k in range(steps + 1))


def _is_clear(line: Sequence[Point], taken: Sequence[Box], own: float) -> bool:
    """Whether a leader meets nothing on its way once it has left its own spot."""
    far = [point for point in line if math.dist(point, line[0]) > own]
    return not any(_overlap((x, y, x, y), box) for x, y in far for box in taken)


def _reach(point: Point, box: Box) -> float:
    """How far a point lies from a box."""
    return math.dist(point, (min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])))


def _find(
    spot: Spot, at: Point, points: Sequence[Point], taken: Sequence[Box], v: View
) -> tuple[Box, tuple[Point, ...]] | None:
    """A free place for a spot's name, the nearest first, with its leader; None when all are taken.

    A name has a leader when it stands far from its spot or as near to another one.
    """
    wide, high = width(spot.name, SIZE, bold=True) + 4, SIZE + 4
    own = radius(spot.count) + 2
    for reach in _RINGS:
        for box in _places(*at, radius(spot.count) + reach, wide, high):
            if not _is_free(box, taken, v):
                continue
            is_far = reach > _RINGS[1] or any(_reach(p, box) <= _reach(at, box) + 2 for p in points if p != at)
            leader = _leader(at, box) if is_far else ()
            if not leader or (reach > _RINGS[0] and _is_clear(leader, taken, own)):
                return box, leader
    return None


def _name(spot: Spot, box: Box) -> str:
    return svg.text(box[0] + 2, box[3] - 4.5, spot.name, "strong name halo")


def _spots(spots: Sequence[Spot], v: View, words: Words) -> tuple[str, list[Box]]:
    """The spots, their names where they fit, and the boxes that both take up.

    Names are placed greedily, the most important spots first.  Each spot is a group with its name and leader, so that a
    nearer view can keep their size; a name that fits nowhere is kept for that view.
    """
    ordered = sorted(spots, key=lambda s: (-s.count, s.name, s.lat, s.lon))
    points = [_spot_point(spot, v) for spot in ordered]
    radii = [radius(spot.count) + 1 for spot in ordered]
    taken = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)]
    out = ""
    for spot, at, r in zip(ordered, points, radii, strict=True):
        label = line = ""
        if spot.name and (found := _find(spot, at, points, taken, v)):
            box, leader = found
            taken.extend([box, *((x - 2, y - 2, x + 2, y + 2) for x, y in leader)])
            line, label = svg.path(svg.polyline(leader[:1] + leader[-1:]), "map-leader"), _name(spot, box)
        said = svg.tag("title", svg.esc(f"{spot.name} ({words.facts.format(spot.count)})"))
        spare = None if label else spot.name
        dot = svg.tag("circle", said, cx=at[0], cy=at[1], r=r - 1, class_="map-spot", data_name=spare)
        out += svg.group([line + svg.link(dot + label, spot.href)], "map-place")
    return out, taken


def _bands(ring: Sequence[Point], y: float) -> list[tuple[float, float]]:
    """The stretches inside a ring that are as high as a line of small text around y."""
    upper, lower = chords(ring, y - SMALL / 2), chords(ring, y + SMALL / 2)
    both = [(max(a, c), min(b, d)) for a, b in upper for c, d in lower]
    return [(max(a, c), min(b, d)) for a, b in both for c, d in chords(ring, y) if max(a, c) < min(b, d)]


def _label_place(ring: Sequence[Point], wide: float, taken: Sequence[Box], v: View) -> Box | None:
    """Where a country's name of some width fits inside its largest visible part, in its broadest stretch."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    low, high = max(min(ys), 12.0), min(max(ys), v.high - 4)
    best: tuple[float, Box] | None = None
    if max(xs) - min(xs) < wide or high - low < SMALL:
        return None
    for k in range(1, _LEVELS):
        y = low + (high - low) * k / _LEVELS
        for a, b in _bands(ring, y):
            left, right = max(a, 2.0), min(b, v.wide - 2)
            box = ((left + right - wide) / 2, y - SMALL / 2 - 1, (left + right + wide) / 2, y + SMALL / 2 + 2)
            room = right - left - wide - abs(y - (low + high) / 2) / 2
            if right - left >= wide and _is_free(box, taken, v) and (best is None or room > best[0]):
                best = room, box
    return best[1] if best else None


def _country_names(outlines: World, v: View, taken: list[Box], named: Callable[[str], str] | None) -> str:
    """The names of countries with room for them, the largest first, clear of everything placed before."""
    shown = [(max(rings, key=area), c.name) for c in outlines.countries if (rings := _rings(c.rings, v))]
    parts = [(ring, named(name) if named else name) for ring, name in shown]
    out = ""
    for ring, name in sorted(parts, key=lambda part: (-area(part[0]), part[1])):
        wide = width(name, SMALL) + 6
        box = _label_place(ring, wide, taken, v)
        if box:
            taken.append(box)
            middle = (box[0] + box[2]) / 2
            out += svg.text(middle, box[3] - 3.5, name, "map-country", size=SMALL, anchor="middle")
    return svg.tag("g", out, lang=None if named else "en") if out else ""


def _corners(frame: Frame) -> tuple[float, float, float, float]:
    """West, south, east and north, in degrees to three places."""
    return round(frame.west, 3), round(frame.south, 3), round(frame.east, 3), round(frame.north, 3)


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """Finer outlines of what a map shows: its frame (west, south, east, north), its size, and the paths in it."""

    frame: tuple[float, float, float, float]
    size: tuple[float, float]
    land: str
    borders: str


def detail(spots: tuple[Spot, ...]) -> Detail:
    """The finest outlines that there are, for a nearer view of the map of some places, wide or narrow."""
    frame = view(spots, NARROW).frame
    squeeze = math.cos(math.radians((frame.south + frame.north) / 2))
    high = _DETAIL * (frame.north - frame.south) / ((frame.east - frame.west) * max(squeeze, 0.3))
    v, outlines = View(frame=frame, wide=_DETAIL, high=high), load_world("50m")
    land = "".join(svg.polyline(ring) + "z" for ring in _rings(outlines.land, v))
    return Detail(frame=_corners(frame), size=(v.wide, round(high, 1)), land=land, borders=_border_lines(outlines, v))


def worldmap(
    spots: tuple[Spot, ...],
    outlines: World,
    *,
    title: str,
    prefix: str,
    wide: float = WIDE,
    words: Words = ENGLISH,
    named: Callable[[str], str] | None = None,
) -> str:
    """The map of the places as SVG, `wide` units wide; `outlines` from `load_world(resolution(spots))`.

    `named` says what the country of an English name is called; without it names are in English, as in the map data.
    """
    v = view(spots, wide)
    dots, taken = _spots(spots, v, words)
    names = _country_names(outlines, v, taken, named)
    edge = svg.tag("rect", x=0.5, y=0.5, width=v.wide - 1, height=v.high - 1, class_="map-edge")
    inner = _graticule(v) + _land(outlines, v) + svg.path(_border_lines(outlines, v), "map-border") + names + dots
    frame = " ".join(map(str, _corners(v.frame)))
    sheet = svg.tag("svg", inner, width=v.wide, height=v.high, class_="map-sheet", data_frame=frame)
    ordered = sorted(spots, key=lambda s: (-s.count, s.name))
    desc = "; ".join(f"{spot.name} ({words.facts.format(spot.count)})" for spot in ordered)
    return svg.root(sheet + edge, name="map", prefix=prefix, title=title, desc=desc, width=v.wide, height=v.high)
