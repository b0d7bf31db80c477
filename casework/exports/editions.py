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
from casework.diagnostics import Diagnostic, Diagnostics, Place
from casework.exports.data import LISTS, DossierData
from casework.views.parts import Label
from casework.words.language import ENGLISH, Language
from casework.words.sentences import sentence

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


def diff(old: DossierData, new: DossierData, language: Language = ENGLISH) -> Changed:
    """Every change from `old` to `new`, judgments first, told in `language`; a new id alone is no change."""
    old = _renamed(old, new)
    changes = [
        *_judgments(old, new, language),
        *_facts(old, new, language),
        *_questions(old, new, language),
        *_sources(old, new, language),
        *_entities(old, new, language),
    ]
    return Changed(since=old.edition or language.say("the last edition"), changes=tuple(changes))


def is_known_by(edition: DossierData, day: int) -> bool:
    """Whether an edition rests on no source that is later than `day` (an ordinal)."""
    days = [edtf.known_by(edtf.read(each.date or "")) for each in edition.sources]
    return all(each is not None and each <= day for each in days)


def without(edition: DossierData, ids: Container[str]) -> DossierData:
    """An edition without the items in `ids`: what a reader may not have now is not said to be withdrawn either."""
    tables: dict[str, Any] = {
        name: tuple(each for each in getattr(edition, name) if each.id not in ids) for name in LISTS.values()
    }
    return replace(edition, **tables)


def _renamed(old: DossierData, new: DossierData) -> DossierData:
    """`old` with the ids of today, as far as the `former_ids` of `new` tell them."""
    items = [each for name in LISTS.values() for each in getattr(new, name)]
    known = {each.id for each in items}
    now = {former: each.id for each in items for former in each.former_ids if former not in known}
    if not now:
        return old
    tables: dict[str, Any] = {
        name: tuple(replace(each, id=now.get(each.id, each.id)) for each in getattr(old, name))
        for name in LISTS.values()
    }
    facts = (replace(each, origins=tuple(now.get(root, root) for root in each.origins)) for each in tables["facts"])
    return replace(old, **{**tables, "facts": tuple(facts)})


def _pairs(old: Iterable[Any], new: Iterable[Any]) -> tuple[list[Any], list[Any], list[tuple[Any, Any]]]:
    """What is new, what is gone, and what is in both."""
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    added = [each for key, each in after.items() if key not in before]
    gone = [each for key, each in before.items() if key not in after]
    return added, gone, [(before[key], each) for key, each in after.items() if key in before]


def _judgments(old: DossierData, new: DossierData, language: Language) -> Iterator[Change]:
    added, gone, both = _pairs(old.judgments, new.judgments)
    for each in added:
        text = language.say("New judgment: %(text)s", text=sentence(each.text))
        yield _change("judgment", "added", each.id, text)
    for each in gone:
        text = language.say("Judgment withdrawn: %(text)s", text=sentence(each.text))
        yield _change("judgment", "withdrawn", each.id, text)
    for before, after in both:
        why = f" {sentence(after.change_note)}" if after.change_note and after.change_note != before.change_note else ""
        for what, text in _regraded(before, after, language):
            yield _change("judgment", what, after.id, f"{sentence(after.text)} {text}{why}")


def _regraded(before: Any, after: Any, language: Language) -> Iterator[tuple[str, str]]:
    labels = language.labels
    if before.text != after.text:
        yield "re-worded", language.say("Before: %(text)s", text=sentence(before.text))
    # Likelihood and confidence never in one sentence (ICD 203).
    if before.likelihood != after.likelihood:
        now, then = (_word(labels.likelihood, each.likelihood, language) for each in (after, before))
        yield "re-graded", language.say("The likelihood is now %(now)s, before %(then)s.", now=now, then=then)
    if before.confidence != after.confidence:
        now, then = (_word(labels.confidence, each.confidence, language) for each in (after, before))
        yield "re-graded", language.say("The confidence is now %(now)s, before %(then)s.", now=now, then=then)


def _word(table: Mapping[str, Label], code: str | None, language: Language) -> str:
    return table[code].text.lower() if code and code in table else language.say("not given")


def _facts(old: DossierData, new: DossierData, language: Language) -> Iterator[Change]:
    added, gone, both = _pairs(old.facts, new.facts)
    for before, after in both:
        for what, text in _altered(before, after, language):
            yield _change("fact", what, after.id, f"{sentence(after.claim)} {text}")
    for each in gone:
        text = language.say("Fact withdrawn: %(text)s", text=sentence(each.claim))
        yield _change("fact", "withdrawn", each.id, text)
    for each in added:
        text = language.say("New fact: %(text)s", text=sentence(each.claim))
        yield _change("fact", "added", each.id, text)


NEWLY = {"contested": "newly contested", "corroborated": "newly corroborated", "retracted": "retracted"}


