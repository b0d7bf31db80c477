"""A `Source` → its citation in safe HTML, in the style that the config chooses: as a note, or as an entry of a list.  Pure.

A note names the work.  An entry also says when it was read, its address and its public copy, for whoever copies it.
Names stay as the byline has them: which part of "Kim Jong Un" or "Ministry of Defence" is a family name, no program
can tell, so no style turns names round or cuts them to initials.  docs/decisions/citation-styles.md says more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date as Day
from html import escape, unescape
from itertools import pairwise

from msgspec import Struct

from casework import edtf
from casework.model import CitationStyle, Source
from casework.words.labels import GENRES
from casework.words.naming import CLOSED, has_others, named, primary, visitable

# Every phrase of a citation; names, titles and dates come in as HTML.
WORDS = {
    "comma": ", ",
    "list": "{first}, {last}",
    "last of list": "{first} and {last}",
    "et al.": "{names} et al.",
    "via": "via {agency}",
    "undated": "n.d.",
    "title": "“{title}”",
    "read": "Accessed {date}.",
    "read there": "Retrieved {date}, from {address}",
    "copy": "Archived at {copy}",
    "and copy": "{address} (archived at {copy})",
}

_SUPPLIED = re.compile(r"\[[^\[\]]*\]")
_MOST_IN_CHICAGO, _MOST_IN_APA = 3, 20
_IN_A_HOUSE = ("news", "analysis", "opinion", "interview")
_SAID_IN_APA = ("press-release", "interview", "transcript", "dataset")


class Tongue(Struct, frozen=True, kw_only=True):
    """What a citation is said with: the dossier's language, and our phrases, dates and names of genres in it."""

    code: str
    words: Mapping[str, str]
    dates: edtf.Phrases
    genres: Mapping[str, str]


ENGLISH = Tongue(code="", words=WORDS, dates=edtf.ENGLISH, genres=GENRES)
"""Without a code: no title is marked as being in another language."""


def citation(source: Source, agency: str = "", tongue: Tongue = ENGLISH, style: CitationStyle = "chicago") -> str:
    """The source as a note, with its final stop and without its address.

    `agency` is the agency's name.  A title in another language than that of `tongue` is marked as such.
    """
    return _NOTES[style](source, agency, tongue)


def entry(source: Source, agency: str = "", tongue: Tongue = ENGLISH, style: CitationStyle = "chicago") -> str:
    """The source as an entry of a list of sources; `agency` and `tongue` as in `citation`.

    An address stands at the end and bare, without a stop, so that it can be copied.
    """
    return " ".join(filter(None, (_ENTRIES[style](source, agency, tongue), _where(source, style, tongue))))


# --- chicago: notes after the Chicago Manual, punctuated by the sense ----------------------------------------------


def _chicago(source: Source, agency: str, t: Tongue) -> str:
    parts = (
        (_authors(source.author, t), False),
        (_quoted(source, t), _is_closed(source)),
        (_house(source), False),
        (_via(agency, source, t), False),
        (_dated(source, t), False),
    )
    given = [(html, closed) for html, closed in parts if html]
    # After a title that closes itself ("Is that true?") no comma follows.
    joints = "".join((" " if closed else t.words["comma"]) + html for (_, closed), (html, _) in pairwise(given))
    return _stopped(given[0][0] + joints)


def _chicago_entry(source: Source, agency: str, t: Tongue) -> str:
    title = _quoted(source, t)
    told = t.words["comma"].join(filter(None, (_house(source), _via(agency, source, t), _dated(source, t))))
    told = told[:1].upper() + told[1:]
    return " ".join(_stopped(each) for each in (_authors(source.author, t), title, told) if each)


def _authors(names: tuple[str, ...], t: Tongue) -> str:
    """The names as a note has them: "A, B and C", or the first "et al."."""
    known = [escape(name) for name in named(names)]
    if len(known) > _MOST_IN_CHICAGO:
        return t.words["et al."].format(names=known[0])
    return _et_al(known, t) if has_others(names) else _listed(known, t, t.words["last of list"])


def _listed(names: list[str], t: Tongue, last: str) -> str:
    """Names in a row, the last one joined by the pattern `last`."""
    if len(names) < 2:
        return "".join(names)
    first = names[0]
    for name in names[1:-1]:
        first = t.words["list"].format(first=first, last=name)
    return last.format(first=first, last=names[-1])


def _et_al(names: list[str], t: Tongue) -> str:
    return t.words["et al."].format(names=_listed(names, t, t.words["list"])) if names else ""


def _quoted(source: Source, t: Tongue) -> str:
    """The title in quotation marks, unless brackets say that it was supplied and nobody wrote it so."""
    html = _marked(source, t, single=True)
    return html if _is_supplied(source) or not html else t.words["title"].format(title=html)


def _single_quotes(title: str) -> str:
    """`title` with its double quotation marks made single, since it is to stand within double ones."""
    title = re.sub("„([^“”„]*)[“”]", r"‘\1’", title)
    title = re.sub(r"""(^|[\s(\[{—–/‘'-])"(?=\S)""", r"\1‘", title)
    return title.translate(str.maketrans('“„”"', "‘‘’’"))


