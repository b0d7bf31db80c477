"""What an as-of date and a marking take out of a dossier (FORMAT §7 and §10 "As of" and "Marking")."""

from __future__ import annotations

from typing import Any

import pytest
from build import by_id, case, codes, folder, published
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.evidence import cut

SOURCES = {
    "early": {"date": "2024-10-10", "summary": "About [[x]]."},
    "late": {"date": "2024-11-05", "summary": "About [[y]] and [@new]."},
}
FACTS = (
    {"id": "old", "about": ["x"], "evidence": [{"source": "early"}, {"source": "late", "origin": "y"}]},
    {"id": "new", "about": ["z"], "evidence": [{"source": "late"}]},
)
JUDGMENTS = ({"id": "both", "basis": ["old", "new"]}, {"id": "fresh", "basis": ["new"]})
ENTITIES = ({"id": "x", "part_of": "top"}, {"id": "top"}, {"id": "y"}, {"id": "z"})
PAGES = {"history": "Once [@old].", "news": "Lately [@new].", "method": "How we work."}


def whole(**more: Any) -> dict[str, str]:
    return folder(
        SOURCES,
        FACTS,
        entities=ENTITIES,
        judgments=JUDGMENTS,
        pages=PAGES,
        index="First [@old], then [@new] and [[z]].",
        **more,
    )


def ids(files: dict[str, str], **options: Any) -> dict[str, list[str]]:
    """The ids of what a build publishes, by the data's keys, and the pages."""
    found = published(files, **options)
    return {
        key: [each["id"] for each in found[key]] for key in ("sources", "facts", "judgments", "entities", "questions")
    } | {"pages": list(case(files, **options).dossier.pages)}


# --- as of -------------------------------------------------------------------------------------------------------


def test_as_of_builds_only_from_sources_dated_on_or_before_the_day():
    """Later sources are gone, and with them evidence, facts, judgments, entities and pages that rest on nothing else."""
    assert ids(whole(), as_of="2024-10-31") == {
        "sources": ["early"],
        "facts": ["old"],
        "judgments": ["both"],
        "entities": ["x", "top"],
        "questions": [],
        "pages": ["index", "history", "method"],
    }


def test_evidence_of_later_sources_falls_away_and_what_remains_is_derived_anew():
    """A fact keeps the evidence that was there; its status and a judgment's basis follow from it alone."""
    now, then = published(whole()), published(whole(), as_of="2024-10-31")
    assert by_id(now["facts"])["old"]["status"] == "corroborated"
    assert by_id(then["facts"])["old"]["status"] == "single-origin"
    assert [each["source"] for each in by_id(then["facts"])["old"]["evidence"]] == ["early"]
    assert by_id(then["judgments"])["both"]["basis"] == ["old"]


def test_the_data_says_the_day():
    """`as_of` is the day, and null in a whole build."""
    assert published(whole())["as_of"] is None
    assert published(whole(), as_of="2024-10-31")["as_of"] == "2024-10-31"


@pytest.mark.parametrize(
    ("date", "stays"),
    [
        ("2024-10-18", True),
        ("2024-10-19", False),
        ("2024-10-18~", True),
        ("2024-10-01/2024-10-18", True),  # an interval counts from its end
        ("2024-10-01/2024-10-19", False),
        ("2024-10", False),  # reduced precision counts from its last day
        ("2024-09", True),
        ("2024-10-XX", False),
        ("2024-10-1X", False),
        ("2024", False),
        ("2023", True),
        ("2024-10-01/..", False),  # an open interval is never in
        ("2024-10-01/", False),
        ("../2024-10-18", False),  # open at its start, and so an open interval too
        ("", False),  # a source without a date stays out
    ],
)
def test_when_a_source_counts(date: str, stays: bool):
    """An interval and a date of reduced precision count from their last day; open and missing dates stay out."""
    files = folder({"a": {"date": date}}, [{"id": "f", "evidence": [{"source": "a"}]}])
    assert (ids(files, as_of="2024-10-18")["sources"] == ["a"]) is stays
    assert (ids(files, as_of="2024-10-18")["facts"] == ["f"]) is stays


