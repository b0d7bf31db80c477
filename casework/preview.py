"""Rim: joins the builder to the preview server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from casework import report
from casework.build import Built, publish
from casework.examined import Options
from casework.keptpages import Memory
from casework.previewpage import Outcome
from casework.serve import serve


def preview(root: Path, options: Options, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the dossier at `root` until interrupted.

    By one process: the preview's threads are not to be forked, and a save touches few pages.
    """
    options, memory = replace(options, jobs=1), Memory()
    serve(root, lambda out: _outcome(publish(root, out, options, memory=memory)), host=host, port=port, say=say)


def _outcome(built: Built) -> Outcome:
    said = report.as_text(built.findings, private=True)
    return Outcome(ok=built.report is not None, text=said, findings=built.findings)
