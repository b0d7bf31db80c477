"""Dates: what is read and with which bounds, what is refused and suggested instead, order and wording."""

import datetime
import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.edtf import Edtf, known_by, machine, parse, sort_key, words

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its grammar trips over newer versions of its parser library
    import edtf as oracle


def read(text: str) -> Edtf:
    date = parse(text)
    assert isinstance(date, Edtf), f"{text}: {date}"
    return date


def day(text: str | None) -> int | None:
    return datetime.date.fromisoformat(text).toordinal() if text else None


ACCEPTED = [
    # text, earliest, latest, `<time datetime>`, words with plain blanks
    ("2024", "2024-01-01", "2024-12-31", "2024", "2024"),
    ("0987", "0987-01-01", "0987-12-31", "0987", "987"),
    ("2024-10", "2024-10-01", "2024-10-31", "2024-10", "October 2024"),
    ("2024-02", "2024-02-01", "2024-02-29", "2024-02", "February 2024"),
    ("2024-10-18", "2024-10-18", "2024-10-18", "2024-10-18", "18 October 2024"),
    ("2024-10-18T12:30", "2024-10-18", "2024-10-18", "2024-10-18", "18 October 2024, 12:30"),
    ("2024-10-18T12:30:05", "2024-10-18", "2024-10-18", "2024-10-18", "18 October 2024, 12:30:05"),
    ("2024-10-18T23:30Z", "2024-10-18", "2024-10-18", "2024-10-18", "18 October 2024, 23:30 UTC"),
    ("2024-10-18T23:30-05:00", "2024-10-18", "2024-10-18", "2024-10-18", "18 October 2024, 23:30 UTC-05:00"),
    ("2024-10-18T23:30+09", "2024-10-18", "2024-10-18", "2024-10-18", "18 October 2024, 23:30 UTC+09"),
    ("2024-10-18?", "2024-10-18", "2024-10-18", "2024-10-18", "possibly 18 October 2024"),
    ("2024-11~", "2024-11-01", "2024-11-30", "2024-11", "around November 2024"),
    ("2024%", "2024-01-01", "2024-12-31", "2024", "possibly around 2024"),
    ("2024-10-XX", "2024-10-01", "2024-10-31", None, "some day in October 2024"),
    ("2023-02-XX", "2023-02-01", "2023-02-28", None, "some day in February 2023"),
    ("2024-10-1X", "2024-10-10", "2024-10-19", None, "some day in 10–19 October 2024"),
    ("2024-10-3X", "2024-10-30", "2024-10-31", None, "some day in 30–31 October 2024"),
    ("2024-02-0X", "2024-02-01", "2024-02-09", None, "some day in 1–9 February 2024"),
    ("2024-XX", "2024-01-01", "2024-12-31", None, "some month in 2024"),
    ("2024-1X", "2024-10-01", "2024-12-31", None, "some month in October–December 2024"),
    ("2024-XX-XX", "2024-01-01", "2024-12-31", None, "some day in 2024"),
    ("20XX", "2000-01-01", "2099-12-31", None, "some year in 2000–2099"),
    ("202X", "2020-01-01", "2029-12-31", None, "some year in 2020–2029"),
    ("000X", "0001-01-01", "0009-12-31", None, "some year in 1–9"),
    ("202X?", "2020-01-01", "2029-12-31", None, "possibly some year in 2020–2029"),
    ("2024-21", "2024-03-01", "2024-05-31", None, "spring 2024"),
    ("2024-22~", "2024-06-01", "2024-08-31", None, "around summer 2024"),
    ("2024-23", "2024-09-01", "2024-11-30", None, "autumn 2024"),
    ("2023-24", "2023-12-01", "2024-02-29", None, "winter 2023–2024"),
    ("2024-24", "2024-12-01", "2025-02-28", None, "winter 2024–2025"),
    ("9999-24", "9999-12-01", "9999-12-31", None, "winter 9999"),
    ("2024-10-08/2024-10-13", "2024-10-08", "2024-10-13", None, "8–13 October 2024"),
    ("2024-10-18/2024-11-04", "2024-10-18", "2024-11-04", None, "18 October – 4 November 2024"),
    ("2023-12-30/2024-01-02", "2023-12-30", "2024-01-02", None, "30 December 2023 – 2 January 2024"),
    ("2024-10-18/2024-10-18", "2024-10-18", "2024-10-18", None, "18 October 2024"),
    ("2024-10/2024-12", "2024-10-01", "2024-12-31", None, "October–December 2024"),
    ("2023-10/2024-01", "2023-10-01", "2024-01-31", None, "October 2023 – January 2024"),
    ("2022/2024", "2022-01-01", "2024-12-31", None, "2022–2024"),
    ("2024-22/2024-23", "2024-06-01", "2024-11-30", None, "from summer 2024 to autumn 2024"),
    ("2024-10-20/2024-10", "2024-10-20", "2024-10-31", None, "from 20 October 2024 to October 2024"),
    ("2024-1X/2025", "2024-10-01", "2025-12-31", None, "from some month in October–December 2024 to 2025"),
    (
        "2024-10-18/2024-11-01~",
        "2024-10-18",
        "2024-11-01",
        None,
        "from 18 October 2024 to around 1 November 2024",
    ),
    ("2024-10-18~/2024-10-31~", "2024-10-18", "2024-10-31", None, "around 18–31 October 2024"),
    ("2024-10-08/..", "2024-10-08", None, None, "since 8 October 2024"),
    ("2024-10-08?/..", "2024-10-08", None, None, "since possibly 8 October 2024"),
    ("../2024-10-08", None, "2024-10-08", None, "until 8 October 2024"),
    ("2024-10-08/", "2024-10-08", None, None, "from 8 October 2024, end not known"),
    ("/2024-10-08", None, "2024-10-08", None, "until 8 October 2024, start not known"),
    ("[2024-10-17,2024-10-18]", "2024-10-17", "2024-10-18", None, "17 or 18 October 2024"),
    ("[2024-10-18,2024-10-08,2024-10-12]", "2024-10-08", "2024-10-18", None, "18, 8 or 12 October 2024"),
    ("[2024-10-17~,2025]", "2024-10-17", "2025-12-31", None, "around 17 October 2024 or 2025"),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "value", "said"), ACCEPTED)
