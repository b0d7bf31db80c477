"""Feed, sitemap and robots.txt: valid for others' readers, the same from build to build."""

from typing import Any

import feedparser
import pytest
from build import case
from lxml import etree

from casework.exports.feed import MOST_ADDRESSES, MOST_SOURCES, SITEMAP, atom, robots, sitemap

BASE = "https://example.org/d"
CONFIG = "title: War & <peace>\npublisher: Desk\nlanguage: en\n"
SOURCE = """---
title: {title}
date: {date}
url: https://news.example.org/{title}
archive: {{file: secret.txt, captured_by: Secret Agent}}
---
"""
FACTS = """
facts:
  - {id: f, claim: It is so., evidence: [{source: a}]}
judgments:
  - {id: j, text: It <is> so., likelihood: likely, confidence: low, basis: [f], change_note: raised}
"""


def source(title: str, date: str = "", body: str = "") -> str:
    """A source's file."""
    return SOURCE.format(title=title, date=date or '""') + body


def read(files: dict[str, str], base_url: str = BASE) -> Any:
    """The feed of a dossier, by feedparser; it must find nothing wrong, and lxml neither."""
    made = atom(case(files), base_url=base_url, version="1.2.3")
    etree.fromstring(made)
    parsed = feedparser.parse(made)
    assert not parsed.bozo
    return parsed


def test_the_edition_comes_first_then_the_newest_sources() -> None:
    """Judgments are said in words; sources follow by date, undated ones last."""
    parsed = read(
        {
            "config.yaml": CONFIG + "edition: 2024-11-04\n",
            "content/sources/a.md": source("a", "2024-10-18"),
            "content/sources/b.md": source("b", "2024-10/2024-11~\ntags: [arms]", "Of [[a]] and [[nis]].\n"),
            "content/sources/c.md": source("c"),
            "content/facts.yaml": FACTS,
            "content/entities.yaml": "- {id: nis, name: The Service}\n",
        }
    )
    assert parsed.version == "atom10"
    assert parsed.feed.title == "War & <peace>"
    assert parsed.feed.updated == "2024-11-04T00:00:00Z"
    assert parsed.feed.author == "Desk"
    assert parsed.feed.generator_detail["version"] == "1.2.3"
    edition, *sources = parsed.entries
    assert edition.title == "Edition of 4\u00a0November 2024"
    said = "Likely (55–80 %): It &lt;is&gt; so. Confidence: low. Changed: raised"
    assert edition.content[0].value == f"<ul><li>{said}</li></ul><p>1 fact from 3 sources.</p>"
    assert [each.title for each in sources] == ["b", "a", "c"]
    assert [each.updated[:10] for each in sources] == ["2024-11-30", "2024-10-18", "1970-01-01"]
    assert sources[0].summary == "Of a and The Service."
    assert [tag.term for tag in sources[0].tags] == ["arms"]
    assert {link.rel: link.href for link in sources[1].links} == {
        "alternate": "https://example.org/d/sources/a.html",
        "via": "https://news.example.org/a",
    }


def test_ids_are_addresses_that_stay() -> None:
    """A final slash more or less changes nothing; each edition is a new entry, each source keeps its own."""
    files = {
        "config.yaml": CONFIG + "edition: Spring & 2\n",
        "content/sources/a.md": source("a", "2024-10-18"),
    }
    parsed = read(files)
    assert [each.id for each in parsed.entries] == [
        "https://example.org/d/#edition-Spring%20%26%202",
        "https://example.org/d/sources/a.html",
    ]
    assert parsed.feed.id == "https://example.org/d/"
    assert atom(case(files), base_url=BASE, version="") == atom(case(files), base_url=BASE + "/", version="")


@pytest.mark.parametrize(
    ("edition", "date", "updated"),
    [
        ("2024-11", "2024-10-18", "2024-11-30"),
        ("second", "2024-10-18", "2024-10-18"),
        ("", "2024-10-18/..", "2024-10-18"),
        ("", "../2024-10-18", "2024-10-18"),
        ("", "", "1970-01-01"),
    ],
)
def test_a_feed_is_as_new_as_its_edition(edition: str, date: str, updated: str) -> None:
    """The label's day, else the newest source's, else the fixed day of what has none; never today."""
    files = {"config.yaml": f"{CONFIG}edition: '{edition}'\n", "content/sources/a.md": source("a", date)}
    assert read(files).feed.updated == f"{updated}T00:00:00Z"


def test_an_empty_dossier_has_a_feed() -> None:
    """An edition before everything is still an edition."""
    parsed = read({})
    assert [each.title for each in parsed.entries] == ["The briefing"]
    assert parsed.entries[0].content[0].value == "<p>0 facts from 0 sources.</p>"
    assert parsed.feed.author == "Test dossier"


def test_the_feed_is_capped() -> None:
    """A thousand sources do not make a thousand entries; the newest stay."""
    files = {f"content/sources/s{n}.md": source(f"s{n}", f"{1900 + n}") for n in range(MOST_SOURCES + 5)}
    entries = read(files).entries
    assert len(entries) == MOST_SOURCES + 1
    assert entries[1].title == f"s{MOST_SOURCES + 4}"


def test_nothing_private_or_unfit_is_fed() -> None:
    """Nothing of the archive; no way to an unfit address; a retraction is said."""
    text = source("a", "2024").replace("---\n", "---\nurl_status: unfit\nstatus: retracted\nstatus_note: sorry\n", 1)
    files = {"config.yaml": "title: ab\n", "content/sources/a.md": text + "Ours.\n"}
    made = atom(case(files), base_url=BASE, version="1").decode()
    assert "<title>ab</title>" in made
    assert "<summary>Retracted: sorry — Ours.</summary>" in made
    assert "ecret" not in made
    assert "news.example.org" not in made


def locations(made: bytes) -> list[str]:
    """The addresses in a sitemap or its index."""
    return [str(each.text) for each in etree.fromstring(made).iter(f"{{{SITEMAP}}}loc")]


def test_the_sitemap_lists_every_page() -> None:
    """The front page by the site's address, other scripts escaped as URLs ask, the error page not at all."""
    files = sitemap(["index.html", "tags/북한.html", "a/b.html", "404.html"], BASE)
    assert list(files) == ["sitemap.xml"]
    assert locations(files["sitemap.xml"]) == [
        "https://example.org/d/",
        "https://example.org/d/tags/%EB%B6%81%ED%95%9C.html",
        "https://example.org/d/a/b.html",
    ]


def test_a_long_sitemap_is_split() -> None:
    """Above the protocol's limit the sitemap is an index of parts, and no page is lost."""
    files = sitemap([f"p{n}.html" for n in range(MOST_ADDRESSES + 1)], BASE + "/")
    assert locations(files["sitemap.xml"]) == [
        "https://example.org/d/sitemap-1.xml",
        "https://example.org/d/sitemap-2.xml",
    ]
    assert len(locations(files["sitemap-1.xml"])) == MOST_ADDRESSES
    assert locations(files["sitemap-2.xml"]) == [f"https://example.org/d/p{MOST_ADDRESSES}.html"]


def test_robots_may_read_what_is_public() -> None:
    """All of a public edition, with its sitemap; nothing of another."""
    assert robots(BASE) == b"User-agent: *\nDisallow:\n\nSitemap: https://example.org/d/sitemap.xml\n"
    assert robots(BASE, is_public=False) == b"User-agent: *\nDisallow: /\n"
