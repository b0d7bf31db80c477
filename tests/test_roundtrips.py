"""What is exported comes back when it is imported, as far as the format can carry it."""

import re
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from casework import edtf
from casework.authoring import sourcefile
from casework.authoring.accession import Accepted, accept
from casework.dossier import InputFile
from casework.exports import bibliography
from casework.importers import bibtex, csljson, ris
from casework.importers.records import Read
from casework.model import Archive, Entity, Genre, Source
from casework.reading import parse
from casework.reading.parse import CONTROL

WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=20).filter(
    lambda text: text == " ".join(text.split()) and re.search(r"\w", text) and not CONTROL.search(text)
)
DATES = st.sampled_from(
    ["", "2024", "2024-10", "2024-10-18", "2024-22", "2024-10~", "2024-10-08/2024-10-13", "2024-10-18?", "202X"]
)
NAMES = WORDS.filter(lambda name: name not in ("others", "et al."))
URL = st.integers(0, 99).map("https://example.org/{}?q=a_b&c=%20".format)
SOURCES = st.builds(
    Source,
    id=st.from_regex(r"[a-z][a-z0-9]{2,8}(-[a-z0-9]{1,5})?", fullmatch=True),
    title=WORDS,
    author=st.lists(NAMES, max_size=3).map(tuple),
    publication=st.just("") | WORDS,
    agency=st.sampled_from(["", "ap", "navy"]),
    date=DATES,
    accessed=DATES,
    url=URL,
    archive_url=st.just("") | st.just("https://web.archive.org/web/2024/x_y%25#z"),
    url_status=st.sampled_from(["live", "dead", "usurped"]),
    genre=st.sampled_from(
        [None, "news", "analysis", "opinion", "press-release", "interview", "report", "transcript", "dataset", "record"]
    ),
    tags=st.lists(WORDS.filter(lambda tag: not set(tag) & set(",;")), max_size=2, unique=True).map(tuple),
    language=st.sampled_from(["", "en", "de-AT", "ko"]),
    reliability=st.sampled_from([None, "B"]),
    descriptor=st.just("") | WORDS,
    status=st.sampled_from(["current", "corrected", "retracted"]),
    fields=st.dictionaries(WORDS, WORDS, max_size=1),
    former_ids=st.sampled_from([(), ("old-id",)]),
    tlp=st.sampled_from(["CLEAR", "RED"]),
    archive=st.just(Archive(file="private.txt")),
    summary=st.just("Ours."),
)
PEOPLE = {"ap": Entity(id="ap", name="Associated Press"), "navy": Entity(id="navy", name="U.S. Navy, Inc.")}


def back(read: Read) -> Source:
    """The one source that a reader and the rest of an import make, by way of its file."""
    (result,) = accept(read, [], PEOPLE, frozenset())
    assert isinstance(result, Accepted), result
    assert not result.left_out
    source = result.source
    parsed = parse.parse(InputFile(sourcefile.path(source.id), sourcefile.written(source).encode()))
    (entry,) = parsed.entries
    assert entry.item == source
    return source


def carried(source: Source) -> Source:
    """What of a source a format without a field of our own carries."""
    gone = source.url_status == "usurped"
    kept = ("id", "title", "author", "publication", "agency", "date", "accessed", "archive_url", "tags", "language")
    fields = {name: getattr(source, name) for name in (*kept, "genre", "status")}
    return Source(**{**fields, "url": "" if gone else source.url})


def exported(name: str, source: Source) -> Read:
    """A source, written in a format and read again."""
    written = getattr(bibliography, name)([source], PEOPLE)
    reader = {"csl": csljson, "bibtex": bibtex, "ris": ris}[name]
    return reader.read(written.decode() if isinstance(written, bytes) else written, "s")


@given(SOURCES)
@settings(deadline=None)
def test_csl_comes_back_whole(source: Source) -> None:
    """All of a source but its private archive and our summary."""
    made = back(csljson.read(bibliography.csl([source], PEOPLE).decode(), "s.json"))
    assert made == replace(source, archive=None, summary="")


@given(SOURCES)
@settings(deadline=None, max_examples=60)
def test_bibtex_comes_back_as_far_as_it_can(source: Source) -> None:
    """Every bibliographic field, agency and status by way of the note; not what BibTeX has no field for."""
    made = back(bibtex.read(bibliography.bibtex([source], PEOPLE), "s.bib"))
    assert made == carried(source)


@given(SOURCES)
@settings(deadline=None, max_examples=60)
def test_ris_comes_back_as_far_as_it_can(source: Source) -> None:
    """Every bibliographic field, agency and status by way of the note; in RIS a comma in a name turns it round."""
    source = replace(source, author=tuple(name for name in source.author if "," not in name))
    made = back(ris.read(bibliography.ris([source], PEOPLE), "s.ris"))
    assert made == replace(carried(source), accessed=made.accessed)
    read_on = edtf.read(source.accessed)
    assert made.accessed == source.accessed or (read_on and not edtf.machine(read_on))


DIFFICULT_DATES = (
    "2024-10-08/2024-10-13 2024-10-18? 2024/.. ../2024 202X 2024-10-1X 2024-10-XX 2024-22~ [2024-10-17,2024-10-18]"
    " 2024-10-18T14:30Z 2024-10-18T14:30+09:00 2024-21/2024-23 /2024-10 0999"
).split()


@pytest.mark.parametrize("date", DIFFICULT_DATES)
@pytest.mark.parametrize("name", ["csl", "bibtex", "ris"])
def test_every_date_comes_back(name: str, date: str) -> None:
    """What a format has no date for stands in its note, in words and as it was written."""
    assert back(exported(name, Source(id="s", title="T", date=date))).date == date


@pytest.mark.parametrize("agency", ["ap", "navy"])
@pytest.mark.parametrize("genre", [None, *get_args(Genre)])
@pytest.mark.parametrize("house", ["", "The Courier"])
@pytest.mark.parametrize("name", ["csl", "bibtex", "ris"])
def test_every_genre_and_agency_come_back(name: str, house: str, genre: Any, agency: str) -> None:
    """An agency whose name holds full stops too; with a publication and without."""
    source = Source(id="s", title="T", genre=genre, agency=agency, publication=house, status="corrected")
    assert back(exported(name, source)) == source


@pytest.mark.parametrize("title", ["a -- b --- c", "``so''", "what?`x", "--", "'''", "it's 5--6"])
def test_what_latex_would_set_as_one_sign_comes_back(title: str) -> None:
    """Hyphens, grave accents and apostrophes in a row stay what they are, in LaTeX too."""
    made = bibliography.bibtex([Source(id="s", title=title)], {})
    assert not re.search(r"--|``|''|[?!]`", made)
    assert back(bibtex.read(made, "s.bib")).title == title


def test_a_foreign_export_cannot_reach_into_the_archive() -> None:
    """What claims to be our own export brings no path and no draft."""
    item = (
        '[{"id": "x", "title": "X", "custom": {"dossier": {"archive": {"file": "a"}, "draft": true, "summary": "s"}}}]'
    )
    assert back(csljson.read(item, "f.json")) == Source(id="x", title="X")
