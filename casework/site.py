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
    """The site in pieces that may be made in any order; those that take longest come first."""
    return [
        *_singles(desk),
        *_listed(desk),
        *(Job(name, partial(make, desk)) for name, make in GROUPS.items()),
        *_items(desk),
    ]


SINGLES: tuple[Callable[[Desk], PageView], ...] = (
    listpages.origins_page,
    listpages.index_page,
    listpages.print_page,
    listpages.map_page,
    listpages.changes_page,
    listpages.search_page,
    listpages.about_page,
    listpages.not_found_page,
)
LISTED: Mapping[str, Callable[[str, Desk], PageView]] = {
    "questions": listpages.questions_page,
    "facts": listpages.facts_page,
    "timeline": listpages.timeline_page,
}
"""The long lists, each page a job of its own: after an edit most of them stay."""
GROUPS: Mapping[str, Callable[[Desk], Iterable[PageView]]] = {
    "tags": listpages.tag_pages,
    "sources": listpages.sources_pages,
    "entities": listpages.entities_pages,
    "redirects": listpages.redirect_pages,
}


def _singles(desk: Desk) -> Iterator[Job]:
    yield from (Job(make.__name__, partial(_page, make, desk)) for make in SINGLES)


def _listed(desk: Desk) -> Iterator[Job]:
    for name, make in LISTED.items():
        yield from (Job(path, partial(_page, make, path, desk)) for path in desk.pages(name))


def _page(make: Callable[..., PageView], *given: Any) -> Iterator[PageView]:
    yield make(*given)


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
