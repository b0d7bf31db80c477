"""The languages of a site: catalogues are whole, no English word is left, dates and numbers are right, pages turn round."""

from __future__ import annotations

import re
import string
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import read_mo
from build import case
from build import folder as dossier_of
from lxml import html

from casework import edtf
from casework.figures import svg
from casework.figures.words import plain_number
from casework.pages.cards import Cards
from casework.publishing import build
from casework.publishing.build import Options
from casework.words import language, languagefiles

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "tests" / "dossiers"
LANGUAGES = ("ar", "fr", "ko")

sys.path.insert(0, str(ROOT / "tools"))
import languages as tool  # noqa: E402


@cache
def catalogues() -> dict[str, Any]:
    return {path.parent.parent.name: catalogue for path, catalogue in tool.catalogues()}


@cache
def texts() -> dict[tuple[str | None, Any], Any]:
    """Every text of the code, by context and words."""
    return {(each.context, each.id): each for each in tool.template() if each.id}


@cache
def site(name: str) -> dict[str, bytes]:
    """The published files of a sample."""
    with tempfile.TemporaryDirectory() as out:
        built = build.publish(SAMPLES / name, Path(out) / "site", Options())
        assert built.report is not None, built.findings
        files = {path: path.read_bytes() for path in Path(out).rglob("*") if path.is_file()}
        return {path.relative_to(Path(out) / "site").as_posix(): content for path, content in files.items()}


def pages(name: str) -> dict[str, Any]:
    return {
        path: html.document_fromstring(content.decode())
        for path, content in site(name).items()
        if path.endswith(".html")
    }


# --- catalogues --------------------------------------------------------------------------------------------------


def test_there_is_a_catalogue_for_each_language() -> None:
    """English needs none; the others that we promise have one."""
    assert sorted(catalogues()) == sorted(LANGUAGES)


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_catalogue_has_every_text_and_no_other(name: str) -> None:
    """Nothing is untranslated, nothing left over, nothing guessed (`make languages` brings in what the code says now)."""
    its = {(each.context, each.id): each for each in catalogues()[name] if each.id}
    assert its.keys() == texts().keys()
    assert [each.id for each in its.values() if each.fuzzy] == []
    assert [each.id for each in its.values() if not all(forms(each.string))] == []


def forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def fields(text: str) -> set[str]:
    """The places that are filled in: `%(name)s` and `{name}`."""
    braces = {"{" + (name or "") + "}" for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return set(re.findall(r"%\(\w+\)s", text)) | braces


DATES = {"{day}", "{day2}", "{month}", "{month2}", "{year}", "{year2}"}


@pytest.mark.parametrize("name", LANGUAGES)
def test_what_is_filled_in_agrees(name: str) -> None:
    """A translation has the places of its text: a form for few things may leave the number out, and a date name more."""
    for each in catalogues()[name]:
        for form, text in enumerate(forms(each.string)):
            if not each.id or each.context == "number, large":
                continue
            wanted, given = fields(forms(each.id)[-1]), fields(text)
            if (each.context or "").startswith("date, "):
                assert given <= wanted | DATES, (each.id, text)
                continue
            missing = {"%(num)s"} if isinstance(each.id, tuple) and (name == "fr" or form < 3) else set()
            assert given <= wanted, (each.id, text)
            assert wanted - given <= missing, (each.id, text)


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_translation_holds_no_markup_of_its_own(name: str) -> None:
    """Texts stand in attributes too, unescaped: no quotation mark, no tag but those of the English text."""
    for each in catalogues()[name]:
        for text in forms(each.string) if each.id else ():
            assert '"' not in text
            assert set(re.findall("<[^>]*>", text)) <= set(re.findall("<[^>]*>", forms(each.id)[0]))


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_texts(name: str) -> None:
    """The `.mo` that is shipped was made from the `.po` beside it."""
    with (languagefiles.FOLDER / name / "LC_MESSAGES" / "dossier.mo").open("rb") as file:
        compiled = translations(read_mo(file))
    assert compiled == translations(catalogues()[name])


def translations(catalogue: Any) -> dict[tuple[str | None, str], tuple[str, ...]]:
    return {(context(each), forms(each.id)[0]): forms(each.string) for each in catalogue if each.id}


def context(message: Any) -> str | None:
    """A text's context, which Babel reads from a compiled catalogue as bytes."""
    return message.context.decode() if isinstance(message.context, bytes) else message.context


# --- a language --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "direction"),
    [("en", "ltr"), ("ar", "rtl"), ("ar-EG", "rtl"), ("fa_IR", "rtl"), ("he", "rtl"), ("az-Arab", "rtl"),
     ("ar-Latn", "ltr"), ("ko", "ltr"), ("", "ltr"), ("UR", "rtl"), ("../../etc", "ltr")],
)  # fmt: skip
def test_direction(code: str, direction: str) -> None:
    """A language is written as its script is, named or usual."""
    assert language.direction(code) == direction
    assert languagefiles.load(code).direction == direction


