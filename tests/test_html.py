"""The Nu HTML checker, the one behind validator.w3.org, on every page that is published."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from webpages import tool

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
"""A run of seconds is over before what the second compiler makes of it would pay."""


@pytest.mark.slow
def test_every_page_is_valid_html(demo_site: Path, full_site: Path, rtl_site: Path) -> None:
    """No error on any page of the demo, of a dossier that uses every feature, and of one that runs from right to left."""
    sites = (demo_site, full_site, rtl_site)
    jar = tool("vnu-jar/build/dist/vnu.jar")
    command = ["java", *QUICK, "-jar", jar, "--errors-only", "--skip-non-html", "--format", "json", *sites]
    ran = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=300)
    said = json.loads(ran.stderr)["messages"]
    assert [(each["url"], each.get("lastLine"), each["message"]) for each in said] == []
    assert ran.returncode == 0
    assert sum(len(list(site.rglob("*.html"))) for site in sites) > 350
