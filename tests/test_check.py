"""Rules that look at more than a golden case shows well."""

from __future__ import annotations

import pytest

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
