"""A `Case` → the cards of its facts, questions and judgments, as every page shows them.  Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date as Day

from msgspec.structs import replace

from casework import disagreement, edtf, labels, prose, quotes
from casework.bibliography import agency, citation, publication
from casework.derive import Case
from casework.figures import chart
from casework.figures.svg import NARROW, WIDE
from casework.labels import label
from casework.model import Evidence, Fact, Judgment, Question, Source, Stance, entity_ids
from casework.origins import Standing, Traced, independent
from casework.routes import path_of
from casework.views import (
    DateView,
    EvidenceView,
    FactCard,
    FigureRow,
    JudgmentCard,
    QuestionCard,
    Ref,
)


class Cards:
    """The cards of one case as seen from pages at `root` (`""` or `"../"`), each made once."""

    def __init__(self, case: Case, root: str) -> None:
        self.case, self.root = case, root
        self._facts: dict[str, FactCard] = {}
        self._questions: dict[str, QuestionCard] = {}

    # --- names and links

    def ref(self, item_id: str, text: str = "") -> Ref:
        """The name of an item as a link to its page; an id of nothing is its own name, without a link."""
        dossier = self.case.dossier
        kind = dossier.kind(item_id)
        if kind is None:
            return Ref(text=text or item_id, id=item_id)
        href = self.root + path_of(kind, item_id)
        if kind == "source":
            source = dossier.sources[item_id]
            return Ref(text=text or short(source), href=href, id=item_id, lang=self.lang(source) if not text else "")
        return Ref(text=text or dossier.name(item_id), href=href, id=item_id)

    def title(self, source: Source) -> Ref:
        """A source's title as a link to its page."""
        return Ref(
            text=source.title, href=self.root + path_of("source", source.id), id=source.id, lang=self.lang(source)
        )

    def lang(self, source: Source) -> str:
        """A source's language where it is not the dossier's."""
        return source.language if source.language != self.case.dossier.config.language else ""

    def citation(self, source: Source) -> str:
        """A source as a bibliographic note, in safe HTML."""
        dossier = self.case.dossier
        named = replace(source, publication=publication(source, dossier.entities))
        return citation(named, agency(source, dossier.entities), language=dossier.config.language)

    def refs(self, ids: Iterable[str]) -> tuple[Ref, ...]:
        """Names for several ids."""
        return tuple(self.ref(each) for each in ids)

    def behind(self, standing: Standing, stance: Stance) -> tuple[Ref, ...]:
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

    def fact(self, fact_id: str) -> FactCard:
        """The card of a fact."""
        if fact_id not in self._facts:
            self._facts[fact_id] = self._fact(self.case.dossier.facts[fact_id])
        return self._facts[fact_id]

    def facts(self, ids: Iterable[str]) -> tuple[FactCard, ...]:
        """The cards of several facts."""
        return tuple(self.fact(each) for each in ids)

    def _fact(self, fact: Fact) -> FactCard:
        dossier, standing = self.case.dossier, self.case.standings[fact.id]
        day = edtf.read(fact.date)
        return FactCard(
            id=fact.id,
            href=self.root + path_of("fact", fact.id),
            claim=fact.claim,
            status=label(labels.STATUSES, standing.status),
            kind=label(labels.KINDS, fact.kind),
            counts=counts(standing),
            date=date(fact.date),
            figure=figure(fact, dossier.questions.get(fact.question)),
            scope=fact.scope,
            question=self.ref(fact.question) if fact.question else None,
            origins=self.behind(standing, "supports"),
            disputed_by=self.behind(standing, "disputes"),
            drift=bool(standing.drift),
            evidence=tuple(self._evidence(fact, index, line) for index, line in enumerate(standing.lines)),
            origin_ids=tuple(sorted({root for line in standing.lines for root in line.roots})),
            source_ids=tuple(sorted({line.source for line in fact.evidence})),
            entity_ids=tuple(sorted({*entity_ids(fact.about), *fact.place})),
            earliest=_iso(day.earliest if day else None),
            latest=_iso(day.latest if day else None),
        )

    def _evidence(self, fact: Fact, index: int, traced: Traced) -> EvidenceView:
        line, source = traced.evidence, self.case.dossier.sources[traced.evidence.source]
        check = self.case.checks.get((fact.id, index))
        verified = check is not None and check.status == "verified"
        root = self.ref(traced.root) if traced.root else None
        return EvidenceView(
            source=self.ref(source.id),
            source_date=date(source.date),
            source_status=label(labels.SOURCE_STATUSES, source.status),
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
            stance=label(labels.STANCES, line.stance),
            said=date(line.date),
            quote=line.quote,
            quote_lang=self.lang(source),
            quote_status=label(labels.QUOTE_STATUSES, check.status) if check else None,
            locator=line.locator or (f"para. {check.paragraph}" if check and check.paragraph else ""),
            passage=source.url + quotes.fragment(line.quote)
            if verified and source.url and "#" not in source.url
            else "",
            credibility=label(labels.CREDIBILITIES, line.credibility) if line.credibility else None,
            counted=traced.counted,
        )

    def _may_be(self, line: Evidence) -> Ref | None:
        entity = self.case.dossier.entities.get(line.origin)
        return self.ref(entity.may_be) if entity and entity.may_be else None

    def _origin(self, line: Evidence) -> Ref:
        if line.origin == "self":
            return Ref(text="its own word")
        return Ref(text="not named") if line.origin == "unknown" else self.ref(line.origin)

    # --- questions

    def question(self, question_id: str) -> QuestionCard:
        """The card of a question."""
        if question_id not in self._questions:
            self._questions[question_id] = self._question(self.case.dossier.questions[question_id])
        return self._questions[question_id]

    def _question(self, question: Question) -> QuestionCard:
        case = self.case
        facts = sorted(
            (case.dossier.facts[each] for each in case.facts_of.get(question.id, ())),
            key=lambda fact: edtf.sort_key(edtf.read(disagreement.dated(fact, case.dossier))),
        )
        return QuestionCard(
            id=question.id,
            href=self.root + path_of("question", question.id),
            text=question.text,
            unit=question.unit,
            verdict=label(labels.VERDICTS, case.verdicts[question.id] or ""),
            summary=_verdict_words(question, facts, case),
            drift=tuple(self._drift(fact) for fact in facts if case.standings[fact.id].drift),
            rows=tuple(self._row(fact, question) for fact in facts),
            svg=self._chart(question, facts),
        )

    def _row(self, fact: Fact, question: Question) -> FigureRow:
        case, standing = self.case, self.case.standings[fact.id]
        pairs = [pair for pair in case.pairs[question.id] if fact.id in (pair.one, pair.other)]
        others = {
            kind: [_other(pair, fact.id) for pair in pairs if pair.kind == kind] for kind in ("conflict", "revision")
        }
        when = disagreement.dated(fact, case.dossier)
        earlier = [each for each in others["revision"] if _before(case, each, when)]
        return FigureRow(
            fact=self.fact(fact.id),
            answer=figure(fact, question),
            owners=self.behind(standing, "supports"),
            against=self.behind(standing, "disputes"),
            sources=self.refs(dict.fromkeys(line.source for line in fact.evidence)),
            said=date(said(fact, case)),
            conflicts_with=self.refs(others["conflict"]),
            revises=self.refs(earlier),
        )

    def _drift(self, fact: Fact) -> str:
        names = [self.ref(root).text for root in self.case.standings[fact.id].drift]
        return f"{sentence(fact.claim)} The articles credit this to different origins: {listed(names)}."

    def _chart(self, question: Question, facts: list[Fact]) -> str:
        drawn = tuple(
            self._mark(fact)
            for fact in facts
            if disagreement.bounds(fact) and self.case.standings[fact.id].status != "retracted"
        )
        if not drawn:
            return ""
        return drawing(
            lambda prefix, wide: chart.chart(drawn, unit=question.unit, title=question.text, prefix=prefix, wide=wide),
            f"chart-{question.id}",
        )

    def _mark(self, fact: Fact) -> chart.Figure:
        standing = self.case.standings[fact.id]
        when = said(fact, self.case)
        day = edtf.read(when)
        owners = self.behind(standing, "supports") or self.behind(standing, "disputes")
        return chart.Figure(
            label=fact.claim,
            low=fact.low,
            best=fact.best,
            high=fact.high,
            qualifier=fact.qualifier,
            owners=tuple(each.text for each in owners),
            when=date(when).words,
            earliest=day.earliest if day else None,
            latest=day.latest if day else None,
            scope=fact.scope,
            status=standing.status,
            href=self.root + path_of("fact", fact.id),
        )

    # --- judgments

    def judgment(self, judgment_id: str) -> JudgmentCard:
        """The card of a judgment."""
        judgment = self.case.dossier.judgments[judgment_id]
        return JudgmentCard(
            id=judgment.id,
            href=self.root + path_of("judgment", judgment.id),
            text=judgment.text,
            likelihood=label(labels.LIKELIHOODS, judgment.likelihood) if judgment.likelihood else None,
            confidence=label(labels.CONFIDENCES, judgment.confidence) if judgment.confidence else None,
            rests_on=_rests_on(judgment, self.case),
            shaken=_shaken(judgment, self.case),
            change_note=judgment.change_note,
        )


