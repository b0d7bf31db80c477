"""The write floor: what it costs merely to write the files of a site, with nothing in them worth reading.

python benchmarks/floor.py LISTING OUT
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def listing(site: Path) -> str:
    """A site's folders and files, one a line: the size in bytes (-1 for a folder) and the path."""
    paths = sorted(path for path in site.rglob("*") if path.name != ".benchmark-log")
    return "".join(f"{-1 if path.is_dir() else path.stat().st_size} {path.relative_to(site)}\n" for path in paths)


def write(listed: Path, out: Path) -> None:
    """Write files of the sizes that a listing names into `out`."""
    sizes = [line.split(" ", 1) for line in listed.read_text().splitlines()]
    empty = memoryview(bytes(max(int(size) for size, _ in sizes)))
    out.mkdir()
    for size, name in sizes:
        path = f"{out}/{name}"
        if size == "-1":
            os.mkdir(path)  # noqa: PTH102 - as little as can be is done beside the writing
        else:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            os.write(file, empty[: int(size)])
            os.close(file)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
