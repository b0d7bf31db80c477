"""Import, the command: what is there already is not taken twice, nothing is overwritten, nothing is lost in silence."""

import builtins
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from ondisk import COURIER, SAMPLES

from casework.authoring import accession, sourcefile
from casework.authoring.accession import Accepted, Known, accept
from casework.dossier import InputFile
from casework.importers import article, bibtex, ris
from casework.importers.records import LibraryMissing, Record
from casework.model import Source
from casework.reading import parse
from dossier import cli


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


# --- duplicates --------------------------------------------------------------------------------------------------


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


# --- the command -------------------------------------------------------------------------------------------------


def test_nothing_is_overwritten(root: Path) -> None:
    """Twice the same files: the second time all is there already, and no byte has changed."""
    files = [SAMPLES / name for name in ("better-bibtex.json", "minutes.txt", "article.html")]
    assert run(root, *files).exit_code == 0
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    again = run(root, *files)
    assert again.exit_code == 0
    assert again.output.count("already there as") == 4
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


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
