"""A mistyped word of the command line: what was probably meant is named, and nothing of the word is run or hidden."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from dossier import cli


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        (["biuld"], "Did you mean 'build'?"),
        (["chek"], "'check'"),
        (["export", "jsn"], "Did you mean `json`?"),
        (["export", "bibtx"], "Did you mean `bibtex`?"),
        (["export", "JSON"], "Did you mean `json`?"),
        (["check", "--format", "sarf"], "Did you mean `sarif`?"),
        (["check", "--tlp", "ambr"], "Did you mean `AMBER`?"),
        (["diff", "--format", "markdwon", __file__], "Did you mean `markdown`?"),
        (["new", "fcat"], "Did you mean `fact`?"),
        (["schema", "facs"], "Did you mean `facts`?"),
        (["rule", "unknown-idd"], "did you mean `unknown-id`?"),
        (["build", "--strickt"], "--strict"),
    ],
)
def test_the_nearest_word_is_named(given: list[str], hint: str) -> None:
    """For commands, formats, kinds, markings, codes and options alike; wrong usage is status 2."""
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 2
    assert hint in result.stderr


@pytest.mark.parametrize("word", ["$(reboot)", "a; rm -rf b", "`id`", "x\x1b[31my", "a\nb", "'\"", "\u202ejson", "zzz"])
@pytest.mark.parametrize("before", [[], ["export"], ["check", "--format"]])
def test_an_odd_word_is_shown_as_text(before: list[str], word: str) -> None:
    """No escape sequence and no line of its own reaches the terminal, and far words have no hint."""
    result = CliRunner().invoke(cli, [*before, word])
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr
    assert "Traceback" not in result.stderr
    [error] = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert ("`json`" in error) == (bool(before) and word.endswith("json"))


def test_every_choice_names_the_nearest_word() -> None:
    """No choice of ours is click's bare one."""
    kinds = {type(param.type).__name__ for command in cli.commands.values() for param in command.params}
    assert "Choice" not in kinds
