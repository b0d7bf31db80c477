"""The demo dossier that this repository ships: what its readers may rely on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from casework import edtf
from casework.publishing import build
from casework.publishing.build import Examined, Options


@pytest.fixture(scope="module")
def examined(demo: Path) -> Examined:
    return build.examine(demo, Options())


def test_the_demo_has_no_error(examined: Examined) -> None:
    """It builds for everybody who clones it."""
    assert [each for each in examined.findings if each.severity == "error"] == []


def test_origins_are_counted_alike_in_words_and_drawing(demo_site: Path) -> None:
    """An unnamed origin that may be a named one is drawn, and is one origin more in neither."""
    page = (demo_site / "origins.html").read_text("utf-8")
    said = re.search(r"to (\d+) independent origins", page)
    assert said
    assert re.findall(r"Root origins\u00a0·\u00a0(\d+)", page) == [said[1]] * 2


def test_every_quotation_was_verified_and_is_short(examined: Examined) -> None:
    """The receipts vouch for each of them without the archive, and none has more than twelve words."""
    assert examined.case is not None
    quoted = [line for fact in examined.case.dossier.facts.values() for line in fact.evidence if line.quote]
    assert {check.status for check in examined.case.checks.values()} == {"verified"}
    assert len(examined.case.checks) == len(quoted)
    assert max(len(line.quote.split()) for line in quoted) <= 12


def test_five_articles_are_one_origin(examined: Examined) -> None:
    """The 1,500 moved by sea stand in all five articles and go back to one origin."""
    assert examined.case is not None
    standing = examined.case.standings["nis-1500-moved"]
    assert len({line.evidence.source for line in standing.lines}) == 5
    assert (standing.status, standing.supported_by) == ("single-origin", ("south-korea-government",))


def test_the_total_is_an_open_conflict(examined: Examined) -> None:
    """Each figure of the total has its owner and scope, and they cannot all hold."""
    assert examined.case is not None
    assert examined.case.verdicts["total-planned"] == "conflict"
    facts = [examined.case.dossier.facts[each] for each in examined.case.facts_of["total-planned"]]
    assert all(fact.scope for fact in facts)
    assert {fact.best for fact in facts} >= {10000, 12000}


def test_readers_are_told_what_changed(examined: Examined) -> None:
    """Against the edition of 24 October: new sources, and what they turned into a conflict."""
    told = {(each.kind, each.what, each.id) for each in examined.changed.changes}
    assert ("source", "added", "intellinews-2024-11") in told
    assert ("question", "re-graded", "number-in-russia") in told


def test_high_confidence_has_independent_origins(examined: Examined) -> None:
    """No judgment of the demo claims more than its evidence gives."""
    assert not {each.code for each in examined.findings} & {"confidence-too-high", "likelihood-and-confidence"}


def test_editions_of_two_days_differ_in_the_right_facts(demo: Path, examined: Examined) -> None:
    """As of 18 October only the agency report is known; as of 5 November everything is."""

    def known(day: str) -> Examined:
        return build.examine(demo, Options(as_of=edtf.read(day)))

    early, late, whole = known("2024-10-18").case, known("2024-11-05").case, examined.case
    assert early is not None
    assert late is not None
    assert whole is not None
    assert set(early.dossier.sources) == {"csm-2024-10-18"}
    assert "rutte-cannot-confirm" in early.dossier.facts
    assert "rutte-kursk" not in early.dossier.facts
    assert set(late.dossier.facts) == set(whole.dossier.facts)


@pytest.mark.browser
def test_a_sentence_leads_to_its_evidence_and_back(demo_site: Path, quiet_page: Any) -> None:
    """From a sentence of the briefing to its note, the fact, the evidence, the source, its origin, and back."""
    page = quiet_page
    page.goto((demo_site / "index.html").as_uri())
    mark = page.locator("main a[role=doc-noteref]").nth(1)
    address = mark.get_attribute("href")
    page.evaluate("address => { location.hash = address }", address)
    note = page.locator(f"li{address}")
    assert note.is_visible()
    fact = note.locator("[data-fact]").first
    fact_id, claim = fact.get_attribute("data-fact"), fact.locator(".claim a").inner_text()
    fact.locator(".claim a").click()
    page.wait_for_url(f"**/facts/{fact_id}.html")
    assert page.locator("h1").inner_text().replace("\n", " ") == claim
    page.locator(".evidence .trail a").first.click()
    page.wait_for_url("**/sources/*.html")
    assert page.locator(f'[data-fact="{fact_id}"]').count() >= 1
    page.go_back()
    page.locator(".evidence .trail-origin a").first.click()
    page.wait_for_url("**/entities/*.html")
    assert page.locator(f'[data-fact="{fact_id}"]').count() >= 1
    page.go_back()
    page.go_back()
    back = page.locator(f"li{address} a[role=doc-backlink]").first
    back.click()
    assert page.evaluate("document.querySelector(location.hash).getAttribute('role')") == "doc-noteref"
