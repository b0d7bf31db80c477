"""The tables that a case adds to its dossier: what stands on one root, who speaks of whom."""

from __future__ import annotations

from build import case, folder

from casework.evidence.derive import Mention


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
