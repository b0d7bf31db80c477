"""Rim: the print edition as PDF.  A checked dossier → what the typesetter gets → screened → one file, whole or not at all.

The typesetter (Typst) is handed a folder of its own: a template, the edition as JSON, and pictures.  It reads nothing
outside that folder, so a template that came with somebody's dossier cannot print the reader's files.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from casework import defaults, wholefile
from casework.diagnostics import Diagnostic, Diagnostics, Finding, Place
from casework.examining.examine import examine, texts
from casework.examining.examined import Examined, Options
from casework.pages.desk import laid
from casework.printing import printdata
from casework.publishing import screen
from casework.reading.read import TEMPLATES
from casework.reporting.findings import findings
from casework.words import languagefiles
from casework.words.sentences import plural

DEFAULT_OUT = "dossier.pdf"
TEMPLATE, STYLE, FIGURES = "print.typ", "print-style.typ", "assets/css/figures.css"
MAIN, DATA = "main.typ", "data.json"
STANDARD = "ua-1"
"""PDF/UA-1 (ISO 14289-1): readable with assistive software."""


class LibraryMissing(Exception):
    """The typesetter is not installed."""


class NotOurs(Exception):
    """The output may not stand where it was asked for; `args` say why."""


class Printed(Struct, frozen=True, kw_only=True):
    """What came of it: `pages` is 0 where nothing was written; `remarks` are lines for people."""

    examined: Examined
    findings: tuple[Finding, ...]
    pages: int = 0
    remarks: tuple[str, ...] = ()


def publish(root: Path, out: Path, options: Options) -> Printed:
    """Write the print edition of the dossier at `root` to `out`; on any error `out` stays as it was.

    LibraryMissing, NotOurs before anything is read; OSError where the disk fails.
    """
    typesetter = _typesetter()
    _check_target(root, out)
    examined = examine(root, options)
    if examined.fails or examined.case is None:
        return Printed(examined=examined, findings=examined.findings)
    files, remarks = typed(root, examined, typesetter)
    leaks = _leaks(examined, files)
    if leaks:
        return _refused(examined, leaks)
    try:
        data, pages, said = _set(files, typesetter)
    except RuntimeError as error:  # what the typesetter raises
        return _refused(examined, (_fault(error),))
    wholefile.write(out, data)
    return Printed(examined=examined, findings=examined.findings, pages=pages, remarks=(*remarks, *said))


def _typesetter() -> Any:
    try:
        import typst
    except ImportError:
        raise LibraryMissing("typst") from None
    return typst


def _check_target(root: Path, out: Path) -> None:
    if out.is_relative_to((root / "content").resolve()):
        raise NotOurs("the content's folder is for what you write: choose another --out")
    if out.is_file():
        with out.open("rb") as file:
            if file.read(5) not in (b"%PDF-", b""):
                raise NotOurs("there is a file that is no PDF: choose another --out")


def _refused(examined: Examined, found: Diagnostics) -> Printed:
    shown = findings(found, {}, texts(examined.folder))
    return Printed(examined=examined, findings=(*examined.findings, *shown))


# --- what the typesetter gets ------------------------------------------------------------------------------------


def typed(root: Path, examined: Examined, typesetter: Any) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Every file that the typesetter is handed (path → bytes), and what has to be said of them."""
    assert examined.case is not None
    css = examined.folder.assets.get(FIGURES, defaults.folder() / FIGURES).read_text("utf-8", "replace")
    language = languagefiles.load(examined.case.dossier.config.language)
    desk = laid(examined.case, examined.as_of, examined.changed, language)
    edition = printdata.edition(desk, css)
    pictures = {
        path: examined.folder.assets[path].read_bytes() for path in edition.pictures if path in examined.folder.assets
    }
    shown = {path: data for path, data in pictures.items() if _can_be_shown(path, data, typesetter)}
    remarks = tuple(
        f"{path}: left out, the typesetter cannot read this picture" for path in pictures if path not in shown
    )
    data = {DATA: msgspec.json.encode(replace(edition, pictures=tuple(shown)))}
    return _templates(root) | data | shown, remarks


