"""Rim: writes what `verify` found to `content/archive.lock`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from casework import wholefile
from casework.dossier import Receipt
from casework.evidence.quotes import digest
from casework.evidence.verify import read_lock, write_lock
from casework.examining.examined import Examined
from casework.reading.read import LOCK
from casework.words.sentences import plural


def save(root: Path, examined: Examined) -> str:
    """Write the receipts and say how many; quotations that were not verified now keep the receipts they had."""
    assert examined.case is not None
    old = read_lock(examined.folder.lock, LOCK)[0] if examined.folder.lock else ()
    wholefile.write(root / LOCK, write_lock((*examined.receipts, *_kept(old, examined))))
    checks = examined.case.checks.values()
    verified = sum(check.status == "verified" for check in checks)
    written = len({(each.fact, each.source, each.quote) for each in examined.receipts})
    return f"{plural(len(checks), 'quotation')}, {verified:,} verified, {plural(written, 'receipt')} written to {LOCK}"


def _kept(old: Iterable[Receipt], examined: Examined) -> Iterator[Receipt]:
    """The old receipts of evidence that has a quotation without a receipt now: they say that it was another one.

    With them a clone that has no archive still knows what changed.  Those of evidence that is gone are dropped, unless
    the files have errors, so that it may only seem to be gone.
    """
    assert examined.case is not None
    now = {(each.fact, each.source, each.quote) for each in examined.receipts}
    quoted = {
        (fact.id, line.source, digest(line.quote))
        for fact in examined.case.dossier.facts.values()
        for line in fact.evidence
        if line.quote
    }
    waiting = {(fact, source) for fact, source, _ in quoted - now}
    is_broken = any(each.severity == "error" and not each.code.startswith("quote-") for each in examined.findings)
    for each in old:
        if (each.fact, each.source, each.quote) not in now and (is_broken or (each.fact, each.source) in waiting):
            yield each
