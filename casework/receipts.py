"""Rim: writes what `verify` found to `content/archive.lock`."""

from __future__ import annotations

import os
from pathlib import Path

from casework.build import Examined
from casework.cards import plural
from casework.read import LOCK
from casework.verify import read_lock, write_lock


def save(root: Path, examined: Examined) -> str:
    """Write the receipts and say how many; quotations whose archive is not here keep the receipts they had."""
    case = examined.case
    assert case is not None
    old = read_lock(examined.folder.lock, LOCK)[0] if examined.folder.lock else ()
    mine = {(each.fact, each.source, each.quote) for each in examined.receipts}
    sources = {each.source for each in examined.receipts}
    kept = tuple(
        each for each in old if each.source not in sources and (each.fact, each.source, each.quote) not in mine
    )
    target = root / LOCK
    temporary = target.with_suffix(".writing")
    temporary.write_bytes(write_lock((*examined.receipts, *kept)))
    os.replace(temporary, target)
    verified = sum(check.status == "verified" for check in case.checks.values())
    return f"{plural(len(case.checks), 'quotation')}, {verified:,} verified, {plural(len(mine), 'receipt')} written to {LOCK}"
