"""On CI nothing is left out: a test that is skipped there has failed, unless the system itself forbids what it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import NO_RIGHT, all_held

SKIPPED = ("tests/test_x.py", 1, "Skipped: no Chromium here")


def reported(outcome: Any, longrepr: Any = None, **more: str) -> pytest.TestReport:
    """What pytest says of a test."""
    return pytest.TestReport("test_x", ("tests/test_x.py", 1, "test_x"), {}, outcome, longrepr, "call", **more)


@pytest.mark.parametrize("more", [{}, {"wasxfail": "some day"}])
def test_what_is_skipped_fails_where_ci_is_set(monkeypatch: pytest.MonkeyPatch, more: dict[str, str]) -> None:
    """A skip and an expected failure fail with their reason; elsewhere they are what they are; a pass is a pass."""
    monkeypatch.delenv("CI", raising=False)
    assert all_held(reported("skipped", SKIPPED, **more)).outcome == "skipped"
    monkeypatch.setenv("CI", "true")
    report = all_held(reported("skipped", SKIPPED, **more))
    assert (report.outcome, hasattr(report, "wasxfail")) == ("failed", False)
    assert str(report.longrepr).endswith("no Chromium here")
    assert all_held(reported("passed")).outcome == "passed"


def test_a_file_that_is_skipped_fails_where_ci_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole file that does without a library that is missing is left out no more than a test."""
    monkeypatch.setenv("CI", "true")
    assert all_held(pytest.CollectReport("tests/test_x.py", "skipped", SKIPPED, [])).outcome == "failed"


def test_what_the_system_forbids_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody may mount a disk, what a full disk does cannot be tried, and no set-up changes that."""
    monkeypatch.setenv("CI", "true")
    skipped = ("tests/test_x.py", 1, f"Skipped: {NO_RIGHT} mount a file system")
    assert all_held(reported("skipped", skipped)).outcome == "skipped"


def test_ci_says_that_it_is_ci() -> None:
    """`.ci/run` sets `CI` before it runs anything, so that it holds on a machine that does not set it by itself."""
    script = (Path(__file__).parent.parent / ".ci/run").read_text("utf-8")
    assert 0 < script.index("\nexport CI=true\n") < script.index("\nmake test\n")
