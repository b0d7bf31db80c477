"""Nothing that a marking withholds stands in any output byte (FORMAT §7 and §10 "Marking")."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from build import NOTED, SHUT, SLOTS, case, folder, linked, marked
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from ondisk import laid

from casework.evidence import cut
from casework.pages import desk
from casework.publishing import screen
from casework.publishing.build import Options, examine, in_memory, publish
from casework.publishing.output import data_files
from casework.publishing.screen import Screen


def built(files: dict[str, str], root: Path, **options: Any) -> dict[str, bytes]:
    """Every output file of a dossier; it must have no errors."""
    examined = examine(laid(root, files), Options(**options))
    assert not examined.fails, examined.findings
    return in_memory(root, examined)


def leaks(files: dict[str, str], text: str | bytes, path: str = "index.html", carry: str = "CLEAR") -> list[str]:
    """The withheld items whose words the screen finds in an output file."""
    whole = linked(files)[0]
    searched = Screen(screen.secrets(whole, cut.withheld(whole, carry)))
    data = text if isinstance(text, bytes) else text.encode()
    return sorted(each.place.path for each in searched.leaks(path, data))


SECRET = folder(
    {"s-hidden": {"tlp": "RED", "title": 'The "inside" story', "url": "https://example.org/a b"}, "open": {}},
    [
        {"id": "f-hidden", "tlp": "AMBER", "claim": "Ann & Bob met.", "evidence": [{"source": "open", "quote": "met <there>"}]},
        {"id": "shown", "evidence": [{"source": "s-hidden", "quote": "said in private"}, {"source": "open", "quote": "said it"}]},
    ],
    entities=[{"id": "e-hidden", "tlp": "GREEN", "name": "Crème Ltd", "aliases": ["The Firm", "Fox"], "former_ids": ["old-hidden"]}],
    questions=[{"id": "q-hidden", "tlp": "RED", "text": "Who paid?"}],
    judgments=[{"id": "j-hidden", "tlp": "RED", "text": "It was planned."}],
    pages={"p-hidden": "---\ntitle: Annex five\ntlp: RED\n---\nText."},
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "f-hidden", "s-hidden", "e-hidden", "q-hidden", "j-hidden", "p-hidden", "old-hidden",  # ids
        "Ann & Bob met.", "Ann &amp; Bob met.", "<p>Ann &amp; Bob met.</p>",  # a claim, in HTML
        'The "inside" story', "The &quot;inside&quot; story", "The &#34;inside&#34; story", r"The \"inside\" story",  # a title
        "met <there>", "met &lt;there&gt;", "met%20%3Cthere%3E", "met+%3Cthere%3E",  # a quotation, in a URL
        "Crème Ltd", r"Cr\u00e8me Ltd", "Cr%C3%A8me%20Ltd", "The Firm",  # names, in JSON
        "Ann\n  &amp; Bob met.", r"The\nFirm", "Crème\u00a0Ltd",  # over the end of a line
        "Who paid?", "It was planned.", "Annex five", "https://example.org/a%20b",
        "said in private",  # what a withheld source says for a visible fact
        "(The Firm)", "the-e-hidden/", "“The Firm”",
    ],
)  # fmt: skip
def test_a_withheld_word_is_found(text: str):
    """Claims, titles, quotes, names and ids are searched as whole words, as they are and as HTML, JSON and URLs escape them."""
    assert leaks(SECRET, f"<p>… {text} …</p>")


@pytest.mark.parametrize("text", ["Fox", "The Firmament", "f-hiddenly", "the firm", "said it", "Claim of shown."])
def test_what_is_not_withheld_or_too_short_is_not(text: str):
    """From 4 characters on, as whole words, in their own spelling; words of visible items are no secret."""
    assert leaks(SECRET, f"<p>… {text} …</p>") == []


@pytest.mark.parametrize(("carry", "found"), [("CLEAR", 1), ("GREEN", 1), ("AMBER", 0), ("RED", 0)])
def test_what_the_build_may_carry_is_no_secret(carry: str, found: int):
    """Only what is marked above the build is searched for."""
    assert len(leaks(SECRET, "Ann & Bob met.", carry=carry)) == found


def test_file_names_are_searched_too():
    """A withheld id in a file's name is a leak like one in its text."""
    assert leaks(SECRET, "", path="assets/e-hidden.png") == ["content/entities.yaml"]


def test_bytes_that_are_no_text_are_searched_all_the_same():
    """Words stand in a picture's metadata as they stand in a page."""
    assert leaks(SECRET, b"\x89PNG\xff\xfe The Firm \x00")


def test_a_leak_is_an_error_and_the_site_is_not_replaced(tmp_path: Path):
    """A hit is the error `marking-leak`, which cannot be turned off, and the site stays as it was."""
    files = folder({"a": {}}, entities=[{"id": "fox", "name": "Operation Fox"}])
    root = laid(tmp_path, files)
    assert publish(root, root / "site", Options()).report is not None
    before = {path: path.read_bytes() for path in root.glob("site/**/*") if path.is_file()}
    laid(
        root,
        folder(
            {"a": {"summary": "Of *Operation Fox*, by\nOperation\nFox."}},
            entities=[{"id": "fox", "name": "Operation Fox", "tlp": "RED"}],
        ),
    )
    failed = publish(root, root / "site", Options())
    assert failed.report is None
    assert {each.code for each in failed.findings if each.severity == "error"} == {"marking-leak"}
    assert {path: path.read_bytes() for path in root.glob("site/**/*") if path.is_file()} == before


