"""Import: files of other tools become sources; nothing is overwritten, nothing is lost in silence, exports come back."""

import builtins
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from casework import edtf
from casework.authoring import accession, sourcefile
from casework.authoring.accession import Accepted, Known, accept
from casework.dossier import InputFile
from casework.exports import bibliography
from casework.importers import article, autoarchiver, bibtex, csljson, plaintext, ris
from casework.importers.records import LibraryMissing, Read, Record, Unread
from casework.model import Archive, Entity, Genre, Source
from casework.reading import parse
from casework.reading.parse import CONTROL
from dossier import cli

SAMPLES = Path(__file__).parent / "samples"
COURIER = "https://courier.example/2031/03/12/gate-fails"


def sample(reader: Any, name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """What a reader makes of a sample: the values of its records without the empty ones, and what it could not read."""
    read: Read = reader.read((SAMPLES / name).read_text("utf-8"), name)
    records = [{k: v for k, v in each.values.items() if v} for each in read if isinstance(each, Record)]
    return records, [f"{each.place}: {each.reason}" for each in read if isinstance(each, Unread)]


def run(root: Path, *files: Path | str) -> Any:
    """`dossier import …`."""
    return CliRunner().invoke(cli, ["import", "-C", str(root), *map(str, files)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty dossier with an archive."""
    (tmp_path / "d").mkdir()
    (tmp_path / "d/config.yaml").write_text("title: T\narchive: private\n")
    return tmp_path / "d"


def source_at(root: Path, item_id: str) -> Source:
    """A source as the dossier reads its file."""
    path = sourcefile.path(item_id)
    parsed = parse.parse(InputFile(path, (root / path).read_bytes()))
    assert not parsed.diagnostics
    (entry,) = parsed.entries
    assert isinstance(entry.item, Source)
    return entry.item


# --- each format --------------------------------------------------------------------------------------------


def test_zotero_csl_json() -> None:
    """Names with particles and suffixes, markup in titles, seasons, circa and intervals; what is broken is named."""
    (gate, report, interval, odd, untitled), unread = sample(csljson, "zotero.json")
    assert gate == {
        "title": "Gate fails: hundreds leave",
        "author": ["Ada Exemplar", "Jan van den Berg, Jr.", "Norland News Agency"],
        "publication": "The Norland Courier",
        "date": "2031-03-12",
        "accessed": "2031-03-13",
        "url": "https://www.courier.example/2031/03/12/gate-fails/?utm_source=feed",
        "language": "en-GB",
        "genre": "news",
    }
    assert report == {
        "title": "Annual report",
        "publication": "Norland River Authority",
        "date": "2030-23~",
        "genre": "report",
    }
    assert interval["date"] == "2031-03-12/2031-03-20"
    assert odd["date"] == "the other day"
    assert "title" not in untitled
    assert unread == ["zotero.json, item 6: no item, but `not an item`"]


def test_better_bibtex_json() -> None:
    """Zotero's own items: authors only, tags, the blog as publication; notes and attachments are no sources."""
    (gate, blog), unread = sample(csljson, "better-bibtex.json")
    assert gate == {
        "title": "Gate fails: hundreds leave",
        "author": ["Ada Exemplar", "Norland News Agency"],
        "publication": "The Norland Courier",
        "date": "2031-03-12",
        "accessed": "2031-03-13",
        "url": COURIER,
        "language": "en",
        "tags": ["dam", "warning"],
        "genre": "news",
    }
    assert (blog["publication"], blog["date"], unread) == ("Alder Blog", "2031-03-14", [])


def test_bibtex() -> None:
    """LaTeX becomes text, strings are filled in, names in braces stay whole; a broken entry costs only itself."""
    (gate, old, after), unread = sample(bibtex, "library.bib")
    assert gate == {
        "title": "Gate Fails at Alder Falls: 50% of ≈ 300 Leave & Return",
        "author": ["Ada Exemplar", "Jan van den Berg", "Norland News Agency and Friends"],
        "publication": "The Norland Courier",
        "date": "2031-03-12",
        "accessed": "2031-03-13",
        "url": "https://courier.example/2031/gate_fails?a=1&b=2",
        "language": "en",
        "tags": ["dam", "warning"],
        "genre": "news",
    }
    assert old == {
        "title": "Lärm – ein Bericht",
        "author": ["José García", "et al."],
        "date": "2031-03",
        "url": "https://example.org/laerm",
        "language": "de",
    }
    assert after["publication"] == "River Authority"
    (broken,) = unread
    assert broken.startswith("library.bib:25: this entry is broken: ")


def test_ris() -> None:
    """Names are turned round, dates lose their slashes, seasons are understood; broken records are named by line."""
    (gate, report), unread = sample(ris, "zotero.ris")
    assert gate == {
        "title": "Gate fails: hundreds leave",
        "author": ["Ada Exemplar", "Jan Berg, Jr.", "Norland News Agency"],
        "publication": "The Norland Courier",
        "date": "2031-03-12",
        "accessed": "2031-03-13",
        "url": COURIER,
        "language": "en",
        "tags": ["dam", "warning"],
        "genre": "news",
    }
    assert report["date"] == "2030-23"
    assert [each.partition(":")[2].partition(":")[0] for each in unread] == ["23", "24"]


def test_a_saved_article() -> None:
    """What the page declares, not what stands around it; the text a line a paragraph, without navigation and footer."""
    (record,) = article.read((SAMPLES / "article.html").read_text("utf-8"), "article.html")
    assert isinstance(record, Record)
    assert {key: value for key, value in record.values.items() if value} == {
        "title": "Gate fails: hundreds leave in the night",
        "author": ["Ada Exemplar", "Ben Sample"],
        "publication": "The Norland Courier",
        "date": "2020-03-12",
        "url": "https://courier.example/2020/03/12/gate-fails",
        "language": "en-GB",
    }
    lines = record.text.splitlines()
    assert any(line.startswith("Shortly after midnight") and line.endswith("in the dark.") for line in lines)
    assert "All rights reserved" not in record.text
    assert "Sport" not in record.text


@pytest.mark.parametrize("text", ["", "<html></html>", "\0", "<p>", "no markup"])
def test_a_page_without_an_article_is_said(text: str) -> None:
    """A page in which no article is found is said to have none, or has at least a title; no source is empty."""
    assert all(isinstance(each, Unread) or each.values["title"] for each in article.read(text, "x.html"))


def test_auto_archivers_sheet() -> None:
    """A private store's address is not published, a public archive's is; rows without a copy are said."""
    (video, post), unread = sample(autoarchiver, "auto-archiver-sheet.csv")
    assert video == {
        "title": "Gate, seen from the bridge",
        "date": "2031-03-12T05:00:00+00:00",
        "accessed": "2031-03-13",
        "url": "https://video.example/watch?v=1",
        "archive": {
            "file": "1.html",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "captured": "2031-03-13T08:15:00+00:00",
            "tool": "auto-archiver",
        },
    }
    assert post["archive_url"] == "https://web.archive.org/web/20310313/https://social.example/post/2"
    assert post["title"] == "[social.example/post/2]"
    assert [each.split(": ")[0] for each in unread] == ["auto-archiver-sheet.csv:4", "auto-archiver-sheet.csv:5"]


def test_auto_archivers_database() -> None:
    """Python's own notation is read as data and never run."""
    (post,), unread = sample(autoarchiver, "auto-archiver-db.csv")
    assert (post["title"], post["date"]) == ("The gate's gone", "2031-03-12T05:00Z")
    assert post["archive"]["file"] == "local_archive/b.html"
    assert unread == ["auto-archiver-db.csv:3: the columns `metadata` and `media` cannot be read"]


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "C:\\x\\y", "a/../b", "https://h/../x"])
def test_no_copy_lies_outside_the_archive(path: str) -> None:
    """What the table says of a place, only its last part is kept where it would lead out."""
    row = f"Link,Archive location\nhttps://x.example,{path}\n"
    (record,) = autoarchiver.read(row, "t.csv")
    assert isinstance(record, Record)
    assert "/" not in record.values["archive"].get("file", "")
    assert "\\" not in record.values["archive"].get("file", "")


READERS = [csljson, bibtex, ris, autoarchiver, plaintext]


@pytest.mark.parametrize("reader", READERS)
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_file_breaks_a_reader(reader: Any, data: st.DataObject) -> None:
    """Any text, and any sample with a piece cut out, gives records and reasons."""
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.iterdir()) if path.is_file()]
    text = data.draw(st.sampled_from(texts) | st.text())
    start = data.draw(st.integers(0, len(text)))
    cut = text[:start] + data.draw(st.text(max_size=3)) + text[start + data.draw(st.integers(0, 20)) :]
    for result in accept(reader.read(cut, "f"), [], {}, frozenset()):
        assert isinstance(result, Accepted | Known | Unread)


