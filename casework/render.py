"""Views and templates → the bytes of pages.  Pure, given its templates."""

from __future__ import annotations

import jinja2

from casework.views import PageView


def render(view: PageView, env: jinja2.Environment) -> bytes:
    """One page as UTF-8.  jinja2.TemplateError where a template of the author's own is wrong."""
    return env.get_template(view.template).render(page=view).encode()