@pytest.mark.parametrize(("day", "stays"), [("2024-10-18", True), ("2024-10-17", False)])
def test_the_day_itself_is_in(day: str, stays: bool):
    """On or before DATE."""
    files = folder({"a": {"date": "2024-10-18"}})
    assert (ids(files, as_of=day)["sources"] == ["a"]) is stays


def test_an_as_of_of_reduced_precision_counts_from_its_last_day():
    """`--as-of 2024-10` is the end of October."""
    assert ids(folder({"a": {"date": "2024-10-31"}}), as_of="2024-10")["sources"] == ["a"]


def test_index_never_falls_away_and_its_lost_citations_are_no_errors():
    """A citation or link to what fell away becomes plain text, without an error."""
    assert not {"unknown-citation", "unknown-id", "marking-above-build"} & set(codes(whole(), as_of="2024-10-31"))
    assert "index" in ids(whole(), as_of="1900")["pages"]


@pytest.mark.parametrize("gone", ["late", "new"])
def test_nothing_is_left_of_what_came_later(gone: str):
    """No field, text, place or address of the cut dossier names an item that was not there yet."""
    noted = {"id": "new", "note": "From a later article.", "evidence": [{"source": "late"}]}
    files = folder({"early": {"date": "2024-10-10"}, "late": {"date": "2024-11-05"}}, [noted])
    assert gone in repr(case(files).dossier)
    assert gone not in repr(case(files, as_of="2024-10-31").dossier)


def test_an_as_of_before_everything_builds_an_empty_dossier():
    """Nothing is left but the briefing and pages that rest on no source."""
    assert ids(whole(), as_of="1900") == {
        "sources": [], "facts": [], "judgments": [], "entities": [], "questions": [], "pages": ["index", "method"],
    }  # fmt: skip


def test_what_never_rested_on_a_source_stays():
    """Only what rests on later sources and nothing else falls away: a page without citations rests on none."""
    assert "method" in ids(whole(), as_of="2024-10-31")["pages"]


def test_a_reference_to_what_fell_away_is_gone_from_structured_fields():
    """`contradicts`, an origin and `agency` no longer name what is not there yet."""
    files = folder(
        {"early": {"date": "2024-10-10"}, "late": {"date": "2024-11-05"}},
        [
            {"id": "old", "contradicts": ["new"], "question": "q", "evidence": [{"source": "early", "origin": "late"}]},
            {"id": "new", "question": "q", "evidence": [{"source": "late"}]},
        ],
        questions=[{"id": "q"}],
    )
    found = published(files, as_of="2024-10-31")
    assert by_id(found["questions"])["q"] == {
        "id": "q", "text": "What of q?", "unit": None, "facts": ["old"], "disagreement": None, "former_ids": [],
    }  # fmt: skip
    [line] = by_id(found["facts"])["old"]["evidence"]
    assert (line["origin"], line["root"]) == ("unknown", None)
    assert by_id(published(files)["questions"])["q"]["facts"] == ["old", "new"]


def test_a_former_edition_is_what_stood_then():
    """An edition as of 18 October differs from one as of 5 November in the facts that came between."""
    then, now = ids(whole(), as_of="2024-10-18"), ids(whole(), as_of="2024-11-05")
    assert set(now["facts"]) - set(then["facts"]) == {"new"}
    assert now == ids(whole())


