"""A `Case` → the plan of its site: the frame, the navigation, the order of every list, and what it comes to.  Pure.

It follows from the items' outlines alone, so that it stays where only words change.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from casework import edtf
from casework.dossier import Dossier
from casework.evidence.derive import Case
from casework.evidence.origins import Standing, independent_among, root_ids
from casework.exports.data import edition
from casework.model import KINDS, Entity, Fact, Kind, Source, entity_ids
from casework.pages import leaves
from casework.routes import path_of, tag_slugs
from casework.views.page import Frame
from casework.words.labels import entity_kind
from casework.words.language import Language

CHUNK = 50
"""So many items make a piece of a long file."""


class Tagged(Struct, frozen=True, array_like=True):
    """A keyword, and the ids of the facts and sources that bear it."""

    tag: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]


class Plan(Struct, frozen=True, array_like=True, kw_only=True):
    """`menu` is text and path of each entry; `lists` are the paths of each long list's pages, and `listed` the ids on each.

    `chunks` are the items of each kind in pieces, in the dossier's order, by the kind and a number.
    `beside` says by kind what stands before and after each item, and `slugs` how a keyword is written in an address.
    `tagged` is what bears each keyword, by its page's path.
    `filters` counts the facts of each value by which a list of them can be filtered.
    """

    frame: Frame
    menu: tuple[tuple[str, str], ...]
    lists: dict[str, tuple[str, ...]]
    listed: dict[str, tuple[str, ...]]
    beside: dict[Kind, dict[str, tuple[str, str]]]
    slugs: dict[str, str]
    tagged: dict[str, Tagged]
    chunks: dict[str, tuple[str, ...]]
    filters: dict[str, dict[str, int]]
    origins: int
    """How many independent origins there are."""
    dated: int
    events: int
    """How many facts have a date, and how many of them are events."""


def plan(case: Case, as_of: str | None, language: Language, card: str = "") -> Plan:
    """The plan; `card` is the path of the picture for sharing, if there is one."""
    dossier = case.dossier
    ordered = {kind: _in_order(kind, dossier) for kind in KINDS}
    orders = {
        "facts": ordered["fact"],
        "questions": by_verdict(case),
        "timeline": in_time(ordered["fact"], dossier),
        "sources": ordered["source"],
        "entities": _by_kind(ordered["entity"], dossier, language),
    }
    pages = {name: paged(name, ids) for name, ids in orders.items()}
    slugs = tag_slugs(tag for each in _tagged(case) for tag in each.tags)
    tagged = {f"tags/{slugs[each.tag]}.html": each for each in _by_tag(dossier, ordered["source"], slugs)}
    return Plan(
        frame=_frame(case, as_of, language, card),
        menu=_menu(language, dossier),
        lists={**{name: tuple(each) for name, each in pages.items()}, "tags": ("tags/index.html", *tagged)},
        listed={path: ids for each in pages.values() for path, ids in each.items()},
        beside={kind: neighbours(ids) for kind, ids in ordered.items()},
        chunks={name: ids for kind in KINDS for name, ids in _chunks(kind, dossier)},
        slugs=slugs,
        tagged=tagged,
        filters=_filters(case),
        origins=len(independent_among(case.supports, dossier)),
        dated=sum(map(is_dated, dossier.facts.values())),
        events=sum(map(is_moment, dossier.facts.values())),
    )


def paged(name: str, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The ids of a list in their order, by the page on which each stands."""
    path = "timeline.html" if name == "timeline" else f"{name}/index.html"
    return leaves.parted(path, ids, drawn=name == "questions")


def is_dated(fact: Fact) -> bool:
    """Whether a fact has a place in time."""
    return bool(fact.date)


def is_moment(fact: Fact) -> bool:
    """Whether a fact is drawn on the timeline."""
    return bool(fact.date) and fact.kind == "event"


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
        base_url=config.base_url and config.base_url.rstrip("/") + "/",
        card=card if config.base_url else "",
    )


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


FILTERS: Mapping[str, Callable[[Fact, Standing], Iterable[str]]] = {
    "kind": lambda fact, _: (fact.kind,),
    "origin": lambda _, standing: root_ids(standing),
    "source": lambda fact, _: {line.source for line in fact.evidence},
    "entity": lambda fact, _: {*entity_ids(fact.about), *fact.place},
}
"""What facts can be filtered by, besides their status (`Case.statuses`)."""


def _filters(case: Case) -> dict[str, dict[str, int]]:
    """How many facts there are of each value."""
    facts = [(fact, case.standings[fact.id]) for fact in case.dossier.facts.values()]
    counts = {name: dict(Counter(value for pair in facts for value in of(*pair))) for name, of in FILTERS.items()}
    return {"status": dict(case.statuses), **counts}


# --- orders ------------------------------------------------------------------------------------------------------


def by_verdict(case: Case) -> list[str]:
    """Questions: conflicts first, then revisions, then what agrees."""
    order = {"conflict": 0, "revision": 1, None: 2}
    return sorted(case.dossier.questions, key=lambda each: order[case.verdicts[each]])


def _by_kind(by_name: Iterable[str], dossier: Dossier, language: Language) -> list[str]:
    """Entities by what their kinds are called; of one kind as they stand in `by_name`."""

    def its_kind(entity: str) -> tuple[str, str]:
        code = dossier.entities[entity].kind
        return entity_kind(code, dossier.config, language.labels).text, code

    return sorted(by_name, key=its_kind)


def _by_tag(dossier: Dossier, newest_first: Iterable[str], tags: Iterable[str]) -> Iterator[Tagged]:
    """What bears each keyword, in the order of the keywords."""
    facts, sources = (dict[str, dict[str, None]]() for _ in range(2))
    for fact in dossier.facts.values():
        for tag in fact.tags:
            facts.setdefault(tag, {})[fact.id] = None
    for source in newest_first:
        for tag in dossier.sources[source].tags:
            sources.setdefault(tag, {})[source] = None
    return (Tagged(tag, tuple(facts.get(tag, ())), tuple(sources.get(tag, ()))) for tag in tags)


def in_time(by_date: Sequence[str], dossier: Dossier) -> list[str]:
    """Facts `by_date`, those without one as they stand in the dossier."""
    dated = bisect_left(
        by_date, edtf.sort_key(None), key=lambda fact: edtf.sort_key(edtf.read(dossier.facts[fact].date))
    )
    undated = set(by_date[dated:])
    return [*by_date[:dated], *(each for each in dossier.facts if each in undated)]


def neighbours(ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The ids before and after each; empty where there is none."""
    return {each: (before, after) for each, before, after in zip(ids, ["", *ids], [*ids[1:], ""], strict=False)}


def _chunks(kind: Kind, dossier: Dossier) -> Iterator[tuple[str, tuple[str, ...]]]:
    ids = list(dict(dossier.tables())[kind])
    for number, start in enumerate(range(0, len(ids), CHUNK)):
        yield f"{kind} {number}", tuple(ids[start : start + CHUNK])


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
