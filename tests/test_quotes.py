"""Quotes: what normalising forgives, what counts as found and where, what a miss says, links to a passage."""

import hashlib
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casework.evidence.quotes import digest, find, fragment, index, nearest, normalise, paragraphs


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“North” ‘Korea’s’", "\"North\" 'Korea's'"),
        ("„Nord“ «Sud» ‹x› 「北」", '"Nord" "Sud" \'x\' "北"'),
        ("5′ 6″ ´x` ʼn", "5' 6\" 'x' 'n"),
        ("a–b — c‑d −5 －", "a-b - c-d -5 -"),
        ("co\u00adop\u200berate\ufeff\u2060", "cooperate"),
        (" a\u00a0b\t\nc\u2028d\x85e ", "a b c d e"),
        ("ﬁve … １２", "five ... 12"),
        ("e\u0301", "é"),
        ("e\u200d\u0301", "é"),
        ("North KOREA", "North KOREA"),
        ("", ""),
    ],
)
def test_normalising_forgives_typography_only(text: str, plain: str) -> None:
    """Marks, dashes, blanks and invisible characters are folded; letters and their case stay."""
    assert normalise(text) == plain


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    """A normalised text is its own normal form."""
    assert normalise(normalise(text)) == normalise(text)


def test_paragraphs_are_lines_on_which_something_stands() -> None:
    """LF, CRLF and CR end lines; other separators are white space within one; blank lines do not count."""
    assert paragraphs("a\r\n\r\n \t\nb\rc\n") == ("a", "b", "c")
    assert paragraphs("a\u2028b\x85c\x0bd\x0ce\u2029f") == ("a\u2028b\x85c\x0bd\x0ce\u2029f",)
    assert paragraphs("\ufeff\n\u00a0\n\u200b\n\x0c\n") == ()
    assert paragraphs("") == ()


TEXT = """Headline: state-of-the-art weapons

“We can’t confirm the reports,” the spokes\u00adman of Seoul’s ministry said – on Friday.
It can be part of about 1,500 troops, or 12,000… perhaps 2.5 million.

The first part of l’armée russe. 北朝鮮の部隊 moved. 북한은 was not silent_about it.
We confirm nothing. การทดสอบ
"""


@pytest.mark.parametrize(
    ("quote", "paragraph"),
    [
        ("We can't confirm the reports", 2),
        ('"We can\u2019t  confirm\nthe reports," the spokesman', 2),
        ("We confirm", 5),
        ("said - on Friday", 2),
        ("Friday. It can be", 2),  # across paragraphs
        ("We … on Friday", 2),
        ("We […] on Friday", 2),
        ("We [...] on Friday [ … ] troops", 2),
        ("We... on Friday. . . troops (…) silent_about", 2),
        ("… part …", 3),
        ("12,000… perhaps", 3),
        ("about 1,500 troops", 3),
        ("2.5 million", 3),
        ("art weapons", 1),
        ("armée russe", 4),  # after an apostrophe a word may begin
        ("部隊", 4),
        ("北朝鮮", 4),
        ("북한", 4),
        ("ทดสอบ", 5),
        ("We", 2),
        ("Seoul", 2),  # before a possessive
        ("it. We confirm", 4),
    ],
)
def test_a_quote_is_found_where_its_first_part_begins(quote: str, paragraph: int) -> None:
    """Typography and elision are forgiven, and the number is the first part's."""
    assert find(quote, index(TEXT)) == paragraph


@pytest.mark.parametrize(
    "quote",
    [
        "we can't confirm",  # case
        "We cannot confirm",
        "We can",  # the text has can't
        "spokes",
        "eapons",
        "silent",
        "500 troops",
        "about 1",
        "12",
        "2,000",
        "5 million",
        "2 … million million",
        "on Friday … We can't",  # order
        "nothing … nothing",  # no overlap
        "cafe",
        "",
        "…",
        "[…]",
        "“ ”",
        " - ",
        "…, …",
    ],
)
def test_a_quote_that_differs_is_not_found(quote: str) -> None:
    """No other letter, figure or order passes, nor half a word, nor what has no letter or digit."""
    assert find(quote, index(TEXT)) is None


