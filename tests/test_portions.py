"""A large file is read in portions where it can be: what it costs changes, never what it is found to hold, or where."""

from __future__ import annotations

from pathlib import Path

import everything
import pytest
import txtar
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.dossier import InputFile
from casework.kept import cache, parsed
from casework.reading import parse, portions, yamltext
from casework.reporting import locate

ROOT = Path(__file__).parent.parent
FACTS = "content/facts.yaml"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small texts are cut too, into small portions, and searched item by item; nothing is kept between two of them."""
    monkeypatch.setattr(portions, "LARGE", 1)
    monkeypatch.setattr(portions, "MEAN", 2)
    monkeypatch.setattr(locate, "FEW", float("inf"))
    monkeypatch.setattr(cache, "load", lambda *_: None)
    monkeypatch.setattr(cache, "save", lambda *_: None)


def in_portions(path: str, text: str) -> bool:
    """Whether a file is read in portions."""
    cut = portions.portions(text)
    return bool(cut) and all(each.key in parse.lists(path) and parse.portion(path, each, text) for each in cut)


def agrees(path: str, text: str) -> None:
    """A file read as it is read is what it holds as a whole, to the order of everything; places are where they are."""
    file = InputFile(path, text.encode())
    whole, [(_, held)] = parse.parse(file), parsed.parsed(ROOT, [file], workers=1)
    assert held == whole
    assert list(held.prose) == list(whole.prose)
    text = file.data.decode("utf-8-sig")
    every = [keys for keys, *_ in yamltext.marks(text)]
    for wanted in [set(every), *({keys} for keys in every[:: 1 + len(every) // 20])]:
        around = {keys[:length] for keys in wanted for length in range(len(keys) + 1)}
        found = locate._found(text, wanted)
        assert {keys: found[keys] for keys in found.keys() & around} == {
            keys: (mark, key) for keys, mark, key in yamltext.marks(text, around)
        }


# --- records of every kind ---------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    'word|- item|  - item|# sign|key: value|it\'s|a "b"|é 北|[@s1]|[[nis]]|[^1]|::: tlp RED|facts:|---|…|a#b|$1'.split(
        "|"
    )
)
MARGINS = st.sampled_from(["", "  ", "      "])


@st.composite
def spanning(draw: st.DrawFn, indent: int) -> str:
    """A quotation or a block of some lines, whatever they look like."""
    lines = draw(st.lists(WORDS, min_size=1, max_size=3))
    margin = " " * (indent + draw(st.integers(1, 3)))
    head = draw(st.sampled_from(["|", ">", "|-", ">+", "| # as it is", '"', "'", ""]))
    if head in ('"', "'"):
        inside = [each.replace("'", "''") if head == "'" else each.replace('"', '\\"') for each in lines]
        return head + ("\n" + draw(MARGINS)).join(inside) + head
    if head == "":
        return f"\n{margin}".join(["plain", *("on and on" for _ in lines)])
    return head + "".join(f"\n{margin}{each}" for each in lines)


@st.composite
def items(draw: st.DrawFn, number: int, indent: int) -> str:
    """One record: right, or with something wrong in it."""
    name, pad = draw(st.sampled_from([f"f{number}"] * 4 + ["f0", "Bad Id"])), "\n" + " " * (indent + 2)
    flow = f"{{id: {name}, claim: 'a - b', evidence: [{{source: s1, date: soon}}]}}"
    value = st.sampled_from(["text", "12000", "2024-13", "RED", "~", "", "[a, b]", "{a: b}", "&x y", "!!str 5"])
    others = st.tuples(
        st.sampled_from(["claim", "note", "text", "description", "date", "tlp", "odd", "kind"]),
        st.one_of(value, spanning(indent + 2)),
    )
    lines = draw(st.sampled_from([", ", "\n", "\n\n", "\n# note\n", f"{pad}# note\n"]))
    evidence = f"evidence:{pad}- source: s1{pad}  quote: {draw(spanning(indent + 4))}{pad}- {{source: s2, best: 1}}"
    fields = [f"{key}: {said}" for key, said in draw(st.lists(others, max_size=4))] + [evidence] * draw(
        st.integers(0, 1)
    )
    if lines == ", ":
        return " " * indent + "- " + draw(st.sampled_from([flow, "text", "", "- a", f"id: {name}"]))
    return " " * indent + f"- id: {name}" + "".join(lines.rstrip(" ") + pad[1:] + each for each in fields)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """A file of one to three lists."""
    path = draw(st.sampled_from([FACTS, "content/entities.yaml", "content/facts/a.yaml"]))
    keys = [key for key in parse.lists(path) if key or len(parse.lists(path)) == 2]
    if "facts" in keys:
        keys = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
    else:
        keys = [draw(st.sampled_from(keys))]
    text = draw(st.sampled_from(["", "# a file\n", "---\n", "\ufeff", "\n\n"]))
    for key in keys:
        indent = draw(st.sampled_from([0, 2, 4]))
        text += key and key + draw(st.sampled_from([":\n", ": \n", ":  # these\n", ":\n\n  # these\n"]))
        made = [draw(items(number, indent)) for number in range(draw(st.integers(1, 6)))]
        text += draw(st.sampled_from(["\n", "\n\n", "\n# between\n"])).join(made) + "\n"
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    return path, (text if draw(st.booleans()) else text.rstrip("\n")).replace("\n", ends)


@settings(max_examples=60)
@given(files())
def test_portions_hold_what_the_whole_holds(made: tuple[str, str]) -> None:
    """Whatever records a file lists, in whatever style: the same items, texts and findings, at the same places."""
    agrees(*made)


@settings(max_examples=60)
@given(
    files(), st.integers(0, 2**16), st.sampled_from(["\n", "- ", '"', "'", "\t", "{", "]", "...\n", "x", "|", "\u2028"])
)
def test_one_slip_changes_no_meaning(made: tuple[str, str], where: int, slip: str) -> None:
    """A sign too many anywhere: what is read in portions is still what would be read as a whole."""
    path, text = made
    at = where % (len(text) + 1)
    agrees(path, text[:at] + slip + text[at:])


# --- what is read in portions, and what is not -------------------------------------------------------------------

LISTED = "facts:\n  - id: a\n    claim: One\n  - id: b\n    claim: Two\n"

PLAIN = {
    "facts": LISTED,
    "entities": "- id: a\n  name: A\n- id: b\n  name: B\n",
    "lists": "judgments:\n- id: j\n  text: J\n" + LISTED + "questions:\n    - {id: q, text: Q}\n",
    "comments": "# all\n\n---\n# of these\nfacts:  # here\n\n  # a\n  - id: a # x\n\n# b\n  - id: b\n# end\n",
    "a mark of the byte order": "\ufeff" + LISTED,
    "line ends of another system": LISTED.replace("\n", "\r\n"),
    "no line end": LISTED.rstrip(),
    "a quotation over lines": LISTED + '  - id: c\n    claim: "one\n      - two"\n',
    "a text that looks like an item": LISTED + "  - id: c\n    note: |\n      - id: d\n\n      facts:\n",
    "findings": LISTED
    + "  - id: B A D\n    clam: x\n    date: soon\n    note: '[x](javascript:y) [^1]'\n  - text\n  -\n",
    "a key that stands twice": LISTED + "  - id: c\n    id: d\n  - {id: e, claim: x, claim: y}\n",
    "one id twice": LISTED + "  - id: a\n    note: Again.\n",
    "tags of our own types": LISTED + "  - id: !!str c\n",
}
ODD = {
    "anchors": LISTED + "  - id: &c c\n    claim: *c\n",
    "an alias to another item": "facts:\n  - id: &a a\n  - id: b\n    claim: *a\n",
    "a tag": LISTED + "  - id: c\n    claim: !x y\n",
    "a directive": "%YAML 1.2\n---\n" + LISTED,
    "two documents": LISTED + "---\n" + LISTED,
    "an end and more": LISTED + "...\n" + "  - id: c\n",
    "an item's line in a quotation": LISTED + '  - id: c\n    claim: "one\n  - two"\n',
    "a list's line in a quotation": LISTED + '  - id: c\n    claim: "one\njudgments:\n  - two"\n',
    "an item's line in brackets": LISTED + "  - id: c\n    tags: [one,\n  - two]\n",
    "a quotation that is never closed": LISTED + "  - id: c\n    claim: 'one\n  - id: d\n",
    "a tab": LISTED + "\t- id: c\n",
    "a list that is less indented": LISTED + "- id: c\n",
    "a list that is more indented": LISTED + "   - id: c\n",
    "a list twice": LISTED + LISTED,
    "a key that is not known": LISTED + "fact:\n  - id: c\n",
    "a value beside": LISTED + "judgments: []\n",
    "an empty list": LISTED + "judgments:\n",
    "a list in brackets": "facts: [\n  {id: a},\n  {id: b}]\n",
    "no list": "facts:\n  a: 1\n  b: 2\n",
    "a control character": LISTED + "  - id: c\x01\n",
    "an escape for one": LISTED + '  - id: "c\\x01"\n',
    "a line that ends for YAML alone": LISTED + "  - id: c\n    note: |\n      one\u2028      two\n",
    "an item that begins where only YAML sees a line": LISTED + "  # one\x85  - id: c\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_lists_are_read_in_portions(name: str) -> None:
    """Lists of items as they are usually written; what is wrong in an item spoils nothing."""
    path = "content/entities.yaml" if name == "entities" else FACTS
    assert in_portions(path, PLAIN[name].removeprefix("\ufeff"))
    agrees(path, PLAIN[name])


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_read_as_a_whole(name: str) -> None:
    """Where an item might mean something else beside the others."""
    assert not in_portions(FACTS, ODD[name])
    agrees(FACTS, ODD[name])


@pytest.mark.parametrize("word", ["two", "three", "four", "five", "six"])
def test_what_only_looks_like_an_item_is_not_counted(word: str) -> None:
    """A line of a quotation within a portion: the items of the portions behind it keep their numbers."""
    more = "".join(f"  - id: d{number}\n    date: soon\n" for number in range(20))
    agrees(FACTS, f'{LISTED}  - id: c\n    claim: "one\n  - {word}"\n{more}')


def test_a_limit_holds_for_all_portions_together() -> None:
    """Aliases may expand to 10,000 values in a file, however many items share them."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n      b: [" + ", ".join(["*a"] * 500) + "]"
    text = "facts:\n" + "".join(f"  - id: f{number}\n    fields:\n      {bomb}\n" for number in range(3))
    assert "expand to too many" in parse.parse(InputFile(FACTS, text.encode())).diagnostics[0].message
    agrees(FACTS, text)