DAYS = [f"2024-10-{day:02}" for day in range(10, 20)]
DATES = st.sampled_from([*DAYS, "2024-10", "2024-10-11/2024-10-14", "2024-10-12/..", "2024-10-1X", "", "2024-10-15~"])
ORIGINS = st.sampled_from(["self", "unknown", "x", "y", "s0", "s1"])
WORLDS = st.builds(
    lambda dates, lines, basis: folder(
        {f"s{at}": {"date": date, "summary": f"See [@f{at}] and [[e{at}]]."} for at, date in enumerate(dates)},
        [
            {"id": f"f{at}", "about": [f"e{at}"], "evidence": [{"source": s, "origin": o} for s, o in each]}
            for at, each in enumerate(lines)
        ],
        judgments=[{"id": f"j{at}", "basis": list(each)} for at, each in enumerate(basis)],
        entities=[{"id": "x", "part_of": "y"}, {"id": "y"}, *({"id": f"e{at}", "may_be": "x"} for at in range(3))],
        pages={"p": "See [[f0]].", "r": "See [@s1]."},
    ),
    st.lists(DATES, min_size=3, max_size=3),
    st.lists(
        st.lists(st.tuples(st.sampled_from(["s0", "s1", "s2"]), ORIGINS), max_size=3), min_size=3, max_size=3
    ),
    st.lists(st.lists(st.sampled_from(["f0", "f1", "f2"]), max_size=2, unique=True), max_size=2),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(WORLDS, st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_as_of_is_monotone(files: dict[str, str], one: str, other: str):
    """A later date never loses a source, fact, judgment, entity or page, and the whole build has them all."""
    before, after, all_ = (ids(files, as_of=day) for day in (min(one, other), max(one, other), ""))
    for kind in before:
        assert set(before[kind]) <= set(after[kind]) <= set(all_[kind])


# --- marking -----------------------------------------------------------------------------------------------------

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
SLOTS = ("s0", "s1", "f0", "f1", "e0", "e1", "q0", "j0", "p0")


SHUT = "\n\n::: tlp AMBER\nShut.[^s] See [[e0]].\n\n## Hidden\n:::"
NOTED = "\n\n[^s]: Shut note, of [@s0]."


def marked(marks: dict[str, str], gone: frozenset[str]) -> dict[str, str]:
    """A dossier whose items refer to each other, without those that are `gone` and without what refers to them."""

    def kept(*wanted: Any) -> list[Any]:
        return [each for each in wanted if (each["id"] if isinstance(each, dict) else each) not in gone]

    def origin(name: str) -> str:
        return "unknown" if name in gone else name

    def one(name: str) -> str:
        return "" if name in gone else name

    def item(name: str, **fields: Any) -> dict[str, Any]:
        return {"id": name, "tlp": marks[name], **fields}

    sources = {
        name: {"tlp": marks[name], "agency": one("e0"), "summary": f"Summary of {name}.", "tags": ["tag"]}
        for name in kept("s0", "s1")
    }
    evidence = {
        "f0": [{"source": "s0", "origin": origin("e1"), "via": kept("e0")}, {"source": "s1", "origin": origin("s0")}],
        "f1": [{"source": "s1", "origin": origin("e0"), "stance": "disputes"}, {"source": "s1"}],
    }
    facts = [
        item(name, about=kept("e0", "e1"), place=kept("e1"), question=one("q0"), best=at, contradicts=kept("f0"),
             evidence=[line for line in evidence[name] if line["source"] not in gone])
        for at, name in enumerate(("f0", "f1")) if name not in gone
    ]  # fmt: skip
    return folder(
        sources,
        facts,
        entities=kept(item("e0"), item("e1", part_of=one("e0"))),
        questions=kept(item("q0")),
        judgments=kept(item("j0", basis=kept("f0", "f1"), confidence="high")),
        pages={"p0": f"---\ntitle: Annex p0\ntlp: {marks['p0']}\n---\nText."} if "p0" not in gone else {},
        index=f"Open.[^o]{SHUT}\n\n## More\n\n::: note\nA.{SHUT}\n\nB.\n:::{SHUT}\n\n[^o]: Open note.{NOTED}",
        base_url="https://example.org/",
        edition="1",
    )


@settings(max_examples=60, deadline=None)
@given(MARKS)
def test_a_lower_marking_is_the_dossier_without_the_higher_items(drawn: list[str]):
    """What a build at a lower marking publishes is what is published when the higher items are deleted by hand."""
    marks = dict(zip(SLOTS, drawn, strict=True))
    gone = frozenset(name for name, level in marks.items() if level != "CLEAR")
    assert published(marked(marks, frozenset())) == published(marked(marks, gone))
