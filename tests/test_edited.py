"""An edit of which is known what follows is taken the short way: nothing else is read, and what comes of it is the same."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_again import lay, site

from casework.examining import examine
from casework.examining.examined import Options
from casework.kept import base, cache, ledger, seen, shelf
from casework.pages import desk, overviews, plan
from casework.publishing import build, keptpages
from casework.publishing.build import Built
from casework.publishing.keptpages import Memory
from casework.reading import portions

FILES = {
    "config.yaml": "title: Words\nbase_url: https://example.org/\narchive: archive\ntlp: CLEAR\n",
    "content/index.md": "Troops went.[@f1] Few doubt it.[@f3; @a] See [[nis]].\n\n![[total]]\n\n![[timeline]]\n",
    "content/pages/method.md": "---\ntitle: Method\n---\nWe read four articles.[^1] They are [[a]] and others.\n\n![[likely]]\n\n[^1]: All.\n",
    "content/sources/a.md": "---\ntitle: First\ndate: 2024-10-18\ntags: [troops]\narchive: {file: a.txt}\n---\n"
    "Troops went east, it says.[@f1] More than [[nis]] knew.\n",
    "content/sources/b.md": "---\ntitle: Second\ndate: 2024-10-19\nagency: ap\n---\nThe agency counted.[@f2][@f3]\n",
    "content/sources/c.md": "---\ntitle: Third\npublication: Paper\n---\nNobody counted.\n",
    "content/facts.yaml": """\
questions:
  - {id: total, text: How many?, unit: troops, note: Some words.}
  # a comment
facts:
  - id: f1
    claim: Troops went east.
    date: 2024-10
    about: [nis]
    question: total
    best: 100
    note: A note of words.[@c]
    evidence:
      - {source: a, origin: nis, quote: they went east}
      - {source: b, origin: ap, stance: cannot-confirm}
  - id: f2
    claim: Troops were counted.
    question: total
    best: 300
    unit: troops
    evidence: [{source: b, quote: nobody saw this, origin: nis}]
  - id: f3
    claim: Few doubt it.
    date: 2024-11
    evidence:
      - {source: b, origin: self, locator: para. 2}
      - {source: c, origin: unknown}
  - id: f4
    claim: Nothing supports this.
judgments:
  - {id: likely, text: They went., likelihood: likely, confidence: low, basis: [f1, f2], note: Words of why.}
