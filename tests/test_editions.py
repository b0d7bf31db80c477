"""What changed between two editions, in words (FORMAT §9 `diff`; issue of the evidence engine, "Editions")."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from build import case, folder
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from ondisk import laid, run

from casework.exports import data, editions
from casework.exports.data import DossierData
from casework.publishing.build import Options, examine

BASE: dict[str, Any] = {
    "sources": {"a": {"date": "2024-10-01", "publication": "The Post"}, "b": {}},
    "facts": [
        {"id": "f", "claim": "Troops moved.", "date": "2024-10-01", "question": "q", "best": 1000, "evidence": [{"source": "a", "origin": "x"}]},
        {"id": "g", "claim": "Ships sailed.", "question": "q", "best": 1000, "evidence": [{"source": "b", "origin": "y"}]},
    ],
    "entities": [{"id": "x"}, {"id": "y"}],
    "questions": [{"id": "q", "text": "How many?"}],
    "judgments": [{"id": "j", "text": "They are there.", "likelihood": "likely", "confidence": "low", "basis": ["f"]}],
}  # fmt: skip


def edition(**changed: Any) -> DossierData:
    """The published data of the base dossier, with some of its tables replaced."""
    return data.data(case(folder(**{**BASE, "edition": "1", **changed})), None)


def fact(**changed: Any) -> list[dict[str, Any]]:
    return [{**BASE["facts"][0], **changed}, BASE["facts"][1]]


def judgment(**changed: Any) -> list[dict[str, Any]]:
    return [{**BASE["judgments"][0], **changed}]


def said(**changed: Any) -> list[tuple[str, str, str]]:
    """Of each change: the kind of item, what happened, its id."""
    found = editions.diff(edition(), edition(edition="2", **changed))
    return [(each.kind, each.what, each.id) for each in found.changes]


def support(*origins: str, stance: str = "supports", source: str = "a") -> dict[str, Any]:
    return {
        "evidence": [
            *BASE["facts"][0]["evidence"],
            *({"source": source, "origin": o, "stance": stance} for o in origins),
        ]
    }


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"facts": [*BASE["facts"], {"id": "h", "claim": "New."}]}, [("fact", "added", "h")]),
        ({"facts": BASE["facts"][:1]}, [("fact", "withdrawn", "g")]),
        ({"facts": fact(date="2024-10-02")}, [("fact", "re-dated", "f")]),
        ({"facts": fact(best=1050, qualifier="about")}, [("fact", "re-counted", "f")]),
        ({"facts": fact(**support("y"))}, [("fact", "newly corroborated", "f")]),
        ({"facts": fact(**support("y", stance="disputes"))}, [("fact", "newly contested", "f")]),
        ({"facts": fact(retracted=True)}, [("fact", "retracted", "f")]),
        ({"facts": fact(evidence=[])}, [("fact", "re-graded", "f")]),
        ({"facts": fact(evidence=[{"source": "a", "origin": "y"}])}, [("fact", "re-sourced", "f")]),
        ({"facts": fact(**support("x", source="b"))}, []),  # an article more, no origin more
        ({"facts": fact(best=9)}, [("fact", "re-counted", "f"), ("question", "re-graded", "q")]),
        ({"judgments": judgment(likelihood="very-likely")}, [("judgment", "re-graded", "j")]),
        ({"judgments": judgment(confidence="moderate")}, [("judgment", "re-graded", "j")]),
        ({"judgments": judgment(text="They were there.")}, [("judgment", "re-worded", "j")]),
        ({"judgments": []}, [("judgment", "withdrawn", "j")]),
        ({"judgments": [*BASE["judgments"], {"id": "k", "basis": ["f"]}]}, [("judgment", "added", "k")]),
        ({"sources": {**BASE["sources"], "c": {}}}, [("source", "added", "c")]),
        ({"sources": {**BASE["sources"], "b": {"status": "corrected", "status_note": "A name."}}}, [("source", "corrected", "b")]),
        ({"sources": {**BASE["sources"], "b": {"date": "2024-10-19"}}}, [("source", "re-dated", "b")]),
        ({"entities": [*BASE["entities"], {"id": "z"}]}, [("entity", "added", "z")]),
        ({"questions": [{"id": "q", "text": "How many?"}, {"id": "r"}]}, [("question", "added", "r")]),
        ({"index": "Other prose."}, []),  # a mended typo is no news
    ],
)  # fmt: skip
def test_what_changed_is_said(changed: dict[str, Any], expected: list[tuple[str, str, str]]):
    """Added, withdrawn, re-graded, re-dated, newly contested, newly corroborated: by id, from published fields."""
    assert said(**changed) == expected


def test_a_retraction_is_said_of_the_source_and_of_each_fact_that_falls_with_it():
    """A retracted source with its note, and the facts that lost their support."""
    new = edition(sources={**BASE["sources"], "b": {"status": "retracted", "status_note": "Made up."}})
    found = {(each.kind, each.what): each.text for each in editions.diff(edition(), new).changes}
    assert found["source", "retracted"] == "Title of b. Now retracted. Made up."
    assert found["fact", "retracted"] == "Ships sailed. Now retracted, before single origin."


def test_changes_are_sentences():
    """In words: what it is now, what it was before; likelihood and confidence in sentences of their own."""
    new = edition(
        facts=fact(best=1200, date="2024-10-02"),
        judgments=judgment(likelihood="very-likely", confidence="moderate", change_note="Pictures came in."),
    )
    texts = [each.text for each in editions.diff(edition(), new).changes]
    assert texts == [
        "They are there. The likelihood is now very likely, before likely. Pictures came in.",
        "They are there. The confidence is now moderate, before low. Pictures came in.",
        "Troops moved. Now dated 2\u00a0October 2024, before 1\u00a0October 2024.",
        "Troops moved. The figure is now 1,200, before 1,000.",
        "How many? Now conflict, before no disagreement.",
    ]


@pytest.mark.parametrize(
    ("changed", "note", "before", "warned"),
    [
        ({"likelihood": "very-likely"}, "", "", True),
        ({"likelihood": "very-likely"}, "Pictures.", "", False),
        ({"likelihood": "very-likely"}, "Pictures.", "Pictures.", True),  # an old note explains no new change
        ({"confidence": "high"}, "", "", True),
        ({"text": "Other."}, "", "", True),
        ({}, "", "", False),
        ({"note": "More."}, "", "", False),
    ],
)
def test_a_changed_judgment_without_a_change_note_is_a_warning(
    changed: dict[str, Any], note: str, before: str, warned: bool, tmp_path: Path
):
    """ICD 203 asks to explain each changed judgment."""
    old = edition(judgments=judgment(change_note=before))
    (tmp_path / "old.json").write_bytes(data.as_json(old))
    files = folder(**{**BASE, "judgments": judgment(change_note=note, **changed)}, previous="old.json")
    found = [each for each in examine(laid(tmp_path, files), Options()).findings if each.code == "unexplained-change"]
    assert [each.severity for each in found] == (["warning"] if warned else [])


def test_save_edition_keeps_the_data_and_diff_says_what_changed_since(tmp_path: Path):
    """`build --save-edition` writes `editions/<edition>.json`; `diff OLD [NEW]` says in words or as JSON what changed."""
    root = laid(tmp_path, folder(**BASE, edition="2024-10-24"))
    assert run("-C", str(root), "build", "--save-edition").exit_code == 0
    saved = root / "editions/2024-10-24.json"
    assert saved.read_bytes() == (root / "site/data/dossier.json").read_bytes()
    laid(root, folder(**{**BASE, "facts": fact(date="2024-10-02")}, edition="2024-11-04"))
    text = run("-C", str(root), "diff", str(saved))
    assert (text.exit_code, text.stdout) == (
        0, "fact f: re-dated. Troops moved. Now dated 2\u00a0October 2024, before 1\u00a0October 2024.\n",
    )  # fmt: skip
    found = json.loads(run("-C", str(root), "diff", str(saved), "--format", "json").stdout)
    assert found == {
        "since": "2024-10-24",
        "changes": [{"kind": "fact", "what": "re-dated", "id": "f", "text": "Troops moved. Now dated 2\u00a0October 2024, before 1\u00a0October 2024."}],
    }  # fmt: skip
    marked = run("-C", str(root), "diff", str(saved), "--format", "markdown").stdout
    assert (
        marked
        == "## What changed since edition 2024-10-24\n\n- Troops moved. Now dated 2\u00a0October 2024, before 1\u00a0October 2024.\n"
    )
    same = run("-C", str(root), "diff", str(saved), str(saved))
    assert (same.exit_code, same.stdout) == (0, "Nothing changed since edition 2024-10-24.\n")


def test_an_as_of_edition_says_its_day_and_takes_no_other_editions_place(tmp_path: Path):
    """An as-of build carries the same label; what is saved of it keeps its day, in the data and in the name."""
    root = laid(tmp_path, folder(**BASE, edition="2024-10-24"))
    run("-C", str(root), "build", "--save-edition")
    whole = (root / "editions/2024-10-24.json").read_bytes()
    assert run("-C", str(root), "build", "--save-edition", "--as-of", "2024-10-01").exit_code == 0
    assert (root / "editions/2024-10-24.json").read_bytes() == whole
    [other] = [each for each in root.glob("editions/*.json") if each.name != "2024-10-24.json"]
    assert json.loads(other.read_text())["as_of"] == "2024-10-01"


def test_an_as_of_build_is_not_compared_with_a_later_edition(tmp_path: Path):
    """What was not known yet is not "withdrawn": an edition that knows more than the day says nothing of what changed."""
    root = laid(tmp_path, folder(**BASE))
    (root / "old.json").write_bytes(data.as_json(edition()))
    laid(root, folder(**BASE, previous="old.json"))
    early, late = (
        examine(root, Options(as_of=editions.edtf.read(day))).changed for day in ("2024-10-01", "2024-10-18")
    )
    assert (early.since, early.changes) == ("", ())
    assert (late.since, late.changes) == ("1", ())


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}'])
def test_what_is_no_edition_is_said_and_not_read(text: str, tmp_path: Path):
    """`diff` of another file is wrong usage, `previous` of another file an error in the config."""
    root = laid(tmp_path, {**folder(**BASE, previous="old.json"), "old.json": text})
    assert run("diff", str(root / "old.json"), str(root / "old.json")).exit_code == 2
    assert [each.code for each in examine(root, Options()).findings if each.severity == "error"] == ["bad-value"]


@settings(max_examples=30, deadline=None)
@given(st.permutations(["f", "g"]), st.permutations(["x", "y"]))
def test_the_order_of_items_is_no_change(facts: list[str], entities: list[str]):
    """Editions are compared by id: the same items in another order are no news."""
    mixed = edition(
        facts=sorted(BASE["facts"], key=lambda each: facts.index(each["id"])),
        entities=sorted(BASE["entities"], key=lambda each: entities.index(each["id"])),
    )
    assert editions.diff(edition(), mixed).changes == ()


def test_an_edition_without_some_items_is_the_edition_otherwise():
    """`without` takes items out by id, of every kind."""
    cut = editions.without(edition(), {"f", "a", "x", "q", "j"})
    assert [[each.id for each in table] for table in (cut.facts, cut.sources, cut.entities, cut.questions, cut.judgments)] == [
        ["g"], ["b"], ["y"], [], [],
    ]  # fmt: skip
    assert replace(cut, facts=edition().facts).facts == edition().facts


# --- new names ---------------------------------------------------------------------------------------------------

RENAMED: dict[str, Any] = {
    "sources": {"a2": {"date": "2024-10-01", "publication": "The Post", "former_ids": ["a"], "title": "Title of a"}, "b": {}},
    "facts": [
        {**BASE["facts"][0], "id": "f2", "former_ids": ["f"], "question": "q2", "evidence": [{"source": "a2", "origin": "x2"}]},
        {**BASE["facts"][1], "question": "q2"},
    ],
    "entities": [{"id": "x2", "former_ids": ["x"], "name": "Name of x"}, {"id": "y"}],
    "questions": [{"id": "q2", "text": "How many?", "former_ids": ["q"]}],
    "judgments": [{**BASE["judgments"][0], "id": "j2", "former_ids": ["j"], "basis": ["f2"]}],
}  # fmt: skip


def test_a_new_id_is_no_change():
    """What has `former_ids` is what it was, of every kind, where it is referred to as well; not withdrawn and added."""
    assert said(**RENAMED) == []


def test_what_changed_beside_its_id_is_said_once():
    """A renamed item is compared with what it was; the change goes by the id of today."""
    facts = [{**RENAMED["facts"][0], "date": "2024-10-02"}, RENAMED["facts"][1]]
    judgments = [{**RENAMED["judgments"][0], "confidence": "moderate"}]
    assert said(**{**RENAMED, "facts": facts, "judgments": judgments}) == [
        ("judgment", "re-graded", "j2"),
        ("fact", "re-dated", "f2"),
    ]


def test_a_former_id_that_an_item_has_today_is_that_item():
    """An id that was given to something else names that: nothing is renamed by mistake."""
    found = editions.diff(edition(), edition(edition="2", facts=[{**BASE["facts"][0], "id": "f2"}, BASE["facts"][1]]))
    assert [(each.what, each.id) for each in found.changes if each.kind == "fact"] == [
        ("withdrawn", "f"),
        ("added", "f2"),
    ]


def test_a_renamed_judgment_has_to_explain_itself_too():
    """A new id is no way round `change_note`."""
    new = edition(**{**RENAMED, "judgments": [{**RENAMED["judgments"][0], "confidence": "moderate"}]})
    places = {"j2": editions.Place(path="content/facts.yaml")}
    assert [each.code for each in editions.unexplained(edition(), new, places)] == ["unexplained-change"]


def test_an_edition_of_before_former_ids_is_read():
    """Editions that were published when the data had no `former_ids` stay readable."""
    old = json.loads(data.as_json(edition()))
    for table in data.LISTS.values():
        for each in old[table]:
            del each["former_ids"]
    assert editions.read(json.dumps(old).encode()) == edition()


def test_what_was_renamed_and_then_withheld_is_not_said_to_be_withdrawn(tmp_path: Path):
    """The edition of before has it under its former id; that it is gone would tell that it is there."""
    (tmp_path / "old.json").write_bytes(data.as_json(edition()))
    renamed = {**RENAMED, "facts": [{**RENAMED["facts"][0], "tlp": "RED"}, RENAMED["facts"][1]], "judgments": ()}
    examined = examine(laid(tmp_path, folder(**renamed, previous="old.json")), Options())
    assert [each.id for each in examined.changed.changes if each.kind == "fact"] == []
