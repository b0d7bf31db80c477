"""What the rules say of key judgments and of credibility (ICD 203; FORMAT §9, issue of the evidence engine)."""

from __future__ import annotations

from typing import Any

import pytest
from build import codes, folder

PEOPLE = ({"id": "x"}, {"id": "y"})


def fact(name: str, *origins: str, **line: Any) -> dict[str, Any]:
    return {"id": name, "evidence": [{"source": "a", "origin": each, **line} for each in origins]}


ONE, TWO, OTHER, NONE = fact("one", "x"), fact("two", "x", "y"), fact("other", "y"), fact("none", "unknown")


def judged(*basis: str, **fields: Any) -> list[str]:
    """What is said of a judgment with this basis."""
    judgments = [{"id": "j", "basis": list(basis), **fields}]
    return codes(folder({"a": {}}, [ONE, TWO, OTHER, NONE], entities=PEOPLE, judgments=judgments))


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        (["one"], True),
        (["one", "none"], True),
        (["two"], False),
        (["one", "other"], False),
        (["one", "two"], False),
        ([], False),
    ],
)
def test_a_judgment_that_rests_on_one_origin_is_said(basis: list[str], said: bool):
    """`single-origin-judgment`: all that the judgment rests on comes from one root origin."""
    assert ("single-origin-judgment" in judged(*basis)) is said


@pytest.mark.parametrize(
    ("basis", "confidence", "said"),
    [
        (["one"], "high", True),
        (["one", "other"], "high", True),  # two origins, but no fact has both
        (["none"], "high", True),
        (["two"], "high", False),
        (["one", "two"], "high", False),
        (["one"], "moderate", False),
        (["one"], "low", False),
    ],
)
def test_high_confidence_needs_a_corroborated_fact(basis: list[str], confidence: str, said: bool):
    """`confidence-too-high`: a `high` rests on single-origin facts only."""
    assert ("confidence-too-high" in judged(*basis, confidence=confidence)) is said


@pytest.mark.parametrize(
    ("origins", "credibility", "said"), [(["x"], 1, 1), (["x", "y"], 1, 0), (["x"], 2, 0), (["unknown"], 1, 1)]
)
def test_credibility_1_needs_two_independent_origins(origins: list[str], credibility: int, said: int):
    """Admiralty 1 is "confirmed by other independent sources": with fewer than two roots it is an error."""
    files = folder({"a": {}}, [fact("f", *origins, credibility=credibility)], entities=PEOPLE)
    assert bool(codes(files).count("credibility-needs-independence")) is bool(said)


def test_credibility_1_is_not_earned_by_repetition():
    """Two articles with one origin are one origin."""
    lines = [{"source": each, "origin": "x", "credibility": 1} for each in "ab"]
    files = folder({"a": {}, "b": {}}, [{"id": "f", "evidence": lines}], entities=PEOPLE)
    assert codes(files).count("credibility-needs-independence") == 2


@pytest.mark.parametrize("field", ["text", "note", "change_note"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We judge with high confidence that it is very likely.", True),
        ("Troops are almost certainly there; our confidence is moderate.", True),
        ("Troops are almost certainly there. Our confidence is moderate.", False),
        ("Troops are very likely there.", False),
        ("We have low confidence in this.", False),
        ("Confidence-building measures are likely.", False),
    ],
)
def test_likelihood_and_confidence_never_stand_in_one_sentence(field: str, text: str, said: bool):
    """ICD 203: they answer different questions, so a sentence that has both is a warning."""
    assert ("likelihood-and-confidence" in judged("two", **{field: text})) is said


def test_a_page_is_held_to_the_same_rule() -> None:
    """A sentence of the briefing that joins likelihood and confidence is reported; two sentences are not."""
    joined = "We say with high confidence that it is very likely."
    apart = "It is very likely. We say so with high confidence."
    assert "likelihood-and-confidence" in codes({"content/index.md": joined})
    assert "likelihood-and-confidence" not in codes({"content/index.md": apart})