# --- apa: author and date after the Publication Manual, 7th edition ------------------------------------------------


def _apa(source: Source, agency: str, t: Tongue) -> str:
    authors, title = _apa_authors(source.author, t), _apa_title(source, t)
    date = f"({_apa_date(source, t)})"
    # Where there is no author, the title takes that place.
    head = f"{authors} {date}." if authors else f"{_stopped(title)} {date}." if title else f"{date}."
    told = t.words["comma"].join(filter(None, (_apa_house(source), _via(agency, source, t))))
    return " ".join([head, *(_stopped(each) for each in (title if authors else "", told) if each)])


def _apa_authors(names: tuple[str, ...], t: Tongue) -> str:
    known = [escape(name) for name in named(names)]
    if len(known) > _MOST_IN_APA:
        return f"{', '.join(known[: _MOST_IN_APA - 1])}, … {known[-1]}"
    joint = "{first} &amp; {last}" if len(known) == 2 else "{first}, &amp; {last}"
    return _et_al(known, t) if has_others(names) else _listed(known, t, joint)


def _apa_title(source: Source, t: Tongue) -> str:
    """The title, slanted where the work stands by itself, and in brackets what kind of work it is."""
    title = _marked(source, t, single=False)
    if title and not _is_supplied(source) and not _is_contained(source):
        title = f"<cite>{title}</cite>"
    kind = f"[{escape(t.genres[source.genre])}]" if source.genre in _SAID_IN_APA else ""
    return " ".join(filter(None, (title, kind)))


def _is_contained(source: Source) -> bool:
    return source.genre in _IN_A_HOUSE and bool(source.publication)


def _apa_house(source: Source) -> str:
    """The publication, unless it is the author: that is not said twice."""
    if _bare(source.publication) in {_bare(name) for name in source.author}:
        return ""
    return _house(source) if _is_contained(source) else escape(source.publication)


def _apa_date(source: Source, t: Tongue) -> str:
    """The date with its year first, where it is one plain day or month: "2024, October 18"; else in our words."""
    date = edtf.read(source.date)
    said = _dated(source, t)
    if date is None or date.form != "single" or not (point := date.points[0]) or isinstance(point, str):
        return said
    year = str(Day.fromordinal(point.earliest).year)
    rest = said.removesuffix(f" {year}")
    if point.mark or point.within or point.time or point.unit not in ("day", "month") or rest == said:
        return said
    day, _, month = rest.partition("\u00a0")
    return f"{year}, {month}\u00a0{day}" if day.isdigit() and month else f"{year}, {rest}"


# --- what both say -------------------------------------------------------------------------------------------------


def _where(source: Source, style: CitationStyle, t: Tongue) -> str:
    """When it was read and where: its address, its copy, or both."""
    address, copy = escape(visitable(source)), escape(source.archive_url)
    place = t.words["and copy"].format(address=address, copy=copy) if address and copy else address
    place = place or (t.words["copy"].format(copy=copy) if copy else "")
    day = edtf.read(source.accessed)
    if not (day and place):
        return place
    said = escape(edtf.words(day, t.dates))
    if style == "apa" and address:
        return t.words["read there"].format(date=said, address=place)
    return f"{t.words['read'].format(date=said)} {place}"


def _house(source: Source) -> str:
    return f"<cite>{escape(source.publication)}</cite>" if source.publication else ""


def _via(agency: str, source: Source, t: Tongue) -> str:
    """The agency, unless it stands in the citation already, as author or publication."""
    is_named = _bare(agency) in {_bare(name) for name in (*source.author, source.publication)}
    return "" if is_named or not agency else t.words["via"].format(agency=escape(agency))


def _bare(name: str) -> str:
    return name.strip().casefold().removeprefix("the ")


def _dated(source: Source, t: Tongue) -> str:
    date = edtf.read(source.date)
    return escape(edtf.words(date, t.dates)) if date else t.words["undated"]


def _marked(source: Source, t: Tongue, *, single: bool) -> str:
    """The title on one line, with its language where that is not the dossier's; its quotation marks made `single`."""
    title = " ".join(source.title.split())
    html = escape(_single_quotes(title) if single and not _is_supplied(source) else title)
    if t.code and source.language and primary(source.language) != primary(t.code):
        return f'<span lang="{escape(source.language)}" dir="auto">{html}</span>'
    return html


def _is_supplied(source: Source) -> bool:
    return bool(_SUPPLIED.fullmatch(" ".join(source.title.split())))


def _is_closed(source: Source) -> bool:
    return bool(CLOSED.search(source.title.strip()))


def _stopped(html: str) -> str:
    """A sentence with its stop, unless it ends in one, or in what closes a title."""
    return html if html.endswith(".") or CLOSED.search(unescape(re.sub("<[^>]*>", "", html))) else f"{html}."


_Form = Callable[[Source, str, Tongue], str]
_NOTES: Mapping[CitationStyle, _Form] = {"chicago": _chicago, "apa": _apa}
_ENTRIES: Mapping[CitationStyle, _Form] = {"chicago": _chicago_entry, "apa": _apa}
