"""Who of ours speaks of an item, in words: "Cited by", under Judgments, Pages, Summaries …  Pure."""

from __future__ import annotations

from collections.abc import Iterable

from casework.model import Kind
from casework.pages.cards import Cards
from casework.views.parts import Mentions

ORDER: tuple[Kind, ...] = ("judgment", "page", "question", "fact", "source", "entity")


def mentions(item_id: str, cards: Cards, besides: Iterable[Kind] = ()) -> tuple[Mentions, ...]:
    """What speaks of `item_id`, by kind; the kinds in `besides` are left out."""
    found = cards.case.mentions.get(item_id, ())
    grouped = {kind: [each.id for each in found if each.kind == kind] for kind in ORDER if kind not in besides}
    return tuple(
        Mentions(
            label=cards.language.say("Summaries") if kind == "source" else cards.labels.item_kind[kind][1],
            refs=tuple(
                cards.title(cards.case.dossier.sources[each]) if kind == "source" else cards.ref(each) for each in ids
            ),
        )
        for kind, ids in grouped.items()
        if ids
    )
