"""The command line: what it ends with, what it writes where, and what it leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from ondisk import GOOD, files_below, laid, run

from casework.publishing import build
from dossier import cli

BAD = {**GOOD, "content/index.md": "Text.[@b]\n"}
DOUBTFUL = {**GOOD, "content/index.md": "Text.\n"}

Lay = Callable[[dict[str, str]], Path]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Put a dossier's files into a folder, on top of what is there."""

    def put(files: dict[str, str]) -> Path:
        return laid(tmp_path / "dossier", files)

    return put


def times_of(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


# --- exit status -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize(
    ("files", "options", "status"),
    [(GOOD, [], 0), (DOUBTFUL, [], 0), (DOUBTFUL, ["--strict"], 1), (BAD, [], 1), (GOOD, ["--strict"], 0)],
)
def test_status(lay: Lay, command: str, files: dict[str, str], options: list[str], status: int) -> None:
    """0 done; 1 the content has errors, with `--strict` warnings too."""
    assert run(command, "-C", lay(files), *options).exit_code == status


@pytest.mark.parametrize("command", ["check", "build", "verify", "export"])
def test_no_config_is_wrong_usage(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a config.yaml there is no dossier: 2, in the given folder as in the current one."""
    more = ["json"] if command == "export" else []
    assert run(command, "-C", tmp_path, *more).exit_code == 2
    monkeypatch.chdir(tmp_path)
    result = run(command, *more)
    assert result.exit_code == 2
    assert "config.yaml" in result.output


@pytest.mark.parametrize("config", ["title: [", "- a list", "subtitle: no title", "title: ''", "text", "\ufeff"])
@pytest.mark.parametrize("command", ["check", "build"])
def test_broken_config_is_an_error_of_content(lay: Lay, config: str, command: str) -> None:
    """A config that cannot be used: 1, said with its place, nothing written."""
    root = lay({**GOOD, "config.yaml": config})
    result = run(command, "-C", root)
    assert result.exit_code == 1
    assert result.stderr.startswith("config.yaml:")
    assert not (root / "site").exists()


@pytest.mark.parametrize(
    "given",
    [
        ["frobnicate"],
        ["build", "--tlp", "PINK"],
        ["build", "--as-of", "yesterday"],
        ["build", "--jobs", "0"],
        ["check", "--format", "xml"],
        ["export"],
        ["export", "docx"],
        ["diff", "no-such-file.json"],
        ["build", "--frob"],
    ],
)
def test_wrong_usage(lay: Lay, given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A command line that is wrong ends with 2, and nothing is written."""
    root = lay(GOOD)
    monkeypatch.chdir(root)
    assert run(*given).exit_code == 2
    assert not (root / "site").exists()


def test_what_the_system_refuses_is_one_line_and_3(lay: Lay, tmp_path: Path) -> None:
    """A file where a folder is needed, and a place where nothing can be written."""
    root = lay(GOOD)
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file" / "site", Path("/proc/dossier-site")):
        result = run("build", "-C", root, "--out", out)
        assert result.exit_code == 3, out
        assert len(result.stderr.strip().splitlines()) == 1
        assert "Traceback" not in result.output


def test_a_file_that_cannot_be_read_is_3(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    """No permission is the system's failure, not the content's (the tests may run as a user who may read everything)."""
    root = lay(GOOD)
    locked, read = root / "content" / "sources" / "a.md", Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    result = run("check", "-C", root)
    assert result.exit_code == 3
    assert len(result.stderr.strip().splitlines()) == 1


# --- where -------------------------------------------------------------------------------------------------------


def test_folder_before_and_after_the_command(lay: Lay) -> None:
    """`-C DIR` works at both places, and so do the other common options."""
    root = lay(BAD)
    before, after = run("-C", root, "check"), run("check", "-C", root)
    assert before.output == after.output
    assert before.exit_code == after.exit_code == 1


def test_nearest_parent_with_a_config(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a dossier's folders, the dossier is the one around."""
    root = lay(GOOD)
    monkeypatch.chdir(root / "content" / "sources")
    assert run("build").exit_code == 0
    assert (root / "site" / "index.html").is_file()


def test_check_writes_nothing(lay: Lay) -> None:
    """After `check` the folder is as it was."""
    root = lay(DOUBTFUL)
    before = times_of(root)
    run("check", "-C", root)
    assert times_of(root) == before


# --- what is said ------------------------------------------------------------------------------------------------


def test_quiet_says_only_what_is_wrong(lay: Lay) -> None:
    """`-q`: no word where nothing is wrong, the errors where something is, before and after the command."""
    root = lay(DOUBTFUL)
    assert run("check", "-q", "-C", root).output == ""
    assert run("-q", "build", "-C", root).output == ""
    assert "unknown-citation" in run("check", "-q", "-C", lay(BAD)).output


def test_json_has_the_keys_of_the_format(lay: Lay) -> None:
    """A list of objects with code, severity, message, path, line, column and hint, on standard output alone."""
    result = run("check", "--format", "json", "-C", lay(BAD))
    found = json.loads(result.stdout)
    assert [set(each) for each in found] == [
        {"code", "severity", "message", "path", "line", "column", "hint"} for _ in found
    ]
    first = next(each for each in found if each["code"] == "unknown-citation")
    assert (first["severity"], first["path"], first["line"], first["column"]) == ("error", "content/index.md", 1, 7)
    assert result.exit_code == 1
    assert json.loads(run("check", "--format", "json", "-C", lay(GOOD)).stdout) == []


def test_text_is_path_line_column_severity_code_message(lay: Lay) -> None:
    """A diagnostic for people, with the source line and a caret below it, on standard error."""
    result = run("check", "-C", lay(BAD))
    assert result.stderr.startswith("content/index.md:1:7: error[unknown-citation]: ")
    assert result.stderr.splitlines()[1:3] == ["    Text.[@b]", "          ^".rjust(11)]
    assert result.stdout == ""


def test_color_only_when_asked(lay: Lay) -> None:
    """Output that goes to a file or a pipe has no escape codes."""
    assert "\x1b" not in run("check", "-C", lay(BAD)).output
    assert "\x1b" not in run("check", "--no-color", "-C", lay(BAD)).output


# --- the site ----------------------------------------------------------------------------------------------------


def test_failing_build_leaves_the_old_site_byte_for_byte(lay: Lay) -> None:
    """An error in the content touches nothing that is published."""
    root = lay(GOOD)
    run("build", "-C", root)
    before, times = files_below(root / "site"), times_of(root / "site")
    assert run("build", "-C", lay(BAD)).exit_code == 1
    assert files_below(root / "site") == before
    assert times_of(root / "site") == times


def test_second_build_writes_nothing(lay: Lay) -> None:
    """A build of an unchanged dossier touches no file of the site."""
    root = lay(GOOD)
    run("build", "-C", root)
    times = times_of(root / "site")
    assert run("build", "-C", root).exit_code == 0
    assert times_of(root / "site") == times


def test_what_vanished_from_the_dossier_vanishes_from_the_site(lay: Lay) -> None:
    """A build after deletions equals a build from nothing."""
    root = lay({**GOOD, "content/pages/p.md": "---\ntitle: P\n---\n"})
    run("build", "-C", root)
    (root / "content" / "pages" / "p.md").unlink()
    run("build", "-C", root)
    assert not (root / "site" / "pages").exists()
    run("build", "-C", root, "--out", root.parent / "fresh")
    assert files_below(root / "site") == files_below(root.parent / "fresh")


def test_out_with_foreign_files_is_refused(lay: Lay, tmp_path: Path) -> None:
    """`--out` at a folder that holds what we did not write: 2, nothing touched."""
    root, out = lay(GOOD), tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("mine")
    before = times_of(tmp_path)
    result = run("build", "-C", root, "--out", out)
    assert result.exit_code == 2
    assert "chapter.txt" in result.output
    assert times_of(tmp_path) == before


def test_out_that_is_a_file_is_refused(lay: Lay, tmp_path: Path) -> None:
    """A file is no folder: 2, nothing touched."""
    (tmp_path / "file").write_text("mine")
    assert run("build", "-C", lay(GOOD), "--out", tmp_path / "file").exit_code == 2
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("first", [True, False])
def test_foreign_files_in_site_are_left_alone(lay: Lay, first: bool) -> None:
    """What somebody put into `site/`, before the first build or after it, stays there."""
    root = lay(GOOD)
    if not first:
        run("build", "-C", root)
    (root / "site" / ".git").mkdir(parents=True)
    (root / "site" / ".git" / "HEAD").write_text("ref")
    (root / "site" / "CNAME").write_text("example.org")
    assert run("build", "-C", root).exit_code == 0
    assert (root / "site" / "CNAME").read_text() == "example.org"
    assert (root / "site" / ".git" / "HEAD").read_text() == "ref"
    assert (root / "site" / "index.html").is_file()


def test_tlp_option_replaces_the_config(lay: Lay) -> None:
    """`--tlp` wins over `tlp:`, with or without its prefix."""
    root = lay(
        {**GOOD, "config.yaml": "title: T\ntlp: CLEAR\n", "content/pages/p.md": "---\ntitle: P\ntlp: AMBER\n---\n"}
    )
    run("build", "-C", root)
    assert not (root / "site" / "pages").exists()
    assert run("build", "-C", root, "--tlp", "TLP:AMBER").exit_code == 0
    assert (root / "site" / "pages" / "p.html").is_file()


# --- other commands ----------------------------------------------------------------------------------------------


PUBLISHED = {
    "json": "data/dossier.json",
    "csv": "data/facts.csv",
    "csl": "data/sources.json",
    "bibtex": "data/sources.bib",
}


@pytest.mark.parametrize("form", PUBLISHED)
def test_what_is_published_is_exported_byte_for_byte(lay: Lay, form: str) -> None:
    """`dossier export` prints the file that the site has, and no word besides."""
    root = lay(GOOD)
    run("build", "-C", root)
    result = run("export", form, "-C", root)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == (root / "site" / PUBLISHED[form]).read_bytes()


@pytest.mark.parametrize(("form", "begins"), [("ris", "TY  - "), ("jsonld", "{"), ("stix", "{")])
def test_an_export_is_one_file_on_standard_output(lay: Lay, form: str, begins: str) -> None:
    """What the site has not is printed alone too: the file from its first sign, and no word besides."""
    result = run("export", form, "-C", lay(GOOD))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(begins)


def test_diff_ends_with_0_whether_or_not_editions_differ(lay: Lay, tmp_path: Path) -> None:
    """A difference is an answer, not a failure; a file that is no edition is wrong usage."""
    root = lay(GOOD)
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_bytes(run("export", "json", "-C", root).stdout_bytes)
    lay({"content/sources/b.md": "---\ntitle: B\n---\n"})
    new.write_bytes(run("export", "json", "-C", root).stdout_bytes)
    for form in ("text", "json", "markdown"):
        assert run("diff", old, new, "--format", form).exit_code == 0
        assert run("diff", old, old, "--format", form).exit_code == 0
    assert run("diff", old, "-C", root).exit_code == 0
    (tmp_path / "none.json").write_text("{}")
    assert run("diff", tmp_path / "none.json", new).exit_code == 2


@pytest.mark.parametrize("command", [[], *([each] for each in sorted(cli.commands))])
def test_every_command_has_help(command: list[str]) -> None:
    """`--help` says in a sentence what a command does."""
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 4


def test_verbose_says_how_long_each_stage_took(lay: Lay) -> None:
    """`-v` prints the stages of a build with their seconds, before or after the command."""
    root = lay(GOOD)
    for given in (("build", "-v", "-C", root), ("-v", "build", "-C", root)):
        result = run(*given)
        assert result.exit_code == 0
        assert [line.split(":")[0] for line in result.stdout.splitlines()[:3]] == list(build.STAGES)
    assert "read to check" not in run("build", "-C", root).stdout
