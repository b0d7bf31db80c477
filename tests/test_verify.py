"""Quotations against the private archive, and the receipts (FORMAT §7 and §10 "Quotes")."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from build import by_id, examined, folder, published
from ondisk import laid, run

from casework.dossier import Copy, Receipt
from casework.evidence import verify
from casework.evidence.quotes import digest
from casework.publishing.build import Options, examine
from casework.reporting import report

ARCHIVE = """A heading

The “spokesman” said the ministry could not confirm the reports.

It had seen no sign—none at all—of a transfer by sea.
"""
PRIVATE = "had seen no sign"
"""Words of the archive that no quotation of these tests holds."""


def quoting(*quotes: str, **source: Any) -> dict[str, str]:
    """A dossier whose one fact has a line of evidence for each quotation, from one archived source."""
    lines = [{"source": "a", "quote": each} for each in quotes]
    return folder({"a": {"archive": {"file": "a.txt"}, **source}}, [{"id": "f", "evidence": lines}], archive="archive")


def checked(files: dict[str, str], **options: Any) -> list[tuple[str | None, int | None]]:
    """The published status and paragraph of each line's quotation."""
    evidence = by_id(published(files, **options)["facts"])["f"]["evidence"]
    return [(each["quote_status"], each["paragraph"]) for each in evidence]


HELD = {"copies": {"a.txt": ARCHIVE}}


def receipts(files: dict[str, str]) -> tuple[Receipt, ...]:
    """The receipts that `verify` gives where the archive is."""
    whole = examined(files)[0].dossier
    copy = Copy(ARCHIVE, hashlib.sha256(ARCHIVE.encode()).hexdigest())
    return verify.verify(whole, {"a.txt": copy}, ()).receipts


def wrong(files: dict[str, str], **options: Any) -> list[str]:
    return [each.code for each in examined(files, **options)[1] if each.code.startswith("quote-")]


# --- what is found -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "paragraph"),
    [
        ("could not confirm the reports", 2),
        ('The "spokesman" said', 2),  # quote marks
        ("no sign - none", None),  # a dash is a dash, and its spaces are not there
        ("no sign-none at all-of a transfer", 3),
        ("no sign – none", None),
        ("could  not\u00a0confirm", 2),  # white space
        ("conﬁrm the reports", 2),  # NFKC
        ("Could not confirm the reports", None),  # case is preserved
        ("could not confirm […] by sea", 2),  # parts in order, anywhere; the paragraph is that of the first
        ("could not confirm … by sea", 2),
        ("could not confirm ... by sea", 2),
        ("by sea … could not confirm", None),
        ("could not deny the reports", None),  # never fuzzily
    ],
)
def test_a_quotation_is_verified_after_normalising_and_never_fuzzily(quote: str, paragraph: int | None):
    """NFKC, quote marks, dashes, white space; parts in order; paragraphs are non-empty lines, counted from 1."""
    status = "unverified" if paragraph is None else "verified"
    assert checked(quoting(quote), **HELD) == [(status, paragraph)]
    assert wrong(quoting(quote), **HELD) == ([] if paragraph else ["quote-not-found"])


def test_a_line_without_a_quotation_has_no_status():
    """`quote_status` is null when there is no quote, and so are the quote and the paragraph."""
    [line] = by_id(published(quoting(""), **HELD)["facts"])["f"]["evidence"]
    assert (line["quote"], line["quote_status"], line["paragraph"]) == (None, None, None)


def test_without_archive_and_receipts_nothing_is_verified_and_nothing_wrong():
    """A clone without the archive and without receipts knows nothing of a quotation."""
    assert checked(quoting("could not confirm")) == [("unverified", None)]
    assert wrong(quoting("could not confirm")) == []


# --- receipts ----------------------------------------------------------------------------------------------------


def test_a_receipt_holds_two_digests_and_a_paragraph():
    """The archive's SHA-256, a hash of the quote and the paragraph number, for one line of evidence."""
    [found] = receipts(quoting("could not confirm"))
    assert found == Receipt(
        fact="f",
        source="a",
        archive=hashlib.sha256(ARCHIVE.encode()).hexdigest(),
        quote=digest("could not confirm"),
        paragraph=2,
    )


