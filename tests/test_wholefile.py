"""A file of the author's folder is put down whole, at its own place, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework import wholefile


def test_a_link_gives_way_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    """A dossier from somebody else must not have us write to where its links lead."""
    outside, link = tmp_path / "outside.txt", tmp_path / "dossier/content/archive.lock"
    outside.write_text("mine")
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    wholefile.write(link, b"ours")
    assert (link.is_symlink(), link.read_bytes(), outside.read_text()) == (False, b"ours", "mine")


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    """What only its owner may read stays so."""
    path = tmp_path / "facts.yaml"
    path.write_text("old")
    path.chmod(0o600)
    wholefile.write(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o600)


def test_what_cannot_be_put_down_leaves_nothing_behind(tmp_path: Path) -> None:
    """Where the place is taken, it stays as it was, and nothing lies beside it."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="directory"):
        wholefile.write(tmp_path / "taken", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]
