"""What a question's facts say against each other (FORMAT §7 "Disagreement", §10 "Derivation")."""

from __future__ import annotations

from typing import Any

import pytest
from build import by_id, case, codes, folder, published
from hypothesis import given
from hypothesis import strategies as st

from casework.evidence import disagreement
from casework.model import Fact

ENTITIES = (
    {"id": "x"},
    {"id": "y"},
    {"id": "z"},
    {"id": "bureau", "part_of": "x"},
    {"id": "u", "may_be": "x"},
    {"id": "v", "may_be": "x"},
)
SOURCES = {
    "early": {"date": "2024-10-01"},
    "late": {"date": "2024-10-09"},
    "gone": {"status": "retracted"},
    "undated": {"date": ""},
}


def fact(name: str, *origins: str, source: str = "early", said: str = "", **fields: Any) -> dict[str, Any]:
    """A fact that answers the question, with a supporting line for each origin."""
    lines = [{"source": source, "origin": each, **({"date": said} if said else {})} for each in origins or ("x",)]
    return {"id": name, "question": "q", "evidence": lines, **fields}


def files(*facts: dict[str, Any], **question: Any) -> dict[str, str]:
    return folder(SOURCES, facts, entities=ENTITIES, questions=[{"id": "q", "unit": "troops", **question}])


def verdict(*facts: dict[str, Any], **question: Any) -> str | None:
    """`disagreement` of the one question, as published."""
    found = by_id(published(files(*facts, **question))["questions"])["q"]
    assert found["facts"] == [each["id"] for each in facts]
    return found["disagreement"]


# --- which figures can both hold ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"best": 10_000}, {"best": 12_000}, True),
        ({"best": 10_000}, {"best": 10_000}, False),
        ({"best": 10_000, "qualifier": "about"}, {"best": 12_000}, True),  # 9,000 to 11,000
        ({"best": 10_000, "qualifier": "about"}, {"best": 11_000}, False),  # ranges that touch can both hold
        ({"best": 10_000, "qualifier": "about"}, {"best": 12_000, "qualifier": "about"}, False),
        ({"best": 10_000, "qualifier": "about"}, {"best": 9_000}, False),
        ({"best": 10_000, "qualifier": "about"}, {"best": 8_999}, True),
        ({"best": 10_000, "qualifier": "at-least"}, {"best": 12_000}, False),
        ({"best": 12_000, "qualifier": "at-least"}, {"best": 10_000}, True),
        ({"best": 10_000, "qualifier": "at-most"}, {"best": 12_000}, True),
        ({"best": 12_000, "qualifier": "at-most"}, {"best": 10_000}, False),
        ({"best": 12_000, "qualifier": "at-least"}, {"best": 10_000, "qualifier": "at-most"}, True),
        ({"best": 10_000, "qualifier": "at-least"}, {"best": 12_000, "qualifier": "at-least"}, False),
        ({"low": 9_000, "high": 11_000}, {"best": 11_000}, False),
        ({"low": 9_000, "high": 11_000}, {"best": 11_001}, True),
        ({"low": 9_000, "best": 10_000, "high": 11_000}, {"best": 9_500}, False),
        ({"low": 9_000, "high": 10_000, "qualifier": "about"}, {"best": 8_100}, False),
        ({"low": 9_000, "high": 10_000, "qualifier": "about"}, {"best": 11_001}, True),
        ({"low": 10_000}, {"best": 10_000}, False),  # `low` alone gives the other end the same figure …
        ({"low": 10_000}, {"best": 10_001}, True),
        ({"high": 10_000}, {"best": 9_999}, True),
        ({"low": 10_000, "qualifier": "at-least"}, {"best": 99_000}, False),  # … unless the qualifier opens it
        ({"high": 10_000, "qualifier": "at-most"}, {"best": 1}, False),
        ({"best": 0}, {"best": 1}, True),  # nought is a figure
        ({"best": -10, "qualifier": "about"}, {"best": -11}, False),
        ({"best": 10_000}, {}, False),  # no figure, nothing to compare
        ({}, {}, False),
    ],
)
def test_figures_that_cannot_all_hold(one: dict[str, Any], other: dict[str, Any], apart: bool):
    """Ranges low–high, widened for `about` by 10 % and opened for `at-least`/`at-most`, that do not overlap."""
    assert (verdict(fact("f", "x", **one), fact("g", "y", **other)) == "conflict") is apart
    assert (verdict(fact("g", "y", **other), fact("f", "x", **one)) == "conflict") is apart


def test_different_units_are_not_compared_and_the_questions_unit_is_the_default():
    """Different units are not compared; a fact's unit is the question's unless it has its own."""
    assert verdict(fact("f", "x", best=1), fact("g", "y", best=2, unit="brigades")) is None
    assert verdict(fact("f", "x", best=1), fact("g", "y", best=2, unit="troops")) == "conflict"