# --- round trips --------------------------------------------------------------------------------------------

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


def exported(name: str, source: Source) -> Read:
    """A source, written in a format and read again."""
    written = getattr(bibliography, name)([source], PEOPLE)
    reader = {"csl": csljson, "bibtex": bibtex, "ris": ris}[name]
    return reader.read(written.decode() if isinstance(written, bytes) else written, "s")


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


def carried(source: Source) -> Source:
    """What of a source a format without a field of our own carries."""
    gone = source.url_status == "usurped"
    kept = ("id", "title", "author", "publication", "agency", "date", "accessed", "archive_url", "tags", "language")
    fields = {name: getattr(source, name) for name in (*kept, "genre", "status")}
    return Source(**{**fields, "url": "" if gone else source.url})


@pytest.mark.parametrize(("form", "ending"), [("csl", "json"), ("bibtex", "bib"), ("ris", "ris")])
def test_an_export_goes_into_an_empty_dossier(root: Path, form: str, ending: str) -> None:
    """By the commands: the demo's sources come back with their ids, a missing agency is made, and no error is left.

    What BibTeX and RIS have no field for is lost: the grade, the descriptor, and by which id the agency went.  A second import finds all of them there.
    """
    demo = Path(__file__).resolve().parent.parent
    exported = CliRunner().invoke(cli, ["export", form, "-C", str(demo)])
    taken = root.parent / f"sources.{ending}"
    taken.write_text(exported.stdout, "utf-8")
    done = run(root, taken)
    assert done.exit_code == 0, done.output
    agency = "ap" if form == "csl" else "the-associated-press"
    lost = {"archive": None, "summary": "", **({} if form == "csl" else {"reliability": None, "descriptor": ""})}
    for path in (demo / "content/sources").iterdir():
        old = parse.parse(InputFile(sourcefile.path(path.stem), path.read_bytes())).entries[0].item
        assert isinstance(old, Source)
        assert source_at(root, path.stem) == replace(old, agency=old.agency and agency, **lost)
    assert f"- id: {agency}\n" in (root / "content/entities.yaml").read_text("utf-8")
    assert CliRunner().invoke(cli, ["check", "-C", str(root)]).exit_code == 0
    assert run(root, taken).output.count("already there as") == 5


