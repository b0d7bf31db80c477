"""Rim: joins the builder to the preview server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from casework import report
from casework.build import Built, publish
from casework.examine import Options
from casework.previewpage import Outcome
from casework.serve import serve


def preview(root: Path, options: Options, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the dossier at `root` until interrupted."""
    serve(root, lambda out: _outcome(publish(root, out, options)), host=host, port=port, say=say)


def _outcome(built: Built) -> Outcome:
    said = report.as_text(built.findings, private=True)
    return Outcome(ok=built.report is not None, text=said, findings=built.findings)
