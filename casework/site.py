"""A `Case` → the views of every page of its site, in a fixed order.  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from casework import itempages, listpages
from casework.desk import Desk
from casework.views import PageView


def pages(desk: Desk) -> Iterator[PageView]:
    """Every page, one after the other, so that no more than one needs to be in memory."""
    dossier = desk.case.dossier
    yield listpages.index_page(desk)
    yield from listpages.sources_pages(desk)
    yield from (itempages.source_page(each, desk) for each in dossier.sources.values())
    yield from listpages.facts_pages(desk)
    yield from (itempages.fact_page(each, desk) for each in dossier.facts.values())
    yield from listpages.questions_pages(desk)
    yield from (itempages.question_page(each, desk) for each in dossier.questions.values())
    yield from (itempages.judgment_page(each, desk) for each in dossier.judgments.values())
    yield from listpages.entities_pages(desk)
    yield from (itempages.entity_page(each, desk) for each in dossier.entities.values())
    yield from (itempages.prose_page(each, desk) for each in dossier.pages.values() if each.id != "index")
    yield from listpages.tag_pages(desk)
    yield from listpages.overview_pages(desk)
    yield from listpages.other_pages(desk)
    yield from listpages.redirect_pages(desk)
