"""Rim: what is asked of a dossier, and what is known of it before anything is built.  Values only."""

from __future__ import annotations

from pathlib import PurePath

from msgspec import Struct

from casework.diagnostics import Finding
from casework.dossier import Dossier, Receipt
from casework.edtf import Edtf
from casework.evidence.derive import Case
from casework.examining.rederive import Turn
from casework.exports.editions import Changed
from casework.kept.trace import Mark
from casework.reading.read import Folder


class Options(Struct, frozen=True, kw_only=True):
    """What the command line adds to the config."""

    as_of: Edtf | None = None
    tlp: str = ""
    strict: bool = False
    clean: bool = False
    jobs: int = 0
    """How many processes work on the pages; 0 for as many as there are processors."""


class Edit(Struct, frozen=True):
    """An edit of which is known what follows: the name of the state before, all that has changed since, and which facts."""

    since: str
    marks: tuple[Mark, ...]
    turns: tuple[Turn, ...] = ()

    @property
    def keeps_plan(self) -> bool:
        """Whether the plan of the site stays: no fact has turned, and no question is agreed on otherwise."""
        return not self.turns and all(table != "verdicts" for table, _ in self.marks)


class Examined(Struct, frozen=True, kw_only=True):
    """A dossier as far as it is known without building: `case` is None where the config cannot be read."""

    case: Case | None
    whole: Dossier | None
    withheld: frozenset[str]
    receipts: tuple[Receipt, ...]
    changed: Changed
    findings: tuple[Finding, ...]
    fails: bool
    folder: Folder
    also: tuple[PurePath, ...] = ()
    """What was looked for outside the usual folders: archived texts, an earlier edition."""
    as_of: str | None = None
    now: str = ""
    """A name for the state in which the content was read; empty where it may be read otherwise the next time."""
    edit: Edit | None = None
