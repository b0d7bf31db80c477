"""What the search page finds: the documents of a case, and what a browser makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from casework.dossier import InputFile
from casework.evidence.derive import derive
from casework.model import Config
from casework.pages.cards import Cards
from casework.pages.searchdata import ENDING, Document, document, encoded, opening
from casework.reading import link, parse
from casework.words.language import ENGLISH

ROOT = Path(__file__).parent.parent
FILES = {
    "content/index.md": "---\ntitle: Briefing\n---\nThe [[nis]] and [[nis|the spies]] spoke[@planned].[^1]\n\n[^1]: A free note.\n",
    "content/sources/csm.md": "---\ntitle: Is it true?\nauthor: [A. Reporter]\npublication: The Monitor\nlanguage: ko\n"
    "descriptor: Wire report.\ntags: [deployment]\n---\nOur *own* summary.\n",
    "content/entities.yaml": "- {id: nis, name: National Intelligence Service, aliases: [NIS, 국정원], kind: organisation}\n",
    "content/facts.yaml": """
questions:
  - {id: how-many, text: How many?}
facts:
  - id: planned
    claim: About 12,000 troops were planned.
    scope: by the end of 2024
    question: how-many
    note: Compare [[nis]].
    fields: {Tally: fourteen}
    evidence: [{source: csm, origin: nis, quote: could not confirm}]
judgments:
  - {id: real, text: It is real., basis: [planned], note: Because.}
""",
}


def found() -> dict[str, Document]:
    """The documents of a small dossier, by their pages' names."""
    files = [InputFile(path, text.encode()) for path, text in FILES.items()]
    dossier, faults = link.link(Config(title="T"), [(file.path, parse.parse(file)) for file in files])
    assert [each for each in faults if each.code != "alias"] == []
    cards = Cards(derive(dossier, {}), "", ENGLISH)
    made = [document(kind, item, cards) for kind, item in dossier.items()]
    return {PurePosixPath(each.href).stem: each for each in made}


# --- documents ---------------------------------------------------------------------------------------------------


def test_every_kind_is_found_under_its_own_name() -> None:
    """Sources, facts, questions, judgments, entities and pages, each with what it is and the way to it."""
    shown = {name: (each.kind, each.label, each.title, each.href) for name, each in found().items()}
    assert shown == {
        "csm": ("source", "Source", "Is it true?", "sources/csm.html"),
        "planned": ("fact", "Fact · Single origin", "About 12,000 troops were planned.", "facts/planned.html"),
        "how-many": ("question", "Question", "How many?", "questions/how-many.html"),
        "real": ("judgment", "Judgment", "It is real.", "judgments/real.html"),
        "nis": ("entity", "Entity · Organisation", "National Intelligence Service", "entities/nis.html"),
        "index": ("page", "Page", "Briefing", "index.html"),
    }


def test_a_text_is_searched_in_words() -> None:
    """No markup, no citation marks; a link is the name of what it leads to."""
    each = found()
    assert each["index"].text == "The National Intelligence Service and the spies spoke."
    assert each["csm"].text == "Wire report. · Our own summary. · deployment"
    assert each["planned"].text == (
        "by the end of 2024 · Compare National Intelligence Service. · “could not confirm” · fourteen"
    )


def test_other_names_stand_apart() -> None:
    """Aliases, authors and publications count as names; a foreign title keeps its language."""
    each = found()
    assert each["nis"].also == "NIS · 국정원"
    assert (each["csm"].also, each["csm"].lang, each["planned"].lang) == ("A. Reporter · The Monitor", "ko", "")


# --- the script --------------------------------------------------------------------------------------------------

SAMPLES = (
    Document(
        kind="fact",
        label="Fact",
        title="North Korea sent 12,000 troops",
        href="facts/a.html",
        status="contested",
    ),
    Document(
        kind="entity",
        label="Entity",
        title="국가정보원",
        href="entities/b.html",
        also="NIS · National Intelligence Service",
        text="북한군 파병을 발표했다. </script><b>\u2028",
    ),
    Document(kind="source", label="Source", title="北朝鮮軍の派遣", href="sources/c.html", lang="ja", text="summary"),
    Document(kind="source", label="Source", title="جنود كوريا الشَّمالية", href="sources/d.html", lang="ar"),
    Document(
        kind="page",
        label="Page",
        title="Method",
        href="pages/e.html",
        text="word " * 80 + "needle in Élysée " + "end " * 80,
    ),
    Document(kind="fact", label="Fact", title="Russia's 10,000 soldiers", href="facts/f.html", status="disputed"),
)


