"""Which article carries which fact: what is counted, what is shown, what is left out, and how it is drawn."""

from __future__ import annotations

from typing import Any

import pytest
from build import case, folder
from drawn import DRAWINGS, STATUSES, labels, outside, overlaps, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.figures.matrix import Column, Mark, Row, matrix
from casework.figures.svg import NARROW, WIDE
from casework.pages import matrixview, overviews
from casework.pages.cards import Cards
from casework.views.overviews import MatrixRow, MatrixView

ENTITIES = [{"id": "nis", "kind": "organisation"}, {"id": "spokesman", "kind": "person", "part_of": "nis"}]


def fact(name: str, *lines: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """A fact with evidence lines: source, origin, stance."""
    keys = ("source", "origin", "stance")
    return {"id": name, "evidence": [dict(zip(keys, line, strict=True)) for line in lines], **more}


def view(sources: dict[str, dict[str, Any]], facts: list[dict[str, Any]], **more: Any) -> MatrixView | None:
    """The matrix of a small dossier."""
    return matrixview.matrix_view(Cards(case(folder(sources, facts, entities=ENTITIES, **more)), ""))


def told(row: MatrixRow) -> list[str]:
    """A row's cells in short: the origin's number and the stance's first letter."""
    return ["".join(f"{mark.number}{mark.stance.code[0]}" for mark in cell) for cell in row.cells]


DAYS = {f"s{day}": {"date": f"2024-10-0{day}"} for day in range(1, 6)}


def test_five_articles_one_origin() -> None:
    """Articles that have a fact from one body, by whatever name, bear one number; the columns go by date."""
    found = view(
        dict(reversed(DAYS.items())),
        [fact("a", *((source, "nis" if source < "s3" else "spokesman", "supports") for source in DAYS))],
    )
    assert found is not None
    assert [each.id for each in found.columns] == list(DAYS)
    (row,) = found.groups[0].rows
    assert told(row) == ["1s"] * 5
    assert (found.several, found.one_origin) == (1, 1)
    assert row.fact.status.code == "single-origin"


def test_numbers_count_those_who_support_first() -> None:
    """Supporting origins come first; a mention has no origin, nor has an unnamed one; an article may say two things."""
    found = view(
        DAYS,
        [
            fact(
                "a",
                ("s1", "nis", "disputes"),
                ("s2", "self", "supports"),
                ("s2", "nis", "cannot-confirm"),
                ("s3", "self", "mentions"),
                ("s4", "unknown", "supports"),
            )
        ],
    )
    assert found is not None
    (row,) = found.groups[0].rows
    assert told(row) == ["2d", "1s2c", "0m", "0s", ""]
    assert [each.id for each in row.origins] == ["s2", "nis"]


def test_order_is_by_question_then_status() -> None:
    """Facts stand under their question, the firm before the contested; those without a question last."""
    yes, no = ("s1", "self", "supports"), ("s2", "self", "disputes")
    found = view(
        DAYS,
        [
            fact("loose", yes, no),
            fact("contested", yes, no, question="q2"),
            fact("firm", yes, ("s2", "self", "supports"), question="q2"),
            fact("other", yes, question="q1"),
        ],
        questions=[{"id": "q1"}, {"id": "q2"}],
    )
    assert found is not None
    names = [
        (group.question.id if group.question else "", [row.fact.id for row in group.rows]) for group in found.groups
    ]
    assert names == [("q1", ["other"]), ("q2", ["firm", "contested"]), ("", ["loose"])]
    assert (found.facts, found.several, found.drawn, found.listed) == (4, 3, 3, 4)
    assert "Claim of other." not in found.svg


def test_a_retracted_article_is_shown_as_not_counted() -> None:
    """Evidence that does not count is there, and is seen not to count."""
    found = view(
        {**DAYS, "s1": {"status": "retracted"}}, [fact("a", ("s1", "nis", "supports"), ("s2", "nis", "supports"))]
    )
    assert found is not None
    assert "cell-not-counted" in found.svg
    assert [mark.counted for cell in found.groups[0].rows[0].cells for mark in cell] == [True, False]


def test_nothing_in_common_has_no_matrix() -> None:
    """Where no two articles carry the same fact, there is nothing to compare."""
    assert view(DAYS, [fact("a", ("s1", "self", "supports")), fact("b")]) is None


def test_a_large_dossier_shows_what_shares_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a dozen articles the drawing holds facts that share articles, whole rows only, and says how many."""
    many = {f"s{number:02}": {} for number in range(30)}
    alone = [fact(f"x{n}", (f"s{n:02}", "self", "supports"), (f"s{n + 1:02}", "nis", "supports")) for n in range(6, 28)]
    block = [fact(f"b{n}", *((f"s{k:02}", "nis", "supports") for k in range(1 + n % 2, 5))) for n in range(6)]
    found = view(many, [*alone, *block])
    assert found is not None
    shown = {row.fact.id for group in found.groups for row in group.rows}
    assert {each["id"] for each in block} <= shown
    assert len(found.columns) == matrixview.COLUMNS
    assert found.several == 28
    assert found.drawn == found.listed == len(shown) < 28
    monkeypatch.setattr(matrixview, "ROWS", 3)
    few = view(many, [*alone, *block])
    assert few is not None
    assert few.drawn == 3


def test_who_leans_on_whom_names_the_heaviest() -> None:
    """With very many articles the drawing of flows names the heaviest, and counts the others as one band."""
    many = {f"s{number:02}": {"publication": f"Paper {number}"} for number in range(40)}
    facts = [fact(f"f{n}", (f"s{n % 40:02}", "nis", "supports")) for n in range(45)]
    svg = overviews.origin_flows(Cards(case(folder(many, facts, entities=ENTITIES)), ""))
    assert "10 other articles" in svg
    assert "Articles\u00a0·\u00a040" in svg
    assert all(f"Paper {n}\u00a0·\u00a02" in svg for n in range(5)), "the articles with two facts"


# --- the drawing -------------------------------------------------------------------------------------------------


marks = st.builds(
    Mark,
    column=st.integers(0, 3),
    origin=st.integers(0, 3),
    stance=st.sampled_from(["supports", "disputes", "cannot-confirm", "mentions", "?"]),
    counted=st.booleans(),
)
matrix_rows = st.builds(
    Row,
    label=labels,
    marks=st.lists(marks, max_size=9).map(tuple),
    origins=st.tuples(labels, labels, labels),
    status=st.sampled_from(STATUSES),
)


@given(st.lists(labels, min_size=4, max_size=12), st.lists(matrix_rows, max_size=5), st.sampled_from([WIDE, NARROW]))
@settings(max_examples=40)
def test_any_matrix(names: list[str], rows: list[Row], wide: float) -> None:
    """Whatever the articles say, a matrix of up to twelve is drawn inside its picture and no text over another."""
    columns = tuple(Column(label=name, when="from 18 October 2024 on") for name in names)
    svg = matrix(columns, tuple(rows), title="t", prefix="p", wide=wide)
    assert overlaps(svg) == []
    assert outside(svg) == []


def test_one_line_joins_the_articles_of_one_origin() -> None:
    """Five articles with one origin are one line; what disputes, is not counted or has another origin is not on it."""
    joins = [e for e in parse(DRAWINGS["matrix"]("p", WIDE)).iter() if e.get("class") == "join"]
    assert len(joins) == 2, "the first row's, and the legend's"
