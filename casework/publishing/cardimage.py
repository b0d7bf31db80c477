"""Rim: an SVG text → PNG, where the extra `card` is installed; what was drawn before is taken from the cache.

Our typefaces lie beside this module, unpacked from the ones in `assets/fonts` since the renderer does not read WOFF2.
What they lack, such as Korean, is taken from the system's, which takes longer and may look otherwise elsewhere.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from casework.kept import cache

NAME = "card.png"
FONTS = Path(__file__).resolve().parent / "cardfonts"
OURS = frozenset((*range(0x20, 0x100), *range(0x2010, 0x2027), 0x20AC))
"""The characters that our typefaces have."""


def can_draw() -> bool:
    """Whether the renderer is installed."""
    return find_spec("resvg_py") is not None


def png(svg: str, root: Path) -> bytes:
    """The picture, drawn unless the last one of the dossier at `root` was the same."""
    drawing = sha256(svg.encode()).digest()
    kept = bytes(cache.load(root, NAME) or b"")
    if kept.startswith(drawing):
        return kept[len(drawing) :]
    picture = _drawn(svg)
    cache.save(root, NAME, drawing + picture)
    return picture


def _drawn(svg: str) -> bytes:
    import resvg_py

    fonts = sorted(str(each) for each in FONTS.glob("*.ttf"))
    only_ours = all(ord(each) in OURS for each in svg)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=only_ours, font_files=fonts))
