"""The measurements rest on fair ground: the same corpus each time, and the same pages for everyone.  Nothing is timed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from ondisk import files_below

from benchmarks import corpus, floor, measure, ours, peers, picture, report
from benchmarks.results import Record, Results, load, merged, ratio, save


@pytest.fixture(scope="module")
def small() -> corpus.Corpus:
    """The corpus S."""
    return corpus.corpus("S")


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """A corpus made twice is the same to the byte; another seed makes another."""
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        corpus.make(tmp_path / name, "S", seed)
    assert files_below(tmp_path / "one") == files_below(tmp_path / "again")
    assert files_below(tmp_path / "one") != files_below(tmp_path / "other")


def test_there_is_a_page_for_each_source_fact_and_entity(small: corpus.Corpus) -> None:
    """Peers get one page for each item, each item once, and every link of a text leads to one of them."""
    made = list(peers.pages(small))
    paths = {f"{page.kind}/{page.id}.html" for page in made}
    assert len(made) == len(paths) == sum(corpus.SIZES["S"])
    for page in made:
        linked = {part.split(")")[0] for part in page.body.split("](../")[1:]}
        assert linked <= paths


def test_what_a_page_shows_of_others_is_right(small: corpus.Corpus) -> None:
    """A fact stands on the page of each source that carries it, and a source on that of each fact that it cites."""
    shown = {page.id: page.shown for page in peers.pages(small)}
    for number, fact in enumerate(small.facts):
        for line in fact.evidence:
            assert f"f{number}" in [each["id"] for each in shown[f"s{line.source}"]["facts"]]
    for number, source in enumerate(small.sources):
        for _, cited in source.paragraphs[0].cited:
            assert f"s{number}" in [each["id"] for each in shown[f"f{cited}"]["cited_by"]]


@pytest.mark.parametrize("name", [name for name in peers.PEERS if name != "hugo-adapter"])
def test_a_peers_site_holds_one_file_for_each_item(name: str, small: corpus.Corpus, tmp_path: Path) -> None:
    """Each peer gets every item's page as a file of its own."""
    peers.PEERS[name].write(small, tmp_path / "site")
    found = {f"{path.parent.name}/{path.stem}" for path in (tmp_path / "site").rglob("*.md")}
    assert {f"{page.kind}/{page.id}" for page in peers.pages(small)} <= found


def test_hugos_best_case_has_its_facts_in_one_file(small: corpus.Corpus, tmp_path: Path) -> None:
    """The second form for Hugo holds the same pages, those of facts and entities as rows of a JSON file."""
    peers.PEERS["hugo-adapter"].write(small, tmp_path / "site")
    files = {path.stem for path in (tmp_path / "site" / "content" / "sources").glob("s*.md")}
    rows = {
        row["path"]
        for kind in ("facts", "entities")
        for row in json.loads((tmp_path / "site" / "assets" / f"{kind}.json").read_text())
    }
    assert files | rows == {page.id for page in peers.pages(small)}


def test_an_edit_changes_one_file_and_one_word(tmp_path: Path) -> None:
    """An edited summary differs from the old one in its first word, and nothing else differs."""
    corpus.make(tmp_path / "dossier", "S")
    before = files_below(tmp_path / "dossier")
    ours.edit_source(tmp_path / "dossier", "edited1")
    ours.edit_fact(tmp_path / "dossier", "edited2")
    after = files_below(tmp_path / "dossier")
    changed = {path for path in before if before[path] != after[path]}
    assert before.keys() == after.keys()
    assert changed == {f"content/sources/{ours.SOURCE}.md", "content/facts.yaml"}
    for path in changed:
        old, new = before[path].split(), after[path].split()
        assert sum(one != other for one, other in zip(old, new, strict=True)) == 1


