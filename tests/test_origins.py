"""The root of an origin: who stands behind a line of evidence in the end (FORMAT §7 and §10 "Derivation")."""

from __future__ import annotations

from typing import Any

import pytest
from build import GOVERNMENT, PEOPLE, by_id, codes, derived, examined, fact, folder, published

from casework.evidence.origins import unworded
from casework.model import Evidence


def roots(files: dict[str, str]) -> list[str | None]:
    return [each["root"] for each in derived(files)["evidence"]]


# --- the root of an origin ---------------------------------------------------------------------------------------


def test_self_is_the_default_and_its_root_is_the_source():
    """`self` (the default) means that the source speaks for itself; in the data the default origin is `self`."""
    [line] = derived(folder({"a": {}}, [fact({"source": "a"})]))["evidence"]
    assert (line["origin"], line["root"]) == ("self", "a")


def test_self_is_the_agency_of_a_source_that_has_one():
    """`self`: its `agency` if it has one, else the source."""
    files = folder({"a": {"agency": "ap"}}, [fact({"source": "a"})], entities=[{"id": "ap"}])
    assert roots(files) == ["ap"]
    assert derived(files)["origins"] == ["ap"]


@pytest.mark.parametrize("publication", ["monitor", "The Monitor"])
def test_self_goes_on_to_a_publication_that_is_an_entity(publication: str):
    """A source's root goes on to its `publication` when that is an entity's id or name: one house, one origin."""
    files = folder(
        {"a": {"publication": publication}, "b": {"publication": "The Monitor"}},
        [fact({"source": "a"}, {"source": "b"})],
        entities=[{"id": "monitor", "name": "The Monitor"}],
    )
    assert derived(files)["origins"] == ["monitor"]
    assert derived(files)["status"] == "single-origin"


def test_an_agency_goes_before_the_publication():
    """The source's `agency` first, then its `publication`."""
    files = folder(
        {"a": {"agency": "ap", "publication": "monitor"}},
        [fact({"source": "a"})],
        entities=[{"id": "ap"}, {"id": "monitor"}],
    )
    assert roots(files) == ["ap"]


def test_a_publication_without_an_entity_is_no_origin():
    """A publication that is no entity leaves the source its own root: two such sources are two origins."""
    files = folder({"a": {"publication": "X"}, "b": {"publication": "X"}}, [fact({"source": "a"}, {"source": "b"})])
    assert derived(files)["origins"] == ["a", "b"]


def test_an_agency_counts_as_the_top_of_what_it_is_part_of():
    """`part_of` is followed to its top from an agency and a publication too."""
    files = folder({"a": {"agency": "agency"}}, [fact({"source": "a"})], entities=GOVERNMENT)
    assert roots(files) == ["state"]


def test_part_of_is_followed_to_its_top():
    """A ministry and its president count once."""
    files = folder(
        {"a": {}, "b": {}},
        [fact({"source": "a", "origin": "agency"}, {"source": "b", "origin": "ministry"})],
        entities=GOVERNMENT,
    )
    assert derived(files)["evidence"][0]["origin"] == "agency"
    assert roots(files) == ["state", "state"]
    assert (derived(files)["origins"], derived(files)["status"]) == (["state"], "single-origin")


def test_an_origin_that_is_a_source_is_followed_to_its_origin_for_the_same_fact():
    """An origin that is itself a source is followed to that source's own origin for the same fact."""
    files = folder(
        {"a": {}, "b": {}, "c": {}},
        [
            fact({"source": "a", "origin": "b"}, {"source": "b", "origin": "c"}, {"source": "c", "origin": "nis"}),
            {"id": "other", "evidence": [{"source": "b", "origin": "self"}]},
        ],
        entities=[{"id": "nis"}],
    )
    assert roots(files) == ["nis", "nis", "nis"]
    assert derived(files)["origins"] == ["nis"]
    assert len(derived(files)["sources"]) == 3


def test_an_origin_that_is_a_source_without_evidence_for_the_fact_speaks_for_itself():
    """An origin that is a source with no evidence for the same fact speaks for itself (its `agency`, else the source)."""
    files = folder(
        {"a": {}, "b": {}, "c": {"agency": "ap"}},
        [fact({"source": "a", "origin": "b"}, {"source": "a", "origin": "c"})],
        entities=[{"id": "ap"}],
    )
    assert roots(files) == ["b", "ap"]