# --- duplicates ---------------------------------------------------------------------------------------------


def source(**values: Any) -> Source:
    """A source that is there already."""
    return Source(**{"id": "there", "title": "The Title", "date": "2024-10-18", "url": COURIER, **values})


@pytest.mark.parametrize(
    ("values", "is_known"),
    [
        ({"title": "Else", "url": "http://www.COURIER.example/2031/03/12/gate-fails/?utm_source=x&fbclid=y#top"}, True),
        ({"title": "Else", "url": COURIER + "?page=2"}, False),
        ({"title": "the title!", "date": "2024-10-18"}, True),
        ({"title": "The title", "date": "2024-10-19"}, False),
        ({"title": "The title"}, False),
        (
            {"title": "The title", "date": "2024-10-18", "publication": "Another Paper", "url": "https://a.example"},
            False,
        ),
        ({"title": "The title", "date": "2024-10-18", "publication": "the courier"}, True),
    ],
)
def test_what_is_there_already(values: dict[str, Any], is_known: bool) -> None:
    """One address however it is written; or one title and date, unless two papers printed it."""
    record = Record(place="f:1", values=values)
    (result,) = accept([record], [source(publication="The Courier")], {}, frozenset({"there"}))
    assert isinstance(result, Known) == is_known


def test_records_are_compared_with_each_other() -> None:
    """The second of two alike in one file is said to be there under the id of the first."""
    record = Record(place="f:1", values={"title": "A", "url": COURIER}, key="Key 1")
    first, second = accept([record, record], [], {}, frozenset({"key-1"}))
    assert isinstance(first, Accepted)
    assert second == Known(place="f:1", id="key-1-2", why="the same address")
    assert first.source.id == "key-1-2"


@given(st.text())
def test_any_address_can_be_compared(url: str) -> None:
    """No traceback, whatever stands there."""
    assert isinstance(accession.address(url), str)


def test_what_does_not_fit_is_kept_aside() -> None:
    """A date that is none stays readable; a dangerous address does not; both are said."""
    record = Record(place="f:1", values={"title": "A", "date": "soon", "url": "javascript:alert(1)", "genre": "gossip"})
    (result,) = accept([record], [], {}, frozenset())
    assert isinstance(result, Accepted)
    assert result.source == Source(id="a", title="A", fields={"date as given": "soon"})
    assert {each.split()[0] for each in result.left_out} == {"`date`", "`url`", "`genre`"}


