"""What all pages of one site are made from: the case, its plan, its cards, the navigation.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from casework.dossier import kinds_of
from casework.evidence.derive import Case
from casework.exports.editions import Changed
from casework.kept.outline import bared
from casework.kept.trace import KEYS, WHOLE, Mark, Reads, Table, once, tables, traced
from casework.model import Kind
from casework.pages.cards import Cards
from casework.pages.overviews import map_view, timeline_view
from casework.pages.plan import Plan, Tagged, plan
from casework.pages.sheet import Sheet
from casework.routes import root_of
from casework.views.cards import MapView, TimelineView
from casework.views.page import NavItem
from casework.views.parts import Ref
from casework.words.language import Language, english

MAP = "map"
"""What the maps are shared as, by the way to the site's root."""
ROOTS = ("", "../")
"""The ways from a page to the site's root."""


class Desk:
    """The case on the desk.  Cards, timeline and map are made once for each depth of page, and only when asked for."""

    def __init__(
        self,
        case: Case,
        plan: Plan,
        language: Language,
        as_of: str | None = None,
        changed: Changed | None = None,
        reads: Reads | None = None,
    ) -> None:
        self.plan, self.frame, self.language, self.as_of, self.reads = plan, plan.frame, language, as_of, reads
        self.bare = whole = bared(case)
        """The case without what is Markdown, for those whose reading is no page's."""
        self.whole = whole.dossier
        """The dossier, for those whose reading is no page's."""
        besides = _besides(plan, changed or Changed())
        kinds = kinds_of(whole.dossier)
        self.tables = {**tables(whole.dossier), **tables(whole), **besides, "kinds": kinds}
        """All that pages can read, by the names that their marks bear."""
        self.case = traced(whole, reads, kinds) if reads else whole
        self._noted = {name: Table(name, rows, reads) if reads else rows for name, rows in besides.items()}
        self.slugs: Mapping[str, str] = self._noted["tag slugs"]
        self._nav = cache(self._nav_at)
        self.timeline = once("timeline", self._timeline, reads)
        self.map = once(MAP, self._map, reads)
        self._cards = {root: Cards(self.case, root, language, reads) for root in ROOTS}

    @property
    def tagged(self) -> Mapping[str, Tagged]:
        """What bears each keyword, by its page's path."""
        tagged: Mapping[str, Tagged] = self._noted["tagged"]
        return tagged

    @property
    def changed(self) -> Changed:
        """What changed since the last edition."""
        changed: Changed = self._noted["changed"][""]
        return changed

    def cards(self, root: str) -> Cards:
        """The cards as seen from pages that lie so far from the site's root."""
        return self._cards[root]

    def _timeline(self, root: str) -> TimelineView:
        return timeline_view(self.cards(root), self.listing("dated"), self.listing("events"))

    def _map(self, root: str) -> MapView | None:
        return map_view(self.cards(root), [each.id for each in self.case.dossier.entities.values()])

    def pages(self, name: str) -> tuple[str, ...]:
        """The paths of the pages of a list: `facts`, `tags` …"""
        paths: tuple[str, ...] = self._noted["lists"][name]
        return paths

    def list_of(self, path: str) -> str:
        """The list of which a page is one."""
        return next(name for name, paths in self.plan.lists.items() if path in paths)

    def listed(self, path: str) -> tuple[str, ...]:
        """The ids on one page of a list."""
        ids: tuple[str, ...] = self._noted["listed"][path]
        return ids

    def listing(self, name: str) -> int:
        """How many ids there are on all pages of a list; how many facts are `dated`, and how many of them `events`."""
        length: int = self._noted["lengths"][name]
        return length

    def counted(self, name: str) -> Mapping[str, int]:
        """How many facts there are of each value that they can be filtered by: `status`, `kind`, `origin` …"""
        counts: Mapping[str, int] = self._noted["filters"][name]
        return counts

    def chunk(self, name: str) -> tuple[str, ...]:
        """The ids of the items in a piece of a long file."""
        ids: tuple[str, ...] = self._noted["chunks"][name]
        return ids

    def around(self, kind: Kind, item_id: str, cards: Cards) -> dict[str, Any]:
        """The links to the page before and after an item's."""
        before, after = self._noted[f"beside {kind}"][item_id]
        return {"previous": cards.ref(before) if before else None, "next": cards.ref(after) if after else None}

    def sheet(self, path: str) -> Sheet:
        """An empty page at `path`."""
        root = root_of(path)
        return Sheet(self.cards(root), lambda: self.timeline(root), lambda: self.map(root))

    def page(
        self, path: str, template: str, title: str, description: str = "", crumb: Ref | None = None
    ) -> dict[str, Any]:
        """The fields that every page's view has; `crumb` is the list the page belongs to."""
        root = root_of(path)
        home = Ref(text=self.frame.title, href=root + "index.html")
        crumbs = () if path == "index.html" else (home, crumb) if crumb else (home,)
        return {
            "template": template,
            "path": path,
            "root": root,
            "frame": self.frame,
            "nav": self.nav(path, root),
            "crumbs": tuple(each for each in crumbs if each),
            "title": title,
            "description": description or self.frame.subtitle or title,
        }

    def nav(self, path: str, root: str) -> tuple[NavItem, ...]:
        """The navigation as seen from `path`."""
        return self._nav(path if any(to == path for _, to in self.plan.menu) else "", root)

    def _nav_at(self, path: str, root: str) -> tuple[NavItem, ...]:
        return tuple(NavItem(ref=Ref(text=text, href=root + to), current=to == path) for text, to in self.plan.menu)


def laid(
    case: Case,
    as_of: str | None = None,
    changed: Changed | None = None,
    language: Language | None = None,
    card: str = "",
    reads: Reads | None = None,
) -> Desk:
    """A desk with a case on it, the site planned anew; `card` is the path of the picture for sharing, if there is one."""
    language = language or english(case.dossier.config.language)
    return Desk(case, plan(case, as_of, language, card), language, as_of, changed, reads)


def differing(old: Plan, new: Plan) -> Iterator[Mark]:
    """The marks of all in which two plans of one site differ."""
    before, after = _besides(old, Changed()), _besides(new, Changed())
    for name in (name for name in after if after[name] is not before[name]):
        rows, others = after[name], before[name]
        keys = [key for key in {**others, **rows} if others.get(key) != rows.get(key)]
        yield from ((name, key) for key in keys)
        if keys:
            yield name, WHOLE
        if rows.keys() != others.keys():
            yield name, KEYS


def _besides(plan: Plan, changed: Changed) -> dict[str, Mapping[Any, Any]]:
    """What pages show besides the case, as tables of which each page reads a little."""
    return {
        "changed": {"": changed},
        "lists": plan.lists,
        "lengths": _lengths(plan),
        "listed": plan.listed,
        "tag slugs": plan.slugs,
        "tagged": plan.tagged,
        "chunks": plan.chunks,
        "filters": plan.filters,
        **{f"beside {kind}": rows for kind, rows in plan.beside.items()},
    }


def _lengths(plan: Plan) -> dict[str, int]:
    lengths = {name: sum(len(plan.listed.get(path, ())) for path in paths) for name, paths in plan.lists.items()}
    return {**lengths, "dated": plan.dated, "events": plan.events}
