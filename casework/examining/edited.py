"""Rim: an edit of items that stay where they are (`reread`) → the dossier as it now is; what has not changed is not read.

Where only words change, all that follows from links, dates and figures stays (`outline`).  Where facts turn, texts cite
others or questions ask otherwise, what follows is mended row by row (`rederive`), if nothing that is found elsewhere
comes or goes (`recheck`).  Of any other edit nothing is said here: the dossier is to be examined as a whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from casework import defaults, rules
from casework.diagnostics import Finding, Owned
from casework.dossier import Dossier
from casework.evidence import check, derive, verify
from casework.evidence.derive import Case
from casework.evidence.verify import Verified
from casework.examining import recheck, reread
from casework.examining.examined import Edit, Examined, Options
from casework.examining.opened import Opened
from casework.examining.rederive import GONE, Rederived, rederived, renewed
from casework.examining.reread import Reread, Rewritten, Unlike
from casework.examining.reworked import Reworked
from casework.kept import base as bases
from casework.kept import cache, shelf
from casework.kept.base import UNSURE, Base, FileState
from casework.kept.lastrun import TICK
from casework.kept.parsed import Piece
from casework.lazy import Whole
from casework.model import Config, Fact
from casework.reading import parse, read
from casework.reading.read import Folder, Stat
from casework.reporting.findings import in_order, owned


class Edited(NamedTuple):
    """A dossier after an edit, the base for the next one, and what was looked up for it."""

    examined: Examined
    base: Base
    opened: Opened


def edited(
    root: Path,
    options: Options,
    base: Base,
    started: int,
    told: Collection[str] | None = None,
    opened: Opened | None = None,
) -> Edited | None:
    """The dossier at `root` after such an edit since `base`, and the base for the next; None after any other.

    `started` is when the run began, in nanoseconds: a file that was changed since may change again unnoticed.  Where
    somebody has `told` which paths may have changed, no other is looked at.  What was `opened` of this base is not
    looked up again.
    """
    try:
        return _edited(root, options, base, started, told, opened)
    except (Unlike, shelf.Lost, msgspec.DecodeError):
        return None


def around(root: Path, also: Iterable[str] = ()) -> tuple[str, int]:
    """A fingerprint of all that a run reads besides the content's files, and when one of it was changed last."""
    return cache.fingerprint([*(root / each for each in (read.CONFIG, read.ASSETS, read.LOCK)), *map(Path, also)])


def sure(stat: Stat, started: int) -> Stat:
    """A file's state as it may be believed later."""
    return stat if stat.time < started - TICK else UNSURE


def _edited(
    root: Path, options: Options, base: Base, started: int, told: Collection[str] | None, opened: Opened | None
) -> Edited:
    changed = _changed(root, base) if told is None else _told(root, base, told)
    finder = shelf.Finder(root)
    again = [reread.reread(root, file, sure(stat, started), finder) for file, stat in changed]
    reworked = [item for each in again for item in reread.reworked(each)]
    files = _replaced(base.files, again)
    was = opened if opened and opened.is_of(base) else Opened.of(base, finder)
    known = was.after(_config(root, options), files, finder, again)
    verified = {each.piece.digest: _verified(root, known.dossier, each) for file in again for each in file.rewritten}
    turned = _turned(was, known, reworked, _checks(again, verified.values()))
    alike = recheck.likened(base.alike, turned.turns, base.ids["facts"])
    if alike is None:
        raise Unlike
    case = turned.case
    resting = recheck.resting(turned.turns, case) - _ids(again)
    own = {**_own(case, again, verified), **_elsewhere(root, case, files, resting)}
    found = _found(base.findings, again, resting, own)
    marks = (*(mark for each in reworked for mark in each.marks()), *turned.marks)
    now = bases.name() if marks else base.now
    tables = {name: bases.packed(case, name) for name, its in turned.tables.items() if its is not was.tables[name]}
    new = replace(base, now=now, files=files, tables={**base.tables, **tables}, findings=found, alike=alike)
    if shelved := {digest: value for each in again for digest, value in each.shelved.items()}:
        shelf.renew(root, shelved, {piece.digest for file in files for piece in file.pieces})
    known = known._replace(now=now, tables=turned.tables)
    return Edited(_examined(root, options, case, new, Edit(base.now, marks, turned.turns)), new, known)


