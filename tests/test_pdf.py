"""The print edition: its notes at the foot of their pages, its marking, its bytes, and texts that look like code."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import ondisk
import pytest
import txtar
from build import folder
from click.testing import Result
from ondisk import laid

from casework.printing import pdf, printnodes
from casework.printing.printnodes import Node, nodes
from casework.publishing.build import Options

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

ROOT = Path(__file__).parent.parent
LEFT = 70.86614
"""Where the text begins, in points: 25 mm."""


def run(*given: str | Path) -> Result:
    """`dossier pdf …`."""
    return ondisk.run("pdf", *given)


def printed(root: Path, files: dict[str, str], *given: str) -> Any:
    """The PDF of a dossier, as a reader opens it."""
    result = run("-C", laid(root, files), *given)
    assert result.exit_code == 0, result.output
    return pypdf.PdfReader(root / "dossier.pdf")


@cache  # the demo's pages are asked for again and again
def text(reader: Any, page: int | None = None) -> str:
    numbers = range(len(reader.pages)) if page is None else [page]
    return "\n".join(reader.pages[number].extract_text() for number in numbers)


def words(reader: Any) -> str:
    """All the text with its blanks and line ends made one."""
    return " ".join(text(reader).split())


SOURCES = {"a": {"publication": "The Daily"}, "b": {"publication": "The Weekly"}}
FACTS = (
    {"id": "one", "evidence": [{"source": "a", "quote": "so it was", "locator": "para. 3"}]},
    {"id": "two", "evidence": [{"source": "a"}, {"source": "b", "stance": "disputes"}]},
)


# --- the demo ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo's print edition."""
    out = tmp_path_factory.mktemp("demo") / "demo.pdf"
    made = pdf.publish(ROOT, out, Options())
    assert made.pages, made.findings
    assert made.remarks == (), "the demo is of the accessible kind"
    return pypdf.PdfReader(out)


def entries(reader: Any) -> Iterator[tuple[int, int]]:
    """The page of each note's number at the foot of a page, and the page that this number leads back to."""
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    for number, page in enumerate(reader.pages):
        for each in page.get("/Annots", ()):
            link = each.get_object()
            x, low, right, high = (float(value) for value in link["/Rect"])
            if abs(x - LEFT) < 1 and right - x < 14 and high - low < 10 and "/Dest" in link:
                yield number, pages[link["/Dest"][0].idnum]


@pytest.mark.slow
def test_every_note_stands_once_at_the_foot_of_the_page_that_calls_it(demo: Any) -> None:
    """No note is lost and none stands twice or before its mark.

    Where one line calls several notes and the page is full, the typesetter may set the last of them on the next page.
    """
    found = list(entries(demo))
    assert len(found) > 100
    assert {page - called for page, called in found} <= {0, 1}
    assert sum(page != called for page, called in found) <= len(found) * 0.03
    standings = "Corr|Single|Cont|Disp|Unsupp|Retr"
    numbers = [
        int(number)
        for page in sorted({page for page, _ in found})
        for number in re.findall(rf"(?m)^(\d+) (?:{standings})", text(demo, page))
    ]
    assert numbers == list(range(1, len(found) + 1))


@pytest.mark.slow
def test_page_numbers_in_the_contents_are_right(demo: Any) -> None:
    """Each entry of the contents stands as a heading on the page it names, which is the page's own number too."""
    listed = re.findall(r"(?m)^(\S.*?)[ .]*(?: \.)+\s*(\d+)$", text(demo, 1))
    assert len(listed) > 10
    for title, page in listed:
        assert title.strip() in text(demo, int(page) - 1)
        assert f"{page} / {len(demo.pages)}" in text(demo, int(page) - 1)


@pytest.mark.slow
def test_the_marking_stands_at_the_head_and_the_foot_of_every_page(demo: Any) -> None:
    """TLP 2.0: the label is on each page, twice."""
    assert {text(demo, page).count("TLP:CLEAR") for page in range(len(demo.pages))} == {2}