def _templates(root: Path) -> dict[str, bytes]:
    """The template and its style, the dossier's own in place of ours; `default/…` are ours in spite of that."""
    ours = {name: (defaults.folder() / TEMPLATES / name).read_bytes() for name in (TEMPLATE, STYLE)}
    own = {name: path.read_bytes() for name in ours if (path := root / TEMPLATES / name).is_file()}
    chosen = ours | own
    return {MAIN: chosen[TEMPLATE], STYLE: chosen[STYLE]} | {f"default/{name}": data for name, data in ours.items()}


def _can_be_shown(path: str, data: bytes, typesetter: Any) -> bool:
    """Whether the typesetter can read a picture; one that it cannot would end the whole edition."""
    name = f"picture{Path(path).suffix}"
    with _folder({MAIN: f'#image("{name}")'.encode(), name: data}) as root:
        try:
            typesetter.compile(root / MAIN, root=root, format="svg", ignore_system_fonts=True)
        except RuntimeError:
            return False
    return True


def _leaks(examined: Examined, files: Mapping[str, bytes]) -> Diagnostics:
    """What a marking withholds and stands in what the typesetter is handed: nothing else can get into the PDF."""
    if not examined.withheld or examined.whole is None:
        return ()
    searched = screen.Screen(screen.secrets(examined.whole, examined.withheld))
    return tuple(leak for path, content in files.items() for leak in searched.leaks(path, content))


# --- setting -----------------------------------------------------------------------------------------------------


def _set(files: Mapping[str, bytes], typesetter: Any) -> tuple[bytes, int, tuple[str, ...]]:
    """The PDF, its number of pages, and what has to be said of it.  The typesetter's own error where it refuses."""

    def compiled(standards: list[str]) -> tuple[bytes, int]:
        with _folder(files) as root:
            compiler = typesetter.Compiler(root / MAIN, root=root, package_path=root, package_cache_path=root)
            data = compiler.compile(format="pdf", pdf_standards=standards, timestamp=_moment(files[DATA]))
        return data, len(re.findall(rb"/Type\s*/Page\b", data))

    try:
        return *compiled([STANDARD]), ()
    except typesetter.TypstError as error:
        reason = str(error.message).removeprefix("PDF/UA-1 error: ")
        if reason == error.message:
            raise
        return *compiled([]), (f"the PDF is not of the accessible kind (PDF/UA-1): {reason}",)


@contextmanager
def _folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder that holds `files` and nothing else, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        yield root


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(data: bytes) -> datetime:
    """The edition's day, for a template that asks for today's: the same edition is the same bytes tomorrow."""
    day = msgspec.json.decode(data, type=_Dated).date
    return datetime(*day, tzinfo=UTC) if day else EPOCH


class _Dated(Struct):
    date: tuple[int, int, int] | None


def _fault(error: Any) -> Diagnostic:
    """Where a template is wrong, and how; the place is the author's own template, since ours are tested."""
    found = re.search(r"\b(main|print-style)\.typ:(\d+):(\d+)", getattr(error, "diagnostic", ""))
    name, line, column = found.groups() if found else ("main", "1", "1")
    path = f"templates/{TEMPLATE if name == 'main' else STYLE}"
    return Diagnostic(
        code="template-error",
        message=str(getattr(error, "message", error)),
        place=Place(path=path, line=int(line), column=int(column)),
        hint=" ".join(getattr(error, "hints", ())) or "compare with the default template, or delete yours",
    )


def in_words(printed: Printed, out: Path) -> str:
    """One line of what was written."""
    return f"{plural(printed.pages, 'page')} → {out} ({out.stat().st_size / 1000:,.0f} kB)"
