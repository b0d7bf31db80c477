"""A `Case` → the cards of its facts, questions and judgments, as every page shows them.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date as Day
from functools import cache, partial
from typing import Any
from zlib import compress, decompress

from msgspec.structs import replace

from casework import edtf
from casework.evidence import disagreement, quotes
from casework.evidence.derive import Case
from casework.evidence.origins import Standing, Traced, root_ids
from casework.exports import jsonld
from casework.figures import chart
from casework.figures.words import plain_number
from casework.kept.trace import Reads, once
from casework.model import Evidence, Fact, Question, Source, Stance, entity_ids
from casework.pages.drawings import drawing
from casework.routes import path_of
from casework.views.cards import (
    EvidenceView,
    FactCard,
    FactLine,
    FactRow,
    FigureRow,
    JudgmentCard,
    QuestionCard,
    QuestionLine,
)
from casework.views.parts import Ref
from casework.words import citation
from casework.words.language import ENGLISH, Language, runs
from casework.words.naming import agency, publication, visitable
from casework.words.sentences import (
    carriers,
    counts,
    date,
    figure,
    rests_on,
    sentence,
    shaken,
    short,
    verdict_words,
)

FEW = 64
"""So many rows are kept of a script that holds all of them: each stands in it once."""
MANY = 8_000
"""So many cards of facts are kept: pages that lie together show the same ones, and all of them would take too much memory."""


class Cards:
    """The cards of one case as seen from pages at `root` (`""` or `"../"`), each made once."""

    def __init__(self, case: Case, root: str, language: Language = ENGLISH, reads: Reads | None = None) -> None:
        self.case, self.root, self.language, self.labels = case, root, language, language.labels
        self._named = once(f"{root}name", self._name, reads)
        self._counts = cache(partial(counts, language=language))
        self.date = cache(partial(date, language=language))
        """A date, by its text."""
        self.line = once(f"{root}line", self._listed, reads)
        """A fact in a list, by its id."""
        self.row = once(f"{root}row", self._filed, reads, most=FEW)
        """A fact with what a list is filtered by, by its id."""
        self.fact = once(f"{root}card", self._fact, reads, most=MANY)
        """The card of a fact, by its id."""
        self.undrawn = once(f"{root}question card", self._question, reads)
        """The card of a question without its drawing, by its id."""
        self._drawn = once(f"{root}chart", self._drawing, reads)
        known = jsonld.named(case, case.dossier.config.base_url)
        self.named = jsonld.Named(
            once(f"{root}source node", lambda each: jsonld.encoded(known.source(each)), reads),
            once(f"{root}entity node", lambda each: jsonld.encoded(known.entity(each)), reads),
        )
        """What machines are told of a source or an entity that a page names."""

    # --- names and links

    def ref(self, item_id: str, text: str = "") -> Ref:
        """The name of an item as a link to its page; an id of nothing is its own name, without a link."""
        named = self._named(item_id)
        return replace(named, text=text, lang="") if text else named

    def _name(self, item_id: str) -> Ref:
        dossier = self.case.dossier
        kind = dossier.kind(item_id)
        if kind is None:
            return Ref(text=item_id, id=item_id)
        href = self.root + path_of(kind, item_id)
        if kind == "source":
            source = dossier.sources[item_id]
            return Ref(text=short(source, self.language), href=href, id=item_id, lang=self.lang(source))
        return Ref(text=dossier.name(item_id), href=href, id=item_id)

    def title(self, source: Source) -> Ref:
        """A source's title as a link to its page."""
        return Ref(
            text=source.title, href=self.root + path_of("source", source.id), id=source.id, lang=self.lang(source)
        )

    def lang(self, source: Source) -> str:
        """A source's language where it is not the dossier's; `und` where nobody said it and the title's letters tell."""
        if not source.language:
            return "und" if runs(source.title) not in ("", self.language.direction) else ""
        return source.language if source.language != self.case.dossier.config.language else ""

    def citation(self, source: Source) -> str:
        """A source as a bibliographic note, in safe HTML."""
        return self._cited(source, citation.citation)

    def entry(self, source: Source) -> str:
        """A source as it stands in a list of sources, with its address, in safe HTML."""
        return self._cited(source, citation.entry)

    def _cited(self, source: Source, form: Callable[..., str]) -> str:
        config, entities = self.case.dossier.config, self.case.dossier.entities
        named = replace(source, publication=publication(source, entities), language=self.lang(source))
        said = self.language
        tongue = citation.Tongue(code=config.language, words=said.citation, dates=said.dates, genres=said.labels.genre)
        return form(named, agency(source, entities), tongue, config.citation_style)

    def refs(self, ids: Iterable[str]) -> tuple[Ref, ...]:
        """Names for several ids."""
        return tuple(self.ref(each) for each in ids)

    def _behind(self, standing: Standing, stance: Stance) -> tuple[Ref, ...]:
        """The independent origins on one side of a fact, each named as closely as the articles name it.

        A root that is only ever credited through one of its parts goes by that part's name: an agency rather than
        its government.  An unnamed origin that may be that part does not change this.
        """
        roots = standing.supported_by if stance == "supports" else standing.disputed_by
        return tuple(self.ref(self._closest(root, standing, stance)) for root in roots)

    def _closest(self, root: str, standing: Standing, stance: Stance) -> str:
        lines = [each for each in standing.lines if each.counted and each.evidence.stance == stance]
        entities = self.case.dossier.entities
        credited = (each.evidence.origin for each in lines if each.roots == (root,))
        named = {(entities[each].may_be if each in entities else "") or each for each in credited}
        only = named.pop() if len(named) == 1 else ""
        return only if self.case.dossier.kind(only) == "entity" else root

    # --- facts

    def lines(self, ids: Iterable[str]) -> tuple[FactLine, ...]:
        """Several facts in a list."""
        return tuple(self.line(each) for each in ids)

    def _listed(self, fact_id: str) -> FactLine:
        fact, standing = self.case.dossier.facts[fact_id], self.case.standings[fact_id]
        return FactLine(**self._line(fact, standing))

    def _line(self, fact: Fact, standing: Standing) -> dict[str, Any]:
        return {
            "id": fact.id,
            "href": self.root + path_of("fact", fact.id),
            "claim": fact.claim,
            "status": self.labels.status[standing.status],
            "counts": self._counts(len(carriers(standing)), len(standing.supported_by), len(standing.disputed_by)),
            "date": self.date(fact.date),
            "scope": fact.scope,
        }

    def facts(self, ids: Iterable[str]) -> tuple[FactCard, ...]:
        """The cards of several facts."""
        return tuple(self.fact(each) for each in ids)

    def _filed(self, fact_id: str) -> FactRow:
        return FactRow(**self._row_of(self.case.dossier.facts[fact_id], self.case.standings[fact_id]))

    def _row_of(self, fact: Fact, standing: Standing) -> dict[str, Any]:
        day = edtf.read(fact.date)
        return {
            **self._line(fact, standing),
            "kind": self.labels.kind[fact.kind],
            "origins": self._behind(standing, "supports"),
            "disputed_by": self._behind(standing, "disputes"),
            "origin_ids": tuple(sorted(root_ids(standing))),
            "source_ids": tuple(sorted({line.source for line in fact.evidence})),
            "entity_ids": tuple(sorted({*entity_ids(fact.about), *fact.place})),
            "earliest": _iso(day.earliest if day else None),
            "latest": _iso(day.latest if day else None),
        }

    def _fact(self, fact_id: str) -> FactCard:
        dossier, standing = self.case.dossier, self.case.standings[fact_id]
        fact = dossier.facts[fact_id]
        return FactCard(
            **self._row_of(fact, standing),
            figure=figure(fact, dossier.questions.get(fact.question), self.language),
            drift=bool(standing.drift),
            evidence=tuple(self._evidence(fact, index, line) for index, line in enumerate(standing.lines)),
        )

    def _evidence(self, fact: Fact, index: int, traced: Traced) -> EvidenceView:
        line = fact.evidence[index]
        source = self.case.dossier.sources[line.source]
        check = self.case.checks.get((fact.id, index))
        verified = check is not None and check.status == "verified"
        root = self.ref(traced.root) if traced.root else None
        return EvidenceView(
            source=self.ref(source.id),
            source_date=self.date(source.date),
            source_status=self.labels.source_status[source.status],
            source_note=source.status_note,
            origin=self._origin(line),
            origin_kind=line.origin
            if line.origin in ("self", "unknown")
            else self.case.dossier.kind(line.origin) or "",
            may_be=self._may_be(line),
            via=self.refs(line.via),
            root=root,
            shows_root=traced.root not in (None, line.origin)
            and not (line.origin == "self" and traced.root == source.id),
            stance=self.labels.stance[line.stance],
            said=self.date(line.date),
            quote=line.quote,
            quote_lang=self.lang(source),
            quote_status=self.labels.quote_status[check.status] if check else None,
            locator=line.locator or self._paragraph(check.paragraph if check else None),
            passage=visitable(source) + quotes.fragment(line.quote)
            if verified and visitable(source) and "#" not in source.url
            else "",
            credibility=self.labels.credibility[line.credibility] if line.credibility else None,
            counted=traced.counted,
        )

    def _paragraph(self, number: int | None) -> str:
        return self.language.say("para. %(number)s", number=number) if number else ""

    def _may_be(self, line: Evidence) -> Ref | None:
        entity = self.case.dossier.entities.get(line.origin)
        return self.ref(entity.may_be) if entity and entity.may_be else None

    def _origin(self, line: Evidence) -> Ref:
        if line.origin == "self":
            return Ref(text=self.language.say("its own word"))
        return Ref(text=self.language.say("not named")) if line.origin == "unknown" else self.ref(line.origin)

    # --- questions

    def asked(self, question_id: str) -> QuestionLine:
        """A question in a list."""
        question = self.case.dossier.questions[question_id]
        return QuestionLine(
            href=self.root + path_of("question", question.id),
            text=question.text,
            verdict=self.labels.verdict[self.case.verdicts[question.id] or ""],
            summary=verdict_words(question, self._answers(question), self.case, self.language),
        )

    def _answers(self, question: Question) -> list[Fact]:
        """The facts that answer a question, by the date of their figures."""
        dossier = self.case.dossier
        return sorted(
            (dossier.facts[each] for each in self.case.facts_of.get(question.id, ())),
            key=lambda fact: edtf.sort_key(edtf.read(disagreement.dated(fact, dossier))),
        )

    def question(self, question_id: str) -> QuestionCard:
        """The card of a question, by its id."""
        card, svg = self.undrawn(question_id), self._drawn(question_id)
        return replace(card, svg=decompress(svg).decode("utf-8", "surrogatepass")) if svg else card

    def _question(self, question_id: str) -> QuestionCard:
        case, line = self.case, self.asked(question_id)
        question = case.dossier.questions[question_id]
        facts = self._answers(question)
        return QuestionCard(
            id=question.id,
            href=line.href,
            text=line.text,
            verdict=line.verdict,
            summary=line.summary,
            drift=tuple(self._drift(fact) for fact in facts if case.standings[fact.id].drift),
            rows=tuple(self._answer(fact, question) for fact in facts),
            svg="",
        )

    def _drawing(self, question_id: str) -> bytes:
        """The drawing of a question, packed: it is larger than all the rest of its card."""
        question = self.case.dossier.questions[question_id]
        svg = self._chart(question, self._answers(question))
        return compress(svg.encode("utf-8", "surrogatepass"), level=1) if svg else b""

    def _answer(self, fact: Fact, question: Question) -> FigureRow:
        case, standing = self.case, self.case.standings[fact.id]
        pairs = [pair for pair in case.pairs[question.id] if fact.id in (pair.one, pair.other)]
        others = {
            kind: [_other(pair, fact.id) for pair in pairs if pair.kind == kind] for kind in ("conflict", "revision")
        }
        when = disagreement.dated(fact, case.dossier)
        earlier = [each for each in others["revision"] if _before(case, each, when)]
        return FigureRow(
            fact=self.line(fact.id),
            answer=figure(fact, question, self.language),
            owners=self._behind(standing, "supports"),
            against=self._behind(standing, "disputes"),
            sources=self.refs(dict.fromkeys(line.source for line in fact.evidence)),
            said=self.date(disagreement.said(fact, case.dossier)),
            conflicts_with=self.refs(others["conflict"]),
            revises=self.refs(earlier),
        )

    def _drift(self, fact: Fact) -> str:
        names = self.language.listed(self.ref(root).text for root in self.case.standings[fact.id].drift)
        told = self.language.say("The articles credit this to different origins: %(names)s.", names=names)
        return f"{sentence(fact.claim)} {told}"

    def _chart(self, question: Question, facts: list[Fact]) -> str:
        drawn = tuple(
            self._mark(fact)
            for fact in facts
            if disagreement.bounds(fact) and self.case.standings[fact.id].status != "retracted"
        )
        if not drawn:
            return ""
        words = self.language.figures
        draw = partial(
            chart.chart,
            drawn,
            unit=question.unit,
            title=question.text,
            words=words,
            number=partial(plain_number, numbers=words.numbers),
        )
        return drawing(
            lambda prefix, wide: draw(prefix=prefix, wide=wide), f"chart-{question.id}", self.language.direction
        )

    def _mark(self, fact: Fact) -> chart.Figure:
        card = self.fact(fact.id)
        when = disagreement.said(fact, self.case.dossier)
        day = edtf.read(when)
        return chart.Figure(
            label=fact.claim,
            low=fact.low,
            best=fact.best,
            high=fact.high,
            qualifier=fact.qualifier,
            owners=tuple(each.text for each in card.origins or card.disputed_by),
            when=self.date(when).words,
            earliest=day.earliest if day else None,
            latest=day.latest if day else None,
            scope=fact.scope,
            status=card.status.code,
            href=card.href,
        )

    # --- judgments

    def judgment(self, judgment_id: str) -> JudgmentCard:
        """The card of a judgment."""
        judgment = self.case.dossier.judgments[judgment_id]
        return JudgmentCard(
            id=judgment.id,
            href=self.root + path_of("judgment", judgment.id),
            text=judgment.text,
            likelihood=self.labels.likelihood[judgment.likelihood] if judgment.likelihood else None,
            confidence=self.labels.confidence[judgment.confidence] if judgment.confidence else None,
            rests_on=rests_on(judgment, self.case, self.language),
            shaken=shaken(judgment, self.case, self.language),
            change_note=judgment.change_note,
        )


def _iso(ordinal: int | None) -> str:
    return Day.fromordinal(ordinal).isoformat() if ordinal is not None else ""


def _other(pair: disagreement.Pair, fact: str) -> str:
    return pair.other if pair.one == fact else pair.one


def _before(case: Case, fact: str, when: str) -> bool:
    its = disagreement.dated(case.dossier.facts[fact], case.dossier)
    return edtf.sort_key(edtf.read(its)) < edtf.sort_key(edtf.read(when))
