"""The language that a site speaks: its direction, and every word of ours in it.  Pure; `languagefiles` reads catalogues.

English is the language that the code is written in, so it needs no catalogue.  Fixed tables (labels, months, the words
of figures) are translated once, when a `Language` is made; sentences are looked up when they are said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from casework import edtf
from casework.edtf import Edtf, Phrases
from casework.figures.words import ENGLISH as FIGURES
from casework.figures.words import Numbers, Words, grouped
from casework.words import labels
from casework.words.citation import WORDS as CITATION
from casework.words.labels import Labels, Translate

Direction = Literal["ltr", "rtl"]

RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ku-arab ps sd ug ur yi".split())
SCRIPTS = frozenset("adlm arab aran hebr mand mend nkoo rohg samr syrc thaa".split())
"""Scripts that run from right to left, by ISO 15924; a language tag may name one (`az-Arab`)."""
_LETTER = re.compile(r"[^\W\d_]")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""What tells the ways back from a note apart."""


class Language(Struct, frozen=True, kw_only=True):
    """A language, and the words for all that the program says in it."""

    code: str
    direction: Direction
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    pgettext: Callable[[str, str], str]
    labels: Labels
    dates: Phrases
    figures: Words
    citation: Mapping[str, str]
    country: Callable[[str], str] | None
    comma: str
    letters: str

    def say(self, text: str, /, **values: object) -> str:
        """A text of ours, `%(name)s` filled in."""
        said = self.gettext(text)
        return said % values if values else said

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """A text that depends on a number, which it has as `%(num)s`."""
        return self.ngettext(one, many, number) % {"num": self.number(number), **values}

    def listed(self, names: Iterable[str]) -> str:
        """`A`, `A and B`, `A, B and C`."""
        each = list(names)
        if len(each) < 2:
            return "".join(each)
        return self.say("%(rest)s and %(last)s", rest=self.comma.join(each[:-1]), last=each[-1])

    def number(self, value: float | None) -> str:
        """`12,000`, `1.5`."""
        return grouped(f"{value:,.12g}", self.figures.numbers) if value is not None else ""

    def date(self, date: Edtf) -> str:
        """A date in words."""
        return edtf.words(date, self.dates)

    def apart(self, text: str) -> str:
        """A text with a direction of its own, such as `2024-11-04`, which the words around must not turn round."""
        return f"\u2068{text}\u2069" if text and self.direction == "rtl" else text


def direction(code: str) -> Direction:
    """Which way a language (a BCP 47 tag) is written."""
    language, *subtags = code.lower().replace("_", "-").split("-")
    script = next((each for each in subtags if len(each) == 4 and each.isalpha()), "")
    is_rtl = script in SCRIPTS if script else language in RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


@lru_cache(maxsize=16384)  # the same titles are shown on many pages
def runs(text: str) -> Direction | Literal[""]:
    """Which way a text runs, by its first letter; nothing where it has none."""
    first = _LETTER.search(text)
    if not first:
        return ""
    return "rtl" if unicodedata.bidirectional(first[0]) in ("R", "AL") else "ltr"


def language(
    code: str,
    gettext: Callable[[str], str],
    ngettext: Callable[[str, str, int], str],
    pgettext: Translate,
    country: Callable[[str], str] | None = None,
) -> Language:
    """The language whose catalogue the first three functions look texts up in.

    `country` translates the map's English names of countries; None where they stay English.
    """
    return Language(
        code=code,
        direction=direction(code),
        gettext=gettext,
        ngettext=ngettext,
        pgettext=pgettext,
        labels=labels.translated(pgettext),
        dates=_dates(pgettext),
        figures=_figures(pgettext),
        citation={key: pgettext(f"citation, {key}", text) for key, text in CITATION.items()},
        country=country,
        comma=pgettext("between names", ", "),
        letters=pgettext("letters that tell the ways back from a note apart", LETTERS),
    )


def _dates(translate: Translate) -> Phrases:
    return Phrases(
        patterns={key: translate(f"date, {key}", text) for key, text in edtf.PHRASES.items()},
        months=tuple(translate("month", each) for each in edtf.MONTHS),
        seasons=tuple(translate("season", each) for each in edtf.SEASONS),
    )


def _figures(translate: Translate) -> Words:
    words: dict[str, Any] = {
        name: translate(f"figure, {name}", text)
        for name in Words.__struct_fields__
        if isinstance(text := getattr(FIGURES, name), str)
    }
    return Words(
        **words,
        months=tuple(translate("month, short", each) for each in FIGURES.months),
        statuses={code: translate("figure, status", text) for code, text in FIGURES.statuses.items()},
        stances={code: translate("figure, stance", text) for code, text in FIGURES.stances.items()},
        numbers=Numbers(
            group=translate("number, between thousands", FIGURES.numbers.group),
            point=translate("number, before a fraction", FIGURES.numbers.point),
            large=tuple(_large(translate("number, large", LARGE))),
        ),
    )


LARGE = "1e12 = {} trillion; 1e9 = {} billion; 1e6 = {} million"
"""Names of large numbers: their sizes differ from language to language (1e8 in Korean)."""


def _large(text: str) -> Iterable[tuple[float, str]]:
    for each in text.split("; "):
        size, name = each.split(" = ")
        yield float(size), name


def english(code: str = "en") -> Language:
    """English words; with another code, for a language that has no catalogue yet."""
    return language(code, _same, _by_number, _in_context)


def _same(text: str) -> str:
    return text


def _by_number(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


def _in_context(_context: str, text: str) -> str:
    return text


ENGLISH = english()