@pytest.mark.slow
def test_the_demo_is_tagged_and_its_pictures_have_words(demo: Any) -> None:
    """PDF/UA-1: the file says so, has a language and a title, and each picture is said in words."""
    metadata = demo.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part" in metadata
    assert demo.trailer["/Root"]["/Lang"] == "en"
    assert demo.metadata.title == "North Korean troops in Russia's war"

    def said(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                yield from said(each)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                yield node.get("/Alt", "")
            yield from said(node["/K"]) if "/K" in node and not isinstance(node["/K"], int) else ()

    pictures = list(said(demo.trailer["/Root"]["/StructTreeRoot"]))
    assert len(pictures) > 3
    assert all(len(each) > 20 for each in pictures)


# --- bytes -------------------------------------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """The edition's day is in the file, never today's."""
    files = folder(SOURCES, FACTS, index="One [@one].", edition="2024-11-04")
    made = [pdf.publish(laid(tmp_path, files), tmp_path / name, Options()) for name in ("1.pdf", "2.pdf")]
    one, two = ((tmp_path / name).read_bytes() for name in ("1.pdf", "2.pdf"))
    assert made[0].pages > 0
    assert one == two
    assert pypdf.PdfReader(BytesIO(one)).metadata["/CreationDate"].startswith("D:20241104")


def test_an_edition_that_is_no_day_has_no_date(tmp_path: Path) -> None:
    """Where the edition names no day, the file has none, rather than today's."""
    reader = printed(tmp_path, folder(SOURCES, FACTS, edition="second"))
    assert reader.metadata.get("/CreationDate") is None
    assert "Edition second" in text(reader, 0)


# --- texts -------------------------------------------------------------------------------------------------------

CODE = r"""#import "x": * $a + b$ @ref and <label> back\slash ] ) } #panic() /* c */ = head ~ *x* _y_ // rest"""


def test_text_that_looks_like_the_typesetters_code_is_printed_as_text(tmp_path: Path) -> None:
    """Wherever an author may write, what they wrote is what is printed."""
    files = folder(
        {"a": {"title": f"{CODE} T", "descriptor": f"{CODE} D"}},
        [{"id": "one", "claim": f"{CODE} C", "question": "q", "evidence": [{"source": "a", "quote": f"{CODE} Q"}]}],
        questions=[{"id": "q", "text": f"{CODE} W"}],
        judgments=[{"id": "j", "text": f"{CODE} J", "basis": ["one"]}],
        index=f"See `{CODE} B` [@one].",
        subtitle=f"{CODE} S",
    )
    plain = str.maketrans("", "", " \xa0“”‘’\"'")
    found = words(printed(tmp_path, files)).translate(plain)
    for letter in "TDCQWJBS":
        assert f"{CODE} {letter}".translate(plain) in found, letter


def test_korean_arabic_and_han_come_out_as_text(tmp_path: Path) -> None:
    """Words in other scripts can be searched for and copied."""
    reader = printed(tmp_path, folder(SOURCES, FACTS, index="러시아 파병 그리고 روسيا و 日本語 [@one]."))
    found = words(reader)
    assert "러시아 파병" in found
    assert "日本語" in found
    assert "روسيا" in found or "روسيا"[::-1] in found


def test_a_right_to_left_dossier_runs_from_the_right(tmp_path: Path) -> None:
    """The language of the config is the file's, and the text begins at the right."""
    reader = printed(tmp_path, folder(SOURCES, FACTS, index="نص [@one].", language="ar"))
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    placed: list[float] = []
    reader.pages[0].extract_text(
        visitor_text=lambda said, cm, tm, _font, _size: said.strip() and placed.append(cm[4] + tm[4])
    )
    assert max(placed) > 300


def test_a_note_called_again_keeps_its_number_and_says_its_page(tmp_path: Path) -> None:
    """A later mark shows the same number, and on another page where the note stands."""
    sources = {"a": {"publication": "The Daily", "summary": "Again [@one], and new [@two]."}}
    facts = (FACTS[0], {"id": "two", "evidence": [{"source": "a"}]})
    reader = printed(tmp_path, folder(sources, facts, index="First [@one] and here [@one]."))
    found = words(reader)
    assert "First1 and here1." in found
    assert re.search(r"Again1 \(p\. \d\), and new2\.", found.replace("\xa0", " "))
    assert len(list(entries(reader))) == 2


def test_a_note_says_source_origin_words_place_and_whether_they_were_compared(tmp_path: Path) -> None:
    """The note alone answers: who says so, from whom, in which words, where, verified or not."""
    facts = [
        {
            "id": "one",
            "evidence": [{"source": "a", "origin": "x", "via": ["y"], "quote": "so it was", "locator": "p. 3"}],
        }
    ]
    files = folder(SOURCES, facts, entities=[{"id": "x"}, {"id": "y"}], index="So [@one].")
    found = words(printed(tmp_path, files))
    assert (
        "1 Single origin: Name of x. The Daily via Name of y from Name of x: “so it was” (p. 3, not verified)." in found
    )


def test_free_notes_and_pictures(tmp_path: Path) -> None:
    """A free note is a note like any; a picture that cannot be read is said in words, and the run says so."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    files = folder(
        SOURCES,
        FACTS,
        index="See [^n].\n\n![A good one](assets/p.svg)\n\n![A bad one](assets/p.png)\n\n[^n]: Free words.",
    )
    result = run("-C", laid(tmp_path, files | {"assets/p.svg": svg, "assets/p.png": "no picture"}))
    assert result.exit_code == 0
    assert "assets/p.png: left out" in result.output
    found = words(pypdf.PdfReader(tmp_path / "dossier.pdf"))
    assert "1 Free words." in found
    assert "[A bad one]" in found
    assert "[A good one]" not in found


def test_what_no_font_can_show_costs_the_accessible_kind_and_nothing_else(tmp_path: Path) -> None:
    """A character without a glyph is no reason to refuse the edition; the run says what is lost."""
    result = run("-C", laid(tmp_path, folder(SOURCES, FACTS, index="Odd \U0010fffd sign.")))
    assert result.exit_code == 0
    assert "PDF/UA-1" in result.output
    assert (tmp_path / "dossier.pdf").is_file()


# --- marking and date --------------------------------------------------------------------------------------------

SECRET = {
    "sources": {**SOURCES, "c": {"tlp": "RED", "title": "The hidden title"}},
    "facts": [*FACTS, {"id": "three", "tlp": "AMBER", "claim": "A hidden claim.", "evidence": [{"source": "a"}]}],
    "index": "Open [@one].\n\n::: tlp RED\nA hidden block.\n:::",
}


def test_what_is_withheld_is_not_in_the_pdf(tmp_path: Path) -> None:
    """Items and blocks above the marking are not there; at a higher one they are, and the label says so."""
    files = folder(**SECRET)
    low, high = words(printed(tmp_path, files)), words(printed(tmp_path, files, "--tlp", "RED"))
    assert "hidden" not in low
    assert all(each in high for each in ("The hidden title", "A hidden claim.", "A hidden block."))
    assert "TLP:RED" in high
    assert "TLP:CLEAR" not in high


def test_withheld_words_that_stand_anywhere_stop_it(tmp_path: Path) -> None:
    """The same screen as for the site: nothing is written."""
    result = run("-C", laid(tmp_path, folder(**{**SECRET, "index": "They say: A hidden claim. So?"})))
    assert result.exit_code == 1
    assert "marking-leak" in result.output
    assert not (tmp_path / "dossier.pdf").exists()


def test_as_of_prints_what_was_known_then(tmp_path: Path) -> None:
    """Later facts are gone, and the title page says the day."""
    sources = {"a": {"date": "2024-10-01"}, "b": {"date": "2024-11-01"}}
    facts = [{"id": "old", "evidence": [{"source": "a"}]}, {"id": "new", "evidence": [{"source": "b"}]}]
    reader = printed(tmp_path, folder(sources, facts), "--as-of", "2024-10-15")
    assert "Claim of old." in words(reader)
    assert "Claim of new." not in words(reader)
    assert "As of 15 October 2024" in text(reader, 0).replace("\xa0", " ")


CASES = sorted((ROOT / "tests" / "cases").glob("*.txt"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_golden_case_that_has_no_errors_can_be_printed(tmp_path: Path, case: Path) -> None:
    """Whatever the format allows, the template can set."""
    parts = [(name, text) for name, text in txtar.split(case.read_text("utf-8"))[1] if not name.startswith("expect")]
    laid(tmp_path, {"config.yaml": "title: Test dossier\n", **dict(parts)})
    made = pdf.publish(tmp_path, tmp_path / "dossier.pdf", Options())
    assert made.pages > 0 or made.examined.fails
    assert "template-error" not in {each.code for each in made.findings}


# --- the command -------------------------------------------------------------------------------------------------


def test_errors_stop_it_and_leave_the_old_file(tmp_path: Path) -> None:
    """A dossier with errors ends with 1, and the PDF of before is what it was."""
    laid(tmp_path, folder(SOURCES, FACTS, index="Broken [@nothing]."))
    (tmp_path / "dossier.pdf").write_bytes(b"%PDF-old")
    assert run("-C", tmp_path).exit_code == 1
    assert (tmp_path / "dossier.pdf").read_bytes() == b"%PDF-old"


@pytest.mark.parametrize("out", ["content/x.pdf", "notes.txt"])
def test_it_writes_over_nothing_but_a_pdf(tmp_path: Path, out: str) -> None:
    """The content's folder and files of other kinds are not touched: 2."""
    laid(tmp_path, {**folder(SOURCES, FACTS), "notes.txt": "mine"})
    result = run("-C", tmp_path, "--out", tmp_path / out)
    assert result.exit_code == 2
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "content/x.pdf").exists()


