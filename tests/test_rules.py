"""Every code has a text whose example calls it forth and whose mend stills it; the reference page holds the same texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from ondisk import laid

from casework.publishing import build
from casework.publishing.build import Options
from casework.reporting import manual
from casework.rules import RULES
from dossier import cli

BLOCK = re.compile(r"^```\w+ ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WITHOUT_EXAMPLE = {"not-utf8": b"---\ntitle: Caf\xe9\n---\n", "file-too-large": b" " * (10 * 2**20 + 1)}
ONLY_WHEN_BUILT = {"template-error", "marking-leak"}


def files(text: str) -> dict[str, str]:
    return dict(BLOCK.findall(text))


def codes(root: Path, given: Mapping[str, str]) -> set[str]:
    """What is said of the base with the files given, when it is built."""
    laid(root, {**manual.BASE, **given})
    return {each.code for each in build.publish(root, root / "site", Options()).findings}


@pytest.mark.parametrize("code", sorted(set(RULES) - set(WITHOUT_EXAMPLE)))
def test_the_example_is_found_and_its_mend_is_not(tmp_path: Path, code: str) -> None:
    """The example gives this code and no other; mended, nothing is left to say."""
    before, mark, after = manual.text(code).partition(manual.MEND)
    assert mark
    example, mended = files(before), files(after)
    assert example
    assert mended
    assert codes(tmp_path / "example", example) == {code}
    assert codes(tmp_path / "mended", {**example, **mended}) == set()


@pytest.mark.parametrize("code", sorted(WITHOUT_EXAMPLE))
def test_where_no_example_can_stand_the_text_says_why(tmp_path: Path, code: str) -> None:
    """Bytes that no text can show, and a file of 10 MiB: found all the same."""
    assert "No example stands here, since" in manual.text(code)
    (tmp_path / "content/pages").mkdir(parents=True)
    (tmp_path / "content/pages/method.md").write_bytes(WITHOUT_EXAMPLE[code])
    assert codes(tmp_path, {}) == {code}


@pytest.mark.parametrize("code", sorted(set(RULES) - set(WITHOUT_EXAMPLE) - ONLY_WHEN_BUILT))
def test_check_says_it_without_building(tmp_path: Path, code: str) -> None:
    """All but the two codes that only a build can find are found by `dossier check`."""
    codes(tmp_path, files(manual.text(code).partition(manual.MEND)[0]))
    assert {each.code for each in build.examine(tmp_path, Options()).findings} == {code}


def test_the_base_itself_is_without_findings(tmp_path: Path) -> None:
    """What the examples leave out calls nothing forth."""
    assert codes(tmp_path, {}) == set()


def test_each_code_has_one_text_and_each_text_a_code() -> None:
    """No code without explanation, no explanation of what there no longer is."""
    assert {path.stem for path in manual.TEXTS.glob("*.md")} == set(RULES)


def test_one_sentence_stands_on_a_line() -> None:
    """Prose lines end where a sentence ends, so that a change shows as its own line in a review."""
    for code in RULES:
        prose = re.sub(r"(?ms)^```.*?^```$", "", manual.text(code))
        assert [line for line in prose.splitlines() if line and not line.endswith((".", ":", ")"))] == []


def test_the_reference_page_is_current() -> None:
    """`docs/rules.md` is what `make docs` makes."""
    page = Path(__file__).parent.parent / "docs/rules.md"
    assert page.read_text("utf-8") == manual.document(), "run `make docs`"


def test_the_command_explains_a_code() -> None:
    """`dossier rule CODE` prints its text, anywhere; without a code all are listed; a near miss is answered."""
    run = CliRunner().invoke
    assert manual.text("bad-date") in run(cli, ["rule", "bad-date"]).stdout
    assert run(cli, ["rule"]).stdout.count("\n") == len(RULES)
    missed = run(cli, ["rule", "bad-dat"])
    assert missed.exit_code == 2
    assert "did you mean `bad-date`?" in missed.output
