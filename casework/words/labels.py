"""The program's own words for the format's codes, each with its meaning in a sentence.

The tables are in English and are what data for machines takes; pages take `Labels`, the same in their language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from casework.model import ENTITY_KINDS, UNCOUNTED, UNVISITED, Config
from casework.views.parts import AddressLabel, Label, SourceLabel

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
    "dataset": "Data set",
    "record": "Official record",
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


LANGUAGES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
ADMONITIONS = {"note": "Note", "warning": "Warning"}

Code = TypeVar("Code", str, int)
Translate = Callable[[str, str], str]
"""A text in another language, by its context (which table it stands in) and its English words."""


class Labels(Struct, frozen=True, kw_only=True):
    """All tables in one language, made once for a build."""

    status: Mapping[str, Label]
    stance: Mapping[str, Label]
    kind: Mapping[str, Label]
    source_status: Mapping[str, SourceLabel]
    quote_status: Mapping[str, Label]
    likelihood: Mapping[str, Label]
    confidence: Mapping[str, Label]
    verdict: Mapping[str, Label]
    credibility: Mapping[int, Label]
    url_status: Mapping[str, AddressLabel]
    reliability: Mapping[str, str]
    genre: Mapping[str, str]
    item_kind: Mapping[str, tuple[str, str]]
    entity_kind: Mapping[str, str]
    admonition: Mapping[str, str]
    language: Mapping[str, str]


def translated(translate: Translate) -> Labels:
    """The tables as `translate` says them."""
    return Labels(
        status=_labels(STATUSES, "status of a fact", translate),
        stance=_labels(STANCES, "stance", translate),
        kind=_labels(KINDS, "kind of fact", translate),
        source_status=_source_labels(translate),
        quote_status=_labels(QUOTE_STATUSES, "status of a quotation", translate),
        likelihood=_labels(LIKELIHOODS, "likelihood", translate),
        confidence=_labels(CONFIDENCES, "confidence", translate),
        verdict=_labels(VERDICTS, "verdict on a question", translate),
        credibility=_labels(CREDIBILITIES, "credibility", translate),
        url_status=_address_labels(translate),
        reliability={code: translate("reliability", text) for code, text in RELIABILITIES.items()},
        genre={code: translate("genre", text) for code, text in GENRES.items()},
        item_kind={
            code: (translate("kind of item", one), translate("kind of item", many))
            for code, (one, many) in ITEM_KINDS.items()
        },
        entity_kind={code: translate("kind of entity", text) for code, text in ENTITY_KINDS.items()},
        admonition={code: translate("admonition", text) for code, text in ADMONITIONS.items()},
        language={code: translate("language", text) for code, text in LANGUAGES.items()},
    )


def language_name(code: str, labels: Labels) -> str:
    """What a language is called; one that we have no name for is shown as its code."""
    return labels.language.get(code.lower().replace("_", "-").partition("-")[0], code) if code else ""


def _labels(table: Mapping[Code, tuple[str, str]], context: str, translate: Translate) -> dict[Code, Label]:
    return {
        code: Label(
            code=str(code), text=translate(context, text), meaning=translate(context, meaning) if meaning else ""
        )
        for code, (text, meaning) in table.items()
    }


def _source_labels(translate: Translate) -> dict[str, SourceLabel]:
    labels = _labels(SOURCE_STATUSES, "status of a source", translate)
    return {
        code: SourceLabel(**asdict(label), told=code != "current", struck=code in UNCOUNTED)
        for code, label in labels.items()
    }


def _address_labels(translate: Translate) -> dict[str, AddressLabel]:
    labels = _labels(URL_STATUSES, "status of an address", translate)
    return {
        code: AddressLabel(**asdict(label), told=code != "live", visitable=code not in UNVISITED)
        for code, label in labels.items()
    }


def entity_kind(code: str, config: Config, labels: Labels) -> Label:
    """The label of an entity's kind, the config's own kinds included."""
    return Label(code=code, text=config.kinds.get(code) or labels.entity_kind.get(code, code))