def _altered(before: Any, after: Any, language: Language) -> Iterator[tuple[str, str]]:
    if before.status != after.status:
        now, then = (language.labels.status[each.status].text.lower() for each in (after, before))
        yield NEWLY.get(after.status, "re-graded"), language.say("Now %(now)s, before %(then)s.", now=now, then=then)
    elif set(before.origins) != set(after.origins):
        yield (
            "re-sourced",
            language.say(
                "Its independent origins are now %(now)s, before %(then)s.",
                now=len(after.origins),
                then=len(before.origins),
            ),
        )
    if before.date != after.date:
        yield "re-dated", _redated(before, after, language)
    if (before.low, before.best, before.high) != (after.low, after.best, after.high):
        now, then = _figure(after, language), _figure(before, language)
        yield "re-counted", language.say("The figure is now %(now)s, before %(then)s.", now=now, then=then)


def _redated(before: Any, after: Any, language: Language) -> str:
    now, then = (_day(each.date, language) for each in (after, before))
    return language.say("Now dated %(now)s, before %(then)s.", now=now, then=then)


def _day(text: str | None, language: Language) -> str:
    found = edtf.read(text or "")
    return language.date(found) if found else text or language.say("nothing")


def _figure(fact: Any, language: Language) -> str:
    given = [language.number(each) for each in dict.fromkeys((fact.low, fact.best, fact.high)) if each is not None]
    return "–".join(given) or language.say("none")


def _questions(old: DossierData, new: DossierData, language: Language) -> Iterator[Change]:
    added, gone, both = _pairs(old.questions, new.questions)
    for each in added:
        yield _change("question", "added", each.id, language.say("New question: %(text)s", text=each.text))
    for each in gone:
        yield _change("question", "withdrawn", each.id, language.say("Question withdrawn: %(text)s", text=each.text))
    for before, after in both:
        if before.disagreement != after.disagreement:
            now, then = (language.labels.verdict[each.disagreement or ""].text.lower() for each in (after, before))
            told = language.say("Now %(now)s, before %(then)s.", now=now, then=then)
            yield _change("question", "re-graded", after.id, f"{after.text} {told}")


def _sources(old: DossierData, new: DossierData, language: Language) -> Iterator[Change]:
    added, gone, both = _pairs(old.sources, new.sources)
    for each in added:
        yield _change("source", "added", each.id, language.say("New source: %(text)s", text=_titled(each)))
    for each in gone:
        yield _change("source", "withdrawn", each.id, language.say("Source taken out: %(text)s", text=_titled(each)))
    for before, after in both:
        if before.status != after.status:
            now = language.say("Now %(now)s.", now=language.labels.source_status[after.status].text.lower())
            note = f" {sentence(after.status_note)}" if after.status_note else ""
            yield _change("source", after.status, after.id, f"{_titled(after)} {now}{note}")
        if before.date != after.date:
            yield _change("source", "re-dated", after.id, f"{_titled(after)} {_redated(before, after, language)}")


def _titled(source: Any) -> str:
    house = f" ({source.publication})" if source.publication else ""
    return sentence(f"{source.title}{house}")


def _entities(old: DossierData, new: DossierData, language: Language) -> Iterator[Change]:
    added, gone, _ = _pairs(old.entities, new.entities)
    for each in added:
        yield _change("entity", "added", each.id, language.say("New entity: %(text)s", text=sentence(each.name)))
    for each in gone:
        yield _change(
            "entity", "withdrawn", each.id, language.say("Entity taken out: %(text)s", text=sentence(each.name))
        )


def _change(kind: Kind, what: str, item_id: str, text: str) -> Change:
    return Change(kind=kind, what=what, id=item_id, text=text)


def unexplained(old: DossierData, new: DossierData, places: Mapping[str, Place]) -> Diagnostics:
    """Judgments that changed since `old` and say no new why (ICD 203, standard 7)."""
    found = []
    for before, after in _pairs(_renamed(old, new).judgments, new.judgments)[2]:
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


def named(changed: Changed) -> tuple[Change, ...]:
    """The changes that a summary names one by one."""
    return tuple(each for each in changed.changes if (each.kind, each.what) not in COUNTED)


def tally(changed: Changed, language: Language = ENGLISH) -> str:
    """The changes that a summary only counts: `89 facts added, 2 facts withdrawn`; empty when there are none."""
    counts = Counter((each.kind, each.what) for each in changed.changes if (each.kind, each.what) in COUNTED)
    return language.comma.join(_counted(kind, what, number, language) for (kind, what), number in counts.items())


def _counted(kind: str, what: str, number: int, language: Language) -> str:
    if kind == "fact" and what == "added":
        return language.count("%(num)s fact added", "%(num)s facts added", number)
    if kind == "fact":
        return language.count("%(num)s fact withdrawn", "%(num)s facts withdrawn", number)
    if what == "added":
        return language.count("%(num)s entity added", "%(num)s entities added", number)
    return language.count("%(num)s entity withdrawn", "%(num)s entities withdrawn", number)


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
