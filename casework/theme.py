"""Rim: where templates and assets come from, and the template environment (made anew for each build, never global).

A file in the dossier's own `templates/` or `assets/` wins over the default of the same path; `default/…` names the
default in spite of that, so that an override may extend what it replaces.
"""

from __future__ import annotations

import gettext
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = Path(__file__).resolve().parent


def shipped() -> Path:
    """The folder of the default theme: inside the installed package, else the checkout around it."""
    for folder in (HERE / "shipped", HERE.parent):
        if (folder / "templates" / "base.html").is_file():
            return folder
    raise FileNotFoundError("the default theme (templates/base.html) is missing from this installation")


def environment(root: Path) -> jinja2.Environment:
    """The templates as the dossier at `root` sees them.  Autoescaping is on; an unknown name is an error.

    They run in a sandbox: a dossier that one got from somebody brings its templates, and may not run code with them.
    """
    default = jinja2.FileSystemLoader(shipped() / "templates")
    loader = jinja2.ChoiceLoader(
        [jinja2.FileSystemLoader(root / "templates"), default, jinja2.PrefixLoader({"default": default})]
    )
    env = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(gettext.NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    return env