def test_a_clone_without_the_archive_knows_what_was_verified():
    """With the receipt alone the quotation is verified, its paragraph known."""
    files = quoting("could not confirm")
    assert checked(files, receipts=receipts(files)) == [("verified", 2)]
    assert wrong(files, receipts=receipts(files)) == []


def test_a_quotation_that_only_its_typography_changed_keeps_its_receipt():
    """The digest is of the normalised quotation: another dash or quote mark is the same quotation."""
    given = receipts(quoting("no sign—none at all"))
    assert checked(quoting("no sign-none  at all"), receipts=given) == [("verified", 3)]


def test_a_clone_without_the_archive_knows_what_changed_since():
    """A quotation that is not the one of its receipt is `changed`, with a warning; the others stay verified."""
    given = receipts(quoting("could not confirm", "by sea"))
    files = quoting("could not deny", "by sea")
    assert checked(files, receipts=given) == [("changed", None), ("verified", 3)]
    assert wrong(files, receipts=given) == ["quote-changed"]


def test_a_new_quotation_beside_a_verified_one_is_only_unverified():
    """What never had a receipt has not changed."""
    given = receipts(quoting("could not confirm"))
    assert checked(quoting("could not confirm", "by sea"), receipts=given) == [("verified", 2), ("unverified", None)]


def test_what_is_found_is_verified_whatever_its_receipt_says():
    """With the archive at hand the archive decides, not a receipt."""
    stale = Receipt(fact="f", source="a", archive="0", quote=digest("something else"), paragraph=9)
    assert checked(quoting("could not confirm"), receipts=[stale], **HELD) == [("verified", 2)]


def test_a_changed_archive_that_still_has_the_quotation_verifies_it():
    """Another paragraph, another archive: found is found."""
    files = quoting("could not confirm")
    moved = {"copies": {"a.txt": "New first line\n\n" + ARCHIVE}}
    assert checked(files, receipts=receipts(files), **moved) == [("verified", 3)]


def test_a_changed_archive_without_the_quotation_is_an_error():
    """What was verified once and is not there any more is `changed`, and `quote-not-found`."""
    files = quoting("could not confirm")
    gone = {"copies": {"a.txt": "Another text."}}
    assert checked(files, receipts=receipts(files), **gone) == [("changed", None)]
    assert wrong(files, receipts=receipts(files), **gone) == ["quote-not-found"]


def test_the_lock_is_one_sorted_line_a_receipt_and_reads_back():
    """The lock is the same whatever the order, and reading gives what was written."""
    given = receipts(quoting("could not confirm", "by sea"))
    written = verify.write_lock(given)
    assert written == verify.write_lock(reversed(given))
    assert set(verify.read_lock(written, "archive.lock")[0]) == set(given)
    assert len(written.decode().splitlines()) == 4


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"format": 1}', b"\xff", b'{"format": 1, "receipts": [{"fact": 1}]}']
)
def test_a_lock_that_is_none_is_said_and_taken_as_empty(data: bytes):
    """A broken lock is a diagnostic, never a traceback."""
    found, said = verify.read_lock(data, "content/archive.lock")
    assert (found, [each.code for each in said]) == ((), ["bad-value"])


# --- length ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("most", "wrong_by"), [(3, []), (2, ["quote-too-long"])])
def test_a_longer_quotation_is_an_error(most: int, wrong_by: list[str]):
    """A quotation of more words than `quotes.max_words` is an error, one of just as many is none."""
    files = folder(
        {"a": {}}, [{"id": "f", "evidence": [{"source": "a", "quote": "one two three"}]}], quotes={"max_words": most}
    )
    assert wrong(files) == wrong_by


# --- the archive stays private -----------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A dossier on disk with its archive: one quotation is right, one is not."""
    files = quoting("could not confirm", "It had seen no trace at all of a transfer")
    laid(tmp_path, files)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/a.txt").write_text(ARCHIVE)
    return tmp_path