def script(documents: Sequence[Document]) -> bytes:
    """The whole script, as the pieces of a long file make it."""
    return opening(ENGLISH) + encoded(documents) + ENDING


def read(data: bytes) -> Any:
    """The value that a script assigns."""
    return json.loads(data.decode().removeprefix("window.DOSSIER_SEARCH = ").removesuffix(";\n"))


def test_the_script_is_safe_wherever_it_stands() -> None:
    """No tag can end it, no separator breaks its line, and it still says the same."""
    data = script(SAMPLES)
    assert b"<" not in data
    assert len(data.decode().splitlines()) == 1
    assert read(data)["documents"][1]["text"].endswith("</script><b>\u2028")


def test_the_same_documents_make_the_same_bytes() -> None:
    """The script is made of the documents and nothing else: twice the same bytes."""
    assert script(SAMPLES) == script(SAMPLES)


def test_what_is_empty_is_left_out() -> None:
    """A document has what it has; a dossier may have none."""
    assert read(script(SAMPLES))["documents"][2] == {
        "kind": "source",
        "label": "Source",
        "title": "北朝鮮軍の派遣",
        "href": "sources/c.html",
        "text": "summary",
        "lang": "ja",
    }
    assert read(script(()))["documents"] == []


# --- in a browser ------------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Search</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'">
<script src="minisearch.js" defer></script><script src="data.js" defer></script><script src="search.js" defer></script>
</head><body><button>x</button><form id="search" role="search" hidden><input name="q" type="search"></form>
<p id="search-count" role="status"></p><ol id="search-results"></ol><div id="search-lists">lists</div></body></html>"""


def address(folder: Path, found: Sequence[Document]) -> str:
    """Where a search page over `found` is, made in `folder`."""
    (folder / "search.html").write_text(PAGE)
    (folder / "data.js").write_bytes(script(found))
    for path in ("vendor/minisearch/minisearch.js", "js/search.js"):
        (folder / Path(path).name).write_bytes((ROOT / "assets" / path).read_bytes())
    return (folder / "search.html").as_uri()


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory, quiet_page: Any) -> Any:
    """A search page over SAMPLES, opened from a folder."""
    quiet_page.address = address(tmp_path_factory.mktemp("search"), SAMPLES)
    quiet_page.goto(quiet_page.address)
    return quiet_page


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Any]:
    """A search page that keeps in `made` the options of every index that is made."""
    page = browser.new_page()
    page.goto(address(tmp_path_factory.mktemp("watched"), SAMPLES))
    page.evaluate(
        """() => {
          window.made = [];
          window.MiniSearch = class extends MiniSearch {
            constructor(options) { super(options); made.push(options); }
          };
        }"""
    )
    yield page
    page.close()


@pytest.fixture(scope="module")
def terms(watched: Any) -> Callable[[str], list[str]]:
    """The terms that the index keeps of a text."""
    results(watched, "x")
    return lambda text: list(watched.evaluate("text => made[0].tokenize(text)", text))


def results(page: Any, query: str) -> list[str]:
    """The addresses that a query finds, in order."""
    page.locator("input").fill(query)
    links: list[str] = page.eval_on_selector_all("#search-results a", "all => all.map(a => a.getAttribute('href'))")
    return links


@pytest.mark.browser
def test_the_index_is_made_once_and_only_for_a_search(watched: Any) -> None:
    """Whoever opens the page and leaves pays nothing."""
    assert watched.evaluate("made.length") == 0
    results(watched, "korea")
    results(watched, "troops")
    assert watched.evaluate("made.length") == 1


@pytest.mark.browser
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Élysée ÉLYSÉE", ["elysee", "elysee"]),
        ("the U.S.-led", ["the", "u", "s", "led"]),
        ("12,000 or 1.234.567 or 1,50", ["12000", "or", "1234567", "or", "1", "50"]),
        ("Russia's Kim’s", ["russia", "kim"]),
        ("ＫＰＡ ﬁne", ["kpa", "fine"]),
        ("북한군 파병", ["북한", "한군", "군", "파병", "병"]),
        ("東京", ["東京", "京"]),
        ("が", ["が"]),
        ("KPA군", ["kpa", "군"]),
        ("كُوريّا الشَّماليّة", ["كوريا", "الشمالية"]),
        ("أكتوبر", ["اكتوبر"]),
        ("ทหาร", ["ทห", "หา", "าร", "ร"]),
        ("सैनिक", ["सैनिक"]),
        ("", []),
        ("— … !", []),
    ],
)
def test_terms(terms: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Words without what people leave out; pairs of characters where a script has no blanks."""
    assert terms(text) == expected


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("north korea", "facts/a.html"),
        ("nort koreea", "facts/a.html"),
        ("kor", "facts/a.html"),
        ("12000", "facts/a.html"),
        ("12,000", "facts/a.html"),
        ("russia", "facts/f.html"),
        ("nis", "entities/b.html"),
        ("북한", "entities/b.html"),
        ("한군", "entities/b.html"),
        ("국가정보원", "entities/b.html"),
        ("朝鮮軍", "sources/c.html"),
        ("軍", "sources/c.html"),
        ("派遣", "sources/c.html"),
        ("الشمالية", "sources/d.html"),
        ("كوريا الشَّمالية", "sources/d.html"),
        ("elysee", "pages/e.html"),
        ("ÉLYSÉE", "pages/e.html"),
    ],
)
def test_a_query_finds(search: Any, query: str, expected: str) -> None:
    """The right page comes first, from a folder, in any script, with a slip, by its beginning, by its number."""
    assert results(search, query)[:1] == [expected]


