"""The life of a preview: what is built after a save, what is put off and comes later, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import queue
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from livereload.handlers import LiveReloadHandler
from previews import running, write

from casework.preview.previewpage import Outcome
from casework.preview.rebuilder import Rebuilder
from casework.preview.showing import LATELY, Preview


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_and_leaves_nothing(tmp_path: Path, ending: signal.Signals) -> None:
    """Ctrl-C and SIGTERM: status 0, no traceback, the preview's folder is gone."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        assert list(tmp_path.glob("dossier-*"))
        shown.process.send_signal(ending)
        assert shown.process.wait(timeout=10) == 0
        assert shown.process.stderr
        assert shown.process.stderr.read() == ""
        assert not list(tmp_path.glob("dossier-*"))


def test_it_ends_during_a_build(tmp_path: Path) -> None:
    """Ctrl-C in the first build waits for that build and leaves nothing."""
    with running(tmp_path, "slow") as shown:
        time.sleep(0.3)
        shown.process.send_signal(signal.SIGINT)
        assert shown.process.wait(timeout=10) == 0
        assert shown.process.stderr
        assert shown.process.stderr.read() == ""
        assert not list(tmp_path.glob("dossier-*"))


def test_a_save_during_a_build_is_built_after_it(tmp_path: Path) -> None:
    """What was saved while a build ran is shown when the next one ends."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        write(tmp_path, "held second")
        shown.said("Held")
        write(tmp_path, "third")
        (tmp_path / "go").touch()
        shown.said("Built in")
        shown.said("Built in")
        time.sleep(0.1)
        assert "<h1>third</h1>" in shown.ask("/")[1]


def test_what_was_put_off_is_waited_for(tmp_path: Path) -> None:
    """After a small edit the page that is looked at is there at once, and what is asked for else comes when it is made."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        shown.ask("/")
        for text in ("small second", "small third"):
            write(tmp_path, text)
            assert "content/page.txt" in shown.said("Ahead .* index.html")[0]
            shown.said("Built in")
            assert f"<h1>{text}</h1>" in shown.ask("/")[1]
            assert f"<h1>sub {text}</h1>" in shown.ask("/sub/")[1]
        shown.said("Whole")


def test_what_was_put_off_comes_when_nobody_asks(tmp_path: Path) -> None:
    """After a lull; nothing is said of it, as nothing is new."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        write(tmp_path, "small second")
        shown.said("Ahead")
        shown.said("Whole")
        write(tmp_path, "third")
        assert not shown.said("Built in|Ahead")[0].startswith("Built")
        shown.said("Whole")


def test_when_nobody_waits_things_are_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first build, and not before it."""
    monkeypatch.setattr("casework.preview.rebuilder.IDLE", 0)

    async def begin() -> list[str]:
        done: queue.Queue[str] = queue.Queue()
        preview = Preview(tmp_path)
        rebuilder = Rebuilder(tmp_path, preview, lambda _: Outcome(ok=True), done.put, None, lambda: done.put("idle"))
        rebuilder.start(lambda: None)
        lines = [await asyncio.to_thread(done.get, timeout=10) for _ in range(2)]
        rebuilder.stop()
        return lines

    with ThreadPoolExecutor(1) as thread:
        lines = thread.submit(lambda: asyncio.run(begin())).result()
    gc.unfreeze()
    assert lines[0].startswith("Built in")
    assert lines[1] == "idle"


def test_after_a_bad_build_follows_a_whole_one(tmp_path: Path) -> None:
    """What that was told of is still to be read: nothing is published ahead."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        write(tmp_path, "broken")
        shown.said("Not built")
        write(tmp_path, "small second")
        assert shown.said("Whole|Ahead")[0] == "Whole"
        shown.said("Built in")
        write(tmp_path, "small third")
        shown.said("Ahead")


def test_what_was_put_off_reloads_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it brought something that the build before it did not know of."""
    monkeypatch.setattr(LiveReloadHandler, "reload_waiters", lambda *_: None)
    preview = Preview(tmp_path)
    preview.show(Outcome(ok=True, due=frozenset({"x.html"})))
    preview.sent("/")
    preview.complete(Outcome(ok=True, is_news=False))
    assert preview.outcome == Outcome(ok=True, is_news=False)
    assert not preview.stale("/")
    preview.complete(Outcome(ok=True))
    assert preview.stale("/")
    preview.sent("/")
    preview.complete(Outcome(ok=False, is_news=False))
    assert preview.stale("/")


def test_the_pages_that_were_sent_last_are_looked_at(tmp_path: Path) -> None:
    """The last few, the latest first, each once."""
    preview = Preview(tmp_path)
    for number in (*range(20), 19, 15):
        preview.look(f"{number}.html")
    assert preview.looked_at[:3] == ("15.html", "19.html", "18.html")
    assert len(preview.looked_at) == LATELY


def test_what_cannot_be_watched_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system allows no more watches, the preview says so, and shows what there is."""

    def refused(*_: object, **__: object) -> Iterator[set[object]]:
        raise OSError("OS file watch limit reached")

    async def first_build() -> list[str]:
        said: queue.Queue[str] = queue.Queue()
        rebuilder = Rebuilder(tmp_path, Preview(tmp_path), lambda _: Outcome(ok=True), said.put)
        rebuilder.start(lambda: None)
        lines = [await asyncio.to_thread(said.get, timeout=10) for _ in range(3)]
        rebuilder.stop()
        return lines

    monkeypatch.setattr("casework.preview.rebuilder.watch", refused)
    with ThreadPoolExecutor(1) as thread:  # the browser's loop runs in this one
        lines = thread.submit(lambda: asyncio.run(first_build())).result()
    assert sum("are not noticed (OS file watch limit reached)" in line for line in lines) == 2
    assert any(line.startswith("Built in") for line in lines)


@pytest.mark.slow  # what is not watched yet has to be waited for
def test_the_config_and_new_folders_are_watched(tmp_path: Path) -> None:
    """The config, a folder that comes, what is in it, and content that is taken away and put back; nothing else."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        for name in ("config.yaml", "templates/base.html", "templates/partials/a.html", "assets/css/x.css"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            time.sleep(0.4)
            while not shown.lines.empty():
                shown.lines.get()
            path.write_text("changed")
            shown.said("Built in")
        shutil.move(tmp_path / "content", tmp_path / "away")
        shown.said("Not built")
        shutil.move(tmp_path / "away", tmp_path / "content")
        shown.said("Built in")
        time.sleep(0.5)
        write(tmp_path, "after")
        shown.said("Built in")
        time.sleep(0.5)
        while not shown.lines.empty():
            shown.lines.get()
        for name in ("site/index.html", ".dossier/cache", ".git/index", "notes.txt"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("changed")
        time.sleep(0.7)
        assert shown.lines.empty()


def test_a_build_that_breaks_off_does_not_end_the_preview(tmp_path: Path) -> None:
    """A failure of the program or the disk is said in one line, and the next save is built."""
    with running(tmp_path) as shown:
        shown.said("Built in")
        write(tmp_path, "raises")
        shown.said("RuntimeError: no disk")
        write(tmp_path, "fine")
        shown.said("Built in")
        assert "<h1>fine</h1>" in shown.ask("/")[1]
