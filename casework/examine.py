"""Rim: read → parse → link → cut → verify → derive → check: a folder → what is known of it, and what is wrong in it.

This is `dossier check`, and the first half of every build.  Nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from casework import check, cut, data, editions, languagefiles, link, parse, parsed, read, theme, verify
from casework.derive import Case, derive
from casework.diagnostics import Diagnostic, Diagnostics, Finding, Place
from casework.dossier import Dossier, Receipt
from casework.editions import Changed
from casework.edtf import Edtf
from casework.findings import findings
from casework.model import above
from casework.read import Folder
from casework.rules import fails
from casework.trace import Mark


class Options(Struct, frozen=True, kw_only=True):
    """What the command line adds to the config."""

    as_of: Edtf | None = None
    tlp: str = ""
    strict: bool = False
    clean: bool = False
    jobs: int = 0
    """How many processes work on the pages; 0 for as many as there are processors."""


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
    also: tuple[Path, ...] = ()
    """What was looked for outside the usual folders: archived texts, an earlier edition."""
    as_of: str | None = None
    now: str = ""
    """A name for the state in which the content was read."""
    edit: tuple[str, tuple[Mark, ...]] | None = None
    """Where only words have changed since another state: its name, and what changed."""


def examine(root: Path, options: Options) -> Examined:
    """Read, parse, link, cut, verify, derive and check the dossier at `root`."""
    folder = read.read(root, theme.shipped())
    config, found = parse.config(folder.config)
    found = folder.diagnostics + found
    if config is None:
        return _unreadable(folder, found, options)
    config = replace(config, tlp=options.tlp) if options.tlp else config
    whole, linked = link.link(config, parsed.parsed(root, folder.content, options.jobs))
    withheld = cut.withheld(whole, config.tlp)
    dossier, named = cut.by_marking(whole, config.tlp)
    if options.as_of is not None:
        dossier = cut.as_of(dossier, options.as_of.latest or 0)
    receipts, unread = verify.read_lock(folder.lock, read.LOCK) if folder.lock else ((), ())
    verified = verify.verify(dossier, _copies(root, dossier), receipts)
    case = derive(dossier, verified.checks)
    changed, unexplained = _since(root, case, withheld, options)
    found += linked + named + unread + verified.diagnostics + unexplained + check.check(case, frozenset(folder.assets))
    return Examined(
        case=case,
        whole=whole,
        withheld=withheld,
        receipts=verified.receipts,
        changed=changed,
        findings=findings(found, config.rules, texts(folder)),
        fails=fails(found, config.rules, strict=options.strict),
        folder=folder,
        also=_also(root, dossier),
        as_of=options.as_of.text if options.as_of else None,
    )


def _unreadable(folder: Folder, found: Diagnostics, options: Options) -> Examined:
    return Examined(
        case=None,
        whole=None,
        withheld=frozenset(),
        receipts=(),
        changed=Changed(),
        findings=findings(found, {}, texts(folder)),
        fails=fails(found, {}, strict=options.strict),
        folder=folder,
    )


def texts(folder: Folder) -> Mapping[str, str]:
    """The files' texts by path, for the lines that diagnostics show."""
    return {file.path: file.data.decode("utf-8-sig", "replace") for file in (folder.config, *folder.content)}


def _copies(root: Path, dossier: Dossier) -> Mapping[str, verify.Copy]:
    return read.copies(root, dossier.config.archive, _archived(dossier))


def _archived(dossier: Dossier) -> list[str]:
    return [each.archive.file for each in dossier.sources.values() if each.archive]


def _also(root: Path, dossier: Dossier) -> tuple[Path, ...]:
    config = dossier.config
    copies = sorted({root / config.archive / name for name in _archived(dossier)}) if config.archive else []
    return (*copies, *([root / config.previous] if config.previous else []))


def _since(root: Path, case: Case, withheld: frozenset[str], options: Options) -> tuple[Changed, Diagnostics]:
    """What changed since the edition that the config calls `previous`; nothing where that knows more than an as-of."""
    config = case.dossier.config
    if not config.previous:
        return Changed(), ()
    path = root / config.previous
    place = Place(path=read.CONFIG, keys=("previous",))
    if check.leads_outside(config.previous):
        # Else the edition of another dossier, perhaps a secret one, could be made to show as what was withdrawn here.
        message, hint = f"`{config.previous}` leads outside the dossier", "copy the edition to editions/"
        return Changed(), (Diagnostic(code="path-escape", message=message, place=place, hint=hint),)
    old = editions.read(path.read_bytes()) if path.is_file() else None
    if old is None:
        message = f"there is no edition at `{config.previous}`"
        hint = "give the path of a data/dossier.json that was published before"
        return Changed(), (Diagnostic(code="bad-value", message=message, place=place, hint=hint),)
    if above(old.tlp, config.tlp):
        message = f"the edition `{config.previous}` is marked {old.tlp}, and this build may carry {config.tlp} at most"
        hint = f"compare with an edition that was saved with `--tlp {config.tlp}`"
        return Changed(), (Diagnostic(code="marking-above-build", message=message, place=place, hint=hint),)
    if options.as_of and not editions.is_known_by(old, options.as_of.latest or 0):
        return Changed(), ()
    old, new = editions.without(old, withheld), data.data(case, options.as_of.text if options.as_of else None)
    told = editions.diff(old, new, languagefiles.load(config.language))
    return told, editions.unexplained(old, new, case.dossier.places)
