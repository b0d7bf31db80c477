"""The dossier in sentences and numbers: the source summary statement (ICD 206) and what stands at a glance.  Pure."""

from __future__ import annotations

from collections import Counter

from casework import edtf, labels
from casework.cards import Cards, listed, plural
from casework.derive import Case
from casework.origins import independent
from casework.views import Row


def source_summary(cards: Cards) -> tuple[str, ...]:
    """What the dossier rests on, in sentences: how many articles, how many origins, who weighs most."""
    case = cards.case
    if not case.dossier.sources:
        return ("This edition rests on no source.",)
    return tuple(filter(None, (_articles(case), _origins(case), _heaviest(cards), _statuses(case), _taken_back(case))))


def _articles(case: Case) -> str:
    dated = [found for each in case.dossier.sources.values() if (found := edtf.read(each.date))]
    said = f"This dossier rests on {plural(len(case.dossier.sources), 'source')}"
    if not dated:
        return f"{said}."
    first, last = min(dated, key=edtf.sort_key), max(dated, key=edtf.sort_key)
    if first == last:
        return f"{said}, dated {edtf.words(first)}."
    return f"{said}; the oldest is dated {edtf.words(first)}, the newest {edtf.words(last)}."


def _origins(case: Case) -> str:
    roots = independent(case.standings, case.standings, case.dossier)
    facts = plural(len(case.dossier.facts), "fact")
    return f"Its {facts} go back to {plural(len(roots), 'independent origin')}."


def _heaviest(cards: Cards) -> str:
    weights = Counter(root for its in cards.case.standings.values() for root in its.supported_by)
    if len(weights) < 2:
        return ""
    root, facts = min(weights.items(), key=lambda item: (-item[1], item[0]))
    alone = len(cards.case.roots_alone.get(root, ()))
    return f"{cards.ref(root).text} stands behind {plural(facts, 'fact')}, and alone behind {alone:,} of them."


def _statuses(case: Case) -> str:
    found = Counter(str(its.status) for its in case.standings.values())
    words = {
        "corroborated": "corroborated by two or more independent origins",
        "single-origin": "known from one origin only",
        "contested": "contested",
        "disputed": "only disputed",
        "unsupported": "without support that can be counted",
        "retracted": "retracted",
    }
    said = [
        f"{found[status]:,} {'is' if found[status] == 1 else 'are'} {text}"
        for status, text in words.items()
        if found[status]
    ]
    return f"Of the facts, {listed(said)}." if said else ""


def _taken_back(case: Case) -> str:
    back = [each for each in case.dossier.sources.values() if each.status in ("retracted", "withdrawn")]
    if not back:
        return ""
    verb = "was" if len(back) == 1 else "were"
    return f"{plural(len(back), 'source')} {verb} retracted or withdrawn by the publisher, and {verb} not counted."


def at_a_glance(case: Case) -> tuple[Row, ...]:
    """How many of each there are."""
    dossier = case.dossier
    roots = independent(case.standings, case.standings, case.dossier)
    apart = sum(verdict is not None for verdict in case.verdicts.values())
    quoted = Counter(check.status for check in case.checks.values())
    rows = [
        ("Sources", f"{len(dossier.sources):,}"),
        ("Independent origins", f"{len(roots):,}"),
        ("Facts", f"{len(dossier.facts):,}"),
        *(
            (text, f"{number:,}")
            for status, (text, _) in labels.STATUSES.items()
            if (number := sum(its.status == status for its in case.standings.values()))
        ),
        ("Questions", f"{len(dossier.questions):,}, {apart:,} in disagreement"),
        ("Judgments", f"{len(dossier.judgments):,}"),
        ("Entities", f"{len(dossier.entities):,}"),
        ("Quotations", f"{len(case.checks):,}, {quoted['verified']:,} verified"),
    ]
    return tuple(Row(label=label, text=text) for label, text in rows)
