"""What is said to have changed is said to everybody: to who asked for a row, for which rows there are, or for all of them."""

from __future__ import annotations

from build import case, folder
from msgspec.structs import replace

from casework.examining.reworked import Reworked
from casework.kept.trace import KEYS, WHOLE
from casework.model import Fact
from casework.pages.desk import differing
from casework.pages.plan import plan
from casework.prose import Prose
from casework.words.language import ENGLISH

NOTE = Prose(pieces=("<p>Words.</p>",))


def test_a_text_that_comes_or_goes_is_told_to_who_goes_through_all_texts() -> None:
    """Another word in a text that stays is told only to who asked for that text."""
    fact = Fact(id="f", claim="It fell.")
    come = set(Reworked("fact", fact, fact, {}, {"note": NOTE}).marks())
    gone = set(Reworked("fact", fact, fact, {"note": NOTE}, {}).marks())
    other = set(Reworked("fact", fact, fact, {"note": NOTE}, {"note": Prose()}).marks())
    assert come == gone == {("prose", ("f", "note")), ("prose", KEYS), ("prose", WHOLE)}
    assert other == {("prose", ("f", "note"))}


def test_a_list_that_is_ordered_otherwise_is_told_and_a_page_more_too() -> None:
    """Which pages a list has is asked apart from what stands on one."""
    old = plan(case(folder({"a": {}}, [{"id": "f"}, {"id": "g"}])), None, ENGLISH)
    [path] = old.lists["facts"]
    turned = replace(old, listed={**old.listed, path: tuple(reversed(old.listed[path]))})
    longer = replace(old, listed={**old.listed, "facts/index_2.html": ("h",)})
    assert set(differing(old, old)) == set()
    assert set(differing(old, turned)) == {("listed", path), ("listed", WHOLE)}
    assert {("listed", "facts/index_2.html"), ("listed", WHOLE), ("listed", KEYS)} <= set(differing(old, longer))