def test_a_language_without_a_catalogue_speaks_english() -> None:
    """Words are English, code and direction its own; a region finds its language."""
    persian = languagefiles.load("fa")
    assert (persian.code, persian.direction, persian.say("Sources")) == ("fa", "rtl", "Sources")
    assert languagefiles.load("fr-CA").say("Search") == "Recherche"
    assert languagefiles.load("KO_kr").say("Search") == "검색"


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "لا وقائع"), (1, "واقعة واحدة"), (2, "واقعتان"), (3, "3 وقائع"), (10, "10 وقائع"), (11, "11 واقعة"),
     (99, "99 واقعة"), (100, "100 واقعة"), (103, "103 وقائع"), (12000, "12,000 واقعة")],
)  # fmt: skip
def test_arabic_counts_in_six_ways(number: int, said: str) -> None:
    """None, one, two, few, many and the rest have a form each."""
    assert languagefiles.load("ar").count("%(num)s fact", "%(num)s facts", number) == said


def test_numbers() -> None:
    """The signs in a number and the names of large ones are those of the language."""
    french, korean = languagefiles.load("fr"), languagefiles.load("ko")
    assert french.number(12000.5) == "12\u202f000,5"
    assert plain_number(1.1e9, french.figures.numbers) == "1,1 Md"
    assert plain_number(1.1e9, korean.figures.numbers) == "11억"
    assert plain_number(2.5e12, korean.figures.numbers) == "2.5조"
    assert language.ENGLISH.number(12000.5) == "12,000.5"


@pytest.mark.parametrize(
    ("text", "french", "korean", "arabic"),
    [
        ("2024-10-01", "1er octobre 2024", "2024년 10월 1일", "1 أكتوبر 2024"),
        ("2024-10-01/2024-10-03", "1er–3 octobre 2024", "2024년 10월 1–3일", "1–3 أكتوبر 2024"),
        ("2024-10-30/2024-11-02", "30 octobre – 2 novembre 2024", "2024년 10월 30일 – 11월 2일", "30 أكتوبر – 2 نوفمبر 2024"),
        ("2024-10", "octobre 2024", "2024년 10월", "أكتوبر 2024"),
        ("2024", "2024", "2024년", "2024"),
        ("2024-22", "été 2024", "2024년 여름", "صيف 2024"),
        ("2024-10-18~", "18 octobre 2024 (environ)", "2024년 10월 18일경", "نحو 18 أكتوبر 2024"),
        ("../2024-10-18", "jusqu’au 18 octobre 2024", "2024년 10월 18일까지", "حتى 18 أكتوبر 2024"),
        ("2024-10/..", "depuis octobre 2024", "2024년 10월부터", "منذ أكتوبر 2024"),
        ("[2024-10-17,2024-10-18]", "17 ou 18 octobre 2024", "2024년 10월 17일 또는 2024년 10월 18일", "17 أو 18 أكتوبر 2024"),
        ("2024-10-18T12:30+03:00", "18 octobre 2024, 12:30 UTC+03:00", "2024년 10월 18일 12:30(UTC+03:00)", "18 أكتوبر 2024، 12:30 UTC+03:00"),
    ],
)  # fmt: skip
def test_dates(text: str, french: str, korean: str, arabic: str) -> None:
    """A date is said as the language says it, whatever kind it is."""
    date = edtf.read(text)
    assert date is not None
    said = [languagefiles.load(code).date(date).replace("\u00a0", " ") for code in ("fr", "ko", "ar")]
    assert said == [french, korean, arabic]


# --- pages -------------------------------------------------------------------------------------------------------

NAMES = re.compile(
    r"TLP:GREEN|JSON|CSV|CSL|BibTeX|Natural Earth|UTC|Ctrl|The River Courier|Jane Doe|Flooding forces 1,200 from homes:"
    r" what we know so far|at least 1,200 people had left|https?://\S+|\{\w+\}"
)
SAID_ASIDE = ("aria-label", "title", "data-label", "data-count", "data-dark", "data-light", "alt", "placeholder")


