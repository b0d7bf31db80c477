"""A `Case` → what makes the views of every page of its site.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from casework import itempages, listpages
from casework.desk import Desk
from casework.views import PageView

Job = Callable[[], Iterable[PageView]]
"""Makes the view of a page, or of the few pages of one list."""


def jobs(desk: Desk) -> list[Job]:
    """The site in pieces that may be made in any order; the lists and overviews, which take longest, come first."""
    return [*(partial(make, desk) for make in _lists()), *_items(desk)]


def _lists() -> tuple[Callable[[Desk], Iterable[PageView]], ...]:
    return (
        listpages.overview_pages,
        listpages.questions_pages,
        listpages.facts_pages,
        lambda desk: [listpages.index_page(desk)],
        listpages.other_pages,
        listpages.tag_pages,
        listpages.sources_pages,
        listpages.entities_pages,
        listpages.redirect_pages,
    )


def _items(desk: Desk) -> Iterator[Job]:
    dossier = desk.case.dossier
    prose = [each for each in dossier.pages.values() if each.id != "index"]
    tables: tuple[tuple[Callable[[Any, Desk], PageView], Iterable[Any]], ...] = (
        (itempages.source_page, dossier.sources.values()),
        (itempages.entity_page, dossier.entities.values()),
        (itempages.fact_page, dossier.facts.values()),
        (itempages.question_page, dossier.questions.values()),
        (itempages.judgment_page, dossier.judgments.values()),
        (itempages.prose_page, prose),
    )
    for make, table in tables:
        yield from (partial(_one, make, each, desk) for each in table)


def _one(make: Callable[[Any, Desk], PageView], item: Any, desk: Desk) -> Iterator[PageView]:
    yield make(item, desk)
