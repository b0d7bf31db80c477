"""Makes the catalogues in casework/words/languages/ anew: texts out of the code, into each `.po`, and that into its `.mo`.

Run by `make languages`; needs Babel.  A new language begins with `tools/languages.py add de`.  What is still to be
translated, and what is wrong in a translation, `tests/test_languages.py` says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from casework.figures import worldmap
from casework.words import language, languagefiles

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ROOT / "casework" / "words" / "languages"
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None, "count": (1, 2)}
ENGLISH_ONLY = "preview/"
"""What only authors see stays English."""
TEMPLATES = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}
DATED = datetime(2024, 1, 1, tzinfo=UTC)
"""A header wants a date; the same texts shall give the same file."""

Found = tuple[str, str | tuple[str, ...], str | None, list[str]]
"""Where a text stands, the text (or its forms), its context, and comments for translators."""


def template() -> Catalog:
    """Every text of ours that a reader sees, in the order of the files."""
    made = Catalog(project="dossier", charset="utf-8", creation_date=DATED, revision_date=DATED)
    for path, text, context, comments in [*_written(), *_tables(), *_countries()]:
        made.add(text, context=context, locations=[(path, 0)], auto_comments=comments)
    return made


def _written() -> Iterator[Found]:
    """The texts in templates and in calls of `say`, `count` and their like."""
    ways: tuple[tuple[Path, str, str, dict[str, str]], ...] = (
        (ROOT / "templates", "**.html", "jinja2", TEMPLATES),
        (ROOT / "casework", "**.py", "python", {}),
    )
    for folder, pattern, method, options in ways:
        found = extract_from_dir(
            folder, [(pattern, method)], {pattern: options}, keywords=KEYWORDS, comment_tags=("L10n:",)
        )
        for name, _, text, comments, context in sorted(found, key=lambda each: each[:2]):
            if not name.startswith(ENGLISH_ONLY):
                yield f"{folder.name}/{name}", text, context, comments


def _tables() -> Iterator[Found]:
    """The texts of the fixed tables: whatever is asked for while a `Language` is made."""
    asked: dict[tuple[str, str], None] = {}

    def note(context: str, text: str) -> str:
        asked[context, text] = None
        return text

    language.language("en", str, lambda one, _many, _number: one, note)
    for context, text in asked:
        yield "casework/words/language.py", text, context, []


def _countries() -> Iterator[Found]:
    """The names of countries in the map's data."""
    names = {each.name for resolution in ("110m", "50m") for each in worldmap.load_world(resolution).countries}
    for name in sorted(names):
        yield "casework/figures/data", name, languagefiles.COUNTRY, []


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """The catalogues that there are, with their files."""
    for path in sorted(LANGUAGES.glob("*/LC_MESSAGES/dossier.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.parent.parent.name)


def write(path: Path, catalogue: Catalog) -> None:
    """A catalogue as `.po` for people and as `.mo` for the program."""
    named = catalogue.locale.english_name if catalogue.locale else path.parent.parent.name
    catalogue.header_comment = f"# The words of dossier in {named}.  Made with `make languages`; translations by hand."
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False, ignore_obsolete=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def update() -> None:
    """Bring every catalogue up to the code; texts that are gone go, new ones come untranslated."""
    now = template()
    for path, catalogue in catalogues():
        catalogue.update(now, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        write(path, catalogue)
        missing = sum(
            not (each.string if isinstance(each.string, str) else all(each.string or ())) for each in catalogue
        )
        print(f"{path.parent.parent.name}: {len(catalogue)} texts, {missing} to be translated")


def add(code: str) -> None:
    """Begin a language."""
    path = LANGUAGES / code / "LC_MESSAGES" / "dossier.po"
    path.parent.mkdir(parents=True)
    made = Catalog(locale=code, project="dossier", charset="utf-8", creation_date=DATED, revision_date=DATED)
    made.fuzzy = False
    write(path, made)


if __name__ == "__main__":
    if sys.argv[1:2] == ["add"]:
        add(sys.argv[2])
    update()
