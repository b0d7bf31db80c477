"""The starter: what `dossier init` makes builds at once and teaches."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from casework.authoring import starter
from casework.publishing import build
from casework.publishing.build import Options
from dossier import cli


def test_a_new_dossier_builds_without_a_word(tmp_path: Path) -> None:
    """No error, no warning, no hint; every quotation stands in its archived text; a second question stays open."""
    starter.start(tmp_path / "new")
    built = build.publish(tmp_path / "new", tmp_path / "new" / "site", Options(strict=True))
    assert built.findings == ()
    assert built.report is not None
    case = built.examined.case
    assert case is not None
    assert {check.status for check in case.checks.values()} == {"verified"}
    assert {its.status for its in case.standings.values()} >= {"corroborated", "contested", "single-origin"}
    assert list(case.verdicts.values()) == ["conflict"]


def test_its_receipts_are_those_of_its_texts(tmp_path: Path) -> None:
    """The shipped archive.lock is what `dossier verify` writes."""
    starter.start(tmp_path)
    before = (tmp_path / "content/archive.lock").read_bytes()
    assert CliRunner().invoke(cli, ["verify", "-C", str(tmp_path)]).exit_code == 0
    assert (tmp_path / "content/archive.lock").read_bytes() == before


def test_an_editor_finds_the_schemas(tmp_path: Path) -> None:
    """Each YAML file names its schema, and the schema is there."""
    starter.start(tmp_path)
    for path in [tmp_path / "config.yaml", *(tmp_path / "content").glob("*.yaml")]:
        first = path.read_text("utf-8").partition("\n")[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (path.parent / first.partition("=")[2]).is_file()


def test_what_is_made_or_private_is_not_committed(tmp_path: Path) -> None:
    """The output, the program's own folder and the private texts are ignored by git."""
    starter.start(tmp_path)
    assert {"site/", ".dossier/", "archive/"} <= set((tmp_path / ".gitignore").read_text().splitlines())


@pytest.mark.parametrize("held", ["a.txt", ".hidden"])
def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path, held: str) -> None:
    """Exit status 2, and nothing more in the folder than before."""
    (tmp_path / held).write_text("mine")
    result = CliRunner().invoke(cli, ["init", str(tmp_path)])
    assert result.exit_code == 2
    assert held in result.output
    assert [path.name for path in tmp_path.iterdir()] == [held]


def test_init_makes_the_folders_above(tmp_path: Path) -> None:
    """A path of several new folders is made."""
    assert CliRunner().invoke(cli, ["init", str(tmp_path / "a" / "b")]).exit_code == 0
    assert (tmp_path / "a" / "b" / "config.yaml").is_file()
