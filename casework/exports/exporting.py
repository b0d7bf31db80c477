"""A `Case` → one data file, in each of the forms that other programs read.  Pure."""

from __future__ import annotations

from collections.abc import Callable

from casework.evidence.derive import Case
from casework.exports import bibliography, data, jsonld, stix, tables


def exported(case: Case, form: str, as_of: str | None) -> bytes:
    """One data file: `json`, `csv`, `csl`, `bibtex`, `ris`, `stix` or `jsonld`."""
    sources = tuple(case.dossier.sources.values())
    writers: dict[str, Callable[[], bytes | str]] = {
        "json": lambda: data.as_json(data.data(case, as_of)),
        "csv": lambda: tables.facts_csv(case),
        "csl": lambda: bibliography.csl(sources, case.dossier.entities),
        "bibtex": lambda: bibliography.bibtex(sources, case.dossier.entities),
        "ris": lambda: bibliography.ris(sources, case.dossier.entities),
        "stix": lambda: stix.bundle(case),
        "jsonld": lambda: jsonld.graph(case, case.dossier.config.base_url),
    }
    written = writers[form]()
    return written if isinstance(written, bytes) else written.encode()