def test_a_date_is_read(text: str, earliest: str | None, latest: str | None, value: str | None, said: str) -> None:
    """An accepted date keeps its text, has the bounds the standard gives it, and can be said."""
    date = read(text)
    assert date.text == text
    assert (date.earliest, date.latest) == (day(earliest), day(latest))
    assert machine(date) == value
    assert words(date).replace("\u00a0", " ") == said


def test_a_day_and_its_month_stay_on_one_line() -> None:
    """The blank between day and month does not break."""
    assert words(read("2024-10-18")) == "18\u00a0October 2024"
    assert words(read("2024-10-18/2024-11-04")) == "18\u00a0October – 4\u00a0November 2024"


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2024", False, False),
        ("2024~", True, False),
        ("2024?", False, True),
        ("2024%", True, True),
        ("2024-10-18/2024-10-31~", True, False),
        ("2024?/..", False, True),
        ("2024~/2025?", True, True),
        ("[2024,2025%]", True, True),
    ],
)
def test_qualification_anywhere_is_told(text: str, approximate: bool, uncertain: bool) -> None:
    """A qualifier at any date within makes the whole approximate or uncertain."""
    assert (read(text).approximate, read(text).uncertain) == (approximate, uncertain)


SUGGESTED = [
    ("18 Oct 2024", "2024-10-18"),
    ("18th of October, 2024", "2024-10-18"),
    ("Friday, 18 October 2024", "2024-10-18"),
    ("October 18, 2024", "2024-10-18"),
    ("Sept. 3, 2024", "2024-09-03"),
    ("2024 Oct 18", "2024-10-18"),
    ("2024/10/18", "2024-10-18"),
    ("2024/10", "2024-10"),
    ("2024.10.18", "2024-10-18"),
    ("2024-1-5", "2024-01-05"),
    ("20241018", "2024-10-18"),
    ("10/18/2024", "2024-10-18"),
    ("18.10.2024", "2024-10-18"),
    ("10/10/2024", "2024-10-10"),
    ("2024-13-01", "2024-01-13"),
    ("2024-18-10", "2024-10-18"),
    ("Oct 2024", "2024-10"),
    ("10/2024", "2024-10"),
    ("autumn 2024", "2024-23"),
    ("fall 2024", "2024-23"),
    ("2024-Q1", "2024-01/2024-03"),
    ("Q4 2024", "2024-10/2024-12"),
    ("2024-10-18 - 2024-10-31", "2024-10-18/2024-10-31"),
    ("2024-10-18–2024-10-31", "2024-10-18/2024-10-31"),
    ("2024-10-18..2024-10-31", "2024-10-18/2024-10-31"),
    ("2024-10-18 / 2024-10-31", "2024-10-18/2024-10-31"),
    ("2024–2025", "2024/2025"),
    ("18–31 October 2024", "2024-10-18/2024-10-31"),
    ("about October 8-13, 2024", "2024-10-08~/2024-10-13~"),
    ("18 October – 4 November 2024", "2024-10-18/2024-11-04"),
    ("from 18 Oct 2023 to Nov 2024", "2023-10-18/2024-11"),
    ("since 8 October 2024", "2024-10-08/.."),
    ("until 2024-10-08", "../2024-10-08"),
    ("2024-10-18/present", "2024-10-18/.."),
    ("unknown/2024", "/2024"),
    ("2024‑10‑18", "2024-10-18"),
    ("２０２４-１０-１８", "2024-10-18"),
    (" 2024-10-18", "2024-10-18"),
    ("2024-10-18\n", "2024-10-18"),
    ("2024-10-18 12:30", "2024-10-18T12:30"),
    ("2024-10-18t9:05", "2024-10-18T09:05"),
    ("2024-10-18T12:30:00.123Z", "2024-10-18T12:30:00Z"),
    ("2024-10-18 12:30 +0300", "2024-10-18T12:30+03:00"),
    ("c. 2024", "2024~"),
    ("ca. October 2024", "2024-10~"),
    ("possibly 18 Oct 2024", "2024-10-18?"),
    ("~2024", "2024~"),
    ("2024~?", "2024%"),
    ("October 2024?", "2024-10?"),
    ("199u", "199X"),
    ("2024-10-uu", "2024-10-XX"),
    ("2024-??", "2024-XX"),
    ("2024-10-xx", "2024-10-XX"),
    ("[2024-10-17, 2024-10-18]", "[2024-10-17,2024-10-18]"),
    ("[2024,2025", "[2024,2025]"),
    ("17 Oct 2024 or 18 Oct 2024", "[2024-10-17,2024-10-18]"),
]


