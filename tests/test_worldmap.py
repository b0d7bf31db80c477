"""The map: every place on it with its name, the land whole, small enough to be loaded."""

from __future__ import annotations

from itertools import pairwise

from drawn import SPOTS, SVG, draw_map, outside, overlaps, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.figures import geometry
from casework.figures.svg import NARROW, WIDE
from casework.figures.words import ENGLISH
from casework.figures.worldmap import Spot, detail, load_world, resolution, worldmap

FAR = (
    Spot(name="Kursk", lat=51.7, lon=36.2),
    Spot(name="Kyiv", lat=50.4, lon=30.5),
    Spot(name="Moscow", lat=55.7, lon=37.6),
)
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
