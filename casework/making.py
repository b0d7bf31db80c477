"""Rim: the desk → every file of the site put down, each rendered, screened, or known to be as it would come out.

The work is parted among processes.  Nothing is moved into place here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path

import jinja2
import msgspec
from msgspec import Struct

from casework import cache, keptpages, output, parallel, render, screen, theme, write
from casework.desk import Desk
from casework.diagnostics import Diagnostics
from casework.keptpages import Done, Kept, Marks, Memory
from casework.trace import Digests, Mark

FEW = 200
"""With fewer jobs it takes longer to part the work than to do it."""


class Made(Struct, frozen=True):
    """What came of one job: the files put down and what was read for them, or what forbids it."""

    job: str
    written: tuple[write.Written, ...] = ()
    reads: frozenset[Mark] = frozenset()
    shared: Mapping[Mark, frozenset[Mark]] = {}
    found: Diagnostics = ()


Watch = Callable[[Iterator[Made], int], Iterable[Made]]
"""Hands on what came of each job, and may show how far it is: the results as they come, and how many there will be."""


def unwatched(made: Iterator[Made], _count: int) -> Iterable[Made]:
    """Show nothing."""
    return made


class Making(Struct, frozen=True, kw_only=True):
    """What is the same for all jobs of a build; `desk` notes what is read, and `workers` is 0 for all processors."""

    root: Path
    desk: Desk
    secrets: tuple[screen.Secret, ...]
    staging: write.Staging
    workers: int
    watch: Watch
    memory: Memory | None = None
    """Of a process that builds again and again; another one leaves what the next will need on the disk."""


def site(making: Making, fixed: Iterable[output.Job]) -> Iterator[Made]:
    """Every file of the site.  `fixed` jobs make those that are none of the case's; the theme's own are not screened."""
    paths: list[str] = []
    for each in chain(_worked([*fixed], making, 1), _pages(making)):
        paths += [file.path for file in each.written if file.path.endswith(".html")]
        yield each
    yield from _worked([output.Job("sitemap", partial(output.sitemap, making.desk, paths))], making, 1)


def _pages(making: Making) -> Iterator[Made]:
    """What is made of the case: jobs that read nothing that has changed are not done again."""
    desk, state = making.desk, _state(making)
    name = f"pages-{cache.digest(f'{making.staging.out} {desk.frame.tlp} {desk.as_of}'.encode())}"
    digests = Digests(desk.whole, desk.besides)
    kept = making.memory.kept if making.memory else keptpages.load(making.root, name)
    marks = Marks(kept if kept.state == state else Kept(), digests)
    if making.memory:
        making.memory.begin(marks)
    known = marks.unchanged()
    env = theme.environment(making.root, desk.language)
    jobs = output.jobs(desk, env)
    done = {job.name: known[job.name] for job in jobs if job.name in known and _is_there(known[job.name], making)}
    yield from (Made(job, its.written) for job, its in done.items())
    to_do = [job for job in jobs if job.name not in done]
    workers = making.workers or (parallel.processors() if len(jobs) > FEW else 1)
    if workers > 1 and len(to_do) > FEW:
        theme.compile_all(env)
    is_whole = True
    for each in making.watch(_worked(to_do, making, workers), len(to_do)):
        marks.share(each.shared)
        done[each.job] = Done(tuple(map(write.in_place, each.written)), tuple(map(marks.number, each.reads)))
        is_whole = is_whole and not each.found
        yield Made(each.job, each.written, found=each.found)  # what was read is known by number now
    if is_whole and making.memory:
        making.memory.end(marks.after(state, done))
    elif is_whole:
        keptpages.save(making.root, name, marks.after(state, done))


def _is_there(done: Done, making: Making) -> bool:
    return all(map(making.staging.holds, done.written))


def _state(making: Making) -> str:
    """A digest of what every page may show, and of what none may."""
    desk = making.desk
    shown = (desk.frame, desk.menu, desk.as_of, desk.whole.dossier.config, making.secrets)
    templates = cache.fingerprint([making.root / "templates"])[0]
    return templates + cache.digest(msgspec.msgpack.encode(shown, order="deterministic"))


def _worked(jobs: list[output.Job], making: Making, workers: int) -> Iterator[Made]:
    """The files of `jobs` rendered, screened and put down."""
    screened, reads = screen.Screen(making.secrets), making.desk.reads
    assert reads is not None

    def work(number: int) -> Made:
        job = jobs[number]
        try:
            files, marks = reads.during(lambda: dict(job.files()))
        except jinja2.TemplateError as error:
            return Made(job.name, found=(render.fault(error),))
        looked_at = {} if job.name == output.THEME else files
        leaks = tuple(leak for path, content in looked_at.items() for leak in screened.leaks(path, content))
        if leaks:
            return Made(job.name, found=leaks)
        written = tuple(making.staging.put(path, content) for path, content in files.items())
        return Made(job.name, written, marks, reads.taken())

    return parallel.each(work, len(jobs), workers)
