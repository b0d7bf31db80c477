"""BibTeX and biblatex (also as Better BibTeX and our own export write them) → records.  Pure.

Needs bibtexparser 2.  LaTeX is put into plain text: by a table for the characters that LaTeX keeps for itself, by
pylatexenc, which comes with that library, for accents and commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from casework.exports import bibliography
from casework.importers.records import LibraryMissing, Read, Record, Unread, date, genre, note, unfolded

_LANGUAGES = {name: code[:2] + code[2:].upper() for code, name in bibliography.BABEL.items()} | {
    "german": "de",
    "russian": "ru",
}
_GENRES = {"report": "report", "techreport": "report", "dataset": "dataset"}
_HOUSES = ("journaltitle", "journal", "institution", "organization", "booktitle", "publisher", "howpublished")
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}

# LaTeX's own characters as they are written; in the first pass a private-use character stands for each.
_CHARS = {
    **{f"{char}{{}}": char for char in "-`'?!"},  # kept from being one sign with the next
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{char}": char for char in "$&#_%{}"},
}
_CHAR = re.compile("|".join(map(re.escape, _CHARS)))
_HIDDEN = {char: chr(0xE000 + number) for number, char in enumerate(sorted(set(_CHARS.values())))}
_SHOWN = {ord(hidden): char for char, hidden in _HIDDEN.items()}
_URL = re.compile(r"\\url\s*\{([^{}]*)\}")


def read(text: str, file: str) -> Read:
    """The entries of a BibTeX file, by the line on which they begin."""
    try:
        from bibtexparser.entrypoint import parse_string
        from bibtexparser.model import Entry
    except ImportError:
        raise LibraryMissing("bibtexparser") from None
    _quiet()
    library = parse_string(text)
    read = [
        _record(block, file) if isinstance(block, Entry) else Unread(_place(block, file), _reason(block))
        for block in (*library.entries, *library.failed_blocks)
    ]
    read.sort(key=lambda each: int(each.place.rpartition(":")[2]))
    return tuple(read)


def _quiet() -> None:
    """The library also logs what it gives back as failed blocks; it is enough to say it once."""
    import logging

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def _place(block: Any, file: str) -> str:
    return f"{file}:{(block.start_line or 0) + 1}"


def _reason(block: Any) -> str:
    said = " ".join(str(getattr(block.error, "abort_reason", None) or block.error or "it cannot be read").split())
    return f"this entry is broken: {said.rstrip('.')}"


def _record(entry: Any, file: str) -> Record:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    told = _notes(fields.get("note", ""))
    via = told.pop("via", "")
    houses = (latex(fields[key]) for key in _HOUSES if fields.get(key) and "\\url" not in fields[key])
    values = {
        "title": ": ".join(filter(None, (latex(fields.get("title", "")), latex(fields.get("subtitle", ""))))),
        "author": list(_authors(fields.get("author", ""))),
        "publication": next(houses, ""),
        "date": _date(fields),
        "accessed": date(fields.get("urldate", "")),
        "url": _address(fields.get("url") or _in_url(fields.get("howpublished", "")) or ""),
        "language": _language(fields.get("langid") or fields.get("language") or ""),
        "tags": [tag for tag in (latex(tag) for tag in re.split("[,;]", fields.get("keywords", ""))) if tag],
        "genre": _genre(entry.entry_type.lower(), fields),
        **told,
    }
    return Record(place=_place(entry, file), values=values, key=entry.key, agency=via)


def _genre(kind: str, fields: dict[str, str]) -> str:
    said = genre(latex(fields.get("titleaddon") or fields.get("type") or ""))
    newspaper = "news" if fields.get("entrysubtype") == "newspaper" else ""
    return said or _GENRES.get(kind, "") or newspaper


def _notes(text: str) -> dict[str, str]:
    """What a note of our own export tells."""
    copy = _in_url(text)
    told = note(latex(_URL.sub("", text).replace("Archived at", "")))
    return {**told, **({"archive_url": _address(copy)} if copy and _is_archived(text) else {})}


def _is_archived(text: str) -> bool:
    return "Archived at \\url" in text


def _in_url(text: str) -> str:
    found = _URL.search(text)
    return found[1] if found else ""


def _address(text: str) -> str:
    """An address without LaTeX's escapes."""
    return re.sub(r"\\([%#&_~$])", r"\1", text.strip()).replace("\\textasciitilde{}", "~").strip("{}")


def _language(text: str) -> str:
    plain = latex(text)
    return _LANGUAGES.get(plain.casefold(), plain)


def _date(fields: dict[str, str]) -> str:
    if fields.get("date"):
        return date(re.sub("[{}]", "", fields["date"]))
    month = re.sub(r"\W", "", latex(fields.get("month", ""))).casefold()
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3], 0)
    year, day = latex(fields.get("year", "")), latex(fields.get("day", ""))
    parts = [year, f"{number:02}" if number else "", day.zfill(2) if day.isdigit() and number else ""]
    return date("-".join(part for part in parts if part))


# --- names -------------------------------------------------------------------------------------------------------


def _authors(text: str) -> Iterator[str]:
    """The names of a list that `and` joins; one in braces of its own is whole, whatever it holds."""
    for each in _split(text):
        if each == "others":
            yield "et al."
        elif each:
            yield latex(each) if each.startswith("{") and _closes(each) else latex(unfolded(each))


def _split(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for found in re.finditer(r"\\.|[{}]|\s+and\s+", text):
        sign = found[0]
        if sign in "{}":
            depth += 1 if sign == "{" else -1
        elif depth == 0 and not sign.startswith("\\"):
            yield text[start : found.start()].strip()
            start = found.end()
    yield text[start:].strip()


def _closes(text: str) -> bool:
    """Whether the brace that opens `text` closes at its end."""
    depth = 0
    for number, char in enumerate(text):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return number == len(text) - 1
    return False


# --- LaTeX -------------------------------------------------------------------------------------------------------


def latex(text: str) -> str:
    """LaTeX as plain text on one line."""
    hidden = _CHAR.sub(lambda found: _HIDDEN[_CHARS[found[0]]], text)
    if "\\" in hidden:
        hidden = _decoded(hidden)
    plain = re.sub("[{}]", "", hidden).replace("~", " ").replace("---", "—").replace("--", "–")
    return " ".join(plain.translate(_SHOWN).split())


def _decoded(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    decoded: str = LatexNodes2Text(math_mode="text", keep_comments=True).latex_to_text(text)
    return decoded
