"""What an as-of date takes out of a dossier (FORMAT §7 and §10 "As of")."""

from __future__ import annotations

from typing import Any

import pytest
from build import by_id, case, codes, folder, ids, published
from hypothesis import given, settings
from hypothesis import strategies as st

SOURCES = {
    "early": {"date": "2024-10-10", "summary": "About [[x]]."},
    "late": {"date": "2024-11-05", "summary": "About [[y]] and [@new]."},
}
FACTS = (
    {"id": "old", "about": ["x"], "evidence": [{"source": "early"}, {"source": "late", "origin": "y"}]},
    {"id": "new", "about": ["z"], "evidence": [{"source": "late"}]},
)
JUDGMENTS = ({"id": "both", "basis": ["old", "new"]}, {"id": "fresh", "basis": ["new"]})
ENTITIES = ({"id": "x", "part_of": "top"}, {"id": "top"}, {"id": "y"}, {"id": "z"})
PAGES = {"history": "Once [@old].", "news": "Lately [@new].", "method": "How we work."}


def whole(**more: Any) -> dict[str, str]:
    return folder(
        SOURCES,
        FACTS,
        entities=ENTITIES,
        judgments=JUDGMENTS,
        pages=PAGES,
        index="First [@old], then [@new] and [[z]].",
        **more,
    )


def test_as_of_builds_only_from_sources_dated_on_or_before_the_day():
    """Later sources are gone, and with them evidence, facts, judgments, entities and pages that rest on nothing else."""
    assert ids(whole(), as_of="2024-10-31") == {
        "sources": ["early"],
        "facts": ["old"],
        "judgments": ["both"],
        "entities": ["x", "top"],
        "questions": [],
        "pages": ["index", "history", "method"],
    }


def test_evidence_of_later_sources_falls_away_and_what_remains_is_derived_anew():
    """A fact keeps the evidence that was there; its status and a judgment's basis follow from it alone."""
    now, then = published(whole()), published(whole(), as_of="2024-10-31")
    assert by_id(now["facts"])["old"]["status"] == "corroborated"
    assert by_id(then["facts"])["old"]["status"] == "single-origin"
    assert [each["source"] for each in by_id(then["facts"])["old"]["evidence"]] == ["early"]
    assert by_id(then["judgments"])["both"]["basis"] == ["old"]


def test_the_data_says_the_day():
    """`as_of` is the day, and null in a whole build."""
    assert published(whole())["as_of"] is None
    assert published(whole(), as_of="2024-10-31")["as_of"] == "2024-10-31"


@pytest.mark.parametrize(
    ("date", "stays"),
    [
        ("2024-10-18", True),
        ("2024-10-19", False),
        ("2024-10-18~", True),
        ("2024-10-01/2024-10-18", True),  # an interval counts from its end
        ("2024-10-01/2024-10-19", False),
        ("2024-10", False),  # reduced precision counts from its last day
        ("2024-09", True),
        ("2024-10-XX", False),
        ("2024-10-1X", False),
        ("2024", False),
        ("2023", True),
        ("2024-10-01/..", False),  # an open interval is never in
        ("2024-10-01/", False),
        ("../2024-10-18", False),  # open at its start, and so an open interval too
        ("", False),  # a source without a date stays out
    ],
)
def test_when_a_source_counts(date: str, stays: bool):
    """An interval and a date of reduced precision count from their last day; open and missing dates stay out."""
    files = folder({"a": {"date": date}}, [{"id": "f", "evidence": [{"source": "a"}]}])
    assert (ids(files, as_of="2024-10-18")["sources"] == ["a"]) is stays
    assert (ids(files, as_of="2024-10-18")["facts"] == ["f"]) is stays


@pytest.mark.parametrize(("day", "stays"), [("2024-10-18", True), ("2024-10-17", False)])
def test_the_day_itself_is_in(day: str, stays: bool):
    """On or before DATE."""
    files = folder({"a": {"date": "2024-10-18"}})
    assert (ids(files, as_of=day)["sources"] == ["a"]) is stays


def test_an_as_of_of_reduced_precision_counts_from_its_last_day():
    """`--as-of 2024-10` is the end of October."""
    assert ids(folder({"a": {"date": "2024-10-31"}}), as_of="2024-10")["sources"] == ["a"]


