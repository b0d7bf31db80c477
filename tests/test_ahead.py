"""A small edit is shown on the pages that are looked at before the rest is made; at rest, all is as a first build makes it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from edits import EDITS, FILES, SHORT, edit, first_build, publish, same
from ondisk import laid_before, site

from casework.examining.examined import Options
from casework.publishing.ahead import Ahead, Published
from casework.publishing.build import Built
from casework.publishing.keptpages import Memory
from casework.reading import read

pytestmark = pytest.mark.usefixtures("parted")
PAGES = ("index.html", "sources/a.html", "sources/c.html", "facts/f2.html", "questions/total.html", "pages/method.html")


class Preview:
    """A dossier's folder, its preview and what that keeps."""

    def __init__(self, root: Path) -> None:
        self.root, self.memory = root, Memory()
        self.ahead = Ahead(root, Options(jobs=1), self.memory)

    def first(self, changed: Iterable[str], looked_at: Iterable[str] = PAGES) -> Published | None:
        """What is published ahead."""
        return self.ahead.publish(self.root / "preview", frozenset(changed), frozenset(looked_at))

    def rest(self) -> Built:
        """What a build in full makes."""
        return publish(self.root, "preview", self.memory)


def begun(tmp_path: Path, files: Mapping[str, str] = FILES) -> Preview:
    """A preview after its first build."""
    preview = Preview(laid_before(tmp_path / "dossier", files))
    assert preview.rest().report
    return preview


@pytest.mark.parametrize("name", SHORT)
def test_what_is_looked_at_comes_first(tmp_path: Path, name: str) -> None:
    """It is as a first build makes it; all else is as it was, and due where it is to change; the next build makes it."""
    preview = begun(tmp_path)
    root = preview.root
    before = site(root / "preview")
    edit(root, name, random.Random(name))
    done = preview.first([EDITS[name][0]])
    assert done
    after, whole = site(root / "preview"), first_build(root).site
    assert whole
    assert {path: after[path] for path in PAGES} == {path: whole[path] for path in PAGES}
    assert all(after[path] == (before if path in done.due else whole)[path] for path in whole)
    built = preview.rest()
    assert built.examined.edit
    assert not built.examined.edit.marks
    same(root, built, "preview")


@pytest.mark.parametrize("name", [name for name in EDITS if name not in SHORT])
def test_what_is_more_than_words_is_for_a_build_in_full(tmp_path: Path, name: str) -> None:
    """Nothing is published ahead of it, and nothing that it goes on from is lost."""
    preview = begun(tmp_path)
    root = preview.root
    before = site(root / "preview")
    edit(root, name, random.Random(name))
    assert preview.first([EDITS[name][0]]) is None
    assert site(root / "preview") == before
    same(root, preview.rest(), "preview")


def test_edit_upon_edit_is_due_until_it_is_made(tmp_path: Path) -> None:
    """What several edits put off comes with the next build, be it on the short way or the long one."""
    preview = begun(tmp_path)
    root = preview.root
    for last in ("nothing but the time", "an entity above"):
        for name in ("another's summary", "a summary", "a note", "another's summary"):
            edit(root, name, random.Random(f"{name}{last}"))
            done = preview.first([EDITS[name][0]], ["sources/c.html"])
            assert done
            assert "data/search.js" in done.due
            assert "sources/c.html" not in done.due
        assert {"sources/a.html", "print.html"} <= done.due
        edit(root, last, random.Random(1))
        same(root, preview.rest(), "preview")


def test_what_nobody_told_of_comes_with_the_next_build(tmp_path: Path) -> None:
    """Another file that was saved, or an archived text: where the system's news of it were lost."""
    preview = begun(tmp_path)
    root = preview.root
    edit(root, "another's summary", random.Random(1))
    edit(root, "a note", random.Random(1))
    laid_before(root, {"archive/a.txt": "And they went east, later.\n"})
    assert preview.first(["content/sources/c.md"])
    same(root, preview.rest(), "preview")


def test_nothing_is_ahead_where_a_page_may_be_refused(tmp_path: Path) -> None:
    """An author's own template may be wrong on a page that nobody looks at."""
    preview = begun(tmp_path, {**FILES, "templates/x.html": ""})
    root = preview.root
    edit(root, "a summary", random.Random(1))
    assert preview.first(["content/sources/a.md"]) is None


def test_nothing_is_ahead_where_every_page_is_another(tmp_path: Path) -> None:
    """A config that was saved too, and of which nobody has told yet, is shown on all pages at once."""
    preview = begun(tmp_path)
    edit(preview.root, "a summary", random.Random(1))
    edit(preview.root, "the config", random.Random(1))
    before = site(preview.root / "preview")
    assert preview.first([EDITS["a summary"][0]]) is None
    assert site(preview.root / "preview") == before
    same(preview.root, preview.rest(), "preview")


def test_nothing_is_ahead_of_a_first_build(tmp_path: Path) -> None:
    """There is nothing that it could go on from; nor is there where somebody touched the preview."""
    preview = Preview(laid_before(tmp_path / "dossier", FILES))
    root = preview.root
    assert preview.first(["content/sources/a.md"]) is None
    assert preview.rest().report
    (root / "preview" / "about.html").unlink()
    edit(root, "a summary", random.Random(1))
    assert preview.first(["content/sources/a.md"]) is None
    same(root, preview.rest(), "preview")


OTHERS: dict[str, tuple[str, Callable[[Path], object], bool]] = {
    "a backup": ("content/sources/a.md~", lambda path: path.write_text("x"), True),
    "what an editor wrote and took away": ("content/sources/4913", lambda _: None, True),
    "a hidden file": ("content/sources/.a.md.new", lambda path: path.write_text("x"), True),
    "a new source": ("content/sources/new.md", lambda path: path.write_text("---\ntitle: N\n---\n"), False),
    "a folder": ("content/more", lambda path: path.mkdir(), False),
    "a folder that is no more": ("content/pages", shutil.rmtree, False),
    "a source that is no more": ("content/sources/b.md", Path.unlink, False),
    "a link": ("content/sources/b.md", lambda path: (path.unlink(), path.symlink_to(path.parent / "a.md")), False),
    "receipts": (read.LOCK, lambda path: path.write_text(""), False),
    "an asset": ("assets/x.svg", lambda path: laid_before(path.parent, {"x.svg": "<svg/>"}), False),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_else_is_told_of(tmp_path: Path, name: str) -> None:
    """What is not read does not matter; whatever comes or goes does."""
    preview = begun(tmp_path)
    root = preview.root
    path, change, is_nothing = OTHERS[name]
    change(root / path)
    edit(root, "another's summary", random.Random(1))
    done = preview.first(["content/sources/c.md", path])
    assert (done is not None) is is_nothing
    same(root, preview.rest(), "preview")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_many_edits_ahead_come_out_as_from_nothing(tmp_path: Path, seed: int) -> None:
    """One after another, whatever is looked at and however many builds lie between."""
    preview = begun(tmp_path)
    root = preview.root
    chance = random.Random(seed)
    for number in range(30):
        if chance.random() < 0.3:
            preview.ahead.prepare()
        names = chance.sample(SHORT if number % 5 else list(EDITS), chance.randrange(3))
        for name in names:
            edit(root, name, chance)
        if chance.random() < 0.7 and preview.first([EDITS[name][0] for name in names], chance.sample(PAGES, 2)):
            continue
        built = preview.rest()
        same(root, built, "preview")
        if built.report is None:  # mended, so that what follows is not all refused
            laid_before(root, FILES)
    same(root, preview.rest(), "preview")
