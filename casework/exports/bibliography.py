"""Sources → CSL-JSON, BibTeX and RIS.  Pure.

How a page cites a source is `words.citation`'s; whoever wants another style takes `data/sources.json` to a citation processor.
Nothing of `Source.archive`, which is private, may appear here: what a format carries is listed, never copied
wholesale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date as Day
from typing import Any

import msgspec

from casework import edtf
from casework.model import Source
from casework.words.labels import GENRES, SOURCE_STATUSES
from casework.words.naming import CLOSED, Entities, agency, has_others, named, primary, publication, visitable

Item = dict[str, Any]
"""A CSL-JSON item; BibTeX and RIS are made from it too, so that the three always agree."""


def _others(names: tuple[str, ...]) -> tuple[str, ...]:
    """The further authors whom an "et al." stands for, by BibTeX's word, which CSL processors understand as well."""
    return ("others",) if has_others(names) else ()


# --- CSL-JSON -----------------------------------------------------------------------------------------------

_ARTICLES = {
    "news": "article-newspaper",
    "opinion": "article-newspaper",
    "interview": "article-newspaper",  # CSL's `interview` takes its author for the one who was asked
    "analysis": "article-magazine",  # what news magazines print; `article-journal` means a learned journal
}
_REPORTS = ("report", "press-release")
_BY_ITS_HOUSE = ("report", "dataset")
"""The CSL types that a house puts out, and that no container holds: a report within one is a chapter to CSL."""
_UNSAID = ("opinion", "interview", "press-release", "transcript", "record")
"""The genres that the CSL type leaves unsaid."""

_CUSTOM = (
    *("date", "accessed", "agency", "archive_url", "url_status", "genre", "tags", "reliability"),
    *("descriptor", "status", "status_note", "fields", "former_ids", "tlp"),
)
"""What CSL has no field for, or not without loss: kept under `custom` so that an import can restore it."""


def csl(sources: Iterable[Source], entities: Entities) -> bytes:
    """`data/sources.json`: a CSL-JSON 1.0 array, valid by the schema `csl-data.json` of CSL 1.0.2."""
    items = [_item(source, entities) for source in sources]
    return msgspec.json.format(msgspec.json.encode(items), indent=1) + b"\n"


def _item(source: Source, entities: Entities) -> Item:
    kind = _type(source)
    house, wire = publication(source, entities), agency(source, entities)
    item = {
        "id": source.id,
        "type": kind,
        "title": source.title,
        "author": [{"literal": name} for name in (*named(source.author), *_others(source.author))],
        "container-title": "" if kind in _BY_ITS_HOUSE else house,
        "publisher": house if kind in _BY_ITS_HOUSE else wire,
        "issued": csl_date(source.date),
        "accessed": csl_date(source.accessed),
        "URL": visitable(source),
        "language": source.language,
        "keyword": ", ".join(source.tags),
        "genre": GENRES[source.genre] if source.genre in _UNSAID else "",
        "status": "" if source.status == "current" else source.status,
        "note": _note(source),
        "custom": {"dossier": _custom(source)},
    }
    return {key: value for key, value in item.items() if value}


def _type(source: Source) -> str:
    """The CSL type; a source of no or another genre is a web page, or just a document."""
    if source.genre in _REPORTS:
        return "report"
    if source.genre == "dataset":
        return "dataset"
    return _ARTICLES.get(source.genre or "", "webpage" if visitable(source) else "document")


def _custom(source: Source) -> Item:
    values: Item = msgspec.to_builtins(source)  # defaults are left out
    carried = _CUSTOM if visitable(source) else (*_CUSTOM, "url")
    return {key: values[key] for key in carried if key in values}


def _note(source: Source) -> str:
    """What readers of the other formats should know too: the status, and where a copy is."""
    told = ""
    if source.status != "current":
        told = ": ".join(filter(None, (SOURCE_STATUSES[source.status][0], source.status_note)))
        told += "" if CLOSED.search(told) else "."
    return " ".join(filter(None, (told, source.archive_url and f"Archived at {source.archive_url}")))


def _dated(text: str) -> str:
    """A date for the note of a format that has no field for such dates: in words, and as it was written."""
    date = edtf.read(text)
    words = edtf.words(date).replace("\u00a0", " ") if date else ""
    return f"Dated {words} (EDTF {text})." if date else ""


