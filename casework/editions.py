"""Two editions (`data/dossier.json`) → what changed between them, in words for readers.  Pure.

Compared by id and by published fields, not by prose, so that a mended typo is no news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from casework import edtf
from casework.data import DossierData
from casework.diagnostics import Diagnostic, Diagnostics, Place
from casework.labels import CONFIDENCES, LIKELIHOODS, SOURCE_STATUSES, STATUSES, VERDICTS

Kind = Literal["judgment", "fact", "question", "source", "entity"]


class Changed(Struct, frozen=True, kw_only=True):
    """What changed `since` an edition (its label; empty when there is none to compare with)."""

    since: str = ""
    changes: tuple[Change, ...] = ()


class Change(Struct, frozen=True, kw_only=True):
    """One change: what it is about, what happened (`added`, `re-graded` …), and that in a sentence."""

    kind: Kind
    what: str
    id: str
    text: str


def read(data: bytes) -> DossierData | None:
    """An edition as it was published; None when it is none."""
    try:
        return msgspec.json.decode(data, type=DossierData)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def diff(old: DossierData, new: DossierData) -> Changed:
    """Every change from `old` to `new`, judgments first."""
    changes = [
        *_judgments(old, new),
        *_facts(old, new),
        *_questions(old, new),
        *_sources(old, new),
        *_entities(old, new),
    ]
    return Changed(since=old.edition or "the last edition", changes=tuple(changes))


def is_known_by(edition: DossierData, day: int) -> bool:
    """Whether an edition rests on no source that is later than `day` (an ordinal)."""
    days = [edtf.known_by(edtf.read(each.date or "")) for each in edition.sources]
    return all(each is not None and each <= day for each in days)


def without(edition: DossierData, ids: Container[str]) -> DossierData:
    """An edition without the items in `ids`: what a reader may not have now is not said to be withdrawn either."""
    tables: dict[str, Any] = {
        name: tuple(each for each in getattr(edition, name) if each.id not in ids)
        for name in ("sources", "facts", "entities", "questions", "judgments")
    }
    return replace(edition, **tables)


def _pairs(old: Iterable[Any], new: Iterable[Any]) -> tuple[list[Any], list[Any], list[tuple[Any, Any]]]:
    """What is new, what is gone, and what is in both."""
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    added = [each for key, each in after.items() if key not in before]
    gone = [each for key, each in before.items() if key not in after]
    return added, gone, [(before[key], each) for key, each in after.items() if key in before]


def _judgments(old: DossierData, new: DossierData) -> Iterator[Change]:
    added, gone, both = _pairs(old.judgments, new.judgments)
    yield from (_change("judgment", "added", each.id, f"New judgment: {_said(each.text)}") for each in added)
    yield from (_change("judgment", "withdrawn", each.id, f"Judgment withdrawn: {_said(each.text)}") for each in gone)
    for before, after in both:
        why = f" {_said(after.change_note)}" if after.change_note and after.change_note != before.change_note else ""
        for what, text in _regraded(before, after):
            yield _change("judgment", what, after.id, f"{_said(after.text)} {text}{why}")


def _regraded(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    if before.text != after.text:
        yield "re-worded", f"Before: {_said(before.text)}"
    # Likelihood and confidence never in one sentence (ICD 203).
    if before.likelihood != after.likelihood:
        now = _word(LIKELIHOODS, after.likelihood)
        yield "re-graded", f"The likelihood is now {now}, before {_word(LIKELIHOODS, before.likelihood)}."
    if before.confidence != after.confidence:
        now = _word(CONFIDENCES, after.confidence)
        yield "re-graded", f"The confidence is now {now}, before {_word(CONFIDENCES, before.confidence)}."


def _word(table: Mapping[str, tuple[str, str]], code: str | None) -> str:
    return table[code][0].lower() if code and code in table else "not given"


def _facts(old: DossierData, new: DossierData) -> Iterator[Change]:
    added, gone, both = _pairs(old.facts, new.facts)
    for before, after in both:
        for what, text in _altered(before, after):
            yield _change("fact", what, after.id, f"{_said(after.claim)} {text}")
    yield from (_change("fact", "withdrawn", each.id, f"Fact withdrawn: {_said(each.claim)}") for each in gone)
    yield from (_change("fact", "added", each.id, f"New fact: {_said(each.claim)}") for each in added)


NEWLY = {"contested": "newly contested", "corroborated": "newly corroborated", "retracted": "retracted"}


def _altered(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    if before.status != after.status:
        now, then = (STATUSES[each.status][0].lower() for each in (after, before))
        yield NEWLY.get(after.status, "re-graded"), f"Now {now}, before {then}."
    elif set(before.origins) != set(after.origins):
        yield "re-sourced", f"Its independent origins are now {len(after.origins)}, before {len(before.origins)}."
    if before.date != after.date:
        yield "re-dated", f"Now dated {_day(after.date)}, before {_day(before.date)}."
    if (before.low, before.best, before.high) != (after.low, after.best, after.high):
        yield "re-counted", f"The figure is now {_figure(after)}, before {_figure(before)}."


def _day(text: str | None) -> str:
    found = edtf.read(text or "")
    return edtf.words(found) if found else text or "nothing"


def _figure(fact: Any) -> str:
    given = [f"{each:,.12g}" for each in dict.fromkeys((fact.low, fact.best, fact.high)) if each is not None]
    return "–".join(given) or "none"


def _questions(old: DossierData, new: DossierData) -> Iterator[Change]:
    added, gone, both = _pairs(old.questions, new.questions)
    yield from (_change("question", "added", each.id, f"New question: {each.text}") for each in added)
    yield from (_change("question", "withdrawn", each.id, f"Question withdrawn: {each.text}") for each in gone)
    for before, after in both:
        if before.disagreement != after.disagreement:
            now, then = (VERDICTS[each.disagreement or ""][0].lower() for each in (after, before))
            yield _change("question", "re-graded", after.id, f"{after.text} Now {now}, before {then}.")


def _sources(old: DossierData, new: DossierData) -> Iterator[Change]:
    added, gone, both = _pairs(old.sources, new.sources)
    yield from (_change("source", "added", each.id, f"New source: {_titled(each)}") for each in added)
    yield from (_change("source", "withdrawn", each.id, f"Source taken out: {_titled(each)}") for each in gone)
    for before, after in both:
        if before.status != after.status:
            now = SOURCE_STATUSES[after.status][0].lower()
            note = f" {_said(after.status_note)}" if after.status_note else ""
            yield _change("source", after.status, after.id, f"{_titled(after)} Now {now}.{note}")
        if before.date != after.date:
            text = f"{_titled(after)} Now dated {_day(after.date)}, before {_day(before.date)}."
            yield _change("source", "re-dated", after.id, text)


def _titled(source: Any) -> str:
    house = f" ({source.publication})" if source.publication else ""
    return _said(f"{source.title}{house}")


def _entities(old: DossierData, new: DossierData) -> Iterator[Change]:
    added, gone, _ = _pairs(old.entities, new.entities)
    yield from (_change("entity", "added", each.id, f"New entity: {_said(each.name)}") for each in added)
    yield from (_change("entity", "withdrawn", each.id, f"Entity taken out: {_said(each.name)}") for each in gone)


def _change(kind: Kind, what: str, item_id: str, text: str) -> Change:
    return Change(kind=kind, what=what, id=item_id, text=text)


def _said(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def unexplained(old: DossierData, new: DossierData, places: Mapping[str, Place]) -> Diagnostics:
    """Judgments that changed since `old` and say no new why (ICD 203, standard 7)."""
    found = []
    for before, after in _pairs(old.judgments, new.judgments)[2]:
        same = (before.text, before.likelihood, before.confidence) == (after.text, after.likelihood, after.confidence)
        if not same and (not after.change_note or after.change_note == before.change_note):
            message = f"`{after.id}` changed since edition {old.edition}, and does not say why"
            place = places[after.id]
            hint = "add `change_note: why it changed`"
            found.append(Diagnostic(code="unexplained-change", message=message, place=place, hint=hint))
    return tuple(found)


# --- how it is said ----------------------------------------------------------------------------------------------

COUNTED = {("fact", "added"), ("fact", "withdrawn"), ("entity", "added"), ("entity", "withdrawn")}
"""Changes that a summary counts and does not name."""
NOUNS = {"fact": ("fact", "facts"), "entity": ("entity", "entities")}


def named(changed: Changed) -> tuple[Change, ...]:
    """The changes that a summary names one by one."""
    return tuple(each for each in changed.changes if (each.kind, each.what) not in COUNTED)


def tally(changed: Changed) -> str:
    """The changes that a summary only counts: `89 facts added, 2 facts withdrawn`; empty when there are none."""
    counts = Counter((each.kind, each.what) for each in changed.changes if (each.kind, each.what) in COUNTED)
    return ", ".join(f"{number:,} {NOUNS[kind][number > 1]} {what}" for (kind, what), number in counts.items())


# --- as text -----------------------------------------------------------------------------------------------------


def as_text(changed: Changed) -> str:
    """One line a change."""
    if not changed.changes:
        return f"Nothing changed since edition {changed.since}.\n"
    return "".join(f"{each.kind} {each.id}: {each.what}. {each.text}\n" for each in changed.changes)


def as_markdown(changed: Changed) -> str:
    """A heading and a list, for a message to readers."""
    head = f"## What changed since edition {changed.since}\n\n"
    return head + ("".join(f"- {each.text}\n" for each in changed.changes) or "Nothing.\n")


def as_json(changed: Changed) -> str:
    """The changes for programs."""
    return msgspec.json.format(msgspec.json.encode(changed), indent=1).decode() + "\n"
