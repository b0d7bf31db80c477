"""Rim: the desk → every file of the site put down, each rendered, screened, or known to be as it would come out.

The work is parted among processes.  Nothing is moved into place here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import jinja2
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from casework import parallel
from casework.diagnostics import Diagnostics
from casework.examining.examined import Edit
from casework.kept import cache, seen
from casework.kept.snapshot import differences, rows, snapshot
from casework.kept.trace import Mark, Node, packed
from casework.pages.desk import Desk, differing
from casework.publishing import joining, longfiles, output, render, screen, theme, write
from casework.publishing.keptpages import JOB, Kept, Pages
from casework.reading.read import TEMPLATES

T = TypeVar("T")
FEW = 200
"""With fewer jobs it takes longer to part the work than to do it."""


class Made(Struct, frozen=True):
    """What came of one job: the files put down and what was read for them, or what forbids it."""

    job: str
    written: tuple[write.Written, ...] = ()
    reads: bytes = b""
    shared: tuple[Node, ...] = ()
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
    besides: Mapping[str, output.Job]
    """Jobs by name that show something of the case too, and need more than the desk: the picture for sharing."""
    secrets: tuple[screen.Secret, ...]
    staging: write.Staging
    workers: int
    watch: Watch
    pages: Pages
    """What is known of the last build."""
    now: str
    """A name for the state that the content is in."""
    edit: Edit | None = None


class Site(Struct, frozen=True):
    """All files of the site that are put down, or what forbids it; `gone` are the paths that are no more.

    `is_whole` says that `written` is every file; else those that are not in it stay as they are.
    """

    written: tuple[write.Written, ...]
    gone: frozenset[str]
    is_whole: bool
    pages: Pages
    found: Diagnostics = ()


def site(making: Making, fixed: Iterable[output.Job]) -> Site:
    """Every file of the site.  `fixed` jobs make those that are none of the case's; the theme's own are not screened."""
    pages = _still_known(making)
    if making.edit and _follows(making.edit, making, pages):
        made = _edited(making, pages, making.edit)
    else:
        made = _whole(making, pages, fixed)
    pages.due = pages.early = frozenset()
    return made


# --- a build after an edit of which is known what follows --------------------------------------------------------


def _follows(edit: Edit, making: Making, pages: Pages) -> bool:
    """Whether an edit is all that has changed since the last build."""
    return edit.since == pages.based and seen.is_as(making.staging.out, pages.seen)


def _edited(making: Making, pages: Pages, edit: Edit) -> Site:
    """The files in which some of what has changed is read."""
    marks = _marks(edit, making, pages)
    names = _touched(making, pages, marks)
    before = {each.path for name in names if not output.is_piece(name) for each in pages.made(name)}
    made = _done(names, making, pages)
    if found := _found(made):
        return _refused(found, pages)
    written = [*_files(made, making, pages)]
    written += [file for name in pages.early - names for file in pages.made(name)]
    _renew(making, pages, marks)
    gone = frozenset(before - {each.path for each in written})
    return Site(tuple(written), gone, is_whole=False, pages=pages)


def _done(names: Iterable[str], making: Making, pages: Pages) -> list[Made]:
    """What comes of a few jobs."""
    env = theme.environment(making.root, making.desk.language)
    return _entered(_worked([*names], partial(_job, making, env), making, 1), pages)


def _renew(making: Making, pages: Pages, marks: Sequence[Mark]) -> None:
    """Let the next build start from here."""
    pages.renew(making.now, making.desk.plan, rows(making.desk.tables, marks))


def _marks(edit: Edit, making: Making, pages: Pages) -> tuple[Mark, ...]:
    """All that has changed since the last build, in the plan of the site too."""
    is_same = pages.plan is making.desk.plan
    return edit.marks if is_same else (*edit.marks, *differing(pages.plan, making.desk.plan))


# --- some pages ahead of the rest --------------------------------------------------------------------------------


def may_go_ahead(making: Making) -> bool:
    """Whether it is known what follows from all that has changed since the last build, and no page of ours can be refused."""
    pages, edit = making.pages, making.edit
    is_safe = not making.secrets and theme.is_ours(making.root)
    is_known = edit is not None and pages.state == _state(making) and _follows(edit, making, pages)
    return is_known and is_safe


def ahead(making: Making, looked_at: Collection[str]) -> Site:
    """The pages that are `looked_at`, of those that an edit of words touches; the rest is due with the next build."""
    pages, edit = making.pages, making.edit
    assert edit is not None
    marks = _marks(edit, making, pages)
    touched = _touched(making, pages, marks)
    names = {name for name in touched if not output.is_piece(name) and _makes(name, pages, looked_at)}
    made = _done(names, making, pages)
    if found := _found(made):
        return _refused(found, pages)
    pages.due, pages.early = touched - names, pages.early | names
    _renew(making, pages, marks)
    return Site(tuple(file for each in made for file in each.written), frozenset(), is_whole=False, pages=pages)


def _makes(job: str, pages: Pages, paths: Collection[str]) -> bool:
    return any(file.path in paths for file in pages.made(job))


def due(pages: Pages) -> frozenset[str]:
    """The paths of the files that were put off."""
    paths = {file.path for name in pages.due if not output.is_piece(name) for file in pages.made(name)}
    return frozenset(paths | {path for path, laid in pages.longs.items() if laid.names & pages.due})


# --- any other build ---------------------------------------------------------------------------------------------


def _whole(making: Making, pages: Pages, fixed: Iterable[output.Job]) -> Site:
    """All files; jobs that read nothing that has changed are not done again."""
    desk = making.desk
    env = theme.environment(making.root, desk.language)
    old, new = pages.snapshot, snapshot(desk.tables)
    pages.begin(making.now, desk.plan, new)
    touched = _touched(making, pages, tuple(differences(old, new))) if old else frozenset()
    names = [*making.besides, *output.names(desk)]
    for name in pages.jobs.difference(names):
        pages.strike(name)
    intact = {name for laid in pages.longs.values() if making.staging.holds(laid.written) for name in laid.names}
    stay = {name for name in names if name not in touched and _is_there(name, pages, making, intact)}
    to_do = [name for name in names if name not in stay]
    workers = making.workers or (parallel.processors() if len(names) > FEW else 1)
    if workers > 1 and len(to_do) > FEW:
        theme.compile_all(env)
        desk.map("")  # else each worker would draw it
    made = [*_worked([*fixed], _itself, making, 1)]
    worked = _worked(to_do, partial(_job, making, env), making, workers)
    made += _entered(making.watch(worked, len(to_do)), pages)
    if found := _found(made):
        return _refused(found, pages)
    written = [*_files(made, making, pages)]
    written += [file for name in stay if not output.is_piece(name) for file in pages.made(name)]
    paths = [file.path for file in written if file.path.endswith(".html")]
    last = [*_worked([output.Job("sitemap", partial(output.sitemap, desk, paths))], _itself, making, 1)]
    written += [file for each in last for file in each.written]
    return Site(tuple(written), frozenset(), is_whole=True, found=_found(last), pages=pages)


def _is_there(job: str, pages: Pages, making: Making, intact: Collection[str]) -> bool:
    if output.is_piece(job):
        return job in intact
    made = pages.made(job)
    return bool(made) and all(map(making.staging.holds, made))


# --- both --------------------------------------------------------------------------------------------------------


def _still_known(making: Making) -> Pages:
    """What is known of the last build; nothing where the pages now show something else besides the case."""
    pages, state = making.pages, _state(making)
    if pages.state == state:
        return pages
    assert making.desk.reads is not None
    making.desk.reads.forget_all()
    return Pages(Kept(state=state))


def _files(made: Iterable[Made], making: Making, pages: Pages) -> Iterator[write.Written]:
    """The files that came of some jobs, and every long file."""
    pieces = {each.job for each in made if output.is_piece(each.job) and each.written}
    yield from (file for each in made if each.job not in pieces for file in each.written)
    for long in longfiles.longs(making.desk):
        new = pieces & set(long.names)
        old = pages.longs.get(long.path)
        if old is None or new or not joining.is_laid(long, old) or not making.staging.holds(old.written):
            old = joining.joined(long, _taken(new, making), old, making.staging, partial(_made_up, making, pages))
        pages.longs[long.path] = replace(old, written=write.in_place(old.written))
        yield old.written


def _taken(names: Iterable[str], making: Making) -> dict[str, bytes]:
    """The pieces that were put down."""
    return {name: making.staging.take(output.PIECES + name) for name in names}


def _made_up(making: Making, pages: Pages, names: Sequence[str]) -> dict[str, bytes]:
    """Pieces that could not be had from the file in place."""
    if not names:
        return {}
    env = theme.environment(making.root, making.desk.language)
    _entered(_worked(names, partial(output.job, desk=making.desk, env=env), making, 1), pages)
    return _taken(names, making)


def _touched(making: Making, pages: Pages, marks: Sequence[Mark]) -> frozenset[str]:
    """The jobs that would make something else now, those that were put off among them."""
    reads, ledger = making.desk.reads, pages.ledger
    assert reads is not None
    for name in ledger.reached(marks) if reads.made else ():
        reads.forget(name)
    touched = ledger.spread(marks, reads.remade)
    _share(pages, reads.taken())
    return pages.due.union(name.removeprefix(JOB) for name in touched if name.startswith(JOB))


def _entered(made: Iterable[Made], pages: Pages) -> list[Made]:
    """What came of some jobs, of which `pages` then knows."""
    entered = []
    for each in made:
        _share(pages, each.shared)
        pages.enter(each.job, each.written, each.reads)
        entered.append(Made(each.job, each.written, found=each.found))
    return entered


def _share(pages: Pages, nodes: Iterable[Node]) -> None:
    for node in nodes:
        pages.ledger.enter(node)


def _refused(found: Diagnostics, pages: Pages) -> Site:
    """A site that something forbids."""
    return Site((), frozenset(), is_whole=True, pages=pages, found=found)


def _found(made: Iterable[Made]) -> Diagnostics:
    return tuple(found for each in made for found in each.found)


def _state(making: Making) -> str:
    """A digest of what every page may show, and of what none may."""
    desk = making.desk
    shown = (desk.frame, desk.plan.menu, desk.as_of, desk.case.dossier.config, making.secrets)
    templates = cache.fingerprint([making.root / TEMPLATES])[0]
    return templates + cache.digest(msgspec.msgpack.encode(shown, order="deterministic"))


def _job(making: Making, env: jinja2.Environment, name: str) -> output.Job:
    return making.besides.get(name) or output.job(name, making.desk, env)


def _itself(job: output.Job) -> output.Job:
    return job


def _worked(jobs: Sequence[T], job_of: Callable[[T], output.Job], making: Making, workers: int) -> Iterator[Made]:
    """The files of `jobs` rendered, screened and put down; each job is had when its turn comes."""
    screened, reads = screen.Screen(making.secrets), making.desk.reads
    assert reads is not None

    def work(number: int) -> Made:
        job = job_of(jobs[number])
        try:
            files, marks = reads.during(lambda: dict(job.files()))
        except jinja2.TemplateError as error:
            return Made(job.name, found=(render.fault(error),))
        looked_at = {} if job.name == output.THEME else files
        leaks = tuple(leak for path, content in looked_at.items() for leak in screened.leaks(path, content))
        if leaks:
            return Made(job.name, found=leaks)
        written = tuple(making.staging.put(path, content) for path, content in files.items())
        return Made(job.name, written, packed(marks), reads.taken())

    return parallel.each(work, len(jobs), workers)
