"""A source → its page: what it is, what it says in our words, the facts it carries, whom it relies on.  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from casework.exports import jsonld
from casework.model import Source
from casework.pages.cards import Cards
from casework.pages.desk import Desk
from casework.pages.itempages import list_of, own_fields, rows, tags_of
from casework.pages.mentions import mentions
from casework.pages.overviews import source_leans
from casework.pages.sheet import Sheet, sections
from casework.routes import path_of
from casework.views.items import SourceView
from casework.views.parts import Ref, Row
from casework.words.labels import language_name
from casework.words.naming import publication
from casework.words.sentences import beginning


def source_page(source: Source, desk: Desk) -> SourceView:
    """A source's page."""
    path = path_of("source", source.id)
    sheet = desk.sheet(path)
    view = source_view(source, desk, path, sheet)
    return replace(view, notes=sheet.notes(), **desk.around("source", source.id, sheet.cards))


def source_view(source: Source, desk: Desk, path: str, sheet: Sheet, anchors: str = "") -> SourceView:
    """A source as the page at `path` shows it; its notes are among those of `sheet`."""
    cards = sheet.cards
    summary = desk.case.dossier.text(source.id, "summary")
    body = sheet.parts(summary, anchors)
    agency = cards.ref(source.agency) if source.agency else None
    return SourceView(
        **desk.page(
            path,
            "source.html",
            source.title,
            beginning(source.id, "summary", desk.case),
            list_of(cards, "source"),
        ),
        jsonld=jsonld.creative_work(source, desk.case, desk.frame.base_url),
        sections=sections(summary, anchors),
        lang=cards.lang(source),
        status=cards.labels.source_status[source.status],
        status_note=source.status_note,
        rows=tuple(_source_rows(source, agency, cards)),
        citation_html=cards.entry(source),
        descriptor=source.descriptor,
        url=source.url,
        archive_url=source.archive_url,
        url_status=cards.labels.url_status[source.url_status],
        body=body,
        facts=cards.lines(desk.case.facts_of.get(source.id, ())),
        leans=source_leans(source.id, cards),
        mentions=mentions(source.id, cards),
        tags=tags_of(source.tags, desk, cards),
        fields=own_fields(source),
    )


def _source_rows(source: Source, agency: Ref | None, cards: Cards) -> Iterator[Row]:
    say, labels = cards.language.say, cards.labels
    yield from rows(
        (say("Author"), cards.language.listed(source.author)),
        (say("Publication"), publication(source, cards.case.dossier.entities)),
    )
    if agency:
        yield Row(label=say("Agency"), refs=(agency,))
    yield from rows(
        (say("Date"), cards.date(source.date).words),
        (say("Read on"), cards.date(source.accessed).words),
        (say("Kind"), labels.genre[source.genre] if source.genre else ""),
        (say("Language"), language_name(source.language, labels)),
        (say("Reliability"), labels.reliability[source.reliability] if source.reliability else ""),
    )
