"""Lighthouse, as a phone on a slow line, over every page kind: at least 98 in each of its four categories."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import FLAGS
from webpages import DEMO, EVERYTHING, TOOLS, tool

LEAST = 98
BROWSER = "/usr/bin/chromium"
"""The whole of it, as readers have it: its headless shell finds a page's layout shifted where this does not."""
PATIENCE = 300
"""Seconds until a page is given up, however busy the machine."""

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.alone]


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], dict[str, Any]]]:
    """What Lighthouse says of an address; one Chromium and one Lighthouse look at all."""
    tool("lighthouse/package.json")
    profile = tmp_path_factory.mktemp("profile")
    chromium = [
        BROWSER,
        "--headless",
        *FLAGS,
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    with running(chromium, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        command = ["node", str(TOOLS / "lighthouse.mjs"), _port(profile / "DevToolsActivePort")]
        with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as lighthouse:
            yield lambda address: _answer(lighthouse, address)


@contextlib.contextmanager
def running(command: list[str], **pipes: int) -> Iterator[subprocess.Popen[str]]:
    """A process that ends with what is done in the meantime, come what may."""
    with subprocess.Popen(command, text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.terminate()


def _port(file: Path) -> str:
    for _ in range(300):
        lines = file.read_text().splitlines() if file.exists() else []
        if lines:
            return lines[0]
        time.sleep(0.1)
    return pytest.fail("Chromium opens no port")


def _answer(lighthouse: subprocess.Popen[str], address: str) -> dict[str, Any]:
    assert lighthouse.stdin is not None
    assert lighthouse.stdout is not None
    patience = threading.Timer(PATIENCE, lighthouse.kill)
    patience.start()
    print(address, file=lighthouse.stdin, flush=True)
    answer = lighthouse.stdout.readline()
    patience.cancel()
    return dict(json.loads(answer or pytest.fail(f"Lighthouse says nothing of {address}")))


@pytest.mark.parametrize("kind", DEMO)
def test_every_page_kind_is_fast_and_sound(
    demo_host: str, full_host: str, look: Callable[[str], dict[str, Any]], kind: str
) -> None:
    """Performance, accessibility, best practices and SEO, as a static host serves the demo.

    The print edition, which holds the whole dossier, is that of a small one.
    """
    address = f"{full_host}/{EVERYTHING[kind]}" if kind == "print" else f"{demo_host}/{DEMO[kind]}"
    found = look(address)
    assert found.pop("address") == address
    assert set(found) == {"performance", "accessibility", "best-practices", "seo"}
    assert {name: each for name, each in found.items() if each["score"] < LEAST} == {}
