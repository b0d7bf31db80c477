"""A run again: what is remembered of the last one changes how long it takes, never what comes of it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import everything
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ondisk import GOOD, laid_before, run, site

from casework import defaults
from casework.dossier import InputFile
from casework.kept import cache, ledger, parsed, stored
from casework.kept.numbering import ID, Numbering, parted
from casework.publishing import build
from casework.publishing.build import Options
from casework.publishing.keptpages import Memory
from casework.reading import parse

# --- nothing changed ---------------------------------------------------------------------------------------------


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine itself was asked for: empty where a run was answered from what is remembered."""
    asked: list[str] = []

    def watched(name: str) -> None:
        whole = getattr(build, name)

        def call(*given: object, **named: object) -> object:
            asked.append(name)
            return whole(*given, **named)

        monkeypatch.setattr(build, name, call)

    watched("publish")
    watched("examine")
    return asked


def test_a_run_that_finds_nothing_changed_does_nothing(tmp_path: Path, engine: list[str]) -> None:
    """It says what the last one said, with as many files unchanged, and the engine is not asked."""
    root = laid_before(tmp_path, {**GOOD, "content/index.md": "Text.\n"})
    first = run("build", "-C", root)
    assert "uncited-source" in first.stderr
    engine.clear()
    again = run("build", "-C", root)
    assert (engine, again.stderr) == ([], first.stderr)
    files = len(site(root / "site"))
    assert f"(0 files written, {files} unchanged, 0 removed)" in again.stdout


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_check_says_the_same_again_in_every_form(tmp_path: Path, form: str, engine: list[str]) -> None:
    """With the same words and the same exit status, errors included."""
    root = laid_before(tmp_path, {**GOOD, "content/index.md": "Text.[@b]\n"})
    first = run("check", "-C", root)
    engine.clear()
    again, anew = run("check", "-C", root), run("check", "-C", root, "--format", form)
    assert (engine, again.output, again.exit_code) == ([], first.output, 1)
    assert anew.exit_code == 1
    assert "unknown-citation" in anew.output


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda root: (root / "content/index.md").write_text("Another text.[@a]\n"),
    "the config": lambda root: (root / "config.yaml").write_text("title: Another dossier\n"),
    "a new source": lambda root: (root / "content/sources/b.md").write_text("---\ntitle: B\n---\n"),
    "a source less": lambda root: [
        (root / "content/index.md").write_text("Text.\n"),
        (root / "content/sources/a.md").unlink(),
    ],
    "a picture": lambda root: laid_before(root, {"assets/x.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}),
    "a template": lambda root: laid_before(
        root, {"templates/about.html": '{% extends "default/about.html" %}{% block title %}Mine{% endblock %}'}
    ),
    "a page by hand": lambda root: (root / "site/about.html").write_text("mine"),
    "a page of the same size": lambda root: (
        (root / "site/robots.txt").write_text("")
        if (root / "site/robots.txt").exists()
        else (root / "site/index.html").write_text("x" * (root / "site/index.html").stat().st_size)
    ),
    "a page gone": lambda root: (root / "site/about.html").unlink(),
    "all pages gone": lambda root: shutil.rmtree(root / "site"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_has_changed_is_seen(tmp_path: Path, change: str, engine: list[str]) -> None:
    """A file changed, added or taken away, by the author or in the site, and the engine does its work."""
    root = laid_before(tmp_path, GOOD)
    run("build", "-C", root)
    CHANGES[change](root)
    engine.clear()
    assert run("build", "-C", root).exit_code == 0
    assert engine == ["publish", "examine"]


def test_other_options_are_another_question(tmp_path: Path, engine: list[str]) -> None:
    """What was said of one marking or date is not said of another."""
    root = laid_before(tmp_path, GOOD)
    run("build", "-C", root)
    for options in (["--tlp", "RED"], ["--as-of", "2024-10-18"], ["--strict"], ["--clean"]):
        engine.clear()
        run("build", "-C", root, *options)
        assert engine == ["publish", "examine"], options


def test_a_change_in_the_moment_of_a_run_is_not_overlooked(tmp_path: Path, engine: list[str]) -> None:
    """A file may be saved twice within one tick of the clock: a run right after a save is not remembered."""
    root = laid_before(tmp_path, GOOD)
    (root / "content/index.md").write_text("Just now.[@a]\n")
    run("build", "-C", root)
    engine.clear()
    run("build", "-C", root)
    assert engine == ["publish", "examine"]


def test_an_archived_text_that_changes_is_seen(tmp_path: Path, engine: list[str]) -> None:
    """The archive lies outside the dossier, and is looked at all the same."""
    files = {
        "config.yaml": "title: T\narchive: ../archive\n",
        "content/index.md": "Text.[@f]\n",
        "content/sources/a.md": "---\ntitle: A\narchive: {file: a.txt}\n---\n",
        "content/facts.yaml": "facts: [{id: f, claim: C., evidence: [{source: a, quote: they went}]}]\n",
        "../archive/a.txt": "And they went.\n",
    }
    root = laid_before(tmp_path / "dossier", files)
    assert run("check", "-C", root).output == "no findings\n"
    laid_before(root, {"../archive/a.txt": "And they stayed.\n"})
    os.utime(tmp_path / "archive/a.txt")
    assert "quote-not-found" in run("check", "-C", root).output


def test_what_may_quote_the_archive_is_not_kept(tmp_path: Path) -> None:
    """A finding's private part is for the author's terminal, and never for a file."""
    files = {
        "config.yaml": "title: T\narchive: ../archive\n",
        "content/index.md": "Text.[@f]\n",
        "content/sources/a.md": "---\ntitle: A\narchive: {file: a.txt}\n---\n",
        "content/facts.yaml": "facts: [{id: f, claim: C., evidence: [{source: a, quote: then they went home}]}]\n",
        "../archive/a.txt": "And then they walked home, of whom nobody may know.\n",
    }
    root = laid_before(tmp_path / "dossier", files)
    assert "walked" in run("check", "-C", root).output
    kept = [path.read_bytes() for path in cache.folder(root).iterdir()]
    assert kept
    assert not [data for data in kept if b"walked" in data]


# --- the cache ---------------------------------------------------------------------------------------------------


def test_nothing_is_kept_in_the_dossier_itself(tmp_path: Path) -> None:
    """A dossier that somebody gives away brings nothing along that a build would believe."""
    root = laid_before(tmp_path, GOOD)
    run("build", "-C", root)
    assert {path.name for path in root.iterdir()} == {"config.yaml", "content", "site"}
    assert not cache.folder(root).is_relative_to(root)


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"\x00", b"no such thing", bytes(range(256))])
def test_a_broken_cache_is_not_believed(tmp_path: Path, damage: bytes) -> None:
    """Bytes of any kind in place of what was kept: the site comes out as from nothing."""
    root = laid_before(tmp_path, GOOD)
    run("build", "-C", root)
    whole = site(root / "site")
    for path in cache.folder(root).iterdir():
        if path.name == cache.ROOT:
            continue
        for lay_it in (lambda path: path.write_bytes(damage), lambda path: cache.save(root, path.name, damage)):
            shutil.rmtree(root / "site")
            lay_it(path)
            assert run("build", "-C", root).exit_code == 0
            assert site(root / "site") == whole


def test_a_damaged_bit_is_seen(tmp_path: Path) -> None:
    """What is kept has a sum over it: a number that a bad disk changed would else be taken for the right one."""
    cache.save(tmp_path, "x", b"kept")
    path = cache.folder(tmp_path) / "x"
    good = path.read_bytes()
    for at in range(len(good)):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert cache.load(tmp_path, "x") is None
    path.write_bytes(good)
    assert cache.load(tmp_path, "x") == b"kept"


def test_what_another_version_kept_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program may mean something else by the same bytes."""
    root = laid_before(tmp_path, GOOD)
    cache.save(root, "x", b"kept")
    assert cache.load(root, "x") == b"kept"
    monkeypatch.setattr(cache, "program", lambda: "another\n")
    assert cache.load(root, "x") is None


def test_what_was_kept_beside_other_libraries_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another Markdown makes other texts, and a library that is installed later makes the card."""
    monkeypatch.setattr(cache, "LIBRARIES", tmp_path)
    before = cache.program.__wrapped__()
    assert cache.program.__wrapped__() == before
    os.utime(tmp_path, ns=(0, 0))
    assert cache.program.__wrapped__() != before


def test_where_nothing_can_be_kept_everything_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that cannot be written to, or is a file."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    root = laid_before(tmp_path / "dossier", GOOD)
    for _ in range(2):
        assert run("build", "-C", root).exit_code == 0
        assert run("check", "-C", root).exit_code == 0


def test_caches_of_dossiers_that_are_no_more_go(tmp_path: Path) -> None:
    """The cache of a folder that was deleted is taken away when another dossier begins one."""
    gone, other = laid_before(tmp_path / "gone", GOOD), laid_before(tmp_path / "other", GOOD)
    run("check", "-C", gone)
    assert cache.folder(gone).is_dir()
    shutil.rmtree(gone)
    run("check", "-C", other)
    assert not cache.folder(gone).exists()


@pytest.mark.slow
def test_a_cache_is_bounded(tmp_path: Path) -> None:
    """However many options and places to publish to are tried."""
    root = laid_before(tmp_path, GOOD)
    for day in range(1, 15):
        run("build", "-C", root, "--as-of", f"2024-10-{day:02}")
    assert len(list(cache.folder(root).iterdir())) == cache.MOST + 1
    assert run("build", "-C", root).exit_code == 0


def test_what_a_file_holds_comes_back_as_it_was(tmp_path: Path) -> None:
    """Bytes and back: the same items, texts, places and faults."""
    files = [InputFile(path, data) for path, data in everything.files().items() if path.startswith("content/")]
    files.append(InputFile("content/facts/bad.yaml", b"facts: [{id: x, claim: 1, best: many, tpl: RED}"))
    files.append(InputFile("content/sources/odd.md", b"---\ntitle: [1, 2]\ndate: soon\n---\n[^1] {{x}}\n"))
    held = [parse.parse(file) for file in files]
    assert [stored.decode(stored.encode(each), file.path) for each, file in zip(held, files, strict=True)] == held
    for _ in range(2):
        assert parsed.parsed(tmp_path, files) == [(file.path, each) for file, each in zip(files, held, strict=True)]


def test_a_file_that_no_bytes_can_hold_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a character has no place in a cache: the file is parsed each time, and nothing breaks."""
    file = InputFile("content/index.md", b"Text.\n")

    def refused(_: object) -> bytes:
        return "\ud800".encode()

    monkeypatch.setattr(stored, "encode", refused)
    for _ in range(2):
        assert parsed.parsed(tmp_path, [file]) == [(file.path, parse.parse(file))]


# --- what it is made of -------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 2**64 - 1), unique=True, max_size=40), st.integers(0, 3_000), st.integers(0, 2**32))
def test_numbers_are_found_by_their_ids(known: list[int], more: int, seed: int) -> None:
    """Those that were there, those that were added, and none whose id was struck; by a table that was kept too."""
    chance = random.Random(seed)
    ids = bytearray(b"".join(each.to_bytes(ID) for each in known))
    numbering = Numbering(ids)
    added = {chance.randrange(1, 2**64) for _ in range(more)} - set(known)
    for each in added:
        assert numbering.get(each.to_bytes(ID)) is None
        ids += each.to_bytes(ID)
        numbering.add(each.to_bytes(ID))
    every = [*parted(ids)]
    for number in range(3, len(every), 7):
        ids[number * ID : (number + 1) * ID] = bytes(ID)
    for each_time in (numbering, Numbering(ids, numbering.table), Numbering(ids)):
        assert [each_time.get(each) for each in every] == [
            None if number % 7 == 3 else number for number in range(len(every))
        ]


@pytest.mark.slow
def test_the_site_is_the_same_by_one_process_or_three(tmp_path: Path) -> None:
    """However many processes build it, the site is the same byte for byte."""
    root = laid_before(tmp_path / "dossier", everything.files())
    for jobs in (1, 3):
        assert build.publish(root, tmp_path / str(jobs), Options(jobs=jobs)).report is not None
    assert site(tmp_path / "1") == site(tmp_path / "3")


# --- incremental equals clean ------------------------------------------------------------------------------------

ROUNDS = int(os.environ.get("DOSSIER_ROUNDS", "2"))


def edit(root: Path, chance: random.Random) -> str:
    """One edit of some kind, as an author would make it: what it was."""
    files = sorted(
        path for name in ("content", "assets", "templates") for path in (root / name).rglob("*") if path.is_file()
    )
    path = chance.choice([each for each in files if each.suffix in (".md", ".yaml")])
    kind = chance.choice(
        ["words", "words", "date", "new", "rename", "delete", "config", "template", "untemplate", "asset"]
    )
    text = path.read_text("utf-8")
    if kind == "words":
        path.write_text(
            text.replace("Troops", chance.choice(["Soldiers", "Troops", "Men"]), 1)
            + ("\n" if path.suffix == ".md" else "")
        )
    elif kind == "date":
        path.write_text(text.replace("2024-10-1", f"2024-10-{chance.randrange(3)}"))
    elif kind == "new":
        name = f"new-{chance.randrange(4)}"
        laid_before(
            root,
            {f"content/sources/{name}.md": f"---\ntitle: New {name}\ndate: 2024-10-19\n---\nSeen. {chance.random()}\n"},
        )
    elif kind in ("rename", "delete"):
        mine = sorted((root / "content/sources").glob("new-*.md"))
        for each in mine[:1]:
            each.unlink() if kind == "delete" else each.rename(each.with_stem(f"{each.stem}x"))
    elif kind == "config":
        config = (root / "config.yaml").read_text()
        (root / "config.yaml").write_text(
            config.replace("Example Desk", chance.choice(["Example Desk", "Desk of examples"]))
        )
    elif kind == "template":
        shown = chance.choice(["One", "Two"])
        laid_before(
            root,
            {"templates/about.html": f'{{% extends "default/about.html" %}}{{% block title %}}{shown}{{% endblock %}}'},
        )
    elif kind == "untemplate":
        shutil.rmtree(root / "templates", ignore_errors=True)
    else:
        laid_before(root, {"assets/own.css": f"p {{ margin: {chance.randrange(5)}em; }}\n"})
    return kind


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_build_over_another_equals_one_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """After any edits, additions, renames and deletions: the site, byte for byte, is that of a first build elsewhere.

    In every other run what no page reads any more is forgotten after each build, and not only when it is much.
    """
    monkeypatch.setattr(ledger, "SLACK", ledger.SLACK if seed % 2 else 1)
    root, chance, done = laid_before(tmp_path / "dossier", everything.files()), random.Random(seed), list[str]()
    for number in range(6):
        done += [edit(root, chance) for _ in range(chance.randrange(3))]
        first = run("build", "-C", root)
        anew = tmp_path / f"anew-{number}"
        assert run("build", "-C", root, "--out", anew, "--clean").exit_code == first.exit_code, done
        if first.exit_code == 0:
            assert site(root / "site") == site(anew), done


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_a_preview_remembers_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """The preview keeps cards in memory from save to save: after any edits its pages are those of a first build."""
    monkeypatch.setattr(ledger, "SLACK", ledger.SLACK if seed % 2 else 1)
    root, chance, done = laid_before(tmp_path / "dossier", everything.files()), random.Random(seed + 10), list[str]()
    memory = Memory()
    for number in range(5):
        done += [edit(root, chance) for _ in range(chance.randrange(3))]
        first = build.publish(root, tmp_path / "preview", Options(jobs=1), memory=memory)
        anew = build.publish(root, tmp_path / f"anew-{number}", Options(clean=True, jobs=1), memory=Memory())
        assert (first.report is None) == (anew.report is None), done
        if first.report:
            assert site(tmp_path / "preview") == site(tmp_path / f"anew-{number}"), done


def test_a_preview_makes_what_changed_and_no_more(tmp_path: Path) -> None:
    """A build with the memory of the last one makes the pages that show the edit; after a broken one, all that it must."""
    root, memory = laid_before(tmp_path / "dossier", everything.files()), Memory()
    build.publish(root, tmp_path / "preview", Options(jobs=1), memory=memory)
    cards = {table: dict(rows) for table, rows in memory.made.items()}
    assert any(cards.values())
    again = build.publish(root, tmp_path / "preview", Options(jobs=1), memory=memory)
    assert again.report
    assert again.report.written == 0
    assert memory.made == cards
    path = root / "content" / "facts.yaml"
    path.write_text(path.read_text().replace("It was denied.", "It is denied."))
    again = build.publish(root, tmp_path / "preview", Options(jobs=1), memory=memory)
    assert again.report
    assert 0 < again.report.written < again.report.kept
    left = memory.made["../card"]
    assert any(left[key] is card for key, card in cards["../card"].items() if key in left)


def test_the_cache_is_data() -> None:
    """No module of ours reads a pickle that it did not just send to itself."""
    named = {path.name: path.read_text() for path in defaults.HERE.rglob("*.py")}
    assert [name for name, text in named.items() if "pickle" in text.lower()] == ["parallel.py"]