def _changed(root: Path, base: Base) -> list[tuple[FileState, Stat]]:
    """The files that may have changed, with the state of each; Unlike where others are there, or around them."""
    stats = read.states(root)
    if stats is None or stats.keys() != {each.path for each in base.files} or around(root, base.also)[0] != base.around:
        raise Unlike
    return [(file, stats[file.path]) for file in base.files if stats[file.path] != file.stat]


def _told(root: Path, base: Base, told: Collection[str]) -> list[tuple[FileState, Stat]]:
    """The same, where only those that are `told` may have changed, and those of which that was not sure before."""
    known = {file.path: file for file in base.files if file.path in told or file.stat == UNSURE}
    if any(read.may_hold(root, path, [file.path for file in base.files]) for path in told if path not in known):
        raise Unlike
    return [(file, stat) for path, file in known.items() if (stat := _state(root, path)) != file.stat]


def _state(root: Path, path: str) -> Stat:
    stat = read.state(root, path)
    if stat is None:
        raise Unlike
    return stat


def _examined(root: Path, options: Options, case: Case, base: Base, edit: Edit) -> Examined:
    shown = tuple(sorted((finding for finding, _ in base.findings), key=in_order))
    assets: Whole[str, Path] = Whole(partial(read.assets, root, defaults.folder()))
    return Examined(
        case=case,
        whole=case.dossier,
        withheld=frozenset(),
        receipts=(),
        changed=base.changed,
        findings=shown,
        fails=rules.fails(shown, strict=options.strict),
        folder=Folder(config=read.config(root), content=(), assets=assets, lock=None, diagnostics=()),
        also=tuple(map(Path, base.also)),
        now=base.now,
        edit=edit,
    )


def _replaced(files: Sequence[FileState], again: Iterable[Reread]) -> tuple[FileState, ...]:
    new = {each.new.path: each.new for each in again}
    return tuple(new.get(file.path, file) for file in files)


def _config(root: Path, options: Options) -> Config:
    config, found = parse.config(read.config(root))
    if config is None or found:
        raise Unlike
    return replace(config, tlp=options.tlp) if options.tlp else config


# --- the case --------------------------------------------------------------------------------------------------------


def _turned(was: Opened, known: Opened, reworked: Sequence[Reworked], checks: dict[Any, Any]) -> Rederived:
    """The case, and what follows from the items that are not what they were; `checks` are new rows of that table.

    Unlike where something is found among all, or no longer.
    """
    tables, checked = renewed(was.tables, {"checks": checks})
    words_alone = all(each.is_words for each in reworked)
    if not recheck.may_stay(reworked) or (known.dossier.config.previous and not words_alone):
        raise Unlike
    before = derive.again(replace(was.dossier, config=known.dossier.config), was.tables)
    turned = rederived(before, known.dossier, tables, reworked)
    if not recheck.stays(before, turned.case, reworked):
        raise Unlike
    return turned._replace(marks=(*turned.marks, *checked))


def _ids(again: Iterable[Reread]) -> frozenset[str]:
    """The items in pieces that are new."""
    return frozenset(each for file in again for one in file.rewritten for each in one.piece.ids)


def _checks(again: Iterable[Reread], verified: Iterable[Verified]) -> dict[Any, Any]:
    """The quotations' checks in pieces that are new; of those that are no more, that they are gone."""
    entries = (entry for file in again for held in file.before for entry in held.entries)
    facts = [entry.item for entry in entries if isinstance(entry.item, Fact)]
    gone = {(fact.id, index): GONE for fact in facts for index, line in enumerate(fact.evidence) if line.quote}
    return {**gone, **{key: its for each in verified for key, its in each.checks.items()}}


