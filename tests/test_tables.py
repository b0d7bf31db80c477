"""Tables: what stands in `facts.csv`, and that no cell is a formula."""

import csv
import io

from build import case

from casework.exports.tables import COLUMNS, facts_csv

FACTS = """
questions: [{id: how-many, text: How many?, unit: troops}]
facts:
  - id: one
    claim: "=HYPERLINK(\\"https://example.org\\")"
    date: 2024-10-18
    question: how-many
    best: -12000
    low: -12000.5
    qualifier: about
    tags: ["@all", "two, with comma"]
    about: [nis]
    evidence: [{source: a, origin: nis, quote: 'never in a table'}]
  - id: two
    claim: |-
      Text with "quotes"
      and a line break.
    scope: "-1 day"
"""
FILES = {
    "content/facts.yaml": FACTS,
    "content/entities.yaml": "- {id: nis, name: NIS}\n",
    "content/sources/a.md": "---\ntitle: A\narchive: {file: secret.txt}\n---\n",
}


def rows() -> list[dict[str, str]]:
    """The table's rows as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(facts_csv(case(FILES)).decode("utf-8-sig"), newline="")))


def test_a_row_holds_a_fact() -> None:
    """Derived values stand beside the author's, lists are joined, what is absent is empty."""
    one, two = rows()
    assert one["status"] == "single-origin"
    assert (one["origins"], one["sources"], one["about"]) == ("nis", "a", "nis")
    assert (one["unit"], one["qualifier"]) == ("troops", "about")
    assert two["claim"] == 'Text with "quotes"\nand a line break.'
    assert (two["status"], two["best"], two["qualifier"]) == ("unsupported", "", "")


def test_no_text_is_a_formula_and_numbers_stay_numbers() -> None:
    """A cell that would be run gets an apostrophe; a negative figure is none."""
    one, two = rows()
    assert one["claim"] == '\'=HYPERLINK("https://example.org")'
    assert one["tags"] == "'@all; two, with comma"
    assert (one["best"], one["low"]) == ("-12000", "-12000.5")
    assert two["scope"] == "'-1 day"


def test_the_file_is_what_spreadsheets_expect() -> None:
    """A byte order mark, CRLF between rows, a heading, and nothing of the evidence or the archive."""
    made = facts_csv(case(FILES))
    assert made.startswith(b"\xef\xbb\xbfid,claim,kind,")
    assert made.count(b"\r\n") == 3
    assert b"never in a table" not in made
    assert b"secret" not in made
    assert facts_csv(case({})).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"
