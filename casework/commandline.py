"""Rim: what the commands of `dossier.py` share: options, the dossier's folder, how findings are shown, how a run ends.

Of the engine only what a command asks for is imported, when it asks: `--help` needs none of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from casework import __version__

if TYPE_CHECKING:
    from casework.diagnostics import Finding
    from casework.examining.examined import Examined, Options
    from casework.publishing.making import Made, Watch

TLP = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]


class Failed(click.ClickException):
    """The system failed: disk full, no permission."""

    exit_code = 3


def common(command: Callable[..., None]) -> Callable[..., None]:
    """The options that stand before or after every command."""
    for option in (
        click.option("-C", "directory", type=click.Path(file_okay=False), help="The dossier's folder."),
        click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong."),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("--color/--no-color", default=None, help="Colour the output, or not."),
    ):
        command = option(command)
    return command


def sentence(text: str) -> str:
    """A text with a capital first letter, and the others as they are."""
    return text[:1].upper() + text[1:]


class OneOf(click.Choice[str]):
    """A choice that names the nearest word for a mistyped one; for commands and options, click does."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What is said of a word that is none of them."""
        from casework.diagnostics import did_you_mean

        said = super().get_invalid_choice_message(value, ctx)
        return " ".join(filter(None, (said, sentence(did_you_mean(str(value), self.choices)))))


class Group(click.Group):
    """Turns what the system refuses into one line and exit status 3, and Ctrl-C into a quiet end."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)
        except OSError as fault:
            where = f"{fault.filename}: " if fault.filename else ""
            raise Failed(f"{where}{fault.strerror or fault}") from None


def setting(name: str, given: dict[str, Any]) -> Any:
    """A common option as given after the command, else before it."""
    outer = click.get_current_context().obj or {}
    return given.get(name) if given.get(name) not in (None, False) else outer.get(name)


def root_of(given: dict[str, Any]) -> Path:
    """The dossier's folder: `-C`, else the nearest one upwards that has a config.yaml."""
    from casework.reading.read import CONFIG, find_root

    chosen = setting("directory", given)
    if chosen is not None:
        root = Path(chosen).resolve()
        if not (root / CONFIG).is_file():
            raise click.UsageError(f"{chosen} holds no {CONFIG}: give the dossier's folder to -C")
        return root
    found = find_root(Path.cwd())
    if found is None:
        raise click.UsageError(f"no {CONFIG} here or above: change into a dossier's folder, or name it with -C")
    return found


def below_here(root: Path) -> str:
    """The way from the current folder down to `root`, as `sub/dossier/`: code hosts name files from there."""
    if root == Path.cwd() or not root.is_relative_to(Path.cwd()):
        return ""
    return f"{root.relative_to(Path.cwd()).as_posix()}/"


def options(as_of: str | None = None, tlp: str | None = None, *, strict: bool = False) -> Options:
    """The command line's options for the engine."""
    from casework import edtf
    from casework.examining.examined import Options

    day = edtf.parse(as_of) if as_of is not None else None
    if isinstance(day, str) or (day is not None and day.latest is None):
        raise click.BadParameter(f"`{as_of}` is no day: write it as 2024-10-18", param_hint="--as-of")
    return Options(as_of=day, tlp=tlp or "", strict=strict)


def level(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A TLP level with or without its prefix."""
    if value is None or value.upper().removeprefix("TLP:") in TLP:
        return value and value.upper().removeprefix("TLP:")
    from casework.diagnostics import did_you_mean

    said = f"`{value}` is none of {', '.join(TLP)}"
    raise click.BadParameter(". ".join(filter(None, (said, sentence(did_you_mean(value.upper(), TLP))))))


def show(found: tuple[Finding, ...], given: dict[str, Any]) -> None:
    """Diagnostics to standard error, errors in red, with a count at the end."""
    from casework.reporting import report

    if setting("quiet", given):
        found = tuple(each for each in found if each.severity == "error")
    if found:
        click.echo(report.as_text(found, private=True), err=True, nl=False, color=setting("color", given))
        click.echo(report.summary(found), err=True)


def stop(status: int) -> NoReturn:
    """End with an exit status."""
    raise click.exceptions.Exit(status)


def say(text: str, given: dict[str, Any]) -> None:
    """A line to standard output unless `-q`."""
    if not setting("quiet", given):
        click.echo(text)


def case_of(given: dict[str, Any], as_of: str | None = None, tlp: str | None = None) -> Any:
    """The checked dossier; errors are shown and end the command."""
    from casework.examining.examine import examine

    examined: Examined = examine(root_of(given), options(as_of, tlp))
    if examined.fails or examined.case is None:
        show(tuple(each for each in examined.findings if each.severity == "error"), given)
        stop(1)
    return examined.case


def written(found: tuple[Finding, ...], form: str, root: Path) -> str:
    """Findings in a form for other programs."""
    from casework.reporting import github, report, sarif

    if form == "json":
        return report.as_json(found) + "\n"
    if form == "sarif":
        return sarif.as_sarif(found, __version__, below_here(root)) + "\n"
    return github.as_commands(found, below_here(root))


def watched(given: dict[str, Any]) -> Watch:
    """A bar on the terminal for long work; none with `-q`, nor where nobody looks."""
    from casework.publishing.making import FEW, unwatched

    if setting("quiet", given) or not sys.stderr.isatty():
        return unwatched

    def watch(made: Iterator[Made], count: int) -> Iterable[Made]:
        if count <= FEW:
            yield from made
            return
        with click.progressbar(made, length=count, label="building", file=sys.stderr) as bar:
            yield from bar

    return watch


def bundled(step: Callable[..., Any], *paths: Path) -> Any:
    """A step of packing the site; a file of others in its way is wrong usage."""
    from casework.publishing.bundle import NotOurs

    try:
        return step(*paths)
    except NotOurs as fault:
        raise click.UsageError(str(fault)) from None
