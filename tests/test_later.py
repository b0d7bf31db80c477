"""What an edit leaves beside what is kept of all pages: little, and believed only beside the whole that it comes after."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from edits import EDITS, FILES, SHORT, edit, publish, same
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from ondisk import laid_before

from casework.kept import cache, ledger, snapshot
from casework.kept.ledger import Ledger, Since
from casework.kept.seen import Seen
from casework.kept.snapshot import Row
from casework.kept.trace import Node, code, packed
from casework.publishing import keptpages
from casework.publishing.keptpages import KeptOnDisk
from casework.views.cards import MapView


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much has changed, the whole stays."""
    monkeypatch.setattr(keptpages, "SHARE", 0)


def whole(root: Path) -> Path:
    """The file that holds all."""
    (path,) = (path for path in cache.folder(root).glob("pages-*") if path.suffix != keptpages.LATER)
    return path


def later(root: Path) -> Path:
    """The file that holds what has changed since."""
    return whole(root).with_suffix(keptpages.LATER)


def some(root: Path, chance: random.Random) -> None:
    """An edit of words or two."""
    for name in chance.sample(SHORT, chance.randrange(1, 3)):
        edit(root, name, chance)


# --- what is written ---------------------------------------------------------------------------------------------


def test_a_small_edit_writes_little(tmp_path: Path) -> None:
    """However large the dossier, and however many edits follow one another: the whole is not touched."""
    sources = {f"content/sources/s{n}.md": f"---\ntitle: S{n}\n---\nWords.[@f1]\n" for n in range(200)}
    root = laid_before(tmp_path / "dossier", FILES | sources)
    publish(root)
    kept, sizes = whole(root).read_bytes(), []
    assert len(kept) > 120_000
    for number in range(5):
        edit(root, "another's summary", random.Random(number))
        built = publish(root)
        assert built.examined.edit
        assert whole(root).read_bytes() == kept
        sizes.append(later(root).stat().st_size)
    assert sizes[0] < 6_000
    assert sizes[-1] < sizes[0] + 200
    same(root, built)


def test_what_has_changed_does_not_grow_beyond_a_share(tmp_path: Path) -> None:
    """Beyond it all is written anew, and nothing has changed since; of a small dossier that is soon so."""
    root, was_short = laid_before(tmp_path / "dossier", FILES), []
    publish(root)
    for number in range(20):
        before = whole(root).read_bytes()
        edit(root, SHORT[number % len(SHORT)], random.Random(number))
        built = publish(root)
        assert built.examined.edit
        was_short.append(later(root).exists())
        assert (whole(root).read_bytes() == before) is was_short[-1]
        if was_short[-1]:
            assert later(root).stat().st_size * keptpages.SHARE < len(before) + 100 * keptpages.SHARE
    assert {*was_short} == {True, False}
    same(root, built)


@pytest.mark.usefixtures("always")
def test_any_other_edit_writes_all_anew(tmp_path: Path) -> None:
    """Of what has changed then nobody keeps count."""
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    for name in ("a note", "a date"):
        edit(root, name, random.Random(1))
        publish(root)
        assert later(root).exists() is EDITS[name][2]


@pytest.mark.usefixtures("always")
def test_a_whole_stays_as_long_as_what_comes_after_it(tmp_path: Path) -> None:
    """Of the files that are kept, one that only edits have used is not the oldest; and there are not more than allowed."""
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    path = whole(root)
    for number in range(cache.MOST):
        keeper = KeptOnDisk(root, path.name)
        keeper.give(keeper.take())
        for other in range(3):
            cache.save(root, f"other {number} {other}", b"")
        assert path.exists()
        assert later(root).exists()
    assert len(list(cache.folder(root).iterdir())) == cache.MOST + 1