# --- drawings ----------------------------------------------------------------------------------------------------


def drawing(draw: Callable[[str, float], str], prefix: str) -> str:
    """A figure drawn twice, for wide and for narrow places; the style sheet shows the one that fits."""
    return f'<div class="figure-pair">{draw(prefix, WIDE)}{draw(prefix + "-narrow", NARROW)}</div>'


def set_apart(svg: str, suffix: str) -> str:
    """A drawing with `suffix` at each of its ids, and wherever it refers to one."""
    ids = re.findall(r' id="([^"]+)"', svg)
    if not ids:
        return svg
    known = "|".join(map(re.escape, sorted(set(ids), key=len, reverse=True)))
    return re.sub(rf'(?<=["# ])({known})(?=[" )])', rf"\1{suffix}", svg)


# --- words -------------------------------------------------------------------------------------------------------


def in_words(item_id: str, field: str, case: Case) -> str:
    """An item's text in plain words."""
    dossier = case.dossier
    return prose.plain(dossier.text(item_id, field), dossier.name)


def short(source: Source) -> str:
    """A source in two or three words: its publication, else its authors, else its title."""
    return source.publication or listed(source.author) or source.title


def listed(names: Iterable[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    each = list(names)
    return " and ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)


def plural(number: int, one: str, many: str = "") -> str:
    """`1 source`, `5 sources`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def counts(standing: Standing) -> str:
    """`5 sources · 1 origin`: the articles that carry the fact as so, and those who stand behind them."""
    carrying = {each.evidence.source for each in standing.lines if each.counted and each.evidence.stance == "supports"}
    said = [plural(len(carrying), "source"), plural(len(standing.supported_by), "origin")]
    if standing.disputed_by:
        said.append(f"{plural(len(standing.disputed_by), 'origin')} against")
    return " · ".join(said)


def date(text: str) -> DateView:
    """An EDTF date for templates; what cannot be read is shown as it was written."""
    read = edtf.read(text)
    return DateView(words=edtf.words(read), machine=edtf.machine(read) or "") if read else DateView(words=text)


def _iso(ordinal: int | None) -> str:
    return Day.fromordinal(ordinal).isoformat() if ordinal is not None else ""


QUALIFIERS = {"exactly": "{}", "about": "about {}", "at-least": "at least {}", "at-most": "at most {}"}


def figure(fact: Fact, question: Question | None) -> str:
    """`about 12,000 troops`, `1,500–2,000 dollars`; empty when the fact gives none."""
    given = [each for each in (fact.low, fact.high) if each is not None]
    if len(given) == 2 and fact.low != fact.high:
        said = f"{number(fact.low)}–{number(fact.high)}"
        said += f" (best {number(fact.best)})" if fact.best is not None else ""
    elif fact.best is not None or given:
        said = number(fact.best if fact.best is not None else given[0])
    else:
        return ""
    unit = disagreement.unit(fact, question)
    return " ".join(filter(None, [QUALIFIERS[fact.qualifier].format(said), unit]))


def number(value: float | None) -> str:
    """`12,000`, `1.5`."""
    return f"{value:,.12g}" if value is not None else ""


def said(fact: Fact, case: Case) -> str:
    """The day on which a fact was first said: its evidence's date, else its source's, the earliest."""
    days = [line.date or case.dossier.sources[line.source].date for line in fact.evidence]
    return min((each for each in days if each), key=lambda each: edtf.sort_key(edtf.read(each)), default="")


def sentence(text: str) -> str:
    """`text` with a stop at its end, if it has none."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _other(pair: disagreement.Pair, fact: str) -> str:
    return pair.other if pair.one == fact else pair.one


def _before(case: Case, fact: str, when: str) -> bool:
    its = disagreement.dated(case.dossier.facts[fact], case.dossier)
    return edtf.sort_key(edtf.read(its)) < edtf.sort_key(edtf.read(when))


def _verdict_words(question: Question, facts: list[Fact], case: Case) -> str:
    """What the answers amount to, in a sentence; never averaged, never settled by counting articles."""
    answers = plural(len(facts), "answer")
    roots = independent((fact.id for fact in facts), case.standings, case.dossier)
    head = f"{answers} from {plural(len(roots), 'independent origin')}"
    apart = sum(pair.kind == "conflict" for pair in case.pairs[question.id])
    if case.verdicts[question.id] == "conflict":
        return f"{head}; {plural(apart, 'pair')} of them cannot both hold."
    if case.verdicts[question.id] == "revision":
        return f"{head}; the same origin changed its answer."
    return f"{head}, which can all hold together."


def _rests_on(judgment: Judgment, case: Case) -> str:
    roots = independent(judgment.basis, case.standings, case.dossier)
    return f"{plural(len(judgment.basis), 'fact')} · {plural(len(roots), 'independent origin')}"


def _shaken(judgment: Judgment, case: Case) -> str:
    """What of a judgment's basis no longer holds, as a sentence; empty when all does."""
    fallen = [
        fact for fact in judgment.basis if case.standings[fact].status in ("retracted", "disputed", "unsupported")
    ]
    touched = [fact for fact in judgment.basis if fact not in fallen and _lost_a_source(fact, case)]
    facts = plural(len(judgment.basis), "fact")
    said = [f"{len(fallen)} of the {facts} that it rests on lost or lacks support."] if fallen else []
    said += [f"{len(touched)} of the {facts} that it rests on lost a source."] if touched else []
    return " ".join(said)


def _lost_a_source(fact: str, case: Case) -> bool:
    return any(not line.counted for line in case.standings[fact].lines)
