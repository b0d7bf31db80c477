"""Rim: the whole flow in one place.

    read → parse → link → check → derive → render → screen → write

`examine` goes as far as `check`, `making` from the views to files put down; here they are moved into place.  Nothing is
published before everything is known to be right.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from casework import defaults, wholefile
from casework.diagnostics import Diagnostics, Finding
from casework.evidence import cut
from casework.examining.examine import examine, texts
from casework.examining.examined import Examined, Options
from casework.examining.replan import replanned
from casework.exports import data
from casework.kept import cache, seen, shelf
from casework.kept.base import OnDisk, Recall
from casework.kept.trace import Reads
from casework.pages import summary
from casework.pages.desk import Desk, laid
from casework.publishing import cardimage, making, output, screen, sharecard, stylesheet, theme, write
from casework.publishing.keptpages import KeptOnDisk, Memory, Pages
from casework.publishing.making import Making, Watch, unwatched
from casework.reading import read
from casework.reporting.findings import findings
from casework.routes import slug
from casework.words import languagefiles
from casework.words.sentences import plural

CARD = "card"
"""The job that draws the picture for sharing."""
STAGES = ("read to check", "render and screen", "write")


class Built(Struct, frozen=True, kw_only=True):
    """What came of a build; `report` is None where nothing was written.  `seconds` is how long each stage took."""

    examined: Examined
    findings: tuple[Finding, ...]
    report: write.Report | None
    written: seen.Seen = seen.Seen()
    """The state of what was published."""
    origins: int = 0
    """How many independent origins the dossier has."""
    seconds: tuple[tuple[str, float], ...] = ()


def publish(root: Path, out: Path, options: Options, watch: Watch = unwatched, memory: Memory | None = None) -> Built:
    """Build the dossier at `root` into `out`; on any error `out` stays as it was.

    `memory` is of a process that builds the same again and again.
    """
    name = cache.digest(f"{out} {options.tlp} {options.as_of}".encode())
    recall = memory or OnDisk(root, f"base-{name}")
    keeper = memory or KeptOnDisk(root, f"pages-{name}")
    try:
        return _published(root, out, options, watch, recall, keeper)
    except shelf.Lost:
        # Another run has taken away what this one was to look up: it is all read anew.
        return _published(root, out, options, watch, None, keeper)


def _published(
    root: Path, out: Path, options: Options, watch: Watch, recall: Recall | None, keeper: Memory | KeptOnDisk
) -> Built:
    clock = [perf_counter()]
    examined = examine(root, options, recall)
    clock.append(perf_counter())
    if examined.fails or examined.case is None:
        return Built(examined=examined, findings=examined.findings, report=None)
    with write.staging(out, may_hold_foreign=out == root / write.SITE, clean=options.clean) as staging:
        pages = keeper.take()
        desk = desk_of(examined, pages, Reads(keeper.made))
        secrets, fixed = _secrets(examined), _fixed(examined)
        examined = _lightened(examined, desk)
        task = Making(
            root=root,
            desk=desk,
            besides=besides(root, desk),
            secrets=secrets,
            staging=staging,
            workers=options.jobs,
            watch=watch,
            pages=pages,
            now=examined.now,
            edit=examined.edit,
        )
        made = making.site(task, fixed)
        clock.append(perf_counter())
        if made.found:
            return _refused(root, examined, made.found)
        report = staging.publish(made.written, None if made.is_whole else made.gone)
        is_as_before = bool(made.pages.seen.state) and report.files == staging.old.keys()
        made.pages.seen = seen.seen_again(out, made.pages.seen) if is_as_before else seen.seen(out, report.files)
        keeper.give(made.pages)
    clock.append(perf_counter())
    seconds = tuple(zip(STAGES, (end - start for start, end in pairwise(clock)), strict=True))
    return Built(
        examined=examined,
        findings=examined.findings,
        report=report,
        written=made.pages.seen,
        origins=desk.plan.origins,
        seconds=seconds,
    )


def _lightened(examined: Examined, desk: Desk) -> Examined:
    """Without the content's bytes and its Markdown, from which all that a site shows has been read."""
    return replace(examined, case=desk.bare, whole=None, folder=replace(examined.folder, content=()))


def _refused(root: Path, examined: Examined, found: Diagnostics) -> Built:
    """A build that `found` stops at the last moment."""
    shown = findings(found, {}, texts(read.read(root, defaults.folder())))
    return Built(examined=examined, findings=(*examined.findings, *shown), report=None)


