"""The words and numbers that figures draw themselves, in English; a caller gives another `Words` for another language.

`{}` stands for the value.  It must know no language but English.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

STATUSES: Mapping[str, str] = {
    "corroborated": "corroborated",
    "single-origin": "single origin",
    "contested": "contested",
    "disputed": "disputed",
    "unsupported": "unsupported",
    "retracted": "retracted",
}
STANCES: Mapping[str, str] = {
    "supports": "supports",
    "disputes": "disputes",
    "cannot-confirm": "cannot confirm",
    "mentions": "mentions",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """How a language writes numbers: the signs between thousands and before a fraction, and its large numbers by size."""

    group: str = ","
    point: str = "."
    large: tuple[tuple[float, str], ...] = ((1e12, "{} trillion"), (1e9, "{} billion"), (1e6, "{} million"))


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Every word and phrase that a figure draws besides what it is given."""

    about: str = "about {}"
    at_least: str = "at least {}"
    at_most: str = "at most {}"
    no_figure: str = "no figure"
    log_axis: str = "logarithmic axis"
    no_zero: str = "axis does not start at zero"
    undated: str = "Undated"
    more: str = "and {} more"
    uncertain: str = "some time in this span"
    approximate: str = "approximate"
    open_end: str = "open-ended"
    soft_end: str = "about"
    range_bar: str = "range"
    comma: str = ", "
    onwards: str = " → "
    backwards: str = " ← "
    months: tuple[str, ...] = MONTHS
    month_of_year: str = "{month} {year}"
    statuses: Mapping[str, str] = msgspec.field(default_factory=lambda: STATUSES)
    stances: Mapping[str, str] = msgspec.field(default_factory=lambda: STANCES)
    articles: str = "Articles"
    via: str = "By way of"
    origins: str = "Said by"
    roots: str = "Root origins"
    unknown: str = "unknown"
    not_counted: str = "not counted"
    counts: str = "counts as support"
    one_origin: str = "on the word of one origin"
    facts: str = "facts: {}"
    borders: str = (
        "Outlines: Natural Earth, public domain, as of 2018. Borders are drawn as they were held on the ground "
        "then; they say nothing about whose claim is right."
    )
    numbers: Numbers = Numbers()


ENGLISH = Words()


def grouped(text: str, numbers: Numbers) -> str:
    """A number as Python writes it (`12,000.5`), with the signs of a language."""
    if numbers.group == "," and numbers.point == ".":
        return text
    return text.translate({ord(","): numbers.group, ord("."): numbers.point})


def _plain(value: float) -> str:
    """Thousands by commas, up to six significant digits after the point, none of them needless."""
    places = max(0, 5 - int(math.log10(abs(value) or 1)))
    whole, _, part = f"{value:,.{places}f}".partition(".")
    return f"{whole}.{part.rstrip('0')}".rstrip(".")


def plain_number(value: float, numbers: Numbers = ENGLISH.numbers) -> str:
    """A number as text: `12,000`, `1.1 billion`, `−0.5`; extremes as powers of ten."""
    if value and not 1e-4 <= abs(value) < 1e15:
        return grouped(f"{value:.3g}".replace("-", "−"), numbers)
    for size, name in numbers.large:
        if abs(value) >= size and value / size == round(value / size, 3):
            return name.format(grouped(_plain(value / size), numbers)).replace("-", "−")
    return grouped(_plain(value), numbers).replace("-", "−")
