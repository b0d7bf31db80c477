"""What is read of each format of other tools: sources' fields, and what could not be read, with its place."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ondisk import COURIER, SAMPLES

from casework.authoring.accession import Accepted, Known, accept
from casework.importers import article, autoarchiver, bibtex, csljson, plaintext, ris
from casework.importers.records import Read, Record, Unread


def sample(reader: Any, name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """What a reader makes of a sample: the values of its records without the empty ones, and what it could not read."""
    read: Read = reader.read((SAMPLES / name).read_text("utf-8"), name)
    records = [{k: v for k, v in each.values.items() if v} for each in read if isinstance(each, Record)]
    return records, [f"{each.place}: {each.reason}" for each in read if isinstance(each, Unread)]


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
