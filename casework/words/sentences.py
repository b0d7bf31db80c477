"""What the case comes to in words: names, counts, dates, figures, verdicts, what a judgment rests on.  Pure."""

from __future__ import annotations

from msgspec.structs import replace

from casework import edtf, prose
from casework.evidence import disagreement
from casework.evidence.derive import Case
from casework.evidence.origins import Standing, independent
from casework.model import Fact, Judgment, Question, Source
from casework.views.parts import DateView
from casework.words.language import Language


def in_words(item_id: str, field: str, case: Case) -> str:
    """An item's text in plain words."""
    dossier = case.dossier
    return prose.plain(dossier.text(item_id, field), dossier.name)


def beginning(item_id: str, field: str, case: Case, most: int = 160) -> str:
    """The beginning of an item's text in plain words, at most `most` characters, cut between words."""
    text, named = case.dossier.text(item_id, field), case.dossier.name
    words = prose.plain(replace(text, pieces=text.pieces[:_PIECES]), named)
    if len(words) < 2 * most and len(text.pieces) > _PIECES:
        words = prose.plain(text, named)
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + "…"


_PIECES = 12
"""So many pieces hold the beginning of most texts."""


def short(source: Source, language: Language) -> str:
    """A source in two or three words: its publication, else its authors, else its title."""
    return source.publication or language.listed(source.author) or source.title


def plural(number: int, one: str, many: str = "") -> str:
    """`1 source`, `5 sources`, in English: for the command line."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def carriers(standing: Standing) -> set[str]:
    """The articles that carry a fact as so."""
    return {each.evidence.source for each in standing.lines if each.counted and each.evidence.stance == "supports"}


def counts(articles: int, origins: int, against: int, language: Language) -> str:
    """`5 sources · 1 origin`: the articles that carry a fact as so, and those who stand behind them."""
    said = [
        language.count("%(num)s source", "%(num)s sources", articles),
        language.count("%(num)s origin", "%(num)s origins", origins),
    ]
    if against:
        said.append(language.count("%(num)s origin against", "%(num)s origins against", against))
    return " · ".join(said)


def date(text: str, language: Language) -> DateView:
    """An EDTF date for templates; what cannot be read is shown as it was written."""
    read = edtf.read(text)
    return DateView(words=language.date(read), machine=edtf.machine(read) or "") if read else DateView(words=text)


def figure(fact: Fact, question: Question | None, language: Language) -> str:
    """`about 12,000 troops`, `1,500–2,000 dollars`; empty when the fact gives none."""
    given = [each for each in (fact.low, fact.high) if each is not None]
    if len(given) == 2 and fact.low != fact.high:
        said = f"{language.number(fact.low)}–{language.number(fact.high)}"
        if fact.best is not None:
            said = language.say("%(span)s (best %(best)s)", span=said, best=language.number(fact.best))
    elif fact.best is not None or given:
        said = language.number(fact.best if fact.best is not None else given[0])
    else:
        return ""
    words = language.figures
    qualified = {"about": words.about, "at-least": words.at_least, "at-most": words.at_most}
    said = qualified.get(fact.qualifier, "{}").format(said)
    unit = disagreement.unit(fact, question)
    return language.say("%(figure)s %(unit)s", figure=said, unit=unit) if unit else said


def sentence(text: str) -> str:
    """`text` with a stop at its end, if it has none."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def verdict_words(question: Question, facts: list[Fact], case: Case, language: Language) -> str:
    """What the answers amount to, in a sentence; never averaged, never settled by counting articles."""
    roots = independent((fact.id for fact in facts), case.standings, case.dossier)
    head = {
        "answers": language.count("%(num)s answer", "%(num)s answers", len(facts)),
        "origins": language.count("from %(num)s independent origin", "from %(num)s independent origins", len(roots)),
    }
    apart = sum(pair.kind == "conflict" for pair in case.pairs[question.id])
    if case.verdicts[question.id] == "conflict":
        return language.count(
            "%(answers)s %(origins)s; %(num)s pair of them cannot both hold.",
            "%(answers)s %(origins)s; %(num)s pairs of them cannot both hold.",
            apart,
            **head,
        )
    if case.verdicts[question.id] == "revision":
        return language.say("%(answers)s %(origins)s; the same origin changed its answer.", **head)
    return language.say("%(answers)s %(origins)s, which can all hold together.", **head)


def rests_on(judgment: Judgment, case: Case, language: Language) -> str:
    roots = independent(judgment.basis, case.standings, case.dossier)
    facts = language.count("%(num)s fact", "%(num)s facts", len(judgment.basis))
    origins = language.count("%(num)s independent origin", "%(num)s independent origins", len(roots))
    return f"{facts} · {origins}"


def shaken(judgment: Judgment, case: Case, language: Language) -> str:
    """What of a judgment's basis no longer holds, as a sentence; empty when all does."""
    fallen = [
        fact for fact in judgment.basis if case.standings[fact].status in ("retracted", "disputed", "unsupported")
    ]
    touched = [fact for fact in judgment.basis if fact not in fallen and _lost_a_source(fact, case)]
    said = []
    if fallen:
        said.append(
            language.count(
                "%(fallen)s of the %(num)s fact that it rests on lost or lacks support.",
                "%(fallen)s of the %(num)s facts that it rests on lost or lacks support.",
                len(judgment.basis),
                fallen=len(fallen),
            )
        )
    if touched:
        said.append(
            language.count(
                "%(touched)s of the %(num)s fact that it rests on lost a source.",
                "%(touched)s of the %(num)s facts that it rests on lost a source.",
                len(judgment.basis),
                touched=len(touched),
            )
        )
    return " ".join(said)


def _lost_a_source(fact: str, case: Case) -> bool:
    return any(not line.counted for line in case.standings[fact].lines)
