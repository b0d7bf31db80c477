"""A `Case` → what makes the views of every page of its site.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from casework import entitypage, factpage, itempages, listpages, sourcepage
from casework.desk import Desk
from casework.views.page import PageView


class Job(Struct, frozen=True):
    """What makes the view of a page, or of the few pages of one list, under a name of its own."""

    name: str
    views: Callable[[], Iterable[PageView]]


def jobs(desk: Desk) -> list[Job]:
    """The site in pieces that may be made in any order; the lists and overviews, which take longest, come first."""
    return [*(Job(name, partial(make, desk)) for name, make in LISTS.items()), *_items(desk)]


LISTS: Mapping[str, Callable[[Desk], Iterable[PageView]]] = {
    "overviews": listpages.overview_pages,
    "questions": listpages.questions_pages,
    "facts": listpages.facts_pages,
    "briefing": lambda desk: [listpages.index_page(desk)],
    "others": listpages.other_pages,
    "tags": listpages.tag_pages,
    "sources": listpages.sources_pages,
    "entities": listpages.entities_pages,
    "redirects": listpages.redirect_pages,
}


def _items(desk: Desk) -> Iterator[Job]:
    dossier = desk.whole.dossier
    prose = [each for each in dossier.pages.values() if each.id != "index"]
    tables: tuple[tuple[str, Callable[[Any, Desk], PageView], Iterable[Any]], ...] = (
        ("source", sourcepage.source_page, dossier.sources.values()),
        ("entity", entitypage.entity_page, dossier.entities.values()),
        ("fact", factpage.fact_page, dossier.facts.values()),
        ("question", itempages.question_page, dossier.questions.values()),
        ("judgment", itempages.judgment_page, dossier.judgments.values()),
        ("page", itempages.prose_page, prose),
    )
    for kind, make, table in tables:
        yield from (Job(f"{kind} {each.id}", partial(_one, kind, make, each.id, desk)) for each in table)


def _one(kind: str, make: Callable[[Any, Desk], PageView], item_id: str, desk: Desk) -> Iterator[PageView]:
    yield make(dict(desk.case.dossier.tables())[kind][item_id], desk)  # type: ignore[index]
