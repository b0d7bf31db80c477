"""Rim: where templates and assets come from, and the template environment (made anew for each build, never global).

A file in the dossier's own `templates/` or `assets/` wins over the default of the same path; `default/…` names the
default in spite of that, so that an override may extend what it replaces.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import jinja2
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from casework import defaults
from casework.kept import cache
from casework.publishing.direct import DirectEnvironment
from casework.reading.read import TEMPLATES
from casework.words.language import ENGLISH, Language

Word = Callable[..., str]


def environment(root: Path, language: Language = ENGLISH) -> jinja2.Environment:
    """The templates as the dossier at `root` sees them.  Autoescaping is on; an unknown name is an error.

    With templates of the dossier's own, all run in a sandbox: a dossier that one got from somebody may bring templates,
    and may not run code with them.  Where there are only ours, nothing has to be watched, and pages take half the time.
    """
    default, own = defaults.folder() / TEMPLATES, root / TEMPLATES
    words = (language.gettext, language.ngettext, language.pgettext)
    if is_ours(root):
        return _trusted(default, cache.fingerprint([default])[0], language.code, *words)
    env: Any = ImmutableSandboxedEnvironment(**_options(own, default))
    env.install_gettext_callables(language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext)
    return cast("jinja2.Environment", env)


def is_ours(root: Path) -> bool:
    """Whether the dossier at `root` has no templates of its own."""
    own = root / TEMPLATES
    return not own.is_dir() or own.samefile(defaults.folder() / TEMPLATES)


def compile_all(env: jinja2.Environment) -> None:
    """Compile every template of a page now: processes that are forked later need not, each for itself.

    A template of the author's that is wrong is told of when a page asks for it.
    """
    for name in env.list_templates(extensions=["html"]):
        if not name.startswith("default/"):
            with suppress(jinja2.TemplateError):
                env.get_template(name)


@lru_cache(maxsize=8)
def _trusted(
    default: Path, _state: str, code: str, gettext: Word, ngettext: Word, pgettext: Word
) -> jinja2.Environment:
    """The default templates, compiled once while they stay as they are: a preview builds again and again."""
    options = {**_options(default, default), "bytecode_cache": Compiled(code)}
    return DirectEnvironment(gettext, ngettext, pgettext, **options)


class Compiled(jinja2.FileSystemBytecodeCache):
    """Our templates as Python's code, where Python keeps that of our modules; nowhere, where it may not."""

    def __init__(self, code: str) -> None:
        # The language's code is what an author wrote: no part of a path.
        tongue = cache.digest(code.encode("utf-8", "surrogatepass"))[:8]
        super().__init__(str(defaults.HERE / "__pycache__"), f"template-{tongue}-%s.{sys.implementation.cache_tag}")

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        """One file for each template."""
        return name.replace("/", "-")

    def get_source_checksum(self, source: str) -> str:
        """Of the template and of all that compiles it."""
        return cache.digest(f"{cache.program()}{source}".encode())

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was kept, if it can be had."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, if that may be."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _options(own: Path, default: Path) -> dict[str, Any]:
    ours = jinja2.FileSystemLoader(default)
    return {
        "loader": jinja2.ChoiceLoader([jinja2.FileSystemLoader(own), ours, jinja2.PrefixLoader({"default": ours})]),
        "autoescape": True,
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
        "auto_reload": False,
    }