def test_items_are_nested_no_deeper_than_in_the_whole() -> None:
    """Fifty levels are allowed, from the file's own."""
    for depth in (47, 48, 49, 50):
        agrees(FACTS, f"{LISTED}  - id: c\n    tags: {'[' * depth}{']' * depth}\n")


def test_every_dossier_that_we_have_reads_the_same() -> None:
    """The demo, the dossier that uses everything, and those of all other tests."""
    found = [(path, data.decode("utf-8", "surrogateescape")) for path, data in everything.files().items()]
    found += [
        (each.relative_to(ROOT).as_posix(), each.read_text("utf-8")) for each in (ROOT / "content").rglob("*.yaml")
    ]
    for case in (ROOT / "tests").rglob("cases/**/*.txt"):
        found += txtar.split(case.read_text("utf-8"))[1]
    lists = [(path, text) for path, text in found if path.startswith("content/") and parse.lists(path)]
    assert sum(in_portions(*each) for each in lists) > 50
    for each in lists:
        agrees(*each)


# --- what it is for ----------------------------------------------------------------------------------------------


def large(edit: str = "") -> InputFile:
    facts = [f"  - id: f{number}\n    claim: Fact {number}{edit if number == 50 else ''}.\n" for number in range(100)]
    return InputFile(FACTS, ("facts:\n" + "".join(facts)).encode())


