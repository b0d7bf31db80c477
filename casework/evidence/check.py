"""A `Case` → what is wrong or doubtful in it: one small function a rule.  Pure; never changes what it looks at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import replace

from casework import edtf, prose
from casework.diagnostics import Diagnostic, Diagnostics, Owned, Place, did_you_mean
from casework.evidence.derive import Case
from casework.evidence.origins import independent
from casework.model import AnyItem, Fact, Judgment, Page, Source
from casework.reading.link import linked
from casework.reading.parse import text_place


def check(case: Case, assets: frozenset[str]) -> Diagnostics:
    """All findings of all rules; `assets` are the paths (`assets/…`) that the site will have."""
    return tuple(found for _, found in (*of_items(case), *of_all(case, assets)))


def of_items(case: Case) -> Iterator[Owned]:
    """The findings that are one item's own, with its id."""
    for _, table in case.dossier.tables():
        for item in table.values():
            yield from ((item.id, found) for found in of_item(item, case))


def of_all(case: Case, assets: frozenset[str]) -> Iterator[Owned]:
    """The findings that show only where all items are seen together, or all files."""
    for rule in CASE_RULES:
        yield from (("", found) for found in rule(case))
    yield from (("", found) for found in missing_assets(case, assets))


def of_item(item: AnyItem, case: Case) -> Iterator[Diagnostic]:
    """The findings that are one item's own."""
    for rule in ITEM_RULES.get(type(item), ()):
        yield from rule(item, case)


# --- facts -------------------------------------------------------------------------------------------------------


def unsupported_fact(fact: Fact, case: Case) -> Iterator[Diagnostic]:
    if case.standings[fact.id].status == "unsupported" and fact.id not in case.dossier.unjudged:
        message = f"no origin supports the fact `{fact.id}`"
        hint = "add evidence, name its origin, or take the fact out"
        yield Diagnostic(code="unsupported-fact", message=message, place=_at(case, fact.id, "claim"), hint=hint)


def circular_sourcing(fact: Fact, case: Case) -> Iterator[Diagnostic]:
    if loop := case.standings[fact.id].loop:
        way = " → ".join([*loop, loop[0]])
        yield Diagnostic(
            code="circular-sourcing",
            message=f"the sources of `{fact.id}` name each other as its origin: {way}",
            place=_at(case, fact.id, "evidence", _line_from(fact, loop), "origin"),
            hint="name the origin that one of them had before the others",
        )


def _line_from(fact: Fact, loop: tuple[str, ...]) -> int:
    following = loop[1 % len(loop)]
    lines = enumerate(fact.evidence)
    return next(index for index, line in lines if line.source == loop[0] and line.origin == following)


def attribution_drift(fact: Fact, case: Case) -> Iterator[Diagnostic]:
    if roots := case.standings[fact.id].drift:
        names = ", ".join(f"`{root}`" for root in roots)
        message = f"the sources of `{fact.id}` credit it to different origins: {names}"
        hint = "see whether they are independent or one repeats the other; say so in `note`"
        yield Diagnostic(code="attribution-drift", message=message, place=_at(case, fact.id, "evidence"), hint=hint)


def evidence_before_event(fact: Fact, case: Case) -> Iterator[Diagnostic]:
    event = edtf.read(fact.date)
    if event is None or event.earliest is None or fact.kind in ("forecast", "assessment"):
        return
    for index, line in enumerate(fact.evidence):
        written = line.date or case.dossier.sources[line.source].date
        said = edtf.read(written)
        if line.stance == "supports" and said and said.latest is not None and said.latest < event.earliest:
            yield Diagnostic(
                code="evidence-before-event",
                message=f"this evidence is of {written}, before the event of {fact.date}",
                place=_at(case, fact.id, "evidence", index),
                hint="mend one of the dates, or make the fact `kind: forecast`",
            )


def credibility_needs_independence(fact: Fact, case: Case) -> Iterator[Diagnostic]:
    origins = len(case.standings[fact.id].supported_by)
    for index, line in enumerate(fact.evidence):
        if line.credibility == 1 and origins < 2:
            yield Diagnostic(
                code="credibility-needs-independence",
                message=f"credibility 1 needs two independent origins, and `{fact.id}` has {origins}",
                place=_at(case, fact.id, "evidence", index, "credibility"),
                hint="write 2 (probably true) or lower, or add evidence of another origin",
            )