def test_each_part_takes_its_earliest_whole_words() -> None:
    """An occurrence inside a word does not hide the one that counts."""
    archive = index("particle art\nart of war")
    assert find("art", archive) == 1
    assert find("art … art", archive) == 1
    assert find("art of", archive) == 2


def test_a_letter_keeps_its_marks() -> None:
    """A part does not end between a letter and its combining mark."""
    assert find("x", index("x\u0323\u0331y")) is None


WORD = st.text(alphabet="abcdeéüжщABĆ", min_size=2, max_size=6)
GLUE = st.sampled_from([" ", " ", " ", ", ", " – ", "’ ", " “", "” ", "\u00a0", ". ", "\n", "\n\n", "\r\n"])


@st.composite
def cuts(draw: st.DrawFn) -> tuple[str, str, int]:
    """A text whose words occur once, a stretch of whole words from it, and the number of its paragraph."""
    words = draw(st.lists(WORD, min_size=2, max_size=15, unique=True))
    glue = draw(st.lists(GLUE, min_size=len(words), max_size=len(words)))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    pieces = [word + after for word, after in zip(words, glue, strict=True)]
    cut = "".join(pieces[first:last]) + words[last]
    return "".join(pieces), cut, len(paragraphs("".join(pieces[:first]) + words[first]))


INVISIBLE = ["", "\u00ad", "\u200b", "\ufeff"]
LOOKS = {
    "–": "—-−‑",
    "’": "'ʼ‘",
    "“": '"„«',
    "”": '"»',
    " ": "\u00a0\n\t\u2009",
    "\u00a0": " ",
    "\n": " \u2028",
}


@settings(max_examples=200)
@given(cuts(), st.data())
def test_a_quote_is_found_whatever_its_typography(cut: tuple[str, str, int], data: st.DataObject) -> None:
    """Other marks, dashes, blanks, soft hyphens and taken-apart letters do not hide a quote."""
    text, quote, paragraph = cut
    changed = "".join(data.draw(st.sampled_from([char, *LOOKS.get(char, "")])) for char in quote)
    at = data.draw(st.integers(0, len(changed)))
    changed = changed[:at] + data.draw(st.sampled_from(INVISIBLE)) + changed[at:]
    changed = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), changed)
    assert find(changed, index(text)) == paragraph
    assert digest(changed) == digest(quote)
    assert nearest(changed, index(text)) is None


@settings(max_examples=200)
@given(cuts(), st.data())
def test_an_elided_quote_is_found(cut: tuple[str, str, int], data: st.DataObject) -> None:
    """Whole words may be left out of the middle of a quote."""
    text, quote, paragraph = cut
    words = quote.split()
    first = data.draw(st.integers(1, len(words)))
    last = data.draw(st.integers(first, len(words)))
    mark = data.draw(st.sampled_from(["…", "...", "[…]", "[...]", " … ", ". . ."]))
    elided = f"{' '.join(words[:first])} {mark} {' '.join(words[last:])}"
    assert find(elided, index(text)) == paragraph


@settings(max_examples=200)
@given(cuts(), st.data())
def test_a_quote_with_one_letter_changed_is_not_found(cut: tuple[str, str, int], data: st.DataObject) -> None:
    """No other letter passes, unless the changed quote stands in the text as well."""
    text, quote, _ = cut
    at = data.draw(st.sampled_from([place for place, char in enumerate(quote) if char.isalpha()]))
    changed = quote[:at] + data.draw(st.sampled_from("abcéжABxyz")) + quote[at + 1 :]
    assume(normalise(changed) not in normalise(text))
    assert find(changed, index(text)) is None


TRICKY = st.text(alphabet="ab1 .,:'’/…[]()-–\n\r\u00ad\u0301\u2028ก北\ud800", max_size=60)


@settings(max_examples=300)
@given(st.one_of(st.text(), TRICKY), st.one_of(st.text(), TRICKY))
def test_no_text_and_no_quote_raises(text: str, quote: str) -> None:
    """Whatever is quoted from whatever: an answer, in bounds; found or near, not both."""
    archive = index(text)
    assert len(archive.starts) == len(paragraphs(text))
    found, near = find(quote, archive), nearest(quote, archive)
    assert found is None or 1 <= found <= len(archive.starts)
    assert near is None or (found is None and 1 <= near.paragraph <= len(archive.starts))
    assert fragment(quote).isascii()
    assert len(digest(quote)) == 64