""",
    "content/entities.yaml": "- {id: nis, name: NIS, description: A service of words.}\n- {id: ap, name: AP, part_of: nis}\n",
    "content/entities/more.yaml": "- {id: lone, name: Lone, description: Nobody speaks of it.}\n",
    "archive/a.txt": "And they went east.\n",
}
Edit = Callable[[str], str]


def word(old: str) -> Callable[[random.Random, str], str]:
    return lambda chance, text: text.replace(old, f"{old}{chance.choice('xyz')}", 1)


def one_of(pattern: str, *texts: str) -> Callable[[random.Random, str], str]:
    """Another of some texts in place of the one that is there."""

    def changed(chance: random.Random, text: str) -> str:
        return re.sub(
            pattern, lambda was: chance.choice([each for each in texts if each != was[0]] or texts), text, count=1
        )

    return changed


FACTS = "content/facts.yaml"
TURNS: dict[str, Callable[[random.Random, str], str]] = {
    "a claim": one_of(r"(?<=claim: )(Few|Many|Most) doubt it", "Few doubt it", "Many doubt it", "Most doubt it"),
    "a stance": lambda c, t: re.sub("stance: [a-z-]+", c.choice(STANCES), t),
    "an origin": one_of(r"(?<=origin: )(nis|ap|self|unknown|a)\}\]", "nis}]", "ap}]", "self}]", "unknown}]", "a}]"),
    "a line of evidence": one_of(
        r"(      - \{source: a, origin: (ap|unknown)\}\n)?(?=  - id: f4)",
        "",
        "      - {source: a, origin: ap}\n",
        "      - {source: a, origin: unknown}\n",
    ),
    "another source for an earlier fact": one_of(
        r"(      - \{source: c, origin: ap\}\n)?(?=  - id: f2)", "", "      - {source: c, origin: ap}\n"
    ),
    "a source in its own voice": one_of(r"(?<=source: c, origin: )(unknown|self)", "unknown", "self"),
    "a claim without evidence": one_of(r"(Nothing|Nobody) supports", "Nothing supports", "Nobody supports"),
    "an event": one_of(r"(    kind: event\n)?(?=    date: 2024-10)", "", "    kind: event\n"),
    "a quotation more": one_of(r"(, quote: more of it)?\}(?=\n      - \{source: c)", "}", ", quote: more of it}"),
    "a quotation less": one_of(r"(quote: nobody[^,]*, )?(?=origin: \w+\}\])", "", "quote: nobody saw this, "),
    "a fact's day": one_of(r"(?<=doubt it.\n)(    date: .*\n)?", "", "    date: 2024-09-01\n", "    date: 2024-12\n"),
    "a figure": one_of(r"(?<=best: )3\d\d", "300", "310", "399"),
    "a figure like the other": one_of(r"best: (100|300)(?=\n    note)", "best: 100", "best: 300"),
    "a question answered": one_of(
        r"(    question: total\n    low: 90\n)?(?=    evidence:\n      - \{source: b, origin: self)",
        "",
        "    question: total\n    low: 90\n",
    ),
    "a question's unit": one_of(r"(?<=unit: )(troops|people)", "troops", "people"),
    "what a judgment rests on": one_of(r"basis: \[.*?\]", "basis: [f1, f2]", "basis: [f1, f3]", "basis: [f2, f3, f4]"),
    "a judgment's confidence": one_of(r"confidence: \w+", "confidence: low", "confidence: high"),
    "a contradiction": one_of(
        r"(    contradicts: .*\n)?(?=    best: 3)", "", "    contradicts: [f1]\n", "    contradicts: [f3]\n"
    ),
    "a contradiction from the other side": one_of(
        r"(    contradicts: .*\n)?(?=    best: 1)", "", "    contradicts: [f2]\n"
    ),
    "a fact taken back": one_of(r"(    retracted: true\n)?(?=    note: A note)", "", "    retracted: true\n"),
    "whom it is about": one_of(
        r"about: \[.*?\]", "about: [nis]", "about: [ap, nis]", "about: [{id: nis, role: a witness}]"
    ),
    "a note that was not there": one_of(
        r"(    note: New words of \[\[ap\]\]\.\n)?(?=    evidence: \[)", "", "    note: New words of [[ap]].\n"
    ),
    "what a fact's note cites": one_of(r"words\.(\[@[a-z0-9]+\])?(?=\n)", "words.", "words.[@c]", "words.[@f4]"),
}
"""Edits of facts, questions and judgments."""

EDITS: dict[str, tuple[str, Callable[[random.Random, str], str], bool]] = {
    **{name: (FACTS, change, True) for name, change in TURNS.items()},
    "a summary": ("content/sources/a.md", word("east, it"), True),
    "another's summary": ("content/sources/c.md", word("Nobody"), True),
    "a quotation": ("content/facts.yaml", word("nobody saw"), True),
    "a note": ("content/facts.yaml", word("A note"), True),
    "a question's note": ("content/facts.yaml", word("Some"), True),
    "a judgment's note": ("content/facts.yaml", word("Words of"), True),
    "a locator": ("content/facts.yaml", word("para"), True),
    "a description": ("content/entities.yaml", word("A service"), True),
    "a page": ("content/pages/method.md", word("We read"), True),
    "the briefing": ("content/index.md", word("Troops went"), True),
    "a comment": ("content/facts.yaml", lambda _, text: text.replace("  # a comment", "  # a comment\n  # more"), True),
    "an empty line": ("content/facts.yaml", lambda _, text: text.replace("  - id: f2", "\n  - id: f2", 1), True),
    "nothing but the time": ("content/facts.yaml", lambda _, text: text, True),
    "a title": ("content/sources/b.md", word("Second"), True),
    "a register's number": (
        "content/entities.yaml",
        one_of(r"(, links: \{wikidata: Q\d\})?, part_of", ", links: {wikidata: Q1}, part_of"),
        True,
    ),
    "an entity's name": ("content/entities.yaml", word("NIS"), False),
    "a date": ("content/sources/b.md", lambda c, t: re.sub("2024-10-1.", f"2024-10-1{c.randrange(10)}", t), False),
    "a citation": ("content/sources/c.md", lambda _, text: text.replace("counted.", "counted.[@f4]", 1), True),
    "what the briefing cites": ("content/index.md", one_of(r"\[@f3; @a\]", "[@f3; @a]", "[@b]", "[@f2; @f4]"), True),
    "a keyword": (FACTS, one_of(r"(    tags: .*\n)?(?=    date: 2024-11)", "    tags: [troops]\n"), False),
    "a marking": (FACTS, lambda _, text: text.replace("claim: Few", "tlp: GREEN\n    claim: Few"), False),
    "a reference to nothing": (FACTS, lambda _, text: text.replace("basis: [f1", "basis: [f9"), False),
    "a link to whom nobody spoke of": (
        FACTS,
        lambda _, text: text.replace("A note of", "A note of [[lone]] and"),
        False,
    ),
    "a picture that is not there": (
        FACTS,
        lambda _, text: text.replace("A note", "A note ![A map](assets/x.png)"),
        False,
    ),
    "a block with a marking": (
        "content/pages/method.md",
        lambda _, text: f"{text}\n::: tlp AMBER\nFor some.\n:::\n",
        False,
    ),
    "the same claim twice": (FACTS, lambda _, text: text.replace("Troops were counted", "Few doubt it!"), False),
    "an entity above": ("content/entities.yaml", lambda _, text: text.replace(", part_of: nis", "", 1), False),
    "a quotation that is not in the archive": ("content/facts.yaml", word("they went"), False),
    "a text that a comment cuts": (
        "content/facts.yaml",
        lambda _, text: text.replace("A note of words.[@c]", "A note of words.[@c] # more of them"),
        False,
    ),
    "what is found among all": ("content/entities/more.yaml", word("Nobody"), False),
    "a missing note": ("content/pages/method.md", lambda _, text: text.replace("[^1]:", "[^2]:"), False),
    "a wrong value": ("content/facts.yaml", lambda _, text: text.replace("best: 300", "best: many"), False),
    "a new fact": (
        "content/facts.yaml",
        lambda _, t: t.replace("judgments:", "  - {id: f5, claim: New.}\njudgments:"),
        False,
    ),
    "another order": ("content/entities.yaml", lambda _, text: "".join(reversed(text.splitlines(True))), False),
    "the config": ("config.yaml", word("Words"), False),
}
"""A file, what is done to it, and whether it is known what follows."""
STANCES = ["stance: supports", "stance: disputes", "stance: mentions"]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small texts are read in portions, and small lists parted."""
    monkeypatch.setattr(portions, "LARGE", 1)
    monkeypatch.setattr(portions, "MEAN", 2)
    monkeypatch.setattr(plan, "CHUNK", 2)


