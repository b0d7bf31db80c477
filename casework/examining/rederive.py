"""A case and some items that are not what they were → the case as it now is, and what of it has changed.  Pure.

No item may have come or gone, and nothing of a source or an entity have changed on which it hangs who stands behind
what (`recheck.STAYING`): that changes with a fact itself alone.  All else that is derived from a changed fact, or from
who speaks of whom, is mended row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from casework.dossier import Dossier
from casework.evidence import derive, disagreement
from casework.evidence.derive import Case, Mention
from casework.evidence.origins import Standing
from casework.examining.reworked import Reworked
from casework.kept.outline import outlined, text_fields
from casework.kept.trace import KEYS, WHOLE, Mark
from casework.lazy import Packed
from casework.model import KINDS, AnyItem, Fact
from casework.prose import Prose

Tables = Mapping[str, Packed[Any, Any]]
"""Those tables of a case that are kept (`base.TABLES`)."""
Changes = dict[str, dict[Any, Any]]
"""New rows, by table and key; `GONE` for one that is no more."""
GONE = object()


class Turn(NamedTuple):
    """A fact and what its evidence amounts to, before and after."""

    before: tuple[Fact, Standing]
    after: tuple[Fact, Standing]


class Rederived(NamedTuple):
    """A case, its kept tables, the facts that have changed in it, and the marks of all that was derived otherwise."""

    case: Case
    tables: Tables
    turns: tuple[Turn, ...] = ()
    marks: tuple[Mark, ...] = ()


def rederived(before: Case, dossier: Dossier, tables: Tables, changed: Sequence[Reworked]) -> Rederived:
    """The case of `dossier` after some items have `changed`; `tables` are those of the case `before`."""
    changed = [each for each in changed if not each.is_words]
    now = derive.again(dossier, tables)
    if not changed:
        return Rederived(now, tables)
    turns = tuple(_turn(each, before, now) for each in changed if each.kind == "fact")
    tables, first = renewed(tables, _of_facts(turns, now) | _of_mentions(changed, now))
    now = derive.again(dossier, tables)
    asked = _asked(turns, changed)
    tables, second = renewed(tables, _of_groups(turns, asked, now))
    own = (*_rows("standings", before.standings, now.standings, [each.after[0].id for each in turns]),)
    marks = *own, *first, *_rows("pairs", before.pairs, now.pairs, asked), *second
    return Rederived(derive.again(dossier, tables), tables, turns, marks)


def _turn(each: Reworked, before: Case, now: Case) -> Turn:
    old, new = before.dossier.facts[each.id], now.dossier.facts[each.id]
    return Turn((old, before.standings[each.id]), (new, now.standings[each.id]))


def _asked(turns: Iterable[Turn], changed: Iterable[Reworked]) -> list[str]:
    """The questions on which some facts agree or not otherwise than before."""
    asked = {fact.question for turn in turns for fact, _ in turn} - {""}
    return sorted(asked | {each.id for each in changed if each.kind == "question"})


# --- new rows ----------------------------------------------------------------------------------------------------


def _of_facts(turns: Iterable[Turn], now: Case) -> Changes:
    """The groups that facts have come to or left, and how many have a status."""
    changes: Changes = {name: {} for name in (*derive.GROUPS, "statuses", "carried")}
    for turn in turns:
        (fact, new), before = turn.after, set(derive.gives(*turn.before))
        after = set(derive.gives(*turn.after))
        for table, key in before ^ after:
            row = changes[table].get(key, getattr(now, table).get(key, ()))
            changes[table][key] = _toggled(row, fact.id, now.dossier.facts)
        changes["carried"][fact.id] = derive.carried(fact, new) if fact.evidence else GONE
        for standing, more in ((turn.before[1], -1), (new, 1)):
            number = changes["statuses"].get(standing.status, now.statuses.get(standing.status, 0))
            changes["statuses"][standing.status] = number + more
    return {table: {key: row or GONE for key, row in rows.items()} for table, rows in changes.items()}


def _toggled(row: tuple[str, ...], fact: str, facts: Collection[str]) -> tuple[str, ...]:
    """A row with a fact that it does not have, or without one that it has."""
    if fact in row:
        return tuple(each for each in row if each != fact)
    return tuple(sorted((*row, fact), key=_places(facts, {*row, fact}).__getitem__))


def _places(ids: Iterable[str], wanted: Collection[str]) -> dict[str, int]:
    """Where some of the ids of a table stand in it."""
    return {each: number for number, each in enumerate(ids) if each in wanted}


def _of_groups(turns: Iterable[Turn], asked: Iterable[str], now: Case) -> Changes:
    """On whom the sources lean that carry the facts, and what is to be said of the questions that are `asked`."""
    sources = {line.source for turn in turns for fact, _ in turn for line in fact.evidence}
    leans = {each: derive.leans(each, now.facts_of, now.standings) for each in sorted(sources)}
    return {"leans": leans, "verdicts": {each: disagreement.verdict(now.pairs[each]) for each in asked}}


def _of_mentions(changed: Iterable[Reworked], now: Case) -> Changes:
    """Who speaks of what the items have come, or ceased, to speak of."""
    rows: dict[str, set[Mention]] = {}
    for named, speaker in {pair for each in changed for pair in _spoken(each)}:
        row = rows.setdefault(named, set(now.mentions.get(named, ())))
        row.discard(speaker)
        if _speaks(speaker, named, now.dossier):
            row.add(speaker)
    return {"mentions": {named: _ordered(row, now.dossier) or GONE for named, row in rows.items()}}


def _spoken(each: Reworked) -> set[tuple[str, Mention]]:
    """What is spoken of before or after, and not both."""
    before = set(derive.speakers_of(each.kind, each.before, each.texts_before.values()))
    return before ^ set(derive.speakers_of(each.kind, each.after, each.texts.values()))


def _speaks(speaker: Mention, named: str, dossier: Dossier) -> bool:
    """Whether an item speaks of another, or is a fact that the other contradicts."""
    item = dict(dossier.tables())[speaker.kind][speaker.id]
    own = derive.speakers_of(speaker.kind, item, _texts(item, dossier))
    other = dossier.facts.get(named) if speaker.kind == "fact" else None
    return (named, speaker) in own or (other is not None and speaker.id in other.contradicts)


def _texts(item: AnyItem, dossier: Dossier) -> Iterator[Prose]:
    return (dossier.text(item.id, field) for field in text_fields(type(item)))


def _ordered(row: Collection[Mention], dossier: Dossier) -> tuple[Mention, ...]:
    """A row of mentions in the dossier's order."""
    ids = {each.id for each in row}
    place = {
        item_id: (kind, number) for kind, table in dossier.tables() for item_id, number in _places(table, ids).items()
    }
    return tuple(sorted(row, key=lambda each: (KINDS.index(place[each.id][0]), place[each.id][1])))


# --- tables ------------------------------------------------------------------------------------------------------


def renewed(tables: Tables, changes: Changes) -> tuple[Tables, tuple[Mark, ...]]:
    """The tables with new rows, and the marks of those that are not as before."""
    marks: list[Mark] = []
    new = dict(tables)
    for name, rows in changes.items():
        table = tables[name]
        other = {key: row for key, row in rows.items() if table.get(key, GONE) != row}
        if other:
            gone = {key for key, row in other.items() if row is GONE}
            come = {key for key in other.keys() - gone if key not in table}
            new[name] = table.renewed({key: row for key, row in other.items() if key not in gone}, gone)
            seen = any(outlined(row) != outlined(table.get(key, GONE)) for key, row in other.items())
            marks += [(name, key) for key in (*other, *([WHOLE] if seen else []), *([KEYS] if gone or come else []))]
    return new, tuple(marks)


def _rows(name: str, before: Mapping[str, Any], now: Mapping[str, Any], keys: Iterable[str]) -> Iterator[Mark]:
    """The marks of rows that are not as before."""
    changed = [key for key in keys if before[key] != now[key]]
    yield from ((name, key) for key in changed)
    if changed:
        yield name, WHOLE
