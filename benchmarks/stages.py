"""Times one build by stage, and shows where the time of the whole goes.

python benchmarks/stages.py DOSSIER [--profile 30]
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import tempfile
import time
from pathlib import Path

from casework import build, write
from casework.examine import Options, examine


def main(folder: Path, lines: int) -> None:
    """Print the seconds of each stage; with `lines`, the costliest functions too."""
    profile = cProfile.Profile()
    if lines:
        profile.enable()
    clock = [time.perf_counter()]
    examined = examine(folder, Options())
    clock.append(time.perf_counter())
    files = build.in_memory(folder, examined)
    pages = sum(path.endswith(".html") for path in files)
    clock.append(time.perf_counter())
    profile.disable()
    with tempfile.TemporaryDirectory() as out:
        write.write(Path(out) / "site", files, may_hold_foreign=False)
        clock.append(time.perf_counter())
        write.write(Path(out) / "site", files, may_hold_foreign=False)
        clock.append(time.perf_counter())
    names = ("read to derive and check", "views and render", "write, all new", "write, nothing changed")
    for name, start, end in zip(names, clock, clock[1:], strict=False):
        print(f"{name:28}{end - start:8.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{pages:,} pages, {sum(map(len, files.values())) / 1e6:,.1f} MB, peak memory {peak:,.0f} MiB")
    if lines:
        pstats.Stats(profile).sort_stats("cumtime").print_stats(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", type=int, default=0, metavar="LINES")
    given = parser.parse_args()
    main(given.folder.resolve(), given.profile)
