"""A built page, a host and what came of the last build → the page as the preview serves it.  Pure.

It may reload itself and shows findings at its top, and its content security policy allows for that and no more.  What
may quote an archived text must not reach any page.  It also says under which hosts it may be asked for.
"""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import ip_address

from markupsafe import Markup
from msgspec import Struct

from casework.diagnostics import Finding
from casework.reporting.report import as_text

MOST_FINDINGS = 50


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of a build: whether the output was replaced, the report for the terminal, the findings for the browser.

    `due` are the paths of files that are still as they were and come with the next build; `is_news` says whether the
    content is another one than that of the build before.
    """

    ok: bool
    text: str = ""
    findings: tuple[Finding, ...] = ()
    due: frozenset[str] = frozenset()
    is_news: bool = True


BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preview</title></head>
<body></body></html>
"""
STYLE = """
.preview-findings { position: sticky; top: 0; z-index: 2147483647; max-height: 50vh; overflow: auto;
  margin: 0; padding: 1rem 1.5rem; text-align: left;
  border-bottom: 4px solid #b3261e; background: #fff4f2; color: #2b0b08; font: 1rem/1.5 system-ui, sans-serif; }
.preview-findings summary { color: inherit; font-weight: 700; cursor: pointer; }
.preview-findings pre { margin: .75rem 0 0; padding: 0; background: none; color: inherit; white-space: pre-wrap;
  overflow-wrap: anywhere; font: .875rem/1.45 ui-monospace, monospace; }
@media print { .preview-findings { display: none; } }
"""
STYLE_PATH = "/livereload.css"


def page(html: bytes, host: str, outcome: Outcome | None) -> bytes:
    """A built page as it is served at `host`: it may reload, and shows what is wrong with a later edit."""
    panel = Markup("")
    if outcome and not outcome.ok:
        panel = findings_panel(outcome, "Not rebuilt: below is the last good page")
    return dressed(html, host, panel)


def page_before_any(host: str, outcome: Outcome | None) -> bytes:
    """What every address shows as long as no build was good."""
    body = Markup("<main><h1>Building …</h1></main>")
    if outcome:
        body = Markup("<main>{}</main>").format(findings_panel(outcome, "The dossier could not be built"))
    return dressed(BARE.encode(), host, body)


def findings_panel(outcome: Outcome, headline: str) -> Markup:
    """What is wrong, for the top of a page.  What may quote an archived text stays in the terminal."""
    wrong = [each for each in outcome.findings if each.severity == "error"] or list(outcome.findings)
    said = as_text(wrong[:MOST_FINDINGS]) or "The terminal says why."
    if len(wrong) > MOST_FINDINGS:
        said += f"\n… and {len(wrong) - MOST_FINDINGS} more, in the terminal."
    panel = Markup(
        '<aside class="preview-findings" id="preview-findings" lang="en" dir="ltr" role="alert">'
        '<details open><summary>{}</summary><pre tabindex="0">{}</pre></details></aside>'
    )
    return panel.format(headline, said)


def dressed(html: bytes, host: str, panel: Markup) -> bytes:
    """A page that reloads from `host` (name and port) and shows `panel` at its top; its CSP allows for both."""
    name, port = _port.sub("", host), "".join(_port.findall(host)) or "80"
    looks = Markup('<link rel="stylesheet" href="{}">').format(STYLE_PATH) if panel else ""
    head = Markup('{}<script src="/livereload.js?host={}&amp;port={}" defer></script>').format(looks, name, port)
    html = _csp_tag.sub(lambda tag: _allowing(tag[0], host), html)
    html = _before(b"</head>", str(head).encode(), html)
    return _body_tag.sub(lambda tag: tag[0] + str(panel).encode(), html, count=1)


_port = re.compile(r":([0-9]+)$")
_csp_tag = re.compile(rb"<meta[^>]*Content-Security-Policy[^>]*>", re.IGNORECASE)
_csp_value = re.compile(rb'content="([^"]*)"', re.IGNORECASE)
_body_tag = re.compile(rb"<body[^>]*>", re.IGNORECASE)


def _before(mark: bytes, text: bytes, html: bytes) -> bytes:
    """`text` before the first `mark`, or at the end of a page that leaves the mark out."""
    return html.replace(mark, text + mark, 1) if mark in html else html + text


def _allowing(tag: bytes, host: str) -> bytes:
    return _csp_value.sub(lambda value: b'content="' + allowed(value[1].decode(), host).encode() + b'"', tag)


def allowed(csp: str, host: str) -> str:
    """A content security policy that allows, besides, our script, our style, and its way back to us."""
    rules = dict(each.strip().partition(" ")[::2] for each in csp.split(";") if each.strip())
    for name in ("script-src", "style-src"):
        named = rules.get(name, rules.get("default-src", "")).replace("'none'", "").replace("'self'", "")
        rules[name] = f"'self' {named}"
    rules["connect-src"] = f"'self' ws://{host}"
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items())


# --- hosts ---------------------------------------------------------------------------------------------------------


def hosts(host: str) -> str:
    """The names under which we may be asked for, as a pattern; any other comes from a page that tricks the browser.

    A server that was told to listen to everyone is known by any of its numbers, but still by no name.
    """
    names = [re.escape(name) for name in ("localhost", "127.0.0.1", "[::1]", in_address(host))]
    with suppress(ValueError):
        if ip_address(host).is_unspecified:
            names += [r"[0-9.]+", r"\[[0-9A-Fa-f:.]+\]"]
    return f"(?:{'|'.join(names)})$"


def in_address(host: str) -> str:
    """A host as it stands in an address: IPv6 numbers in brackets."""
    return f"[{host}]" if ":" in host else host
