"""What a site says to machines, looked at with their own rules: Atom, schema.org, Open Graph, robots, sitemap."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.robotparser import RobotFileParser

import feedparser
import pytest
from lxml import etree
from webpages import TOOLS, page, tool

ATOM = "{http://www.w3.org/2005/Atom}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def pages(site: Path) -> dict[str, Any]:
    """The trees of a site's pages by their paths."""
    return {each.relative_to(site).as_posix(): page(each.read_bytes()) for each in sorted(site.rglob("*.html"))}


@pytest.mark.parametrize("name", ["demo_site", "full_site"])
def test_the_feed_keeps_to_atom(request: pytest.FixtureRequest, name: str) -> None:
    """RFC 4287: each element once where it may be once, ids absolute and unlike each other, days with a zone, links."""
    site = request.getfixturevalue(name)
    parsed = feedparser.parse((site / "feed.xml").read_bytes())
    assert not parsed.bozo
    assert parsed.version == "atom10"
    feed = etree.parse(site / "feed.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for each in (feed, *entries):
        for once in ("id", "title", "updated"):
            assert len(each.findall(ATOM + once)) == 1, (once, etree.tostring(each)[:300])
        assert STAMP.fullmatch(each.findtext(f"{ATOM}updated", ""))
        assert len(
            {(link.get("rel"), link.get("type"), link.get("hreflang")) for link in each.findall(f"{ATOM}link")}
        ) == len(each.findall(f"{ATOM}link"))
        assert all(link.get("href", "").startswith("https://") for link in each.findall(f"{ATOM}link"))
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None or each.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [each.findtext(f"{ATOM}id", "") for each in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(re.match(r"(https://|tag:|urn:)", each) for each in ids)
    own = [link.get("href", "") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert len(own) == 1
    assert own[0].endswith("/feed.xml")
    assert max(each.findtext(f"{ATOM}updated", "") for each in entries) <= feed.findtext(f"{ATOM}updated", "")
    for each in entries:
        assert each.find(f"{ATOM}content") is not None or each.find(f"{ATOM}link[@rel='alternate']") is not None


@pytest.mark.slow
def test_json_ld_keeps_to_the_vocabulary_of_schema_org(full_site: Path, demo_site: Path, tmp_path: Path) -> None:
    """Each type has the properties that schema.org gives it, with values of a kind that it allows: so says TypeScript."""
    said = [
        json.loads(script.text)
        for site in (full_site, demo_site)
        for tree in list(pages(site).values())[:: 1 if site == full_site else 8]
        for script in tree.xpath("//script[@type='application/ld+json']")
    ]
    types = sorted({each["@type"] for each in said})
    assert {"Report", "Article", "Claim", "NewsArticle"} <= set(types)
    lines = [f"const value{n}: WithContext<{each['@type']}> = {json.dumps(each)};" for n, each in enumerate(said)]
    head = f"import type {{ WithContext, {', '.join(types)} }} from 'schema-dts';"
    wrong = "const wrong: WithContext<Claim> = { '@context': 'https://schema.org', '@type': 'Claim', headlin: 'x' };"
    told = typescript(tmp_path, [head, wrong, *lines, "export {};"])
    assert re.findall(r"(?m)^said\.ts\((\d+),", told) == ["2"], told  # the compiler sees what is wrong, and only that
    assert "headlin" in told


def typescript(folder: Path, lines: list[str]) -> str:
    """What the TypeScript compiler says of a module."""
    tool("schema-dts/package.json")
    (folder / "node_modules").unlink(missing_ok=True)
    (folder / "node_modules").symlink_to(TOOLS / "node_modules")
    (folder / "said.ts").write_text("\n".join(lines), "utf-8")
    command = [
        "node",
        tool("typescript/bin/tsc"),
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--moduleResolution",
        "node",
        "said.ts",
    ]
    ran = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    return ran.stdout[:3000]


def test_open_graph_says_what_a_page_is(full_site: Path, rtl_site: Path) -> None:
    """Type, title, description and site on every page; address and picture, which must be absolute, where there is an address."""
    for site, is_public in ((full_site, True), (rtl_site, False)):
        for path, tree in pages(site).items():
            given = {
                each.get("property"): each.get("content")
                for each in tree.xpath("//meta[starts-with(@property, 'og:')]")
            }
            assert {"og:type", "og:title", "og:description", "og:site_name"} <= set(given), path
            assert all(given.values()), path
            assert ("og:url" in given) == is_public, path
            if is_public:
                assert given["og:url"].startswith("https://example.org/sub/path/"), path
            # Each property of ours may stand once.
            assert len(given) == len(tree.xpath("//meta[starts-with(@property, 'og:')]")), path


def test_robots_and_sitemap_agree(demo_site: Path) -> None:
    """Every page of the sitemap may be read and is there; the sitemap is where robots.txt says."""
    robots = RobotFileParser()
    robots.parse((demo_site / "robots.txt").read_text().splitlines())
    listed = [each.text or "" for each in etree.parse(demo_site / "sitemap.xml").iter("{*}loc")]
    assert len(listed) > 300
    assert all(robots.can_fetch("*", each) for each in listed)
    root = "https://example.org/dprk-russia/"
    assert all((demo_site / each.removeprefix(root)).exists() for each in listed)
    assert robots.site_maps() == [f"{root}sitemap.xml"]
