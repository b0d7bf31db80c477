"""Rim: joins the builder to the preview server."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from msgspec.structs import replace

from casework import defaults
from casework.diagnostics import Finding
from casework.examining.examined import Options
from casework.kept.cache import digest
from casework.preview.previewpage import Outcome
from casework.preview.serve import Tag, serve
from casework.publishing import stylesheet
from casework.publishing.ahead import Ahead
from casework.publishing.build import publish
from casework.publishing.keptpages import Memory
from casework.reading import read
from casework.reporting import report


def preview(root: Path, options: Options, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the dossier at `root` until interrupted.

    By one process: the preview's threads are not to be forked, and a save touches few pages.
    """
    options, memory, in_words = replace(options, jobs=1), Memory(), Words()
    ahead = Ahead(root, options, memory)

    def build(out: Path) -> Outcome:
        built = publish(root, out, options, memory=memory)
        edit = built.examined.edit
        return Outcome(
            ok=built.report is not None,
            text=in_words(built.findings),
            findings=built.findings,
            is_news=edit is None or bool(edit.marks),
        )

    def first(out: Path, changed: Collection[str], looked_at: Collection[str]) -> Outcome | None:
        done = ahead.publish(out, changed, looked_at)
        if done is None:
            return None
        found = done.examined.findings
        return Outcome(ok=True, text=in_words(found), findings=found, due=done.due)

    serve(root, build, host=host, port=port, say=say, ahead=first, idle=ahead.prepare, tag=tags())


def tags() -> Tag:
    """What tells the theme's own files from an author's that take their place: only the former may a browser keep."""
    files = {path: on_disk.read_bytes() for path, on_disk in read.assets(defaults.folder(), defaults.folder()).items()}
    digests = {path: digest(data) for path, data in {**files, stylesheet.PATH: stylesheet.joined(files)}.items()}

    def tag(path: str, file: Path) -> str:
        known = digests.get(path, "")
        return known if known and digest(file.read_bytes()) == known else ""

    return tag


class Words:
    """The report of findings; most edits leave thousands of them as they were."""

    def __init__(self) -> None:
        self._said: tuple[tuple[Finding, ...], str] = (), ""

    def __call__(self, found: tuple[Finding, ...]) -> str:
        """What is said of them in the terminal."""
        if found != self._said[0]:
            self._said = found, report.as_text(found, private=True)
        return self._said[1]
