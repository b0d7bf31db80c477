"""Measures our builds and those of other generators side by side, and writes docs/benchmarks.md and its picture.

python -m benchmarks.run                                   # everything that the goals ask for
python -m benchmarks.run --sizes M --peers pelican --runs 1  # a part; the rest of results.json stays
python -m benchmarks.run --report                          # only the page and the picture, from results.json

A round takes our steps and each peer's cold build one after the other (A B A B over the rounds); a ratio is taken
within a round, and the median over the rounds is shown.  Everything is written below --work.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import corpus, floor, measure, ours, peers, report, results
from benchmarks.results import Record
from casework import __version__

SCENARIOS = {
    "peers": (),
    "cold": ("cold",),
    "edits": ("nothing", "source", "fact", "status"),
    "check": ("check", "check-cold"),
    "floor": (),
    "serve": (),
    "help": (),
}
RUNS = {"S": 7, "M": 5, "L": 3}
HELP_RUNS = 11
SERVE_SIZES = "ML"


def main(given: argparse.Namespace) -> None:
    """Measure what is asked for, keep the results after each size, and write the page."""
    if not given.report:
        given.work.mkdir(parents=True, exist_ok=True)
        os.environ["XDG_CACHE_HOME"] = str(given.work / "cache")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users have their modules compiled
        tools = {name: peers.install(peers.PEERS[name], given.work) for name in given.peers}
        versions = {name: peers.version(peers.PEERS[name]) for name in given.peers}
        versions["dossier"] = f"dossier {__version__}"
        old, found = results.load(), list[Record]()
        for size in given.sizes:
            for record in of_size(size, given, tools):
                found.append(record)
                # After each one: a run that is broken off keeps what it has measured.
                results.save(results.merged(old, found, versions))
    report.write(results.load())


def of_size(size: str, given: argparse.Namespace, tools: dict[str, Path]) -> Iterator[Record]:
    """The records of one size."""
    folder = given.work / size
    shutil.rmtree(folder, ignore_errors=True)
    asked = [name for name in given.peers if size in peers.PEERS[name].sizes or size in given.all_sizes]
    # In a process of its own: what we hold counts as the peak of what we start.
    writing = multiprocessing.get_context("spawn").Process(target=peers.write_all, args=(size, folder, asked))
    writing.start()
    writing.join()
    rounds = range(given.runs or RUNS[size])
    started = int(time.time())
    steps = [step for step in ours.STEPS if any(step in SCENARIOS[each] for each in given.scenario)]
    if "cold" not in steps and set(given.scenario) - {"peers"}:
        ours.cold(folder / "dossier", "")
    for number in rounds:
        label = f"{started}-{number}"
        # The peers right after our first build: these two are what is compared most.
        yield from _ours(size, folder, label, steps[:1] if "cold" in steps else [])
        if steps or "peers" in given.scenario:
            yield from (_peer(size, folder, name, label, tools[name]) for name in asked)
        yield from _ours(size, folder, label, [step for step in steps if step != "cold"])
        if "floor" in given.scenario:
            yield _floor(size, folder, label)
    yield from _serve(size, folder, started, given)
    yield from _help(size, folder, started, given)


def _ours(size: str, folder: Path, label: str, steps: list[str]) -> Iterator[Record]:
    """Some of our steps, once each."""
    for step in steps:
        run = ours.STEPS[step](folder / "dossier", f"edited{label}{step}".replace("-", "x"))
        yield _record(size, "dossier", step, label, run, folder / "dossier" / "site")


def _peer(size: str, folder: Path, name: str, label: str, tools: Path) -> Record:
    """One cold build of a peer's site, which must have the pages that ours has."""
    peer, site = peers.PEERS[name], folder / name
    shutil.rmtree(site / peer.out, ignore_errors=True)
    run = measure.run(peer.command(tools), site)
    return _record(size, name, "cold", label, run, site / peer.out)


def _record(size: str, who: str, step: str, label: str, run: measure.Run, site: Path) -> Record:
    """A run as a record; SystemExit when the site lacks an item's page."""
    found, wanted = len(peers.item_pages(site)), sum(corpus.SIZES[size])
    if found != wanted:
        raise SystemExit(f"{who} made {found:,} pages of sources, facts and entities at {size}; {wanted:,} were wanted")
    pages, files, megabytes = _counted(site)
    _say(f"{size} {who:13} {step:11} {run.seconds:8.2f} s  {run.cpu:8.2f} s cpu  {run.peak:7.0f} MiB  {pages:,} pages")
    return _rounded(size, who, step, label, run)._replace(pages=pages, files=files, megabytes=megabytes)


def _rounded(size: str, who: str, step: str, label: str, run: measure.Run) -> Record:
    return Record(size, who, step, label, round(run.seconds, 4), round(run.cpu, 4), round(run.peak, 1))


def _counted(site: Path) -> tuple[int, int, float]:
    """How many pages and files a site has, and its size in MB."""
    pages = files = size = 0
    for folder, _, names in os.walk(site):
        pages += sum(name.endswith(".html") for name in names)
        files += len(names)
        size += sum(Path(folder, name).stat().st_size for name in names)
    return pages, files, round(size / 1e6, 2)


def _floor(size: str, folder: Path, label: str) -> Record:
    listed, out = folder / "listing", folder / "floor"
    listed.write_text(floor.listing(folder / "dossier" / "site"))
    shutil.rmtree(out, ignore_errors=True)
    run = measure.run([sys.executable, "-I", Path(floor.__file__), listed, out], folder)
    _say(f"{size} write floor               {run.seconds:8.2f} s  {run.cpu:8.2f} s cpu")
    shutil.rmtree(out)
    return _rounded(size, "floor", "cold", label, run)


def _serve(size: str, folder: Path, started: int, given: argparse.Namespace) -> Iterator[Record]:
    if "serve" in given.scenario and size in SERVE_SIZES:
        words = tuple(f"reloaded{number}x" for number in range(given.runs or RUNS["M"]))
        for number, seconds in enumerate(ours.reloads(folder / "dossier", words)):
            _say(f"{size} serve, save to reload      {seconds:8.3f} s")
            yield _rounded(size, "dossier", "serve", f"{started}-{number}", measure.Run(seconds))


def _help(size: str, folder: Path, started: int, given: argparse.Namespace) -> Iterator[Record]:
    if "help" in given.scenario and size == given.sizes[0]:
        for number in range(HELP_RUNS):
            run = ours.help_text(folder / "dossier")
            yield _rounded("S", "dossier", "help", f"{started}-{number}", run)
        _say(f"  help {run.seconds:8.3f} s")


def _say(line: str) -> None:
    print(line, flush=True)


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=corpus.SIZES, default=list(corpus.SIZES))
    parser.add_argument("--peers", nargs="*", choices=peers.PEERS, default=list(peers.PEERS))
    parser.add_argument(
        "--all-sizes", nargs="*", choices=corpus.SIZES, default=[], help="sizes at which even the slow peers run"
    )
    parser.add_argument("--scenario", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--runs", type=int, help=f"rounds at each size; default: {RUNS}")
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"), help="where everything is written")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    return parser


if __name__ == "__main__":
    parsed = options().parse_args()
    parsed.work = parsed.work.resolve()
    main(parsed)