def test_an_edit_costs_its_portion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file that was read before, only what was edited is read again, with the few items around it."""
    kept: dict[str, bytes] = {}
    monkeypatch.setattr(cache, "load", lambda _, name: kept.get(name))
    monkeypatch.setattr(cache, "save", lambda _, name, data: kept.update({name: data}))
    parsed.parsed(tmp_path, [large()], workers=1)
    read: list[portions.Portion] = []
    portion = parse.portion
    monkeypatch.setattr(parse, "portion", lambda path, one, text: read.append(one) or portion(path, one, text))
    monkeypatch.setattr(parse, "parse", None)
    assert parsed.parsed(tmp_path, [large()], workers=1)
    assert not read
    [(_, held)] = parsed.parsed(tmp_path, [large(" indeed")], workers=1)
    assert held.entries[50].item.claim == "Fact 50 indeed."
    assert 1 <= len(read) <= 2
    assert sum(each.count for each in read) < 20


def test_several_processes_share_one_file(tmp_path: Path) -> None:
    """And what they read is joined in the file's order."""
    assert parsed.parsed(tmp_path, [large()], workers=3) == [(FACTS, parse.parse(large()))]


def test_a_fault_costs_no_more_than_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody types, a file is no YAML for a moment: once mended, its other portions are still known."""
    kept: dict[str, bytes] = {}
    monkeypatch.setattr(cache, "load", lambda _, name: kept.get(name))
    monkeypatch.setattr(cache, "save", lambda _, name, data: kept.update({name: data}))
    parsed.parsed(tmp_path, [large()], workers=1)
    for _ in range(2):
        assert parsed.parsed(tmp_path, [large(' "x": y')], workers=1)[0][1].unread
    read: list[portions.Portion] = []
    portion = parse.portion
    monkeypatch.setattr(parse, "portion", lambda path, one, text: read.append(one) or portion(path, one, text))
    monkeypatch.setattr(parse, "parse", None)
    assert len(parsed.parsed(tmp_path, [large()], workers=1)[0][1].entries) == 100
    assert len(read) <= 2