def edit(root: Path, name: str, chance: random.Random) -> None:
    path, change, _ = EDITS[name]
    lay({path: change(chance, (root / path).read_text())}, root)


def publish(root: Path, out: str = "site", memory: Memory | None = None, *, clean: bool = False) -> Built:
    if clean:
        cache.forget(root)
    return build.publish(root, root / out, Options(jobs=1, clean=clean), memory=memory)


def same(root: Path, built: Built, out: str = "site") -> None:
    """The site and the findings are those of a first build of a copy."""
    copy = root.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("site", "preview"))
    anew = build.publish(copy, copy / "site", Options(jobs=1))
    assert built.findings == anew.findings
    assert (built.report is None) == (anew.report is None)
    if anew.report:
        assert site(root / out) == site(copy / "site")
        assert tables(built) == tables(anew)
        assert built.origins == anew.origins


def tables(built: Built) -> dict[str, dict[Any, Any]]:
    """All that is derived, row by row."""
    names = ("standings", "pairs", *base.TABLES)
    return {name: dict(getattr(built.examined.case, name)) for name in names}


@pytest.mark.parametrize("name", EDITS)
def test_each_edit_comes_out_as_from_nothing(tmp_path: Path, name: str) -> None:
    """On the short way or the long one: the site byte for byte, and the findings with their lines."""
    root, chance = lay(FILES, tmp_path / "dossier"), random.Random(name)
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
    root, chance, memory = lay(FILES, tmp_path / "dossier"), random.Random(seed), Memory()
    short = [name for name, (_, _, is_short) in EDITS.items() if is_short]
    for number in range(12):
        names = short if number % 3 else list(EDITS)
        for name in chance.sample(names, chance.randrange(3)):
            edit(root, name, chance)
        same(root, publish(root))
        same(root, publish(root, "preview", memory), "preview")
        if publish(root).report is None:  # mended, so that what follows is not all refused
            lay(FILES, root)