@pytest.mark.browser
def test_another_number_is_another_number(search: Any) -> None:
    """A figure is never taken for a slip in typing another one."""
    assert results(search, "10000") == ["facts/f.html"]


@pytest.mark.browser
def test_what_has_all_words_stands_alone(search: Any) -> None:
    """Any of the words only counts where nothing has them all."""
    assert results(search, "troops korea") == ["facts/a.html"]
    assert set(results(search, "troops needle")) == {"facts/a.html", "pages/e.html"}


@pytest.mark.browser
def test_hits_are_marked_and_texts_stay_texts(search: Any) -> None:
    """Marks stand on the words as they are written, in a stretch around the first; markup in a text is text."""
    results(search, "elysee needle")
    snippet = search.locator(".search-snippet").inner_text()
    assert re.fullmatch(r"… (word )+needle in Élysée (end )*end …", snippet)
    assert search.locator("mark").all_inner_texts() == ["needle", "Élysée"]
    results(search, "파병을")
    assert "</script><b>" in search.locator(".search-snippet").inner_text()
    assert "".join(search.locator("mark").all_inner_texts()) == "파병을"
    results(search, "12000 troops")
    assert search.locator("mark").all_inner_texts() == ["12,000", "troops"]


@pytest.mark.browser
def test_a_result_says_what_it_is(search: Any) -> None:
    """Its kind; of a fact its id and status; of a foreign title its language."""
    results(search, "troops")
    row = search.locator("#search-results li")
    assert row.evaluate("each => ({...each.dataset})") == {"kind": "fact", "fact": "a", "status": "contested"}
    assert row.locator(".search-kind").inner_text() == "Fact"
    results(search, "派遣")
    assert row.locator("a").get_attribute("lang") == "ja"


@pytest.mark.browser
def test_the_count_is_said_and_the_query_is_in_the_address(search: Any) -> None:
    """The status says how many; the address can be shared; an empty query shows nothing."""
    results(search, "soldiers")
    assert search.locator("#search-count").inner_text() == "1 result"
    search.wait_for_url("**/search.html?q=soldiers", timeout=2000)
    search.goto(search.address + "?q=zzzzzz")
    assert search.locator("#search-count").inner_text() == "Nothing found for “zzzzzz”."
    assert search.locator("#search-lists").is_visible()
    search.locator("input").fill("troops/")
    assert search.locator("#search-lists").is_hidden()
    assert results(search, "") == []
    assert search.locator("#search-count").inner_text() == ""


@pytest.mark.browser
def test_another_name_counts_as_much_among_many_that_have_none(tmp_path: Path, quiet_page: Any) -> None:
    """One entity with aliases among many facts without any is found by its alias before facts that use it."""
    facts = [
        Document(kind="fact", label="", title=f"Claim {number}", href=f"facts/f{number}.html") for number in range(30)
    ]
    user = Document(kind="fact", label="", title="What the NIS said", href="facts/user.html")
    entity = Document(kind="entity", label="", title="Service", href="entities/nis.html", also="NIS · Spies")
    quiet_page.goto(address(tmp_path, [*facts, user, entity]))
    assert results(quiet_page, "nis") == ["entities/nis.html", "facts/user.html"]


@pytest.mark.browser
def test_nothing_is_found_in_an_empty_dossier(tmp_path: Path, quiet_page: Any) -> None:
    """A dossier that has just begun has a search too."""
    quiet_page.goto(address(tmp_path, ()))
    assert results(quiet_page, "nis") == []
    assert quiet_page.locator("#search-count").inner_text() == "Nothing found for “nis”."
