"""Rim: the whole flow in one place.

    read → parse → link → check → derive → render → screen → write

`examine` goes as far as `derive` (that is `dossier check`); `publish` goes to the end.  Nothing is written before
everything is known to be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import jinja2
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from casework import (
    bibliography,
    cache,
    card,
    cardimage,
    check,
    cut,
    data,
    editions,
    jsonld,
    keptpages,
    languagefiles,
    link,
    output,
    parallel,
    parse,
    parsed,
    read,
    render,
    screen,
    stix,
    stylesheet,
    summary,
    tables,
    theme,
    verify,
    write,
)
from casework.cards import plural
from casework.derive import Case, derive
from casework.desk import Desk, neighbours
from casework.diagnostics import Diagnostic, Diagnostics, Finding, Place
from casework.dossier import Dossier, Receipt
from casework.editions import Changed
from casework.edtf import Edtf
from casework.findings import findings
from casework.keptpages import Done
from casework.model import KINDS, above
from casework.origins import independent
from casework.read import Folder
from casework.routes import slug
from casework.rules import fails
from casework.trace import Digests, Mark, Reads

STAGES = ("read to check", "render and screen", "write")


class Options(Struct, frozen=True, kw_only=True):
    """What the command line adds to the config."""

    as_of: Edtf | None = None
    tlp: str = ""
    strict: bool = False
    clean: bool = False
    jobs: int = 0
    """How many processes work on the pages; 0 for as many as there are processors."""


class Examined(Struct, frozen=True, kw_only=True):
    """A dossier as far as it is known without building: `case` is None where the config cannot be read."""

    case: Case | None
    whole: Dossier | None
    withheld: frozenset[str]
    receipts: tuple[Receipt, ...]
    changed: Changed
    findings: tuple[Finding, ...]
    fails: bool
    folder: Folder
    also: tuple[Path, ...] = ()
    """What was looked for outside the usual folders: archived texts, an earlier edition."""
    as_of: str | None = None


class Built(Struct, frozen=True, kw_only=True):
    """What came of a build; `report` is None where nothing was written.  `seconds` is how long each stage took."""

    examined: Examined
    findings: tuple[Finding, ...]
    report: write.Report | None
    pages: int = 0
    seconds: tuple[tuple[str, float], ...] = ()


def examine(root: Path, options: Options) -> Examined:
    """Read, parse, link, cut, verify, derive and check the dossier at `root`."""
    folder = read.read(root, theme.shipped())
    config, found = parse.config(folder.config)
    found = folder.diagnostics + found
    if config is None:
        return _unreadable(folder, found, options)
    config = replace(config, tlp=options.tlp) if options.tlp else config
    whole, linked = link.link(config, parsed.parsed(root, folder.content, options.jobs))
    withheld = cut.withheld(whole, config.tlp)
    dossier, named = cut.by_marking(whole, config.tlp)
    if options.as_of is not None:
        dossier = cut.as_of(dossier, options.as_of.latest or 0)
    receipts, unread = verify.read_lock(folder.lock, read.LOCK) if folder.lock else ((), ())
    verified = verify.verify(dossier, _copies(root, dossier), receipts)
    case = derive(dossier, verified.checks)
    changed, unexplained = _since(root, case, withheld, options)
    found += linked + named + unread + verified.diagnostics + unexplained + check.check(case, frozenset(folder.assets))
    return Examined(
        case=case,
        whole=whole,
        withheld=withheld,
        receipts=verified.receipts,
        changed=changed,
        findings=findings(found, config.rules, _texts(folder)),
        fails=fails(found, config.rules, strict=options.strict),
        folder=folder,
        also=_also(root, dossier),
        as_of=options.as_of.text if options.as_of else None,
    )


def _unreadable(folder: Folder, found: Diagnostics, options: Options) -> Examined:
    return Examined(
        case=None,
        whole=None,
        withheld=frozenset(),
        receipts=(),
        changed=Changed(),
        findings=findings(found, {}, _texts(folder)),
        fails=fails(found, {}, strict=options.strict),
        folder=folder,
    )


def _texts(folder: Folder) -> Mapping[str, str]:
    """The files' texts by path, for the lines that diagnostics show."""
    return {file.path: file.data.decode("utf-8-sig", "replace") for file in (folder.config, *folder.content)}


def _copies(root: Path, dossier: Dossier) -> Mapping[str, verify.Copy]:
    return read.copies(root, dossier.config.archive, _archived(dossier))


def _archived(dossier: Dossier) -> list[str]:
    return [each.archive.file for each in dossier.sources.values() if each.archive]


def _also(root: Path, dossier: Dossier) -> tuple[Path, ...]:
    config = dossier.config
    copies = sorted({root / config.archive / name for name in _archived(dossier)}) if config.archive else []
    return (*copies, *([root / config.previous] if config.previous else []))


