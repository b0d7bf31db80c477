"""The timeline: days in their places, what lies far apart cut, what is crowded folded, nothing over another text."""

from __future__ import annotations

import pytest
from drawn import DRAWINGS, MOMENTS, STATUSES, both_widths, day, labels, ordinals, outside, overlaps, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.figures import timescale
from casework.figures.svg import NARROW, WIDE
from casework.figures.timeline import Moment, timeline


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