def test_each_root_of_an_origin_with_several_counts():
    """An origin that is a source with several pieces of evidence for the fact: each root counts."""
    files = folder(
        {"a": {}, "b": {"status": "retracted"}},
        [fact({"source": "a", "origin": "b"}, {"source": "b", "origin": "nis"}, {"source": "b", "origin": "cia"})],
        entities=[{"id": "nis"}, {"id": "cia"}],
    )
    assert derived(files)["origins"] == ["cia", "nis"]
    assert derived(files)["status"] == "corroborated"


def test_a_circular_chain_has_no_root_and_is_an_error_that_spells_the_loop_out():
    """A loop is the diagnostic `circular-sourcing` with the loop spelled out; a circular chain has no root."""
    files = folder(
        {"a": {}, "b": {}, "c": {}},
        [fact({"source": "a", "origin": "b"}, {"source": "b", "origin": "c"}, {"source": "c", "origin": "a"})],
    )
    assert roots(files) == [None, None, None]
    assert (derived(files)["origins"], derived(files)["status"]) == ([], "unsupported")
    [found] = [each for each in examined(files)[1] if each.code == "circular-sourcing"]
    assert "a → b → c → a" in found.message or "`a` → `b` → `c` → `a`" in found.message


def test_a_chain_that_leads_into_a_loop_has_no_root_either():
    """A circular chain has no root, and one that ends in it has none."""
    files = folder(
        {"a": {}, "b": {}, "c": {}},
        [fact({"source": "a", "origin": "b"}, {"source": "b", "origin": "c"}, {"source": "c", "origin": "b"})],
    )
    assert roots(files) == [None, None, None]
    assert codes(files).count("circular-sourcing") == 1


def test_a_loop_beside_a_real_origin_leaves_the_real_one():
    """Only the circular chain has no root: another line of the same source still counts."""
    files = folder(
        {"a": {}, "b": {}},
        [fact({"source": "a", "origin": "b"}, {"source": "b", "origin": "a"}, {"source": "b", "origin": "nis"})],
        entities=[{"id": "nis"}],
    )
    assert derived(files)["origins"] == ["nis"]
    assert "circular-sourcing" in codes(files)


def test_two_facts_do_not_make_a_loop_together():
    """Chains are followed fact by fact: a leaning on b for one fact and b on a for another is no loop."""
    files = folder(
        {"a": {}, "b": {}},
        [
            fact({"source": "a", "origin": "b"}, {"source": "b"}),
            {"id": "g", "evidence": [{"source": "b", "origin": "a"}, {"source": "a"}]},
        ],
    )
    assert "circular-sourcing" not in codes(files)
    assert roots(files) == ["b", "b"]


def test_a_retracted_source_as_an_origin_is_still_followed():
    """Only the carrying source's own status matters."""
    files = folder(
        {"a": {}, "b": {"status": "retracted"}},
        [fact({"source": "a", "origin": "b"}, {"source": "b", "origin": "nis"})],
        entities=[{"id": "nis"}],
    )
    assert (derived(files)["origins"], derived(files)["status"]) == (["nis"], "single-origin")


def test_a_line_that_does_not_count_has_its_root_all_the_same():
    """Evidence of a retracted source counts for nothing, and who stood behind it is still said."""
    files = folder(
        {"a": {"status": "retracted"}},
        [fact({"source": "a", "origin": "u"}, {"source": "a", "origin": "x", "stance": "disputes"})],
        entities=[{"id": "x"}, {"id": "u", "may_be": "x"}],
    )
    assert roots(files) == ["u", "x"]
    assert derived(files)["origins"] == derived(files)["disputed_by"] == []


def test_unknown_has_no_root_and_counts_zero():
    """`unknown` counts zero; its root is null."""
    files = folder({"a": {}, "b": {}}, [fact({"source": "a", "origin": "unknown"}, {"source": "b"})])
    assert derived(files)["evidence"][0]["origin"] == "unknown"
    assert roots(files) == [None, "b"]
    assert derived(files)["status"] == "single-origin"
    alone = folder({"a": {}}, [fact({"source": "a", "origin": "unknown"})])
    assert (derived(alone)["origins"], derived(alone)["status"]) == ([], "unsupported")


def test_via_carries_and_is_no_origin():
    """`via` stands in the data as written and never counts."""
    files = folder(
        {"a": {}, "b": {}},
        [fact({"source": "a", "origin": "nis", "via": ["press", "wire"]}, {"source": "b", "origin": "nis"})],
        entities=[{"id": "nis"}, {"id": "press"}, {"id": "wire"}],
    )
    assert derived(files)["evidence"][0]["via"] == ["press", "wire"]
    assert (derived(files)["origins"], derived(files)["status"]) == (["nis"], "single-origin")