def csl_date(text: str) -> Item:
    """An EDTF date as a CSL date variable: parts, season and circa; in words where these cannot say it."""
    date = edtf.read(text)
    if date is None:
        return {}
    parts = [_parts(point, date.form) for point in date.points]
    if not all(parts):
        return {"literal": edtf.words(date).replace("\u00a0", " ")}
    value: Item = {"date-parts": parts}
    if (first := date.points[0]) and isinstance(first, edtf.Point) and first.season:
        value["season"] = edtf.SEASONS.index(first.season) + 1
    if date.approximate or date.uncertain:
        value["circa"] = True
    return value


def _parts(point: edtf.Point | str, form: str) -> list[int]:
    """[year, month, day], as far as known; empty where that is not the whole truth."""
    if isinstance(point, str) or form == "set" or (point.season and form != "single"):
        return []
    length = {"year": 1, "season": 1, "month": 2, "day": 3}[point.within or point.unit]
    first, last = (list(Day.fromordinal(day).timetuple()[:length]) for day in (point.earliest, point.latest))
    return first if first == last or point.season else []  # 202X spans years


# --- BibTeX -------------------------------------------------------------------------------------------------

_NOTHING = "\ue000"
_LIGATURE = re.compile("(-(?=-)|`(?=`)|'(?=')|[?!](?=`))")
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # As words: BibTeX counts braces even behind a backslash.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "$&#_%"},
    }
)
_IN_URL = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})
_END = r"(?:[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}|-XX)?|-XX(?:-XX)?)?|[0-9]{3}X|[0-9]{2}XX)[?~%]?"
_LEVEL_1 = re.compile(rf"{_END}(?:/(?:{_END}|\.\.)?)?|(?:\.\.)?/{_END}")
BABEL = {
    "ar": "arabic", "bg": "bulgarian", "cs": "czech", "da": "danish", "de": "ngerman", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish", "fr": "french",
    "he": "hebrew", "hi": "hindi", "hu": "hungarian", "it": "italian", "ja": "japanese", "ko": "korean",
    "lt": "lithuanian", "lv": "latvian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sk": "slovak", "sv": "swedish", "th": "thai", "tr": "turkish",
    "uk": "ukrainian", "vi": "vietnamese", "zh": "chinese",
    "de-at": "naustrian", "de-ch": "nswissgerman", "en-au": "australian", "en-ca": "canadian", "en-gb": "british",
    "en-nz": "newzealand", "en-us": "american", "fr-ca": "canadien", "pt-br": "brazilian",
}  # fmt: skip
"""Languages as biblatex names them (its manual, table 2)."""


def bibtex(sources: Iterable[Source], entities: Entities) -> str:
    """`data/sources.bib`: biblatex entries in UTF-8, LaTeX's special characters escaped; the keys are ids."""
    return "\n".join(_entry(source, _item(source, entities), agency(source, entities)) for source in sources)


def _entry(source: Source, item: Item, wire: str) -> str:
    kind = _bib_type(item)
    lines = [f"  {name} = {{{value}}},\n" for name, value in _bib_fields(source, item, kind, wire) if value]
    return f"@{kind}{{{source.id},\n{''.join(lines)}}}\n"


def _bib_type(item: Item) -> str:
    if item["type"] in _BY_ITS_HOUSE:
        return str(item["type"])
    if item["type"].startswith("article-") and "container-title" in item:
        return "article"
    return "online" if "URL" in item else "misc"


def _bib_fields(source: Source, item: Item, kind: str, wire: str) -> Iterator[tuple[str, str]]:
    is_report = kind == "report"
    house = _latex(item.get("publisher" if kind in _BY_ITS_HOUSE else "container-title", ""))
    yield "author", _bib_authors(source.author)
    yield "title", _whole(item.get("title", ""))
    yield "type" if is_report else "titleaddon", _latex(_genre(source, kind in ("article", "dataset")))
    yield {"article": "journaltitle", "report": "institution"}.get(kind, "organization"), house
    yield "entrysubtype", item["type"].removeprefix("article-") if kind == "article" else ""
    yield "date", _bib_date(source.date)
    yield "url", item.get("URL", "").translate(_IN_URL)
    yield "urldate", _bib_date(source.accessed)
    yield "langid", BABEL.get(source.language.casefold(), BABEL.get(primary(source.language), ""))
    yield "keywords", ", ".join(_latex(tag.replace(",", ";")) for tag in source.tags)
    yield "note", _bib_note(source, wire)