def test_a_foreign_export_cannot_reach_into_the_archive() -> None:
    """What claims to be our own export brings no path and no draft."""
    item = (
        '[{"id": "x", "title": "X", "custom": {"dossier": {"archive": {"file": "a"}, "draft": true, "summary": "s"}}}]'
    )
    assert back(csljson.read(item, "f.json")) == Source(id="x", title="X")


# --- the command --------------------------------------------------------------------------------------------


def test_nothing_is_overwritten(root: Path) -> None:
    """Twice the same files: the second time all is there already, and no byte has changed."""
    files = [SAMPLES / name for name in ("better-bibtex.json", "minutes.txt", "article.html")]
    assert run(root, *files).exit_code == 0
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    again = run(root, *files)
    assert again.exit_code == 0
    assert again.output.count("already there as") == 4
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_texts_go_into_the_archive(root: Path) -> None:
    """With their digest; a name that another text has is not taken; the source has no summary."""
    (root / "private").mkdir()
    (root / "private/minutes-of-the-valley-council.txt").write_text("another")
    assert run(root, SAMPLES / "minutes.txt").exit_code == 0
    made = source_at(root, "minutes-of-the-valley-council")
    assert made.archive is not None
    assert made.archive.file == "minutes-of-the-valley-council-2.txt"
    assert (root / "private" / made.archive.file).read_text() == (SAMPLES / "minutes.txt").read_text()
    assert len(made.archive.sha256) == 64
    assert made.summary == ""


def test_a_text_in_the_archive_stays_where_it_is(root: Path) -> None:
    """A file that lies in the archive already is pointed to there, not copied."""
    (root / "private/in").mkdir(parents=True)
    (root / "private/in/000.txt").write_text("A headline\n\nText.\n")
    assert run(root, root / "private/in/000.txt").exit_code == 0
    archive = source_at(root, "a-headline").archive
    assert archive is not None
    assert archive.file == "in/000.txt"
    assert [path.name for path in (root / "private").rglob("*.txt")] == ["000.txt"]


def test_without_an_archive_the_text_is_not_kept(root: Path) -> None:
    """A dossier without an archive keeps no text of what it imports, and the command says so."""
    (root / "config.yaml").write_text("title: T\n")
    done = run(root, SAMPLES / "minutes.txt")
    assert done.exit_code == 0
    assert "its text is not kept" in done.output
    assert source_at(root, "minutes-of-the-valley-council").archive is None


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.docx", b"", "the ending is none of"),
        ("x.ris", b"TY  - \xff\n", "neither UTF-8 nor UTF-16"),
        ("x.json", b"{", "this is no JSON"),
        ("x.csv", b"a,b\n", "no column is called"),
        ("x.txt", b" \n", "there is no text in it"),
    ],
)
def test_a_file_that_cannot_be_read_fails(root: Path, name: str, data: bytes, said: str) -> None:
    """Exit status 1, with the file's name and why; the other files are taken."""
    (root.parent / name).write_bytes(data)
    done = run(root, root.parent / name, SAMPLES / "minutes.txt")
    assert done.exit_code == 1
    assert said in done.output
    assert name in done.output
    assert (root / "content/sources/minutes-of-the-valley-council.md").is_file()


def test_utf_16_is_read(root: Path) -> None:
    """A file in UTF-16, as Windows tools write it, is imported like any other."""
    (root.parent / "x.ris").write_bytes("TY  - NEWS\r\nTI  - Übung\r\nER  - \r\n".encode("utf-16"))
    assert run(root, root.parent / "x.ris").exit_code == 0
    assert source_at(root, "ubung").title == "Übung"


@pytest.mark.parametrize(("reader", "library"), [(bibtex, "bibtexparser"), (ris, "rispy"), (article, "trafilatura")])
def test_a_missing_library_is_one_line(reader: Any, library: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit status 2, what to install, and nothing written."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == library:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LibraryMissing):
        reader.read("x", "x")
    names = {"bibtexparser": "library.bib", "rispy": "zotero.ris", "trafilatura": "article.html"}
    done = run(root, SAMPLES / "minutes.txt", SAMPLES / names[library])
    assert done.exit_code == 2
    assert f"this needs {library}: install dossier-press[import]" in done.output
    assert not (root / "content").exists()
