"""JSON-LD: schema.org's words only, safe inside a script, nothing that the evidence does not say."""

import json
from typing import Any

import pytest
from build import case

from casework.evidence.derive import Case
from casework.exports import jsonld

BASE = "https://example.org/d/"
# The properties of schema.org that we use, checked once against its vocabulary.
PROPERTIES = set(
    "@context @graph @type @id about alternativeHeadline appearance archivedAt author citation contentLocation"
    " correction creativeWorkStatus datePublished firstAppearance genre hasPart headline inLanguage isPartOf keywords"
    " name publisher sameAs sourceOrganization temporalCoverage text url version".split()
)
FILES = {
    "config.yaml": "title: </script><!-- & War\npublisher: Desk\nedition: 2024-11-04\nsubtitle: Sub\n",
    "content/index.md": "---\ntitle: Briefing\n---\nText.\n",
    "content/pages/method.md": "---\ntitle: Method\ndate: 2024-11-01\n---\nText.\n",
    "content/sources/a.md": """---
title: A
author: [Jane Doe]
publication: monitor
agency: ap
date: 2024-10-18
url: https://news.example.org/a
archive_url: https://archive.example.org/a
genre: analysis
tags: [x]
language: ko
status: corrected
status_note: A figure was wrong
archive: {file: secret.txt, sha256: f00d}
---
Our summary.
""",
    "content/sources/b.md": "---\ntitle: B\ndate: 2024-10-17/2024-10-19\n---\n",
    "content/sources/c.md": "---\ntitle: C\ndate: 2024-10-19\nstatus: retracted\n---\n",
    "content/sources/d.md": "---\ntitle: D\nurl: https://bad.example.org\nurl_status: usurped\n---\n",
    "content/entities.yaml": """
- {id: ap, name: Associated Press, kind: organisation}
- {id: monitor, name: The Monitor, kind: publication}
- {id: kim, name: Kim, kind: person, links: {wikidata: Q1, site: 'https://kim.example.org', other: '12'}}
- {id: port, name: The Port, kind: place}
- {id: gun, name: The Gun, kind: weapon}
""",
    "content/facts.yaml": """
facts:
  - id: one
    claim: "Kim & co said </script>\\u2028."
    date: 2024-10-18
    about: [gun, {id: kim, role: speaker}]
    place: [port]
    tags: [x]
    evidence:
      - {source: a, origin: kim}
      - {source: c, origin: ap}
      - {source: d, stance: disputes, origin: ap}
  - {id: two, claim: Two., date: 2024-10~, evidence: [{source: a}, {source: b}]}
  - {id: three, claim: Three., date: 2024-10/.., retracted: true, evidence: [{source: d}]}
judgments:
  - {id: j, text: Judged., basis: [one]}
""",
}


@pytest.fixture(name="made")
def _made() -> Case:
    return case(FILES)


def claim(made: Case, fact: str, base_url: str = "") -> Any:
    """A fact's claim, read as JSON."""
    return json.loads(jsonld.claim(made.dossier.facts[fact], made, base_url))


def all_of(made: Case, base_url: str) -> str:
    """Everything that this module can say of a case."""
    dossier = made.dossier
    return "\n".join(
        (
            jsonld.report(made, base_url),
            *(jsonld.article(page, made, base_url) for page in dossier.pages.values()),
            *(jsonld.claim(fact, made, base_url) for fact in dossier.facts.values()),
            *(jsonld.creative_work(source, made, base_url) for source in dossier.sources.values()),
        )
    )


def test_nothing_in_a_script_can_end_it(made: Case) -> None:
    """Neither a tag, a comment, an entity nor a line separator is left in the text; its meaning is unchanged."""
    said = all_of(made, BASE)
    assert not set("<>&\u2028\u2029") & set(said)
    assert claim(made, "one")["text"] == "Kim & co said </script>\u2028."


