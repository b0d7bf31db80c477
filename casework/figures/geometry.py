"""Turns a TopoJSON topology into rings on a plane and cuts them to a frame.

A ring that crosses the antimeridian is unwrapped (its longitudes run on past ±180), one that goes round a
pole is closed over that pole, and both are drawn wherever a copy of them, a whole turn away, meets the
frame. Otherwise they would draw lines across the world. Pure; degrees in, degrees out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec

Point = tuple[float, float]
Line = tuple[Point, ...]
_POLE = 90.0


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A box in degrees; `east` may lie beyond 180 and `west` beyond -180."""

    west: float
    south: float
    east: float
    north: float


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A line and the box around it, so that what lies outside a frame need not be looked at."""

    points: Line
    box: Frame


def shape(points: Line) -> Shape:
    """A line with its box."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Shape(points=points, box=Frame(west=min(xs), south=min(ys), east=max(xs), north=max(ys)))


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """A country as the map data has it: its English name and its outer rings, unwrapped and closed."""

    name: str
    rings: tuple[Shape, ...]


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The outlines: countries, the rings of all land, and the lines where two countries meet."""

    countries: tuple[Country, ...]
    land: tuple[Shape, ...]
    borders: tuple[Shape, ...]


def _decode(topology: Mapping[str, Any]) -> tuple[Line, ...]:
    """The arcs of a quantised topology in degrees (TopoJSON format specification, section 2.1.3)."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Line] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        arcs.append(tuple(points))
    return tuple(arcs)


def unwrap(line: Sequence[Point]) -> Line:
    """The line with longitudes that run on, so that no step is longer than half a turn."""
    out: list[Point] = []
    turn = 0.0
    for i, (x, y) in enumerate(line):
        if i:
            step = x - line[i - 1][0]
            turn += -360.0 if step > 180 else 360.0 if step < -180 else 0.0
        out.append((x + turn, y))
    return tuple(out)


def close(ring: Line) -> Line:
    """An unwrapped ring closed: over the pole when it went round it, else as it is."""
    (x0, y0), (x1, _) = ring[0], ring[-1]
    if abs(x1 - x0) < 180:
        return ring
    pole = -_POLE if y0 < 0 else _POLE
    return (*ring, (x1, pole), (x0, pole), (x0, y0))


def _stitch(indices: Sequence[int], arcs: Sequence[Line]) -> Line:
    """A ring from its arcs; a negative index is an arc backwards; shared end points are not repeated."""
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return close(unwrap(points))


def _polygons(geometry: Mapping[str, Any]) -> Sequence[Sequence[Sequence[int]]]:
    """The polygons of a geometry, each a list of rings of arc indices; none for other kinds of geometry."""
    match geometry["type"]:
        case "Polygon":
            return [geometry["arcs"]]
        case "MultiPolygon":
            polygons: Sequence[Sequence[Sequence[int]]] = geometry["arcs"]
            return polygons
        case "GeometryCollection":
            return [polygon for part in geometry["geometries"] for polygon in _polygons(part)]
        case _:
            return []


