"""The words that figures say themselves, in English; a caller gives another `Words` for another language.

`{}` stands for the value. It must hold no logic.
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


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Every word and phrase that a figure draws besides what it is given."""

    about: str = "about {}"
    at_least: str = "at least {}"
    at_most: str = "at most {}"
    no_figure: str = "no figure"
    log_axis: str = "logarithmic axis"
    no_zero: str = "axis does not start at zero"
    undated: str = "Undated"
    uncertain: str = "some time in this span"
    approximate: str = "approximate"
    open_end: str = "open-ended"
    soft_end: str = "about"
    range_bar: str = "range"
    months: tuple[str, ...] = MONTHS
    statuses: Mapping[str, str] = msgspec.field(default_factory=lambda: STATUSES)
    stances: Mapping[str, str] = msgspec.field(default_factory=lambda: STANCES)
    articles: str = "Articles"
    via: str = "By way of"
    origins: str = "Said by"
    roots: str = "Root origins"
    unknown: str = "unknown"
    not_counted: str = "not counted"
    counts: str = "counts as support"
    facts: str = "facts"


ENGLISH = Words()


_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def _plain(value: float) -> str:
    """Thousands by commas, up to six significant digits after the point, none of them needless."""
    places = max(0, 5 - int(math.log10(abs(value) or 1)))
    whole, _, part = f"{value:,.{places}f}".partition(".")
    return f"{whole}.{part.rstrip('0')}".rstrip(".")


def plain_number(value: float) -> str:
    """A number as English text: `12,000`, `1.1 billion`, `−0.5`; extremes as powers of ten."""
    if value and not 1e-4 <= abs(value) < 1e15:
        return f"{value:.3g}".replace("-", "−")
    for size, name in _LARGE:
        if abs(value) >= size and value / size == round(value / size, 3):
            return f"{_plain(value / size)} {name}".replace("-", "−")
    return _plain(value).replace("-", "−")
