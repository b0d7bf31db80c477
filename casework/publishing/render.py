"""Views and templates → the bytes of pages, or what is wrong in a template.  Pure, given its templates."""

from __future__ import annotations

import traceback
from pathlib import PurePath

import jinja2

from casework.diagnostics import Diagnostic, Place
from casework.views.page import PageView


def render(view: PageView, env: jinja2.Environment) -> bytes:
    """One page as UTF-8.  jinja2.TemplateError where a template of the author's own is wrong."""
    try:
        return env.get_template(view.template).render(page=view).encode()
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as wrong:
        raise jinja2.TemplateRuntimeError(f"{type(wrong).__name__}: {wrong}") from wrong


def fault(error: jinja2.TemplateError) -> Diagnostic:
    """Where a template of the author's own is wrong, and how."""
    if isinstance(error, jinja2.TemplateNotFound):
        place, message = Place(path="templates", line=1, column=1), f"there is no template `{error.name}`"
    elif isinstance(error, jinja2.TemplateSyntaxError):
        name = error.name or "?"
        place, message = Place(path=f"templates/{name}", line=error.lineno, column=1), str(error.message)
    else:
        place, message = _place(error), str(error.message)
    hint = "compare with the default template, or delete yours to get the default back"
    return Diagnostic(code="template-error", message=message, place=place, hint=hint)


def _place(error: Exception) -> Place:
    """The template line that was being rendered last."""
    for frame in reversed(traceback.extract_tb((error.__cause__ or error).__traceback__)):
        parts = PurePath(frame.filename).parts
        if "templates" in parts:
            path = "/".join(parts[len(parts) - 1 - parts[::-1].index("templates") :])
            return Place(path=path, line=frame.lineno or 1, column=1)
    return Place(path="templates", line=1, column=1)
