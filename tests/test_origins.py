"""Root origins and the status of a fact (FORMAT §7 and §10 "Derivation")."""

from __future__ import annotations

from typing import Any

import pytest
from build import by_id, codes, examined, folder, published
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casework.evidence.origins import unworded
from casework.model import Evidence

GOVERNMENT = ({"id": "state"}, {"id": "ministry", "part_of": "state"}, {"id": "agency", "part_of": "ministry"})


def fact(*evidence: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "f", **fields, "evidence": [{"stance": "supports", **each} for each in evidence]}


def derived(files: dict[str, str], **options: Any) -> dict[str, Any]:
    """The one fact of a tiny dossier, as published."""
    return dict(by_id(published(files, **options)["facts"])["f"])


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


# --- the status of a fact ----------------------------------------------------------------------------------------

PEOPLE = ({"id": "x"}, {"id": "y"}, {"id": "z"})


def said(origin: str, stance: str = "supports", source: str = "a") -> dict[str, str]:
    return {"source": source, "origin": origin, "stance": stance}


SOURCES = {
    "a": {},
    "b": {},
    "gone": {"status": "retracted"},
    "pulled": {"status": "withdrawn"},
    "mended": {"status": "corrected"},
}


@pytest.mark.parametrize(
    ("evidence", "status"),
    [
        ([], "unsupported"),
        ([said("x")], "single-origin"),
        ([said("x"), said("x", source="b")], "single-origin"),
        ([said("x"), said("y")], "corroborated"),
        ([said("x"), said("y"), said("z")], "corroborated"),
        ([said("x", "disputes")], "disputed"),
        ([said("x"), said("y", "disputes")], "contested"),
        ([said("x"), said("x", "disputes", "b")], "contested"),
        ([said("x"), said("y", "cannot-confirm")], "single-origin"),
        ([said("x", "cannot-confirm")], "unsupported"),
        ([said("x", "mentions")], "unsupported"),
        ([said("unknown")], "unsupported"),
        ([said("unknown"), said("y", "disputes")], "disputed"),
        ([said("x", source="gone")], "retracted"),
        ([said("x", source="gone"), said("y", source="pulled")], "retracted"),
        ([said("x", source="gone"), said("y", "disputes")], "retracted"),
        ([said("x", source="gone"), said("y", "mentions")], "retracted"),
        ([said("x", source="gone"), said("y")], "single-origin"),
        ([said("x", source="gone"), said("unknown")], "unsupported"),
        ([said("x"), said("y", "disputes", "gone")], "single-origin"),
        ([said("x", "disputes", "gone")], "unsupported"),
        ([said("x", "cannot-confirm", "gone")], "unsupported"),
        ([said("x", source="mended"), said("y")], "corroborated"),
    ],
)
def test_status_follows_the_table(evidence: list[dict[str, str]], status: str):
    """Each row of the table, from evidence whose source is not retracted or withdrawn."""
    assert derived(folder(SOURCES, [fact(*evidence)], entities=PEOPLE))["status"] == status


def test_a_fact_marked_retracted_is_retracted_whatever_supports_it():
    """`retracted: true` goes before all else."""
    files = folder(SOURCES, [fact(said("x"), said("y"), retracted=True)], entities=PEOPLE)
    assert derived(files)["status"] == "retracted"


def test_origins_and_disputed_by_are_root_origins_that_count():
    """`origins` are root origins that support, `disputed_by` those that dispute; retracted sources add none."""
    found = derived(
        folder(
            SOURCES,
            [fact(said("y"), said("x", "disputes"), said("z", source="gone"), said("z", "disputes", "pulled"))],
            entities=PEOPLE,
        )
    )
    assert (found["origins"], found["disputed_by"]) == (["y"], ["x"])
    assert [each["root"] for each in found["evidence"]] == ["y", "x", "z", "z"]


# --- attribution drift -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "drifts"),
    [
        ([said("x"), said("y", source="b")], True),
        ([said("x"), said("y", "cannot-confirm", "b")], True),
        ([said("x"), said("y")], False),  # one source
        ([said("x"), said("x", source="b")], False),
        ([said("x"), said("y", "disputes", "b")], False),
        ([said("x"), said("y", "mentions", "b")], False),
        ([said("self"), said("self", source="b")], False),
        ([said("self"), said("x", source="b")], True),
        ([said("x"), said("unknown", source="b")], False),
    ],
)
def test_drift_is_two_sources_that_credit_different_roots(evidence: list[dict[str, str]], drifts: bool):
    """Two sources credit the same fact to different roots with stance supports or cannot-confirm.

    Two sources that each speak for themselves credit nobody.
    """
    assert ("attribution-drift" in codes(folder(SOURCES, [fact(*evidence)], entities=PEOPLE))) is drifts


def test_drift_counts_roots_and_not_names():
    """A ministry and its agency are one root: no drift."""
    files = folder(SOURCES, [fact(said("agency"), said("ministry", source="b"))], entities=GOVERNMENT)
    assert "attribution-drift" not in codes(files)


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


# --- properties --------------------------------------------------------------------------------------------------

ORIGINS = st.sampled_from(["self", "unknown", "state", "ministry", "agency", "x", "y", "u", "a", "b", "c"])
STANCES = st.sampled_from(["supports", "supports", "disputes", "cannot-confirm", "mentions"])
LINES = st.lists(st.tuples(st.sampled_from("abc"), ORIGINS, STANCES), max_size=6)
WORLD = (*GOVERNMENT, {"id": "x"}, {"id": "y"}, {"id": "u", "may_be": "x"})


def dossier(lines: list[tuple[str, str, str]], **sources: dict[str, Any]) -> dict[str, str]:
    evidence = [{"source": s, "origin": o, "stance": how} for s, o, how in lines]
    return folder({"a": {}, "b": {}, "c": {}, **sources}, [fact(*evidence)], entities=WORLD)


def counted(files: dict[str, str]) -> tuple[Any, ...]:
    """What a fact's evidence amounts to."""
    found = derived(files)
    return found["status"], found["origins"], found["disputed_by"]


@settings(max_examples=150, deadline=None)
@given(LINES, st.data())
def test_an_article_that_repeats_a_known_origin_changes_no_status(
    lines: list[tuple[str, str, str]], draw: st.DataObject
):
    """Adding an article that repeats a known origin never changes a fact's status or its origins."""
    before = dossier(lines)
    assume("circular-sourcing" not in codes(before))
    known = [(origin, how) for _, origin, how in lines if origin != "self"]
    assume(known)
    after = dossier([*lines, ("d", *draw.draw(st.sampled_from(known)))], d={})
    assert counted(after) == counted(before)


@settings(max_examples=150, deadline=None)
@given(LINES, st.randoms())
def test_status_depends_only_on_the_set_of_roots(lines: list[tuple[str, str, str]], random: Any):
    """Neither the order of the evidence nor its number makes a status: only the sets of roots do."""
    mixed = [*lines, *lines]
    random.shuffle(mixed)
    assert counted(dossier(mixed)) == counted(dossier(lines))


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_status_is_what_the_published_roots_say(lines: list[tuple[str, str, str]]):
    """The status follows from `origins` and `disputed_by` by the table, and nothing else."""
    found = derived(dossier(lines))
    supports, disputes = len(found["origins"]), len(found["disputed_by"])
    assert found["status"] == (
        "contested" if supports and disputes
        else "disputed" if disputes
        else "corroborated" if supports > 1
        else "single-origin" if supports
        else "unsupported"
    )  # fmt: skip
