"""The style sheets: colours and sizes stand in one place, no rule is dead or twice, and every sheet is linked."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from casework.publishing.stylesheet import SHEETS

ROOT = Path(__file__).parent.parent
CSS = {
    path.stem: re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    for path in sorted((ROOT / "assets/css").glob("*.css"))
}
COLOUR = re.compile(r"(?<![%\w])#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(")
RULE = re.compile(r"([^{};]*)\{|\}")
USED = {
    word
    for folder, pattern in (("templates", "*.html"), ("assets/js", "*.js"), ("casework", "*.py"))
    for path in (ROOT / folder).rglob(pattern)
    for word in re.findall(r"[\w-]+", path.read_text("utf-8"))
}
FAMILIES = "cell check edge figure in label notice stance status tlp toc verdict".split()
"""Classes whose end is a code, a level or a figure's name: `status-{{ code }}`."""


def rules(css: str) -> list[tuple[str, ...]]:
    """The selector of every rule, behind the at-rules it stands in."""
    found, open_ = list[tuple[str, ...]](), list[str]()
    for each in RULE.finditer(css):
        if each[0] == "}":
            open_.pop()
        else:
            open_.append(" ".join(each[1].split()))
            found.append(tuple(open_))
    return found


def selectors(css: str) -> list[tuple[str, ...]]:
    """The rules that are about elements."""
    return [each for each in rules(css) if not each[-1].startswith("@")]


def test_every_sheet_is_linked() -> None:
    """The pages link all sheets for screens as one, and the one for paper."""
    assert sorted([*SHEETS, "assets/css/print.css"]) == [f"assets/css/{name}.css" for name in CSS]


@pytest.mark.parametrize("name", [each for each in CSS if each != "tokens"])
def test_colours_are_tokens(name: str) -> None:
    """A colour is a custom property: paper may set its value anew, and a figure that stands alone has one to fall back on."""
    css = re.sub(r"var\(--[\w-]+, #[0-9a-f]+\)" if name == "figures" else r"--[\w-]+:[^;]*;", "", CSS[name])
    assert COLOUR.findall(css) == []


def test_a_figure_alone_has_the_colours_of_the_page() -> None:
    """What a figure falls back on, in print and in files of its own, is what the light page sets."""
    light = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", CSS["tokens"].partition("@media")[0]))
    fallen = dict(re.findall(r"var\((--[\w-]+), (#[0-9a-f]+)\)", CSS["figures"]))
    assert fallen == {name: light[name] for name in fallen}


@pytest.mark.parametrize("name", [each for each in CSS if each not in ("tokens", "print")])
def test_sizes_of_type_are_tokens(name: str) -> None:
    """A size of type is a custom property, or a share of what stands around it."""
    sizes = re.findall(r"font(?:-size)?:[^;{}]*", CSS[name])
    assert [each for each in sizes if re.search(r"\d(?:rem|px|pt)", each)] == []


def test_custom_properties_are_set_and_used() -> None:
    """None is used that no sheet sets, and none set that nothing uses."""
    whole = "\n".join(CSS.values())
    assert set(re.findall(r"(--[\w-]+)\s*:", whole)) == set(re.findall(r"var\((--[\w-]+)", whole))


@pytest.mark.parametrize("name", CSS)
def test_no_selector_has_two_rules(name: str) -> None:
    """What a sheet says of an element, it says in one place."""
    assert [each for each, number in Counter(selectors(CSS[name])).items() if number > 1] == []


@pytest.mark.parametrize("name", CSS)
def test_no_class_is_dead(name: str) -> None:
    """Every class is given by a template, a script or a figure."""
    named = {word for each in selectors(CSS[name]) for word in re.findall(r"\.(-?[a-zA-Z][\w-]*)", each[-1])}
    assert {each for each in named if each not in USED and each.split("-")[0] not in FAMILIES} == set()
