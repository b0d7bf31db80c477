"""A `Case` → `feed.xml` (Atom, RFC 4287); pages' paths → `sitemap.xml` and `robots.txt`.  Pure.

There is no clock here: a feed is as new as its edition says.  All three need the site's address, with or
without its final slash.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from casework import edtf
from casework.evidence.derive import Case
from casework.exports.data import edition
from casework.exports.editions import Changed, named, tally
from casework.model import Judgment, Source
from casework.routes import path_of
from casework.words.language import ENGLISH, Language
from casework.words.naming import visitable
from casework.words.sentences import in_words, sentence

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"
MOST_SOURCES = 50
MOST_ADDRESSES = 50_000
"""The most that the sitemap protocol allows in one file."""
UNDATED = Day(1970, 1, 1).toordinal()
"""The day of what has none.  Atom asks for one, and it must stay the same from build to build, since a feed
reader shows again whatever changed its day.  The first day of Unix time is widely taken for "not known"."""


def site(base_url: str) -> str:
    """The site's address with exactly one final slash."""
    return base_url.rstrip("/") + "/"


# --- the feed -----------------------------------------------------------------------------------------------


def atom(
    case: Case, *, base_url: str, version: str, changed: Changed | None = None, language: Language = ENGLISH
) -> bytes:
    """`feed.xml`: the edition with what changed and its judgments, then the newest sources.

    Ids are the pages' addresses, so they stay as long as the site stays where it is; the edition's has its
    label, so that each edition is a new entry.  `version` is the program's.
    """
    config, base = case.dossier.config, site(base_url)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": config.language})
    _texts(feed, id=base, title=config.title, subtitle=config.subtitle, updated=_updated(_edition_day(case)))
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": base + "feed.xml"})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": base})
    _texts(SubElement(feed, "author"), name=config.publisher or config.title)
    SubElement(feed, "generator", {"version": version}).text = "dossier"
    _edition_entry(feed, case, base, changed or Changed(), language)
    newest = sorted(case.dossier.sources.values(), key=lambda each: (-_day(each), each.id))
    for source in newest[:MOST_SOURCES]:
        _source_entry(feed, source, case, base, language)
    return _written(feed)


def _edition_entry(feed: Element, case: Case, base: str, changed: Changed, language: Language) -> None:
    label = edition(case)
    entry = SubElement(feed, "entry")
    anchor = f"#edition-{quote(label, safe='')}" if label else "#edition"
    _texts(entry, id=base + anchor, title=_edition_title(label, language), updated=_updated(_edition_day(case)))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": base})
    SubElement(entry, "content", {"type": "html"}).text = _news(changed, language) + _briefing(case, language)


def _edition_title(label: str, language: Language) -> str:
    if date := edtf.read(label):
        return language.say("Edition of %(date)s", date=language.date(date))
    return language.say("Edition %(edition)s", edition=label) if label else language.say("The briefing")


def _source_entry(feed: Element, source: Source, case: Case, base: str, language: Language) -> None:
    page = base + path_of("source", source.id)
    entry = SubElement(feed, "entry")
    SubElement(entry, "title", {"xml:lang": source.language} if source.language else {}).text = source.title
    _texts(entry, id=page, updated=_updated(_day(source)))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    if visitable(source):
        SubElement(entry, "link", {"rel": "via", "href": visitable(source)})
    for tag in source.tags:
        SubElement(entry, "category", {"term": tag})
    _texts(entry, summary=_summary(source, case, language))


def _summary(source: Source, case: Case, language: Language) -> str:
    """Our summary in plain words, after the source's status where that matters."""
    status = "" if source.status == "current" else language.labels.source_status[source.status].text
    told = ": ".join(filter(None, (status, source.status_note if status else "")))
    text = in_words(source.id, "summary", case) or source.descriptor
    return " — ".join(filter(None, (told, text)))


def _news(changed: Changed, language: Language) -> str:
    """What changed since the last edition, in HTML; empty when there is none to compare with."""
    if not changed.since:
        return ""
    counted = tally(changed, language)
    said = [*(each.text for each in named(changed)), *([f"{counted}."] if counted else [])]
    items = "".join(f"<li>{escape(each)}</li>" for each in said)
    since = language.apart(changed.since)
    if not items:
        nothing = language.say("What changed since edition %(edition)s: nothing.", edition=since)
        return f"<p>{escape(nothing)}</p>"
    head = language.say("What changed since edition %(edition)s:", edition=since)
    return f"<p>{escape(head)}</p><ul>{items}</ul>"


