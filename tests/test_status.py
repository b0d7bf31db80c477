"""The status of a fact: what its root origins make of it (FORMAT §7 and §10 "Derivation")."""

from __future__ import annotations

from typing import Any

import pytest
from build import GOVERNMENT, PEOPLE, codes, derived, fact, folder
from hypothesis import assume, given, settings
from hypothesis import strategies as st


def said(origin: str, stance: str = "supports", source: str = "a") -> dict[str, str]:
    return {"source": source, "origin": origin, "stance": stance}


SOURCES = {
    "a": {},
    "b": {},
    "gone": {"status": "retracted"},
    "pulled": {"status": "withdrawn"},
    "mended": {"status": "corrected"},
}


# --- the table ---------------------------------------------------------------------------------------------------


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
