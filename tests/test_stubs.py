"""Stubs: a new item stands in the right place under a free id, and nothing else in the file changes."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from casework.authoring import ids, stubs, yamlinsert, yamlwrite
from casework.authoring.yamlinsert import Refused, appended
from casework.reading import yamltext
from casework.reading.parse import CONTROL
from dossier import cli

ITEM = "id: new\ntext: New\n# note: x\n"


def folder(tmp_path: Path, **files: str) -> Path:
    """A dossier with the given files in content/ (`facts` → facts.yaml)."""
    (tmp_path / "content").mkdir()
    (tmp_path / "config.yaml").write_text("title: T\n")
    for name, text in files.items():
        (tmp_path / "content" / f"{name}.yaml").write_text(text, newline="")
    return tmp_path


# --- text surgery -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("", "facts", "facts:\n  - id: new\n    text: New\n    # note: x\n"),
        ("# head\n", "facts", "# head\n\nfacts:\n  - id: new\n    text: New\n    # note: x\n"),
        ("facts:\n", "facts", "facts:\n  - id: new\n    text: New\n    # note: x\n"),
        ("facts: [] # none\nx: y", "facts", "facts: # none\n  - id: new\n    text: New\n    # note: x\nx: y"),
        ("facts: ~\n", "facts", "facts:\n  - id: new\n    text: New\n    # note: x\n"),
        (
            "facts:\n  # here\n\nx: y\n",
            "facts",
            "facts:\n  # here\n  - id: new\n    text: New\n    # note: x\n\nx: y\n",
        ),
        ("- id: a\n", "", "- id: a\n\n- id: new\n  text: New\n  # note: x\n"),
        ("- id: a\n- id: b # c", "", "- id: a\n- id: b # c\n- id: new\n  text: New\n  # note: x\n"),
        (
            "facts:\n- id: a\n- id: b\n  # of b\n\n# of x\nx: y\n",
            "facts",
            "facts:\n- id: a\n- id: b\n  # of b\n- id: new\n  text: New\n  # note: x\n\n# of x\nx: y\n",
        ),
        (
            "facts:\n    -   id: a\n        z: |\n          t\n\n    -   id: b\n        z: [1,\n            2\n            ]\nx: y\n",
            "facts",
            (
                "facts:\n    -   id: a\n        z: |\n          t\n\n    -   id: b\n        z: [1,\n            2\n            ]\n"
                "\n    -   id: new\n        text: New\n        # note: x\nx: y\n"
            ),
        ),
        ("x:\n- a\n", "facts", "x:\n- a\n\nfacts:\n- id: new\n  text: New\n  # note: x\n"),
        (
            "a: [{id: a}]\r\n",
            "facts",
            "a: [{id: a}]\r\n\r\nfacts:\r\n  - id: new\r\n    text: New\r\n    # note: x\r\n",
        ),
        ("- id: a\n  text: A # b\n", "", "- id: a\n  text: A # b\n\n- id: new\n  text: New\n  # note: x\n"),
        ("- id: a\r\n- id: b\r\n", "", "- id: a\r\n- id: b\r\n- id: new\r\n  text: New\r\n  # note: x\r\n"),
    ],
)
def test_an_item_is_put_behind_the_last(before: str, key: str, after: str) -> None:
    """Indentation, gaps, comments and line ends are those of the file."""
    made, line = appended(before, key, ITEM)
    assert made == after
    assert made.split("\n")[line - 1].split() == ["-", "id:", "new"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("facts: [{id: a}]\n", "facts"),
        ("facts: text\n", "facts"),
        ("- id: a\n", "facts"),
        ("facts: []\n", ""),
        ("facts: &x\n  - id: a\n", "facts"),
        ("{facts: [], x: y}\n", "facts"),
        ("x: y\n...\n", "facts"),
        ("a: [\n", "facts"),
    ],
)
def test_what_is_not_sure_is_refused(text: str, key: str) -> None:
    """Where a file is written in a way that an item cannot be surely put into, nothing is guessed: it is refused."""
    with pytest.raises(Refused):
        appended(text, key, ITEM)


SCALARS = st.sampled_from(
    ["a", '"b: c"', "'d'", "|\n      text\n      # no comment\n", ">-\n      text\n\n", "[1, 2]", ""]
)
COMMENTS = st.sampled_from(["", "\n", "    # of the item\n", "\n    # later\n", "  # of the list\n", "# of the file\n"])


@given(st.lists(st.tuples(SCALARS, COMMENTS), min_size=1, max_size=4), st.sampled_from(["", "# end\n", "x: y\n"]))
def test_no_line_is_lost_or_changed(items: list[tuple[str, str]], tail: str) -> None:
    """Without the lines of the new item, the text is the old one; and it holds exactly one item more."""
    body = "".join(
        f"  - id: i\n    z: {value}{'' if value.endswith(chr(10)) else chr(10)}{note}" for value, note in items
    )
    before = f"# head\nfacts:\n{body}{tail}"
    after, line = appended(before, "facts", ITEM)
    lines = after.split("\n")
    added = lines[line - 1 : line + 2]
    assert [each.strip() for each in added] == ["- id: new", "text: New", "# note: x"]
    rest = lines[: line - 1] + lines[line + 2 :]
    assert [each for each in rest if each] == [each for each in before.split("\n") if each]
    assert len(yamltext.load(after, "")[0]["facts"]) == len(items) + 1


# --- writing YAML -------------------------------------------------------------------------------------------

# Control characters, which no file may hold even as escapes, are left out.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), max_size=30).filter(
    lambda text: not CONTROL.search(text)
)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_written_yaml_reads_back(values: dict[str, Any]) -> None:
    """Whatever the texts hold, they come back."""
    read, found = yamltext.load(yamlwrite.block(values), "")
    assert (read or {}, found) == (values, ())


@pytest.mark.parametrize(
    "text", ["No", "yes", "12:30", "1e3", "@x", "a: b", "a #b", "null", "- x", "x ", "~", "*a", ".nan"]
)
def test_text_that_looks_like_something_else_is_quoted(text: str) -> None:
    """Text that YAML 1.1 or 1.2 would take for something else is written in quotation marks."""
    assert yamlwrite.scalar(text).startswith('"')


# --- ids ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "item_id"),
    [
        ("Zażółć gęślą jaźń", "zazolc-gesla-jazn"),
        ("Russia's war: day ２", "russias-war-day-2"),
        ("Straße", "strasse"),
        ("북한군", "source-1"),
        ("index", "index-2"),
        ("taken", "taken-2"),
        ("", "source-1"),
        ("word " * 30, "-".join(["word"] * 12)),
    ],
)
def test_an_id_is_made_from_the_title(title: str, item_id: str) -> None:
    """Accents fall off; what cannot be said in a–z gives the kind and a number; taken ones get a number."""
    assert ids.free(title, "source", frozenset({"index", "taken"})) == item_id


@given(TEXTS)
def test_an_id_made_up_is_an_id(title: str) -> None:
    """It is well-formed and free, whatever the title."""
    made = ids.free(title, "source", frozenset({"a", "source-1"}))
    assert made not in {"a", "source-1"}
    assert yamlinsert.re.fullmatch("[a-z0-9-]{1,100}", made)


# --- the command --------------------------------------------------------------------------------------------


def run(root: Path, *words: str) -> Any:
    """`dossier new …`."""
    return CliRunner().invoke(cli, ["new", "-C", str(root), *words])


@pytest.mark.parametrize("kind", stubs.KINDS)
def test_each_kind_of_stub_is_in_the_dossier(tmp_path: Path, kind: str) -> None:
    """In an empty dossier, the stub has its file made, is said with path and line, and brings no error."""
    root = folder(tmp_path)
    done = run(root, kind, "--title", 'A "title": with @signs')
    assert done.exit_code == 0
    path, _, line = done.output.strip().rpartition(":")
    assert "a-title-with-signs" in path + (root / path).read_text("utf-8").splitlines()[int(line) - 1]
    checked = CliRunner().invoke(cli, ["check", "-C", str(root)])
    assert checked.exit_code == 0, checked.output


def test_ids_are_free_across_kinds_and_drafts(tmp_path: Path) -> None:
    """What any item, draft or former name has is not given again; a taken id is refused with a free one."""
    root = folder(tmp_path, facts="questions:\n  - {id: a, text: A, former_ids: [b]}\n")
    (root / "content/sources").mkdir()
    (root / "content/sources/c.md").write_text("---\ntitle: C\ndraft: true\n---\n")
    for taken in "abc":
        done = run(root, "entity", taken)
        assert (done.exit_code, f"`{taken}-2` is free" in done.output) == (2, True)
    assert run(root, "source", "--title", "C").output.strip() == "content/sources/c-2.md:1"


def test_a_broken_file_is_refused_and_left(tmp_path: Path) -> None:
    """Exit status 2, the place of the fault, and the file as it was."""
    root = folder(tmp_path, facts="facts: [\n")
    done = run(root, "fact", "x")
    assert done.exit_code == 2
    assert "content/facts.yaml: line 2" in done.output or "content/facts.yaml: line 1" in done.output
    assert (root / "content/facts.yaml").read_text() == "facts: [\n"


def test_facts_in_a_folder_get_theirs_there(tmp_path: Path) -> None:
    """Without facts.yaml, the last file below facts/ that has the list is added to; a byte order mark stays."""
    root = folder(tmp_path)
    (root / "content/facts").mkdir()
    (root / "content/facts/a.yaml").write_text("\ufefffacts:\n  - {id: x, claim: X}\n", "utf-8")
    (root / "content/facts/b.yaml").write_text("questions: []\n")
    assert run(root, "fact", "y").output.strip() == "content/facts/a.yaml:4"
    assert (root / "content/facts/a.yaml").read_text("utf-8").startswith("\ufefffacts:\n  - {id: x, claim: X}\n")
    assert run(root, "question", "q").output.strip() == "content/facts/b.yaml:2"


def test_entities_below_a_key_stay_there(tmp_path: Path) -> None:
    """Entities may be a list, or a list below `entities`."""
    root = folder(tmp_path, entities="entities:\n- {id: a, name: A}\n")
    assert run(root, "entity", "b").output.strip() == "content/entities.yaml:4"


def test_a_link_is_written_through_within_the_dossier_alone(tmp_path: Path) -> None:
    """A list that lies elsewhere in the dossier gets its item there; a file outside is nobody's to add to."""
    outside, root = tmp_path / "outside.yaml", tmp_path / "dossier"
    outside.write_text("facts: []\n")
    root.mkdir()
    link = folder(root) / "content/facts.yaml"
    link.symlink_to(outside)
    with pytest.raises(Refused, match="leads outside"):
        stubs.append(root, "fact", ITEM)
    assert outside.read_text() == "facts: []\n"
    link.unlink()
    (root / "kept.yaml").write_text("facts: []\n")
    link.symlink_to(root / "kept.yaml")
    stubs.append(root, "fact", ITEM)
    assert link.is_symlink()
    assert "id: new" in (root / "kept.yaml").read_text()
