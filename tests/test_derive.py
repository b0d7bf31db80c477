"""The tables that a case adds to its dossier: what stands on one root, who speaks of whom."""

from __future__ import annotations

from build import case, folder

from casework.evidence.derive import Carried, Leaning, Mention


def test_what_stands_on_one_root_alone_is_known_by_that_root():
    """The facts of a single origin, by their root; an origin that is nobody's id is an origin of nothing."""
    found = case(
        folder(
            {"a": {}, "b": {}},
            [
                {"id": "one", "evidence": [{"source": "a", "origin": "ministry"}, {"source": "b", "origin": "state"}]},
                {"id": "two", "evidence": [{"source": "a"}, {"source": "b"}]},
                {"id": "none", "evidence": [{"source": "a", "origin": "unknown"}]},
                {"id": "against", "evidence": [{"source": "a", "stance": "disputes"}]},
            ],
            entities=[{"id": "state"}, {"id": "ministry", "part_of": "state"}],
        )
    )
    assert found.roots_alone == {"state": ("one",)}
    assert found.origin_of == {"ministry": ("one",), "state": ("one",), "a": ("two", "against"), "b": ("two",)}


def test_everything_that_speaks_of_an_item_is_known_by_it():
    """Texts that cite or link, judgments by their basis, facts that contradict (both ways), parts and the unnamed."""
    found = case(
        folder(
            {"a": {"summary": "Of [[a]] and [[x]], [[x]]."}},
            [{"id": "f", "contradicts": ["g"], "note": "After[@a]."}, {"id": "g"}],
            entities=[{"id": "x"}, {"id": "y", "part_of": "x"}, {"id": "u", "may_be": "x"}],
            judgments=[{"id": "j", "basis": ["f"]}],
            index="See [[f]].",
        )
    )
    assert {named: set(each) for named, each in found.mentions.items()} == {
        "a": {Mention("fact", "f")},
        "f": {Mention("page", "index"), Mention("judgment", "j"), Mention("fact", "g")},
        "g": {Mention("fact", "f")},
        "x": {Mention("source", "a"), Mention("entity", "y"), Mention("entity", "u")},
    }
    assert len(found.mentions["x"]) == 3


def test_who_speaks_of_an_item_stands_in_the_dossiers_order():
    """Sources, facts, judgments …, each kind as its file has it, and not by the alphabet."""
    files = folder(
        {"z": {"summary": "Of [[x]]."}, "b": {"summary": "Of [[x]]."}},
        [{"id": "n", "note": "Of [[x]]."}, {"id": "c", "note": "Of [[x]]."}],
        entities=[{"id": "x"}],
    )
    found = case(files)
    order = [each.id for _, each in found.dossier.items()]
    said = [each.id for each in found.mentions["x"]]
    assert sorted(said) == ["b", "c", "n", "z"]
    assert said == sorted(said, key=order.index)
    assert said.index("n") < said.index("c")


def test_on_whom_a_source_leans_is_counted_in_facts_that_it_supports():
    """Its own voice apart; the heaviest root first, equals by their ids, whoever is not named last, however heavy."""
    lines = {
        "one": [{"origin": "m"}, {"origin": "k"}],
        "two": [{"origin": "m"}],
        "three": [{"origin": "unknown"}],
        "four": [{"origin": "unknown"}, {"origin": "unknown"}],
        "five": [{}, {}],
        "nine": [{}],
        "six": [{"origin": "b"}, {"origin": "c", "stance": "disputes"}],
        "seven": [{"stance": "disputes"}],
        "eight": [{"origin": "unknown"}],
    }
    facts = [{"id": each, "evidence": [{"source": "s", **line} for line in its]} for each, its in lines.items()]
    found = case(folder({"s": {}, "t": {}}, facts, entities=[{"id": each} for each in "bckm"]))
    assert found.leans == {
        "s": Leaning(
            own=2,
            roots=(
                ("m", ("one", "two")),
                ("s", ("five", "nine")),
                ("b", ("six",)),
                ("k", ("one",)),
                ("c", ()),
                ("", ("three", "four", "eight")),
            ),
        ),
        "t": Leaning(own=0, roots=()),
    }


def test_how_far_a_fact_is_carried_is_counted_in_articles_and_in_origins():
    """Two articles that repeat one ministry are two articles and one origin; a fact without evidence is not counted."""
    evidence = [{"source": each, "origin": "m"} for each in ("a", "b", "a")]
    found = case(folder({"a": {}, "b": {}}, [{"id": "f", "evidence": evidence}, {"id": "g"}], entities=[{"id": "m"}]))
    assert found.carried == {"f": Carried(articles=2, origins=1)}


def test_who_speaks_when_a_source_speaks_for_itself_is_known():
    """The agency of a source that has one, else the publication that is an entity, else the source."""
    sources = {"a": {"agency": "m"}, "b": {"publication": "Name of paper"}, "c": {}}
    found = case(folder(sources, entities=[{"id": "m"}, {"id": "paper", "kind": "publication"}]))
    assert {source: root.id for source, root in found.speakers.items()} == {"a": "m", "b": "paper", "c": "c"}
