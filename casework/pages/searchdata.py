"""A `Case` → what the search page looks through, as a script.  Pure.

Documents only: `assets/js/search.js` makes the index of them in the browser, in less time than a ready index, twice as
large, would take on its way there.  Must not read what a build withholds: it sees the cut dossier only.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from casework.model import AnyItem, Entity, Fact, Kind, Page, Source
from casework.pages.cards import Cards
from casework.routes import path_of
from casework.words.labels import entity_kind
from casework.words.language import Language
from casework.words.sentences import in_words


def words(language: Language) -> dict[str, str]:
    """What the search page says; `{…}` are filled in by the script."""
    return {
        "none": language.say("Nothing found for “{query}”."),
        "one": language.say("1 result"),
        "many": language.say("{count} results"),
        "first": language.say("{count} results, the first {shown} shown"),
    }


class Document(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page that a search can find.  `label` says what it is; `also` are its other names; `href` is from the root."""

    kind: Kind
    label: str
    title: str
    href: str
    also: str = ""
    text: str = ""
    lang: str = ""
    status: str = ""


# --- what can be found -------------------------------------------------------------------------------------------


def document(kind: Kind, item: AnyItem, cards: Cards) -> Document:
    """What a search can find of an item; `cards` as seen from the root."""
    if isinstance(item, Source):
        return _source(item, cards)
    if isinstance(item, Fact):
        return _fact(item, cards)
    if isinstance(item, Entity):
        return _entity(item, cards)
    field = "body" if isinstance(item, Page) else "note"
    return Document(
        kind=kind,
        label=cards.labels.item_kind[kind][0],
        title=cards.ref(item.id).text,
        href=path_of(kind, item.id),
        text=_joined([in_words(item.id, field, cards.case), *item.fields.values()]),
    )


def _source(source: Source, cards: Cards) -> Document:
    summary = in_words(source.id, "summary", cards.case)
    return Document(
        kind="source",
        label=cards.labels.item_kind["source"][0],
        title=source.title,
        href=path_of("source", source.id),
        also=_joined([*source.author, source.publication]),
        text=_joined([source.descriptor, summary, *source.tags, *source.fields.values()]),
        lang=cards.lang(source),
    )


def _fact(fact: Fact, cards: Cards) -> Document:
    status = cards.case.standings[fact.id].status
    quotes = [f"“{line.quote}”" for line in fact.evidence if line.quote]
    return Document(
        kind="fact",
        label=f"{cards.labels.item_kind['fact'][0]} · {cards.labels.status[status].text}",
        title=fact.claim,
        href=path_of("fact", fact.id),
        text=_joined([fact.scope, in_words(fact.id, "note", cards.case), *quotes, *fact.tags, *fact.fields.values()]),
        status=status,
    )


def _entity(entity: Entity, cards: Cards) -> Document:
    kind = entity_kind(entity.kind, cards.case.dossier.config, cards.labels).text
    return Document(
        kind="entity",
        label=f"{cards.labels.item_kind['entity'][0]} · {kind}",
        title=entity.name,
        href=path_of("entity", entity.id),
        also=_joined(entity.aliases),
        text=_joined([in_words(entity.id, "description", cards.case), *entity.fields.values()]),
    )


def _joined(texts: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(each for each in texts if each))


def opening(language: Language) -> bytes:
    """What stands before the documents in `data/search.js`: `window.DOSSIER_SEARCH = {words, documents}`."""
    return b'window.DOSSIER_SEARCH = {"words":%b,"documents":[' % _escaped(msgspec.json.encode(words(language)))


ENDING = b"]};\n"
"""What stands after them."""


def encoded(documents: Iterable[Document]) -> bytes:
    """Documents as they stand in the script; what is empty in one is left out."""
    return b",".join(_escaped(msgspec.json.encode(each)) for each in documents)


def _escaped(json: bytes) -> bytes:
    """JSON as it may stand inside a page too: no `<`, and no line separator that ends a script's line."""
    json = json.replace(b"<", rb"\u003c")
    for separator in ("\u2028", "\u2029"):
        json = json.replace(separator.encode(), f"\\u{ord(separator):04x}".encode())
    return json
