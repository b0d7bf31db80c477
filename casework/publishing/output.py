"""The case on the desk → what makes each file of its site: pages, data, feed.  Pure, given its templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import jinja2
from msgspec import Struct

from casework import __version__
from casework.evidence.derive import Case
from casework.exports import bibliography, feed
from casework.model import Kind
from casework.pages import overviews, site
from casework.pages.desk import Desk
from casework.publishing import longfiles, render
from casework.routes import path_of
from casework.views.page import PageView

Files = Iterable[tuple[str, bytes]]


THEME = "theme"
"""The job that makes the default theme's own files, in which nothing of the dossier can stand."""


class Job(Struct, frozen=True):
    """What makes some files of the site (their paths and bytes), under a name of its own.

    jinja2.TemplateError where a template of the author's is wrong.
    """

    name: str
    files: Callable[[], Files]


PIECES = ".pieces/"
"""Where the pieces of long files are put until they are joined."""


def names(desk: Desk) -> Iterator[str]:
    """The names of the jobs that make every file but the sitemap, to be done in any order; the longest come first."""
    yield from WHOLE
    yield from (name for long in longfiles.longs(desk) for name in long.names)
    yield from site.names(desk)


def job(name: str, desk: Desk, env: jinja2.Environment) -> Job:
    """The job of a name."""
    if name in WHOLE:
        return Job(name, partial(WHOLE[name], desk))
    if is_piece(name):
        return Job(name, partial(_piece, name, desk))
    return Job(name, partial(_pages, site.job(name, desk).views, env))


def is_piece(name: str) -> bool:
    """Whether a job makes a piece of a long file."""
    return name.partition(" ")[0] in longfiles.PIECES


def _piece(name: str, desk: Desk) -> Files:
    yield PIECES + name, longfiles.piece(name, desk)


def _pages(views: Callable[[], Iterable[PageView]], env: jinja2.Environment) -> Iterator[tuple[str, bytes]]:
    for view in views():
        yield view.path, render.render(view, env)


# --- data for machines -------------------------------------------------------------------------------------------


def data_files(desk: Desk) -> Files:
    """The data for machines, and what the search looks through."""
    for long in longfiles.longs(desk):
        yield long.path, longfiles.whole(long, partial(longfiles.piece, desk=desk))
    yield from _sources(desk)


def _sources(desk: Desk) -> Files:
    sources, entities = tuple(desk.case.dossier.sources.values()), desk.case.dossier.entities
    yield "data/sources.json", bibliography.csl(sources, entities)
    yield "data/sources.bib", bibliography.bibtex(sources, entities).encode()


def _page_data(desk: Desk) -> Files:
    """What scripts of single pages ask for when it is needed."""
    if outlines := overviews.map_detail(desk.case):
        yield "data/map.js", outlines


# --- for the web -------------------------------------------------------------------------------------------------


def _feed(desk: Desk) -> Files:
    base_url, config = desk.frame.base_url, desk.case.dossier.config
    if base_url:
        is_public = config.tlp == "CLEAR" and not desk.as_of
        told = feed.atom(
            desk.case, base_url=base_url, version=__version__, changed=desk.changed, language=desk.language
        )
        yield "feed.xml", told
        yield "robots.txt", feed.robots(base_url, is_public=is_public)


WHOLE: Mapping[str, Callable[[Desk], Files]] = {
    "bibliography": _sources,
    "feed": _feed,
    "page data": _page_data,
}


def sitemap(desk: Desk, pages: Iterable[str]) -> Files:
    """The list of the `pages` for search engines, where the dossier has an address; former addresses are left out."""
    base_url = desk.frame.base_url
    if base_url:
        former = {path_of(kind, old) for old, kind in _former(desk.case)}
        yield from feed.sitemap(sorted(path for path in pages if path not in former), base_url).items()


def _former(case: Case) -> Iterator[tuple[str, Kind]]:
    """The former ids, each with the kind of what it names today."""
    for old, now in case.dossier.former.items():
        kind = case.dossier.kind(now)
        if kind:
            yield old, kind
