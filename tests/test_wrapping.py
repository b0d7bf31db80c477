"""Text in a figure, measured without a browser: wrapped and shortened to its room."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from casework.figures import text


@given(st.text(max_size=80), st.floats(30, 300))
def test_wrap_fits_and_keeps_all(given_text: str, room: float) -> None:
    """Wrapped lines fit their room and together hold every character but white space."""
    lines = text.wrap(given_text, room)
    assert all(text.width(line) <= room for line in lines)
    bare = re.compile(r"[ \t\r\n\f\v]+")
    assert bare.sub("", "".join(lines)) == bare.sub("", given_text)


def test_wrap_shortens() -> None:
    """With a number of lines the last one is shortened with an ellipsis."""
    lines = text.wrap("one two three four five six seven", 60, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


@given(st.text("aW北, \u0301", max_size=40), st.floats(20, 300))
def test_a_shortened_text_is_as_long_as_fits(given_text: str, room: float) -> None:
    """It fits with its ellipsis, and with one character more it would not."""
    short = text.shorten(given_text, room)
    if short == given_text:
        assert text.width(short) <= room
        return
    kept = given_text[: len(short) - 1]
    following = given_text[len(kept) :].lstrip(" ,.;:–—-")
    longer = given_text[: len(given_text) - len(following) + 1]
    assert (short, text.width(short) <= room) == (f"{kept}…", True)
    assert text.width(f"{longer}…") > room


def test_wide_scripts() -> None:
    """Chinese text is measured by full widths and breaks between characters, Korean at spaces."""
    assert text.width("北京") == 2 * text.SIZE
    assert text.wrap("北京上海", 27) == ("北京", "上海")
    assert text.wrap("국가 정보원의", 60) == ("국가", "정보원의")
