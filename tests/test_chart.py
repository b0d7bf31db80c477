"""The chart of figures: a row each, in their order, on an axis that fits them, and told in words too."""

from __future__ import annotations

import pytest
from drawn import FIGURES, STATUSES, labels, ordinals, outside, overlaps, placed_texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.figures.chart import Figure, chart
from casework.figures.svg import NARROW, WIDE
from casework.figures.words import plain_number

values = st.none() | st.floats(-1e12, 1e12) | st.sampled_from([0, 0.1, 1e12, -5, 12000, 12000.0]) | st.integers(0, 2000)


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
