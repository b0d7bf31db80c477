"""Decides what part of the world a map of some places shows, and where a point of it lies in the picture.

Equirectangular, true to scale at the middle latitude; frames may cross the antimeridian. Pure arithmetic;
it draws nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from casework.figures.geometry import Frame
from casework.figures.svg import NARROW, WIDE, Point

Resolution = Literal["110m", "50m"]

_MARGIN = 0.14  # of the span of the places, on each side
_LEAST_SPAN = 8.0  # degrees of latitude that a map shows at least
_FLAT, _FLAT_NARROW, _TALL = 0.5, 0.75, 0.9  # bounds of a map's height by its width
_FINE_UNTIL = 75.0  # degrees of longitude up to which the finer outlines are used


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A place: name, latitude and longitude in degrees, its page, and how many facts are about it."""

    name: str
    lat: float
    lon: float
    href: str = ""
    count: int = 1


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A frame and the size of its picture: equirectangular, true to scale at the middle latitude."""

    frame: Frame
    wide: float
    high: float


def _span(lons: Iterable[float]) -> tuple[float, float]:
    """The shortest stretch of longitudes that holds all, from west to east; east may lie beyond 180."""
    each = sorted({(lon + 180) % 360 - 180 for lon in lons})
    gaps = [(b - a, b) for a, b in zip(each, [*each[1:], each[0] + 360], strict=True)]
    widest, after = max(gaps)
    west = after if after <= 180 else after - 360
    return west, west + 360 - widest


def _around(middle: float, span: float, low: float, high: float) -> tuple[float, float]:
    """A stretch of some span around its middle, moved (and at worst cut) to lie between low and high."""
    span = min(span, high - low)
    start = min(max(middle - span / 2, low), high - span)
    return start, start + span


def view(spots: Sequence[Spot], wide: float) -> View:
    """The frame around the places, with a margin, never very flat or very tall; the world without places."""
    if not spots:
        return View(frame=Frame(west=-180, south=-60, east=180, north=84), wide=wide, high=wide * 0.5)
    west, east = _span(spot.lon for spot in spots)
    south, north = min(s.lat for s in spots), max(s.lat for s in spots)
    middle = (south + north) / 2
    squeeze = max(math.cos(math.radians(middle)), 0.3)
    lats = max((north - south) * (1 + 2 * _MARGIN), _LEAST_SPAN)
    lons = max((east - west) * (1 + 2 * _MARGIN), lats / squeeze / _TALL)
    lats = max(lats, lons * squeeze * (_FLAT_NARROW if wide < (WIDE + NARROW) / 2 else _FLAT))
    lons = min(lons, 360.0)
    low, high = _around(middle, lats, -90.0, 90.0)
    left, right = _around((west + east) / 2, lons, -540.0, 540.0)
    tall = wide * (high - low) / ((right - left) * squeeze)
    return View(
        frame=Frame(west=left, south=low, east=right, north=high),
        wide=wide,
        high=min(max(tall, 0.4 * wide), wide),
    )


def resolution(spots: Sequence[Spot]) -> Resolution:
    """The outlines that fit the places' spread: fine for regions, coarse for the world."""
    frame = view(spots, WIDE).frame
    return "50m" if spots and frame.east - frame.west <= _FINE_UNTIL else "110m"


def project(frame_view: View, lon: float, lat: float) -> Point:
    """The place of a point (longitude as unwrapped as the frame's) in the picture."""
    frame = frame_view.frame
    x = (lon - frame.west) / (frame.east - frame.west) * frame_view.wide
    return x, (frame.north - lat) / (frame.north - frame.south) * frame_view.high