def _verified(root: Path, dossier: Dossier, each: Rewritten) -> Verified:
    """The quotations of the facts in a piece."""
    facts = [dossier.facts[entry.item.id] for entry in each.held.entries if entry.kind == "fact"]
    sources = [dossier.sources[line.source] for fact in facts for line in fact.evidence]
    names = {source.archive.file for source in sources if source.archive}
    lock = root / read.LOCK
    receipts = verify.read_lock(lock.read_bytes(), read.LOCK)[0] if facts and lock.is_file() else ()
    return verify.verify(dossier, read.copies(root, dossier.config.archive, names), receipts, facts)


# --- findings --------------------------------------------------------------------------------------------------------

Found = dict[Finding, str]
"""Findings, with the ids of the items whose own they are."""
Kept = tuple[tuple[Finding, str], ...]
"""The same as a base keeps them."""


def _found(before: Kept, again: Sequence[Reread], items: Collection[str], own: Found) -> Kept:
    """All findings; those of `before`, where none is in a file that was read again, nor of one of the `items` that were
    looked at again besides.  Unlike where one may be private.
    """
    paths = {each.old.path for each in again}
    if not own and not any(finding.path in paths or owner in items for finding, owner in before):
        return before
    found = {**_moved([each for each in before if each[1] not in items], again), **own}
    if any(each.private for each in found):
        raise Unlike
    return tuple(found.items())


def _moved(found: Iterable[tuple[Finding, str]], again: Iterable[Reread]) -> Found:
    """The findings of before, on the lines where they now are; those of items in rewritten pieces are left out."""
    by_path = {each.old.path: each for each in again}
    kept: Found = {}
    for finding, owner in found:
        file = by_path.get(finding.path)
        now = _now(finding, owner, file) if file else finding
        if now:
            kept[now] = owner
    return kept


def _now(finding: Finding, owner: str, file: Reread) -> Finding | None:
    """A finding in a file that was read again; None where it is of an item that is looked at again."""
    piece = file.old.pieces[max(bisect_left(file.old_lines, finding.line) - 1, 0)]
    if piece.digest in file.new_lines:
        return replace(finding, line=finding.line + file.new_lines[piece.digest] - piece.line)
    if owner in piece.ids:
        return None
    raise Unlike


def _elsewhere(root: Path, case: Case, files: Iterable[FileState], items: Collection[str]) -> Found:
    """Some items' own findings, in whichever pieces they stand."""
    found: Found = {}
    places = (
        (file.path, piece, each) for file in files for piece in file.pieces for each in items if each in piece.ids
    )
    for path, piece, each in places if items else ():
        item = case.dossier.judgments[each]
        text, head = _text(root, path, piece)
        told = [(each, its) for its in check.of_item(item, case)]
        found |= _shown(told, case, path, text, piece.line - head)
    return found


def _text(root: Path, path: str, piece: Piece) -> tuple[str, int]:
    """A piece as it is read by itself, and how many lines of it are not its own."""
    file = read.file(root, path)
    if file is None:
        raise Unlike
    text, portion = file.data.decode("utf-8-sig", "replace"), piece.portion  # somebody may just be saving it
    return (portion.alone(text), portion.head.count("\n")) if portion else (text, 0)


def _own(case: Case, again: Iterable[Reread], verified: Mapping[str, Verified]) -> Found:
    """The items' own findings in rewritten pieces."""
    found: Found = {}
    for each in (each for file in again for each in file.rewritten):
        told = [(entry.item.id, its) for entry in each.held.entries for its in check.of_item(entry.item, case)]
        told += verified[each.piece.digest].diagnostics
        found |= _shown(told, case, each.path, each.text, each.piece.line - each.head)
    return found


def _shown(told: Iterable[Owned], case: Case, path: str, text: str, lines: int) -> Found:
    """What is told of a piece of a file with so many `lines` before it."""
    shown = owned(told, case.dossier.config.rules, {path: text})
    return {replace(finding, line=finding.line + lines): owner for finding, owner in shown.items()}
