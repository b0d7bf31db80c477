"""The command line: options in, report out, exit status.  No logic; the engine is `casework`, imported when needed.

Exit status: 0 done; 1 the content has errors; 2 wrong usage; 3 the system failed.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from casework import __version__
from casework.commandline import (
    Group,
    OneOf,
    bundled,
    case_of,
    common,
    level,
    options,
    root_of,
    say,
    setting,
    show,
    stop,
    watched,
    written,
)

if TYPE_CHECKING:
    from casework.examining.examined import Options
    from casework.kept.lastrun import Ran


@click.group(
    cls=Group,
    short_help="publish a briefing dossier",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@common
@click.version_option(__version__, prog_name="dossier")
@click.pass_context
def cli(ctx: click.Context, /, **given: Any) -> None:
    """Publish a briefing dossier: a folder of YAML and Markdown in, a cross-linked static site out."""
    ctx.obj = given


@cli.command()
@common
@click.option(
    "--format",
    "form",
    type=OneOf(["text", "json", "sarif", "github"]),
    default="text",
    help="How to write it.",
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option("--tlp", callback=level, help="Check the build at this marking.")
def check(form: str, strict: bool, tlp: str | None, **given: Any) -> None:
    """Say everything that is wrong or doubtful; write nothing."""
    from casework.kept import lastrun

    root = root_of(given)

    def run() -> lastrun.Ran:
        from casework.examining.examine import examine
        from casework.kept.base import OnDisk

        examined = examine(root, options(tlp=tlp, strict=strict), OnDisk(root, f"base-check-{tlp}"))
        told = lastrun.Told(findings=examined.findings, fails=examined.fails)
        return lastrun.Ran(told=told, also=examined.also)

    told = lastrun.told(root, f"check {tlp} {strict}", run)
    if form == "text":
        show(told.findings, given)
        if not told.findings:
            say("no findings", given)
    else:
        click.echo(written(told.findings, form, root), nl=False)
    stop(1 if told.fails else 0)


@cli.command()
@common
def verify(**given: Any) -> None:
    """Compare every quotation with the private archive and write the receipts (content/archive.lock)."""
    from casework.authoring.receipts import save
    from casework.examining.examine import examine

    root = root_of(given)
    examined = examine(root, options(tlp="RED"))
    show(tuple(each for each in examined.findings if each.code.startswith("quote-") or each.severity == "error"), given)
    if examined.case is not None:
        say(save(root, examined), given)
    stop(1 if examined.fails else 0)


@cli.command()
@common
@click.option("--out", type=click.Path(file_okay=False), help="Where to publish.  [default: site/]")
@click.option("--as-of", "as_of", metavar="DATE", help="Build only from sources dated on or before DATE.")
@click.option("--tlp", callback=level, help="The most restricted marking this build may carry.")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option("--clean", is_flag=True, help="Forget what is remembered of earlier builds.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes to use.")
@click.option("--save-edition", is_flag=True, help="Keep this edition's data in editions/.")
@click.option(
    "--zip", "zipped", is_flag=False, flag_value="", metavar="[FILE]", help="Pack the site too.  [default: site.zip]"
)
def build(
    out: str | None,
    as_of: str | None,
    tlp: str | None,
    strict: bool,
    clean: bool,
    jobs: int | None,
    save_edition: bool,
    zipped: str | None,
    **given: Any,
) -> None:
    """Check, derive, render and publish the site."""
    from time import perf_counter

    from casework.kept import cache, lastrun
    from casework.publishing import bundle, write

    began = perf_counter()
    root = root_of(given)
    target = Path(out).resolve() if out else root / write.SITE
    packed = Path(zipped).absolute() if zipped else target.with_name(f"{target.name}.zip")
    if zipped is not None:
        bundled(bundle.check, packed)
    if clean:
        cache.forget(root)

    def run() -> lastrun.Ran:
        return published(root, target, options(as_of, tlp, strict=strict), clean, jobs or 0, save_edition, given)

    asked = f"build {target} {as_of} {tlp} {strict}"
    told = lastrun.told(root, asked, run, target, anew=clean or save_edition)
    show(told.findings, given)
    if not told.said:
        click.echo("nothing was written: mend the errors above", err=True)
        stop(1)
    if zipped is not None:
        say(f"packed {packed} ({bundled(bundle.pack, target, packed):,} bytes)", given)
    say(f"{told.said}, {perf_counter() - began:.1f} s", given)


def published(
    root: Path, target: Path, asked: Options, clean: bool, jobs: int, save_edition: bool, given: dict[str, Any]
) -> Ran:
    """Publish the site at `root` to `target`."""
    from msgspec.structs import replace

    from casework.kept.lastrun import Ran, Told
    from casework.publishing import build as engine
    from casework.publishing.write import ForeignFiles

    try:
        built = engine.publish(root, target, replace(asked, clean=clean, jobs=jobs), watched(given))
    except ForeignFiles as fault:
        names = ", ".join(fault.args)
        raise click.UsageError(
            f"{target} holds files that dossier did not write ({names}): choose another --out"
        ) from None
    if built.report is None:
        return Ran(told=Told(findings=built.findings, fails=True), also=built.examined.also)
    if save_edition:
        say(f"saved {engine.save_edition(root, built)}", given)
    if setting("verbose", given):
        for stage, seconds in built.seconds:
            say(f"{stage}: {seconds:.2f} s", given)
    said = engine.in_words(built, built.report, target)
    again = engine.in_words(built, built.report.again(), target)
    told = Told(findings=built.findings, fails=False, said=said, again=again)
    return Ran(told=told, also=built.examined.also, written=built.written)


@cli.command("pdf")
@common
@click.option("--out", type=click.Path(dir_okay=False), help="The file to write.  [default: dossier.pdf]")
@click.option("--as-of", "as_of", metavar="DATE", help="Print only what sources dated on or before DATE say.")
@click.option("--tlp", callback=level, help="The most restricted marking this edition may carry.")
def pdf_(out: str | None, as_of: str | None, tlp: str | None, **given: Any) -> None:
    """Write the print edition as PDF, its notes at the foot of the page."""
    from casework.printing import pdf as engine

    root = root_of(given)
    target = Path(out).resolve() if out else root / engine.DEFAULT_OUT
    try:
        printed = engine.publish(root, target, options(as_of, tlp))
    except engine.LibraryMissing as fault:
        raise click.UsageError(f"this needs {fault.args[0]}: install dossier-press[pdf]") from None
    except engine.NotOurs as fault:
        raise click.UsageError(f"{target}: {fault.args[0]}") from None
    show(printed.findings, given)
    if not printed.pages:
        click.echo("nothing was written: mend the errors above", err=True)
        stop(1)
    for line in printed.remarks:
        click.echo(line, err=True)
    say(engine.in_words(printed, target), given)


@cli.command()
@common
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The first port to try.")
@click.option("--tlp", callback=level, help="The most restricted marking to show.")
@click.option("--as-of", "as_of", metavar="DATE", help="Build only from sources dated on or before DATE.")
def serve(host: str, port: int, tlp: str | None, as_of: str | None, **given: Any) -> None:
    """Preview the site and rebuild it when a file changes."""
    from casework.preview.preview import preview

    preview(root_of(given), options(as_of, tlp), host=host, port=port, say=click.echo)


@cli.command()
@common
@click.argument("old", type=click.Path(exists=True, dir_okay=False))
@click.argument("new", type=click.Path(exists=True, dir_okay=False), required=False)
@click.option("--format", "form", type=OneOf(["text", "json", "markdown"]), default="text", help="How to write it.")
def diff(old: str, new: str | None, form: str, **given: Any) -> None:
    """Say what changed between two editions (data/dossier.json files), or since OLD."""
    from casework.exports import data, editions

    def edition(path: str) -> data.DossierData:
        found = editions.read(Path(path).read_bytes())
        if found is None:
            raise click.UsageError(f"{path} is no edition: give a data/dossier.json that dossier wrote")
        return found

    today = edition(new) if new else data.data(case_of(given), None)
    changed = editions.diff(edition(old), today)
    written: dict[str, Callable[[editions.Changed], str]] = {
        "text": editions.as_text,
        "markdown": editions.as_markdown,
        "json": editions.as_json,
    }
    click.echo(written[form](changed), nl=False)


@cli.command()
@common
@click.argument("form", metavar="FORMAT", type=OneOf(["json", "csv", "csl", "bibtex", "ris", "stix", "jsonld"]))
@click.option("--tlp", callback=level, help="The most restricted marking to export.")
@click.option("--as-of", "as_of", metavar="DATE", help="Export only what sources dated on or before DATE say.")
def export(form: str, tlp: str | None, as_of: str | None, **given: Any) -> None:
    """Write one data file to standard output: json, csv, csl, bibtex, ris, stix, jsonld."""
    from casework.exports.exporting import exported

    click.echo(exported(case_of(given, as_of, tlp), form, as_of), nl=False)


@cli.command()
@common
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False))
def init(folder: str, **given: Any) -> None:
    """Make a small dossier in DIR that builds at once and teaches the format by example."""
    from casework.authoring.starter import NotEmpty, start

    try:
        start(Path(folder))
    except NotEmpty as fault:
        names = ", ".join(fault.args)
        raise click.UsageError(f"{folder} is not empty ({names}): choose another folder") from None
    say(f"a dossier is in {folder}: change into it, then `dossier serve`", given)


@cli.command()
@common
@click.argument("kind", metavar="KIND", type=OneOf(["source", "fact", "entity", "question", "judgment"]))
@click.argument("item_id", metavar="[ID]", default="")
@click.option(
    "--title", "--claim", "--name", "--text", "words", default="", help="What the item says; gives the id too."
)
def new(kind: Any, item_id: str, words: str, **given: Any) -> None:
    """Write the stub of an item in the right place, with a free id.

    KIND is source, fact, entity, question or judgment.
    """
    from casework.authoring.stubs import new
    from casework.authoring.yamlinsert import Refused

    try:
        click.echo(new(root_of(given), kind, item_id, words))
    except Refused as fault:
        raise click.UsageError(str(fault)) from None


@cli.command("import")
@common
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(files: tuple[Path, ...], **given: Any) -> None:
    """Take sources from FILES: CSL-JSON, Better BibTeX JSON, BibTeX, RIS, a saved article, a text, auto-archiver's CSV."""
    from casework.authoring.importing import LibraryMissing, bring

    try:
        done = bring(root_of(given), files)
    except LibraryMissing as fault:
        raise click.UsageError(f"this needs {fault.args[0]}: install dossier-press[import]") from None
    for line in (*done.written, *done.known):
        say(line, given)
    for line in (*done.left_out, *done.failed):
        click.echo(line, err=True)
    stop(1 if done.failed else 0)


