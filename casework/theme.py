"""Rim: where templates and assets come from, and the template environment (made anew for each build, never global).

A file in the dossier's own `templates/` or `assets/` wins over the default of the same path; `default/…` names the
default in spite of that, so that an override may extend what it replaces.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from casework.direct import DirectEnvironment
from casework.language import ENGLISH, Language

HERE = Path(__file__).resolve().parent


def shipped() -> Path:
    """The folder of the default theme: inside the installed package, else the checkout around it."""
    for folder in (HERE / "shipped", HERE.parent):
        if (folder / "templates" / "base.html").is_file():
            return folder
    raise FileNotFoundError("the default theme (templates/base.html) is missing from this installation")


def environment(root: Path, language: Language = ENGLISH) -> jinja2.Environment:
    """The templates as the dossier at `root` sees them.  Autoescaping is on; an unknown name is an error.

    With templates of the dossier's own, all run in a sandbox: a dossier that one got from somebody may bring templates,
    and may not run code with them.  Where there are only ours, nothing has to be watched, and pages take half the time.
    """
    default, own = jinja2.FileSystemLoader(shipped() / "templates"), root / "templates"
    is_ours = not own.is_dir() or own.samefile(shipped() / "templates")
    options: dict[str, Any] = {
        "loader": jinja2.ChoiceLoader(
            [jinja2.FileSystemLoader(own), default, jinja2.PrefixLoader({"default": default})]
        ),
        "autoescape": True,
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
        "auto_reload": False,
    }
    env: Any = DirectEnvironment(language.gettext, **options) if is_ours else ImmutableSandboxedEnvironment(**options)
    env.install_gettext_callables(language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext)
    return cast("jinja2.Environment", env)
