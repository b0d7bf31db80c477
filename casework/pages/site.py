"""A `Case` → what makes the views of every page of its site.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from casework.pages import entitypage, factpage, itempages, listpages, overviewpages, sourcepage
from casework.pages.desk import Desk
from casework.views.page import PageView


class Job(Struct, frozen=True):
    """What makes the view of a page, or of all redirects, under a name of its own."""

    name: str
    views: Callable[[], Iterable[PageView]]


SINGLES: Mapping[str, Callable[[Desk], PageView]] = {
    "origins": overviewpages.origins_page,
    "briefing": overviewpages.index_page,
    "print": overviewpages.print_page,
    "map": overviewpages.map_page,
    "changes": overviewpages.changes_page,
    "searching": overviewpages.search_page,
    "about": overviewpages.about_page,
    "missing": overviewpages.not_found_page,
}
LISTED: Mapping[str, Callable[[str, Desk], PageView]] = {
    "questions": listpages.questions_page,
    "facts": listpages.facts_page,
    "timeline": listpages.timeline_page,
    "tags": listpages.tag_page,
    "sources": listpages.sources_page,
    "entities": listpages.entities_page,
}
"""The lists, each page a job of its own: after an edit most of them stay."""
REDIRECTS = "redirects"
ITEMS: Mapping[str, tuple[str, Callable[[Any, Desk], PageView]]] = {
    "source": ("sources", sourcepage.source_page),
    "entity": ("entities", entitypage.entity_page),
    "fact": ("facts", factpage.fact_page),
    "question": ("questions", itempages.question_page),
    "judgment": ("judgments", itempages.judgment_page),
    "page": ("pages", itempages.prose_page),
}
"""The dossier's table of each kind, and what makes an item's page."""


def names(desk: Desk) -> Iterator[str]:
    """The names of all jobs, which may be done in any order; those that take longest come first."""
    yield from SINGLES
    yield from (path for name in LISTED for path in desk.pages(name))
    yield REDIRECTS
    for kind, (table, _) in ITEMS.items():
        yield from (f"{kind} {each}" for each in getattr(desk.whole, table) if (kind, each) != ("page", "index"))


def job(name: str, desk: Desk) -> Job:
    """The job of a name: that of a page, `redirects`, a list's page's path, or `<kind> <id>`."""
    if name in SINGLES:
        return Job(name, partial(_page, SINGLES[name], desk))
    if name == REDIRECTS:
        return Job(name, partial(listpages.redirect_pages, desk))
    kind, _, item_id = name.partition(" ")
    if kind in ITEMS:
        return Job(name, partial(_item, kind, item_id, desk))
    return Job(name, partial(_page, LISTED[desk.list_of(name)], name, desk))


def _page(make: Callable[..., PageView], *given: Any) -> Iterator[PageView]:
    yield make(*given)


def _item(kind: str, item_id: str, desk: Desk) -> Iterator[PageView]:
    table, make = ITEMS[kind]
    yield make(getattr(desk.case.dossier, table)[item_id], desk)
