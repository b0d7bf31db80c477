"""What a marking takes out of a dossier (FORMAT §7 and §10 "Marking")."""

from __future__ import annotations

import pytest
from build import SLOTS, by_id, case, codes, folder, ids, marked, published
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.evidence import cut

LEVELS = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("carry", LEVELS)
def test_an_item_above_the_build_is_not_in_it(level: str, carry: str):
    """Of each kind, an item marked above the build's TLP is not in the build at all; the levels are those of TLP 2.0."""
    files = folder(
        {"s": {"tlp": level}},
        [{"id": "f", "tlp": level}],
        entities=[{"id": "e", "tlp": level}],
        questions=[{"id": "q", "tlp": level}],
        judgments=[{"id": "j", "tlp": level}],
        pages={"p": f"---\ntitle: P\ntlp: {level}\n---\nText."},
    )
    found = ids(files, tlp=carry)
    shown = LEVELS.index(level) <= LEVELS.index(carry)
    assert [len(found[key]) for key in ("sources", "facts", "judgments", "entities", "questions")] == [int(shown)] * 5
    assert ("p" in found["pages"]) is shown


def test_an_item_without_a_marking_is_clear_and_the_option_replaces_the_configs_level():
    """Without `tlp:` an item is CLEAR; `--tlp` replaces the config's level, upwards and downwards."""
    files = folder({"plain": {}, "green": {"tlp": "GREEN"}, "red": {"tlp": "RED"}}, tlp="GREEN")
    assert published(files)["tlp"] == "GREEN"
    assert ids(files)["sources"] == ["green", "plain"]
    assert ids(files, tlp="CLEAR")["sources"] == ["plain"]
    assert ids(files, tlp="RED")["sources"] == ["green", "plain", "red"]
    assert published(files, tlp="RED")["tlp"] == "RED"


@pytest.mark.parametrize("written", ["TLP:AMBER", "AMBER"])
def test_a_level_may_carry_its_prefix(written: str):
    """`TLP:CLEAR` and `CLEAR` are one."""
    files = folder({"a": {"tlp": written}}, tlp="TLP:CLEAR")
    assert "bad-value" not in codes(files)
    assert ids(files)["sources"] == []
    assert ids(files, tlp="AMBER")["sources"] == ["a"]


MARKED = folder(
    {"s": {}, "hidden": {"tlp": "AMBER", "agency": "e"}, "t": {"agency": "secret"}},
    [
        {
            "id": "f",
            "about": ["secret", {"id": "e", "role": "said"}],
            "place": ["secret"],
            "question": "q",
            "contradicts": ["g"],
            "evidence": [
                {"source": "s", "origin": "secret", "via": ["secret", "e"]},
                {"source": "hidden"},
                {"source": "s", "origin": "hidden"},
                {"source": "t"},
            ],
        },
        {"id": "g", "tlp": "RED", "question": "r", "evidence": [{"source": "s"}]},
    ],
    entities=[{"id": "e", "part_of": "secret"}, {"id": "secret", "tlp": "GREEN"}],
    questions=[{"id": "q", "tlp": "GREEN"}, {"id": "r"}],
    judgments=[{"id": "j", "basis": ["f", "g"]}],
)
BY_HAND = folder(
    {"s": {}, "t": {}},
    [
        {
            "id": "f",
            "about": [{"id": "e", "role": "said"}],
            "evidence": [
                {"source": "s", "origin": "unknown", "via": ["e"]},
                {"source": "s", "origin": "unknown"},
                {"source": "t"},
            ],
        }
    ],
    entities=[{"id": "e"}],
    questions=[{"id": "r"}],
    judgments=[{"id": "j", "basis": ["f"]}],
)


def test_a_visible_item_loses_its_references_to_a_withheld_one_silently():
    """In structured fields a reference to a withheld item is gone without a word; a withheld origin is `unknown`.

    It never becomes `self`: the article would then speak for itself and count as an origin that it is not.
    """
    assert published(MARKED) == published(BY_HAND)
    assert "marking-above-build" not in codes(MARKED)
    assert by_id(published(MARKED)["facts"])["f"]["origins"] == ["t"]


@pytest.mark.parametrize("gone", ["hidden", "secret", "once-hidden"])
def test_nothing_is_left_of_what_is_withheld(gone: str):
    """No field, text, place or address of the cut dossier names a withheld item, by its former id neither."""
    files = {**MARKED, "content/sources/x.md": "---\n{title: X, tlp: RED, former_ids: [once-hidden]}\n---\n"}
    assert gone in repr(case(files, tlp="RED").dossier)
    assert gone not in repr(case(files).dossier)


def test_pictures_that_only_withheld_texts_show_are_not_shown():
    """A file below `assets/` goes with the last text that names it, whatever follows its path."""
    shut = "![A](assets/a.png?v=1) ![B](assets/b.png#c) ![C](assets/c.png)"
    files = folder({"s": {"tlp": "RED", "summary": shut}}, index="![C](assets/c.png)")
    whole, open_ = case(files, tlp="RED").dossier, case(files).dossier
    assert cut.unshown_assets(whole, open_) == {"assets/a.png", "assets/b.png"}
    assert cut.unshown_assets(whole, whole) == set()


