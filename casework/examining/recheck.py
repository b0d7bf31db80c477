"""Items that are not what they were → whether all that is found elsewhere, or among all items, stays found.  Pure.

What is found in an item that was written anew is looked for again, and in judgments that rest on it; but a changed fact
may also leave a source that nothing cites.  Where such a thing comes or goes, the dossier is to be checked as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from casework import prose
from casework.evidence import check
from casework.evidence.derive import Case
from casework.examining.rederive import Turn
from casework.examining.reworked import Reworked
from casework.kept.outline import outlined
from casework.model import AnyItem, Kind
from casework.prose import Prose, is_closed
from casework.reading import link

SHOWN = ("tlp", "former_ids", "tags")
"""What says of an item whether it may be shown, and under which names and keywords."""
STAYING: Mapping[Kind, tuple[str, ...]] = {
    "fact": SHOWN,
    "question": SHOWN,
    "judgment": SHOWN,
    "source": (*SHOWN, "agency", "publication", "date", "url", "status", "archive"),
    "entity": (*SHOWN, "name", "aliases", "kind", "part_of", "may_be", "lat", "lon"),
}
"""The fields that may not change: what follows from all others is known (`rederive`, `replan`).  Of a page none may."""


def may_stay(changed: Iterable[Reworked]) -> bool:
    """Whether items have changed so that what is found among all may stay, as far as they show it by themselves."""
    return all(map(_may_stay, changed))


def _may_stay(each: Reworked) -> bool:
    old, new = each.before, each.after
    names = STAYING.get(each.kind)
    stay = names is not None and all(getattr(old, name, None) == getattr(new, name, None) for name in names)
    rewritten = {*each.texts_before.items()} ^ {*each.texts.items()}
    return (
        all(is_closed(text) for _, text in rewritten)
        and _addresses(each.texts_before) == _addresses(each.texts)
        and (stay or outlined(old) == outlined(new))
    )


def _addresses(texts: Mapping[str, Prose]) -> Counter[str]:
    return Counter(address for text in texts.values() for address in text.addresses)


def stays(before: Case, now: Case, changed: Iterable[Reworked]) -> bool:
    """Whether what is found among all stays, and every id resolves."""
    changed = [each for each in changed if not each.is_words]
    named = {
        named for each in changed for named in _named(each.before, each.texts_before) ^ _named(each.after, each.texts)
    }
    cited = [each for each in named if each in now.dossier.sources or each in now.dossier.entities]
    return all(link.resolves(each.after, each.texts.values(), now.dossier) for each in changed) and all(
        _is_used(each, before) and _is_used(each, now) for each in cited
    )


def _named(item: AnyItem, texts: Mapping[str, Prose]) -> set[str]:
    """All that an item and its texts name."""
    return {*link.linked(item), *(each for text in texts.values() for ids in prose.named(text) for each in ids)}


def _is_used(item_id: str, case: Case) -> bool:
    return item_id in case.facts_of or item_id in case.mentions or item_id in case.origin_of


def resting(turns: Iterable[Turn], case: Case) -> frozenset[str]:
    """The judgments that rest on facts which have turned: something else may be found in them now."""
    spoken = (each for turn in turns for each in case.mentions.get(turn.after[0].id, ()))
    return frozenset(each.id for each in spoken if each.kind == "judgment")


def likened(alike: bytes, turns: Iterable[Turn], facts: Iterable[str]) -> bytes | None:
    """How alike the facts are (`check.alike` of each, one after the other) after some turned; None where two now are the
    same, or were.
    """
    other = {turn.after[0].id: tuple(check.alike(fact) for fact, _ in turn) for turn in turns}
    other = {fact: (old, new) for fact, (old, new) in other.items() if old != new}
    if not other:
        return alike
    width = check.WIDTH
    each = {fact: alike[at * width : (at + 1) * width] for at, fact in enumerate(facts)}
    counts = Counter(each.values())
    if any(counts[old] > 1 for old, _ in other.values()):
        return None
    each |= {fact: new for fact, (_, new) in other.items()}
    counts = Counter(each.values())
    return None if any(counts[new] > 1 for _, new in other.values()) else b"".join(each.values())
