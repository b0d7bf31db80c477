"""What the case comes to in words."""

from __future__ import annotations

from build import case
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.words.sentences import beginning, in_words

SOURCE = "---\ntitle: A\n---\n"
PARTS = (
    "Some words of a summary, and then some more of them.",
    "## A heading",
    "[[nis]] said so [@a, p. 2], twice[^n].",
    "[^n]: A note that nobody reads here, and that is as long as a sentence.",
    "::: note\nMind [[nis|the service]].\n:::",
    "- one\n- two\n",
    "![[timeline]]",
    "a & b < c, *so* `to speak`",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=30))
def test_beginning_is_that_of_the_whole_text(parts: list[str]) -> None:
    """The first words are read off the first pieces of a text, and are those of the whole text, cut between words."""
    files = {
        "content/sources/a.md": SOURCE + "\n\n".join(parts),
        "content/entities.yaml": "- {id: nis, name: Intelligence Service, kind: organisation}",
    }
    made = case(files)
    whole, said = in_words("a", "summary", made), beginning("a", "summary", made)
    if len(whole) <= 160:
        assert said == whole
    else:
        assert len(said) <= 160
        assert said.endswith("…")
        assert whole.startswith(said[:-1] + " ")