@pytest.mark.parametrize("written", ["[[secret]]", "[[secret|them]]", "[@hidden]", "[@s; @hidden]", "![[secret]]"])
@pytest.mark.parametrize("where", ["index", "summary", "note"])
def test_prose_that_names_a_withheld_item_is_an_error(written: str, where: str):
    """In prose a reference to a withheld item is `marking-above-build`, an error by default."""
    text = f"See {written}."
    files = folder(
        {"s": {"summary": text if where == "summary" else "Summary."}, "hidden": {"tlp": "RED"}},
        [{"id": "f", "note": text if where == "note" else "", "evidence": [{"source": "s"}]}],
        entities=[{"id": "secret", "tlp": "RED"}],
        index=text if where == "index" else "Briefing.",
    )
    assert codes(files).count("marking-above-build") == 1
    assert "marking-above-build" not in codes(files, tlp="RED")


def test_a_block_may_name_what_is_withheld_with_it():
    """A `::: tlp` block falls away with what it names, so it is no error to name it there."""
    files = folder(
        {"hidden": {"tlp": "AMBER"}},
        entities=[{"id": "secret", "tlp": "AMBER"}],
        index="Open.\n\n::: tlp AMBER\nSee [@hidden] and [[secret]].\n:::\n",
    )
    assert "marking-above-build" not in codes(files)
    assert ids(files)["sources"] == []


def test_a_withheld_item_may_name_what_it_likes():
    """The prose of an item that is not in the build is not in the build."""
    files = folder({"hidden": {"tlp": "RED", "summary": "See [[secret]]."}}, entities=[{"id": "secret", "tlp": "RED"}])
    assert "marking-above-build" not in codes(files)


def test_a_withheld_briefing_leaves_an_empty_one_in_its_place():
    """Every site has a briefing, before all other pages, and nothing stands in one that is marked above the build."""
    files = folder(index="---\ntitle: B\ntlp: RED\n---\nText.", pages={"p": "Text."})
    assert ids(files)["pages"] == ["index", "p"]
    assert case(files).dossier.pages["index"].title == ""


def test_drafts_are_in_no_build():
    """`draft: true` keeps a file out of the build, whatever the level."""
    files = folder({"a": {"draft": True}}, pages={"p": "---\ntitle: P\ndraft: true\n---\nText."})
    assert ids(files, tlp="RED")["sources"] == []
    assert ids(files, tlp="RED")["pages"] == ["index"]


# --- a build at a lower marking is a build without the higher items ----------------------------------------------


def test_the_unnamed_do_not_become_independent_when_who_they_may_be_is_withheld():
    """Without X, all unnamed ones with the same X are one: withholding X makes no new origins."""
    files = folder(
        {"a": {}, "b": {}},
        [{"id": "f", "evidence": [{"source": "a", "origin": "u1"}, {"source": "b", "origin": "u2"}]}],
        entities=[{"id": "x", "tlp": "RED"}, {"id": "u1", "may_be": "x"}, {"id": "u2", "may_be": "x"}],
    )
    assert by_id(published(files)["facts"])["f"]["status"] == "single-origin"
    assert by_id(published(files, tlp="RED")["facts"])["f"]["status"] == "single-origin"


def test_the_unnamed_stay_together_with_their_own():
    """The first of those that may be the same withheld X stands for X; those of another stand for themselves."""
    unnamed = {"u1": "x", "u2": "x", "w1": "y", "w2": "y"}
    files = folder(
        {f"s-{each}": {} for each in unnamed},
        [{"id": "f", "evidence": [{"source": f"s-{each}", "origin": each} for each in unnamed]}],
        entities=[{"id": "x", "tlp": "RED"}, {"id": "y", "tlp": "RED"}]
        + [{"id": each, "may_be": whom} for each, whom in unnamed.items()],
    )
    found = published(files)
    assert by_id(found["facts"])["f"]["origins"] == ["u1", "w1"]
    assert {each["id"]: each["may_be"] for each in found["entities"]} == {
        "u1": None,
        "u2": "u1",
        "w1": None,
        "w2": "w1",
    }


MARKS = st.lists(st.sampled_from(["CLEAR", "CLEAR", "AMBER"]), min_size=9, max_size=9)


@settings(max_examples=60, deadline=None)
@given(MARKS)
def test_a_lower_marking_is_the_dossier_without_the_higher_items(drawn: list[str]):
    """What a build at a lower marking publishes is what is published when the higher items are deleted by hand."""
    marks = dict(zip(SLOTS, drawn, strict=True))
    gone = frozenset(name for name, level in marks.items() if level != "CLEAR")
    assert published(marked(marks, frozenset())) == published(marked(marks, gone))
