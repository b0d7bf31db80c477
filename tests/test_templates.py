"""Templates of the dossier's own: they may change every page, and run no code; what is wrong in them is a diagnostic."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import published
from ondisk import laid

from casework.publishing import build
from casework.publishing.build import Built, Options

HEAD = '{% extends "default/about.html" %}{% block lede %}'


def built(root: Path, template: bytes) -> Built:
    (root / "content").mkdir()
    (root / "templates").mkdir()
    (root / "config.yaml").write_text("title: T\n")
    (root / "content/index.md").write_text("Text.\n")
    (root / "templates/about.html").write_bytes(template)
    return build.publish(root, root / "site", Options())


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ page.__class__.__init__.__globals__ }}",
        "{{ self.__init__.__globals__.__builtins__ }}",
        "{{ _.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__['os'].system('id') }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__}'.format(page) }}",
        "{% for n in range(10 ** 9) %}{% endfor %}",
        "{{ [].append(1) }}",
        "{{ 1 / 0 }}",
        "{{ page.nothing }}",
        "{{ page.title + 1 }}",
        "{{ page['x'] }}",
        "{{ nothing() }}",
        "{{ 'x'|nothing }}",
        "{% nothing %}",
        "{% include 'nothing.html' %}",
        "{% include '../config.yaml' %}",
        "{% include '/etc/passwd' %}",
        "{% extends 'about.html' %}",
    ],
)
def test_what_a_template_may_not_is_a_diagnostic(tmp_path: Path, text: str) -> None:
    """Reaching for Python, for files, for what there is not, or counting for ever: an error, nothing written."""
    done = built(tmp_path, (HEAD + text + "{% endblock %}").encode())
    assert done.report is None
    assert [each.code for each in done.findings] == ["template-error"]
    assert done.findings[0].path.startswith("templates")
    assert not (tmp_path / "site").exists()


def test_a_template_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are a diagnostic too, and end in no traceback."""
    assert [each.code for each in built(tmp_path, b"\xff").findings] == ["template-error"]


def test_a_template_changes_its_page(tmp_path: Path) -> None:
    """What it says is on the page, and what it shows is escaped."""
    assert built(tmp_path, (HEAD + "<b>{{ '<i>' }}</b>{% endblock %}").encode()).report
    assert "<b>&lt;i&gt;</b>" in (tmp_path / "site/about.html").read_text()


DOSSIER = {
    "config.yaml": b"title: T\n",
    "content/index.md": b"Text.\n",
    "content/sources/s.md": b"---\ntitle: S\n---\n",
    "content/facts.yaml": b"""
facts: [{id: f, claim: It is so., question: q, evidence: [{source: s}]}]
questions: [{id: q, text: Is it so?}]
judgments: [{id: j, text: It is so., basis: [f]}]
""",
}
PAGES = {"fact": "facts/f", "source": "sources/s", "question": "questions/q", "judgment": "judgments/j"}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as the default theme makes it."""
    return published(laid(tmp_path_factory.mktemp("plain"), DOSSIER))


@pytest.mark.parametrize(
    ("block", "times"), {"band": 2, "brand": 1, "menu": 1, "foot_words": 1, "foot_links": 1}.items()
)
def test_a_theme_can_fill_one_block_of_the_frame(tmp_path: Path, plain: Path, block: str, times: int) -> None:
    """What a theme puts into a block stands on every page, the marking at both ends of it, and nothing else is lost."""
    template = f'{{% extends "default/base.html" %}}{{% block {block} %}}<i>ours</i>{{{{ super() }}}}{{% endblock %}}'
    site = published(laid(tmp_path, {**DOSSIER, "templates/base.html": template.encode()}))
    for path in ("index.html", "facts/f.html"):
        page = (site / path).read_text("utf-8")
        assert page.count("<i>ours</i>") == times
        assert page.replace("<i>ours</i>", "") == (plain / path).read_text("utf-8")


@pytest.mark.parametrize("block", ["kicker", "lede"])
@pytest.mark.parametrize("kind", PAGES)
def test_a_theme_can_fill_the_blocks_round_a_title(tmp_path: Path, kind: str, block: str) -> None:
    """A fact, a source, a question and a judgment have the blocks above and below the title that all pages have."""
    template = f'{{% extends "default/{kind}.html" %}}{{% block {block} %}}<i>ours</i>{{% endblock %}}'
    site = published(laid(tmp_path, {**DOSSIER, f"templates/{kind}.html": template.encode()}))
    above, _, below = (site / f"{PAGES[kind]}.html").read_text("utf-8").partition("<h1>")
    assert "<i>ours</i>" in {"kicker": above, "lede": below}[block]


@pytest.mark.parametrize(
    "template", ["", '{% extends "default/base.html" %}{% block toc_before %}<li>ours</li>{% endblock %}']
)
def test_every_list_of_contents_has_one_frame(tmp_path: Path, template: str) -> None:
    """Pages that list their own parts have the same list around them, with what a theme puts into the general one."""
    files = {**DOSSIER, "content/pages/long.md": b"---\ntitle: Long\n---\n## One\n\n## Two\n\n## Three\n"}
    if template:
        files["templates/base.html"] = template.encode()
    site = published(laid(tmp_path, files))
    frame = re.compile(
        r'<nav class="toc" aria-labelledby="toc-title">\n<h2 [^>]*>On this page</h2>\n<ul>\n(.*?)</ul>\n</nav>\n',
        re.DOTALL,
    )
    parts = {
        name: frame.findall((site / name).read_text("utf-8"))
        for name in ("pages/long.html", "about.html", "index.html")
    }
    assert [len(each) for each in parts.values()] == [1, 1, 1]
    assert ("<li>ours</li>" in parts["pages/long.html"][0]) == bool(template)
    assert [part.count("<li") for (part,) in parts.values()] == [3 + bool(template), 7, 2]
