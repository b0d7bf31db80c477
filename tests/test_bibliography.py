"""Bibliography: CSL-JSON, BibTeX and RIS, read back by others' readers."""

import json
import re
from collections.abc import Sequence
from typing import Any

import jsonschema
import msgspec
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from build import case, source
from hypothesis import given
from hypothesis import strategies as st

from casework.exports.bibliography import bibtex, csl, csl_date, ris
from casework.model import Archive, Entity, Source
from casework.words.citation import citation, entry
from casework.words.naming import publication, visitable

AP = Entity(id="ap", name="Associated Press", kind="organisation")
ENTITIES = {"ap": AP, "csm": Entity(id="csm", name="The Christian Science Monitor", kind="publication")}
FULL = Source(
    id="csm-1",
    title='Kim & "Putin": is 100% {of} it_true?',
    author=("Jane Doe", "John Roe", "et al."),
    publication="csm",
    agency="ap",
    date="2024-10-18/2024-10-31~",
    accessed="2024-11-02",
    url="https://example.org/a%20b?x={1}&y=_#z",
    archive_url="https://archive.example.org/50%25#x_y",
    url_status="dead",
    genre="opinion",
    tags=("deployment", "arms & men, a list"),
    language="de-AT",
    reliability="B",
    descriptor="Ours.",
    status="retracted",
    status_note="The publisher took it back",
    fields={"Desk": "Asia"},
    former_ids=("old-1",),
    summary="Our own words.",
    archive=Archive(file="secret_file.txt", sha256="f00d", captured_by="Secret Agent", tool="secret-tool"),
)


# --- CSL-JSON -----------------------------------------------------------------------------------------------

TEXT = {"type": "string"}
DATE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": ["string", "number"]}},
        },
        "season": {"type": ["string", "number"]},
        "circa": {"type": ["string", "number", "boolean"]},
        "literal": TEXT,
        "raw": TEXT,
    },
}
NAME = {"type": "object", "additionalProperties": False, "properties": {"literal": TEXT}}
# What the published `csl-data.json` of CSL 1.0.2 says of the properties that we use; it allows no others.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": ["article-magazine", "article-newspaper", "dataset", "document", "report", "webpage"]},
            "author": {"type": "array", "items": NAME},
            **dict.fromkeys(("issued", "accessed"), DATE),
            **dict.fromkeys(("id", "title", "container-title", "publisher", "URL", "language", "keyword"), TEXT),
            **dict.fromkeys(("genre", "status", "note"), TEXT),
            "custom": {"type": "object"},
        },
    },
}


def items(*sources: Source) -> list[dict[str, Any]]:
    """The CSL items of sources, checked against the schema."""
    made: list[dict[str, Any]] = json.loads(csl(sources, ENTITIES))
    jsonschema.validate(made, SCHEMA)
    return made


def test_csl_items_say_what_the_source_says() -> None:
    """Names stay whole, the publication contains, the agency publishes, status and copy are in the note."""
    (item,) = items(FULL)
    assert item.pop("custom")["dossier"]["date"] == "2024-10-18/2024-10-31~"
    assert item == {
        "id": "csm-1",
        "type": "article-newspaper",
        "title": FULL.title,
        "author": [{"literal": "Jane Doe"}, {"literal": "John Roe"}, {"literal": "others"}],
        "container-title": "The Christian Science Monitor",
        "publisher": "Associated Press",
        "issued": {"date-parts": [[2024, 10, 18], [2024, 10, 31]], "circa": True},
        "accessed": {"date-parts": [[2024, 11, 2]]},
        "URL": FULL.url,
        "language": "de-AT",
        "keyword": "deployment, arms & men, a list",
        "genre": "Opinion",
        "status": "retracted",
        "note": "Retracted: The publisher took it back. Archived at https://archive.example.org/50%25#x_y",
    }


def restored(item: dict[str, Any]) -> Source:
    """A source from a CSL item of ours, as an import would make it."""
    house = item.get("publisher" if item["type"] in ("report", "dataset") else "container-title", "")
    names = tuple(name["literal"].replace("others", "et al.") for name in item.get("author", ()))
    plain = {key: item.get(key, "") for key in ("id", "title", "language")}
    own = msgspec.convert(item["custom"]["dossier"], dict[str, Any]) if "custom" in item else {}
    given = {**plain, "author": names, "publication": house, "url": item.get("URL", ""), **own}
    return msgspec.convert(given, Source)


@pytest.mark.parametrize(
    "genre", [None, "news", "analysis", "report", "press-release", "transcript", "dataset", "record"]
)
@pytest.mark.parametrize("url_status", ["live", "usurped"])
def test_csl_keeps_what_an_import_needs(genre: Any, url_status: Any) -> None:
    """All of a source but its summary and its private archive comes back from the export."""
    one = msgspec.structs.replace(FULL, genre=genre, url_status=url_status, publication="A House")
    for whole in (one, source(genre=genre)):
        (item,) = items(whole)
        assert restored(item) == msgspec.structs.replace(whole, archive=None, summary="")


