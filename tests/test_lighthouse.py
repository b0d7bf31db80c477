"""Lighthouse, as a phone on a slow line, over every page kind: at least 98 in each of its four categories."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CHROMIUM, FLAGS
from webpages import DEMO, EVERYTHING, TOOLS, tool

LEAST = 98

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.alone]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The port at which a Chromium waits that all runs share."""
    profile = tmp_path_factory.mktemp("profile")
    command = [CHROMIUM, "--headless", *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as chromium:
        yield _port(profile / "DevToolsActivePort")
        chromium.terminate()


def _port(file: Path) -> str:
    for _ in range(300):
        lines = file.read_text().splitlines() if file.exists() else []
        if lines:
            return lines[0]
        time.sleep(0.1)
    return pytest.fail("Chromium opens no port")


@pytest.mark.parametrize("kind", DEMO)
def test_every_page_kind_is_fast_and_sound(demo_host: str, full_host: str, port: str, kind: str) -> None:
    """Performance, accessibility, best practices and SEO, as a static host serves the demo.

    The print edition, which holds the whole dossier, is that of a small one.
    """
    tool("lighthouse/package.json")
    pages = [f"{full_host}/{EVERYTHING[kind]}" if kind == "print" else f"{demo_host}/{DEMO[kind]}"]
    command = ["node", str(TOOLS / "lighthouse.mjs"), port, *pages]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [each["address"] for each in found] == pages, ran.stderr
    assert [each for each in found if min(each["scores"].values()) < LEAST] == []