def test_what_builds_left_is_forgotten_and_nothing_else(tmp_path: Path) -> None:
    """A first build finds only what an author wrote."""
    corpus.make(tmp_path / "dossier", "S")
    before = files_below(tmp_path / "dossier")
    (tmp_path / "dossier" / "site").mkdir()
    (tmp_path / "dossier" / ".remembered").write_text("x")
    ours.forget(tmp_path / "dossier")
    assert files_below(tmp_path / "dossier") == before
    assert not (tmp_path / "dossier" / "site").exists()


def test_the_floor_writes_files_of_the_same_names_and_sizes(tmp_path: Path) -> None:
    """What is written to find the floor has the site's names and sizes."""
    (tmp_path / "site" / "facts").mkdir(parents=True)
    (tmp_path / "site" / "facts" / "a b.html").write_text("four")
    (tmp_path / "site" / "index.html").write_text("sixteen letters.")
    (tmp_path / "listing").write_text(floor.listing(tmp_path / "site"))
    floor.write(tmp_path / "listing", tmp_path / "out")
    assert {path: len(text) for path, text in files_below(tmp_path / "out").items()} == {
        path: len(text) for path, text in files_below(tmp_path / "site").items()
    }


def test_a_failing_command_is_no_measurement(tmp_path: Path) -> None:
    """A run that ends with an error is told with its words, not timed; one that works leaves nothing behind."""
    assert measure.run(["true"], tmp_path).seconds > 0
    with pytest.raises(measure.Failed, match="no such"):
        measure.run(["sh", "-c", "echo no such thing; exit 3"], tmp_path)
    assert files_below(tmp_path) == {}


def record(who: str, step: str, round_: str, seconds: float) -> Record:
    """A run at M."""
    return Record("M", who, step, round_, seconds, 1.0, 100.0, 10, 20, 3.0)


def test_ratios_are_taken_within_a_round(tmp_path: Path) -> None:
    """The median is of the ratios of runs made together; results come back from their file as they were."""
    runs = [
        *(record("dossier", "cold", f"1-{n}", seconds) for n, seconds in enumerate((1.0, 4.0, 3.0))),
        *(record("hugo", "cold", f"1-{n}", seconds) for n, seconds in enumerate((2.0, 4.0, 2.0))),
        record("hugo", "cold", "0-0", 100.0),
    ]
    save(Results(tuple(runs)), tmp_path / "results.json")
    read = load(tmp_path / "results.json")
    assert sorted(read.records) == sorted(runs)
    assert ratio(read, "M", "cold") == (1.0, 3)
    assert ratio(read, "M", "fact") is None


def test_a_part_measured_anew_leaves_the_rest() -> None:
    """New records replace those of their kind only, and what older runs of ours are compared with stays."""
    old = Results(
        (
            record("dossier", "cold", "1-0", 1.0),
            record("hugo", "cold", "1-0", 2.0),
            record("mkdocs", "cold", "1-0", 9.0),
        )
    )
    fresh = [record("dossier", "fact", "2-0", 0.1), record("hugo", "cold", "2-0", 2.0)]
    now = merged(old, fresh, {})
    assert set(old.records) | set(fresh) == set(now.records)
    again = merged(now, [record("dossier", "cold", "3-0", 1.5), record("hugo", "cold", "3-0", 3.0)], {})
    assert {each.round for each in again.records if each.who == "hugo"} == {"2-0", "3-0"}
    slow = merged(old, [record("mkdocs", "cold", "4-0", 8.0)], {})
    assert [each.round for each in slow.records if each.who == "mkdocs"] == ["4-0"]


def test_the_page_and_the_picture_hold_whatever_was_measured() -> None:
    """With nothing measured the page says so; with runs it judges each goal; the picture is well-formed either way."""
    some = Results(
        (record("dossier", "cold", "1-0", 1.0), record("hugo", "cold", "1-0", 2.0)), {"hugo": "hugo 1"}, "a machine"
    )
    for results in (Results(), some):
        ET.fromstring(picture.draw(results))
        assert "{" not in report.page(results)
    assert "| first build, M | 0.8 × Hugo | 0.5 × Hugo | met |" in report.page(some)
    assert "not measured yet" in report.page(Results())
