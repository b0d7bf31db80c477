"""The theme's style sheets → the one that the pages link, so that a page waits for a single request.  Pure.

The sheets stay what an author overrides, one by one; what stands later wins, as if each had its own link.
"""

from __future__ import annotations

from collections.abc import Mapping

PATH = "assets/css/site.css"
SHEETS = tuple(
    f"assets/css/{name}.css"
    for name in "tokens typefaces base layout words facts judgments questions overviews lists finding notes figures".split()
)


def joined(assets: Mapping[str, bytes]) -> bytes:
    """The sheets for screens in the order in which they count; one that is missing is left out."""
    return b"\n".join(assets[sheet] for sheet in SHEETS if sheet in assets)