def _since(root: Path, case: Case, withheld: frozenset[str], options: Options) -> tuple[Changed, Diagnostics]:
    """What changed since the edition that the config calls `previous`; nothing where that knows more than an as-of."""
    config = case.dossier.config
    if not config.previous:
        return Changed(), ()
    path = root / config.previous
    place = Place(path=read.CONFIG, keys=("previous",))
    if check.leads_outside(config.previous):
        # Else the edition of another dossier, perhaps a secret one, could be made to show as what was withdrawn here.
        message, hint = f"`{config.previous}` leads outside the dossier", "copy the edition to editions/"
        return Changed(), (Diagnostic(code="path-escape", message=message, place=place, hint=hint),)
    old = editions.read(path.read_bytes()) if path.is_file() else None
    if old is None:
        message = f"there is no edition at `{config.previous}`"
        hint = "give the path of a data/dossier.json that was published before"
        return Changed(), (Diagnostic(code="bad-value", message=message, place=place, hint=hint),)
    if above(old.tlp, config.tlp):
        message = f"the edition `{config.previous}` is marked {old.tlp}, and this build may carry {config.tlp} at most"
        hint = f"compare with an edition that was saved with `--tlp {config.tlp}`"
        return Changed(), (Diagnostic(code="marking-above-build", message=message, place=place, hint=hint),)
    if options.as_of and not editions.is_known_by(old, options.as_of.latest or 0):
        return Changed(), ()
    old, new = editions.without(old, withheld), data.data(case, options.as_of.text if options.as_of else None)
    told = editions.diff(old, new, languagefiles.load(config.language))
    return told, editions.unexplained(old, new, case.dossier.places)


# --- publishing --------------------------------------------------------------------------------------------------


class Made(Struct, frozen=True):
    """What came of one job: the files put down and what was read for them, or what forbids it."""

    job: str
    written: tuple[write.Written, ...] = ()
    reads: tuple[Mark, ...] = ()
    found: Diagnostics = ()


def publish(root: Path, out: Path, options: Options) -> Built:
    """Build the dossier at `root` into `out`; on any error `out` stays as it was."""
    clock = [perf_counter()]
    examined = examine(root, options)
    clock.append(perf_counter())
    if examined.fails or examined.case is None:
        return Built(examined=examined, findings=examined.findings, report=None)
    with write.staging(out, may_hold_foreign=out == root / write.SITE, clean=options.clean) as staging:
        made = _made(root, out, examined, options, staging)
        clock.append(perf_counter())
        found = tuple(each for its in made for each in its.found)
        if found:
            return _refused(examined, found)
        report = staging.publish([each for its in made for each in its.written])
    clock.append(perf_counter())
    seconds = tuple(zip(STAGES, (end - start for start, end in pairwise(clock)), strict=True))
    pages = sum(each.path.endswith(".html") for its in made for each in its.written)
    return Built(examined=examined, findings=examined.findings, report=report, pages=pages, seconds=seconds)


def _refused(examined: Examined, found: Diagnostics) -> Built:
    """A build that `found` stops at the last moment."""
    shown = findings(found, {}, _texts(examined.folder))
    return Built(examined=examined, findings=(*examined.findings, *shown), report=None)


def _made(root: Path, out: Path, examined: Examined, options: Options, staging: write.Staging) -> list[Made]:
    """Every file of the site: those that would come out the same as they are, the others made anew."""
    assert examined.whole is not None
    secrets = screen.secrets(examined.whole, examined.withheld) if examined.withheld else ()
    desk = _desk(examined, options, Reads())
    name, state = f"pages-{cache.digest(f'{out} {options.tlp} {desk.as_of}'.encode())}", _state(root, desk, secrets)
    digests = Digests(desk.whole, {f"beside {kind}": neighbours(kind, desk.whole.dossier) for kind in KINDS})
    known, marks = keptpages.unchanged(root, name, state, digests)
    kept = {job: done for job, done in known.items() if all(map(staging.holds, done.written))}

    def work(jobs: list[output.Job], workers: int = 1) -> Iterator[Made]:
        return _worked(jobs, desk, screen.Screen(secrets), staging, workers)

    made = list(
        work([output.Job("assets", partial(_assets, examined)), output.Job("card", partial(_card, root, desk))], 1)
    )
    jobs = output.jobs(desk, theme.environment(root, desk.language))
    done: dict[str, Done] = {}
    workers = options.jobs or (parallel.processors() if len(jobs) > FEW else 1)
    for each in work([job for job in jobs if job.name not in kept], workers):
        done[each.job] = Done(tuple(map(write.in_place, each.written)), tuple(map(marks.number, each.reads)))
        made.append(Made(each.job, each.written, found=each.found))
    if any(each.found for each in made):
        return made
    for job in jobs:
        if job.name in kept:
            done[job.name] = kept[job.name]
            made.append(Made(job.name, kept[job.name].written))
    keptpages.keep(root, name, state, digests, marks, done)
    pages = [each.path for its in made for each in its.written if each.path.endswith(".html")]
    return [*made, *work([output.Job("sitemap", partial(output.sitemap, desk, pages))])]