def shown(element: Any) -> Iterator[str]:
    """Every text below an element that a reader sees or hears, but for what says itself to be in English."""
    if not isinstance(element.tag, str) or element.tag == "script" or element.get("lang") == "en":
        return
    yield from (element.get(name, "") for name in SAID_ASIDE)
    yield element.text or ""
    for child in element:
        yield from shown(child)
        yield child.tail or ""


@pytest.mark.parametrize("name", ["ar", "ko"])
def test_no_english_word_is_left(name: str) -> None:
    """Beside names and addresses, a site in another script has no Latin letters: no word of ours was forgotten."""
    left = {
        (path, word)
        for path, tree in pages(name).items()
        for text in shown(tree)
        for word in re.findall("[A-Za-z]{2,}", NAMES.sub("", text))
    }
    assert left == set()


def test_no_english_text_is_left_in_french() -> None:
    """No text of ours stands in a French site as it is in English, unless both languages have it so."""
    catalogue = {(each.context, each.id): each.string for each in catalogues()["fr"] if each.id}
    english = {key[1] for key in texts() if isinstance(key[1], str) and catalogue[key] != key[1] and " " in key[1]}
    same = {forms(each)[0] for each in catalogue.values()}
    left = {
        (path, text.strip())
        for path, tree in pages("fr").items()
        for text in shown(tree)
        if text.strip() in english - same
    }
    assert left == set()


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_page_says_its_language_and_direction(name: str) -> None:
    """`lang` and `dir` are on every page; a foreign title and a foreign quotation say theirs."""
    made = pages(name)
    direction = "rtl" if name == "ar" else "ltr"
    assert {(tree.get("lang"), tree.get("dir")) for tree in made.values()} == {(name, direction)}
    title = made["sources/river-courier-2031-03-13.html"].xpath("//h1//bdi")[0]
    assert title.get("lang") == "en"
    quote = made["facts/evacuated-1200.html"].xpath("//q[@lang='en']")[0]
    assert quote.get("dir") == "auto"
    assert made["index.html"].xpath("//section[@role='doc-endnotes']//*[@lang='en' and @dir='auto']")


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [("What we know?", "", "und"), ("What we know?", "en", "en"), ("ما نعرفه؟", "", ""), ("2024?", "", ""), ("알려진 것", "ko", "ko")],
)  # fmt: skip
def test_a_title_whose_language_nobody_said(title: str, language: str, said: str) -> None:
    """Where letters run the other way than the page, the title is marked as being in an unknown language."""
    files = dossier_of({"a": {"title": title, "language": language}}, language="ar")
    cards = Cards(case(files), "", languagefiles.load("ar"))
    source = cards.case.dossier.sources["a"]
    assert cards.title(source).lang == said
    assert (f'lang="{said}" dir="auto"' in cards.citation(source)) == bool(said)


@pytest.mark.parametrize("name", LANGUAGES)
def test_data_for_machines_stays_as_it_is(name: str) -> None:
    """Codes in the data, in classes and in anchors do not depend on the language."""
    assert b'"status": "single-origin"' in site(name)["data/dossier.json"]
    index = pages(name)["index.html"]
    assert index.xpath("//a[@role='doc-backlink' and @href='#fnref-5-a']")
    assert index.xpath("//*[contains(@class, 'status-contested')]")


def test_the_search_and_the_feed_speak_the_language() -> None:
    """What scripts and feed readers show is translated too."""
    assert "결과 {count}건" in site("ko")["data/search.js"].decode()
    feed = site("ko")["feed.xml"].decode()
    assert "확신도: 높음." in feed
    assert "2031년 3월 14일 판" in feed


def test_what_changed_is_told_in_the_language() -> None:
    """The news of an edition are sentences of the dossier's language."""
    told = " ".join(pages("fr")["changes.html"].xpath("//main")[0].text_content().split())
    assert (
        "La probabilité est désormais «\u00a0presque certain\u00a0», auparavant «\u00a0probable\u00a0»."
        in told.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    )


def test_french_golden(accept: bool) -> None:
    """Three pages in French, word for word (`pytest --accept` takes what they say now)."""
    golden = SAMPLES / "fr.txt"
    paths = ("index.html", "facts/evacuated-1200.html", "sources/river-courier-2031-03-13.html")
    said = "".join(f"-- {path} --\n{in_lines(pages('fr')[path])}\n" for path in paths)
    if accept:
        golden.write_text(said, "utf-8")
    assert said == golden.read_text("utf-8")


