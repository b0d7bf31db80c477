"""A small dossier, edits of every kind to it, and what has to hold after each: all is as a first build makes it."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ondisk import laid, laid_before, site

from casework.diagnostics import Finding
from casework.examining.examined import Options
from casework.kept import base, cache
from casework.pages import overviews, plan
from casework.publishing import build
from casework.publishing.build import Built
from casework.publishing.keptpages import Memory

FILES = {
    "config.yaml": "title: Words\nbase_url: https://example.org/\narchive: archive\ntlp: CLEAR\n",
    "content/index.md": "Troops went.[@f1] Few doubt it.[@f3; @a] See [[nis]].\n\n![[total]]\n\n![[timeline]]\n",
    "content/pages/method.md": "---\ntitle: Method\n---\nWe read four articles.[^1] They are [[a]] and others.\n\n![[likely]]\n\n[^1]: All.\n",
    "content/sources/a.md": "---\ntitle: First\ndate: 2024-10-18\ntags: [troops]\narchive: {file: a.txt}\n---\n"
    "Troops went east, it says.[@f1] More than [[nis]] knew.\n",
    "content/sources/b.md": "---\ntitle: Second\ndate: 2024-10-19\nagency: ap\n---\nThe agency counted.[@f2][@f3]\n",
    "content/sources/c.md": "---\ntitle: Third\npublication: Paper\n---\nNobody counted.\n",
    "content/facts.yaml": """\
questions:
  - {id: total, text: How many?, unit: troops, note: Some words.}
  # a comment
facts:
  - id: f1
    claim: Troops went east.
    date: 2024-10
    about: [nis]
    question: total
    best: 100
    note: A note of words.[@c]
    evidence:
      - {source: a, origin: nis, quote: they went east}
      - {source: b, origin: ap, stance: cannot-confirm}
  - id: f2
    claim: Troops were counted.
    question: total
    best: 300
    unit: troops
    evidence: [{source: b, quote: nobody saw this, origin: nis}]
  - id: f3
    claim: Few doubt it.
    date: 2024-11
    evidence:
      - {source: b, origin: self, locator: para. 2}
      - {source: c, origin: unknown}
  - id: f4
    claim: Nothing supports this.
judgments:
  - {id: likely, text: They went., likelihood: likely, confidence: low, basis: [f1, f2], note: Words of why.}
