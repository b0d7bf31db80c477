"""Where the processor's time of a first build goes, in one process, beside the least that each part can cost.

python -m benchmarks.stages DOSSIER [--profile 30]

The least is what the packages take that every build rests on, with nothing of ours around them: YAML's events, the
Markdown library over every summary, our templates filled from views that are ready, files of the same sizes written.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Any, TypeVar

import markdown
import yaml
from msgspec import Struct

from benchmarks import floor
from casework import defaults
from casework.dossier import InputFile
from casework.examining.examine import examine
from casework.examining.examined import Examined, Options
from casework.kept import cache
from casework.pages import site
from casework.pages.desk import laid
from casework.publishing import output, render, theme, write
from casework.reading import frontmatter, parse, read
from casework.words import languagefiles

T = TypeVar("T")


class Part(Struct, frozen=True):
    """A part of a build, the processor seconds that it took, and the least it can take (None: not known)."""

    name: str
    seconds: float
    least: float | None = None


def parts(root: Path) -> Iterator[Part]:
    """Every part of a first build of the dossier at `root`, in the order of the flow."""
    files, reading = timed(lambda: read.read(root, defaults.folder()).content)
    yield Part("read the files", reading)
    yield Part("YAML and Markdown into records", timed(lambda: [*map(parse.parse, files)])[1], _least_parsing(files))
    examine(root, Options())  # what files hold is known now
    examined, rest = timed(lambda: examine(root, Options()))
    yield Part("link, derive, check, place the findings", rest - reading)
    with tempfile.TemporaryDirectory() as folder:
        made = yield from _pages(root, examined)
        yield Part("digests, writing", timed(lambda: _written(Path(folder) / "site", made))[1], _least_writing(folder))


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What `work` gives, and the processor seconds that it took."""
    start = process_time()
    return work(), process_time() - start


def _pages(root: Path, examined: Examined) -> Iterator[Any]:
    assert examined.case is not None
    language = languagefiles.load(examined.case.dossier.config.language)
    desk = laid(examined.case, None, examined.changed, language)
    env = theme.environment(root, language)
    views, viewing = timed(lambda: [view for name in site.names(desk) for view in site.job(name, desk).views()])
    yield Part("views, drawings among them", viewing)
    render.render(views[0], env)
    pages, rendering = timed(lambda: {view.path: render.render(view, env) for view in views})
    yield Part("templates", rendering, rendering)
    data, making = timed(lambda: dict(output.data_files(desk)))
    yield Part("search, data files", making)
    return {**pages, **data}


# --- the least ---------------------------------------------------------------------------------------------------


def _least_parsing(files: tuple[InputFile, ...]) -> float:
    texts = {file.path: file.data.decode() for file in files}
    bodies = [frontmatter.split(text).body for path, text in texts.items() if path.endswith(".md")]
    records = [text for path, text in texts.items() if path.endswith(".yaml")]
    parser = markdown.Markdown()
    converting = timed(lambda: [parser.reset().convert(body) for body in bodies])[1]
    return converting + timed(lambda: [event for text in records for event in yaml.parse(text, yaml.CSafeLoader)])[1]


def _written(out: Path, made: dict[str, bytes]) -> None:
    write.write(out, made, may_hold_foreign=False)


def _least_writing(folder: str) -> float:
    listed = Path(folder) / "listing"
    listed.write_text(floor.listing(Path(folder) / "site"))
    return timed(lambda: floor.write(listed, Path(folder) / "bare"))[1]


def main(root: Path, lines: int) -> None:
    """Print the table; with `lines`, the costliest functions too."""
    cache.forget(root)
    gc.disable()  # as the program does
    profile = cProfile.Profile()
    if lines:
        profile.enable()
    found = list(parts(root))
    profile.disable()
    print(f"{'processor seconds':42}{'taken':>8}{'least':>8}")
    for part in found:
        least = "" if part.least is None else f"{part.least:8.2f}"
        print(f"{part.name:42}{part.seconds:8.2f}{least}")
    print(f"{'together':42}{sum(part.seconds for part in found):8.2f}{sum(part.least or 0 for part in found):8.2f}")
    if lines:
        pstats.Stats(profile).sort_stats("cumtime").print_stats(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", type=int, default=0, metavar="LINES")
    given = parser.parse_args()
    main(given.folder.resolve(), given.profile)