def keys(value: Any) -> set[str]:
    """All keys in a JSON value."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (set(value) if isinstance(value, dict) else set()).union(*map(keys, inside))


def test_only_words_of_schema_org_are_used(made: Case) -> None:
    """Every key is a property of schema.org or of JSON-LD; nothing is null or empty."""
    whole = json.loads(jsonld.graph(made, BASE))
    assert keys(whole) <= PROPERTIES
    for line in all_of(made, BASE).splitlines():
        assert keys(json.loads(line)) <= PROPERTIES
        assert json.loads(line)["@context"] == "https://schema.org"
        assert not {"null", '""', "[]", "{}"} & set(line.replace(",", " ").replace(":", " ").split())


def test_a_claim_names_who_makes_it_and_where_it_appears(made: Case) -> None:
    """Supporting sources only; authors are those whom counted sources credit; roles and kinds find their types."""
    one = claim(made, "one")
    assert one["@type"] == "Claim"
    assert [each["headline"] for each in one["appearance"]] == ["A", "C"]
    assert one["appearance"][1]["creativeWorkStatus"] == "Retracted"
    kim = {"@type": "Person", "name": "Kim"}
    kim["sameAs"] = ["http://www.wikidata.org/entity/Q1", "https://kim.example.org"]  # type: ignore[assignment]
    assert one["author"] == [kim]
    assert one["about"] == [{"@type": "Thing", "name": "The Gun"}, kim]
    assert one["contentLocation"] == [{"@type": "Place", "name": "The Port"}]
    assert (one["temporalCoverage"], one["keywords"]) == ("2024-10-18", ["x"])


def test_first_appearance_is_said_only_when_it_is_certain(made: Case) -> None:
    """A source dated before all others is the first; where dates overlap or lack, none is."""
    assert claim(made, "one")["firstAppearance"]["headline"] == "A"
    assert "firstAppearance" not in claim(made, "two")
    assert "firstAppearance" not in claim(made, "three")


def test_dates_are_given_only_when_they_are_no_guess(made: Case) -> None:
    """Approximate dates stay out, open spans and retractions are said."""
    assert "temporalCoverage" not in claim(made, "two")
    three = claim(made, "three")
    assert (three["temporalCoverage"], three["creativeWorkStatus"]) == ("2024-10/..", "Retracted")


def test_a_source_is_a_work_of_others(made: Case) -> None:
    """Its own address, its house and agency by name, its copy, its status; nothing private."""
    work = json.loads(jsonld.creative_work(made.dossier.sources["a"], made, ""))
    assert work == {
        "@context": "https://schema.org",
        "@type": "AnalysisNewsArticle",
        "headline": "A",
        "author": ["Jane Doe"],
        "publisher": {"@type": "Organization", "name": "The Monitor"},
        "sourceOrganization": {"@type": "Organization", "name": "Associated Press"},
        "datePublished": "2024-10-18",
        "url": "https://news.example.org/a",
        "archivedAt": "https://archive.example.org/a",
        "inLanguage": "ko",
        "genre": "Analysis",
        "keywords": ["x"],
        "creativeWorkStatus": "Corrected",
        "correction": {"@type": "CorrectionComment", "text": "A figure was wrong"},
    }
    assert json.loads(jsonld.creative_work(made.dossier.sources["b"], made, ""))["@type"] == "CreativeWork"
    said = all_of(made, BASE) + jsonld.graph(made, BASE).decode()
    assert not any(word in said for word in ("secret", "f00d", "Our summary", "bad.example"))


@pytest.mark.parametrize("base_url", [BASE, BASE.rstrip("/")])
def test_our_addresses_are_absolute_or_absent(made: Case, base_url: str) -> None:
    """With the site's address every thing of ours has an id of its own; without it, none has."""
    assert claim(made, "one", base_url)["@id"] == "https://example.org/d/facts/one.html#claim"
    assert claim(made, "one", base_url)["url"] == "https://example.org/d/facts/one.html"
    article = json.loads(jsonld.article(made.dossier.pages["method"], made, base_url))
    assert article["url"] == "https://example.org/d/pages/method.html"
    assert article["isPartOf"]["@id"] == json.loads(jsonld.report(made, base_url))["@id"] == BASE + "#report"
    assert "@id" not in all_of(made, "")
    assert "example.org/d" not in all_of(made, "")


def test_the_report_holds_judgments_and_what_they_rest_on(made: Case) -> None:
    """The briefing with its edition; only sources that carry a judgment's basis are cited."""
    report = json.loads(jsonld.report(made, BASE))
    assert (report["@type"], report["version"], report["datePublished"]) == (
        "Report",
        "2024-11-04",
        "2024-11-04",
    )
    assert [each["text"] for each in report["hasPart"]] == ["Judged."]
    assert [each["headline"] for each in report["citation"]] == ["A", "C", "D"]


def test_the_graph_holds_everything_once(made: Case) -> None:
    """One file with the report, each claim and each source, and no id twice among them."""
    nodes = json.loads(jsonld.graph(made, BASE))["@graph"]
    ids = [node["@id"] for node in nodes]
    assert len(ids) == len(set(ids)) == 1 + 3 + 4
    assert json.loads(jsonld.graph(case({}), ""))["@graph"][0]["headline"] == "Test dossier"