def _briefing(case: Case, language: Language) -> str:
    """The edition in HTML: the judgments in words, and how much it holds."""
    dossier = case.dossier
    judgments = "".join(f"<li>{escape(_judgment(each, language))}</li>" for each in dossier.judgments.values())
    facts = language.count("%(num)s fact", "%(num)s facts", len(dossier.facts))
    sources = language.count("from %(num)s source", "from %(num)s sources", len(dossier.sources))
    held = language.say("%(facts)s %(sources)s.", facts=facts, sources=sources)
    return (f"<ul>{judgments}</ul>" if judgments else "") + f"<p>{escape(held)}</p>"


def _judgment(judgment: Judgment, language: Language) -> str:
    """A judgment as a line: likelihood, text, confidence, what changed it."""
    likelihood = language.labels.likelihood[judgment.likelihood] if judgment.likelihood else None
    confidence = language.labels.confidence[judgment.confidence].text if judgment.confidence else ""
    text = sentence(judgment.text)
    parts = (
        f"{likelihood.text} ({likelihood.meaning}): {text}" if likelihood else text,
        language.say("Confidence: %(confidence)s.", confidence=confidence.lower()) if confidence else "",
        language.say("Changed: %(note)s", note=judgment.change_note) if judgment.change_note else "",
    )
    return " ".join(filter(None, parts))


# --- days ---------------------------------------------------------------------------------------------------


def _edition_day(case: Case) -> int:
    """The day that the edition's label says, else the newest source's."""
    label = edtf.read(edition(case))
    return _last(label) if label else max(map(_day, case.dossier.sources.values()), default=UNDATED)


def _day(source: Source) -> int:
    date = edtf.read(source.date)
    return _last(date) if date else UNDATED


def _last(date: edtf.Edtf) -> int:
    """The last day of a date, or the first where the end is open."""
    return date.latest or date.earliest or UNDATED


def _updated(day: int) -> str:
    return f"{Day.fromordinal(day).isoformat()}T00:00:00Z"


# --- sitemap and robots -------------------------------------------------------------------------------------


def sitemap(paths: Iterable[str], base_url: str) -> dict[str, bytes]:
    """The files, by path, that list the pages at `paths`: `sitemap.xml`, and its parts if it is an index."""
    addresses = [_address(path, base_url) for path in paths if path != "404.html"]
    if len(addresses) <= MOST_ADDRESSES:
        return {"sitemap.xml": _listing("urlset", "url", addresses)}
    starts = range(0, len(addresses), MOST_ADDRESSES)
    parts = {
        f"sitemap-{number}.xml": _listing("urlset", "url", addresses[start : start + MOST_ADDRESSES])
        for number, start in enumerate(starts, 1)
    }
    index = _listing("sitemapindex", "sitemap", [site(base_url) + part for part in parts])
    return {"sitemap.xml": index, **parts}


def robots(base_url: str, *, is_public: bool = True) -> bytes:
    """`robots.txt`: all may be read, and where the sitemap is.

    An edition that is not public (marked above CLEAR, or as of a past day) is better not crawled at all.
    """
    if not is_public:
        return b"User-agent: *\nDisallow: /\n"
    return f"User-agent: *\nDisallow:\n\nSitemap: {site(base_url)}sitemap.xml\n".encode()


def _address(path: str, base_url: str) -> str:
    return site(base_url) + ("" if path == "index.html" else quote(path))


def _listing(root: str, each: str, addresses: Iterable[str]) -> bytes:
    # Plain text: a tree of sixty thousand elements takes ten times as long.
    rows = "".join(f" <{each}>\n  <loc>{escape(address)}</loc>\n </{each}>\n" for address in addresses)
    return f'{DECLARATION}\n<{root} xmlns="{SITEMAP}">\n{rows}</{root}>\n'.encode()


# --- XML ----------------------------------------------------------------------------------------------------


def _texts(parent: Element, **texts: str) -> None:
    """A child for each text that is not empty."""
    for tag, text in texts.items():
        if text:
            SubElement(parent, tag).text = text


def _written(root: Element) -> bytes:
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
