"""Rim: `dossier init`: copies the starter, a small invented dossier that teaches the format by example."""

from __future__ import annotations

from pathlib import Path

from casework.authoring import schemafiles

STARTER = Path(__file__).resolve().parent / "starter_files"
IGNORED = """\
# Made by `dossier`, and made anew whenever it is needed.
site/
.dossier/

# The private full texts. Take this line out only if you may publish them.
archive/
"""


class NotEmpty(Exception):
    """The folder already holds something; `args` names some of it."""


def start(folder: Path) -> tuple[str, ...]:
    """Make a dossier in `folder`, which is made if needed; the paths of its files.

    NotEmpty before anything is touched.
    """
    held = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if held:
        raise NotEmpty(*held[:3])
    files = {path.relative_to(STARTER).as_posix(): path.read_bytes() for path in STARTER.rglob("*") if path.is_file()}
    files[".gitignore"] = IGNORED.encode()
    for name, data in sorted(files.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return (*sorted(files), *schemafiles.save(folder))