def test_a_different_scope_does_not_hide_a_disagreement():
    """The table shows each figure's scope; figures with different scopes are compared all the same."""
    one = fact("f", "x", best=1, scope="by the end of the year")
    assert verdict(one, fact("g", "y", best=2, scope="so far")) == "conflict"


def test_retracted_facts_take_no_part():
    """Neither a fact marked retracted nor one whose support is all retracted disagrees with anything."""
    one = fact("f", "x", best=1)
    assert verdict(one, fact("g", "y", best=2, retracted=True)) is None
    assert verdict(one, fact("g", "y", best=2, source="gone")) is None
    assert verdict(one, fact("g", "y", contradicts=["f"], retracted=True)) is None


@pytest.mark.parametrize("turned", [False, True])
def test_facts_linked_by_contradicts_disagree_both_ways(turned: bool):
    """A question whose facts are linked by `contradicts:` disagrees, with figures or without, whichever side says it."""
    one, other = fact("f", "x"), fact("g", "y")
    (other if turned else one)["contradicts"] = ["f" if turned else "g"]
    assert verdict(one, other) == "conflict"


def test_a_contradiction_outside_the_question_is_not_the_questions():
    """Only facts of the question make its disagreement."""
    outside = {**fact("g", "y", contradicts=["f"]), "question": ""}
    found = published(files(fact("f", "x"), outside))
    assert by_id(found["questions"])["q"]["disagreement"] is None


# --- revision and conflict ---------------------------------------------------------------------------------------


def test_figures_of_one_root_at_different_dates_are_a_revision():
    """Figures of the same root origin at different dates are a revision."""
    assert verdict(fact("f", "x", best=1, date="2024-10-01"), fact("g", "x", best=2, date="2024-10-09")) == "revision"
    assert (
        verdict(fact("f", "x", best=1, date="2024-10-01"), fact("g", "bureau", best=2, date="2024-10-09")) == "revision"
    )


def test_figures_of_one_root_at_one_date_are_a_conflict():
    """Same root, same date, incompatible: `conflict`."""
    assert verdict(fact("f", "x", best=1, date="2024-10-01"), fact("g", "x", best=2, date="2024-10-01")) == "conflict"


def test_figures_of_two_roots_are_a_conflict_whatever_their_dates():
    """A conflict is between origins."""
    assert verdict(fact("f", "x", best=1, date="2024-10-01"), fact("g", "y", best=2, date="2024-10-09")) == "conflict"


def test_a_question_with_both_is_a_conflict():
    """A question with a revision and a conflict is `conflict`."""
    facts = [
        fact("f", "x", best=1, date="2024-10-01"),
        fact("g", "x", best=2, date="2024-10-09"),
        fact("h", "y", best=9, date="2024-10-09"),
    ]
    assert verdict(*facts[:2]) == "revision"
    assert verdict(*facts) == "conflict"


@pytest.mark.parametrize(
    ("earlier", "later", "kind"),
    [
        (["x"], ["x", "y"], "revision"),  # y joins: x has revised all the same
        (["x", "y"], ["x"], "conflict"),  # y has not taken the earlier figure back
        (["unknown"], ["x"], "conflict"),  # nobody is behind the earlier figure, so nobody revised it
        (["unknown"], ["unknown"], "conflict"),
    ],
)
def test_a_revision_needs_everyone_behind_the_earlier_figure(earlier: list[str], later: list[str], kind: str):
    """A pair is a revision when everyone behind the earlier figure also stands behind the later one."""
    one, other = fact("f", *earlier, best=1, date="2024-10-01"), fact("g", *later, best=2, date="2024-10-09")
    assert verdict(one, other) == kind
    assert verdict(other, one) == kind


def test_an_unnamed_origin_is_in_no_conflict_with_whom_it_may_be():
    """A conflict is between independent origins: what X says after somebody who may be X is a revision."""
    assert verdict(fact("f", "u", best=1, date="2024-10-01"), fact("g", "x", best=2, date="2024-10-09")) == "revision"
    assert verdict(fact("f", "u", best=1, date="2024-10-01"), fact("g", "v", best=2, date="2024-10-09")) == "revision"
    assert verdict(fact("f", "u", best=1, date="2024-10-01"), fact("g", "y", best=2, date="2024-10-09")) == "conflict"


