"""The program's own words for the format's codes, each with its meaning in a sentence.  Data."""

from __future__ import annotations

from casework.model import ENTITY_KINDS, Config
from casework.views import Label

STATUSES = {
    "corroborated": ("Corroborated", "Two or more independent origins support it."),
    "single-origin": ("Single origin", "One independent origin stands behind it, however many articles carry it."),
    "contested": ("Contested", "Some origins support it and others dispute it."),
    "disputed": ("Disputed", "Origins dispute it and none supports it."),
    "unsupported": ("Unsupported", "No origin that can be counted supports it."),
    "retracted": ("Retracted", "It was withdrawn, or all that supported it was."),
}
STANCES = {
    "supports": ("supports", "The origin says that it is so."),
    "disputes": ("disputes", "The origin says that it is not so."),
    "cannot-confirm": ("cannot confirm", "The origin says that it does not know."),
    "mentions": ("mentions", "The article speaks of it without vouching for it; it does not count."),
}
KINDS = {
    "event": ("Event", "Something that happened."),
    "claim": ("Claim", "Something that somebody says is so."),
    "assessment": ("Assessment", "What somebody makes of it."),
    "forecast": ("Forecast", "What somebody expects."),
    "background": ("Background", "What was so before."),
}
SOURCE_STATUSES = {
    "current": ("Current", ""),
    "corrected": ("Corrected", "The publisher corrected it."),
    "updated": ("Updated", "The publisher updated it."),
    "retracted": ("Retracted", "The publisher took it back: its evidence does not count."),
    "withdrawn": ("Withdrawn", "It is no longer published: its evidence does not count."),
}
QUOTE_STATUSES = {
    "verified": ("verified", "The words stand in the archived text."),
    "unverified": ("not verified", "The words were not compared with an archived text."),
    "changed": ("changed", "The words are not those that were compared with the archived text."),
}
LIKELIHOODS = {
    "almost-no-chance": ("Almost no chance", "1–5 %"),
    "very-unlikely": ("Very unlikely", "5–20 %"),
    "unlikely": ("Unlikely", "20–45 %"),
    "roughly-even-chance": ("Roughly even chance", "45–55 %"),
    "likely": ("Likely", "55–80 %"),
    "very-likely": ("Very likely", "80–95 %"),
    "almost-certain": ("Almost certain", "95–99 %"),
}
CONFIDENCES = {
    "low": ("Low", "The information is scant, or its origins are doubtful or few."),
    "moderate": ("Moderate", "The information is credible and plausible, but not of such weight as to be sure."),
    "high": ("High", "The information is good and comes from independent origins; it may still be wrong."),
}
VERDICTS = {
    "conflict": ("Conflict", "Origins give answers that cannot all hold."),
    "revision": ("Revision", "The same origin later gave another answer."),
    "": ("No disagreement", "The answers can all hold together."),
}
CREDIBILITIES = {
    1: ("1 · confirmed", "Confirmed by other independent sources."),
    2: ("2 · probably true", "Probably true."),
    3: ("3 · possibly true", "Possibly true."),
    4: ("4 · doubtful", "Doubtful."),
    5: ("5 · improbable", "Improbable."),
    6: ("6 · cannot be judged", "Its truth cannot be judged."),
}
RELIABILITIES = {
    "A": "A · completely reliable",
    "B": "B · usually reliable",
    "C": "C · fairly reliable",
    "D": "D · not usually reliable",
    "E": "E · unreliable",
    "F": "F · cannot be judged",
}
GENRES = {
    "news": "News report",
    "analysis": "Analysis",
    "opinion": "Opinion",
    "press-release": "Press release",
    "interview": "Interview",
    "report": "Report",
    "transcript": "Transcript",
}
URL_STATUSES = {
    "live": ("live", ""),
    "dead": ("dead link", "The page is gone."),
    "deviated": ("changed page", "The address shows something else today."),
    "unfit": ("unfit link", "The address should not be visited."),
    "usurped": ("usurped link", "The address belongs to somebody else today."),
}
ITEM_KINDS = {
    "source": ("Source", "Sources"),
    "fact": ("Fact", "Facts"),
    "question": ("Question", "Questions"),
    "judgment": ("Judgment", "Judgments"),
    "entity": ("Entity", "Entities"),
    "page": ("Page", "Pages"),
}


def label(table: dict, code: object) -> Label:  # type: ignore[type-arg]
    """The label of a code in one of the tables above."""
    text, meaning = table[code]
    return Label(code=str(code), text=text, meaning=meaning)


def labels(table: dict) -> tuple[Label, ...]:  # type: ignore[type-arg]
    """All labels of a table, in its order."""
    return tuple(label(table, code) for code in table)


def entity_kind(code: str, config: Config) -> Label:
    """The label of an entity's kind, the config's own kinds included."""
    return Label(code=code, text={**ENTITY_KINDS, **config.kinds}.get(code, code))
