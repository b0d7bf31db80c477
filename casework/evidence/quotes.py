"""A quote and an archived text -> where the one stands in the other, word for word; a hint if it does not.

Comparison forgives typography only (quote marks, dashes, white space, invisible characters), never a letter.
This module must not read files, and must not let a likeness count as a find: `nearest` only helps the author.
"""

import bisect
import difflib
import functools
import hashlib
import itertools
import re
import unicodedata
import urllib.parse

import msgspec

# Unicode's Quotation_Mark characters, with primes, accents and letters that serve as such.
_DOUBLE = "“”„‟«»″‶〝〞〟＂「」『』｢｣﹁﹂﹃﹄⹂"
_SINGLE = "‘’‚‛‹›′‵`´ʹʻʼ＇\u1fef\u1ffd"
# Unicode's category Pd, with the minus sign and its kin.
_DASHES = (
    "\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030"
    "\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d\U00010ead\u2212\u2043\u02d7"
)
# Soft hyphen, joiners, zero-width blanks, marks of direction, variation selectors, byte order mark.
_INVISIBLE = dict.fromkeys(
    [
        *(0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)
_PLAIN: dict[int, str | None] = {
    **_INVISIBLE,
    **dict.fromkeys(map(ord, _DOUBLE), '"'),
    **dict.fromkeys(map(ord, _SINGLE), "'"),
    **dict.fromkeys(map(ord, _DASHES), "-"),
}

_DOTS = r"(?:…|\. ?\. ?\.)(?: ?[.…])*"
_ELISION = re.compile(rf"\[ ?{_DOTS} ?\]|\( ?{_DOTS} ?\)|{_DOTS}")
# Only these end a line, as most editors number lines. Line and paragraph separators (U+2028, U+2029), NEL, VT
# and FF are white space within one: they come from soft breaks of web pages and from page feeds.
_LINE_END = re.compile(r"\r\n|\n|\r")

# Scripts that put no blanks between words, or (Hangul) hang particles on them: Thai, Lao, Tibetan, Myanmar,
# Khmer, Tai, Javanese, Balinese, Han, kana, Bopomofo, Hangul.
_UNSPACED = (
    "\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\u2e80-\u2fdf\u3005-\u3007"
    "\u3021-\u3029\u3031-\u3035\u303b-\u312f\u3130-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\ua980-\ua9ff"
    "\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
_TOKEN = rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:[.,:'/][^\W{_UNSPACED}]+)*|[^\w\s]"

_FRAGMENT_LENGTH = 80  # characters; a longer quote is given by its ends
_FRAGMENT_WORDS = 4
_LIKENESS = 65  # of 100; below it, a stretch has hardly more than common words in common with the quote
_HINT_WORDS = 25
_HINT_LENGTH = 400  # characters of a quote that are compared for a hint
_DIFFERENCES = 3
_DIFFERENCE_WORDS = 6

# As difflib's opcodes: kind, from and to in the text, from and to in the quote.
_Step = tuple[str, int, int, int, int]


@functools.cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


@functools.cache
def _token() -> re.Pattern[str]:
    """What a text is compared by, for a hint; compiled when asked for, which takes long and few runs do."""
    return re.compile(_TOKEN)


class Archive(msgspec.Struct, frozen=True, kw_only=True):
    """An archived text made ready for `find`: normalised paragraphs joined by blanks; where each begins."""

    text: str
    starts: tuple[int, ...]


class Nearest(msgspec.Struct, frozen=True, kw_only=True):
    """The stretch most like a quote that was not found. For the author only: it is the archive's text."""

    text: str  # at most 25 words
    paragraph: int
    difference: str


def normalise(text: str) -> str:
    """Fold typography and keep case: NFKC, straight quote marks, `-` for dashes, one blank for white space.

    Soft hyphens and zero-width characters vanish. `…` becomes `...`, as NFKC has it.
    """
    # Twice, since NFKC takes some marks apart (`´` into a blank and an accent) and makes others.
    return " ".join(unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN).split())


def digest(quote: str) -> str:
    """Hexadecimal SHA-256 of the normalised quote."""
    return hashlib.sha256(normalise(quote).encode("utf-8", "surrogatepass")).hexdigest()


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines, as they are, on which something can be seen; a paragraph's number is its index + 1."""
    return tuple(line for line in _LINE_END.split(text) if line.translate(_INVISIBLE).strip())


def index(text: str) -> Archive:
    """Make an archived text ready for `find` and `nearest`."""
    lines = [normalise(line) for line in paragraphs(text)]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return Archive(text=" ".join(lines), starts=tuple(starts[:-1]))


def find(quote: str, archive: Archive) -> int | None:
    """The number of the paragraph where the quote's first part begins, or None if any part is missing.

    Parts, split at `…` or `...` (bare or in brackets), must follow one another anywhere, as whole words.
    To take the earliest occurrence of each is enough: all occurrences of a part are of one length, so in any
    row of occurrences the first can be swapped for the earliest, which ends no later and leaves the rest as
    much room; and so on for the next. Whether an occurrence is of whole words does not depend on the others.
    """
    parts = _parts(quote)
    places = _places(parts, archive.text)
    return _paragraph(places[0], archive) if parts and len(places) == len(parts) else None


def nearest(quote: str, archive: Archive) -> Nearest | None:
    """The stretch most like a quote's first missing part, and how it differs; None if nothing is like it."""
    parts = _parts(quote)
    places = _places(parts, archive.text)
    if len(places) == len(parts):
        return None
    part = parts[len(places)]
    earlier = _occurrence(part, archive.text, 0)
    if earlier is None:
        return _likest(part, archive)
    return Nearest(
        text=_shortened(part, _HINT_WORDS),
        paragraph=_paragraph(earlier, archive),
        difference="in the text this part comes before the one that it follows in the quote",
    )


def fragment(quote: str) -> str:
    """The text-fragment directive `#:~:text=…` that lets a browser scroll to a quote; "" if it has no word.

    Syntax: WICG, URL Fragment Text Directives. The quote keeps its typography, which is likest to the page's.
    An elided quote is given by its first and last part, a long one by its first and last words.
    """
    plain = " ".join(quote.translate(_INVISIBLE).split())
    parts = [part.strip() for part in _ELISION.split(plain) if _has_word(part)]
    if not parts:
        return ""
    first, last = parts[0].split(), parts[-1].split()
    if len(parts) == 1 and (len(parts[0]) <= _FRAGMENT_LENGTH or len(first) < 2 * _FRAGMENT_WORDS):
        return f"#:~:text={_escaped(parts[0])}"
    start, end = " ".join(first[:_FRAGMENT_WORDS]), " ".join(last[-_FRAGMENT_WORDS:])
    if len(parts) > 1:
        start = parts[0] if len(parts[0]) <= _FRAGMENT_LENGTH else start
        end = parts[-1] if len(parts[-1]) <= _FRAGMENT_LENGTH else end
    return f"#:~:text={_escaped(start)},{_escaped(end)}"


def _escaped(text: str) -> str:
    """Percent-encode all but letters, digits, `_`, `.` and `~`; `-` would else mark a prefix or suffix."""
    return urllib.parse.quote(text, safe="", errors="replace").replace("-", "%2D")


# --- finding ------------------------------------------------------------------------------------------------


def _parts(quote: str) -> list[str]:
    """The normalised parts between elisions; none at all for a quote without a letter or digit."""
    plain = normalise(quote)
    return [part.strip() for part in _ELISION.split(plain) if part.strip()] if _has_word(plain) else []


def _has_word(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _places(parts: list[str], text: str) -> list[int]:
    """The earliest offset of each part after the one before, up to the first part that is missing."""
    places: list[int] = []
    at = 0
    for part in parts:
        place = _occurrence(part, text, at)
        if place is None:
            break
        places.append(place)
        at = place + len(part)
    return places


def _occurrence(part: str, text: str, at: int) -> int | None:
    """The first offset from `at` on where the part stands as whole words."""
    place = text.find(part, at)
    while place >= 0:
        end = place + len(part)
        if not (_is_inside_word(text, place) or _is_inside_word(text, end) or _is_before_suffix(text, end)):
            return place
        place = text.find(part, place + 1)
    return None


def _is_inside_word(text: str, at: int) -> bool:
    """Whether offset `at` falls within a word, a number or a letter with its marks."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M"):
        return True
    if _is_wordlike(before) and _is_wordlike(after):
        return not (_unspaced().match(before) or _unspaced().match(after))
    return _is_inside_number(text, at)


def _is_wordlike(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char).startswith("M")


def _is_inside_number(text: str, at: int) -> bool:
    """Whether `at` is beside the mark in `12,000`, `1.5`, `12:30`, `3/4`: 500 must not be found in 1,500."""
    around = text[max(at - 2, 0) : at + 1], text[at - 1 : at + 2]
    return any(re.fullmatch(r"\d[.,:'/\u2044]\d", three) for three in around)


def _is_before_suffix(text: str, end: int) -> bool:
    """Whether a word goes on after an apostrophe: `can` must not be found in `can't`.

    A part may well begin after one (`armée` in `l'armée`), and end before a possessive (`Seoul` in `Seoul's`).
    """
    three = text[end - 1 : end + 2]
    goes_on = len(three) == 3 and three[1] == "'" and three[0].isalpha() and three[2].isalpha()
    return goes_on and not re.match(r"'s(?!\w)", text[end : end + 3])


def _paragraph(offset: int, archive: Archive) -> int:
    return bisect.bisect_right(archive.starts, offset)


# --- a hint after a miss ------------------------------------------------------------------------------------


def _likest(part: str, archive: Archive) -> Nearest | None:
    import rapidfuzz.fuzz  # slow to load, and only wanted when a quote is missing

    part = part[:_HINT_LENGTH]
    match = rapidfuzz.fuzz.partial_ratio_alignment(part, archive.text, score_cutoff=_LIKENESS)
    if match is None:
        return None
    found = _tokens_around(archive.text, match.dest_start, match.dest_end)
    wanted = list(_token().finditer(part))
    steps = _steps([token[0] for token in found], [token[0] for token in wanted])
    if not steps:
        return None
    stretch = found[steps[0][1] : steps[-1][2]]
    return Nearest(
        text=_shortened(_stretch(stretch), _HINT_WORDS),
        paragraph=_paragraph(stretch[0].start(), archive),
        difference=_difference(steps, found, wanted),
    )


def _tokens_around(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The words of a match and beside it: a match is as long as the quote, which may have left words out."""
    margin = (end - start) // 3 + 20
    start = text.rfind(" ", 0, max(start - margin, 0)) + 1
    end = text.find(" ", end + margin)
    return list(_token().finditer(text, start, end if end >= 0 else len(text)))


def _steps(found: list[str], wanted: list[str]) -> list[_Step]:
    """How the text's words become the quote's, without the text's words that only surround the stretch."""
    steps = difflib.SequenceMatcher(_is_mark, found, wanted, autojunk=False).get_opcodes()
    if not any(step[0] == "equal" for step in steps):
        return []
    kind, start, end, start2, end2 = steps[0]
    if kind != "equal":  # `insert` keeps its nothing, `delete` loses all
        kept = _as_long(found[start:end][::-1], wanted[start2:end2])
        steps[0] = (kind, end - kept, end, start2, end2)
    kind, start, end, start2, end2 = steps[-1]
    if kind != "equal":
        kept = _as_long(found[start:end], wanted[start2:end2])
        steps[-1] = (kind, start, start + kept, start2, end2)
    return [step for step in steps if step[1] < step[2] or step[3] < step[4]]


def _is_mark(token: str) -> bool:
    """Whether a token is too common to line up two texts by."""
    return not token[0].isalnum()


def _as_long(beside: list[str], wanted: list[str]) -> int:
    """How many words beside a match stand for the quote's: as many, or more to reach half their length."""
    half = sum(map(len, wanted)) / 2
    short = sum(1 for total in itertools.accumulate(map(len, beside)) if total <= half)
    return min(max(len(wanted), short + 1), len(beside)) if wanted else 0


def _difference(steps: list[_Step], found: list[re.Match[str]], wanted: list[re.Match[str]]) -> str:
    """The steps in plain words: three at most."""
    told = []
    for kind, start, end, start2, end2 in steps:
        there = _shortened(_stretch(found[start:end]), _DIFFERENCE_WORDS)
        here = _shortened(_stretch(wanted[start2:end2]), _DIFFERENCE_WORDS)
        if kind == "replace":
            told.append(f"the text has `{there}`, the quote `{here}`")
        elif kind == "delete":
            told.append(f"the quote leaves out `{there}`")
        elif kind == "insert":
            told.append(f"the quote adds `{here}`")
    if not told:
        return "the words are the same, but not the blanks between them"
    more = [f"and {len(told) - _DIFFERENCES} more"] if len(told) > _DIFFERENCES else []
    return "; ".join(told[:_DIFFERENCES] + more)


def _stretch(tokens: list[re.Match[str]]) -> str:
    return tokens[0].string[tokens[0].start() : tokens[-1].end()] if tokens else ""


def _shortened(text: str, most: int) -> str:
    """At most so many words, and twelve times as many characters (for lack of blanks), `…` for the middle."""
    words = text.split()
    if len(words) > most:
        text = f"{' '.join(words[: most - most // 2])} … {' '.join(words[-(most // 2) :])}"
    if len(text) > 12 * most:
        text = f"{text[: 6 * most]} … {text[-6 * most :]}"
    return text