@pytest.mark.parametrize(
    ("given", "kind", "genre"),
    [
        (source(genre="news"), "article-newspaper", None),
        (source(genre="analysis"), "article-magazine", None),
        (source(genre="interview"), "article-newspaper", "Interview"),
        (source(genre="press-release"), "report", "Press release"),
        (source(genre="report"), "report", None),
        (source(genre="transcript", url="https://example.org"), "webpage", "Transcript"),
        (source(genre="dataset", url="https://example.org"), "dataset", None),
        (source(genre="record"), "document", "Official record"),
        (source(url="https://example.org"), "webpage", None),
        (source(), "document", None),
    ],
)
def test_each_genre_has_a_csl_type(given: Source, kind: str, genre: str | None) -> None:
    """The nearest CSL type, and the genre in words where the type leaves it unsaid."""
    (item,) = items(given)
    assert (item["type"], item.get("genre")) == (kind, genre)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("", {}),
        ("2024", {"date-parts": [[2024]]}),
        ("2024-10", {"date-parts": [[2024, 10]]}),
        ("2024-10-18T14:30Z", {"date-parts": [[2024, 10, 18]]}),
        ("2024-10?", {"date-parts": [[2024, 10]], "circa": True}),
        ("2024-22", {"date-parts": [[2024]], "season": 2}),
        ("2024-24~", {"date-parts": [[2024]], "season": 4, "circa": True}),
        ("2024-10-XX", {"date-parts": [[2024, 10]]}),
        ("2024/2025-02", {"date-parts": [[2024], [2025, 2]]}),
        ("202X", {"literal": "some year in 2020–2029"}),
        ("2024-10-1X", {"literal": "some day in 10–19 October 2024"}),
        ("2024-10/..", {"literal": "since October 2024"}),
        ("2024-21/2024-22", None),
        ("[2024-10-17,2024-10-18]", {"literal": "17 or 18 October 2024"}),
    ],
)
def test_dates_become_parts_only_where_parts_are_true(text: str, date: Any) -> None:
    """Year, month, day, season and circa where they say all of it; else the words."""
    made = csl_date(text)
    assert made == date or (date is None and list(made) == ["literal"])


def test_an_unfit_address_leads_nowhere() -> None:
    """What an address shows today may be unfit or another's; then no format sends a reader there."""
    bad = source(url="https://bad.example.org", url_status="usurped")
    assert visitable(bad) == ""
    assert "URL" not in items(bad)[0]
    assert "bad.example" not in bibtex([bad], {}) + ris([bad], {})
    assert visitable(source(url="https://x.example.org", url_status="dead")) == "https://x.example.org"


def test_a_publication_may_be_given_as_an_entity() -> None:
    """An entity's id stands for its name."""
    assert publication(FULL, ENTITIES) == "The Christian Science Monitor"
    assert publication(source(publication="Else"), ENTITIES) == "Else"


# --- BibTeX -------------------------------------------------------------------------------------------------


def entries(*sources: Source) -> list[tuple[str, str, dict[str, str]]]:
    """Type, key and fields of our BibTeX, by bibtexparser; LaTeX stays as it is."""
    library = parse_string(bibtex(sources, ENTITIES))
    assert not library.failed_blocks
    return [(each.entry_type, each.key, {f.key: f.value for f in each.fields}) for each in library.entries]


def test_bibtex_reads_back() -> None:
    """Specials are escaped so that braces still balance, names stay whole, addresses stay raw, dates are EDTF."""
    ((kind, key, fields),) = entries(FULL)
    assert (kind, key) == ("article", "csm-1")
    assert fields == {
        "author": "{Jane Doe} and {John Roe} and others",
        "title": r'{Kim \& "Putin": is 100\% \textbraceleft{}of\textbraceright{} it\_true?}',
        "titleaddon": "Opinion",
        "journaltitle": "The Christian Science Monitor",
        "entrysubtype": "newspaper",
        "date": "2024-10-18/2024-10-31~",
        "url": "https://example.org/a%20b?x=%7B1%7D&y=_#z",
        "urldate": "2024-11-02",
        "langid": "naustrian",
        "keywords": r"deployment, arms \& men; a list",
        "note": "Via Associated Press. Retracted: The publisher took it back. "
        r"Archived at \url{https://archive.example.org/50\%25\#x_y}",
    }


