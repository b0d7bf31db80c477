"""A `Case` → what the search page looks through, and that as a ready MiniSearch index in a script.  Pure.

The index is made here, so that the browser only loads it.  What the two must agree on, how a text falls into terms, is
said once: the patterns below travel in the script to `assets/js/search.js`, which folds and cuts a query with them.
Must not read what a build withholds: it sees the cut dossier only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import msgspec
from msgspec import Struct

from casework import labels
from casework.cards import Cards, in_words
from casework.derive import Case
from casework.model import Entity, Fact, Judgment, Kind, Page, Question, Source
from casework.routes import path_of

WORDS = {
    "none": "Nothing found for “{query}”.",
    "one": "1 result",
    "many": "{count} results",
    "first": "{count} results, the first {shown} shown",
}
"""What the search page says; `{…}` are filled in by the script."""

# Patterns that mean the same to Python and to JavaScript.
MARKS = "[\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u0640\u064b-\u065f\u0670]"
"""Accents, Hebrew points, Arabic vowel signs and the stretching stroke: people leave them out when they search."""
GROUPED = "([0-9])[.,'’](?=[0-9]{3}(?![0-9]))"
"""`12,000`: the mark between groups of digits."""
POSSESSIVE = "['’]s(?![a-z0-9])"
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts without blanks between words (Thai, Lao, Myanmar, Khmer, kana, Han), and Hangul, which joins particles to them."""

FIELDS = ("title", "also", "text")
STORED = ("kind", "label", "lang", "status", *FIELDS)
_marks = re.compile(MARKS).sub
_grouped = re.compile(GROUPED).sub
_possessive = re.compile(POSSESSIVE).sub
_unspaced = re.compile(f"[{UNSPACED}]").search
_parts = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+").findall


class Document(Struct, frozen=True, kw_only=True):
    """One page that a search can find.  `label` says what it is; `also` are its other names; `href` is from the root."""

    id: str
    kind: Kind
    label: str
    title: str
    href: str
    also: str = ""
    text: str = ""
    lang: str = ""
    status: str = ""


# --- what can be found -------------------------------------------------------------------------------------------


def documents(case: Case) -> tuple[Document, ...]:
    """Every source, fact, question, judgment, entity and page of `case`, in the dossier's order."""
    cards = Cards(case, "")
    return tuple(_document(kind, item, cards) for kind, item in case.dossier.items())


def _document(kind: Kind, item: Source | Fact | Question | Judgment | Entity | Page, cards: Cards) -> Document:
    if isinstance(item, Source):
        return _source(item, cards)
    if isinstance(item, Fact):
        return _fact(item, cards)
    if isinstance(item, Entity):
        return _entity(item, cards)
    field = "body" if isinstance(item, Page) else "note"
    return Document(
        id=item.id,
        kind=kind,
        label=labels.ITEM_KINDS[kind][0],
        title=cards.ref(item.id).text,
        href=path_of(kind, item.id),
        text=_joined([in_words(item.id, field, cards.case), *item.fields.values()]),
    )


def _source(source: Source, cards: Cards) -> Document:
    summary = in_words(source.id, "summary", cards.case)
    return Document(
        id=source.id,
        kind="source",
        label=labels.ITEM_KINDS["source"][0],
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
        id=fact.id,
        kind="fact",
        label=f"{labels.ITEM_KINDS['fact'][0]} · {labels.STATUSES[status][0]}",
        title=fact.claim,
        href=path_of("fact", fact.id),
        text=_joined([fact.scope, in_words(fact.id, "note", cards.case), *quotes, *fact.tags, *fact.fields.values()]),
        status=status,
    )


def _entity(entity: Entity, cards: Cards) -> Document:
    kind = labels.entity_kind(entity.kind, cards.case.dossier.config).text
    return Document(
        id=entity.id,
        kind="entity",
        label=f"{labels.ITEM_KINDS['entity'][0]} · {kind}",
        title=entity.name,
        href=path_of("entity", entity.id),
        also=_joined(entity.aliases),
        text=_joined([in_words(entity.id, "description", cards.case), *entity.fields.values()]),
    )