""",
    "content/entities.yaml": "- {id: nis, name: NIS, description: A service of words.}\n- {id: ap, name: AP, part_of: nis}\n",
    "content/entities/more.yaml": "- {id: lone, name: Lone, description: Nobody speaks of it.}\n",
    "archive/a.txt": "And they went east.\n",
}


def word(old: str) -> Callable[[random.Random, str], str]:
    return lambda chance, text: text.replace(old, f"{old}{chance.choice('xyz')}", 1)


def one_of(pattern: str, *texts: str) -> Callable[[random.Random, str], str]:
    """Another of some texts in place of the one that is there."""

    def changed(chance: random.Random, text: str) -> str:
        return re.sub(
            pattern, lambda was: chance.choice([each for each in texts if each != was[0]] or texts), text, count=1
        )

    return changed


BUILT = {"site", "preview"}
"""The folders that builds write."""

FACTS = "content/facts.yaml"
TURNS: dict[str, Callable[[random.Random, str], str]] = {
    "a claim": one_of(r"(?<=claim: )(Few|Many|Most) doubt it", "Few doubt it", "Many doubt it", "Most doubt it"),
    "a stance": lambda c, t: re.sub("stance: [a-z-]+", c.choice(STANCES), t),
    "an origin": one_of(r"(?<=origin: )(nis|ap|self|unknown|a)\}\]", "nis}]", "ap}]", "self}]", "unknown}]", "a}]"),
    "a line of evidence": one_of(
        r"(      - \{source: a, origin: (ap|unknown)\}\n)?(?=  - id: f4)",
        "",
        "      - {source: a, origin: ap}\n",
        "      - {source: a, origin: unknown}\n",
    ),
    "another source for an earlier fact": one_of(
        r"(      - \{source: c, origin: ap\}\n)?(?=  - id: f2)", "", "      - {source: c, origin: ap}\n"
    ),
    "a source in its own voice": one_of(r"(?<=source: c, origin: )(unknown|self)", "unknown", "self"),
    "a claim without evidence": one_of(r"(Nothing|Nobody) supports", "Nothing supports", "Nobody supports"),
    "an event": one_of(r"(    kind: event\n)?(?=    date: 2024-10)", "", "    kind: event\n"),
    "a quotation more": one_of(r"(, quote: more of it)?\}(?=\n      - \{source: c)", "}", ", quote: more of it}"),
    "a quotation less": one_of(r"(quote: nobody[^,]*, )?(?=origin: \w+\}\])", "", "quote: nobody saw this, "),
    "a fact's day": one_of(r"(?<=doubt it.\n)(    date: .*\n)?", "", "    date: 2024-09-01\n", "    date: 2024-12\n"),
    "a figure": one_of(r"(?<=best: )3\d\d", "300", "310", "399"),
    "a figure like the other": one_of(r"best: (100|300)(?=\n    note)", "best: 100", "best: 300"),
    "a question answered": one_of(
        r"(    question: total\n    low: 90\n)?(?=    evidence:\n      - \{source: b, origin: self)",
        "",
        "    question: total\n    low: 90\n",
    ),
    "a question's unit": one_of(r"(?<=unit: )(troops|people)", "troops", "people"),
    "what a judgment rests on": one_of(r"basis: \[.*?\]", "basis: [f1, f2]", "basis: [f1, f3]", "basis: [f2, f3, f4]"),
    "a judgment's confidence": one_of(r"confidence: \w+", "confidence: low", "confidence: high"),
    "a contradiction": one_of(
        r"(    contradicts: .*\n)?(?=    best: 3)", "", "    contradicts: [f1]\n", "    contradicts: [f3]\n"
    ),
    "a contradiction from the other side": one_of(
        r"(    contradicts: .*\n)?(?=    best: 1)", "", "    contradicts: [f2]\n"
    ),
    "a fact taken back": one_of(r"(    retracted: true\n)?(?=    note: A note)", "", "    retracted: true\n"),
    "whom it is about": one_of(
        r"about: \[.*?\]", "about: [nis]", "about: [ap, nis]", "about: [{id: nis, role: a witness}]"
    ),
    "a note that was not there": one_of(
        r"(    note: New words of \[\[ap\]\]\.\n)?(?=    evidence: \[)", "", "    note: New words of [[ap]].\n"
    ),
    "what a fact's note cites": one_of(r"words\.(\[@[a-z0-9]+\])?(?=\n)", "words.", "words.[@c]", "words.[@f4]"),
}
"""Edits of facts, questions and judgments."""

EDITS: dict[str, tuple[str, Callable[[random.Random, str], str], bool]] = {
    **{name: (FACTS, change, True) for name, change in TURNS.items()},
    "a summary": ("content/sources/a.md", word("east, it"), True),
    "another's summary": ("content/sources/c.md", word("Nobody"), True),
    "a quotation": ("content/facts.yaml", word("nobody saw"), True),
    "a note": ("content/facts.yaml", word("A note"), True),
    "a question's note": ("content/facts.yaml", word("Some"), True),
    "a judgment's note": ("content/facts.yaml", word("Words of"), True),
    "a locator": ("content/facts.yaml", word("para"), True),
    "a description": ("content/entities.yaml", word("A service"), True),
    "a page": ("content/pages/method.md", word("We read"), True),
    "the briefing": ("content/index.md", word("Troops went"), True),
    "a comment": ("content/facts.yaml", lambda _, text: text.replace("  # a comment", "  # a comment\n  # more"), True),
    "an empty line": ("content/facts.yaml", lambda _, text: text.replace("  - id: f2", "\n  - id: f2", 1), True),
    "nothing but the time": ("content/facts.yaml", lambda _, text: text, True),
    "a title": ("content/sources/b.md", word("Second"), True),
    "a register's number": (
        "content/entities.yaml",
        one_of(r"(, links: \{wikidata: Q\d\})?, part_of", ", links: {wikidata: Q1}, part_of"),
        True,
    ),
    "an entity's name": ("content/entities.yaml", word("NIS"), False),
    "a date": ("content/sources/b.md", lambda c, t: re.sub("2024-10-1.", f"2024-10-1{c.randrange(10)}", t), False),
    "a citation": ("content/sources/c.md", lambda _, text: text.replace("counted.", "counted.[@f4]", 1), True),
    "what the briefing cites": ("content/index.md", one_of(r"\[@f3; @a\]", "[@f3; @a]", "[@b]", "[@f2; @f4]"), True),
    "a keyword": (FACTS, one_of(r"(    tags: .*\n)?(?=    date: 2024-11)", "    tags: [troops]\n"), False),
    "a marking": (FACTS, lambda _, text: text.replace("claim: Few", "tlp: GREEN\n    claim: Few"), False),
    "a citation of what cannot be cited": (FACTS, lambda _, text: text.replace("A note", "A note[@nis]"), False),
    "a reference to nothing": (FACTS, lambda _, text: text.replace("basis: [f1", "basis: [f9"), False),
    "a link to whom nobody spoke of": (
        FACTS,
        lambda _, text: text.replace("A note of", "A note of [[lone]] and"),
        False,
    ),
    "a picture that is not there": (
        FACTS,
        lambda _, text: text.replace("A note", "A note ![A map](assets/x.png)"),
        False,
    ),
    "a block with a marking": (
        "content/pages/method.md",
        lambda _, text: f"{text}\n::: tlp AMBER\nFor some.\n:::\n",
        False,
    ),
    "the same claim twice": (FACTS, lambda _, text: text.replace("Troops were counted", "Few doubt it!"), False),
    "an entity above": ("content/entities.yaml", lambda _, text: text.replace(", part_of: nis", "", 1), False),
    "a quotation that is not in the archive": ("content/facts.yaml", word("they went"), False),
    "a text that a comment cuts": (
        "content/facts.yaml",
        lambda _, text: text.replace("A note of words.[@c]", "A note of words.[@c] # more of them"),
        False,
    ),
    "what is found among all": ("content/entities/more.yaml", word("Nobody"), False),
    "a missing note": ("content/pages/method.md", lambda _, text: text.replace("[^1]:", "[^2]:"), False),
    "a wrong value": ("content/facts.yaml", lambda _, text: text.replace("best: 300", "best: many"), False),
    "a new fact": (
        "content/facts.yaml",
        lambda _, t: t.replace("judgments:", "  - {id: f5, claim: New.}\njudgments:"),
        False,
    ),
    "another order": ("content/entities.yaml", lambda _, text: "".join(reversed(text.splitlines(True))), False),
    "the config": ("config.yaml", word("Words"), False),
}
"""A file, what is done to it, and whether it is known what follows."""
SHORT = [name for name, (_, _, is_short) in EDITS.items() if is_short]
STANCES = ["stance: supports", "stance: disputes", "stance: mentions"]


def edit(root: Path, name: str, chance: random.Random) -> None:
    path, change, _ = EDITS[name]
    laid_before(root, {path: change(chance, (root / path).read_text())})


def publish(root: Path, out: str = "site", memory: Memory | None = None, *, clean: bool = False) -> Built:
    if clean:
        cache.forget(root)
    return build.publish(root, root / out, Options(jobs=1, clean=clean), memory=memory)


def same(root: Path, built: Built, out: str = "site") -> None:
    """The site and the findings are those of a first build of a copy."""
    anew = first_build(root)
    assert built.findings == anew.findings
    assert (built.report is None) == (anew.site is None)
    if anew.site is not None:
        assert site(root / out) == anew.site
        assert tables(built) == anew.tables
        assert built.origins == anew.origins


class First(NamedTuple):
    """What a first build makes: its findings, the site (none where it is refused), and all that is derived and counted."""

    findings: tuple[Finding, ...]
    site: dict[str, bytes] | None = None
    tables: dict[str, dict[Any, Any]] | None = None
    origins: int = 0


def first_build(root: Path) -> First:
    """The first build of a copy of the dossier at `root`; of the same files and limits it is made once."""
    ours = (path for path in root.rglob("*") if path.is_file() and path.relative_to(root).parts[0] not in BUILT)
    return _first_build(
        frozenset((path.relative_to(root).as_posix(), path.read_bytes()) for path in ours),
        (overviews.LEGIBLE, plan.CHUNK),
    )


@lru_cache(maxsize=3)
def _first_build(files: frozenset[tuple[str, bytes]], _limits: tuple[int, int]) -> First:
    with tempfile.TemporaryDirectory() as folder:
        root = laid(Path(folder) / "copy", dict(files))
        built = build.publish(root, root / "site", Options(jobs=1))
        cache.forget(root)
        if built.report is None:
            return First(built.findings)
        return First(built.findings, site(root / "site"), tables(built), built.origins)


def tables(built: Built) -> dict[str, dict[Any, Any]]:
    """All that is derived, row by row."""
    names = ("standings", "pairs", *base.TABLES)
    return {name: dict(getattr(built.examined.case, name)) for name in names}
