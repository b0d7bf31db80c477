"""What a file holds ↔ bytes, so that a file that has not changed need not be read again.  Pure; data, never code.

Items are grouped by kind, since a record does not say of which it is; an entry's place needs only its keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from casework.diagnostics import Diagnostic, Place
from casework.dossier import Entry, Parsed
from casework.fields import Keys
from casework.model import Entity, Fact, Judgment, Kind, Page, Question, Source
from casework.prose import Prose


class _Stored(Struct, frozen=True, array_like=True):
    kinds: tuple[Kind, ...]
    keys: tuple[Keys, ...]
    sources: tuple[Source, ...]
    facts: tuple[Fact, ...]
    questions: tuple[Question, ...]
    judgments: tuple[Judgment, ...]
    entities: tuple[Entity, ...]
    pages: tuple[Page, ...]
    prose: tuple[tuple[str, str, Prose], ...]
    drafts: tuple[str, ...]
    unread: str
    diagnostics: tuple[Diagnostic, ...]


_decoder = msgspec.msgpack.Decoder(_Stored)


def encode(parsed: Parsed) -> bytes:
    """A file's content as bytes."""

    def items(kind: Kind) -> tuple[Any, ...]:
        return tuple(entry.item for entry in parsed.entries if entry.kind == kind)

    stored = _Stored(
        kinds=tuple(entry.kind for entry in parsed.entries),
        keys=tuple(entry.place.keys for entry in parsed.entries),
        sources=items("source"),
        facts=items("fact"),
        questions=items("question"),
        judgments=items("judgment"),
        entities=items("entity"),
        pages=items("page"),
        prose=tuple((item, field, text) for (item, field), text in parsed.prose.items()),
        drafts=parsed.drafts,
        unread=parsed.unread,
        diagnostics=parsed.diagnostics,
    )
    return msgspec.msgpack.encode(stored)


def decode(data: bytes, path: str) -> Parsed:
    """The content of the file at `path`.  msgspec.DecodeError where `data` is not what `encode` gave."""
    stored = _decoder.decode(data)
    items: dict[Kind, Iterator[Any]] = {
        "source": iter(stored.sources),
        "fact": iter(stored.facts),
        "question": iter(stored.questions),
        "judgment": iter(stored.judgments),
        "entity": iter(stored.entities),
        "page": iter(stored.pages),
    }
    return Parsed(
        entries=tuple(
            Entry(kind, next(items[kind]), Place(path=path, keys=keys))
            for kind, keys in zip(stored.kinds, stored.keys, strict=True)
        ),
        prose={(item, field): text for item, field, text in stored.prose},
        drafts=stored.drafts,
        unread=stored.unread,
        diagnostics=stored.diagnostics,
    )