def _uses(geometries: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """How many countries each arc belongs to."""
    count: dict[int, int] = {}
    for geometry in geometries:
        mine = {i if i >= 0 else ~i for polygon in _polygons(geometry) for ring in polygon for i in ring}
        for arc in mine:
            count[arc] = count.get(arc, 0) + 1
    return count


def world(topology: Mapping[str, Any]) -> World:
    """The outlines of a decoded world-atlas topology with the objects `countries` and `land`."""
    arcs = _decode(topology)
    geometries = topology["objects"]["countries"]["geometries"]
    countries = tuple(
        Country(
            name=geometry["properties"]["name"],
            rings=tuple(shape(_stitch(polygon[0], arcs)) for polygon in _polygons(geometry)),
        )
        for geometry in geometries
    )
    land = _polygons(topology["objects"]["land"])
    shared = sorted(arc for arc, count in _uses(geometries).items() if count > 1)
    return World(
        countries=countries,
        land=tuple(shape(_stitch(ring, arcs)) for polygon in land for ring in polygon),
        borders=tuple(shape(unwrap(arcs[arc])) for arc in shared),
    )


def _cross(a: Point, b: Point, axis: int, edge: float) -> Point:
    """Where the line from a to b meets an edge of the frame."""
    share = (edge - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (edge, other) if axis == 0 else (other, edge)


def _edges(frame: Frame) -> tuple[tuple[int, float, int], ...]:
    """The frame's edges: axis, place, and the sign of the inner side."""
    return ((0, frame.west, 1), (0, frame.east, -1), (1, frame.south, 1), (1, frame.north, -1))


def _cut(points: Sequence[Point], axis: int, edge: float, inner: int) -> list[Point]:
    out: list[Point] = []
    for i, here in enumerate(points):
        before = points[i - 1]
        is_in, was_in = (here[axis] - edge) * inner >= 0, (before[axis] - edge) * inner >= 0
        if is_in != was_in:
            out.append(_cross(before, here, axis, edge))
        if is_in:
            out.append(here)
    return out


def clip_ring(ring: Line, frame: Frame) -> Line:
    """The part of a ring inside the frame (Sutherland and Hodgman 1974); empty when nothing is."""
    points = list(ring)
    for axis, edge, inner in _edges(frame):
        points = _cut(points, axis, edge, inner)
    return tuple(points)


def clip_line(line: Line, frame: Frame) -> Iterator[Line]:
    """The pieces of an open line whose steps touch the frame; the frame's own edge hides what sticks out."""
    piece: list[Point] = []
    for a, b in pairwise(line):
        if _misses(a, b, frame):
            if len(piece) > 1:
                yield tuple(piece)
            piece = []
        else:
            piece = [*(piece or [a]), b]
    if len(piece) > 1:
        yield tuple(piece)


def _misses(a: Point, b: Point, frame: Frame) -> bool:
    """Whether a step lies wholly beyond one edge of the frame."""
    return any((a[k] - edge) * inner < 0 and (b[k] - edge) * inner < 0 for k, edge, inner in _edges(frame))


def copies(line: Shape, frame: Frame) -> Iterator[Line]:
    """The line and its copies whole turns away whose boxes meet the frame."""
    box = line.box
    if box.south > frame.north or box.north < frame.south:
        return
    for turn in (-720.0, -360.0, 0.0, 360.0, 720.0):
        if box.west + turn <= frame.east and box.east + turn >= frame.west:
            yield tuple((x + turn, y) for x, y in line.points) if turn else line.points


def _farthest(points: Sequence[Point], first: int, last: int) -> tuple[int, float]:
    """The point between two others that lies farthest from the line through them (or both, where they are one)."""
    (ax, ay), (bx, by) = points[first], points[last]
    dx, dy = bx - ax, by - ay
    length = math.hypot(dx, dy)
    if length:
        away = [abs(dx * (ay - y) - (ax - x) * dy) for x, y in points[first + 1 : last]]
    else:
        away, length = [math.hypot(x - ax, y - ay) for x, y in points[first + 1 : last]], 1.0
    most = max(away)
    return first + 1 + away.index(most), most / length


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """The points of a line that it needs to stay within `tolerance` of what it was (Douglas and Peucker 1973)."""
    kept, spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        far, away = _farthest(points, first, last)
        if away > tolerance:
            kept.add(far)
            spans += [(first, far), (far, last)]
    return [point for at, point in enumerate(points) if at in kept]


def area(ring: Sequence[Point]) -> float:
    """The area of a ring by the shoelace formula, without sign."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def chords(ring: Sequence[Point], y: float) -> list[tuple[float, float]]:
    """The stretches of the horizontal line at y that lie inside a ring, from left to right."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    xs = sorted(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in pairs if (a[1] > y) != (b[1] > y))
    return list(zip(xs[::2], xs[1::2], strict=False))
