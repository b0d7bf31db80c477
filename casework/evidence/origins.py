"""Who stands behind a fact: the root of every origin, and the fact's status that follows from them.  Pure.

FORMAT §7 and §10.  A root is an entity's or a source's id; `unknown` has none.  Evidence is counted by distinct roots,
never by articles, so an article that repeats a known origin changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from casework.dossier import Dossier
from casework.lazy import Rows
from casework.model import Evidence, Fact, FactStatus


class Traced(Struct, frozen=True, kw_only=True, gc=False):
    """One evidence line, `unworded`, with the roots it leads to (several only where its origin is a source with several)."""

    evidence: Evidence
    roots: tuple[str, ...]
    counted: bool

    @property
    def root(self) -> str | None:
        """The root, or the first of several."""
        return self.roots[0] if self.roots else None


class Standing(Struct, frozen=True, kw_only=True, gc=False):
    """What a fact's evidence amounts to."""

    status: FactStatus
    supported_by: tuple[str, ...]
    disputed_by: tuple[str, ...]
    lines: tuple[Traced, ...]
    loop: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()


class Root(NamedTuple):
    """A root, and the root of the one that an unnamed origin on the way may be the same as."""

    id: str
    whom: str | None = None


Roots = Mapping[str, Root]
"""By id."""


def unworded(line: Evidence) -> Evidence:
    """An evidence line without what says nothing of who stands behind it: the words quoted, where, how credible."""
    if line.quote or line.locator or line.credibility:
        return replace(line, quote="", locator="", credibility=None)
    return line


def standing(
    fact: Fact, sources: Collection[str], taken_back: Collection[str], speakers: Roots, bodies: Roots
) -> Standing:
    """The status of a fact and the roots behind it.

    `sources` are the ids of all, `taken_back` those of which nothing counts; `speakers` are the roots of the sources' own
    voices, `bodies` those of entities (`rooted`).
    """
    found = [tuple(dict.fromkeys(_roots(line, fact, speakers, bodies, frozenset()))) for line in fact.evidence]
    counted = [line.source not in taken_back for line in fact.evidence]
    stood = _stood(fact, found, counted)
    lines = tuple(
        Traced(evidence=unworded(line), roots=_merged(roots, stood.get(line.stance, frozenset())), counted=counts)
        for line, roots, counts in zip(fact.evidence, found, counted, strict=True)
    )
    supported = _by_stance(lines, "supports")
    disputed = _by_stance(lines, "disputes")
    return Standing(
        status=_status(fact, lines, supported, disputed),
        supported_by=supported,
        disputed_by=disputed,
        lines=lines,
        loop=_loop(fact, sources),
        drift=_drift(lines),
    )


def _status(fact: Fact, lines: tuple[Traced, ...], supported: tuple[str, ...], disputed: tuple[str, ...]) -> FactStatus:
    support = [each for each in lines if each.evidence.stance == "supports"]
    if fact.retracted or (support and not any(each.counted for each in support)):
        return "retracted"
    if supported and disputed:
        return "contested"
    if disputed:
        return "disputed"
    if not supported:
        return "unsupported"
    return "corroborated" if len(supported) > 1 else "single-origin"


def _by_stance(lines: tuple[Traced, ...], stance: str) -> tuple[str, ...]:
    return tuple(
        sorted({root for each in lines if each.counted and each.evidence.stance == stance for root in each.roots})
    )


def root_ids(standing: Standing) -> set[str]:
    """The roots of all its lines, whatever their stance."""
    return {root for line in standing.lines for root in line.roots}


def _drift(lines: tuple[Traced, ...]) -> tuple[str, ...]:
    """The roots to which different sources credit the fact, when they differ; two own voices credit nobody."""
    credited = [
        each for each in lines if each.counted and each.roots and each.evidence.stance in ("supports", "cannot-confirm")
    ]
    differ = any(
        set(one.roots) != set(other.roots)
        for one, other in combinations(credited, 2)
        if one.evidence.source != other.evidence.source and not (one.evidence.origin == "self" == other.evidence.origin)
    )
    return tuple(sorted({root for each in credited for root in each.roots})) if differ else ()


# --- the root of one line ----------------------------------------------------------------------------------------


def rooted(dossier: Dossier) -> Roots:
    """The root of each entity, worked out when it is asked for."""
    return Rows(dossier.entities, lambda entity: _rooted(entity, dossier))


def speakers(dossier: Dossier, bodies: Roots) -> dict[str, Root]:
    """Who speaks when a source speaks for itself: its agency, else its publication when that is an entity, else it."""
    publishing = houses(dossier)
    speaking = {source.id: source.agency or publishing.get(source.id, "") for source in dossier.sources.values()}
    return {source: bodies[entity] if entity else Root(source) for source, entity in speaking.items()}