def _joined(texts: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(each for each in texts if each))


# --- texts into terms --------------------------------------------------------------------------------------------


def terms(text: str) -> list[str]:
    """The terms of a text: its words, folded; a stretch without blanks as pairs of characters, and its last one."""
    found: list[str] = []
    for word in "".join(map(_kept, folded(text))).split():
        if _unspaced(word):
            found += [term for part in _parts(word) for term in _pairs(part)]
        else:
            found.append(word)
    return found


def folded(text: str) -> str:
    """`text` without what a search should not depend on: case, width, accents, digit grouping, the possessive."""
    lower = unicodedata.normalize("NFKC", text).lower()
    bare = unicodedata.normalize("NFC", _marks("", unicodedata.normalize("NFD", lower)))
    return _possessive("", _grouped(r"\1", bare))


@cache
def _kept(character: str) -> str:
    return character if unicodedata.category(character)[0] in "LMN" else " "


def _pairs(part: str) -> list[str]:
    return [part[at : at + 2] for at in range(len(part))] if _unspaced(part) else [part]


# --- terms into an index -----------------------------------------------------------------------------------------


def script(documents: Sequence[Document], words: Mapping[str, str] = WORDS) -> bytes:
    """`data/search.js`: `window.DOSSIER_SEARCH`, with the index, the patterns and the page's `words`.

    It may stand inside a page as well as in a file: no `<`, and no line separator that ends a script's line.
    """
    value = {
        "words": dict(words),
        "marks": MARKS,
        "grouped": GROUPED,
        "possessive": POSSESSIVE,
        "unspaced": UNSPACED,
        "fields": FIELDS,
        "stored": STORED,
        "index": index(documents),
    }
    json = msgspec.json.encode(value).replace(b"<", rb"\u003c")
    for separator in ("\u2028", "\u2029"):
        json = json.replace(separator.encode(), f"\\u{ord(separator):04x}".encode())
    return b"window.DOSSIER_SEARCH = " + json + b";\n"


def index(documents: Sequence[Document]) -> dict[str, object]:
    """`documents` as MiniSearch 7 writes an index (`MiniSearch.toJSON`, serializationVersion 2), by their addresses."""
    counts = [[Counter(terms(getattr(each, field))) for field in FIELDS] for each in documents]
    lengths = [[len(count) for count in fields] for fields in counts]
    return {
        "documentCount": len(documents),
        "nextId": len(documents),
        "documentIds": {number: each.href for number, each in enumerate(documents)},
        "fieldIds": {field: number for number, field in enumerate(FIELDS)},
        "fieldLength": dict(enumerate(lengths)),
        "averageFieldLength": [_average(column) for column in zip(*lengths, strict=True)],
        "storedFields": {number: _stored(each) for number, each in enumerate(documents)},
        "dirtCount": 0,
        "index": _postings(counts),
        "serializationVersion": 2,
    }


def _average(lengths: Iterable[int]) -> float:
    """Of the documents that have the field: else an entity's only alias would seem long beside all that have none."""
    there = [length for length in lengths if length]
    return round(sum(there) / len(there), 3) if there else 0.0


def _stored(document: Document) -> dict[str, str]:
    """What the results show; what is empty is left out."""
    values = {key: getattr(document, key) for key in STORED}
    return {key: value for key, value in values.items() if value}


def _postings(counts: Iterable[list[Counter[str]]]) -> list[tuple[str, dict[int, dict[int, int]]]]:
    """How often each term stands in which field of which document, sorted by term."""
    found: dict[str, dict[int, dict[int, int]]] = {}
    for term, field, document, number in _occurrences(counts):
        found.setdefault(term, {}).setdefault(field, {})[document] = number
    return sorted(found.items())


def _occurrences(counts: Iterable[list[Counter[str]]]) -> Iterator[tuple[str, int, int, int]]:
    for document, fields in enumerate(counts):
        for field, count in enumerate(fields):
            for term, number in count.items():
                yield term, field, document, number
