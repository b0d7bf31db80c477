"""A `Case` → which article carries which fact, drawn for the facts of several articles and listed.  Pure.

Both are bounded: beyond `COLUMNS` articles the drawing shows those facts that a few articles share among them, and the
list holds what is drawn; the view says how much that leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from casework import edtf
from casework.evidence.derive import Carried, Case
from casework.evidence.origins import Traced
from casework.figures import matrix
from casework.model import Source
from casework.pages.cards import Cards
from casework.pages.drawings import drawing
from casework.views.overviews import MatrixGroup, MatrixMark, MatrixRow, MatrixView
from casework.views.parts import Ref
from casework.words.labels import STANCES, STATUSES

COLUMNS = 12
"""How many articles a drawing and a table hold."""
ROWS = 40
"""How many facts a drawing holds."""
TRIED = 1_000
"""Among how many facts, those in the most articles, the drawing chooses."""
LISTED = 400
"""How many facts a table holds."""


def matrix_view(cards: Cards) -> MatrixView | None:
    """The matrix of the whole dossier; None where no two articles carry the same fact."""
    carried = dict(cards.case.carried.items())
    several = [fact for fact, its in carried.items() if its.articles > 1]
    if not several:
        return None
    columns, drawn = _chosen(several, carried, cards.case)
    rows = {fact: _row(fact, columns, cards) for fact in drawn}
    is_whole = len(columns) == len(cards.case.dossier.sources) and len(carried) <= LISTED
    every = _in_order(carried, cards.case) if is_whole else drawn
    listed = [rows.get(fact) or _row(fact, columns, cards) for fact in every]
    facts = cards.case.dossier.facts
    return MatrixView(
        svg=drawing(_draw(columns, list(rows.values()), cards), "matrix", cards.language.direction),
        columns=cards.refs(columns),
        groups=tuple(
            MatrixGroup(question=cards.ref(question) if question else None, rows=tuple(group))
            for question, group in groupby(listed, key=lambda row: facts[row.fact.id].question)
        ),
        facts=len(carried),
        several=len(several),
        one_origin=sum(carried[fact].origins == 1 for fact in several),
        drawn=len(drawn),
        listed=len(listed),
    )


# --- what is shown -----------------------------------------------------------------------------------------------


def _in_order(ids: Iterable[str], case: Case) -> list[str]:
    """Facts by question, then by status, then by date."""
    questions = {each: number for number, each in enumerate(case.dossier.questions)}
    statuses = {each: number for number, each in enumerate(STATUSES)}
    facts = [case.dossier.facts[each] for each in ids]
    facts.sort(
        key=lambda fact: (
            questions.get(fact.question, len(questions)),
            statuses[case.standings[fact.id].status],
            edtf.sort_key(edtf.read(fact.date)),
            fact.id,
        )
    )
    return [fact.id for fact in facts]


def _chosen(several: Sequence[str], carried: Mapping[str, Carried], case: Case) -> tuple[tuple[str, ...], list[str]]:
    """The articles and the facts of the drawing, in order: all where they fit, else facts that share articles.

    One by one the fact is taken that needs the fewest further columns, and of these the one in the most articles.
    """
    sources = case.dossier.sources
    tried = _in_order(sorted(several, key=lambda fact: (-carried[fact].articles, fact))[:TRIED], case)
    left = {fact: {line.source for line in case.dossier.facts[fact].evidence} for fact in tried}
    taken: set[str] = set(sources) if len(sources) <= COLUMNS else set()
    kept: set[str] = set()
    while len(kept) < ROWS:
        fitting = [fact for fact, articles in left.items() if len(taken | articles) <= COLUMNS]
        if not fitting:
            break
        best = min(fitting, key=lambda fact: (bool(kept) and len(left[fact] - taken), -len(left[fact])))
        taken |= left.pop(best)
        kept.add(best)
    columns = sorted(taken, key=lambda each: (edtf.sort_key(edtf.read(sources[each].date)), each))
    return tuple(columns), [fact for fact in tried if fact in kept]


# --- rows --------------------------------------------------------------------------------------------------------


def _row(fact: str, columns: Sequence[str], cards: Cards) -> MatrixRow:
    lines = sorted(cards.case.standings[fact].lines, key=lambda line: columns.index(line.evidence.source))
    numbers = _numbers(lines)
    closest = _closest(fact, cards)
    origins = tuple(closest.get(root) or cards.ref(root) for root in numbers)
    cells: dict[str, dict[MatrixMark, None]] = {each: {} for each in columns}
    for line in lines:
        for number in [numbers[root] for root in line.roots if root in numbers] or [0]:
            at = MatrixMark(
                number=number if line.evidence.stance != "mentions" else 0,
                origin=origins[number - 1].text if number else "",
                stance=cards.labels.stance[line.evidence.stance],
                counted=line.counted,
            )
            cells[line.evidence.source][at] = None
    return MatrixRow(
        fact=cards.line(fact),
        origins=origins,
        cells=tuple(tuple(sorted(each, key=lambda mark: (mark.number == 0, mark.number))) for each in cells.values()),
    )


def _numbers(lines: Sequence[Traced]) -> dict[str, int]:
    """The numbers of a fact's origins, from 1: those that support it first, in the order of the articles."""
    by_stance = sorted(lines, key=lambda line: list(STANCES).index(line.evidence.stance))
    roots = [root for line in by_stance if line.evidence.stance != "mentions" for root in line.roots]
    return {root: number for number, root in enumerate(dict.fromkeys(roots), start=1)}


def _closest(fact: str, cards: Cards) -> dict[str, Ref]:
    """The roots on both sides of a fact, as its card names them."""
    standing, card = cards.case.standings[fact], cards.fact(fact)
    against = dict(zip(standing.disputed_by, card.disputed_by, strict=True))
    return against | dict(zip(standing.supported_by, card.origins, strict=True))


# --- the drawing -------------------------------------------------------------------------------------------------


def _draw(columns: Sequence[str], rows: Sequence[MatrixRow], cards: Cards) -> Callable[[str, float], str]:
    heads = tuple(_column(cards.case.dossier.sources[each], cards) for each in columns)
    drawn = tuple(_drawn(each) for each in rows)
    title, words = cards.language.say("Which article carries which fact"), cards.language.figures
    return lambda prefix, wide: matrix.matrix(heads, drawn, title=title, prefix=prefix, wide=wide, words=words)


def _column(source: Source, cards: Cards) -> matrix.Column:
    name = cards.ref(source.id)
    return matrix.Column(label=name.text, when=cards.date(source.date).words, href=name.href)


def _drawn(row: MatrixRow) -> matrix.Row:
    return matrix.Row(
        label=row.fact.claim,
        status=row.fact.status.code,
        href=row.fact.href,
        origins=tuple(each.text for each in row.origins),
        marks=tuple(
            matrix.Mark(column=column, origin=each.number, stance=each.stance.code, counted=each.counted)
            for column, cell in enumerate(row.cells)
            for each in cell
        ),
    )
