"""Quotations against the private archive: what stands in it, and the receipts that say so to a clone without it.

Pure: the archive's texts are handed in and never leave (FORMAT §7, "Quotes").  A receipt holds digests and a paragraph
number only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from casework.diagnostics import Diagnostic, Diagnostics, Owned, Place
from casework.dossier import Copy, Dossier, Receipt
from casework.evidence import quotes
from casework.evidence.derive import QuoteCheck
from casework.model import Evidence, Fact

LOCK_FORMAT = 1
UNVERIFIED = QuoteCheck("unverified")
"""One for all: most quotations of most dossiers."""


class Quoted(Struct, frozen=True):
    """One quotation of the dossier: which line of which fact (from 0) it belongs to."""

    fact: Fact
    index: int
    line: Evidence

    @property
    def key(self) -> tuple[str, int]:
        return self.fact.id, self.index


class Verified(Struct, frozen=True, kw_only=True):
    """The outcome for each quotation, receipts for those that were found now, and what is wrong, with the id of whose fact."""

    checks: Mapping[tuple[str, int], QuoteCheck]
    receipts: tuple[Receipt, ...]
    diagnostics: tuple[Owned, ...]


def verify(
    dossier: Dossier, copies: Mapping[str, Copy], receipts: Iterable[Receipt], facts: Iterable[Fact] | None = None
) -> Verified:
    """Look up every quotation, or those of some facts, in `copies` (by `archive.file`); without one, believe the receipts."""
    known = _by_evidence(receipts)
    indexed: dict[str, quotes.Archive] = {}
    checks: dict[tuple[str, int], QuoteCheck] = {}
    given: list[Receipt] = []
    found: list[Owned] = []
    for quoted in _quoted(dossier.facts.values() if facts is None else facts):
        name = _copy_name(quoted, dossier)
        if name in copies:
            if name not in indexed:
                indexed[name] = quotes.index(copies[name].text)
            archive = indexed[name]
            paragraph = quotes.find(quoted.line.quote, archive)
            if paragraph is None:
                found.append((quoted.fact.id, _not_found(quoted, archive, dossier)))
                checks[quoted.key] = QuoteCheck("changed" if _receipts(quoted, known) else "unverified")
            else:
                checks[quoted.key] = QuoteCheck("verified", paragraph)
                given.append(_receipt(quoted, copies[name], paragraph))
        else:
            checks[quoted.key] = check = _from_receipts(quoted, known)
            if check.status == "changed":
                found.append((quoted.fact.id, _changed(quoted, dossier)))
    return Verified(checks=checks, receipts=tuple(given), diagnostics=tuple(found))


def _quoted(facts: Iterable[Fact]) -> Iterator[Quoted]:
    for fact in facts:
        for index, line in enumerate(fact.evidence):
            if line.quote:
                yield Quoted(fact, index, line)


def _copy_name(quoted: Quoted, dossier: Dossier) -> str:
    source = dossier.sources.get(quoted.line.source)
    return source.archive.file if source and source.archive else ""


def _not_found(quoted: Quoted, archive: quotes.Archive, dossier: Dossier) -> Diagnostic:
    nearest = quotes.nearest(quoted.line.quote, archive)
    return Diagnostic(
        code="quote-not-found",
        message=f"this is not in the archived text of `{quoted.line.source}`",
        place=_place(quoted, dossier),
        hint=f"quote it verbatim; para. {nearest.paragraph} is the nearest" if nearest else "quote it verbatim",
        private=f"nearest: “{nearest.text}” — {nearest.difference}" if nearest else "",
    )


def _changed(quoted: Quoted, dossier: Dossier) -> Diagnostic:
    message = "this quotation is not the one that was verified"
    hint = "run `dossier verify` where the archive is"
    return Diagnostic(code="quote-changed", message=message, place=_place(quoted, dossier), hint=hint)


def _place(quoted: Quoted, dossier: Dossier) -> Place:
    return dossier.place(quoted.fact.id, "evidence", quoted.index, "quote")


# --- receipts ----------------------------------------------------------------------------------------------------


def _by_evidence(receipts: Iterable[Receipt]) -> dict[tuple[str, str], tuple[Receipt, ...]]:
    grouped: dict[tuple[str, str], tuple[Receipt, ...]] = {}
    for each in receipts:
        key = (each.fact, each.source)
        grouped[key] = (*grouped.get(key, ()), each)
    return grouped


def _receipts(quoted: Quoted, known: Mapping[tuple[str, str], tuple[Receipt, ...]]) -> tuple[Receipt, ...]:
    return known.get((quoted.fact.id, quoted.line.source), ())


def _from_receipts(quoted: Quoted, known: Mapping[tuple[str, str], tuple[Receipt, ...]]) -> QuoteCheck:
    """Verified by a receipt of this very quotation; changed where another of the same evidence was verified."""
    receipts = _receipts(quoted, known)
    if not receipts:
        return UNVERIFIED
    digest = quotes.digest(quoted.line.quote)
    mine = next((each for each in receipts if each.quote == digest), None)
    if mine is not None:
        return QuoteCheck("verified", mine.paragraph)
    others = {quotes.digest(line.quote) for line in quoted.fact.evidence if line.source == quoted.line.source}
    return QuoteCheck("changed" if any(each.quote not in others for each in receipts) else "unverified")


def _receipt(quoted: Quoted, copy: Copy, paragraph: int) -> Receipt:
    return Receipt(
        fact=quoted.fact.id,
        source=quoted.line.source,
        archive=copy.sha256,
        quote=quotes.digest(quoted.line.quote),
        paragraph=paragraph,
    )


def write_lock(receipts: Iterable[Receipt]) -> bytes:
    """`archive.lock`: JSON with one receipt a line, sorted, so that a change shows as its own line in a review."""
    lines = sorted({msgspec.json.encode(each).decode() for each in receipts})
    body = ",\n".join(f"  {line}" for line in lines)
    return f'{{"format": {LOCK_FORMAT}, "receipts": [\n{body}\n]}}\n'.encode()


class _Lock(Struct):
    format: int
    receipts: tuple[Receipt, ...]


def read_lock(data: bytes, path: str) -> tuple[tuple[Receipt, ...], Diagnostics]:
    """The receipts in an `archive.lock`; none, and why, when it is not one of ours."""
    try:
        lock = msgspec.json.decode(data, type=_Lock)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        message, hint = (
            "this is no receipt file that `dossier verify` wrote",
            "delete it and run `dossier verify` again",
        )
        return (), (Diagnostic(code="bad-value", message=message, place=Place(path=path, line=1, column=1), hint=hint),)
    return lock.receipts, ()
