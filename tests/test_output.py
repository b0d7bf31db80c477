"""What is published: every page and file that the format names, and what holds for each page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from build import folder
from lxml import etree
from ondisk import laid
from webpages import addresses, dangling, page

from casework.publishing import build
from casework.publishing.build import Options

FILES = {
    "config.yaml": """\
title: Tests & trials
subtitle: What they say
base_url: https://example.org/sub/path
publisher: Example Desk
tlp: GREEN
rules: {single-origin-judgment: off}
kinds: {malware: Malware}
""",
    "assets/x.png": "no picture",
    "content/index.md": """\
---
title: What is known
source_summary: All from one article.[@csm]
---
Troops went.[@many][@csm, para. 6] See [[nis]], [[method]] and [[total|the question]].[^1]

![[total]]

![[many]]

![[timeline]]

![[map]]

# A heading

![picture](assets/x.png)

[^1]: A free note with [[j]].
""",
    "content/pages/method.md": "---\ntitle: Method\norder: 1\n---\nText.[@csm] ![](assets/x.png)\n",
    "content/sources/csm.md": """\
---
title: Is that true?
author: Associated Press
publication: The Monitor
date: 2024-10-18
url: https://example.org/story
tags: [deployment, 무기]
former_ids: [monitor]
---
A summary of [[many]], twice.[@csm][@csm]
""",
    "content/entities.yaml": """\
- {id: nis, name: National Intelligence Service, aliases: [NIS], kind: organisation, description: "In [[seoul]]."}
- {id: seoul, name: Seoul, kind: place, lat: 37.5, lon: 127}
- {id: worm, name: Worm, kind: malware, links: {wikidata: Q1, site: "https://example.org/"}}
""",
    "content/facts.yaml": """\
questions:
  - {id: total, text: How many?, unit: troops, note: "Note.[@csm]"}
facts:
  - id: many
    claim: Many went.
    date: 2024-10-18
    place: [seoul]
    about: [{id: nis, role: announced}, worm]
    question: total
    best: 12000
    tags: [deployment]
    evidence: [{source: csm, origin: nis, quote: many went}]
  - {id: few, claim: Few went., question: total, best: 10, evidence: [{source: csm}]}
judgments:
  - {id: j, text: They went., likelihood: likely, confidence: low, basis: [many, few]}
""",
}

PATHS = """
index.html sources/index.html sources/csm.html facts/index.html facts/many.html facts/few.html entities/index.html
entities/nis.html entities/seoul.html questions/index.html questions/total.html judgments/j.html pages/method.html
tags/index.html tags/deployment.html timeline.html map.html origins.html search.html changes.html about.html print.html
404.html data/dossier.json data/facts.csv data/sources.json data/sources.bib sources/monitor.html assets/x.png
""".split()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = laid(tmp_path_factory.mktemp("dossier"), FILES)
    examined = build.examine(root, Options())
    assert not examined.findings
    return build.in_memory(root, examined)


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in site.items() if path.endswith(".html")}


def test_every_path_of_the_format_is_published(site: dict[str, bytes]) -> None:
    """Others link to these paths: each is there, feed, sitemap and robots.txt too since there is a `base_url`."""
    assert set(PATHS) | {"feed.xml", "sitemap.xml", "robots.txt"} <= set(site)


def test_without_base_url_there_is_no_feed_sitemap_or_robots(tmp_path: Path) -> None:
    """Feed, sitemap and robots.txt need the site's address; all other paths do not."""
    config = FILES["config.yaml"].replace("base_url: https://example.org/sub/path\n", "")
    root = laid(tmp_path, {**FILES, "config.yaml": config})
    files = build.in_memory(root, build.examine(root, Options()))
    assert set(PATHS) <= set(files)
    assert not {"feed.xml", "sitemap.xml", "robots.txt"} & set(files)
    assert not [
        path for path, data in files.items() if path.endswith(".html") and b'rel="canonical" href="http' in data
    ]


def test_each_page_has_one_main_one_h1_a_skip_link_and_the_marking(pages: dict[str, bytes]) -> None:
    """A reader at any page knows what it is, can skip to it, and sees how it may be shared."""
    for path, data in pages.items():
        tree = page(data)
        assert len(tree.xpath("//main")) == 1, path
        (heading,) = tree.xpath("//h1")
        assert heading.text_content().strip(), path
        first = tree.xpath("//body//a")[0]
        assert first.get("href", "").startswith("#"), path
        assert tree.xpath("//main/@id") == [first.get("href")[1:]] or tree.xpath(
            f"//main//*[@id='{first.get('href')[1:]}']"
        )
        assert "TLP:GREEN" in tree.xpath("string(//body)"), path
        assert tree.xpath("string(//title)").strip(), path
        assert tree.get("lang") == "en", path


