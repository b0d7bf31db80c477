"""What is packed and installed: a wheel in a fresh environment, the sources without pictures, the action, the hook."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from docsteps import ROOT, Reader

TUTORIAL = ROOT / "docs/tutorial.md"


def done(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """What a command prints; it has to succeed."""
    run = subprocess.run(command, check=False, cwd=cwd, capture_output=True, text=True, timeout=300, env=env)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the packed sources."""
    folder = tmp_path_factory.mktemp("dist")
    done(sys.executable, "-m", "hatchling", "build", "-d", folder)
    return folder


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a fresh environment that has the wheel and what it needs, and nothing else."""
    venv = tmp_path_factory.mktemp("fresh") / "venv"
    done(sys.executable, "-m", "venv", "--without-pip", venv)
    [wheel] = dist.glob("*.whl")
    uv = Path(sys.executable).parent / "uv"  # ten times quicker, where it is there
    if uv.exists():
        done(uv, "pip", "install", "-q", "-p", venv / "bin/python", wheel)
    else:
        pip = (sys.executable, "-m", "pip", "--python", venv / "bin/python", "--disable-pip-version-check")
        done(*pip, "install", "-q", "--no-compile", wheel)  # what is never run needs no compiling
    return venv / "bin"


@pytest.mark.slow
def test_the_wheel_holds_the_program_and_its_theme(dist: Path) -> None:
    """Templates, assets, starter, rule texts, catalogues and manual pages; no test, no demo."""
    [wheel] = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".data" not in name and ".dist-info" not in name} == {
        "casework",
        "dossier.py",
    }
    for folder in ("templates", "assets"):
        held = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert {f"casework/shipped/{each}" for each in held} <= set(names)
    inside = {path.relative_to(ROOT).as_posix() for path in (ROOT / "casework").rglob("*") if path.is_file()}
    assert {each for each in inside if "__pycache__" not in each} <= set(names)
    pages = {path.name for path in (ROOT / "docs/man").iterdir()}
    assert pages == {name.rsplit("/", 1)[1] for name in names if "/share/man/man1/" in name}


@pytest.mark.slow
def test_the_packed_sources_hold_no_pictures(dist: Path) -> None:
    """All that is needed to build and test, in a few megabytes: the docs' pictures stay out."""
    [sources] = dist.glob("*.tar.gz")
    with tarfile.open(sources) as packed:
        names = [name.partition("/")[2] for name in packed.getnames()]
    assert {"dossier.py", "Makefile", "tests/conftest.py", "docs/tutorial.md", "content/index.md"} <= set(names)
    assert not [name for name in names if name.startswith(("docs/screenshots", "site/", ".venv"))]
    assert not [name for name in names if "node_modules" in name]
    assert sources.stat().st_size < 4 << 20


@pytest.mark.slow
def test_installed_alone_it_does_the_tutorial(installed: Path, tmp_path: Path) -> None:
    """In an environment with the wheel and its dependencies only, every command of the tutorial does what it says."""
    reader = Reader(tmp_path, bins=installed)
    assert reader.follow(TUTORIAL) == TUTORIAL.read_text("utf-8")
    where = done(installed / "python", "-c", "import casework; print(casework.__file__)", cwd=tmp_path).strip()
    assert Path(where).is_relative_to(installed.parent)
    assert (installed.parent / "share/man/man1/dossier.1").is_file()


@pytest.mark.slow
def test_what_an_extra_brings_is_asked_for_by_name(installed: Path, tmp_path: Path) -> None:
    """Without the extra libraries a command that needs one says which extra to install."""
    done(installed / "dossier", "init", tmp_path / "d")
    (tmp_path / "x.bib").write_text("@misc{a, title = {T}}\n", "utf-8")
    given = [installed / "dossier", "import", "-C", tmp_path / "d", tmp_path / "x.bib"]
    run = subprocess.run(given, check=False, capture_output=True, text=True, timeout=60)
    assert run.returncode == 2
    assert "install dossier-press[import]" in run.stderr


# --- the action and the hook -------------------------------------------------------------------------------------


def steps() -> list[dict[str, object]]:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert action["runs"]["using"] == "composite"
    found: list[dict[str, object]] = action["runs"]["steps"]
    return found


def test_the_action_lets_no_input_become_a_command() -> None:
    """Inputs go through the environment: no script has `${{` in it, where text would be pasted into the shell."""
    assert [each["name"] for each in steps() if "${{" in str(each["run"])] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "strict", "status", "said"),
    [
        ("Said [@a].", "false", 0, ""),
        ("Said.", "false", 0, "::warning file=sub dir/content/sources/a.md"),
        ("Said.", "true", 1, "::warning file="),
        ("Said [@b].", "false", 1, "::error file=sub dir/content/index.md,line=1"),
    ],
)
def test_the_action_checks(installed: Path, tmp_path: Path, text: str, strict: str, status: int, said: str) -> None:
    """Its second step, run as the host runs it, names files from the repository's root; a folder with a blank is fine."""
    folder = tmp_path / "sub dir"
    (folder / "content/sources").mkdir(parents=True)
    (folder / "config.yaml").write_text("title: T\n")
    (folder / "content/index.md").write_text(f"{text}\n")
    (folder / "content/sources/a.md").write_text("---\ntitle: A\n---\n")
    (tmp_path / "temp").mkdir()
    (tmp_path / "temp/dossier").symlink_to(installed.parent)
    given = {"DIRECTORY": "sub dir", "STRICT": strict, "MARKING": "", "RUNNER_TEMP": str(tmp_path / "temp")}
    run = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", str(steps()[1]["run"])],
        check=False,
        cwd=tmp_path,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (status, "")
    assert said in run.stdout


def test_the_hook_runs_for_the_files_of_a_dossier() -> None:
    """It names a command that exists, and the files by which it is called."""
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["entry"] == "dossier check"
    assert not hook["pass_filenames"]
    called = ("config.yaml", "content/facts.yaml", "sub/content/sources/a.md")
    assert all(re.search(hook["files"], path) for path in called)
    assert not any(re.search(hook["files"], path) for path in ("README.md", "site/index.html"))
