"""Shorter ways round the libraries: our quicker code gives the very bytes that theirs gives."""

from __future__ import annotations

from pathlib import Path

import everything
import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ondisk import laid

from casework import markdown as converted
from casework.markdown import library, plain, whole
from casework.publishing import build, direct, theme
from casework.publishing.build import Options


@pytest.mark.slow
def test_our_templates_say_the_same_as_the_library_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The direct code for trusted templates and the library's own sandbox give the same bytes."""
    root = laid(tmp_path, everything.files())
    examined = build.examine(root, Options())
    short = build.in_memory(root, examined)
    made = theme.environment(root)
    assert isinstance(made, direct.DirectEnvironment)
    (root / "templates").mkdir()
    assert not isinstance(theme.environment(root), direct.DirectEnvironment)
    assert build.in_memory(root, examined) == short


MARKS = st.lists(
    st.sampled_from(
        "word|  \n|\n\n|[@f1]|[[e1]]|[^n]|[a](b)|![x](y.png)|<b>|<http://x.y>|`c`|``|\\|*|**|_|__|&amp;|&|[r][s]|[s]: http://z\n"
        "|[t]|# H\n|- i\n|1. a\n|> q\n|::: note\n|:::\n|[^n]: t\n|    code\n|a@b.c|!|](|(|)| |it's|“q”|a_b_c|***|```\n|\t|: d\n"
        "|<div>\n|</div>\n|é|한국|x|.|, |2. ".split("|")
    ),
    max_size=14,
).map("".join)


SENTENCES = st.lists(
    st.sampled_from(
        "Word|word|2024 |word |. |, |; |: |-|–|/|(|) |’s|é|\n|\n\n|\n\n\n|\nWord|\n\nWord|[@f1]|[@f1, para. 6]|[@f1; @f2, p. 2]|[@]|[@f1 @]"
        "|[[e1]]|[[e1\\|word]]|[[ e1 ]]|[[e1\\|]]|[[]]|[[@f1]]|[|]| |  ".replace("\\|", "\0").split("|")
    ).map(lambda text: text.replace("\0", "|")),
    max_size=14,
).map("".join)


@given(MARKS | SENTENCES | SENTENCES.map("W{}d".format))
def test_patterns_that_cannot_match_are_not_missed(text: str) -> None:
    """A text comes out the same whether all of the library's patterns are tried on it or only those that it calls for."""
    short = converted.convert(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "TEXT", plain.re.compile(r"(?!)"))
        patch.setattr(whole, "parser", whole_parser)
        assert converted.convert(text) == short


new_parser = library.parser.__wrapped__


def whole_parser() -> library.Parser:
    """A parser made anew, with the library's own inline patterns."""
    parser = new_parser()
    parser.treeprocessors.register(markdown.treeprocessors.InlineProcessor(parser), "inline", 20)
    return parser