@pytest.mark.parametrize(("text", "better"), SUGGESTED)
def test_a_usual_fault_says_what_to_type(text: str, better: str) -> None:
    """Where the meaning is plain, the reason ends in the date as it should be typed."""
    reason = parse(text)
    assert isinstance(reason, str)
    assert reason.endswith(f"; write `{better}`"), reason


REFUSED = [
    ("", "empty"),
    ("   ", "empty"),
    ("yesterday", "not in the form"),
    ("2024-10-18x", "not in the form"),
    ("24-10-18", "not in the form"),
    ("05/06/2024", "not in the form"),
    ("2024~-10", "not in the form"),
    ("a/b/c", "not in the form"),
    ("2024/soon", "not in the form"),
    ("2024-00", "there is no month 00"),
    ("2024-25", "there is no month 25"),
    ("2024-02-30", "there is no day 30 in February 2024"),
    ("2023-02-29", "there is no day 29 in February 2023"),
    ("2024-02-3X", "there is no day 3X in February 2024"),
    ("2024-10-00", "there is no day 00 in October 2024"),
    ("2024-22-33", "a season has no days"),
    ("0000", "a year before 1"),
    ("-0044", "a year before 1"),
    ("-0044/2024", "a year before 1"),
    ("XXXX", "the year needs at least its first digit"),
    ("2024-XX-18", "after an X only X can follow"),
    ("20XX-22", "after an X only X can follow"),
    ("2024-10-18T25:00", "the time is not in the form"),
    ("2024-10-18T", "the time is not in the form"),
    ("2024-10-18T12:30~", "a time cannot stand with"),
    ("2024-10-XXT12:30", "a time cannot stand with"),
    ("2024-10-18T12:30/2024-10-19", "the ends of an interval are days"),
    ("2024-10-31/2024-10-18", "the interval ends before it begins"),
    ("2025/2024-10", "the interval ends before it begins"),
    ("../..", "an interval needs a date"),
    ("/", "an interval needs a date"),
    ("{2024,2025}", "a set in braces"),
    ("[2024]", "a set lists two dates"),
    ("[2024..2025]", "a set lists two dates"),
    ("[2024,soon]", "not in the form"),
    ("2" * 101, "longer than 100"),
]


@pytest.mark.parametrize(("text", "begins"), REFUSED)
def test_what_is_no_date_is_refused(text: str, begins: str) -> None:
    """A refusal names the fault, and guesses nothing where the meaning is not plain."""
    reason = parse(text)
    assert isinstance(reason, str)
    assert reason.startswith(begins)
    assert "write" not in reason


