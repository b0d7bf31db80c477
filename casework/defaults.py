"""Rim: where the default theme lies, its templates and its assets."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent


def folder() -> Path:
    """The folder of the default theme: inside the installed package, else the checkout around it.

    FileNotFoundError where it is in neither.
    """
    for found in (HERE / "shipped", HERE.parent):
        if (found / "templates" / "base.html").is_file():
            return found
    raise FileNotFoundError("the default theme (templates/base.html) is missing from this installation")