@cli.command()
@common
@click.argument("name", metavar="[NAME]", required=False, type=OneOf(["config", "source", "facts", "entities", "page"]))
def schema(name: str | None, **given: Any) -> None:
    """Print the JSON Schema of a kind of file; without NAME, write all of them where editors find them.

    NAME is config, source, facts, entities or page.
    """
    from casework.authoring import schema, schemafiles

    if name is None:
        for path in schemafiles.save(root_of(given)):
            say(path, given)
    else:
        click.echo(schema.as_json(name), nl=False)


@cli.command()
@common
@click.argument("code", required=False)
def rule(code: str | None, **_: Any) -> None:
    """Explain the CODE of a finding, with an example and its mend; without CODE, list all of them."""
    from casework.diagnostics import did_you_mean
    from casework.reporting import manual
    from casework.rules import RULES

    if code is None:
        click.echo(manual.listing(), nl=False)
    elif code in RULES:
        click.echo(manual.explanation(code), nl=False)
    else:
        hint = did_you_mean(code, RULES) or "`dossier rule` lists them all"
        raise click.UsageError(f"no finding has the code `{code}`: {hint}")


@cli.command()
@common
@click.argument("shell", metavar="SHELL", type=OneOf(["bash", "zsh", "fish"]))
def completion(shell: str, **_: Any) -> None:
    """Print the script that completes commands and options in SHELL: bash, zsh or fish."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(cli, {}, "dossier", "_DOSSIER_COMPLETE").source())


def main() -> None:
    """The program."""
    # A command reads much, keeps it to its end, and leaves no circles: to search it for those takes half its time.
    gc.disable()
    try:
        cli()
    except SystemExit as end:
        _leave(end.code if isinstance(end.code, int) else int(end.code is not None))


def _leave(status: int) -> NoReturn:
    """End at once: to give back all that was read, piece by piece, takes as long as a small edit."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
