"""Makes a figure look right without the page's stylesheet: for print renderers and files of its own.

Renderers that do not apply a page's stylesheet to inline SVG, nor know custom properties, need the rules
inside the figure and plain colours in them. Such a figure must not go into a page with a strict content
security policy.
"""

from __future__ import annotations

import re

_VARIABLE = re.compile(r"var\(\s*--[\w-]+\s*,\s*([^()]*(?:\([^()]*\)[^()]*)*)\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_RULE = re.compile(r"@[^{;]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")
# Where `paint-order` is unknown, a halo is painted over its own letters.
_HALO = re.compile(r"[^{}]*\{[^{}]*paint-order[^{}]*\}")
_ROOT_END = re.compile(r"<svg\b[^>]*>")


def plain_css(css: str) -> str:
    """A stylesheet without comments, at-rules and halos, each `var(--name, fallback)` replaced by its fallback."""
    bare = _HALO.sub("", _AT_RULE.sub("", _COMMENT.sub("", css)))
    return " ".join(_VARIABLE.sub(r"\1", bare).split())


def standalone(svg: str, css: str) -> str:
    """The figure with the stylesheet inside it; `css` is the text of figures.css."""
    style = f"<style>{plain_css(css)}</style>"
    return _ROOT_END.sub(lambda head: head.group() + style, svg, count=1)
