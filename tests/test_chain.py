"""Where facts come from, drawn: the chain of one fact's evidence, and how many facts flow from which root."""

from __future__ import annotations

import pytest
from drawn import FLOWS, LINKS, SVG, outside, overlaps, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.figures.chain import Link, chain, is_small
from casework.figures.flows import flows
from casework.figures.svg import NARROW, WIDE

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