NEAR_DATES = st.from_regex(r"[0-9X]{4}(-[0-9X]{2}){0,2}[?~%]?/?.{0,3}")
LIKE_DATES = st.text(alphabet="0123456789X-/.,~?%[]{}T:Z+ uxoctj–Q２\n", max_size=30)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=120), LIKE_DATES, NEAR_DATES))
def test_any_text_is_a_date_or_a_reason(text: str) -> None:
    """No text raises; bounds are in order; a reason is one plain line, and its suggestion is a date."""
    found = parse(text)
    if isinstance(found, Edtf):
        assert found.text == text
        assert text.isascii()
        assert found.earliest is None or found.latest is None or found.earliest <= found.latest
        assert words(found)
        assert machine(found) is None or isinstance(parse(machine(found) or ""), Edtf)
        return
    assert found.isprintable()
    assert found[0].islower()
    assert not found.endswith(".")
    if better := re.search(r"; write `(.+)`$", found):
        assert isinstance(parse(better[1]), Edtf)


def _days(minimum: str = "0001-01-01") -> st.SearchStrategy[str]:
    first = datetime.date.fromisoformat(minimum)
    return st.dates(min_value=first).map(datetime.date.isoformat)


PARTS = st.one_of(_days(), _days().map(lambda text: text[:7]), _days().map(lambda text: text[:4]))
UNSPECIFIED = st.one_of(
    _days().map(lambda text: text[:3] + "X"),
    _days("0100-01-01").map(lambda text: text[:2] + "XX"),
    _days().map(lambda text: text[:4] + "-XX"),
    _days().map(lambda text: text[:7] + "-XX"),
    _days().map(lambda text: text[:4] + "-XX-XX"),
)
# Winter is left out: the oracle takes it for December alone.
SEASONS = st.tuples(_days(), st.sampled_from(["21", "22", "23"])).map(lambda pair: f"{pair[0][:4]}-{pair[1]}")
MARKED = st.tuples(PARTS, st.sampled_from(["", "?", "~", "%"])).map("".join)
TIMES = st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat() + "Z")
COMMON = st.one_of(
    MARKED,
    UNSPECIFIED,
    SEASONS,
    TIMES,
    st.tuples(MARKED, MARKED).map("/".join),
    MARKED.map(lambda text: f"{text}/.."),
    MARKED.map(lambda text: f"../{text}"),
    st.lists(PARTS, min_size=2, max_size=3, unique=True).map(lambda texts: f"[{','.join(texts)}]"),
)


def _strict(bound: float | time.struct_time) -> int | None:
    return None if isinstance(bound, float) else datetime.date(*bound[:3]).toordinal()


@settings(max_examples=40, deadline=None)
@given(COMMON)
def test_bounds_agree_with_the_reference_library(text: str) -> None:
    """What is accepted here is accepted by the `edtf` library, with the same strict bounds."""
    date = parse(text)
    if isinstance(date, str):
        assert date == "the interval ends before it begins"
        return
    expected = oracle.parse_edtf(text)
    assert date.earliest == _strict(expected.lower_strict())
    assert date.latest == _strict(expected.upper_strict())


def test_dates_sort_by_first_day_then_last() -> None:
    """An open start comes before everything, an open end after its equals, no date last."""
    ordered = [
        "../2023", "../2024-10-18", "/2024", "0001", "2024-01-01", "2024-01", "2024", "2024/..",
        "2024-10-18?", "2024-10-18/2024-10-31~", "2024-10-19", "9999-12-31",
    ]  # fmt: skip
    dates = [read(text) for text in ordered]
    assert sorted([None, *reversed(dates)], key=sort_key) == [*dates, None]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2024-10-18", "2024-10-18"),
        ("2024-10", "2024-10-31"),
        ("2024-10-18/2024-10-31~", "2024-10-31"),
        ("[2024-10-18,2024-10-17]", "2024-10-18"),
        ("2024-10-XX", "2024-10-31"),
        ("2024-10-08/..", None),
        ("2024-10-08/", None),
        ("../2024-10-08", None),
        ("/2024-10-08", None),
    ],
)
def test_a_date_counts_from_its_last_day(text: str, known: str | None) -> None:
    """For `--as-of` reduced precision and intervals count from their end; an open interval never does."""
    assert known_by(read(text)) == day(known)


def test_no_date_never_counts() -> None:
    """What has no date is in no as-of build."""
    assert known_by(None) is None
