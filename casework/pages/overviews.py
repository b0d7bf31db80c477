"""What only the whole dossier can show: the timeline, the map, and who leans on whom.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from casework import edtf
from casework.evidence.derive import Case
from casework.evidence.origins import as_counted, independent_among
from casework.figures import flows, timeline, worldmap
from casework.figures.svg import NARROW
from casework.model import Fact
from casework.pages.cards import Cards
from casework.pages.drawings import drawing
from casework.pages.plan import by_date, is_dated, is_moment
from casework.routes import path_of
from casework.views.cards import MapRow, MapView, TimelineView
from casework.views.overviews import OriginRow
from casework.views.parts import Lean, Ref
from casework.words.language import Language

NAMED = 30
"""How many articles, and how many origins, the drawing of who leans on whom can name."""
LISTED = 200
"""How many facts, and how many articles, are named behind one origin; its own page has them all."""
TOLD = 5_000
"""How many are named behind all origins together; of more, only the number is told."""
LEGIBLE = 400
"""How many moments a drawing can hold, and a list in a text; a longer one has pages of its own."""


def timeline_view(cards: Cards, dates: int, events: int) -> TimelineView:
    """The dated events in order, drawn; where they cannot be, the dated facts, unless they are too many to list in a text.

    `dates` and `events` say how many there are: only where they can be shown are they looked up.
    """
    if dates > LEGIBLE and not 0 < events <= LEGIBLE:
        return TimelineView(svg="")
    dated = by_date(each for each in cards.case.dossier.facts.values() if is_dated(each))
    moments = tuple(_moment(each, cards) for each in dated if is_moment(each))
    if 0 < len(moments) <= LEGIBLE:
        return TimelineView(svg=drawing(_draw_timeline(moments, cards.language), "timeline", cards.language.direction))
    return TimelineView(svg="", facts=cards.lines(each.id for each in dated) if len(dated) <= LEGIBLE else ())


def _draw_timeline(moments: tuple[timeline.Moment, ...], language: Language) -> Callable[[str, float], str]:
    title, words = language.say("Events by date"), language.figures
    return lambda prefix, wide: timeline.timeline(moments, title=title, prefix=prefix, wide=wide, words=words)


def _moment(fact: Fact, cards: Cards) -> timeline.Moment:
    day = edtf.read(fact.date)
    return timeline.Moment(
        label=fact.claim,
        when=cards.date(fact.date).words,
        earliest=day.earliest if day else None,
        latest=day.latest if day else None,
        approximate=bool(day and (day.approximate or day.uncertain)),
        status=cards.case.standings[fact.id].status,
        href=cards.root + path_of("fact", fact.id),
    )


def map_view(cards: Cards, ids: Iterable[str]) -> MapView | None:
    """The places among `ids` that have coordinates, drawn and listed; None when there are none."""
    spots = {each: spot for each in ids if (spot := _spot(each, cards))}
    title = cards.language.say("The places of the dossier")
    return _map(spots, cards, lambda draw: drawing(lambda prefix, wide: draw(title, prefix, wide), "map"))


def map_detail(case: Case) -> bytes:
    """The finer outlines for a nearer view of the map, as a script; empty where there is no map."""
    cards = Cards(case, "")
    spots = tuple(spot for each in case.dossier.entities if (spot := _spot(each, cards)))
    return b"window.MAP_DETAIL = %b;\n" % msgspec.json.encode(worldmap.detail(spots)) if spots else b""


def locator(cards: Cards, entity: str) -> MapView | None:
    """Where one place is, in a small map; None where it has no coordinates."""
    spot = _spot(entity, cards)
    return _map({entity: spot}, cards, lambda draw: draw(spot.name, "place", NARROW)) if spot else None


def _spot(entity_id: str, cards: Cards) -> worldmap.Spot | None:
    entity = cards.case.dossier.entities[entity_id]
    if entity.lat is None or entity.lon is None:
        return None
    return worldmap.Spot(
        name=entity.name,
        lat=entity.lat,
        lon=entity.lon,
        href=cards.root + path_of("entity", entity_id),
        count=len(cards.case.facts_of.get(entity_id, ())),
    )


Draw = Callable[[str, str, float], str]


def _map(spots: dict[str, worldmap.Spot], cards: Cards, drawn: Callable[[Draw], str]) -> MapView | None:
    if not spots:
        return None
    each = tuple(spots.values())
    outlines, words = worldmap.load_world(worldmap.resolution(each)), cards.language.figures
    return MapView(
        svg=drawn(
            lambda title, prefix, wide: worldmap.worldmap(
                each, outlines, title=title, prefix=prefix, wide=wide, words=words, named=cards.language.country
            )
        ),
        caption=words.borders,
        rows=tuple(
            MapRow(place=cards.ref(entity), lat=f"{spot.lat:.3f}", lon=f"{spot.lon:.3f}", facts=spot.count)
            for entity, spot in spots.items()
        ),
    )


# --- origins -----------------------------------------------------------------------------------------------------


def origin_rows(cards: Cards) -> tuple[OriginRow, ...]:
    """Every root origin, the one that carries most first."""
    case = cards.case
    counted = as_counted({*case.supports, *case.disputes}, case.dossier)
    carriers = _carriers(case)
    behind = [(len(case.roots_alone.get(root, ())), len(carriers.get(root, ()))) for root in counted]
    named = LISTED if sum(each for pair in behind for each in pair if each <= LISTED) <= TOLD else 0
    rows = [_origin_row(root, counted[root], carriers.get(root, ()), named, cards) for root in sorted(counted)]
    return tuple(sorted(rows, key=lambda row: (-row.facts, -row.alone, row.root.text)))


def _carriers(case: Case) -> dict[str, list[str]]:
    """The sources that carry what a root is behind, whatever their stance."""
    carriers: dict[str, list[str]] = {}
    for source, its in case.leans.items():
        for root, _ in its.roots:
            carriers.setdefault(root, []).append(source)
    return carriers


def _origin_row(root: str, counted_as: str, carriers: Sequence[str], named: int, cards: Cards) -> OriginRow:
    alone = cards.case.roots_alone.get(root, ())
    return OriginRow(
        root=cards.ref(root),
        counted_with=cards.ref(counted_as) if counted_as != root else None,
        facts=len(cards.case.supports.get(root, ())),
        alone=len(alone),
        alone_named=cards.refs(alone) if len(alone) <= named else (),
        disputes=len(cards.case.disputes.get(root, ())),
        carried_by=len(carriers),
        carriers=cards.refs(sorted(carriers)) if len(carriers) <= named else (),
    )


def source_leans(source: str, cards: Cards) -> tuple[Lean, ...]:
    """On whom a source relies: the roots of its supporting evidence, with the facts, the heaviest first."""
    roots = cards.case.leans[source].roots
    return tuple(Lean(origin=_leaned(root, source, cards), facts=cards.refs(facts)) for root, facts in roots if facts)


def _leaned(root: str, source: str, cards: Cards) -> Ref:
    if not root:
        return Ref(text=cards.language.say("an origin it does not name"))
    return Ref(text=cards.language.say("its own word"), id=source) if root == source else cards.ref(root)


Weights = dict[tuple[str, str], int]
"""How many facts a source has from a root, or from nobody that it names (an empty root)."""


def origin_flows(cards: Cards) -> str:
    """The drawing: sources on the left, root origins on the right, as wide as the facts are many."""
    weights = _weights(cards.case)
    if not weights:
        return ""
    # Counted as everywhere else: an unnamed origin that may be another one is drawn, and is no origin more.
    roots = independent_among(cards.case.supports, cards.case.dossier)
    counts = len({source for source, _ in weights}), len(roots)
    drawn = tuple(_flows(weights, cards))
    title, words = cards.language.say("Which articles rest on whom"), cards.language.figures
    return drawing(
        lambda prefix, wide: flows.flows(drawn, title=title, prefix=prefix, wide=wide, words=words, counts=counts),
        "origins",
        cards.language.direction,
    )


def _weights(case: Case) -> Weights:
    leans = dict(case.leans.items())
    return {
        (source, root): len(facts) for source in case.dossier.sources for root, facts in leans[source].roots if facts
    }


def _flows(weights: Weights, cards: Cards) -> Iterator[flows.Flow]:
    """The flows with `NAMED` articles and as many origins by name, those with the most facts; the others as one each."""
    language = cards.language
    sources = _lightest((source, facts) for (source, _), facts in weights.items())
    roots = _lightest((root, facts) for (_, root), facts in weights.items() if root)
    others = (
        Ref(text=language.count("%(num)s other article", "%(num)s other articles", len(sources))),
        Ref(text=language.count("%(num)s other origin", "%(num)s other origins", len(roots))),
    )
    bounded: Weights = {}
    for (source, root), facts in weights.items():
        its = OTHER if source in sources else source, OTHER if root in roots else root
        bounded[its] = bounded.get(its, 0) + facts
    for (source, root), facts in bounded.items():
        article = others[0] if source == OTHER else cards.ref(source)
        origin = others[1] if root == OTHER else cards.ref(root) if root else Ref(text="")
        yield flows.Flow(
            source=article.text, source_href=article.href, root=origin.text, root_href=origin.href, facts=facts
        )


OTHER = "…"
"""In place of the ids of those that have no name in the drawing; no id is written so."""


def _lightest(weights: Iterable[tuple[str, int]]) -> frozenset[str]:
    """All keys but the `NAMED` heaviest; none where no more than one would be left over."""
    total: dict[str, int] = {}
    for key, weight in weights:
        total[key] = total.get(key, 0) + weight
    ordered = sorted(total, key=lambda key: (-total[key], key))
    return frozenset(ordered[NAMED:]) if len(ordered) > NAMED + 1 else frozenset()
