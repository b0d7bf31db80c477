"""Rim: read → parse → link → cut → verify → derive → check: a folder → what is known of it, and what is wrong in it.

This is `dossier check`, and the first half of every build.  Where it is known what follows from all that has
changed since the last run, that suffices (`edited`); else all of it is done.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from casework import defaults, rules
from casework.diagnostics import Diagnostic, Diagnostics, Finding, Place
from casework.dossier import TABLES, Copy, Dossier
from casework.evidence import check, cut, verify
from casework.evidence.derive import Case, derive
from casework.examining import edited
from casework.examining.examined import Examined, Options
from casework.exports import data, editions
from casework.exports.editions import Changed
from casework.kept import base as bases
from casework.kept import parsed
from casework.kept.base import Base, FileState, Recall
from casework.kept.lastrun import TICK
from casework.kept.parsed import Held
from casework.model import above
from casework.reading import link, parse, read
from casework.reading.read import Folder, Stat
from casework.reporting.findings import findings, owned
from casework.words import languagefiles


def examine(root: Path, options: Options, recall: Recall | None = None) -> Examined:
    """What is known of the dossier at `root`; `recall` is where the last run with these options left its base."""
    started = time.time_ns()
    base = recall.load() if recall and not options.clean else None
    found = edited.edited(root, options, base, started) if base else None
    if found and recall:
        recall.save(found.base)
        return found.examined
    return _examined(root, options, recall, started)


def _examined(root: Path, options: Options, recall: Recall | None, started: int) -> Examined:
    """All of it: read, parse, link, cut, verify, derive and check."""
    states, around = read.states(root), edited.around(root)
    folder = read.read(root, defaults.folder())
    config, faults = parse.config(folder.config)
    if config is None:
        return _unreadable(folder, folder.diagnostics + faults, options)
    config = replace(config, tlp=options.tlp) if options.tlp else config
    held = parsed.held(root, folder.content, options.jobs)
    whole, linked = link.link(config, [(each.path, each.parsed) for each in held])
    withheld = cut.withheld(whole, config.tlp)
    dossier, named = cut.by_marking(whole, config.tlp)
    if options.as_of is not None:
        dossier = cut.as_of(dossier, options.as_of.latest or 0)
    receipts, unread = verify.read_lock(folder.lock, read.LOCK) if folder.lock else ((), ())
    verified = verify.verify(dossier, _copies(root, dossier), receipts)
    case = derive(dossier, verified.checks)
    changed, unexplained = _since(root, case, withheld, options)
    others = folder.diagnostics + faults + linked + named + unread + unexplained
    told = (
        (("", each) for each in others),
        verified.diagnostics,
        check.of_items(case),
        check.of_all(case, _paths(folder)),
    )
    found = owned((each for its in told for each in its), config.rules, texts(folder))
    examined = Examined(
        case=case,
        whole=whole,
        withheld=withheld,
        receipts=verified.receipts,
        changed=changed,
        findings=tuple(found),
        fails=rules.fails(found, strict=options.strict),
        folder=folder,
        also=_also(root, dossier),
        as_of=options.as_of.text if options.as_of else None,
        now=bases.name(),
    )
    if recall and states and edited.around(root) == around and _is_plain(examined, held, states):
        base = _base(root, examined, held, states, found, started)
        if base:
            recall.save(base)
    return examined


# --- what is left for the next run -------------------------------------------------------------------------------


def _is_plain(examined: Examined, held: Sequence[Held], states: Mapping[str, Stat]) -> bool:
    """Whether the dossier is just what its files say, and may be remembered."""
    assert examined.case is not None
    dossier = examined.case.dossier
    tables = dict(dossier.tables())
    entries = [entry for each in held for entry in each.parsed.entries]
    texts = [pair for each in held for pair in each.parsed.prose.items()]
    return (
        not (examined.fails or examined.withheld or examined.as_of or dossier.former or dossier.unjudged)
        and states.keys() == {each.path for each in held}
        and all(each.pieces for each in held)
        and len(entries) == sum(map(len, tables.values()))
        and all(tables[entry.kind].get(entry.item.id) is entry.item for entry in entries)
        and len(texts) == len(dossier.prose)
        and all(dossier.prose.get(key) is text for key, text in texts)
        and not any(finding.private for finding in examined.findings)
    )


def _base(
    root: Path,
    examined: Examined,
    held: Iterable[Held],
    states: Mapping[str, Stat],
    found: Mapping[Finding, str],
    started: int,
) -> Base | None:
    """What the next run may start from; None where what is read besides the content may just be changing."""
    case = examined.case
    assert case is not None
    also = tuple(map(str, examined.also))
    around, latest = edited.around(root, also)
    if latest >= started - TICK:
        return None
    return Base(
        now=examined.now,
        around=around,
        also=also,
        files=tuple(FileState(each.path, edited.sure(states[each.path], started), each.pieces) for each in held),
        ids={name: tuple(getattr(case.dossier, name)) for name in TABLES.values()},
        tables={name: bases.packed(case, name) for name in bases.TABLES},
        findings=tuple(found.items()),
        changed=examined.changed,
        alike=b"".join(map(check.alike, case.dossier.facts.values())),
    )


# --- parts ---------------------------------------------------------------------------------------------------------


def _unreadable(folder: Folder, found: Diagnostics, options: Options) -> Examined:
    shown = findings(found, {}, texts(folder))
    return Examined(
        case=None,
        whole=None,
        withheld=frozenset(),
        receipts=(),
        changed=Changed(),
        findings=shown,
        fails=rules.fails(shown, strict=options.strict),
        folder=folder,
    )


def _paths(folder: Folder) -> frozenset[str]:
    return frozenset(folder.assets)


def texts(folder: Folder) -> Mapping[str, str]:
    """The files' texts by path, for the lines that diagnostics show."""
    return {file.path: file.data.decode("utf-8-sig", "replace") for file in (folder.config, *folder.content)}


def _copies(root: Path, dossier: Dossier) -> Mapping[str, Copy]:
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
