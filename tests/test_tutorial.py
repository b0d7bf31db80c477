"""The tutorial and the how-to pages: every command and file that they show is run, and prints what they show."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from docsteps import ROOT, Reader

TUTORIAL = ROOT / "docs/tutorial.md"
GUIDES = [*sorted((ROOT / "docs/howto").glob("*.md")), ROOT / "docs/theming.md"]


def said_so(page: Path, made: str, reader: Reader, *, accept: bool) -> None:
    """A page that was followed is as it was `made` by that; `accept` takes the outputs of now."""
    if accept:
        page.write_text(made, "utf-8")
    assert made == page.read_text("utf-8")
    for command, output, status in reader.said:
        assert "Traceback" not in output, command
        assert status == 0 or re.search(r"error|not read:", output), f"{command}: {status}: {output}"


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reader, str]:
    """Somebody who has followed the tutorial, and the page as it would be with the outputs of now."""
    reader = Reader(tmp_path_factory.mktemp("tutorial"))
    return reader, reader.follow(TUTORIAL)


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tutorial: tuple[Reader, str], accept: bool) -> None:
    """From an empty folder, by its own words only, to a published site and a second edition."""
    reader, made = tutorial
    said_so(TUTORIAL, made, reader, accept=accept)
    assert "What two papers say" in (reader.folder / "site/index.html").read_text("utf-8")
    assert (reader.folder / "site.zip").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_a_guide_does_what_it_says(tmp_path: Path, tutorial: tuple[Reader, str], page: Path, accept: bool) -> None:
    """Each how-to page begins where the tutorial ends."""
    shutil.copytree(tutorial[0].folder, tmp_path / "vell")
    reader = Reader(tmp_path / "vell")
    said_so(page, reader.follow(page), reader, accept=accept)


def test_the_theming_page_names_every_block() -> None:
    """The blocks that a theme may override are those of the frame, no more and no fewer."""
    blocks = set(re.findall(r"{%-? block (\w+)", (ROOT / "templates/base.html").read_text("utf-8")))
    table = (ROOT / "docs/theming.md").read_text("utf-8").partition("## The blocks of")[2]
    rows = "\n".join(line for line in table.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`(\w+)`", rows)) == blocks
