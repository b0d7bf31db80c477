"""`build --zip`: what is in the zip, that it is the same every time, and that nothing of others is touched."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from build import folder
from click.testing import CliRunner
from ondisk import laid

from casework.publishing import bundle
from dossier import cli


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small dossier on disk."""
    return laid(tmp_path / "d", folder({"a": {}}, index="Said [@a]."))


def build(root: Path, *given: str) -> Any:
    return CliRunner().invoke(cli, ["build", "-C", str(root), *given])


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_zip_holds_the_site_and_nothing_else(root: Path) -> None:
    """Every file that we wrote, below one folder; not our own notes on it, and no stranger's file in it."""
    build(root)
    (root / "site/mine.txt").write_text("private")
    done = build(root, "--zip")
    assert done.exit_code == 0, done.output
    assert f"packed {root / 'site.zip'}" in done.output
    written = {path for path in (root / "site").rglob("*") if path.is_file() and ".dossier" not in path.parts}
    found = contents(root / "site.zip")
    assert found == {
        f"site/{path.relative_to(root / 'site').as_posix()}": path.read_bytes()
        for path in written
        if path.name != "mine.txt"
    }
    assert "site/index.html" in found


def test_the_same_site_gives_the_same_bytes(root: Path) -> None:
    """Whatever the clock says and however old the files are; a name of one's own changes the folder only."""
    build(root, "--zip")
    first = (root / "site.zip").read_bytes()
    for path in (root / "site").rglob("*"):
        os.utime(path, (1, 1))
    build(root, "--clean", "--zip")
    assert (root / "site.zip").read_bytes() == first
    named = root / "Monday.zip"
    build(root, "--zip", str(named))
    assert set(contents(named)) == {f"Monday/{name.removeprefix('site/')}" for name in contents(root / "site.zip")}


def test_the_zip_follows_the_output(root: Path, tmp_path: Path) -> None:
    """`--zip` packs beside `--out`, under that folder's name."""
    build(root, "--out", str(tmp_path / "public"), "--zip")
    assert "public/index.html" in contents(tmp_path / "public.zip")


@pytest.mark.parametrize("data", [b"mine", b""])
def test_another_file_is_not_overwritten(root: Path, data: bytes) -> None:
    """Wrong usage, before anything is built."""
    (root / "site.zip").write_bytes(data)
    done = build(root, "--zip")
    assert done.exit_code == 2
    assert "did not write" in done.stderr
    assert (root / "site.zip").read_bytes() == data
    assert not (root / "site").exists()


def test_another_zip_and_a_link_are_not_overwritten(root: Path) -> None:
    """A zip without our mark is somebody's; so is a link that leads elsewhere."""
    with zipfile.ZipFile(root / "a.zip", "w") as packed:
        packed.writestr("x", "y")
    (root / "b.zip").symlink_to(root / "nowhere.zip")
    assert [build(root, "--zip", str(root / name)).exit_code for name in ("a.zip", "b.zip")] == [2, 2]
    assert contents(root / "a.zip") == {"x": b"y"}


def test_a_build_that_fails_leaves_the_last_zip(root: Path) -> None:
    """Errors in the content write nothing, as with the site."""
    build(root, "--zip")
    before = (root / "site.zip").read_bytes()
    (root / "content/index.md").write_text("[@nobody]", "utf-8")
    assert build(root, "--zip").exit_code == 1
    assert (root / "site.zip").read_bytes() == before


def test_a_full_disk_leaves_the_last_zip(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a zip never stands at its place, and none is left beside it."""
    build(root, "--zip")
    before = (root / "site.zip").read_bytes()

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(bundle, "_add", full)
    assert build(root, "--zip").exit_code == 3
    assert (root / "site.zip").read_bytes() == before
    assert not [path.name for path in root.iterdir() if path.name.endswith(".new")]


def test_a_file_that_was_changed_by_hand_is_not_packed(root: Path) -> None:
    """The zip is what the build made; an edited page is said."""
    build(root)
    page = root / "site/about.html"
    page.write_bytes(page.read_bytes().replace(b"a", b"e", 1))
    done = build(root, "--zip")
    assert done.exit_code == 2
    assert "about.html was changed" in done.stderr
    assert build(root, "--zip", "--clean").exit_code == 0
