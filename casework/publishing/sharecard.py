"""A dossier's frame and numbers → the card that stands for it where its address is shared, as SVG.  Pure.

1200 by 630, the size that readers of Open Graph ask for.  It knows no file: `cardimage` makes a picture of it.
"""

from __future__ import annotations

from casework.figures import svg
from casework.figures.text import shorten, wrap
from casework.views.page import Frame

WIDTH, HEIGHT = 1200.0, 630.0
EDGE = 84.0
ROOM = WIDTH - 2 * EDGE
SERIF, SANS = "'Source Serif 4'", "'Source Sans 3 ExtraLight'"
"""As the typefaces call themselves; the second is all weights in spite of its name."""
BROADER = 1.1
"""How much broader our serif is than the typeface that `figures.text` knows."""
PAPER, INK, MUTED, ACCENT = "#fffdf8", "#1c1b19", "#5c5a55", "#8a2b12"
TLP = {"RED": "#ff2b2b", "AMBER": "#ffc000", "AMBER+STRICT": "#ffc000", "GREEN": "#33ff00", "CLEAR": "#ffffff"}
"""The colours of TLP 2.0 on black."""


def drawing(frame: Frame, numbers: str) -> str:
    """The card of a dossier; `numbers` are a line such as `5 sources · 1 origin`."""
    is_rtl = frame.direction == "rtl"
    head, y = _title(frame, is_rtl=is_rtl)
    body = (
        svg.tag("rect", width=WIDTH, height=HEIGHT, fill=PAPER),
        svg.tag("rect", width=WIDTH, height=76, fill="#000"),
        _line(frame.tlp, 51, 34, SANS, 700, TLP[frame.tlp.removeprefix("TLP:")], at_end=not is_rtl),
        head,
        _subtitle(frame, y, is_rtl=is_rtl),
        svg.tag("rect", x=EDGE, y=492, width=ROOM, height=3, fill=ACCENT),
        _line(shorten(numbers, ROOM, 32, bold=True), 550, 32, SANS, 600, INK, at_end=is_rtl),
        _line(_foot(frame), 590, 24, SANS, 400, MUTED, at_end=is_rtl),
    )
    box = f"0 0 {svg.num(WIDTH)} {svg.num(HEIGHT)}"
    return svg.tag("svg", *body, xmlns="http://www.w3.org/2000/svg", width=WIDTH, height=HEIGHT, viewBox=box)


def _title(frame: Frame, *, is_rtl: bool) -> tuple[str, float]:
    """The title as large as it fits into three lines, and where the next line may begin."""
    sizes = (84.0, 72.0, 60.0)
    size = next((each for each in sizes if len(wrap(frame.title, ROOM / BROADER, each, bold=True)) <= 2), sizes[-1])
    lines = wrap(frame.title, ROOM / BROADER, size, bold=True, lines=3)
    step = size * 1.15
    drawn = (_line(text, 116 + size + step * at, size, SERIF, 600, INK, at_end=is_rtl) for at, text in enumerate(lines))
    return "".join(drawn), 116 + size + step * len(lines)


def _subtitle(frame: Frame, y: float, *, is_rtl: bool) -> str:
    lines = wrap(frame.subtitle, ROOM / BROADER, 38, lines=2)
    return "".join(
        _line(text, y + 50 * at, 38, SERIF, 400, MUTED, at_end=is_rtl) for at, text in enumerate(lines) if y < 480
    )


def _foot(frame: Frame) -> str:
    return shorten(" · ".join(filter(None, (frame.publisher, frame.edition, frame.as_of))), ROOM, 24)


def _line(text: str, y: float, size: float, face: str, weight: int, colour: str, *, at_end: bool) -> str:
    """A line of text at the left edge, or ending at the right one."""
    return svg.tag(
        "text",
        svg.esc(text),
        x=WIDTH - EDGE if at_end else EDGE,
        y=y,
        font_family=face,
        font_size=size,
        font_weight=str(weight),
        fill=colour,
        text_anchor="end" if at_end else None,
    )
