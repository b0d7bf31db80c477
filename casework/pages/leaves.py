"""A long list → the pages that it is shown on, so that none is too much for a browser.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

LONG = 1_000
"""The most items that one page lists."""
DRAWN = 100
"""The most where each has a drawing."""


def parted(path: str, items: Sequence[T], *, drawn: bool = False) -> dict[str, tuple[T, ...]]:
    """The items, each `drawn` or not, by the path of the page that lists them; at least one page, at `path`.

    The names of further pages hold an underscore, which no id can.
    """
    most = min(DRAWN, LONG) if drawn else LONG
    starts = range(0, max(1, len(items)), most)
    return {_path(path, number): tuple(items[start : start + most]) for number, start in enumerate(starts, 1)}


def _path(path: str, number: int) -> str:
    return path if number == 1 else f"{path.removesuffix('.html')}_{number}.html"
