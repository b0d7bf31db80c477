"""Citations: the note and the entry of a list in both styles, for every kind of source and whatever is absent."""

import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from build import folder, source
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from ondisk import laid

from casework.model import CitationStyle, Genre, Source
from casework.publishing import build
from casework.words.citation import ENGLISH, citation, entry

EN = msgspec.structs.replace(ENGLISH, code="en")
GENRES = (None, *get_args(Genre))
STYLES: tuple[CitationStyle, ...] = get_args(CitationStyle)


# --- the note, as it was from the first: chicago ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "agency", "note"),
    [
        (source(), "", "“Title”, n.d."),
        (source(date="2024-10-18"), "", "“Title”, 18\u00a0October 2024."),
        (source(title="Is it true?"), "", "“Is it true?” n.d."),
        (source(title="And then…", publication="P"), "", "“And then…” <cite>P</cite>, n.d."),
        (source(title="Is it “true?”"), "", "“Is it ‘true?’” n.d."),
        (source(title="Stop.", date="2024"), "", "“Stop.” 2024."),
        (source(title="R&D", publication="Q&A"), "", "“R&amp;D”, <cite>Q&amp;A</cite>, n.d."),
        (source(author=("A",)), "Reuters", "A, “Title”, via Reuters, n.d."),
        (source(author=("A", "B")), "", "A and B, “Title”, n.d."),
        (source(author=("A", "B", "C")), "", "A, B and C, “Title”, n.d."),
        (source(author=("A", "B", "C", "D")), "", "A et al., “Title”, n.d."),
        (source(author=("A", "B", "et al.")), "", "A, B et al., “Title”, n.d."),
        (source(author=("A", "et al")), "", "A et al., “Title”, n.d."),
        (source(author=("et al.",)), "", "“Title”, n.d."),
        (source(author=("Associated Press",)), "The Associated Press", "Associated Press, “Title”, n.d."),
        (source(publication="Yonhap"), "Yonhap", "“Title”, <cite>Yonhap</cite>, n.d."),
        (source(publication="Acme Inc.", date="2024-10~"), "", None),
        (source(title="[A supplied title]"), "", "[A supplied title], n.d."),
        (source(title="[Video] Title [cut]"), "", "“[Video] Title [cut]”, n.d."),
    ],
)
def test_a_note_is_punctuated_whatever_is_absent(given: Source, agency: str, note: str | None) -> None:
    """Commas between the parts, none after a title that closes itself, one stop at the end; nothing said twice."""
    assert citation(given, agency) == (note or "“Title”, <cite>Acme Inc.</cite>, around October 2024.")


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Seoul: “They are there”", "“Seoul: ‘They are there’”"),
        ('"Storm" in a "tea cup"', "“‘Storm’ in a ‘tea cup’”"),
        ('The ("so-called") army', "“The (‘so-called’) army”"),
        ("Putin: „Ja“, sagt er", "“Putin: ‘Ja’, sagt er”"),
        ("Russia's ‘help’", "“Russia&#x27;s ‘help’”"),
        ("« Oui »", "“« Oui »”"),
        ("two\nlines", "“two lines”"),
    ],
)
def test_quotation_marks_within_a_title_become_single(title: str, quoted: str) -> None:
    """Double marks inside the note's own double marks are nested; other marks stay."""
    assert citation(source(title=title)).startswith(quoted)


def test_a_title_in_another_language_says_so() -> None:
    """A title gets its language only where it is not the dossier's, whatever the region; its direction is its own."""
    korean = source(title="북한군?", language="ko")
    assert citation(korean, tongue=EN) == '“<span lang="ko" dir="auto">북한군?</span>” n.d.'
    assert "<span" not in citation(source(language="en-GB"), tongue=EN)
    assert "<span" not in citation(korean)


@given(st.lists(st.text(max_size=12), min_size=4, max_size=4), st.text(max_size=12), st.booleans())
def test_a_note_is_safe_and_ends_in_one_stop(texts: list[str], author: str, dated: bool) -> None:
    """No text becomes markup: the only elements are `cite` and `span`; there is always an end, and only one."""
    title, house, agency, language = texts
    given = source(title=title, publication=house, author=(author, "B"), language=language)
    note = citation(msgspec.structs.replace(given, date="2024" if dated else ""), agency, EN)
    tags = re.findall(r"<[^>]*>", note)
    assert all(re.fullmatch(r'</?cite>|</span>|<span lang="[^"<>]*" dir="auto">', tag) for tag in tags)
    assert note.endswith("2024." if dated else "n.d.")


def test_markup_in_a_source_is_text_in_its_note() -> None:
    """Tags and attributes that a source's fields hold come out escaped."""
    nasty = source(title="<b>x</b>", author=("<i>",), publication='"><script>', language='ko" onclick="x')
    tree = html.fragment_fromstring(citation(nasty, "<u>", EN), create_parent=True)
    assert [element.tag for element in tree.iter()] == ["div", "span", "cite"]
    assert list(tree[0].attrib) == ["lang", "dir"]


# --- every kind of source in both styles, as a note and in a list -------------------------------------------------

