"""Estimates how wide a text will be and breaks it into lines that fit.

SVG text neither wraps nor measures itself at build time, so every label of every figure passes through
here. The estimate is a little generous, to hold for the fallback fonts too. It must not know about any
figure.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

SIZE = 13.0
SMALL = 11.5
LEADING = 1.3

# Advances in em: the wider of Source Sans 3 and of the common system sans fonts, rounded up a little.
_ADVANCES = {
    0.24: " \u00a0ijl.,:;'|!’‘·",
    0.31: "Iftr()[]{}-/\\`",
    0.40: '"*?“”',
    0.50: "sczxvyJk",
    0.55: "0123456789$#+<=>_aegFL–ouhnbdpqT^~é",
    0.61: "EVXYZAPSüöñ",
    0.68: "KBRCDHNUGwX&",
    0.74: "OQM",
    0.88: "mW%@—…",
}
_ADVANCE = {character: advance for advance, group in _ADVANCES.items() for character in group}
_BOLD = 1.06
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_BREAK_AFTER = "-–—/"


class _Advances(dict[str, float]):
    """The advance of each character in em: 1 for wide scripts, 0 for marks that sit on another character."""

    def __missing__(self, character: str) -> float:
        self[character] = advance = self._of(character)
        return advance

    @staticmethod
    def _of(character: str) -> float:
        if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
            return 0.0
        if unicodedata.east_asian_width(character) in {"W", "F"}:
            return 1.0
        plain = unicodedata.normalize("NFD", character)[0]
        return _ADVANCE.get(character) or _ADVANCE.get(plain) or 0.64


_advance = _Advances().__getitem__


def width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """The estimated width of one line of text, in the units of `size`."""
    return sum(map(_advance, text)) * size * (_BOLD if bold else 1.0)


def _is_wide(character: str) -> bool:
    """Whether lines may break beside the character: Chinese and Japanese, not Korean, which has spaces."""
    if "\uac00" <= character <= "\ud7a3":
        return False
    return unicodedata.east_asian_width(character) in {"W", "F"}


def _breakable(before: str, after: str) -> bool:
    """Whether a line may break between two characters that are not spaces."""
    if unicodedata.combining(after) or unicodedata.category(after) in {"Pe", "Pf", "Po", "Mn", "Cf"}:
        return False
    return _is_wide(before) or _is_wide(after) or (before in _BREAK_AFTER and after.isalpha())


def _chunks(word: str) -> list[str]:
    """A word cut at the places where a line may break inside it."""
    if word.isascii() and "-" not in word and "/" not in word:
        return [word]
    cuts = [i for i in range(1, len(word)) if _breakable(word[i - 1], word[i])]
    return [word[a:b] for a, b in zip([0, *cuts], [*cuts, len(word)], strict=True)]


def _split_long(chunk: str, room: float, size: float, *, bold: bool) -> list[str]:
    """A chunk that is wider than a line, cut by characters; a part is never empty."""
    if len(chunk) * size * _BOLD <= room or width(chunk, size, bold=bold) <= room:
        return [chunk]
    parts = [""]
    for character in chunk:
        if parts[-1] and width(parts[-1] + character, size, bold=bold) > room:
            parts.append("")
        parts[-1] += character
    return parts


def _pieces(text: str, room: float, size: float, *, bold: bool) -> list[tuple[str, str]]:
    """The unbreakable pieces of a text, each with the space before it; no-break spaces hold together."""
    pieces: list[tuple[str, str]] = []
    for word in filter(None, _SPACE.split(text)):
        space = " "
        for chunk in _chunks(word):
            for part in _split_long(chunk, room, size, bold=bold):
                pieces.append((space, part))
                space = ""
    return pieces


def shorten(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> str:
    """The text cut so that it fits with an ellipsis; the text itself when it fits."""
    if width(text, size, bold=bold) <= room:
        return text
    fitting = bisect_right(range(1, len(text)), room, key=lambda end: width(text[:end] + "…", size, bold=bold))
    return text[:fitting].rstrip(" ,.;:–—-") + "…"


@lru_cache(maxsize=16384)  # the same names stand in many figures
def wrap(text: str, room: float, size: float = SIZE, *, bold: bool = False, lines: int = 0) -> tuple[str, ...]:
    """The lines of a text that fit in `room`; with `lines` at most that many, the last one shortened.

    White space is collapsed; an empty text has no lines. Words break only when they are wider than a line;
    Chinese and Japanese text breaks between any two characters.
    """
    out: list[str] = []
    advance = 0.0  # of the last line, in em
    for space, piece in _pieces(text, room, size, bold=bold):
        longer = sum(map(_advance, space + piece), advance)
        if out and longer * size * (_BOLD if bold else 1.0) <= room:
            out[-1] += space + piece
            advance = longer
        else:
            out.append(piece)
            advance = sum(map(_advance, piece))
    if lines and len(out) > lines:
        rest = " ".join(out[lines - 1 :])
        out[lines - 1 :] = [shorten(rest + "…", room, size, bold=bold)]
    return tuple(out)
