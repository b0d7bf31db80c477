"""Small values that views are made of: a name that leads somewhere, a word of a fixed list, a date, a line."""

from __future__ import annotations

from msgspec import Struct


class View(Struct, frozen=True, kw_only=True, gc=False):
    """A value for templates; none leads back to itself, so that nobody need look for circles among them."""


class Ref(View, frozen=True, kw_only=True, cache_hash=True):
    """A name that leads somewhere; without `href` it is only a name.  `lang` where it is not the dossier's."""

    text: str
    href: str = ""
    lang: str = ""
    id: str = ""


class Label(View, frozen=True, kw_only=True, cache_hash=True):
    """A value of a fixed list: its code (for classes), its word, and what it means in a sentence."""

    code: str
    text: str
    meaning: str = ""


class SourceLabel(Label, frozen=True, kw_only=True, cache_hash=True):
    """What became of a source.  `told` where a reader must hear of it, `struck` where its evidence does not count."""

    told: bool
    struck: bool


class AddressLabel(Label, frozen=True, kw_only=True, cache_hash=True):
    """What is at an address.  `told` where a reader must hear of it, `visitable` where one may be led there."""

    told: bool
    visitable: bool


class DateView(View, frozen=True, kw_only=True, cache_hash=True):
    """A date in words, and for machines where one day, month or year says it (`<time datetime>`)."""

    words: str = ""
    machine: str = ""


class Row(View, frozen=True, kw_only=True):
    """A line of a description list; `refs` where the value is one or more names."""

    label: str
    text: str = ""
    refs: tuple[Ref, ...] = ()


class Mentions(View, frozen=True, kw_only=True):
    """What of ours speaks of an item: "Cited by", under the name of what does so ("Judgments", "Summaries" …)."""

    label: str
    refs: tuple[Ref, ...]


class Lean(View, frozen=True, kw_only=True):
    """On whom a source relies, and for which facts."""

    origin: Ref
    facts: tuple[Ref, ...]


class Change(View, frozen=True, kw_only=True):
    """One change since the last edition, in words."""

    kind: str
    text: str
    ref: Ref | None
