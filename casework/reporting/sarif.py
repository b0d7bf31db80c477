"""Findings → SARIF 2.1.0, the form in which code hosts and editors take in what a checker found.  Pure.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0 with errata 01.  Neither a finding's source line nor
what is private in it may stand here: the file is uploaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from casework.diagnostics import Finding
from casework.model import Severity
from casework.rules import RULES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "hint": "note", "off": "none"}
INDEX = {code: number for number, code in enumerate(RULES)}


def as_sarif(findings: Iterable[Finding], version: str, folder: str = "") -> str:
    """One run of our checker at `version`; `folder` (`sub/dossier/` or empty) stands before each path."""
    driver = {"name": "dossier", "version": version, "rules": [_rule(code) for code in RULES]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, folder) for each in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=1).decode()


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    return {
        "id": code,
        "shortDescription": {"text": rule.meaning},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(finding: Finding, folder: str) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    address = {"uri": quote(folder + finding.path), "uriBaseId": "%SRCROOT%"}
    return {
        "ruleId": finding.code,
        "ruleIndex": INDEX[finding.code],
        "level": LEVELS[finding.severity],
        "message": {"text": _text(finding)},
        "locations": [{"physicalLocation": {"artifactLocation": address, "region": region}}],
    }


def _text(finding: Finding) -> str:
    """Message and hint; no `[…](…)` of an author's may become a link there (SARIF §3.11.6)."""
    said = f"{finding.message}\nhint: {finding.hint}" if finding.hint else finding.message
    return said.replace("](", "] (")