def test_index_never_falls_away_and_its_lost_citations_are_no_errors():
    """A citation or link to what fell away becomes plain text, without an error."""
    assert not {"unknown-citation", "unknown-id", "marking-above-build"} & set(codes(whole(), as_of="2024-10-31"))
    assert "index" in ids(whole(), as_of="1900")["pages"]


@pytest.mark.parametrize("gone", ["late", "new"])
def test_nothing_is_left_of_what_came_later(gone: str):
    """No field, text, place or address of the cut dossier names an item that was not there yet."""
    noted = {"id": "new", "note": "From a later article.", "evidence": [{"source": "late"}]}
    files = folder({"early": {"date": "2024-10-10"}, "late": {"date": "2024-11-05"}}, [noted])
    assert gone in repr(case(files).dossier)
    assert gone not in repr(case(files, as_of="2024-10-31").dossier)


def test_an_as_of_before_everything_builds_an_empty_dossier():
    """Nothing is left but the briefing and pages that rest on no source."""
    assert ids(whole(), as_of="1900") == {
        "sources": [], "facts": [], "judgments": [], "entities": [], "questions": [], "pages": ["index", "method"],
    }  # fmt: skip


def test_what_never_rested_on_a_source_stays():
    """Only what rests on later sources and nothing else falls away: a page without citations rests on none."""
    assert "method" in ids(whole(), as_of="2024-10-31")["pages"]


def test_a_reference_to_what_fell_away_is_gone_from_structured_fields():
    """`contradicts`, an origin and `agency` no longer name what is not there yet."""
    files = folder(
        {"early": {"date": "2024-10-10"}, "late": {"date": "2024-11-05"}},
        [
            {"id": "old", "contradicts": ["new"], "question": "q", "evidence": [{"source": "early", "origin": "late"}]},
            {"id": "new", "question": "q", "evidence": [{"source": "late"}]},
        ],
        questions=[{"id": "q"}],
    )
    found = published(files, as_of="2024-10-31")
    assert by_id(found["questions"])["q"] == {
        "id": "q", "text": "What of q?", "unit": None, "facts": ["old"], "disagreement": None, "former_ids": [],
    }  # fmt: skip
    [line] = by_id(found["facts"])["old"]["evidence"]
    assert (line["origin"], line["root"]) == ("unknown", None)
    assert by_id(published(files)["questions"])["q"]["facts"] == ["old", "new"]


def test_a_former_edition_is_what_stood_then():
    """An edition as of 18 October differs from one as of 5 November in the facts that came between."""
    then, now = ids(whole(), as_of="2024-10-18"), ids(whole(), as_of="2024-11-05")
    assert set(now["facts"]) - set(then["facts"]) == {"new"}
    assert now == ids(whole())


DAYS = [f"2024-10-{day:02}" for day in range(10, 20)]
DATES = st.sampled_from([*DAYS, "2024-10", "2024-10-11/2024-10-14", "2024-10-12/..", "2024-10-1X", "", "2024-10-15~"])
ORIGINS = st.sampled_from(["self", "unknown", "x", "y", "s0", "s1"])
WORLDS = st.builds(
    lambda dates, lines, basis: folder(
        {f"s{at}": {"date": date, "summary": f"See [@f{at}] and [[e{at}]]."} for at, date in enumerate(dates)},
        [
            {"id": f"f{at}", "about": [f"e{at}"], "evidence": [{"source": s, "origin": o} for s, o in each]}
            for at, each in enumerate(lines)
        ],
        judgments=[{"id": f"j{at}", "basis": list(each)} for at, each in enumerate(basis)],
        entities=[{"id": "x", "part_of": "y"}, {"id": "y"}, *({"id": f"e{at}", "may_be": "x"} for at in range(3))],
        pages={"p": "See [[f0]].", "r": "See [@s1]."},
    ),
    st.lists(DATES, min_size=3, max_size=3),
    st.lists(
        st.lists(st.tuples(st.sampled_from(["s0", "s1", "s2"]), ORIGINS), max_size=3), min_size=3, max_size=3
    ),
    st.lists(st.lists(st.sampled_from(["f0", "f1", "f2"]), max_size=2, unique=True), max_size=2),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(WORLDS, st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_as_of_is_monotone(files: dict[str, str], one: str, other: str):
    """A later date never loses a source, fact, judgment, entity or page, and the whole build has them all."""
    before, after, all_ = (ids(files, as_of=day) for day in (min(one, other), max(one, other), ""))
    for kind in before:
        assert set(before[kind]) <= set(after[kind]) <= set(all_[kind])
