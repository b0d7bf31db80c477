"""The filters of the fact list, in a browser: on one page, and where the list stands on several."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from build import folder
from ondisk import laid
from webpages import served

from casework.pages import leaves
from casework.publishing.build import Options, publish

SCRIPT = Path(__file__).parent.parent / "assets/js/filter.js"
SPLIT_LIST, FILTERS = "assets/js/factrows.js", "assets/js/filter.js"
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
        f'<table id="facts"><thead><tr><th>Fact</th></tr></thead><tbody>{rows}</tbody></table>'
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


# --- a list on several pages -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose fact list stands on three pages, two facts each."""
    root, out = tmp_path_factory.mktemp("dossier"), tmp_path_factory.mktemp("site") / "out"
    facts = [
        {
            "id": f"f{number}",
            "claim": f"Claim <b>{number}</b>.",
            "date": f"2024-10-0{number}",
            "kind": "event" if number % 2 else "claim",
            "evidence": [
                {"source": f"s{number % 2}", "origin": "nis", "stance": "disputes" if number == 6 else "supports"}
            ],
        }
        for number in range(1, 7)
    ]
    made = folder(
        {"s0": {}, "s1": {}}, facts, entities=[{"id": "nis", "name": "NIS & <i>co</i>", "kind": "organisation"}]
    )
    laid(root, made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaves, "LONG", 2)
        assert publish(root, out, Options()).report
    return out


@pytest.fixture(scope="module", params=["folder", "server"])
def site(request: pytest.FixtureRequest, split: Path) -> Iterator[str]:
    """The site's address, opened from a folder and from a server."""
    if request.param == "folder":
        yield split.as_uri()
        return
    with served(split) as base:
        yield base


def claims(page: Any) -> list[str]:
    """The numbers of the facts that can be seen."""
    return [text.split("<b>")[1][0] for text in page.locator("tbody tr:visible a.claim").all_inner_texts()]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "12"),
        ("?kind=event", "135"),
        ("?kind=event&from=2024-10-02", "35"),
        ("?source=s0", "246"),
        ("?status=disputed", "6"),
        ("?origin=nis", "123456"),
        ("?kind=nonsense", "12"),
        ("?to=2024-09-30", ""),
    ],
)
def test_filters_look_through_all_pages(site: str, quiet_page: Any, query: str, expected: str) -> None:
    """A list on several pages is filtered as a whole, by the address too, and opened from a folder too."""
    quiet_page.goto(f"{site}/facts/index.html{query}")
    is_chosen = bool(query) and "nonsense" not in query
    said = f"{len(expected)} of 6 facts" if is_chosen and len(expected) < 6 else "6 facts"
    quiet_page.get_by_text(said, exact=True).wait_for()
    quiet_page.locator(".leaves").wait_for(state="hidden" if is_chosen else "visible")
    assert claims(quiet_page) == list(expected)


@pytest.mark.browser
def test_the_last_choice_is_shown_whenever_the_rows_come(split: Path, quiet_page: Any) -> None:
    """Rows are asked for once, at the first look at the filters; what was chosen meanwhile, or taken back, is what shows."""
    asked = list[Any]()

    def hold(route: Any) -> None:
        asked.append(route)

    quiet_page.route("**/data/facts.js", hold)
    with served(split) as base:
        quiet_page.goto(f"{base}/facts/index.html")
        assert asked == []
        kind = quiet_page.locator("[name=kind]")
        with quiet_page.expect_request("**/data/facts.js"):
            kind.focus()
        kind.select_option("claim")
        kind.select_option("event")
        quiet_page.wait_for_timeout(100)
        assert claims(quiet_page) == ["1", "2"]
        [once] = asked
        once.continue_()
        quiet_page.get_by_text("3 of 6 facts").wait_for()
        assert claims(quiet_page) == ["1", "3", "5"]
        quiet_page.reload(wait_until="domcontentloaded")
        quiet_page.locator("button[type=reset]").click()
        quiet_page.wait_for_url("**/facts/index.html", wait_until="commit")
        with quiet_page.expect_response("**/data/facts.js"):
            asked[1].continue_()
        quiet_page.wait_for_timeout(100)
        assert claims(quiet_page) == ["1", "2"]
    quiet_page.unroute("**/data/facts.js")


@pytest.mark.browser
def test_rows_of_other_pages_are_as_those_of_the_first(site: str, quiet_page: Any) -> None:
    """A row that the script makes says what the page's own row says, its text as text, and leads to the fact."""
    quiet_page.goto(f"{site}/facts/index.html")
    said = [
        cell.split("\nEvidence")[0].strip()
        for cell in quiet_page.locator("tbody tr").first.locator("th,td").all_inner_texts()
    ]
    quiet_page.locator("[name=kind]").select_option("event")
    quiet_page.get_by_text("3 of 6 facts").wait_for()
    assert quiet_page.url.endswith("/facts/index.html?kind=event")
    row = quiet_page.locator("tbody tr:visible").first
    assert [cell.strip() for cell in row.locator("th,td").all_inner_texts()] == said
    assert row.get_attribute("data-fact") == "f1"
    shape = "each => getComputedStyle(each, '::before').clipPath"
    assert row.locator(".status").evaluate(shape).startswith("polygon")
    quiet_page.locator("tbody tr:visible a.claim").nth(2).click()
    assert quiet_page.url == f"{site}/facts/f5.html"
    quiet_page.go_back()
    quiet_page.locator("button[type=reset]").click()
    quiet_page.wait_for_url("**/facts/index.html")
    assert claims(quiet_page) == ["1", "2"]


def test_further_pages_lead_to_the_filters(split: Path) -> None:
    """The filters and their scripts stand on the first page; the others say where, and every page says how many facts there are."""
    first, second = ((split / "facts" / name).read_text() for name in ("index.html", "index_2.html"))
    assert 'id="filters"' in first
    assert 'id="filters"' not in second
    assert '<a href="index.html">Filter all facts</a>' in second
    assert "6 facts" in first
    assert "6 facts" in second
    assert (SPLIT_LIST in first, FILTERS in first) == (True, True)
    assert (SPLIT_LIST in second, FILTERS in second) == (False, False)


def test_a_short_list_has_no_rows_of_its_own(tmp_path: Path) -> None:
    """Where the list is one page, the page is all that its filters need."""
    laid(tmp_path, folder({"s": {}}, [{"id": "f", "evidence": [{"source": "s"}]}]))
    built = publish(tmp_path, tmp_path / "site", Options())
    assert built.report
    assert not (tmp_path / "site/data/facts.js").exists()
    page = (tmp_path / "site/facts/index.html").read_text()
    assert "data-rows" not in page
    assert (SPLIT_LIST in page, FILTERS in page) == (False, True)