def test_an_event_more_is_drawn_where_too_many_dates_are_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many there are is known without going through all facts, and follows a fact that becomes one, or no longer."""
    monkeypatch.setattr(overviews, "LEGIBLE", 1)
    root = lay(FILES, tmp_path / "dossier")
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
    root = lay({**FILES, "content/facts/more.yaml": written}, tmp_path / "dossier")
    publish(root)
    lay({"content/facts/more.yaml": written.replace("2024-10-01", "2024-12-01")}, root)
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
    root = lay({**FILES, "content/facts/more.yaml": written}, tmp_path / "dossier")
    publish(root)
    changed = "best: 9".join(written.rsplit("best: 5", 1))
    lay({"content/facts/more.yaml": changed}, root)
    built = publish(root)
    assert built.examined.edit
    same(root, built)
    listed = (root / "site/questions/index.html").read_text()
    assert listed.index("late?") < listed.index("early?")


def test_two_claims_that_were_the_same_are_looked_at_among_all(tmp_path: Path) -> None:
    """That one no longer says what the other says is found on the long way, as that it did."""
    root = lay(FILES, tmp_path / "dossier")
    edit(root, "the same claim twice", random.Random(1))
    assert any(each.code == "duplicate-fact" for each in publish(root).findings)
    lay({FACTS: FILES[FACTS]}, root)
    built = publish(root)
    assert built.examined.edit is None
    same(root, built)


def test_what_changed_since_an_edition_is_compared_as_a_whole(tmp_path: Path) -> None:
    """A fact that turns is news beside an earlier edition; a word in its note is none."""
    root = lay(FILES, tmp_path / "dossier")
    name = build.save_edition(root, publish(root))
    os.utime(root / name, (0, 0))  # what was saved just now is not relied on
    lay({"config.yaml": f"{FILES['config.yaml']}previous: {name}\n"}, root)
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
    root, chance, memory = lay(FILES, tmp_path / "dossier"), random.Random(seed), Memory()
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
        root = lay(FILES, tmp_path / path)
        (root / path).touch()
        publish(root)
        edit(root, "a note", random.Random(1))
        assert publish(root).examined.edit is None, path


def test_an_edit_that_was_refused_is_not_forgotten(tmp_path: Path) -> None:
    """A build that a broken template stops publishes nothing; the next one shows what was edited before it and since."""
    root = lay(FILES, tmp_path / "dossier")
    publish(root)
    edit(root, "a summary", random.Random(1))
    lay({"templates/about.html": "{% if %}"}, root)
    assert publish(root).report is None
    shutil.rmtree(root / "templates")
    edit(root, "another's summary", random.Random(1))
    built = publish(root)
    assert built.examined.edit
    same(root, built)


def test_an_edit_writes_the_pages_that_show_it(tmp_path: Path) -> None:
    """The summary's own page and what is searched; no list, no overview, no page that only names the source."""
    root = lay(FILES, tmp_path / "dossier")
    publish(root)
    before = {path: (root / "site" / path).stat().st_ino for path in site(root / "site")}
    edit(root, "another's summary", random.Random(1))
    publish(root)
    written = {path for path, inode in before.items() if (root / "site" / path).stat().st_ino != inode}
    assert written == {"sources/c.html", "data/search.js", "print.html", "feed.xml"}


def test_a_check_is_taken_the_short_way_too(tmp_path: Path) -> None:
    """With findings on the lines where they now are."""
    root = lay(FILES, tmp_path / "dossier")
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
    root = lay(FILES, tmp_path / "dossier")
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
    root = lay(FILES, tmp_path / "dossier")
    recall = base.OnDisk(root, "base-check")
    examine.examine(root, Options(), recall)
    publish(root)
    edit(root, "a note", random.Random(1))
    assert examine.examine(root, Options(), recall).edit
    assert publish(root).examined.edit


def test_what_is_kept_has_room_for_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often one word is changed: what was replaced goes from the shelf some time."""
    monkeypatch.setattr(shelf, "SPARE", 5)
    root = lay(FILES, tmp_path / "dossier")
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
    root = lay(FILES, tmp_path / "dossier")
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
    root, drawn = lay(files, tmp_path / "dossier"), []
    map_view = desk.map_view
    monkeypatch.setattr(desk, "map_view", lambda *given: drawn.append(1) or map_view(*given))
    publish(root)
    assert drawn
    for path, old, new, again in (("pages/method.md", "We", "I", 0), ("entities/more.yaml", "Town", "City", 1)):
        drawn.clear()
        name = f"content/{path}"
        lay({name: files[name].replace(old, new)}, root)
        built = publish(root)
        assert bool(drawn) == bool(again)
        same(root, built)
    assert "City" in (root / "site/map.html").read_text()
