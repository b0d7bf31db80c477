"""Templates of the dossier's own: they may change every page, and run no code; what is wrong in them is a diagnostic."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework import build
from casework.build import Built, Options

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
    """Bytes that are not UTF-8."""
    assert [each.code for each in built(tmp_path, b"\xff").findings] == ["template-error"]


def test_a_template_changes_its_page(tmp_path: Path) -> None:
    """What it says is on the page, and what it shows is escaped."""
    assert built(tmp_path, (HEAD + "<b>{{ '<i>' }}</b>{% endblock %}").encode()).report
    assert "<b>&lt;i&gt;</b>" in (tmp_path / "site/about.html").read_text()
