"""What all pages of one site are made from: the case, its cards, the frame and the navigation.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from casework import __version__, edtf, leaves
from casework.cards import Cards
from casework.data import edition
from casework.derive import Case
from casework.dossier import Dossier, kinds_by_id
from casework.editions import Changed
from casework.language import Language, english
from casework.model import KINDS, Entity, Fact, Kind, Source
from casework.outline import without_texts
from casework.overviews import map_view, timeline_view
from casework.routes import path_of, root_of, tag_slugs
from casework.sheet import Sheet
from casework.trace import Reads, Table, once, tables, traced
from casework.views.cards import MapView, TimelineView
from casework.views.page import Frame, NavItem
from casework.views.parts import Ref

ROOTS = ("", "../")
"""The ways from a page to the site's root."""
LISTS = ("facts", "questions", "timeline")


class Desk:
    """The case on the desk.  Cards, timeline and map are made once for each depth of page, and only when asked for."""

    def __init__(
        self,
        case: Case,
        as_of: str | None,
        changed: Changed,
        language: Language | None = None,
        card: str = "",
        reads: Reads | None = None,
    ) -> None:
        self.as_of, self.reads = as_of, reads
        whole = without_texts(case)
        self.whole = whole.dossier
        """The dossier, for those whose reading is no page's."""
        kinds = kinds_by_id(case.dossier)
        self.case = traced(whole, reads, kinds) if reads else whole
        self.language = language or english(case.dossier.config.language)
        self.cards = cache(self._cards)
        self.timeline = once("timeline", self._timeline, reads)
        self.map = once("map", self._map, reads)
        for root in ROOTS:
            self.cards(root)
        self.menu = self._menu(self.language, case.dossier)
        self._nav = cache(self._nav_at)
        besides = _besides(whole, changed)
        self._noted = {name: Table(name, rows, reads) if reads else rows for name, rows in besides.items()}
        self.tables = {**tables(whole.dossier), **tables(whole), "kinds": kinds, **besides}
        """All that pages can read, by the names that their marks bear."""
        self.slugs: Mapping[str, str] = self._noted["tag slugs"]
        self.frame = _frame(case, as_of, self.language, card)

    @property
    def changed(self) -> Changed:
        """What changed since the last edition."""
        changed: Changed = self._noted["changed"][""]
        return changed

    def _cards(self, root: str) -> Cards:
        return Cards(self.case, root, self.language, self.reads)

    def _timeline(self, root: str) -> TimelineView:
        return timeline_view(self.cards(root))

    def _map(self, root: str) -> MapView | None:
        return map_view(self.cards(root), [each.id for each in self.case.dossier.entities.values()])

    def pages(self, name: str) -> tuple[str, ...]:
        """The paths of the pages of a long list: `facts`, `questions` or `timeline`."""
        paths: tuple[str, ...] = self._noted["lists"][name]
        return paths

    def list_of(self, path: str) -> str:
        """The long list of which a page is one."""
        return next(name for name in LISTS if path in self.pages(name))

    def listed(self, path: str) -> tuple[str, ...]:
        """The ids on one page of a long list."""
        ids: tuple[str, ...] = self._noted["listed"][path]
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
        return self._nav(path if any(to == path for _, to in self.menu) else "", root)

    def _nav_at(self, path: str, root: str) -> tuple[NavItem, ...]:
        return tuple(NavItem(ref=Ref(text=text, href=root + to), current=to == path) for text, to in self.menu)

    @staticmethod
    def _menu(language: Language, dossier: Dossier) -> tuple[tuple[str, str], ...]:
        """What the navigation leads to: only what the dossier has."""
        places = any(each.lat is not None and each.lon is not None for each in dossier.entities.values())
        pages = sorted(
            (each for each in dossier.pages.values() if each.id != "index"),
            key=lambda each: (each.order is None, each.order or 0, dossier.page_title(each)),
        )
        say = language.say
        items = [
            (say("Briefing"), "index.html", True),
            (say("Questions"), "questions/index.html", bool(dossier.questions)),
            (say("Facts"), "facts/index.html", True),
            (say("Sources"), "sources/index.html", True),
            (say("Origins"), "origins.html", True),
            (say("Entities"), "entities/index.html", bool(dossier.entities)),
            (say("Timeline"), "timeline.html", True),
            (say("Map"), "map.html", places),
            *((dossier.page_title(each), path_of("page", each.id), True) for each in pages),
            (language.pgettext("navigation", "About"), "about.html", True),
            (say("Search"), "search.html", True),
        ]
        return tuple((text, to) for text, to, there in items if there)