def in_lines(page: Any) -> str:
    """The words of a page's main part, a line for each piece, without those of drawings."""
    main = page.xpath("//main")[0]
    for drawing in main.xpath(".//svg"):
        drawing.drop_tree()
    return "\n".join(line for each in main.itertext() if (line := " ".join(each.split())))


# --- figures -----------------------------------------------------------------------------------------------------


def test_a_mirrored_figure_reads_rightly() -> None:
    """The drawing is turned round, its words are not, and each runs from right to left by itself."""
    body = svg.text(10, 20, "نحو 12,000") + svg.text(90, 20, "b", anchor="end") + svg.text(50, 5, "c", anchor="middle")
    made = svg.mirrored(svg.root(body, name="t", prefix="p", title="t", desc="d", width=100, height=30))
    assert 'transform="translate(100 0) scale(-1 1)"' in made
    assert (
        '<text transform="scale(-1 1)" x="-10" y="20" font-size="13" text-anchor="end">\u2067نحو 12,000\u2069<' in made
    )
    assert '<text transform="scale(-1 1)" x="-90" y="20" font-size="13">\u2067b\u2069<' in made
    assert 'x="-50" y="5" font-size="13" text-anchor="middle">' in made


def test_arabic_in_a_figure_of_another_language() -> None:
    """An Arabic name in a drawing that runs from left to right is a text of its own."""
    assert "\u2068حزب (2024)\u2069" in svg.text(0, 0, "حزب (2024)")
    assert svg.text(0, 0, "A (2024)").count("\u2068") == 0


# --- in a browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples as sites on disk."""
    root = tmp_path_factory.mktemp("languages")
    for name in LANGUAGES:
        for path, content in site(name).items():
            (root / name / path).parent.mkdir(parents=True, exist_ok=True)
            (root / name / path).write_bytes(content)
    return root


@pytest.mark.browser
@pytest.mark.parametrize("name", LANGUAGES)
def test_nothing_is_wider_than_a_phone(name: str, folder: Path, quiet_page: Any) -> None:
    """At 320 px no page scrolls sideways."""
    quiet_page.set_viewport_size({"width": 320, "height": 640})
    for path in ("index.html", "facts/index.html", "facts/evacuated-1200.html", "questions/how-many.html",
                 "sources/river-courier-2031-03-13.html", "origins.html", "timeline.html", "about.html"):  # fmt: skip
        quiet_page.goto((folder / name / path).as_uri())
        assert quiet_page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.browser
def test_the_margin_is_on_the_other_side(folder: Path, quiet_page: Any) -> None:
    """In Arabic the notes stand left of the text and the table of contents right of it; in French the other way."""
    quiet_page.set_viewport_size({"width": 1400, "height": 900})
    sides = {}
    for name in ("ar", "fr"):
        quiet_page.goto((folder / name / "index.html").as_uri())
        where = "(one) => { const box = document.querySelector(one).getBoundingClientRect(); return [box.left, box.right]; }"
        sides[name] = [quiet_page.evaluate(where, each) for each in (".side-note", ".content .prose p", ".toc")]
    note, text, contents = sides["fr"]
    assert note[0] >= text[1]
    assert contents[1] <= text[0]
    note, text, contents = sides["ar"]
    assert note[1] <= text[0]
    assert contents[0] >= text[1]


@pytest.mark.browser
def test_a_citation_in_another_script_keeps_its_order(folder: Path, quiet_page: Any) -> None:
    """In an Arabic note the date comes after the English publication: on its left."""
    quiet_page.set_viewport_size({"width": 1400, "height": 900})
    quiet_page.goto((folder / "ar" / "sources" / "river-courier-2031-03-13.html").as_uri())
    edges = quiet_page.evaluate(
        """() => {
          const note = document.querySelector('.panel .citation');
          note.style.inlineSize = '60rem'; note.style.whiteSpace = 'nowrap';
          const at = (text) => {
            const walker = document.createTreeWalker(note, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const start = walker.currentNode.data.indexOf(text);
              if (start < 0) continue;
              const range = document.createRange();
              range.setStart(walker.currentNode, start); range.setEnd(walker.currentNode, start + text.length);
              return range.getBoundingClientRect().left;
            }
          };
          return ['Jane Doe', 'Flooding', 'The River', '13', '2031'].map(at);
        }"""
    )
    assert edges == sorted(edges, reverse=True)