OTHER_ORDER = "in the text this part comes before the one that it follows in the quote"


@pytest.mark.parametrize(
    ("quote", "paragraph", "difference"),
    [
        ("We cannot confirm the reports", 2, "the text has `can't`, the quote `cannot`"),
        ("confirm all the reports", 2, "the quote adds `all`"),
        ("confirm reports, the spokesman", 2, 'the quote leaves out `the`; the quote leaves out `"`'),
        ("the spokesman of ministry said", 2, "the quote leaves out `Seoul's`"),
        ("about 500 troops", 3, "the text has `1,500`, the quote `500`"),
        ("we confirm nothing.", 5, "the text has `We`, the quote `we`"),
        ("They could be part of about", 3, "the text has `It can`, the quote `They could`"),
        ("be part ofabout 1,500 troops", 3, "the text has `of about`, the quote `ofabout`"),
        ("state - of-the-art weapons", 1, "the words are the same, but not the blanks between them"),
        ("We confirm nothing … can't confirm", 2, OTHER_ORDER),
        ("We … confirm everything.", 5, "the text has `nothing.`, the quote `everything.`"),
    ],
)  # fmt: skip
def test_a_miss_says_what_differs(quote: str, paragraph: int, difference: str) -> None:
    """The hint names the paragraph and the words, not the surroundings."""
    near = nearest(quote, index(TEXT))
    assert near is not None
    assert (near.paragraph, near.difference) == (paragraph, difference)


def test_a_hint_is_short() -> None:
    """However long the quote: at most 25 words of the archive, and three differences."""
    text = " ".join(f"word{number} and" for number in range(100))
    near = nearest(text.replace("7 and", "7 or").replace("2 and", "2 or"), index(text))
    assert near is not None
    assert len(near.text.replace("…", "").split()) <= 25
    assert near.difference.endswith("more")
    unspaced = nearest("北" * 300 + "東", index("北" * 300 + "西"))
    assert unspaced is not None
    assert len(unspaced.text) < 310


def test_nothing_alike_gives_no_hint() -> None:
    """Common words alone are no likeness."""
    assert nearest("A recipe for tomato soup with basil and cream", index(TEXT)) is None
    assert nearest("soup", index("")) is None
    assert nearest("soap", index("soup")) is None  # alike, but no word to line them up by


LONG_ENDS = "a0000%20a0001%20a0002%20a0003,a0016%20a0017%20a0018%20a0019"


@pytest.mark.parametrize(
    ("quote", "directive"),
    [
        ("could not  confirm", "#:~:text=could%20not%20confirm"),
        ("state-of-the-art, a & b", "#:~:text=state%2Dof%2Dthe%2Dart%2C%20a%20%26%20b"),
        ("Seoul’s", "#:~:text=Seoul%E2%80%99s"),
        ("sent 1,500 […] of 12,000", "#:~:text=sent%201%2C500,of%2012%2C000"),
        ("one … two ... three", "#:~:text=one,three"),
        ("… alone […].", "#:~:text=alone"),
        ("soft\u00adly", "#:~:text=softly"),
        (" ".join(f"a{n:04}" for n in range(20)), "#:~:text=" + LONG_ENDS),
        (" ".join(["long"] * 20) + " … end", "#:~:text=long%20long%20long%20long,end"),
        ("北" * 90, "#:~:text=" + "%E5%8C%97" * 90),
        ("…", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_fragment_leads_to_the_quote(quote: str, directive: str) -> None:
    """One text for a short quote, start and end for an elided or long one; the syntax's signs are escaped."""
    assert fragment(quote) == directive


def test_a_digest_is_that_of_the_normalised_quote() -> None:
    """Receipts stay good when an editor makes quote marks curly."""
    assert digest("“a” –  b") == hashlib.sha256(b'"a" - b').hexdigest()


def test_a_hint_reaches_to_the_ends_of_the_text() -> None:
    """A text no longer than the quote has nothing around it to leave out."""
    near = nearest("We can confirm nothing", index("We confirm nothing"))
    assert near is not None
    assert (near.text, near.difference) == ("We confirm nothing", "the quote adds `can`")
