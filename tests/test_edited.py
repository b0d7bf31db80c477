"""An edit of which is known what follows is taken the short way: nothing else is read, and what comes of it is the same."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from edits import EDITS, FACTS, FILES, SHORT, TURNS, edit, publish, same
from ondisk import laid_before, site

from casework.examining import examine
from casework.examining.examined import Options
from casework.kept import base, cache, ledger, seen, shelf
from casework.pages import desk, overviews
from casework.publishing import build, keptpages
from casework.publishing.keptpages import Memory

pytestmark = pytest.mark.usefixtures("parted")


@pytest.mark.parametrize("name", EDITS)
def test_each_edit_comes_out_as_from_nothing(tmp_path: Path, name: str) -> None:
    """On the short way or the long one: the site byte for byte, and the findings with their lines."""
    root, chance = laid_before(tmp_path / "dossier", FILES), random.Random(name)
    assert publish(root).report
    edit(root, name, chance)
    built = publish(root)
    assert (built.examined.edit is not None) is EDITS[name][2]
    same(root, built)
    same(root, publish(root))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_many_edits_come_out_as_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """One after another, on the disk and in a preview's memory, whichever way is taken for each."""
    monkeypatch.setattr(ledger, "FEW", ledger.FEW if seed % 2 else 0)
    monkeypatch.setattr(ledger, "SLACK", ledger.SLACK if seed % 3 else 1)
    monkeypatch.setattr(seen, "MANY", seen.MANY if seed % 2 else 0)
    monkeypatch.setattr(keptpages, "SHARE", keptpages.SHARE if seed % 3 else 0)
    root, chance, memory = laid_before(tmp_path / "dossier", FILES), random.Random(seed), Memory()
    for number in range(12):
        names = SHORT if number % 3 else list(EDITS)
        for name in chance.sample(names, chance.randrange(3)):
            edit(root, name, chance)
        same(root, publish(root))
        same(root, publish(root, "preview", memory), "preview")
        if publish(root).report is None:  # mended, so that what follows is not all refused
            laid_before(root, FILES)


def test_an_event_more_is_drawn_where_too_many_dates_are_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many there are is known without going through all facts, and follows a fact that becomes one, or no longer."""
    monkeypatch.setattr(overviews, "LEGIBLE", 1)
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    for change in ("an event", "an event", "a fact's day"):
        edit(root, change, random.Random(1))
        built = publish(root)
        assert built.examined.edit
        same(root, built)


def test_undated_facts_keep_the_dossiers_order_beside_a_date_that_moves(tmp_path: Path) -> None:
    """On the timeline they stand below it, not by their ids, whichever fact's date changes."""
    facts = [f"  - {{id: {each}, claim: Claim {each}., evidence: [{{source: a}}]}}" for each in ("z", "y", "m")]
    moved = "  - {id: d, claim: Claim d., date: 2024-10-01, evidence: [{source: a}]}"
    written = "\n".join(["facts:", *facts, moved, ""])
    root = laid_before(tmp_path / "dossier", {**FILES, "content/facts/more.yaml": written})
    publish(root)
    laid_before(root, {"content/facts/more.yaml": written.replace("2024-10-01", "2024-12-01")})
    built = publish(root)
    assert built.examined.edit
    same(root, built)


def test_a_question_that_comes_to_be_disputed_stands_before_those_that_are_agreed_on(tmp_path: Path) -> None:
    """The list of questions is ordered by what the answers come to, whichever of them an edit changes."""
    answers = [
        f"  - {{id: {question}{number}, claim: {question} {number}., question: {question}, best: 5, evidence: [{{source: {source}}}]}}"
        for question in ("early", "late")
        for number, source in enumerate("ac")
    ]
    asked = [f"  - {{id: {question}, text: '{question}?'}}" for question in ("early", "late")]
    written = "\n".join(["questions:", *asked, "facts:", *answers, ""])
    root = laid_before(tmp_path / "dossier", {**FILES, "content/facts/more.yaml": written})
    publish(root)
    changed = "best: 9".join(written.rsplit("best: 5", 1))
    laid_before(root, {"content/facts/more.yaml": changed})
    built = publish(root)
    assert built.examined.edit
    same(root, built)
    listed = (root / "site/questions/index.html").read_text()
    assert listed.index("late?") < listed.index("early?")


def test_two_claims_that_were_the_same_are_looked_at_among_all(tmp_path: Path) -> None:
    """That one no longer says what the other says is found on the long way, as that it did."""
    root = laid_before(tmp_path / "dossier", FILES)
    edit(root, "the same claim twice", random.Random(1))
    assert any(each.code == "duplicate-fact" for each in publish(root).findings)
    laid_before(root, {FACTS: FILES[FACTS]})
    built = publish(root)
    assert built.examined.edit is None
    same(root, built)


def test_what_changed_since_an_edition_is_compared_as_a_whole(tmp_path: Path) -> None:
    """A fact that turns is news beside an earlier edition; a word in its note is none."""
    root = laid_before(tmp_path / "dossier", FILES)
    name = build.save_edition(root, publish(root))
    os.utime(root / name, (0, 0))  # what was saved just now is not relied on
    laid_before(root, {"config.yaml": f"{FILES['config.yaml']}previous: {name}\n"})
    publish(root)
    for of_what, is_short in (("a note", True), ("a claim", False)):
        edit(root, of_what, random.Random(1))
        built = publish(root)
        assert (built.examined.edit is not None) is is_short
        same(root, built)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_facts_that_turn_come_out_as_from_nothing(tmp_path: Path, seed: int) -> None:
    """Several at once, on the disk and in a preview's memory: whoever stands behind what, and whatever is said of it."""
    root, chance, memory = laid_before(tmp_path / "dossier", FILES), random.Random(seed), Memory()
    short = 0
    for _ in range(20):
        for name in chance.sample(list(TURNS), chance.randrange(1, 4)):
            edit(root, name, chance)
        built = publish(root)
        short += built.examined.edit is not None
        same(root, built)
        same(root, publish(root, "preview", memory), "preview")
    assert short > 10


