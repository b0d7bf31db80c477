"""Rim: the catalogues that the package ships, `languages/<language>/LC_MESSAGES/dossier.mo`.

They are made from the `.po` files beside them by `make languages`.
"""

from __future__ import annotations

import gettext
from functools import cache, partial
from pathlib import Path

from casework.words.language import Language, english, language

COUNTRY = "country"
"""The context of the names of countries, which come from the map's data."""
FOLDER = Path(__file__).resolve().parent / "languages"


@cache
def load(code: str) -> Language:
    """The language of a BCP 47 tag, or the nearest wider one that has a catalogue; English words where there is none."""
    known = {
        path.parent.parent.name.lower().replace("_", "-"): path for path in FOLDER.glob("*/LC_MESSAGES/dossier.mo")
    }
    tag = code.lower().replace("_", "-")
    while tag and tag not in known:
        tag = tag.rpartition("-")[0]
    if not tag:
        return english(code)
    with known[tag].open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    country = partial(catalogue.pgettext, COUNTRY)
    return language(code, catalogue.gettext, catalogue.ngettext, catalogue.pgettext, country)
