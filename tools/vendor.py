"""Fetches the pinned front-end files and writes them, with their licences, to where the project keeps them.

Turns the table below into files: `npm pack NAME@VERSION` in a temporary folder, the SHA-256 of every
extracted file compared with the table, then one write per file. With `--check` it only compares the
committed files with the table and needs neither network nor npm. It must never write a file whose hash
differs from the table's, and readers of a dossier never need it: its results are committed.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class File(NamedTuple):
    """One file: its path in the package, its path in the project, its SHA-256 in hexadecimal."""

    inside: str
    target: str
    sha256: str


PACKAGES: dict[str, tuple[File, ...]] = {
    "minisearch@7.2.0": (
        File(
            "dist/umd/index.js",
            "assets/vendor/minisearch/minisearch.js",
            "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03",
        ),
        File(
            "LICENSE.txt",
            "assets/vendor/minisearch/LICENSE.txt",
            "70d37354d6395629fb99edb28cb37a5d356ffa24a48cd02a5def5b83a300a899",
        ),
    ),
    "@fontsource-variable/source-serif-4@5.3.1": (
        File(
            "files/source-serif-4-latin-wght-normal.woff2",
            "assets/fonts/source-serif-4-latin-normal.woff2",
            "382475f38242c52d42a3e5ff8dc69b5d73f10d0d21e4550b5fe232984688779a",
        ),
        File(
            "files/source-serif-4-latin-wght-italic.woff2",
            "assets/fonts/source-serif-4-latin-italic.woff2",
            "b4f56ddc9873487f1c9a3ad5bbce31982fe89b951f57e4604f62b4c8a540fb19",
        ),
        File(
            "files/source-serif-4-latin-ext-wght-normal.woff2",
            "assets/fonts/source-serif-4-latin-ext-normal.woff2",
            "d10ccbbd0dc4ebae2938958dc1f622a53460fe297e9c958564742dd684309c3f",
        ),
        File(
            "files/source-serif-4-latin-ext-wght-italic.woff2",
            "assets/fonts/source-serif-4-latin-ext-italic.woff2",
            "14e38c2d6a4ea6effcddde38f0262c03af252cbf82dbc68037f2d6c9112f2097",
        ),
        File(
            "LICENSE",
            "assets/fonts/LICENSE-source-serif-4.txt",
            "18aabf190848725e2576eefb5c29ba06aac1029d02132252a7f312eac2e50cf3",
        ),
    ),
    "@fontsource-variable/source-sans-3@5.3.0": (
        File(
            "files/source-sans-3-latin-wght-normal.woff2",
            "assets/fonts/source-sans-3-latin-normal.woff2",
            "7a19a7027e125257d310c6dbd78ae3a30b5ea1e3794d60b12bb28227a003bfda",
        ),
        File(
            "files/source-sans-3-latin-ext-wght-normal.woff2",
            "assets/fonts/source-sans-3-latin-ext-normal.woff2",
            "a85a7459bdb3cdc1136751e151a506bae653fc29ada3ca86237477df6f1b59e6",
        ),
        File(
            "LICENSE",
            "assets/fonts/LICENSE-source-sans-3.txt",
            "18aabf190848725e2576eefb5c29ba06aac1029d02132252a7f312eac2e50cf3",
        ),
    ),
    "world-atlas@2.0.2": (
        File(
            "countries-110m.json",
            "casework/figures/data/countries-110m.json",
            "2516c915867c7baf18ddec727aec46c315541a07cfb3d79a6559b05d5e94eee8",
        ),
        File(
            "countries-50m.json",
            "casework/figures/data/countries-50m.json",
            "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394",
        ),
        File(
            "LICENSE",
            "casework/figures/data/LICENSE",
            "8048290dfdb6e83fbed17e8985c8cfc4ce9da9b842642f3d3e497280790cfa31",
        ),
    ),
}


def files() -> tuple[File, ...]:
    """Every file of every package."""
    return tuple(file for group in PACKAGES.values() for file in group)


def sha256(body: bytes) -> str:
    """The SHA-256 of a file's bytes in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def fault(file: File, root: Path) -> str | None:
    """What is wrong with a committed file, or nothing."""
    path = root / file.target
    if not path.is_file():
        return f"{file.target}: missing"
    return None if sha256(path.read_bytes()) == file.sha256 else f"{file.target}: not the pinned file"


def check(root: Path = ROOT) -> tuple[str, ...]:
    """The faults of the committed files, one line each; empty when all are as pinned."""
    return tuple(line for file in files() if (line := fault(file, root)))


def unpack(tarball: Path) -> dict[str, bytes]:
    """A package's tarball as path → bytes; nothing is extracted to disk."""
    with tarfile.open(tarball) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        bodies = {member.name: archive.extractfile(member) for member in members}
        return {name: body.read() for name, body in bodies.items() if body is not None}


def fetch(package: str) -> dict[str, bytes]:
    """The files of `NAME@VERSION` as the registry has them.

    Raises `subprocess.CalledProcessError` when npm fails and `FileNotFoundError` when there is no npm.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (tarball,) = Path(folder).glob("*.tgz")
        return unpack(tarball)


def vendor(package: str, group: tuple[File, ...], root: Path = ROOT) -> tuple[str, ...]:
    """Writes a package's files when all of them have the pinned hash; gives the faults otherwise."""
    bodies = fetch(package)
    wrong = tuple(
        f"{package} {file.inside}: {found}, pinned {file.sha256}"
        for file in group
        if (found := sha256(bodies.get(f"package/{file.inside}", b""))) != file.sha256
    )
    for file in () if wrong else group:
        path = root / file.target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bodies[f"package/{file.inside}"])
    return wrong


def main() -> int:
    """Vendors or checks; 0 when every file is as pinned, 1 otherwise."""
    parser = argparse.ArgumentParser(description="Fetch or check the vendored front-end files.")
    parser.add_argument("--check", action="store_true", help="compare the committed files, without network")
    if parser.parse_args().check:
        faults = check()
    else:
        faults = tuple(line for package, group in PACKAGES.items() for line in vendor(package, group))
    for line in faults:
        print(line, file=sys.stderr)
    print(f"{len(files())} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
