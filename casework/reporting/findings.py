"""Diagnostics → findings: graded, with lines and columns, in order.  Pure; places are looked up here, and only here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casework.diagnostics import Diagnostic, Finding, Owned, Place
from casework.model import Severity
from casework.reporting import locate
from casework.reporting.locate import Spot
from casework.rules import severity


def findings(
    found: Iterable[Diagnostic], chosen: Mapping[str, Severity], texts: Mapping[str, str]
) -> tuple[Finding, ...]:
    """`found`, graded by the config's choices, located in `texts` (by path), sorted by place, none twice."""
    return tuple(owned((("", each) for each in found), chosen, texts))


def owned(found: Iterable[Owned], chosen: Mapping[str, Severity], texts: Mapping[str, str]) -> dict[Finding, str]:
    """The same of diagnostics whose items are known: each finding with the id of its item."""
    graded = [(owner, each, severity(each, chosen)) for owner, each in found]
    shown = [(owner, each, grade) for owner, each, grade in graded if grade != "off"]
    spots = _spots([each.place for _, each, _ in shown], texts)
    every = {_finding(each, grade, spots[each.place]): owner for owner, each, grade in shown}
    return dict(sorted(every.items(), key=lambda item: in_order(item[0])))


def in_order(finding: Finding) -> tuple[str, int, int, str, str]:
    """What findings are sorted by: their places."""
    return finding.path, finding.line, finding.column, finding.code, finding.message


def _finding(found: Diagnostic, grade: Severity, spot: Spot) -> Finding:
    return Finding(
        code=found.code,
        severity=grade,
        message=found.message,
        path=found.place.path,
        line=spot.line,
        column=spot.column,
        hint=found.hint,
        row=spot.row,
        private=found.private,
    )


def _spots(places: Iterable[Place], texts: Mapping[str, str]) -> dict[Place, Spot]:
    by_path: dict[str, list[Place]] = {}
    for place in places:
        by_path.setdefault(place.path, []).append(place)
    spots: dict[Place, Spot] = {}
    for path, wanted in by_path.items():
        spots |= locate.spots(texts.get(path, ""), wanted, markdown=path.endswith(".md"))
    return spots
