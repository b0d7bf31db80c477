"""Rim: reads the texts that explain each code (`ruletexts/<code>.md`, shipped with the package), for terminal and docs.

A text says what the code means, shows files that call it forth, and after `**Mend.**` the files that no longer do.
What the files leave out is in `BASE`.  The rules themselves are in `rules`; no meaning is written twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from casework.rules import RULES, Rule

TEXTS = Path(__file__).resolve().parent / "ruletexts"
MEND = "**Mend.**"

BASE: Mapping[str, str] = {
    "config.yaml": "title: The bridge at Vell\n",
    "content/index.md": "---\ntitle: Briefing\n---\nThe bridge is closed [@herald; @courier].\n",
    "content/sources/herald.md": "---\ntitle: Bridge closed after inspection\ndate: 2024-05-02\n---\n",
    "content/sources/courier.md": "---\ntitle: Beams cracked, say reports\ndate: 2024-05-03\n---\n",
}

HEAD = """\
# What `dossier check` says

<!-- Made by `make docs` from casework/rules.py and casework/reporting/ruletexts/; `dossier rule CODE` prints the same texts. -->

A finding is `path:line:column: severity[code]: message`, with the line of your file and a hint below it.
The config changes how grave a code is:

```yaml
rules: {uncited-source: off, single-origin-judgment: error}
```

An error stops the build; a warning does with `--strict`; a hint never does.
Codes that are *always* an error cannot be changed.

The examples are about a bridge that was closed.
An example shows only the files that matter; the others are these:
"""


def explanation(code: str) -> str:
    """What `dossier rule CODE` prints: the code, how grave it is, and its text.  KeyError where there is no such code."""
    return f"{code} ({gravity(RULES[code])})\n\n{text(code)}"


def text(code: str) -> str:
    """The text of a code, in Markdown."""
    return (TEXTS / f"{code}.md").read_text("utf-8")


def listing() -> str:
    """Every code with its severity and meaning, a line each."""
    return "".join(f"{code:<31} {rule.severity:<8} {rule.meaning}\n" for code, rule in RULES.items())


def gravity(rule: Rule) -> str:
    """How grave a rule is, in words."""
    return f"always an {rule.severity}" if rule.fixed else f"{rule.severity}, unless `rules:` says otherwise"


def document() -> str:
    """`docs/rules.md`."""
    base = "".join(f"\n```{_form(path)} {path}\n{body}```\n" for path, body in BASE.items())
    rows = "".join(f"| [`{code}`](#{code}) | {rule.severity} | {rule.meaning} |\n" for code, rule in RULES.items())
    table = f"\n| code | by default | when |\n| --- | --- | --- |\n{rows}"
    return HEAD + base + table + "".join(_section(code) for code in RULES)


def _form(path: str) -> str:
    return "markdown" if path.endswith(".md") else "yaml"


def _section(code: str) -> str:
    said = gravity(RULES[code])
    return f"\n## {code}\n\n*{said[0].upper()}{said[1:]}.*\n\n{text(code)}"