UNNAMED = (
    {"id": "x"},
    {"id": "u1", "may_be": "x"},
    {"id": "u2", "may_be": "x"},
    {"id": "y"},
    {"id": "w1", "may_be": "u1"},
    {"id": "w2", "may_be": "w1"},
)


@pytest.mark.parametrize(
    ("said", "counted", "status"),
    [
        (["x", "u1"], ["x"], "single-origin"),
        (["u1", "u2"], ["u1"], "single-origin"),
        (["u2", "u1"], ["u1"], "single-origin"),
        (["x", "u1", "u2"], ["x"], "single-origin"),
        (["x", "w2"], ["x"], "single-origin"),  # `may_be` is followed to its end
        (["u1", "w2"], ["u1"], "single-origin"),
        (["u1", "y"], ["u1", "y"], "corroborated"),
        (["u1"], ["u1"], "single-origin"),
    ],
)
def test_an_unnamed_origin_never_counts_as_independent_of_who_it_may_be(
    said: list[str], counted: list[str], status: str
):
    """X absorbs the unnamed ones that `may_be: X`; without X, all unnamed ones with the same X are the first of them."""
    sources = {f"s{at}": {} for at in range(len(said))}
    files = folder(
        sources, [fact(*({"source": s, "origin": o} for s, o in zip(sources, said, strict=True)))], entities=UNNAMED
    )
    assert (derived(files)["origins"], derived(files)["status"]) == (counted, status)


def test_may_be_reaches_through_part_of():
    """An unnamed origin that may be a ministry is not independent of the ministry's government, nor of its agencies."""
    files = folder(
        {"a": {}, "b": {}},
        [fact({"source": "a", "origin": "official"}, {"source": "b", "origin": "agency"})],
        entities=[*GOVERNMENT, {"id": "official", "may_be": "ministry"}],
    )
    assert (derived(files)["origins"], derived(files)["status"]) == (["state"], "single-origin")


def test_an_unnamed_origin_inside_a_body_is_not_independent_of_either():
    """An unnamed origin with `part_of` counts as its top, and never beside who it may be."""
    files = folder(
        {"a": {}, "b": {}},
        [fact({"source": "a", "origin": "official"}, {"source": "b", "origin": "x"})],
        entities=[*GOVERNMENT, {"id": "x"}, {"id": "official", "part_of": "ministry", "may_be": "x"}],
    )
    assert derived(files)["status"] == "single-origin"


@pytest.mark.parametrize("field", ["part_of", "may_be"])
def test_a_loop_among_entities_is_an_error(field: str):
    """A loop in `part_of` or `may_be` is an error, and does not hang the derivation."""
    files = folder(
        {"a": {}},
        [fact({"source": "a", "origin": "p"})],
        entities=[{"id": "p", field: "q"}, {"id": "q", field: "p"}],
    )
    found = [each for each in examined(files)[1] if field in each.message]
    assert found


@pytest.mark.parametrize("words", [{"quote": "q"}, {"locator": "p. 1"}, {"credibility": 2}, {}])
def test_an_unworded_line_says_who_stands_behind_it_and_nothing_else(words: dict[str, Any]):
    """Two lines that differ only in what was quoted, where, and how credible it is, are the same without words."""
    tie: dict[str, Any] = {"source": "a", "origin": "x", "via": ("y",), "date": "2024", "stance": "disputes"}
    assert unworded(Evidence(**tie, **words)) == Evidence(**tie)


# --- the entities' side ------------------------------------------------------------------------------------------


def test_origin_of_covers_direct_origins_and_roots_and_facts_covers_about_and_place():
    """`entities[].facts` covers `about` (with roles) and `place`; `origin_of` covers direct origins and roots."""
    files = folder(
        {"a": {}},
        [fact({"source": "a", "origin": "agency"}, about=[{"id": "x", "role": "announced"}, "y"], place=["z"])],
        entities=[*GOVERNMENT, *PEOPLE],
    )
    found = by_id(published(files)["entities"])
    assert {key: each["origin_of"] for key, each in found.items()} == {
        "state": ["f"], "ministry": [], "agency": ["f"], "x": [], "y": [], "z": [],
    }  # fmt: skip
    assert {key for key, each in found.items() if each["facts"] == ["f"]} == {"x", "y", "z"}
