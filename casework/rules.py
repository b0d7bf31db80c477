"""Every diagnostic's code: how grave it is by default, and what it means in one sentence.  Data and two questions of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from casework.diagnostics import Diagnostic, Finding
from casework.model import Severity


class Rule(Struct, frozen=True):
    """A code's default severity and meaning; `fixed` ones cannot be turned off."""

    severity: Severity
    meaning: str
    fixed: bool = False


RULES: Mapping[str, Rule] = {
    # files
    "yaml-syntax": Rule("error", "The YAML cannot be read.", fixed=True),
    "not-utf8": Rule("error", "A file is not UTF-8 text.", fixed=True),
    "file-too-large": Rule("error", "A file is too large to be meant."),
    "path-escape": Rule("error", "A path leads outside the folder it belongs to.", fixed=True),
    "template-error": Rule("error", "A template of the dossier's own cannot be rendered.", fixed=True),
    # keys and values
    "duplicate-key": Rule("error", "A key stands twice in one mapping."),
    "unknown-key": Rule("error", "A key is not part of the format."),
    "missing-key": Rule("error", "A key that is needed is absent."),
    "bad-value": Rule("error", "A value is not one that its key can have."),
    "bad-date": Rule("error", "A date is not written as EDTF."),
    "cut-by-comment": Rule("warning", "A text ends at a `#` that YAML takes for a comment."),
    "bad-id": Rule("error", "An id holds other than a–z, 0–9 and hyphens, or is reserved."),
    "key-alias": Rule("hint", "A key is known under another name."),
    # ids and links
    "duplicate-id": Rule("error", "Two items have one id."),
    "unknown-id": Rule("error", "An id names nothing, or something of another kind."),
    "unknown-citation": Rule("error", "A citation names no source, fact or note."),
    "unused-note": Rule("warning", "A free note is written and never used."),
    "unclosed-block": Rule("error", "A `:::` block is not closed, or closed and not open."),
    "unsafe-link": Rule("warning", "An address has a scheme that may not be linked; it is left out."),
    "missing-asset": Rule("warning", "A file below assets/ is named and not there."),
    "uncited-source": Rule("warning", "No fact and no text cites the source."),
    "orphan-entity": Rule("warning", "Nothing speaks of the entity."),
    "ambiguous-name": Rule("warning", "Two entities share a name or alias."),
    "duplicate-fact": Rule("warning", "Two facts make the same claim about the same things."),
    "duplicate-source": Rule("warning", "Two sources have the same address."),
    # evidence
    "unsupported-fact": Rule("warning", "No origin that counts supports the fact."),
    "circular-sourcing": Rule("error", "Sources name each other as the origin of a fact."),
    "attribution-drift": Rule("warning", "Sources credit one fact to different origins."),
    "evidence-before-event": Rule("warning", "A source reports what happened only later."),
    "accessed-before-published": Rule("warning", "A source was read before it was published."),
    "credibility-needs-independence": Rule("error", "Credibility 1 needs two independent origins."),
    # quotes
    "quote-too-long": Rule("error", "A quotation is longer than the config allows."),
    "quote-not-found": Rule("error", "A quotation is not in the archived text."),
    "quote-changed": Rule("warning", "A quotation or its archived text changed since it was verified."),
    # judgments
    "single-origin-judgment": Rule("warning", "All that a judgment rests on comes from one origin."),
    "confidence-too-high": Rule("warning", "High confidence rests on single-origin facts only."),
    "likelihood-and-confidence": Rule("warning", "One sentence speaks of likelihood and of confidence."),
    "unexplained-change": Rule("warning", "A judgment changed since the last edition without a `change_note`."),
    # markings
    "marking-above-build": Rule("error", "Visible prose names an item that is marked above the build."),
    "marking-leak": Rule("error", "Words of a withheld item stand in the output.", fixed=True),
}


def severity(diagnostic: Diagnostic, chosen: Mapping[str, Severity]) -> Severity:
    """How grave a diagnostic is in a dossier whose config says `chosen`."""
    rule = RULES[diagnostic.code]
    return rule.severity if rule.fixed else chosen.get(diagnostic.code, rule.severity)


def fails(found: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether `found` stops a build: any error, or when `strict` any warning."""
    grave = {"error", "warning"} if strict else {"error"}
    return any(each.severity in grave for each in found)