# --- what is believed --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("seed", range(4))
def test_many_edits_come_out_as_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """One after another, each by what the others left; sometimes one of another kind, which sees all of them."""
    monkeypatch.setattr(ledger, "SLACK", ledger.SLACK if seed % 2 else 1)
    root, chance = laid_before(tmp_path / "dossier", FILES), random.Random(seed)
    publish(root)
    for number in range(1, 13):
        if number % 6:
            some(root, chance)
        else:
            edit(root, chance.choice([name for name in EDITS if name not in SHORT]), chance)
        built = publish(root)
        same(root, built)
        if built.report is None:
            laid_before(root, FILES)


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("name", SHORT)
def test_an_edit_that_is_taken_back_is_seen(tmp_path: Path, name: str) -> None:
    """Pages that show the edit are not taken for those that the whole knows of."""
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    edit(root, name, random.Random(1))
    publish(root)
    path, _, _ = EDITS[name]
    laid_before(root, {path: FILES[path]})
    built = publish(root)
    assert built.examined.edit
    same(root, built)


def torn(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def damaged(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.randrange(1, 4)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def of_another_program(path: Path, _: random.Random) -> None:
    data, mine = path.read_bytes(), cache.program().encode()
    path.write_bytes(data.replace(mine, mine.replace(b" ", b"1 ", 1), 1))


def other_data(path: Path, chance: random.Random) -> None:
    root = Path((path.parent / cache.ROOT).read_text())
    cache.save(root, path.name, chance.choice([b"", b"\x90", b"\xc0", chance.randbytes(50)]))


DAMAGES: dict[str, Callable[[Path, random.Random], object]] = {
    "torn": torn,
    "damaged": damaged,
    "of another program": of_another_program,
    "other data": other_data,
    "gone": lambda path, _: path.unlink(),
}


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_not_believed(tmp_path: Path, damage: str) -> None:
    """Neither the whole nor what came after it, by itself; the next build takes longer, and what comes of it is the same."""
    root, chance = laid_before(tmp_path / "dossier", FILES), random.Random(damage)
    publish(root)
    for number in range(6):
        some(root, chance)
        publish(root)
        if later(root).exists():
            DAMAGES[damage]((later, whole)[number % 2](root), chance)
        if number % 3:
            some(root, chance)
        same(root, publish(root))


@pytest.mark.slow
@pytest.mark.usefixtures("always")
def test_whichever_of_two_builds_wrote_last_nothing_wrong_is_believed(tmp_path: Path) -> None:
    """Whatever whole of some time lies beside whatever came after another, a build is as one from nothing."""
    root, chance = laid_before(tmp_path / "dossier", FILES), random.Random(1)
    wholes, laters = set[bytes](), set[bytes]()
    for number in range(5):
        publish(root, clean=number == 3)
        wholes.add(whole(root).read_bytes())
        if later(root).exists():
            laters.add(later(root).read_bytes())
        some(root, chance)
    assert (len(wholes), len(laters)) == (2, 3)
    for one, other in product(sorted(wholes), sorted(laters)):
        whole(root).write_bytes(one)
        later(root).write_bytes(other)
        if chance.randrange(2):
            some(root, chance)
        same(root, publish(root))


@pytest.mark.usefixtures("always")
def test_what_comes_after_one_whole_is_not_read_beside_another(tmp_path: Path) -> None:
    """Two builds that begin with the same: one writes all anew, and what the other leaves belongs to what was before."""
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    first, second = (KeptOnDisk(root, whole(root).name) for _ in range(2))
    all_anew, changed = first.take(), second.take()
    plan = all_anew.plan
    all_anew.begin("first", plan, all_anew.snapshot)
    changed.renew("second", changed.plan, ())
    changed.strike("briefing")
    first.give(all_anew)
    second.give(changed)
    assert later(root).exists()
    pages = KeptOnDisk(root, whole(root).name).take()
    assert pages.based == "first"
    assert pages.made("briefing")


@pytest.mark.usefixtures("always")
def test_whatever_has_changed_is_there_again(tmp_path: Path) -> None:
    """The plan, the maps, the long files, the state of the output and of the content; beside the whole, and by itself."""
    root = laid_before(tmp_path / "dossier", FILES)
    publish(root)
    keeper = KeptOnDisk(root, whole(root).name)
    pages = keeper.take()
    plan, laid = replace(pages.plan, origins=77), replace(pages.longs["data/search.js"], state="another")
    pages.renew("another", plan, [Row("facts", "f1", b"", b"")])
    pages.longs["data/search.js"], pages.seen = laid, Seen("another", ("a", "b"))
    rows = pages.snapshot["facts"]
    maps = {"": MapView(svg="<svg/>", caption="", rows=())}
    keeper.made["map"] = {**maps}
    for is_short in (True, False):
        keeper.give(pages)
        assert later(root).exists() is is_short
        keeper = KeptOnDisk(root, whole(root).name)
        pages = keeper.take()
        assert (pages.based, pages.plan, pages.seen) == ("another", plan, Seen("another", ("a", "b")))
        assert (pages.longs["data/search.js"], pages.snapshot["facts"], keeper.made["map"]) == (laid, rows, maps)
        assert pages.made("briefing")
        pages.begin(pages.based, pages.plan, pages.snapshot)


@pytest.mark.slow
@pytest.mark.usefixtures("always")
def test_two_processes_may_build_at_once(tmp_path: Path) -> None:
    """While words change under their hands."""
    root, chance = laid_before(tmp_path / "dossier", FILES), random.Random(2)
    publish(root)
    program = "import sys, dossier; dossier.cli(['build', '-q', '-C', sys.argv[1]])"
    for _ in range(3):
        running = []
        for _ in range(3):
            some(root, chance)
            running.append(subprocess.Popen([sys.executable, "-c", program, root]))
        assert [each.wait(60) for each in running] == [0, 0, 0]
        same(root, publish(root))


# --- what is kept of it ------------------------------------------------------------------------------------------

NAMES = [f"{'job' if number % 2 else 'card'}\0{number}" for number in range(12)]
Steps = list[tuple[str, int | None]]
STEPS = st.lists(st.tuples(st.sampled_from(NAMES), st.none() | st.integers(0, 3)), max_size=30)


def step(known: Ledger, name: str, state: int | None) -> None:
    """A node entered in one of some states, or struck."""
    if state is None:
        known.strike(name)
        return
    files = b"files" if name.startswith("job") else b""
    known.enter(Node(name, bytes([state] * ledger.ID), packed([code(("t", state)), code(("t", 9))]), files))


def told(known: Ledger) -> object:
    """All that can be asked of a ledger."""
    readers = [known.reached([("t", state)]) for state in (0, 1, 2, 3, 9)]
    nodes = [(known.digest(name), known.files(name)) for name in NAMES]
    return sorted(known.with_files()), nodes, readers


@given(STEPS, STEPS, STEPS)
def test_a_ledger_that_follows_is_the_same(first: Steps, second: Steps, third: Steps) -> None:
    """What has changed since it was bound, in one build and in another, makes of it what it was after them."""
    known = Ledger()
    for each in first:
        step(known, *each)
    bound = Ledger(known.bound()).bound()
    for steps in (second, third, []):
        again = Ledger(bound)
        again.follow(Since([], []) if steps is second else known.since())
        assert told(again) == told(known)
        for each in steps:
            step(again, *each)
        known = again


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3)),
    st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.integers(0, 3)), max_size=9),
)
def test_rows_that_change_come_and_go_are_as_if_looked_at_anew(
    before: dict[str, int], steps: list[tuple[str, int | None]]
) -> None:
    """One after another, in the order that the table then has."""
    old, now, changed = snapshot.snapshot({"t": dict(before), "u": {}}), dict(before), list[snapshot.Row]()
    for key, value in steps:
        now.pop(key, None) if value is None else now.__setitem__(key, value)
        changed += snapshot.rows({"t": now}, [("t", key)])
    assert snapshot.renewed(old, changed) == snapshot.snapshot({"t": now, "u": {}})
