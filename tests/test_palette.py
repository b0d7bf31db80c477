"""The colours of status hold for colour-blind readers: each can be told from every other, and read on its ground."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent / "assets/css/tokens.css").read_text("utf-8")
PRINT = (Path(__file__).parent.parent / "assets/css/print.css").read_text("utf-8")
Colour = tuple[float, float, float]

MATRICES: dict[str, tuple[Colour, Colour, Colour]] = {
    "full sight": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB."""

CATEGORIES = ("ok", "single", "warn", "bad", "muted")
"""What a status is told by; the shape of its mark says the same."""
LEAST = 10.0
"""CIE76 differences from about 2.3 on can be seen side by side; small marks apart from each other need some times that."""


def block(css: str, start: str) -> dict[str, str]:
    """The custom properties of the first rule after `start`."""
    body = css[css.index(start) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", body[: body.index("}")]))


GROUNDS = {
    "light": block(TOKENS, ":root {"),
    "dark": block(TOKENS, ':root[data-theme="dark"]'),
    "dark by the system": block(TOKENS, ':root:not([data-theme="light"])'),
    "print": block(PRINT, ":root:root:root"),
}


def linear(colour: str) -> Colour:
    """Linear RGB from `#rrggbb` or `#rgb` (IEC 61966-2-1)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4))
    return spread(red), spread(green), spread(blue)


def product(one: Sequence[float], other: Sequence[float]) -> float:
    """The sum of the products of two rows."""
    return sum(a * b for a, b in zip(one, other, strict=True))


def spread(value: float) -> float:
    """One channel without its gamma."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def seen(colour: str, sight: str) -> Colour:
    """A colour as it is seen, in linear RGB."""
    values = linear(colour)
    red, green, blue = (min(max(product(row, values), 0.0), 1.0) for row in MATRICES[sight])
    return red, green, blue


def lab(colour: Colour) -> Colour:
    """CIELAB (D65) from linear RGB."""
    xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (product(row, colour) / white for row, white in zip(xyz, (0.9505, 1.0, 1.089), strict=True))
    fx, fy, fz = (t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light = sorted(product((0.2126, 0.7152, 0.0722), linear(each)) for each in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.mark.parametrize("sight", MATRICES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_each_status_can_be_told_from_every_other(ground: str, sight: str) -> None:
    """No two colours of status fall together for any sight, by day, by night and on paper."""
    colours = GROUNDS[ground]
    apart = {
        (one, other): math.dist(lab(seen(colours[one], sight)), lab(seen(colours[other], sight)))
        for one, other in combinations(CATEGORIES, 2)
    }
    assert {pair: round(far, 1) for pair, far in apart.items() if far < LEAST} == {}


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_status_can_be_read(ground: str) -> None:
    """Every colour that words are set in has a contrast of at least 4.5 to its ground."""
    colours = GROUNDS[ground]
    faint = {name: contrast(colours[name], colours["paper"]) for name in (*CATEGORIES, "accent", "ink")}
    assert {name: round(ratio, 2) for name, ratio in faint.items() if ratio < 4.5} == {}


def test_both_dark_blocks_are_one() -> None:
    """The dark colours stand twice, and are the same."""
    assert GROUNDS["dark"] == GROUNDS["dark by the system"]