def _genre(source: Source, is_plain: bool) -> str:
    """The genre in words, where the kind of entry leaves it unsaid; `is_plain`: it says news and data sets by itself."""
    if source.genre is None or (is_plain and source.genre in ("news", "dataset")):
        return ""
    return GENRES[source.genre]


def _latex(text: str) -> str:
    """`text` for LaTeX, which would make one sign of two hyphens, grave accents or apostrophes."""
    return _LIGATURE.sub(rf"\1{_NOTHING}", " ".join(text.split())).translate(_LATEX).replace(_NOTHING, "{}")


def _whole(text: str) -> str:
    """`text` in braces of its own: a title keeps its capitals in every style, and no name is taken apart."""
    return f"{{{_latex(text)}}}" if text else ""


def _bib_authors(names: tuple[str, ...]) -> str:
    known = [_whole(name) for name in named(names)]
    return " and ".join([*known, *_others(names)] if known else [])


def _bib_date(text: str) -> str:
    """An EDTF date as far as biblatex reads it (level 1, days); nothing otherwise."""
    day = re.sub("T[^/]*", "", text)
    return day if edtf.read(text) and _LEVEL_1.fullmatch(day) else ""


def _bib_note(source: Source, wire: str) -> str:
    archived = re.sub("([%#])", r"\\\1", source.archive_url.translate(_IN_URL))
    parts = (
        f"Via {_latex(wire)}." if wire else "",
        "" if _bib_date(source.date) == source.date else _latex(_dated(source.date)),
        _latex(_note(msgspec.structs.replace(source, archive_url=""))),
        f"Archived at \\url{{{archived}}}" if archived else "",
    )
    return " ".join(filter(None, parts))


# --- RIS ----------------------------------------------------------------------------------------------------

_RIS_TYPES = {
    "article-newspaper": "NEWS",
    "article-magazine": "MGZN",
    "report": "RPRT",
    "dataset": "DATA",
    "webpage": "ELEC",
    "document": "GEN",
}


def ris(sources: Iterable[Source], entities: Entities) -> str:
    """The sources in RIS, lines ending as its specification asks (CR LF)."""
    lines = (
        line for source in sources for line in _ris_lines(source, _item(source, entities), agency(source, entities))
    )
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" if tag else "\r\n" for tag, value in lines)


def _ris_lines(source: Source, item: Item, wire: str) -> Iterator[tuple[str, str]]:
    date, kind = _ris_date(source.date), item["type"]
    note = (
        f"Via {wire}." if wire else "",
        _dated(source.date) if date.rpartition("/")[2] else "",
        item.get("note", ""),
    )
    fields = (
        ("ID", source.id),
        *(("AU", name["literal"]) for name in item.get("author", ())),
        ("TI", item.get("title", "")),
        ("T2", item.get("container-title", "")),
        ("PB", item.get("publisher", "") if kind in _BY_ITS_HOUSE else ""),
        ("PY", date[:4]),
        ("DA", date),
        ("Y2", _ris_date(source.accessed)),
        ("UR", item.get("URL", "")),
        ("LA", source.language),
        ("M3", _genre(source, kind in ("article-newspaper", "dataset"))),
        *(("KW", tag) for tag in source.tags),
        ("N1", " ".join(filter(None, note))),
    )
    yield "TY", _RIS_TYPES[kind]
    yield from ((tag, value) for tag, value in fields if value)
    yield "ER", ""
    yield "", ""


def _ris_date(text: str) -> str:
    """YYYY/MM/DD/other: all the parts that are sure, and the date in words where that is not all."""
    date = edtf.read(text)
    if date is None:
        return ""
    exact = edtf.machine(date) or Day.fromordinal(_any_day(date)).isoformat()[:4]
    year, month, day = [*exact.split("-"), "", ""][:3]
    words = "" if exact == text else edtf.words(date).replace("\u00a0", " ")
    return f"{year}/{month}/{day}/{words}"


def _any_day(date: edtf.Edtf) -> int:
    return next(point.earliest for point in date.points if isinstance(point, edtf.Point))
