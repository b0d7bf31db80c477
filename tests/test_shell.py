"""Completion in the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