def _state(root: Path, desk: Desk, secrets: tuple[screen.Secret, ...]) -> str:
    """A digest of what every page may show, and of what none may."""
    shown = (desk.frame, desk.menu, desk.slugs, desk.changed, desk.as_of, desk.whole.dossier.config, secrets)
    templates = cache.fingerprint([root / "templates"])[0]
    return templates + cache.digest(msgspec.msgpack.encode(shown, order="deterministic"))


def _worked(
    jobs: list[output.Job], desk: Desk, screened: screen.Screen, staging: write.Staging, workers: int
) -> Iterator[Made]:
    """The files of `jobs` rendered, screened and put down, on all processors that may be used."""

    def work(number: int) -> Made:
        job = jobs[number]
        assert desk.reads is not None
        try:
            files, reads = desk.reads.during(lambda: dict(job.files()))
        except jinja2.TemplateError as error:
            return Made(job.name, found=(render.fault(error),))
        leaks = tuple(leak for path, content in files.items() for leak in screened.leaks(path, content))
        if leaks:
            return Made(job.name, found=leaks)
        return Made(job.name, tuple(staging.put(path, content) for path, content in files.items()), tuple(reads))

    return parallel.each(work, len(jobs), workers)


FEW = 200
"""With fewer jobs it takes longer to part the work than to do it."""


def in_memory(root: Path, examined: Examined, options: Options) -> dict[str, bytes]:
    """Every file of the site (path → bytes)."""
    desk = _desk(examined, options)
    files = {path: content for job in _jobs(root, examined, desk) for path, content in job.files()}
    return files | dict(output.sitemap(desk, [path for path in files if path.endswith(".html")]))


def _jobs(root: Path, examined: Examined, desk: Desk) -> list[output.Job]:
    return [
        output.Job("assets", partial(_assets, examined)),
        output.Job("card", partial(_card, root, desk)),
        *output.jobs(desk, theme.environment(root, desk.language)),
    ]


def _desk(examined: Examined, options: Options, reads: Reads | None = None) -> Desk:
    assert examined.case is not None
    language = languagefiles.load(examined.case.dossier.config.language)
    as_of, picture = options.as_of.text if options.as_of else None, cardimage.NAME if cardimage.can_draw() else ""
    return Desk(examined.case, as_of, examined.changed, language, picture, reads)


def _card(root: Path, desk: Desk) -> output.Files:
    """The picture that stands for the dossier where its address is shared."""
    if desk.frame.card:
        yield (
            desk.frame.card,
            cardimage.png(card.drawing(desk.frame, summary.in_numbers(desk.case, desk.language)), root),
        )


def _assets(examined: Examined) -> output.Files:
    assert examined.whole is not None
    assert examined.case is not None
    unshown = cut.unshown_assets(examined.whole, examined.case.dossier)
    assets = {path: on_disk.read_bytes() for path, on_disk in examined.folder.assets.items() if path not in unshown}
    return ({stylesheet.PATH: stylesheet.joined(assets)} | assets).items()


def in_words(built: Built, report: write.Report, out: Path) -> str:
    """One line of what was published: pages, facts, origins, files written."""
    case = built.examined.case
    assert case is not None
    roots = independent(case.standings, case.standings, case.dossier)
    said = [
        plural(built.pages, "page"),
        plural(len(case.dossier.facts), "fact"),
        plural(len(roots), "independent origin"),
    ]
    return f"{', '.join(said)} → {out} ({report.written:,} files written, {report.kept:,} unchanged, {report.removed:,} removed)"


def save_edition(root: Path, built: Built) -> str:
    """Keep the edition's data as `editions/<edition>.json`; the path, from the dossier's folder."""
    case, as_of = built.examined.case, built.examined.as_of
    assert case is not None
    # An as-of build has the edition's label too, and must not take its place.
    label = " as of ".join(filter(None, (data.edition(case), as_of)))
    name = f"editions/{slug(label) or 'edition'}.json"
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_bytes(data.as_json(data.data(case, as_of)))
    return name


def exported(case: Case, form: str, as_of: str | None) -> bytes:
    """One data file: `json`, `csv`, `csl`, `bibtex`, `ris`, `stix` or `jsonld`."""
    sources = tuple(case.dossier.sources.values())
    writers: dict[str, Callable[[], bytes | str]] = {
        "json": lambda: data.as_json(data.data(case, as_of)),
        "csv": lambda: tables.facts_csv(case),
        "csl": lambda: bibliography.csl(sources, case.dossier.entities),
        "bibtex": lambda: bibliography.bibtex(sources, case.dossier.entities),
        "ris": lambda: bibliography.ris(sources, case.dossier.entities),
        "stix": lambda: stix.bundle(case),
        "jsonld": lambda: jsonld.graph(case, case.dossier.config.base_url),
    }
    written = writers[form]()
    return written if isinstance(written, bytes) else written.encode()
