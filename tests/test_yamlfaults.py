"""What people get wrong in YAML, each told in plain words at the line to be mended."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import fields, model
from casework.diagnostics import Finding
from casework.dossier import InputFile
from casework.reading import parse, yamltext
from casework.reporting import findings

PATH = "content/sources/a.md"

# The front matter between its fences, so that its first line is line 2; where the fault is; how it is told.
MISTAKES = [
    ("title: a: b\n", 2, 9, "a colon inside a value"),
    ("title: A\nauthor:\n\t- x\n", 4, 1, "a tab where YAML allows only blanks"),
    ("title: @x\n", 2, 8, "a value begins with a character that YAML keeps for itself"),
    ("title: *x\n", 2, 8, "`*x` names no anchor"),
    ("title: &x\n", 2, 8, "a value begins with `&`"),
    ("title: & x\n", 2, 9, "a value begins with `*`, `&` or `!`"),
    ("title: !x y\n", 2, 8, "a value begins with `!`"),
    ("title: %x\n", 2, 8, "a value begins with a character that YAML keeps for itself"),
    ("%x: y\n", 2, 3, "a line begins with `%`"),
    ("title: `x`\n", 2, 8, "a value begins with a character that YAML keeps for itself"),
    ('title: "A" and B\n', 2, 12, "text goes on after the closing quotation mark"),
    ("title: 'A' and B\n", 2, 12, "text goes on after the closing quotation mark"),
    ("title: 'It's on'\n", 2, 12, "text goes on after the closing quotation mark"),
    ('title: "A\ndate: 2024\n', 2, 8, "a quotation mark is opened and never closed"),
    ("title: [A] and B\n", 2, 12, "text goes on after the closing bracket"),
    ("title: {A} b\n", 2, 12, "text goes on after the closing bracket"),
    ("tags: [a, b\ndate: 2024\n", 2, 7, "a bracket is opened and never closed"),
    ("tags: [a,,b]\n", 2, 10, "a value is missing between brackets"),
    ("title A\ndate: 2024\n", 2, 1, "a line without a colon"),
    ("title: A\ndate 2024\n", 3, 1, "a line without a colon"),
    ("title:A\ndate: 2024\n", 2, 1, "a blank is missing after the colon"),
    ("title: > text\n", 2, 10, "a value begins with `>` or `|`, and text follows on the same line"),
    ("title: | text\n  more\n", 2, 10, "a value begins with `>` or `|`, and text follows on the same line"),
    ("title: |\ntext\n", 3, 1, "the text below `|` or `>` is not indented"),
    ("title: |\n\ttext\n", 3, 1, "a tab where YAML allows only blanks"),
    ("title: A\nstatus_note: |\n    one\n  two\nx: 1\n", 5, 3, "a line that does not fit the lines above"),
    ("status_note: |\n      \n  two\n", 4, 3, "a line that does not fit the lines above"),
    ("title: A\n date: 2024\n", 3, 2, "a line that is indented more than the line above"),
    ("title: A\nauthor:\n  - a\n - b\n", 5, 2, "a line that does not fit the lines above"),
    ("archive:\n  file: x\n   sha256: y\n", 4, 4, "a line that is indented more than the line above"),
    ("title: - A\n", 2, 8, "a list begins on its key's line"),
    ("author:\n  - a\n  b\n", 4, 3, "a line without a colon"),
    ("title: ? x\n", 2, 8, "a value begins with `?`"),
    ('title: "a\\q"\n', 2, 10, "an unknown escape after a backslash"),
    ('title: "C:\\Users"\n', 2, 13, "an unknown escape after a backslash"),
    ('title: "\\xZZ"\n', 2, 11, "an unknown escape after a backslash"),
    ("tags: ]\n", 2, 7, "a value begins with `]`"),
    ("tags: [a]]\n", 2, 10, "a bracket is closed that was never opened"),
    ("tags: }\n", 2, 7, "a value begins with `}`"),
    ("tags: , a\n", 2, 7, "a value begins with `,`"),
    ("title: A\n...\nmore: b\n", 3, 1, "the YAML ends at `...`, and more follows"),
    ("%YAML 1.2\n", 2, 1, "a line begins with `%`"),
    ("title: !!python/object:os.system x\n", 2, 8, "a value begins with `!`"),
    ("<<: *a\n", 2, 5, "`*a` names no anchor"),
    ("? [a]\n: b\n", 2, 3, "a key must be plain text"),
    ("{a: b}: c\n", 2, 1, "a key must be plain text"),
    ("x" * 1100 + ": a\n", 2, 1101, "a colon inside a value"),
    ("title: “A”: b\n", 2, 11, "a colon inside a value"),
    (": a\n", 2, 1, "a colon with no key before it"),
    ("title: A\rdescriptor: a: b\r", 3, 14, "a colon inside a value"),
    ("url: https://x.y: 3\n", 2, 17, "a colon inside a value"),
    ("  title: A\n date: 2024\n", 3, 2, "a line that is indented less than the first"),
    ("'title: A\n", 2, 1, "a quotation mark is opened and never closed"),
    ("about: [{id: a, role: b: c}]\n", 2, 24, "a colon inside a value"),
    ("title: A\n  continued: x\n", 3, 3, "a line that is indented more than the line above"),
    ("- title: A\ndate: 2024\n", 3, 1, "a line that does not fit the list above"),
    ("title: |x\n  a\n", 2, 9, "a value begins with `>` or `|`, and text follows on the same line"),
    ("title: |0\n  a\n", 2, 9, "a value begins with `>` or `|`, and text follows on the same line"),
    ("title: A\u2028date: b: c\n", 3, 8, "a colon inside a value"),
    ("title: A\x85date: b: c\n", 3, 8, "a colon inside a value"),
]


def found(yaml: str, path: str = PATH) -> tuple[Finding, ...]:
    text = f"---\n{yaml}---\nBody\n" if path.endswith(".md") else yaml
    return findings.findings(parse.parse(InputFile(path, text.encode())).diagnostics, {}, {path: text})


@pytest.mark.parametrize(("yaml", "line", "column", "message"), MISTAKES)
def test_a_mistake_is_told_in_plain_words_at_its_place(yaml: str, line: int, column: int, message: str) -> None:
    """One finding, with the line that is to be mended and a hint that says what to type."""
    [finding] = found(yaml)
    assert (finding.code, finding.line, finding.column, finding.message) == ("yaml-syntax", line, column, message)
    assert finding.hint


@pytest.mark.parametrize(("yaml", "line", "column", "message"), MISTAKES)
def test_windows_line_ends_and_leading_blank_lines_move_nothing(
    yaml: str, line: int, column: int, message: str
) -> None:
    """The same fault at the same place with CRLF, and two lines further down below two blank lines."""
    text = f"\n\n---\n{yaml}---\nBody\n".replace("\n", "\r\n")
    [finding] = findings.findings(parse.parse(InputFile(PATH, text.encode())).diagnostics, {}, {PATH: text})
    assert (finding.line, finding.column, finding.message) == (line + 2, column, message)


PIECES = [
    "title",
    ":",
    ": ",
    "a",
    "b c",
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "- ",
    "\n",
    "\n  ",
    "\n\t",
    "|",
    ">",
    "&",
    "*",
]
PIECES += [
    "!",
    "%",
    "@",
    "`",
    "?",
    "? ",
    "#",
    " #",
    "...",
    "---",
    "\\",
    "\\x",
    "é",
    "\u00a0",
    "\u2028",
    "\u0085",
    "\ufeff",
    "~",
]


@settings(max_examples=600)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from([PATH, "content/facts.yaml"]))
def test_no_message_of_the_parser_itself_is_left(yaml: str, path: str) -> None:
    """Whatever is typed, the parser's own words about tokens do not reach the author."""
    for each in found(yaml, path):
        assert "this is no YAML" not in each.message, each
        assert each.line >= 1
        assert each.column >= 1


def test_the_keys_of_texts_are_those_of_the_format() -> None:
    """A cut is looked for under keys that the format has for free text, one value each, and under all those in Markdown."""
    records = [each for each in vars(model).values() if isinstance(each, type) and issubclass(each, model.Record)]
    known = [field for record in records for field in fields.of(record).values() if field.is_text and not field.many]
    plain = {field.name for field in known if not field.notes}
    markdown = {field.name for field in known if field.notes.get("kind") == "markdown"} - {"summary", "body"}
    assert markdown <= yamltext.TEXTS <= plain | markdown