def test_a_contradiction_of_one_root_at_different_dates_is_a_revision_too():
    """Who contradicts itself on a later day has revised."""
    assert (
        verdict(fact("f", "x", date="2024-10-01"), fact("g", "x", date="2024-10-09", contradicts=["f"])) == "revision"
    )


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"date": "2024-10-01"}, {"date": "2024-10-02"}, "revision"),
        ({"said": "2024-10-01"}, {"said": "2024-10-02"}, "revision"),  # the evidence's date
        ({"source": "early"}, {"source": "late"}, "revision"),  # the source's date
        ({"date": "2024-10-01", "source": "early"}, {"date": "2024-10-01", "source": "late"}, "conflict"),
        ({"said": "2024-10-01", "source": "early"}, {"said": "2024-10-01", "source": "late"}, "conflict"),
        ({"source": "early"}, {"source": "early"}, "conflict"),
        ({"source": "undated"}, {"source": "undated"}, "conflict"),
        ({"source": "undated"}, {"source": "late"}, "conflict"),  # no day, so no later day
    ],
)
def test_the_date_of_a_figure(one: dict[str, Any], other: dict[str, Any], kind: str):
    """The date of a figure is its fact's `date`, else its evidence's, else its source's."""
    assert verdict(fact("f", "x", best=1, **one), fact("g", "x", best=2, **other)) == kind


def test_each_pair_says_which_it_is():
    """A pair names its two facts in the dossier's order and is a revision or a conflict, whatever the question is."""
    facts = [
        fact("f", "x", best=1, date="2024-10-01"),
        fact("g", "x", best=2, date="2024-10-09"),
        fact("h", "y", best=9, date="2024-10-09"),
    ]
    assert [(each.one, each.other, each.kind) for each in case(files(*facts)).pairs["q"]] == [
        ("f", "g", "revision"),
        ("f", "h", "conflict"),
        ("g", "h", "conflict"),
    ]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["2024-10", "2024-22"], "2024-22"),  # a summer comes before an October, whatever their letters
        (["2024-10-09", "2024-10-01"], "2024-10-01"),
        (["", "2024-10-09"], "2024-10-09"),
        ([""], ""),
        ([], ""),
    ],
)
def test_a_figure_is_as_old_as_its_first_evidence(dates: list[str], first: str):
    """Without a date of its own a figure has the earliest in time of its evidence, or none."""
    sources = {f"s{n}": {"date": date} for n, date in enumerate(dates)}
    dossier = case(folder(sources, [{"id": "f", "evidence": [{"source": each} for each in sources]}])).dossier
    assert disagreement.dated(dossier.facts["f"], dossier) == first


def test_a_fact_outside_every_question_has_its_own_unit_or_none():
    """Where no question lends a unit, none is made up."""
    alone = Fact(id="f", claim="F.")
    assert disagreement.unit(alone, None) == ""


def test_agreement_and_a_lone_answer_are_null():
    """`disagreement` is null when all can hold, when there is one answer, and when there is none."""
    assert verdict(fact("f", "x", best=1), fact("g", "y", best=1)) is None
    assert verdict(fact("f", "x", best=1)) is None
    assert verdict() is None


def test_a_disagreement_is_never_averaged_nor_settled_by_counting():
    """Ten articles on one side change nothing: the question stays in conflict, each figure stays as it was given."""
    many = fact("f", *["x"] * 10, best=1)
    assert verdict(many, fact("g", "y", best=3)) == "conflict"
    found = by_id(published(files(many, fact("g", "y", best=3)))["facts"])
    assert (found["f"]["best"], found["g"]["best"]) == (1, 3)


def test_a_fact_may_contradict_neither_itself_nor_a_stranger():
    """`contradicts` names facts; an id that does not exist is an error."""
    assert "unknown-id" in codes(files(fact("f", "x", contradicts=["nobody"])))


# --- the published figures ---------------------------------------------------------------------------------------


def test_the_figures_and_the_unit_are_published_as_written():
    """low, best, high as the author wrote them (null when absent); the unit is the question's when the fact has none."""
    found = by_id(published(files(fact("f", "x", low=1, best=2.5, qualifier="about"), fact("g", "y")))["facts"])
    assert [found["f"][key] for key in ("low", "best", "high", "unit", "question")] == [1, 2.5, None, "troops", "q"]
    assert [found["g"][key] for key in ("low", "best", "high", "question")] == [None, None, None, "q"]


NUMBERS = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6)
FIGURES = st.builds(
    lambda ends, qualifier: Fact(id="f", claim="c", low=min(ends), high=max(ends), qualifier=qualifier),
    st.tuples(NUMBERS, NUMBERS),
    st.sampled_from(["exactly", "about", "at-least", "at-most"]),
)


@given(FIGURES)
def test_what_a_figure_says_holds_within_its_own_range(figure: Fact):
    """A qualifier widens a range and never narrows it, whatever the sign."""
    found = disagreement.bounds(figure)
    assert found is not None
    assert figure.low is not None
    assert figure.high is not None
    assert found[0] <= figure.low <= figure.high <= found[1]
