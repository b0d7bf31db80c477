"""Our own builds of a corpus: cold, with nothing changed, after an edit; checks; the help text; the live preview.

A cold build starts from a folder that holds nothing but what an author wrote.  The edits change a word of a source's
summary, or of one quotation, so that every run has something new to do; or turn a line of evidence round.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.measure import Run

DOSSIER = Path(sys.executable).parent / "dossier"
WRITTEN = {"config.yaml", "content"}
"""What an author wrote; all else in the folder is what builds left there."""
CHROMIUM = "/usr/bin/chromium-headless-shell"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SOURCE, FACT = "s7", "f7"
"""What is edited."""
REPORT_LOAD = """addEventListener("load", () => {
  const shown = document.body.innerText.includes("WORD");
  console.log("loaded", performance.timeOrigin + performance.now(), shown);
})"""


def remembered() -> Path:
    """Where the program keeps what it remembers; the caller has set it apart from the user's own."""
    return Path(os.environ["XDG_CACHE_HOME"])


def forget(folder: Path) -> None:
    """Remove what builds left: the site in a dossier's folder, and whatever is remembered."""
    shutil.rmtree(remembered(), ignore_errors=True)
    for path in folder.iterdir():
        if path.name not in WRITTEN:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def cold(folder: Path, _: str) -> Run:
    """The first build."""
    forget(folder)
    return _build(folder)


def nothing(folder: Path, _: str) -> Run:
    """Another build with nothing changed."""
    return _build(folder)


def source(folder: Path, word: str) -> Run:
    """A build after one word in one source's summary became `word`."""
    edit_source(folder, word)
    return _build(folder)


def fact(folder: Path, word: str) -> Run:
    """A build after the first word of a fact's first quotation became `word`."""
    edit_fact(folder, word)
    return _build(folder)


def status(folder: Path, _: str) -> Run:
    """A build after a fact's first line of evidence was turned from support to dispute, or back."""
    edit_status(folder)
    return _build(folder)


def check_cold(folder: Path, _: str) -> Run:
    """`dossier check` with nothing remembered; what was remembered is back afterwards."""
    aside = remembered().with_name("aside")
    remembered().rename(aside)
    try:
        return _check(folder)
    finally:
        shutil.rmtree(remembered(), ignore_errors=True)
        aside.rename(remembered())


def check(folder: Path, _: str) -> Run:
    """`dossier check` again, with nothing changed since the last."""
    _check(folder)
    return _check(folder)


def _check(folder: Path) -> Run:
    return measure.run([DOSSIER, "check", "-q"], folder)


STEPS: dict[str, Callable[[Path, str], Run]] = {
    "cold": cold,
    "nothing": nothing,
    "source": source,
    "fact": fact,
    "status": status,
    "check": check,
    "check-cold": check_cold,
}
"""In the order in which a round takes them."""


def _build(folder: Path) -> Run:
    return measure.run([DOSSIER, "build", "-q"], folder)


def edit_source(folder: Path, word: str) -> None:
    """Make `word` the first word of a source's summary."""
    path = folder / "content" / "sources" / f"{SOURCE}.md"
    head, text = path.read_text().rsplit("---\n", 1)
    _replace(path, head + "---\n" + re.sub(r"^\w+", word, text))


def edit_fact(folder: Path, word: str) -> None:
    """Make `word` the first word of a fact's first quotation."""
    path = folder / "content" / "facts.yaml"
    head, item, rest = path.read_text().partition(f"- id: {FACT}\n")
    _replace(path, head + item + re.sub(r"quote: \w+", f"quote: {word}", rest, count=1))


def edit_status(folder: Path) -> None:
    """Turn the stance of a fact's first line of evidence, so that its status and what follows from it change."""
    path = folder / "content" / "facts.yaml"
    head, item, rest = path.read_text().partition(f"- id: {FACT}\n")
    turned = {"supports": "disputes", "disputes": "supports"}
    stance = re.compile(r"stance: (supports|disputes)")
    _replace(path, head + item + stance.sub(lambda found: f"stance: {turned[found[1]]}", rest, count=1))


def _replace(path: Path, text: str) -> None:
    """Save a file as editors do, by a new file that takes the place of the old one."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    os.replace(new, path)


def help_text(folder: Path) -> Run:
    """`dossier --help`."""
    return measure.run([DOSSIER, "--help"], folder)


# --- the preview -------------------------------------------------------------------------------------------------


def reloads(folder: Path, words: tuple[str, ...]) -> list[float]:
    """Seconds from saving a source's file until its page, open in a browser, has loaded again with the new words."""
    from playwright.sync_api import sync_playwright

    with _preview(folder) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        seconds = [_reload(browser, address, folder, word) for word in words]
        browser.close()
    return seconds


def _reload(browser: Any, address: str, folder: Path, word: str) -> float:
    page = browser.new_page()
    loads: list[tuple[float, bool]] = []
    page.on("console", lambda message: loads.append(_load(message.text)) if message.text.startswith("loaded") else None)
    page.add_init_script(REPORT_LOAD.replace("WORD", word))
    page.goto(f"{address}sources/{SOURCE}.html")
    page.wait_for_timeout(1500)  # the preview's socket is open by then
    start = time.time()
    edit_source(folder, word)
    while not any(shown for _, shown in loads):
        page.wait_for_timeout(5)
        if time.time() - start > 300:
            raise measure.Failed("the preview did not reload within five minutes")
    page.close()
    return next(when for when, shown in loads if shown) - start


def _load(text: str) -> tuple[float, bool]:
    _, when, shown = text.split()
    return float(when) / 1000, shown == "true"


@contextmanager
def _preview(folder: Path) -> Iterator[str]:
    """A running preview's address, given once its first build is shown."""
    command: list[str | Path] = [DOSSIER, "serve", "-C", folder, "--port", "0"]
    log = folder.parent / "serve-log"
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=env) as process:
        try:
            yield _address(log, process)
        finally:
            process.terminate()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait until the preview has said that pages were built."""
    while process.poll() is None:
        said = log.read_text(errors="replace")
        at = re.search(r"http://\S+/", said)
        if at and "\nBuilt in" in said:
            return at.group()
        time.sleep(0.1)
    raise measure.Failed(f"the preview ended: {log.read_text(errors='replace')[-2000:]}")
