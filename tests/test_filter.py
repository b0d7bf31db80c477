"""The filters of the fact list, in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent.parent / "assets/js/filter.js"
ROWS = {
    "a": 'data-status="single-origin" data-kind="claim" data-origins="nis" data-sources="s1 s2" data-from="2024-10-01" data-to="2024-10-31"',
    "b": 'data-status="contested" data-kind="event" data-origins="nis mod" data-sources="s2" data-from="2024-10-18" data-to="2024-10-18"',
    "c": 'data-status="contested" data-kind="claim" data-origins="" data-sources="s10" data-from="" data-to=""',
    "d": 'data-status="corroborated" data-kind="claim" data-origins="mod" data-sources="s1" data-from="2024-11-01" data-to=""',
}
OPTIONS = {
    "status": ["single-origin", "contested", "corroborated"],
    "origin": ["nis", "mod"],
    "source": ["s1", "s2", "s10"],
}


def html() -> str:
    """The fact list as its template writes it, as far as the script looks at it."""
    selects = "".join(
        f'<select name="{name}"><option value="">all</option>{"".join(f"<option>{each}</option>" for each in values)}</select>'
        for name, values in OPTIONS.items()
    )
    rows = "".join(
        f'<tr data-fact="{name}" {data} data-entities="x"><td>{name}</td></tr>' for name, data in ROWS.items()
    )
    return (
        '<!doctype html><meta charset="utf-8"><title>Facts</title><script src="filter.js" defer></script>'
        f'<form id="filters" hidden>{selects}<input type="date" name="from"><input type="date" name="to">'
        '<button type="reset">all</button></form><p id="filter-count" data-count="{shown} of {all}">4 facts</p>'
        f"<table><tbody>{rows}</tbody></table>"
    )


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory, quiet_page: Any) -> Any:
    """The fact list, opened from a folder."""
    folder = tmp_path_factory.mktemp("facts")
    (folder / "index.html").write_text(html())
    (folder / "filter.js").write_bytes(SCRIPT.read_bytes())
    quiet_page.address = (folder / "index.html").as_uri()
    return quiet_page


def shown(page: Any) -> str:
    """The facts that can be seen."""
    return "".join(page.locator("tbody tr:visible td").all_inner_texts())


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abcd"),
        ("?status=contested", "bc"),
        ("?status=contested&origin=nis", "b"),
        ("?origin=mod", "bd"),
        ("?source=s1", "ad"),
        ("?status=nonsense", "abcd"),
        ("?from=2024-10-18", "abd"),
        ("?from=2024-10-19&to=2024-10-20", "a"),
        ("?to=2024-10-31", "ab"),
        ("?to=2024-09-30", ""),
        ("?other=1&from=2030-01-01", "d"),
    ],
)
def test_an_address_shows_its_choice(facts: Any, query: str, expected: str) -> None:
    """Whoever opens a shared address sees the same facts; a span fits when any day of it may; undated ones fit none."""
    facts.goto(facts.address + query)
    assert shown(facts) == expected
    assert facts.locator("#filters").is_visible()
    assert facts.locator("#filter-count").inner_text() == (f"{len(expected)} of 4" if len(expected) < 4 else "4 facts")


@pytest.mark.browser
def test_the_choice_is_in_the_address_and_in_the_history(facts: Any) -> None:
    """Each choice is a step back; what else the address holds stays; the reset shows all."""
    facts.goto(facts.address + "?other=1#top")
    facts.locator("[name=status]").select_option("contested")
    assert facts.url.endswith("?other=1&status=contested#top")
    facts.locator("[name=origin]").select_option("nis")
    assert shown(facts) == "b"
    facts.go_back()
    assert (shown(facts), facts.locator("[name=origin]").input_value()) == ("bc", "")
    facts.go_forward()
    assert shown(facts) == "b"
    facts.locator("button").click()
    facts.wait_for_url("**/index.html?other=1#top")
    assert shown(facts) == "abcd"
    facts.reload()
    assert shown(facts) == "abcd"


@pytest.mark.browser
def test_a_day_is_typed(facts: Any) -> None:
    """A date field filters as soon as it holds a day."""
    facts.goto(facts.address)
    facts.locator("[name=from]").fill("2024-11-02")
    assert shown(facts) == "d"
    assert facts.url.endswith("?from=2024-11-02")