def test_ids_are_unique_on_each_page(pages: dict[str, bytes]) -> None:
    """An address with a fragment means one place."""
    for path, data in pages.items():
        ids = page(data).xpath("//@id")
        assert len(ids) == len(set(ids)), (path, sorted(each for each in ids if ids.count(each) > 1))


def test_internal_links_are_relative_and_lead_somewhere(site: dict[str, bytes], pages: dict[str, bytes]) -> None:
    """The folder works at a root, under a path and from disk: no address begins with `/`, none leads nowhere."""
    assert dangling(site) == []
    for path, data in pages.items():
        assert not [address for _, address in addresses(page(data)) if address.startswith("/")], path


def test_nothing_is_fetched_from_another_host(site: dict[str, bytes], pages: dict[str, bytes]) -> None:
    """A page asks no other host for anything: only links that a reader follows leave the site."""
    for path, data in pages.items():
        for element, address in addresses(page(data)):
            if element.tag != "a" and element.get("rel") != "canonical":
                assert not address.startswith(("http:", "https:", "//")), (path, address)
    for path, data in site.items():
        if path.endswith(".css"):
            assert b"url(http" not in data, path
            assert b"@import" not in data, path


def test_pages_read_without_javascript(pages: dict[str, bytes]) -> None:
    """Nothing of a page's text waits for a script; no handler stands in a page, and a script in that for missing addresses only."""
    for path, data in pages.items():
        tree = page(data)
        inline = tree.xpath("//script[not(@src) and not(@type='application/ld+json')]")
        assert len(inline) == (path == "404.html"), path
        assert not tree.xpath("//@*[starts-with(name(), 'on')]"), path
        assert tree.xpath("string(//main)").strip(), path


def test_machine_readable_data_of_each_page_is_json(pages: dict[str, bytes]) -> None:
    """The JSON-LD of the briefing, pages, facts and sources has the types that the format names; no other page has any."""
    said = {path: page(data).xpath("//script[@type='application/ld+json']/text()") for path, data in pages.items()}
    assert {path: [json.loads(each)["@type"] for each in all_] for path, all_ in said.items() if all_} == {
        "index.html": ["Report"],
        "pages/method.html": ["Article"],
        "facts/many.html": ["Claim"],
        "facts/few.html": ["Claim"],
        "sources/csm.html": ["CreativeWork"],
    }


def test_feed_and_sitemap_are_well_formed(site: dict[str, bytes]) -> None:
    """Readers of feeds and crawlers get XML with absolute addresses below `base_url`."""
    for path in ("feed.xml", "sitemap.xml"):
        assert b"https://example.org/sub/path/" in etree.tostring(etree.fromstring(site[path]))


def test_same_input_gives_the_same_bytes(tmp_path: Path, site: dict[str, bytes]) -> None:
    """Neither the clock nor the folder's place is in the output."""
    root = laid(tmp_path / "elsewhere", dict(reversed(FILES.items())))
    again = build.in_memory(root, build.examine(root, Options()))
    assert again == site


@pytest.mark.parametrize("status", ["unfit", "usurped"])
def test_no_page_leads_to_an_address_that_is_unfit(tmp_path: Path, status: str) -> None:
    """Whether in a note, beside a quotation, or on the source's own page: nobody is sent there."""
    source = FILES["content/sources/csm.md"].replace(
        "url: https://example.org/story", f"url: https://bad.example\nurl_status: {status}"
    )
    laid(tmp_path, {**FILES, "content/sources/csm.md": source})
    built = build.in_memory(tmp_path, build.examine(tmp_path, Options()))
    pages = {path: content for path, content in built.items() if path.endswith(".html")}
    assert any(b"csm.html" in content for content in pages.values())
    assert not [path for path, content in pages.items() if b'href="https://bad.example' in content]


def test_a_fact_tells_a_source_that_was_corrected_from_one_that_was_taken_back(tmp_path: Path) -> None:
    """Each notice has the looks of the source's own status: only what no longer counts is in the colour of loss."""
    files = folder(
        {"mended": {"status": "corrected"}, "gone": {"status": "retracted"}},
        [{"id": "f", "evidence": [{"source": "mended"}, {"source": "gone"}]}],
    )
    root = laid(tmp_path, files)
    page = build.in_memory(root, build.examine(root, Options()))["facts/f.html"].decode()
    said = dict(re.findall(r'class="notice notice-(\w+)" role="note">(.*?)</p>', page))
    assert said.keys() == {"corrected", "retracted"}
    assert "Title of mended was corrected" in said["corrected"]
