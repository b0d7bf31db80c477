"""Findings → text for people or JSON for machines.  Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from casework.diagnostics import Finding

TAB = "    "


def as_text(findings: Iterable[Finding], *, private: bool = False) -> str:
    """One paragraph a finding: `path:line:col: severity[code]: message`, the source line with a caret, the hint.

    With `private` it says too what may quote an archived text.  That is for the author's terminal alone: no file, no
    page and no other form of a report holds it.
    """
    return "\n".join(_paragraph(each, private=private) for each in findings)


def _paragraph(finding: Finding, *, private: bool) -> str:
    lines = [f"{finding.path}:{finding.line}:{finding.column}: {finding.severity}[{finding.code}]: {finding.message}"]
    if finding.row.strip():
        lines += _excerpt(finding)
    if finding.hint:
        lines.append(f"{TAB}hint: {finding.hint}")
    if private and finding.private:
        lines.append(f"{TAB}{finding.private}")
    return "\n".join(lines) + "\n"


def _excerpt(finding: Finding) -> list[str]:
    """The source line, cut around the caret when it is long (a paragraph of Markdown is one line)."""
    row = finding.row.replace("\t", " ")
    start = max(0, finding.column - 60) if len(row) > 100 else 0
    shown = row[start : start + 100]
    before = "…" if start else ""
    after = "…" if start + 100 < len(row) else ""
    caret = " " * (finding.column - 1 - start + len(before)) + "^"
    return [f"{TAB}{before}{shown}{after}", f"{TAB}{caret}"]


def as_json(findings: Iterable[Finding]) -> str:
    """A list of objects with the keys of FORMAT §9."""
    keys = ("code", "severity", "message", "path", "line", "column", "hint")
    listed = [{key: getattr(each, key) for key in keys} for each in findings]
    return msgspec.json.format(msgspec.json.encode(listed), indent=1).decode()


def summary(findings: Iterable[Finding]) -> str:
    """How many of each severity, in words; empty when there is nothing to say."""
    counts: dict[str, int] = {}
    for each in findings:
        counts[each.severity] = counts.get(each.severity, 0) + 1
    said = [
        f"{counts[grade]} {grade}{'s' if counts[grade] > 1 else ''}"
        for grade in ("error", "warning", "hint")
        if grade in counts
    ]
    return ", ".join(said)
