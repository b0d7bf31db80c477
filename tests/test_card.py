"""The picture that stands for a dossier where its address is shared."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import everything
import pytest
from lxml import etree
from ondisk import laid

from casework.kept import cache
from casework.publishing import build, cardimage
from casework.publishing import sharecard as card
from casework.publishing.build import Options
from casework.views.page import Frame

NUMBERS = "5 sources · 1 origin"


def frame(**given: str) -> Frame:
    empty = dict.fromkeys(Frame.__struct_fields__, "")
    return Frame(**{**empty, "title": "A title", "direction": "ltr", "tlp": "TLP:CLEAR", **given})


def texts(svg: str) -> list[str]:
    return [each.text for each in etree.fromstring(svg.encode()).iter("{*}text")]


def test_the_card_says_what_the_dossier_is() -> None:
    """Title, subtitle, numbers, marking, publisher, edition; nothing of it is markup."""
    made = frame(title="War & <peace>", subtitle="Sub", publisher="Desk", edition="2024-11-04", tlp="TLP:AMBER+STRICT")
    assert texts(card.drawing(made, NUMBERS)) == [
        "TLP:AMBER+STRICT",
        "War & <peace>",
        "Sub",
        NUMBERS,
        "Desk · 2024-11-04",
    ]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_long_texts_stay_on_the_card(direction: str) -> None:
    """However much is said, every line lies on the card and above the next part."""
    made = frame(title="long " * 60, subtitle="longer " * 60, publisher="x" * 300, direction=direction)
    lines = list(etree.fromstring(card.drawing(made, NUMBERS * 20).encode()).iter("{*}text"))
    at = [float(each.get("y")) for each in lines]
    assert at == sorted(at)
    assert at[-1] < 610
    assert all(len(each.text) < 120 for each in lines)


def drawn(**given: str) -> bytes:
    return cardimage._drawn.__wrapped__(card.drawing(frame(**given), NUMBERS))


def test_it_is_a_picture_of_the_right_size() -> None:
    """A PNG of 1200 by 630, light enough to be fetched by everybody, and the same whenever it is drawn."""
    picture = drawn(subtitle="Sub")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert 5_000 < len(picture) < 200_000
    assert drawn(subtitle="Sub") == picture


@pytest.mark.parametrize("title", ["북한군의 파병", "قوات كوريا", "北朝鮮が派兵", "Nováková"])
def test_every_script_is_drawn(title: str) -> None:
    """A title in another script leaves its trace on the card."""
    assert len(drawn(title=title)) > len(drawn(title=" ")) + 500


def test_it_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same card is taken from the cache; another is drawn anew."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    calls: list[str] = []
    monkeypatch.setattr(cardimage, "_drawn", lambda svg: calls.append(svg) or b"picture of " + svg.encode())
    assert [cardimage.png(each, tmp_path) for each in ("a", "a", "b")] == [
        b"picture of a",
        b"picture of a",
        b"picture of b",
    ]
    assert calls == ["a", "b"]
    cache.forget(tmp_path)
    assert (cardimage.png("b", tmp_path), calls) == (b"picture of b", ["a", "b", "b"])


@pytest.mark.parametrize(
    ("base_url", "has_renderer"), [("https://example.org/x", True), ("", True), ("https://example.org/x", False)]
)
def test_pages_name_the_card_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base_url: str, has_renderer: bool
) -> None:
    """With an address and the extra installed; without either the site is built as well."""
    monkeypatch.setattr(cardimage, "can_draw", lambda: has_renderer)
    root = laid(tmp_path, everything.files(base_url=base_url))
    files: dict[str, Any] = build.in_memory(root, build.examine(root, Options()))
    is_there = bool(base_url) and has_renderer
    assert ("card.png" in files) == is_there
    named = f'<meta property="og:image" content="{base_url}/card.png">'.encode()
    assert all((named in data) == is_there for path, data in files.items() if path.endswith(".html"))
    assert json.loads(files["data/dossier.json"])["facts"]