def test_a_miss_shows_the_nearest_passage_to_the_author_in_the_terminal(desk: Path):
    """On a miss, the nearest passage is a hint with what differs."""
    found = run("-C", str(desk), "verify")
    assert found.exit_code == 1
    assert PRIVATE in found.stderr
    assert "quote-not-found" in found.stderr
    assert "para. 3" in found.stderr


def test_no_machine_readable_report_quotes_the_archive(desk: Path):
    """JSON goes to logs and services: it says that a quotation was not found and where the nearest is, not what it says."""
    found = run("-C", str(desk), "check", "--format", "json")
    [miss] = [each for each in json.loads(found.stdout) if each["code"] == "quote-not-found"]
    assert miss["hint"] == "quote it verbatim; para. 3 is the nearest"
    assert PRIVATE not in found.stdout
    findings = examine(desk, Options()).findings
    assert PRIVATE not in report.as_text(findings)
    assert PRIVATE in report.as_text(findings, private=True)


def test_verify_writes_receipts_and_never_the_archives_words(desk: Path):
    """`dossier verify` writes `archive.lock`; neither it nor the site nor the data holds the archived text."""
    run("-C", str(desk), "verify")
    lock = (desk / "content/archive.lock").read_text()
    assert [each["paragraph"] for each in json.loads(lock)["receipts"]] == [2]
    facts = desk / "content/facts.yaml"
    facts.write_text(facts.read_text().replace("It had seen no trace at all of a transfer", "by sea"))
    assert run("-C", str(desk), "verify").exit_code == 0
    assert run("-C", str(desk), "build").exit_code == 0
    written = [desk / "content/archive.lock", *(each for each in desk.glob("site/**/*") if each.is_file())]
    assert len(written) > 10
    for file in written:
        assert PRIVATE.encode() not in file.read_bytes()
        assert b"The \xe2\x80\x9cspokesman" not in file.read_bytes()


def test_verify_keeps_what_a_clone_needs_to_know_a_change(desk: Path):
    """The receipt of a quotation that is not found any more stays, so that a clone says `changed`; others go."""
    facts, lock = desk / "content/facts.yaml", desk / "content/archive.lock"
    text = facts.read_text().replace("It had seen no trace at all of a transfer", "by sea")
    facts.write_text(text)
    run("-C", str(desk), "verify")
    facts.write_text(text.replace("by sea", "by boat"))
    run("-C", str(desk), "verify")
    assert {each["quote"] for each in json.loads(lock.read_text())["receipts"]} == {
        digest("could not confirm"),
        digest("by sea"),
    }
    (desk / "archive/a.txt").unlink()
    case = examine(desk, Options()).case
    assert case is not None
    assert [case.checks["f", at].status for at in (0, 1)] == ["verified", "changed"]
    facts.write_text(text.replace('{"source": "a", "quote": "by sea"}', '{"source": "a"}'))
    (desk / "archive/a.txt").write_text(ARCHIVE)
    run("-C", str(desk), "verify")
    assert {each["quote"] for each in json.loads(lock.read_text())["receipts"]} == {digest("could not confirm")}


def test_verify_without_the_archive_keeps_every_receipt(desk: Path):
    """A clone that runs `verify` loses nothing."""
    run("-C", str(desk), "verify")
    before = (desk / "content/archive.lock").read_bytes()
    (desk / "archive/a.txt").unlink()
    run("-C", str(desk), "verify")
    assert (desk / "content/archive.lock").read_bytes() == before


def test_verify_of_a_broken_dossier_drops_no_receipt(desk: Path):
    """Facts that cannot be read only seem to be gone."""
    run("-C", str(desk), "verify")
    before = (desk / "content/archive.lock").read_bytes()
    (desk / "content/facts.yaml").write_text("facts: [")
    assert run("-C", str(desk), "verify").exit_code == 1
    assert (desk / "content/archive.lock").read_bytes() == before


def test_quotations_of_every_marking_get_receipts(desk: Path):
    """`verify` looks at the whole dossier: the lock belongs to the author's files, not to a build."""
    facts = desk / "content/facts.yaml"
    facts.write_text(facts.read_text().replace('"id": "f"', '"id": "f", "tlp": "RED"'))
    run("-C", str(desk), "verify")
    assert json.loads((desk / "content/archive.lock").read_text())["receipts"]