def test_nothing_but_the_file_is_left(tmp_path: Path) -> None:
    """No half-written file stays beside it."""
    laid(tmp_path, folder(SOURCES, FACTS))
    before = {each.name for each in tmp_path.iterdir()}
    assert run("-C", tmp_path, "--out", tmp_path / "new" / "x.pdf").exit_code == 0
    assert {each.name for each in tmp_path.iterdir()} == before | {"new"}
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["x.pdf"]


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the typesetter is missing, the command ends with 2 and says which extra to install."""
    monkeypatch.setitem(sys.modules, "typst", None)
    result = run("-C", laid(tmp_path, folder(SOURCES, FACTS)))
    assert result.exit_code == 2
    assert "install dossier-press[pdf]" in result.output


# --- templates of one's own --------------------------------------------------------------------------------------


def test_a_style_of_ones_own(tmp_path: Path) -> None:
    """A dossier's print-style.typ changes what it names and nothing else."""
    own = '#import "default/print-style.typ": style as default\n#let style = default + (paper: "us-letter")\n'
    reader = printed(tmp_path, folder(SOURCES, FACTS) | {"templates/print-style.typ": own})
    assert round(float(reader.pages[0].mediabox.width)) == 612


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    """1, with the place in the author's own template."""
    result = run("-C", laid(tmp_path, folder(SOURCES, FACTS) | {"templates/print.typ": "\n\n#let x = nothing\n"}))
    assert result.exit_code == 1
    assert "templates/print.typ:3:" in result.output
    assert "template-error" in result.output


