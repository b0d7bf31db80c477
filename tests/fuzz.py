"""Mutations of the demo dossier, and bytes of no sense at all, through `check` and `build`: `make fuzz`.

Counts what came of them.  A traceback, or a run beyond the bounds of time and memory, ends it with the seed that shows
it.  The same seed makes the same mutations.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from ondisk import laid

from casework.publishing import build
from casework.publishing.build import Options
from casework.reporting import github, report, sarif
from casework.rules import RULES

DEMO = Path(__file__).parent.parent
MOST_SECONDS = 5.0
MOST_MIB = 1024

PIECES = """: | - | [ | ] | { | } | " | ' | & | * | ! | % | @ | ` | # | > | ? | , | --- | ... | \\t | \\r | \\n | \\n\\n | \\x00 | \\ufeff
\\u2028 | \\ud7ff | [@ | [[ | ]] | ![[ | [^ | ::: | ::: tlp RED | ::: note | ../../ | /etc/passwd | javascript: | <script> | </ | &# | NO | on
| 010 | 1e999 | .nan | -0 | 99999999999999999999 | 2024-13-45 | 0000 | ~ | null | <<: *a | &a [*a, *a] | !!python/object:os.system
| con | index | self | unknown | tlp: RED | id: | date: | evidence: | draft: true | former_ids: | rules: {yaml-syntax: off}""".replace(
    "\n", " "
).split("|")
PIECES = [each.strip().encode().decode("unicode_escape") for each in PIECES]


def demo() -> dict[str, bytes]:
    """The demo's files."""
    paths = [DEMO / "config.yaml", *sorted((DEMO / "content").rglob("*"))]
    return {path.relative_to(DEMO).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to four faults of the kinds that editors, tools and people make."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(FAULTS)(data, chance)
    return data


def _slice(data: bytes, chance: random.Random, most: int = 200) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, most))


def _insert(data: bytes, chance: random.Random) -> bytes:
    at, _ = _slice(data, chance)
    return data[:at] + chance.choice(PIECES).encode("utf-8", "surrogatepass") + data[at:]


def _delete(data: bytes, chance: random.Random) -> bytes:
    start, end = _slice(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _slice(data, chance)
    return data[:start] + data[start:end] * chance.choice((2, 3, 40)) + data[end:]


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(data), chance.randint(1, 5))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _swap_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        lines.insert(chance.randint(0, len(lines) - 1), lines.pop(chance.randrange(len(lines))))
    return b"".join(lines)


def _indent(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        at = chance.randrange(len(lines))
        lines[at] = chance.choice((b" ", b"   ", b"\t")) + lines[at]
    return b"".join(lines)


def _replace_value(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        at = chance.randrange(len(lines))
        key, colon, _ = lines[at].partition(b":")
        lines[at] = key + colon + b" " + chance.choice(PIECES).encode("utf-8", "surrogatepass") + b"\n"
    return b"".join(lines)


def _line_ends(data: bytes, chance: random.Random) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n")))


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: _slice(data, chance)[0]]


def _noise(_: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(0, 500))


FAULTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_insert, _insert, _replace_value, _replace_value),
    *(_delete, _repeat, _flip, _swap_lines, _indent, _line_ends, _truncate, _noise),
)


def variant(seed: int, whole: dict[str, bytes]) -> dict[str, bytes]:
    """The demo with one file mutated, sometimes two or a small part of them all; leaner, so that each run is quick."""
    chance = random.Random(seed)
    files = dict(whole)
    files["content/facts.yaml"] = _few_facts(files["content/facts.yaml"], chance)
    for path in chance.sample(sorted(files), chance.choice((1, 1, 1, 2, 3))):
        files[path] = mutated(files[path], chance)
    if chance.random() < 0.6:
        codes = "".join(f"  {code}: off\n" for code, rule in RULES.items() if not rule.fixed)
        files["config.yaml"] += f"\nrules:\n{codes}".encode()
    return files


def _few_facts(data: bytes, chance: random.Random) -> bytes:
    """A run of some facts: whole items of the file, as the demo writes them."""
    head, *items = data.split(b"\n  - id: ")
    start = chance.randrange(max(1, len(items) - 12))
    return head + b"".join(b"\n  - id: " + each for each in items[start : start + 12]) + b"\n"


def run(seed: int, root: Path, whole: dict[str, bytes]) -> str:
    """What came of one variant: `built`, `refused`; raises whatever went wrong."""
    laid(root, variant(seed, whole))
    if seed % 10:
        examined = build.examine(root, Options())
        found, outcome = examined.findings, "refused" if examined.fails else "checked"
    else:
        built = build.publish(root, root / "site", Options())
        found, outcome = built.findings, "refused" if built.report is None else "built"
    for form in (partial(report.as_text, private=True), report.as_json, github.as_commands):
        form(found).encode()
    sarif.as_sarif(found, "0").encode()
    assert len(set(found)) == len(found), "a finding is repeated"
    assert all(each.line >= 1 and each.column >= 1 for each in found), "a finding has no place"
    return outcome


def fuzz(count: int, first: int = 0) -> Counter[str]:
    """What came of `count` variants from seed `first` on."""
    whole, outcomes, slowest = demo(), Counter[str](), 0.0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            started = time.process_time()
            try:
                outcomes[run(seed, Path(folder), whole)] += 1
            except Exception as fault:
                raise AssertionError(f"seed {seed}: {type(fault).__name__}: {fault}") from fault
            took = time.process_time() - started
            slowest = max(slowest, took)
            assert took < MOST_SECONDS, f"seed {seed} took {took:.1f} s"
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert used < MOST_MIB, f"{used} MiB were used"
    outcomes.update({"slowest ms": round(slowest * 1000), "most MiB": used})
    return outcomes


def merged(counts: Iterable[Counter[str]]) -> Counter[str]:
    """Several counts as one: outcomes added, the worst of the figures."""
    total = Counter[str]()
    for each in counts:
        worst = {key: max(total[key], each[key]) for key in ("slowest ms", "most MiB")}
        total.update(each)
        total.update({key: worst[key] - total[key] for key in worst})
    return total


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    jobs = os.cpu_count() or 1
    shares = [
        range(given.seed + given.count * job // jobs, given.seed + given.count * (job + 1) // jobs)
        for job in range(jobs)
    ]
    with tempfile.TemporaryDirectory() as kept, ProcessPoolExecutor(jobs) as pool:
        os.environ["XDG_CACHE_HOME"] = kept  # not the reader's own; the workers begin after this
        said = merged(pool.map(fuzz, [len(each) for each in shares], [each.start for each in shares]))
    sys.stdout.write(f"{given.count:,} mutations, no traceback: {dict(said)}\n")