def _besides(case: Case, changed: Changed) -> dict[str, Mapping[Any, Any]]:
    """What pages show besides the case, as tables of which each page reads a little."""
    dossier = case.dossier
    ordered = {kind: _in_order(kind, dossier) for kind in KINDS}
    listed = {
        "facts": leaves.parted("facts/index.html", ordered["fact"]),
        "questions": leaves.parted("questions/index.html", _by_verdict(case)),
        "timeline": leaves.parted("timeline.html", _in_time(ordered["fact"], dossier)),
    }
    return {
        "changed": {"": changed},
        "lists": {name: tuple(pages) for name, pages in listed.items()},
        "listed": {path: ids for pages in listed.values() for path, ids in pages.items()},
        "tag slugs": tag_slugs(tag for each in _tagged(case) for tag in each.tags),
        **{f"beside {kind}": _neighbours(ids) for kind, ids in ordered.items()},
    }


def _by_verdict(case: Case) -> list[str]:
    """Questions: conflicts first, then revisions, then what agrees."""
    order = {"conflict": 0, "revision": 1, None: 2}
    return sorted(case.dossier.questions, key=lambda each: order[case.verdicts[each]])


def _in_time(by_date: Iterable[str], dossier: Dossier) -> list[str]:
    """Facts by date, and then those without one as they stand in the dossier."""
    facts = dossier.facts
    return [*(each for each in by_date if facts[each].date), *(each for each in facts if not facts[each].date)]


def _neighbours(ids: list[str]) -> dict[str, tuple[str, str]]:
    """The ids before and after each; empty where there is none."""
    return {each: (before, after) for each, before, after in zip(ids, ["", *ids], [*ids[1:], ""], strict=False)}


def _in_order(kind: Kind, dossier: Dossier) -> list[str]:
    """The ids of a kind in the order in which its list shows them."""
    if kind == "source":
        return [each.id for each in newest_first(dossier.sources.values())]
    if kind == "fact":
        return [each.id for each in by_date(dossier.facts.values())]
    if kind == "entity":
        return [each.id for each in by_name(dossier.entities.values())]
    return list(dict(dossier.tables())[kind])


def newest_first(sources: Iterable[Source]) -> list[Source]:
    """Sources by date, the newest first; undated ones last, equal ones by id."""
    by_id = sorted(sources, key=lambda each: each.id)
    dated = [each for each in by_id if edtf.read(each.date)]
    dated.sort(key=lambda each: edtf.sort_key(edtf.read(each.date)), reverse=True)
    return [*dated, *(each for each in by_id if not edtf.read(each.date))]


def by_date(facts: Iterable[Fact]) -> list[Fact]:
    """Facts by date, undated ones last, equal ones by id."""
    return sorted(facts, key=lambda fact: (edtf.sort_key(edtf.read(fact.date)), fact.id))


def by_name(entities: Iterable[Entity]) -> list[Entity]:
    """Entities in the order of their names."""
    return sorted(entities, key=lambda each: (each.name.casefold(), each.id))


def _tagged(case: Case) -> Iterator[Source | Fact]:
    yield from case.dossier.sources.values()
    yield from case.dossier.facts.values()


def _frame(case: Case, as_of: str | None, language: Language, card: str) -> Frame:
    config = case.dossier.config
    day = edtf.read(as_of) if as_of else None
    return Frame(
        title=config.title,
        subtitle=config.subtitle,
        language=config.language,
        direction=language.direction,
        publisher=config.publisher,
        edition=edition(case),
        as_of=language.date(day) if day else as_of or "",
        tlp=f"TLP:{config.tlp}",
        tlp_class=f"tlp-{config.tlp.lower().replace('+', '-')}",
        version=__version__,
        base_url=config.base_url and config.base_url.rstrip("/") + "/",
        card=card if config.base_url else "",
    )