COPY = "https://web.archive.org/web/2031/https://courier.example/gate"
KINDS: dict[str, dict[str, Any]] = {
    "news article": {
        "title": "Gate fails: hundreds leave",
        "author": ("Ada Exemplar", "Ben Sample"),
        "publication": "The Norland Courier",
        "date": "2031-03-12",
        "accessed": "2031-03-13",
        "url": "https://courier.example/gate?a=1&b=2",
        "archive_url": COPY,
        "genre": "news",
    },
    "opinion": {
        "title": "Is “the gate” safe?",
        "author": ("Ada Exemplar",),
        "publication": "The Norland Courier",
        "date": "2031-03",
        "genre": "opinion",
    },
    "report, by its publisher": {
        "title": "Annual report",
        "author": ("Norland River Authority",),
        "publication": "Norland River Authority",
        "date": "2030",
        "url": "https://river.example/2030.pdf",
        "genre": "report",
    },
    "press release, without author": {
        "title": "Gate closed",
        "publication": "Ministry of Works",
        "date": "2031-03-12",
        "genre": "press-release",
    },
    "web page, without date": {
        "title": "How a sluice works",
        "publication": "Alder Blog",
        "accessed": "2031-03-14",
        "url": "https://alder.example/sluice",
    },
    "interview": {
        "title": "“We were not warned”",
        "author": ("Ada Exemplar",),
        "publication": "Radio Norland",
        "date": "2031-03-12",
        "genre": "interview",
    },
    "transcript": {
        "title": "Session 12",
        "publication": "Parliament of Norland",
        "date": "2031-03-12",
        "genre": "transcript",
    },
    "data set": {
        "title": "River levels 2000–2030",
        "author": ("Norland River Authority",),
        "publication": "Norland Open Data",
        "date": "2031",
        "accessed": "2031-04-01",
        "url": "https://data.example/levels",
        "genre": "dataset",
    },
    "official record, only its copy is left": {
        "title": "Licence 7/1998",
        "publication": "Land Registry of Norland",
        "date": "1998-05-04",
        "accessed": "2031-04-01",
        "archive_url": "https://web.archive.org/web/2031/licence",
        "genre": "record",
    },
    "a supplied title and nothing else": {"title": "[A note on the gate]", "accessed": "2031-04", "genre": "news"},
    "four authors, an interval": {
        "author": ("A B", "C D", "E F", "G H"),
        "publication": "P",
        "date": "2024-10-18/2024-10-31~",
        "genre": "analysis",
    },
    "three authors, a season": {"author": ("A B", "C D", "E F"), "date": "2024-22"},
    "two authors and others, a year that is about right": {"author": ("A B", "C D", "et al."), "date": "2024~"},
    "more authors than APA names": {"author": tuple(f"N{number}" for number in range(1, 23)), "date": "2024-10-18?"},
    "an agency's report, at an address that is another's today": {
        "author": ("Ada Exemplar",),
        "publication": "P",
        "date": "2024-10-18T14:30Z",
        "genre": "news",
        "url": "https://bad.example",
        "url_status": "usurped",
        "accessed": "2024-10-19",
        "agency": "ap",
    },
    "a title in another language": {
        "title": "북한군",
        "language": "ko",
        "publication": "P",
        "date": "2024",
        "genre": "news",
    },
}
GOLDEN = Path(__file__).parent / "golden/citations.txt"


def cited(name: str) -> str:
    """A source of one kind, cited in each style and form, a line each."""
    given = source(**KINDS[name])
    wire = "Associated Press" if given.agency else ""
    forms = {"note": citation, "list": entry}
    lines = [f"{style} {form}: {cite(given, wire, EN, style)}" for style in STYLES for form, cite in forms.items()]
    return "\n".join([f"# {name}", *lines, ""])


def test_every_kind_of_source_in_both_styles(accept: bool) -> None:
    """Notes and lists are those of golden/citations.txt, which people have read; `--accept` writes it anew."""
    made = "\n".join(cited(name) for name in KINDS)
    if accept:
        GOLDEN.write_text(made, "utf-8")
    assert made == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", [citation, entry])
@given(st.data())
def test_no_style_lets_markup_through(form: Any, style: CitationStyle, data: st.DataObject) -> None:
    """Whatever the fields hold, a citation is text with `cite` and `span` in it, and no sentence ends in two stops."""
    text = st.text(st.sampled_from("a<>&\"'. ?\n"), max_size=8)
    fields = {name: data.draw(text) for name in ("title", "publication", "language", "url", "archive_url")}
    given = source(
        **fields, author=tuple(data.draw(st.lists(text, max_size=3))), genre=data.draw(st.sampled_from(GENRES))
    )
    made = form(given, data.draw(text), EN, style)
    tags = re.findall(r"<[^>]*>", made)
    assert all(re.fullmatch(r'</?cite>|</span>|<span lang="[^"<>]*" dir="auto">', tag) for tag in tags)


def test_an_address_can_be_copied() -> None:
    """No stop follows an address; one that shows something else today is not given."""
    there = source(url="https://example.org/a", date="2024")
    assert entry(there) == "“Title”. 2024. https://example.org/a"
    assert "example.org" not in entry(msgspec.structs.replace(there, url_status="unfit"))


@pytest.mark.parametrize(
    ("style", "note", "listed"),
    [
        ("chicago", "A, “T”, <cite>P</cite>, 2\xa0May 2024.", "A. “T”. <cite>P</cite>, 2\xa0May 2024. https://x.org"),
        ("apa", "A (2024, May\xa02). T. <cite>P</cite>.", "A (2024, May\xa02). T. <cite>P</cite>. https://x.org"),
    ],
)
def test_the_config_chooses_the_style(tmp_path: Path, style: str, note: str, listed: str) -> None:
    """`citation_style` rules the notes of a page, a source's page and the print edition alike."""
    fields = {
        "title": "T",
        "author": "A",
        "publication": "P",
        "date": "2024-05-02",
        "genre": "news",
        "url": "https://x.org",
    }
    laid(tmp_path, folder({"s": fields}, index="Said [@s].", citation_style=style))
    build.publish(tmp_path, tmp_path / "site", build.Options())
    assert note in (tmp_path / "site/index.html").read_text("utf-8")
    assert listed in (tmp_path / "site/sources/s.html").read_text("utf-8")
    assert listed in (tmp_path / "site/print.html").read_text("utf-8")