def quote_too_long(fact: Fact, case: Case) -> Iterator[Diagnostic]:
    most = case.dossier.config.quotes.max_words
    for index, line in enumerate(fact.evidence):
        words = len(line.quote.split())
        if words > most:
            yield Diagnostic(
                code="quote-too-long",
                message=f"the quotation has {words} words, and {most} are allowed",
                place=_at(case, fact.id, "evidence", index, "quote"),
                hint="shorten it, or leave words out with `…`",
            )


def duplicate_facts(case: Case) -> Iterator[Diagnostic]:
    first: dict[bytes, str] = {}
    for fact in case.dossier.facts.values():
        key = alike(fact)
        other = first.setdefault(key, fact.id)
        if other != fact.id and key != bytes(WIDTH):
            message, place = f"`{fact.id}` makes the same claim as `{other}`", _at(case, fact.id, "claim")
            hint = "join their evidence in one fact"
            yield Diagnostic(code="duplicate-fact", message=message, place=place, hint=hint)


WIDTH = 8
"""Bytes."""


def alike(fact: Fact) -> bytes:
    """The same `WIDTH` bytes for facts that say the same of the same; zeros for one that says nothing in words."""
    words = re.sub(r"\W+", " ", fact.claim.casefold()).strip()
    about = sorted({str(each) for each in fact.about})
    return blake2b("\0".join((words, *about)).encode(), digest_size=WIDTH).digest() if words else bytes(WIDTH)


# --- sources -----------------------------------------------------------------------------------------------------


def uncited_sources(case: Case) -> Iterator[Diagnostic]:
    used = case.dossier.unjudged.union(case.facts_of, case.mentions, case.origin_of)
    for source in case.dossier.sources:
        if source not in used:
            message, hint = f"nothing cites the source `{source}`", "add evidence from it, or cite it in a text"
            yield Diagnostic(code="uncited-source", message=message, place=_at(case, source), hint=hint)


def duplicate_sources(case: Case) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for source in case.dossier.sources.values():
        address = re.sub(r"^https?://(www\.)?|[#].*$|/$", "", source.url.strip())
        other = first.setdefault(address, source.id)
        if address and other != source.id:
            message, place = f"`{source.id}` has the address of `{other}`", _at(case, source.id, "url")
            yield Diagnostic(code="duplicate-source", message=message, place=place, hint="keep one of the two")


def accessed_before_published(source: Source, case: Case) -> Iterator[Diagnostic]:
    accessed, published = edtf.read(source.accessed), edtf.read(source.date)
    if not accessed or not published or accessed.latest is None or published.earliest is None:
        return
    if accessed.latest < published.earliest:
        message = f"read on {source.accessed}, before it was published on {source.date}"
        place = _at(case, source.id, "accessed")
        yield Diagnostic(code="accessed-before-published", message=message, place=place, hint="mend one of the dates")


def archive_outside(source: Source, case: Case) -> Iterator[Diagnostic]:
    if source.archive and leads_outside(source.archive.file):
        message = f"`{source.archive.file}` leads outside the archive"
        place = _at(case, source.id, "archive", "file")
        yield Diagnostic(code="path-escape", message=message, place=place, hint="name a file below `archive:`")