def test_the_search_for_leaks_cannot_be_turned_off(tmp_path: Path):
    """`marking-leak` cannot be turned off: to try is an error in the config."""
    files = folder({"a": {}}, rules={"marking-leak": "off"})
    assert examine(laid(tmp_path, files), Options()).fails


def test_a_picture_that_only_withheld_text_shows_is_not_published(tmp_path: Path):
    """Neither a withheld block's picture nor one of a source that as-of leaves out is copied to the output."""
    files = folder(
        {"late": {"date": "2024-11-05", "summary": "![x](assets/late.png)"}},
        index="![x](assets/open.png)\n\n::: tlp RED\n![x](assets/red.png)\n![x](assets/open.png)\n:::",
    )
    (tmp_path / "assets").mkdir()
    for name in ("open", "red", "late", "unused"):
        (tmp_path / f"assets/{name}.png").write_bytes(b"\x89PNG")
    assert {each for each in built(files, tmp_path) if each.endswith(".png")} == {
        "assets/open.png", "assets/late.png", "assets/unused.png",
    }  # fmt: skip
    assert "assets/red.png" in built(files, tmp_path, tlp="RED")


def test_an_edition_of_before_does_not_tell_what_is_withheld_now(tmp_path: Path):
    """What was public in the previous edition and is marked now is not listed as withdrawn."""
    fact = {"id": "fox", "claim": "Foxes were seen.", "evidence": [{"source": "a"}]}
    root = laid(tmp_path, folder({"a": {}}, [fact]))
    publish(root, root / "site", Options())
    (root / "site/data/dossier.json").rename(root / "old.json")
    files = built(folder({"a": {}}, [{**fact, "tlp": "RED"}], index="Briefing [@a].", previous="old.json"), root)
    assert not [path for path, data in files.items() if b"Foxes were seen" in data]
    assert publish(root, root / "site", Options()).report is not None


def test_an_edition_marked_above_the_build_is_not_compared_with(tmp_path: Path):
    """An edition that was saved at AMBER would tell a CLEAR build's readers what it withholds."""
    root = laid(tmp_path, folder({"a": {}}, tlp="AMBER"))
    publish(root, root / "site", Options())
    (root / "site/data/dossier.json").rename(root / "old.json")
    laid(root, folder({"a": {}}, previous="old.json"))
    assert "marking-above-build" in {each.code for each in examine(root, Options()).findings}
    assert "marking-above-build" not in {each.code for each in examine(root, Options(tlp="AMBER")).findings}


# --- a lower marking is the dossier without the higher items, byte for byte --------------------------------------

MARKS = st.lists(st.sampled_from(["CLEAR", "CLEAR", "AMBER"]), min_size=9, max_size=9)


def halves(drawn: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The dossier with its higher items, and the one from which they were deleted by hand."""
    marks = dict(zip(SLOTS, drawn, strict=True))
    gone = frozenset(name for name, level in marks.items() if level != "CLEAR")
    by_hand = marked(marks, gone)
    by_hand["content/index.md"] = by_hand["content/index.md"].replace(SHUT, "").replace(NOTED, "")
    return marked(marks, frozenset()), by_hand


@settings(max_examples=25, deadline=None)
@given(MARKS)
def test_data_and_search_of_a_lower_marking_are_those_without_the_higher_items(drawn: list[str]):
    """Data files and search index are, byte for byte, those of the dossier with the higher items deleted by hand."""
    whole, by_hand = halves(drawn)
    desks = [desk.laid(case(files)) for files in (whole, by_hand)]
    assert dict(data_files(desks[0])) == dict(data_files(desks[1]))


@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate])
@example(["AMBER"] * 9)
@given(MARKS)
def test_a_build_of_a_lower_marking_is_the_build_without_the_higher_items(drawn: list[str]):
    """Every output file is, byte for byte, that of the dossier with the higher items deleted by hand."""
    whole, by_hand = halves(drawn)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        ours, theirs = built_any(whole, Path(one)), built_any(by_hand, Path(other))
    assert ours.keys() == theirs.keys()
    assert {path for path in ours if ours[path] != theirs[path]} == set()


def built_any(files: dict[str, str], root: Path) -> dict[str, bytes]:
    """Every output file, whatever `check` says of the dossier, and no withheld word in any of them."""
    examined = examine(laid(root, files), Options())
    written = in_memory(root, examined)
    assert examined.whole is not None
    searched = Screen(screen.secrets(examined.whole, examined.withheld))
    words = [each for path, data in written.items() for each in searched.leaks(path, data)]
    assert words == []
    return written


def test_the_themes_own_files_are_not_searched(tmp_path: Path):
    """A withheld id that is a plain word stands in no file of the theme by anybody's fault; in the author's it does."""
    files = folder({"longer": {"tlp": "RED"}}, index="Nothing to see.")
    root = laid(tmp_path, files)
    assert publish(root, root / "site", Options()).report is not None
    laid(root, {"assets/own.css": "/* longer than before */"})
    assert {each.code for each in publish(root, root / "site", Options()).findings} == {"marking-leak"}
