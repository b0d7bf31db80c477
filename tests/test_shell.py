"""Completion in the shells themselves, and the manual pages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dossier import cli

ROOT = Path(__file__).resolve().parent.parent
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
SCRIPTS = {
    "bash": """
        eval "$(dossier completion bash)"
        COMP_WORDS=(dossier WORDS); COMP_CWORD=AT
        _dossier_completion dossier
        printf '%s\\n' "${COMPREPLY[@]}"
    """,
    # What zsh's completion system would do with the offers is to print them.
    "zsh": """
        compdef() { : }
        compadd() { print -rl -- $completions }
        _describe() { print -rl -- $completions_with_descriptions }
        eval "$(dossier completion zsh)"
        words=(dossier WORDS); CURRENT=$((AT + 1))
        _dossier_completion
    """,
    "fish": """
        dossier completion fish | source
        complete -C "dossier WORDS"
    """,
}


def completed(shell: str, words: str) -> str:
    """What a shell offers at the end of `dossier WORDS`."""
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    script = SCRIPTS[shell].replace("dossier WORDS", f"dossier {words}").replace("AT", str(len(words.split())))
    done = subprocess.run(
        [shell, "-c", script], check=False, capture_output=True, text=True, timeout=60, env={**os.environ, "PATH": PATH}
    )
    assert "rror" not in done.stderr, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes(shell: str) -> None:
    """Commands and the values of options, with the script that `dossier completion` prints."""
    assert "export" in completed(shell, "exp")
    offered = completed(shell, "check --format s")
    assert "sarif" in offered
    assert "github" not in offered


def test_the_manual_pages_are_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`docs/man` is what `make docs` makes: a page for the program and one for each command."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import docs

    docs.write_manual_pages(tmp_path)
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert set(made) == {"dossier.1", *(f"dossier-{name}.1" for name in cli.commands)}
    held = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/man").iterdir()}
    assert held == made, "run `make docs`"


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here")
def test_the_manual_pages_are_sound() -> None:
    """The formatter has nothing to say against them."""
    pages = sorted((ROOT / "docs/man").glob("*.1"))
    done = subprocess.run(
        ["groff", "-man", "-ww", "-z", *pages], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