def test_what_lies_around_the_content_may_change_in_the_moment_of_a_run(tmp_path: Path) -> None:
    """A config or an archived text that was saved just now may be saved again unnoticed: nothing is built on it."""
    for path in ("config.yaml", "archive/a.txt"):
        root = laid_before(tmp_path / path, FILES)
        (root / path).touch()
        publish(root)
        edit(root, "a note", random.Random(1))
        assert publish(root).examined.edit is None, path


def test_an_edit_that_was_refused_is_not_forgotten(tmp_path: Path) -> None:
    """A build that a broken template stops publishes nothing; the next one shows what was edited before it and since."""
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    edit(root, "a summary", random.Random(1))
    laid_before(root, {"templates/about.html": "{% if %}"})
    assert publish(root).report is None
    shutil.rmtree(root / "templates")
    edit(root, "another's summary", random.Random(1))
    built = publish(root)
    assert built.examined.edit
    same(root, built)


def test_an_edit_writes_the_pages_that_show_it(tmp_path: Path) -> None:
    """The summary's own page and what is searched; no list, no overview, no page that only names the source."""
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    before = {path: (root / "site" / path).stat().st_ino for path in site(root / "site")}
    edit(root, "another's summary", random.Random(1))
    publish(root)
    written = {path for path, inode in before.items() if (root / "site" / path).stat().st_ino != inode}
    assert written == {"sources/c.html", "data/search.js", "print.html", "feed.xml"}


def test_a_check_is_taken_the_short_way_too(tmp_path: Path) -> None:
    """With findings on the lines where they now are."""
    root = laid_before(tmp_path / "dossier", FILES)
    recall = base.OnDisk(root, "base-check")
    first = examine.examine(root, Options(), recall)
    edit(root, "an empty line", random.Random(1))
    again = examine.examine(root, Options(), recall)
    assert again.edit
    assert [each.line for each in again.findings] != [each.line for each in first.findings]
    assert again.findings == examine.examine(root, Options()).findings


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = data.find(b"counted")
    data[at] ^= 1
    path.write_bytes(bytes(data))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit": damaged,
    "no database": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(5000)),
    "nothing": lambda path: path.unlink(),
    "an empty one": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_shelf_that_is_damaged_is_not_believed(tmp_path: Path, damage: str) -> None:
    """What a disk changed, or another run took away, is read anew, whenever it is noticed."""
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    edit(root, "a note", random.Random(1))
    DAMAGES[damage](cache.folder(root) / shelf.NAME)
    same(root, publish(root))
    edit(root, "a note", random.Random(2))
    built = publish(root)
    assert built.examined.edit
    same(root, built)


def test_a_check_between_leaves_a_build_its_short_way(tmp_path: Path) -> None:
    """Each goes on from the state that it knows: what one has replaced the other may still look up."""
    root = laid_before(tmp_path / "dossier", FILES)
    recall = base.OnDisk(root, "base-check")
    examine.examine(root, Options(), recall)
    publish(root)
    edit(root, "a note", random.Random(1))
    assert examine.examine(root, Options(), recall).edit
    assert publish(root).examined.edit


def test_what_is_kept_has_room_for_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often one word is changed: what was replaced goes from the shelf some time."""
    monkeypatch.setattr(shelf, "SPARE", 5)
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    for number in range(20):
        edit(root, "a note", random.Random(number))
        assert publish(root).examined.edit
    with sqlite3.connect(cache.folder(root) / shelf.NAME) as kept:
        count = kept.execute("SELECT count(*) FROM held").fetchone()[0]
    publish(root, clean=True)
    with sqlite3.connect(cache.folder(root) / shelf.NAME) as kept:
        assert count <= kept.execute("SELECT count(*) FROM held").fetchone()[0] + 5


def test_an_overview_does_not_hang_on_words(tmp_path: Path) -> None:
    """Who goes through all facts sees none of their quotations: what depends on them is read fact by fact."""
    root = laid_before(tmp_path / "dossier", FILES)
    desk = build.desk_of(examine.examine(root, Options()), None, build.Reads())
    lines = [line for fact in desk.case.dossier.facts.values() for line in fact.evidence]
    assert lines
    assert not any(line.quote or line.locator for line in lines)
    assert desk.case.dossier.facts["f1"].evidence[0].quote


def test_a_map_is_drawn_again_only_when_something_on_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes longest to draw of all that pages share, and is kept between two processes."""
    place = "{id: town, name: Town, kind: place, lat: 45.0, lon: 40.0}\n"
    facts = FILES["content/facts.yaml"].replace("date: 2024-10\n", "date: 2024-10\n    place: [town]\n")
    files = {**FILES, "content/facts.yaml": facts, "content/entities/more.yaml": f"- {place}"}
    root, drawn = laid_before(tmp_path / "dossier", files), []
    map_view = desk.map_view
    monkeypatch.setattr(desk, "map_view", lambda *given: drawn.append(1) or map_view(*given))
    publish(root)
    assert drawn
    for path, old, new, again in (("pages/method.md", "We", "I", 0), ("entities/more.yaml", "Town", "City", 1)):
        drawn.clear()
        name = f"content/{path}"
        laid_before(root, {name: files[name].replace(old, new)})
        built = publish(root)
        assert bool(drawn) == bool(again)
        same(root, built)
    assert "City" in (root / "site/map.html").read_text()
