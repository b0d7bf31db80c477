"""The output's very bytes → what must not be in them, before anything is written.  Pure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

from msgspec import Struct

from casework.diagnostics import Diagnostic, Place
from casework.dossier import Dossier
from casework.model import AnyItem, Entity, Fact, Judgment, Question, Source

SHORTEST = 4
"""Words of fewer characters are not searched for: they would be found everywhere."""

BLANK = r"(?:\s|\\n)+"
"""What may stand between two words: the lines of a text break anywhere, and JSON writes a break as `\\n`."""

ADDRESS = ":/?#[]@!$&'()*+,;=%~"
"""What an address keeps as it is."""


class Secret(Struct, frozen=True):
    """Words that a withheld item holds, and the item's place in the author's files."""

    words: str
    what: str
    place: Place


def secrets(dossier: Dossier, withheld: frozenset[str]) -> tuple[Secret, ...]:
    """The ids, names, titles, claims, texts and quotations of the withheld items of the uncut `dossier`."""
    found: dict[str, Secret] = {}
    for kind, item in dossier.items():
        what, place = f"{kind} `{item.id}`", dossier.places[item.id]
        for words in _words(item, withheld):
            if len(words) >= SHORTEST:
                found.setdefault(words, Secret(words, what, place))
    return tuple(found.values())


def _words(item: AnyItem, withheld: frozenset[str]) -> Iterator[str]:
    """What must not be said of an item: all its names, or of a visible fact what a withheld source says for it."""
    if item.id in withheld:
        yield from (item.id, *item.former_ids)
        yield from _said(item)
    elif isinstance(item, Fact):
        shown = {line.quote for line in item.evidence if line.source not in withheld}
        yield from (line.quote for line in item.evidence if line.source in withheld and line.quote not in shown)


def _said(item: AnyItem) -> Iterator[str]:
    if isinstance(item, Fact):
        yield item.claim
        yield from (line.quote for line in item.evidence)
    elif isinstance(item, Entity):
        yield item.name
        yield from item.aliases
    elif isinstance(item, Question | Judgment):
        yield item.text
    else:
        yield item.title
        yield from (item.url, item.archive_url) if isinstance(item, Source) else ()


class Screen:
    """A search for secrets, made once and asked of every file."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self.by_form: Mapping[str, Secret] = {form: each for each in secrets for form in _forms(each.words)}
        forms = [BLANK.join(map(re.escape, form.split())) for form in sorted(self.by_form, key=len, reverse=True)]
        self.pattern = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") if forms else None

    def leaks(self, path: str, data: bytes) -> Iterator[Diagnostic]:
        """Every secret that stands in a file or its name."""
        if self.pattern is None:
            return
        hits = {hit[0] for text in (path, data.decode("utf-8", "replace")) for hit in self.pattern.finditer(text)}
        for each in {self.by_form[re.sub(BLANK, " ", hit)] for hit in hits}:
            yield Diagnostic(
                code="marking-leak",
                message=f"words of the withheld {each.what} stand in {path}",
                place=each.place,
                hint="take them out of what is visible, or mark that too",
            )


def _forms(words: str) -> set[str]:
    """`words` as they are and as HTML, JSON and URLs write them."""
    spaced = " ".join(words.split())
    escaped = html.escape(spaced)
    return {
        spaced,
        escaped,
        html.escape(spaced, quote=False),
        escaped.replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
        json.dumps(spaced)[1:-1],
        json.dumps(spaced, ensure_ascii=False)[1:-1],
        quote(spaced),
        quote(spaced, safe=ADDRESS),
        quote_plus(spaced),
    }