def houses(dossier: Dossier) -> dict[str, str]:
    """The entity that publishes a source, by source: where `publication` is an entity's id or name."""
    named = {entity.name: entity.id for entity in reversed(list(dossier.entities.values()))}
    named |= {entity: entity for entity in dossier.entities}
    return {each.id: named[each.publication] for each in dossier.sources.values() if each.publication in named}


def _roots(line: Evidence, fact: Fact, own: Roots, bodies: Roots, passed: frozenset[str]) -> Iterator[Root]:
    """The roots of a line; `passed` are the sources that led here, so that a circle ends with no root."""
    if line.origin == "unknown":
        return
    if line.origin == "self":
        yield own[line.source]
    elif line.origin not in own:  # which has every source
        yield bodies[line.origin]
    elif line.origin not in (passed := passed | {line.source}):
        # Where a source has this very fact from; without evidence for it, the source speaks for itself.
        following = [each for each in fact.evidence if each.source == line.origin]
        if not following:
            yield own[line.origin]
        for each in following:
            yield from _roots(each, fact, own, bodies, passed)


def _rooted(entity: str, dossier: Dossier) -> Root:
    """The uppermost body that an entity is part of, and whom it (or one of those above it) may be."""
    chain = _chain(entity, "part_of", dossier)
    unnamed = next((each for each in chain if dossier.entities[each].may_be), None)
    if unnamed is None:
        return Root(chain[-1])
    whom = _chain(unnamed, "may_be", dossier)[-1]
    return Root(chain[-1], _chain(whom, "part_of", dossier)[-1])


def _chain(entity: str, field: str, dossier: Dossier) -> list[str]:
    """`entity` and those that its `field` leads to, in order; a circle (an error elsewhere) ends it."""
    chain = [entity]
    while (above := getattr(dossier.entities[chain[-1]], field)) and above not in chain:
        chain.append(above)
    return chain


# --- unnamed origins ---------------------------------------------------------------------------------------------


def _stood(fact: Fact, found: list[tuple[Root, ...]], counted: list[bool]) -> dict[str, frozenset[Root]]:
    """All roots of the counted lines, by stance."""
    stood: dict[str, frozenset[Root]] = {}
    for line, roots, counts in zip(fact.evidence, found, counted, strict=True):
        if counts:
            stood[line.stance] = stood.get(line.stance, frozenset()) | frozenset(roots)
    return stood


def _merged(roots: tuple[Root, ...], others: frozenset[Root]) -> tuple[str, ...]:
    """The ids that count: an unnamed origin is never apart from whom it may be.

    A named X among `others` absorbs the unnamed ones that may be X; without X, the unnamed ones with the same X are
    one, under the first of their names.
    """
    if all(root.whom is None for root in roots):  # as nearly all are
        return tuple(root.id for root in roots)
    return tuple(dict.fromkeys(_merge(root, others) for root in roots))


def _merge(root: Root, others: frozenset[Root]) -> str:
    if root.whom is None:
        return root.id
    if any(each.id == root.whom and each.whom is None for each in others):
        return root.whom
    return min([root.id, *(each.id for each in others if each.whom == root.whom)])


def as_counted(roots: Iterable[str], dossier: Dossier) -> dict[str, str]:
    """Each of `roots` (of several facts) with the id under which it counts beside the others."""
    found = frozenset(_rooted(root, dossier) if root in dossier.entities else Root(root) for root in roots)
    return {root.id: _merge(root, found) for root in found}


def independent(facts: Iterable[str], standings: Mapping[str, Standing], dossier: Dossier) -> frozenset[str]:
    """The independent origins that together support some facts."""
    return independent_among({root for fact in facts for root in standings[fact].supported_by}, dossier)


def independent_among(roots: Iterable[str], dossier: Dossier) -> frozenset[str]:
    """The independent origins that some roots come to."""
    return frozenset(as_counted(roots, dossier).values())


# --- circles -----------------------------------------------------------------------------------------------------


def _loop(fact: Fact, sources: Collection[str]) -> tuple[str, ...]:
    """Sources that name each other as origin of this fact, in a circle; empty when there is none."""
    leans: dict[str, list[str]] = {}
    for line in fact.evidence:
        if line.origin in sources:
            leans.setdefault(line.source, []).append(line.origin)
    for start in sorted(leans):
        path = _path_back(start, leans)
        if path:
            return path
    return ()


def _path_back(start: str, leans: Mapping[str, list[str]]) -> tuple[str, ...]:
    """A shortest way from `start` along `leans` back to itself; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for following in leans.get(way[-1], ()):
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()
