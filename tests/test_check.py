"""Rules that look at more than a golden case shows well."""

from __future__ import annotations

from typing import Any

import pytest
from build import codes, folder

from casework.evidence import check


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("", False),
        ("a/b.txt", False),
        ("./a", False),
        ("a/..", False),
        ("a/../b", False),
        ("a/b/../../c", False),
        ("..", True),
        ("a/../..", True),
        ("a/../../a/b", True),  # out and in again
        ("a\\..\\..\\b", True),  # as one types it elsewhere
        ("/etc/passwd", True),
        ("C:/a", True),
        ("C:\\a", True),
        ("a:b", False),
    ],
)
def test_a_path_that_leads_outside_is_known_as_it_is_written(path: str, leads: bool) -> None:
    """Absolute, of a drive, or higher than where it began at any step."""
    assert check.leads_outside(path) is leads


@pytest.mark.parametrize(
    ("one", "other", "is_double"),
    [
        (["x"], ["x"], True),
        (["x", "y"], ["y", "x", "x"], True),
        (["x"], ["y"], False),
        (["x"], [], False),
        (["x"], [{"id": "x", "role": "victim"}], False),
    ],
)
def test_the_same_words_of_others_are_another_claim(one: list[Any], other: list[Any], is_double: bool) -> None:
    """Two facts are one only where they say the same of the same entities, in the same roles."""
    facts = [
        {"id": name, "claim": claim, "about": about, "evidence": [{"source": "s"}]}
        for name, claim, about in (("f", "It fell.", one), ("g", "It  FELL", other))
    ]
    found = codes(folder({"s": {}}, facts, entities=[{"id": "x"}, {"id": "y"}]))
    assert ("duplicate-fact" in found) is is_double