@pytest.mark.parametrize("path", ["/etc/hostname", "../../../../../../etc/hostname", "../config.yaml"])
def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path, path: str) -> None:
    """A dossier that came from somebody cannot print the reader's files."""
    result = run("-C", laid(tmp_path, folder(SOURCES, FACTS) | {"templates/print.typ": f'#read("{path}")'}))
    assert result.exit_code == 1
    assert "template-error" in result.output


# --- nodes -------------------------------------------------------------------------------------------------------


def headings(html: str, level: int = 2) -> list[int]:
    return [each.level for each in nodes(html, level) if isinstance(each, Node)]


def test_no_heading_skips_a_level() -> None:
    """PDF/UA-1 forbids it, and authors do it."""
    assert headings("<h2>a</h2><h5>b</h5><h3>c</h3><h2>d</h2>") == [2, 3, 3, 2]
    assert headings("<h4>a</h4>", 3) == [3]


def test_white_space_is_collapsed_as_browsers_do_except_in_pre() -> None:
    """Line ends of the source are blanks; blocks begin and end without any."""
    assert nodes("<p> a\n <em>b</em> </p>\n") == (Node(tag="p", kids=("a ", Node(tag="em", kids=("b",)))),)
    assert nodes("<pre><code>a\n  b\n</code></pre>") == (Node(tag="pre", alt="a\n  b"),)


@pytest.mark.slow
def test_deep_nesting_is_flattened_and_set(tmp_path: Path) -> None:
    """However deep elements nest, the typesetter can follow and no word is lost."""
    deep = "<blockquote>" * 60 + "deepest" + "</blockquote>" * 60
    nested = "\n".join("    " * level + f"- level {level}" for level in range(30))
    assert printnodes.text(nodes(deep)) == "deepest"
    found = words(printed(tmp_path, folder(SOURCES, FACTS, index=f"{deep}\n\n{nested}")))
    assert "deepest" in found
    assert "level 29" in found


def test_cells_never_overlap() -> None:
    """Whatever spans an author writes, each cell has its own place in the table."""
    html = '<table><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr><td rowspan="9">b</td><td>c</td></tr><tr><td colspan="99">d</td></tr></tbody></table>'
    (table,) = nodes(html)
    assert isinstance(table, Node)
    cells = [each for each in table.kids if isinstance(each, Node)]
    places = [(c.x + i, c.y + j) for c in cells for i in range(c.colspan) for j in range(c.rowspan)]
    assert len(places) == len(set(places))
    assert table.head == 1
    assert max(y for _, y in places) == 2