@pytest.mark.parametrize(
    ("given", "kind", "house"),
    [
        (source(genre="news", publication="P"), "article", "journaltitle"),
        (source(genre="report", publication="P"), "report", "institution"),
        (source(genre="dataset", publication="P"), "dataset", "organization"),
        (source(url="https://example.org", publication="P"), "online", "organization"),
        (source(publication="P"), "misc", "organization"),
    ],
)
def test_each_kind_of_entry_names_its_house(given: Source, kind: str, house: str) -> None:
    """The publication stands in the field that biblatex has for it."""
    ((made, _, fields),) = entries(given)
    assert (made, fields[house]) == (kind, "P")


@pytest.mark.parametrize(
    ("date", "field", "note"),
    [
        ("2024-10-18", "2024-10-18", None),
        ("2024-10-18T14:30Z", "2024-10-18", "Dated 18 October 2024, 14:30 UTC (EDTF 2024-10-18T14:30Z)."),
        ("2024-22", "2024-22", None),
        ("2024-10%", "2024-10%", None),
        ("2024-10-XX", "2024-10-XX", None),
        ("202X", "202X", None),
        ("2024-10/..", "2024-10/..", None),
        ("/2024-10", "/2024-10", None),
        ("2024-10-1X", None, "Dated some day in 10–19 October 2024 (EDTF 2024-10-1X)."),
        ("[2024,2025]", None, "Dated 2024 or 2025 (EDTF [2024,2025])."),
        ("", None, None),
    ],
)
def test_bibtex_dates_are_edtf_up_to_level_1(date: str, field: str | None, note: str | None) -> None:
    """What biblatex reads is level 1; what is beyond is said in a note."""
    ((_, _, fields),) = entries(source(date=date))
    assert (fields.get("date"), fields.get("note")) == (field, note)


@given(st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=20), min_size=3, max_size=3))
def test_no_text_breaks_the_bibtex_file(texts: Sequence[str]) -> None:
    """Whatever the fields hold, every entry is read, and no brace is left open."""
    title, name, tag = texts
    nasty = source(title=title, author=(name,), tags=(tag,), publication=name, status="updated", status_note=tag)
    assert [key for _, key, _ in entries(nasty, source(id="next"))] == ["s", "next"]
    depth = 0
    for char in bibtex([nasty], {}):
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0


# --- RIS ----------------------------------------------------------------------------------------------------


def test_ris_reads_back() -> None:
    """The same items under RIS's tags, for a reader of others."""
    (read, following) = rispy.loads(ris([FULL, source(id="next", genre="report")], ENTITIES))
    assert read["type_of_reference"] == "NEWS"
    assert read["id"] == "csm-1"
    assert read["authors"] == ["Jane Doe", "John Roe", "others"]
    assert read["title"] == FULL.title
    assert read["secondary_title"] == "The Christian Science Monitor"
    assert read["year"] == "2024"
    assert read["date"] == "2024///from 18 October 2024 to around 31 October 2024"
    assert read["access_date"] == "2024/11/02/"
    assert read["urls"] == [FULL.url]
    assert read["keywords"] == list(FULL.tags)
    (note,) = read["notes"]
    assert note == (
        "Via Associated Press. "
        "Dated from 18 October 2024 to around 31 October 2024 (EDTF 2024-10-18/2024-10-31~). "
        "Retracted: The publisher took it back. Archived at https://archive.example.org/50%25#x_y"
    )
    assert (following["type_of_reference"], following["id"]) == ("RPRT", "next")


def test_ris_has_one_line_a_value() -> None:
    """A line break inside a value would begin a tag of its own; lines end as the specification asks."""
    made = ris([source(title="a\nTY  - BOOK", date="2024-10~")], {})
    assert "\r\nTI  - a TY - BOOK\r\n" in made
    assert "\r\nDA  - 2024/10//around October 2024\r\n" in made
    assert made.endswith("ER  - \r\n\r\n")


# --- all ----------------------------------------------------------------------------------------------------


def test_nothing_private_is_exported() -> None:
    """No field of the archive, and not our summary, is in any of the formats."""
    made = (
        citation(FULL, "AP")
        + entry(FULL, "AP")
        + csl([FULL], ENTITIES).decode()
        + bibtex([FULL], ENTITIES)
        + ris([FULL], ENTITIES)
    )
    assert not re.search(r"secret|f00d|Our own words", made, re.IGNORECASE)


def test_no_sources_make_empty_files() -> None:
    """An empty dossier exports empty, valid files."""
    assert (csl([], {}), bibtex([], {}), ris([], {})) == (b"[]\n", "", "")


def test_a_parsed_source_exports_as_it_was_written() -> None:
    """From the author's file to the formats, with the agency's name from the entities."""
    made = case(
        {
            "content/sources/a.md": "---\ntitle: T\nagency: ap\ndate: 2024-10-18\n---\nSummary.\n",
            "content/entities.yaml": "- {id: ap, name: Associated Press}\n",
        }
    ).dossier
    (item,) = json.loads(csl(made.sources.values(), made.entities))
    assert (item["publisher"], item["custom"]["dossier"]["agency"]) == ("Associated Press", "ap")
