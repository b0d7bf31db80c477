"""Findings → workflow commands, which GitHub Actions shows as annotations beside the lines of a change.  Pure.

Source: GitHub, "Workflow commands for GitHub Actions"; the escapes are those of its toolkit (`@actions/core`,
command.ts).  A finding may not end its command early nor begin another, and what is private in it must not stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casework.diagnostics import Finding
from casework.model import Severity

COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "hint": "notice"}
IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTY = IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})


def as_commands(findings: Iterable[Finding], folder: str = "") -> str:
    """One line a finding; `folder` (`sub/dossier/` or empty) stands before each path."""
    return "".join(_command(each, folder) for each in findings)


def _command(finding: Finding, folder: str) -> str:
    said = f"{finding.message}\nhint: {finding.hint}" if finding.hint else finding.message
    properties = {"file": folder + finding.path, "line": finding.line, "col": finding.column, "title": finding.code}
    listed = ",".join(f"{name}={str(value).translate(IN_PROPERTY)}" for name, value in properties.items())
    return f"::{COMMANDS[finding.severity]} {listed}::{said.translate(IN_TEXT)}\n"