def in_memory(root: Path, examined: Examined) -> dict[str, bytes]:
    """Every file of the site (path → bytes)."""
    desk = desk_of(examined)
    env = theme.environment(root, desk.language)
    jobs = [
        *_fixed(examined),
        *besides(root, desk).values(),
        *(output.job(name, desk, env) for name in output.names(desk)),
    ]
    files = {path: content for job in jobs if not output.is_piece(job.name) for path, content in job.files()}
    files |= dict(output.data_files(desk))
    return files | dict(output.sitemap(desk, [path for path in files if path.endswith(".html")]))


def desk_of(examined: Examined, pages: Pages | None = None, reads: Reads | None = None) -> Desk:
    """The case on the desk; the plan of the site is the last build's after an edit of which is known what follows."""
    case, edit = examined.case, examined.edit
    assert case is not None
    language = languagefiles.load(case.dossier.config.language)
    if pages and edit and pages.based == edit.since:
        plan = pages.plan if edit.keeps_plan else replanned(pages.plan, case, edit.turns)
        return Desk(case, plan, language, examined.as_of, examined.changed, reads)
    picture = cardimage.NAME if cardimage.can_draw() else ""
    return laid(case, examined.as_of, examined.changed, language, picture, reads)


def _secrets(examined: Examined) -> tuple[screen.Secret, ...]:
    assert examined.whole is not None
    return screen.secrets(examined.whole, examined.withheld) if examined.withheld else ()


# --- files that are none of the case's ---------------------------------------------------------------------------


def _fixed(examined: Examined) -> Iterator[output.Job]:
    assets = _assets(examined)
    shipped = defaults.folder() / read.ASSETS
    ours = {path: on_disk for path, on_disk in assets.items() if on_disk.is_relative_to(shipped)}
    styles = output.Job(output.THEME if ours == assets else "styles", partial(_styles, assets))
    yield output.Job(output.THEME, partial(_copied, ours))
    yield output.Job("assets", partial(_copied, {path: assets[path] for path in assets.keys() - ours.keys()}))
    yield styles


def _assets(examined: Examined) -> dict[str, Path]:
    """The assets that this edition may show, by site path, with their place on disk."""
    assert examined.whole is not None
    assert examined.case is not None
    unshown = cut.unshown_assets(examined.whole, examined.case.dossier)
    return {path: on_disk for path, on_disk in examined.folder.assets.items() if path not in unshown}


def _copied(assets: dict[str, Path]) -> output.Files:
    return ((path, on_disk.read_bytes()) for path, on_disk in sorted(assets.items()))


def _styles(assets: dict[str, Path]) -> output.Files:
    yield stylesheet.PATH, stylesheet.joined(dict(_copied(assets)))


def besides(root: Path, desk: Desk) -> dict[str, output.Job]:
    """What `making` does besides the desk's own jobs, by name."""
    return {CARD: output.Job(CARD, partial(_card, root, desk))}


def _card(root: Path, desk: Desk) -> output.Files:
    """The picture that stands for the dossier where its address is shared."""
    if desk.frame.card:
        drawing = sharecard.drawing(desk.frame, summary.in_numbers(desk.case, desk.language))
        yield desk.frame.card, cardimage.png(drawing, root)


# --- what is said and kept ---------------------------------------------------------------------------------------


def in_words(built: Built, report: write.Report, out: Path) -> str:
    """One line of what was published: pages, facts, origins, files written."""
    case = built.examined.case
    assert case is not None
    said = [
        plural(report.pages, "page"),
        plural(len(case.dossier.facts), "fact"),
        plural(built.origins, "independent origin"),
    ]
    return f"{', '.join(said)} → {out} ({report.written:,} files written, {report.kept:,} unchanged, {report.removed:,} removed)"


def save_edition(root: Path, built: Built) -> str:
    """Keep the edition's data as `editions/<edition>.json`; the path, from the dossier's folder."""
    case, as_of = built.examined.case, built.examined.as_of
    assert case is not None
    # An as-of build has the edition's label too, and must not take its place.
    label = " as of ".join(filter(None, (data.edition(case), as_of)))
    name = f"editions/{slug(label) or 'edition'}.json"
    wholefile.write(root / name, data.as_json(data.data(case, as_of)))
    return name