def leads_outside(path: str) -> bool:
    """Whether a relative path, as written, is absolute or climbs out of its folder."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    depth = 0
    for part in parts:
        depth += -1 if part == ".." else 1
        if depth < 0 or part == "/" or part.endswith(":"):
            return True
    return False


# --- entities ----------------------------------------------------------------------------------------------------


def orphan_entities(case: Case) -> Iterator[Diagnostic]:
    used = case.dossier.unjudged.union(case.mentions, case.origin_of, case.facts_of)
    doubtful = [entity for entity in case.dossier.entities if entity not in used]
    if not doubtful:
        return
    named = {each for _, item in case.dossier.items() for each in linked(item)}
    for entity in doubtful:
        if entity not in named:
            message, hint = f"nothing speaks of the entity `{entity}`", "link it from a fact or a text, or take it out"
            yield Diagnostic(code="orphan-entity", message=message, place=_at(case, entity), hint=hint)


def ambiguous_names(case: Case) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for entity in case.dossier.entities.values():
        for name in dict.fromkeys(each.casefold() for each in (entity.name, *entity.aliases)):
            other = first.setdefault(name, entity.id)
            if other != entity.id:
                message = f"`{entity.id}` and `{other}` are both called `{name}`"
                place = _at(case, entity.id, "name")
                yield Diagnostic(
                    code="ambiguous-name", message=message, place=place, hint="make one of the names fuller"
                )


# --- judgments ---------------------------------------------------------------------------------------------------


def single_origin_judgment(judgment: Judgment, case: Case) -> Iterator[Diagnostic]:
    roots = independent(judgment.basis, case.standings, case.dossier)
    if len(roots) == 1:
        message = f"all that `{judgment.id}` rests on comes from one origin, `{min(roots)}`"
        place = _at(case, judgment.id, "basis")
        hint = "say so in its `note`, or rest it on another origin too"
        yield Diagnostic(code="single-origin-judgment", message=message, place=place, hint=hint)


def confidence_too_high(judgment: Judgment, case: Case) -> Iterator[Diagnostic]:
    most = max((len(case.standings[fact].supported_by) for fact in judgment.basis), default=0)
    if judgment.confidence == "high" and most < 2:
        message = f"`{judgment.id}` has high confidence, and no fact it rests on has two independent origins"
        place = _at(case, judgment.id, "confidence")
        yield Diagnostic(code="confidence-too-high", message=message, place=place, hint="write `moderate` or `low`")


LIKELIHOOD = re.compile(
    r"\b(almost no chance|remote|(very )?(un)?likely|(highly )?(im)?probabl[ey]|(roughly )?even (chance|odds)"
    r"|(almost|nearly) certain(ly)?)\b",
    re.IGNORECASE,
)
CONFIDENCE = re.compile(
    r"\b(low|moderate|medium|high)([ -]to[ -]\w+)? confidence\b|\bconfidence (is|was|of)\b", re.IGNORECASE
)


def likelihood_and_confidence(item: Judgment | Page, case: Case) -> Iterator[Diagnostic]:
    for place, text in _assessed(item, case):
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if LIKELIHOOD.search(sentence) and CONFIDENCE.search(sentence):
                yield Diagnostic(
                    code="likelihood-and-confidence",
                    message=f"a sentence of `{item.id}` speaks of likelihood and of confidence",
                    place=place,
                    hint="make two sentences of it (ICD 203): they answer different questions",
                )


def _assessed(item: Judgment | Page, case: Case) -> Iterator[tuple[Place, str]]:
    """Every text of an item that may assess something, with where it stands."""
    texts = ("note",) if isinstance(item, Judgment) else ("body", "source_summary")
    if isinstance(item, Judgment):
        yield from ((_at(case, item.id, field), getattr(item, field)) for field in ("text", "change_note"))
    for field in texts:
        yield text_place(case.dossier.places[item.id], field), prose.plain(case.dossier.text(item.id, field))


# --- texts -------------------------------------------------------------------------------------------------------


def missing_assets(case: Case, assets: frozenset[str]) -> Iterator[Diagnostic]:
    """Files that a text shows or links below `assets/` and that are not there, or not below it at all."""
    for (item_id, field), text in case.dossier.prose.items():
        for address in text.addresses:
            path = re.split(r"[?#]", address)[0]
            if not path.startswith("assets/") or path in assets:
                continue
            place = replace(text_place(case.dossier.places[item_id], field), word=address)
            if leads_outside(path.removeprefix("assets/")):
                message, hint = f"`{address}` leads outside assets/", "put the file below assets/"
                yield Diagnostic(code="path-escape", message=message, place=place, hint=hint)
            else:
                message = f"there is no file `{path}`"
                hint = did_you_mean(path, assets) or "put it there, or mend its name"
                yield Diagnostic(code="missing-asset", message=message, place=place, hint=hint)


def _at(case: Case, item: str, *keys: str | int) -> Place:
    return case.dossier.place(item, *keys)


ITEM_RULES: Mapping[type[AnyItem], tuple[Callable[[Any, Case], Iterable[Diagnostic]], ...]] = {
    Source: (accessed_before_published, archive_outside),
    Fact: (
        unsupported_fact,
        circular_sourcing,
        attribution_drift,
        evidence_before_event,
        credibility_needs_independence,
        quote_too_long,
    ),
    Judgment: (single_origin_judgment, confidence_too_high, likelihood_and_confidence),
    Page: (likelihood_and_confidence,),
}
"""What is looked for in one item, beside what it refers to."""
CASE_RULES: tuple[Callable[[Case], Iterable[Diagnostic]], ...] = (
    duplicate_facts,
    uncited_sources,
    duplicate_sources,
    orphan_entities,
    ambiguous_names,
)
"""What shows only where all items are seen together."""
