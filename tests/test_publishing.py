"""The publishing recipes: each is read from docs/publishing.md and run as far as it can be without an account."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from docsteps import BLOCK, ROOT
from webpages import free_port, served

from dossier import cli

BLOCKS = {
    block["info"].partition(" ")[2]: block["body"]
    for block in BLOCK.finditer((ROOT / "docs/publishing.md").read_text("utf-8"))
}
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
TYPES = {
    "index.html": "text/html",
    "assets/css/site.css": "text/css",
    "assets/icon.svg": "image/svg+xml",
    "data/dossier.json": "application/json",
    "data/facts.csv": "text/csv",
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter, built and packed."""
    root = tmp_path_factory.mktemp("publishing") / "dossier"
    for given in (["init", str(root)], ["build", "-C", str(root), "--zip"]):
        assert CliRunner().invoke(cli, given).exit_code == 0
    return root


def shell(script: str, cwd: Path, **env: str) -> str:
    """What a script prints; it has to succeed."""
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        check=False,
        cwd=cwd,
        env={**os.environ, "PATH": PATH, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def fetched(address: str, **headers: str) -> tuple[int, Any, bytes]:
    """Status, headers and body."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as fault:
        return fault.code, fault.headers, fault.read()


def answers(address: str) -> None:
    """Wait until a server answers at all."""
    for _ in range(100):
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            fetched(address)
            return
        time.sleep(0.2)
    pytest.fail(f"nothing answers at {address}")


def whole(base: str, site: Path) -> None:
    """Every file of the site is served as it is, and every page's own links lead somewhere."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not name.startswith(".dossier"):
            status, _, body = fetched(f"{base}{name}")
            assert (status, body == path.read_bytes()) == (200, True), name


# --- workflows ---------------------------------------------------------------------------------------------------


def copied(dossier: Path, to: Path) -> Path:
    return shutil.copytree(dossier, to, ignore=shutil.ignore_patterns("site", "site.zip"))


def test_the_workflow_of_github(dossier: Path, tmp_path: Path) -> None:
    """It is YAML with the steps and rights that Pages asks for; its commands make what it uploads."""
    workflow = yaml.safe_load(BLOCKS[".github/workflows/publish.yml"])
    assert workflow[True] == {"push": {"branches": ["main"]}}, "YAML 1.1 reads `on` as true"
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    job = workflow["jobs"]["publish"]
    used = [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]
    assert used[0] == "actions/checkout"
    assert used[-2:] == ["actions/upload-pages-artifact", "actions/deploy-pages"]
    uploaded = next(step["with"]["path"] for step in job["steps"] if "upload" in step.get("uses", ""))
    root = copied(dossier, tmp_path / "d")
    for step in job["steps"]:
        if "run" in step and not step["run"].startswith("pip install"):
            shell(step["run"], root)
    assert (root / uploaded / "index.html").is_file()


def test_the_pipeline_of_gitlab(dossier: Path, tmp_path: Path) -> None:
    """Its commands make `public`, and each page has a compressed twin of the same content."""
    job = yaml.safe_load(BLOCKS[".gitlab-ci.yml"])["pages"]
    assert job["artifacts"]["paths"] == ["public"]
    root = copied(dossier, tmp_path / "d")
    for command in job["script"]:
        if not command.startswith("pip install"):
            shell(command, root)
    for name in ("index.html", "sources/index.html", "assets/css/site.css", "data/search.js", "data/facts.csv"):
        plain = root / "public" / name
        assert gzip.decompress(plain.with_name(f"{plain.name}.gz").read_bytes()) == plain.read_bytes()
    assert not list((root / "public").rglob("*.woff2.gz"))


# --- headers -----------------------------------------------------------------------------------------------------


def rules(text: str) -> list[tuple[str, dict[str, str]]]:
    """`_headers` as its hosts read it: a path with `*`, then indented headers."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith("/"):
            found.append((line.strip(), {}))
        else:
            name, _, value = line.strip().partition(": ")
            found[-1][1][name] = value
    return found


class Host(SimpleHTTPRequestHandler):
    """A host that sends the headers of `_headers`, a later rule's in place of an earlier one's."""

    def end_headers(self) -> None:
        given: dict[str, str] = {}
        for path, headers in rules(BLOCKS["_headers"]):
            if self.path.startswith(path.removesuffix("*")):
                given |= headers
        for name, value in given.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_the_headers_say_what_the_pages_say(dossier: Path) -> None:
    """The policy is that of the page that needs most, with what only a header can say; nginx is given the same."""
    page = (dossier / "site/404.html").read_text("utf-8")
    [own] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    policy = f"{own.replace('&#39;', chr(39))}; frame-ancestors 'none'"
    assert dict(rules(BLOCKS["_headers"]))["/*"]["Content-Security-Policy"] == policy
    assert f'Content-Security-Policy "{policy}"' in BLOCKS["dossier.conf"]


@pytest.mark.browser
def test_the_site_works_under_its_headers(dossier: Path, browser: Any) -> None:
    """Search, charts and pages in Chromium with the headers on: nothing is blocked, nothing is complained of."""
    with served(dossier / "site", Host) as base:
        status, headers, _ = fetched(f"{base}/assets/css/site.css")
        assert (status, headers["Cache-Control"]) == (200, "public, max-age=3600")
        page, complaints = browser.new_page(), list[str]()
        page.on("console", lambda message: complaints.append(message.text))
        for name in ("index.html", "search.html?q=gate", "timeline.html", "map.html", "questions/index.html"):
            page.goto(f"{base}/{name}")
        page.goto(f"{base}/search.html?q=gate")
        page.wait_for_selector("main a[href*='facts/']")
        assert complaints == []
        page.close()


# --- storage -----------------------------------------------------------------------------------------------------


def test_the_upload_to_s3(dossier: Path) -> None:
    """The command, against a stand-in for S3 on this computer: types, deletions, nothing of our own notes."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [Path(sys.executable).parent / "moto_server", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    env = {
        "AWS_ENDPOINT_URL": base,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    try:
        answers(base)
        shell("aws s3 mb s3://dossier; echo old > old.html; aws s3 cp old.html s3://dossier/", dossier, **env)
        (dossier / "policy.json").write_text(BLOCKS["policy.json"].replace("BUCKET", "dossier"))
        shell(BLOCKS["open"], dossier, BUCKET="dossier", **env)
        shell(BLOCKS["upload"], dossier, BUCKET="dossier", **env)
        whole(f"{base}/dossier/", dossier / "site")
        for name, kind in TYPES.items():
            _, headers, _ = fetched(f"{base}/dossier/{name}")
            assert (headers["Content-Type"], headers["Cache-Control"]) == (kind, "no-cache")
        listed = json.loads(shell("aws s3api list-objects-v2 --bucket dossier", dossier, **env))
        names = {each["Key"] for each in listed["Contents"]}
        assert "old.html" not in names
        assert not [name for name in names if name.startswith(".dossier")]
    finally:
        server.terminate()
        server.wait(30)


# --- nginx -------------------------------------------------------------------------------------------------------

AROUND = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    server {{ listen 127.0.0.1:{port}; include {folder}/dossier.conf; }}
}}
"""


def test_the_config_of_nginx(dossier: Path, tmp_path: Path) -> None:
    """Below a path: every file as it is, types with charset, compressed, with headers; 404 is our page."""
    port = free_port()
    served = shutil.copytree(dossier / "site", tmp_path / "srv")
    (tmp_path / "dossier.conf").write_text(BLOCKS["dossier.conf"].replace("/srv/dprk-russia/", f"{served}/"))
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path, port=port))
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    command = [
        "nginx",
        "-e",
        str(tmp_path / "error.log"),
        "-c",
        str(tmp_path / "nginx.conf"),
        "-g",
        f"user {whoami()};",
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}/dprk-russia/"
    try:
        answers(base)
        whole(base, dossier / "site")
        status, headers, body = fetched(base, **{"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"], headers["Cache-Control"]) == (200, "gzip", "no-cache")
        assert gzip.decompress(body) == (dossier / "site/index.html").read_bytes()
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        status, headers, body = fetched(f"{base}nowhere.html")
        assert (status, body) == (404, (dossier / "site/404.html").read_bytes())
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert fetched(f"{base}.dossier/manifest.json")[0] == 404
    finally:
        server.terminate()
        server.wait(30)


def whoami() -> str:
    return shell("id -un", Path.cwd()).strip()


# --- a stick -----------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_stick(dossier: Path, tmp_path: Path, browser: Any) -> None:
    """Unpacked into a folder with a blank and an umlaut in its name, the zip opens in Chromium and can be searched."""
    folder = tmp_path / "Stick für Anna"
    with zipfile.ZipFile(dossier / "site.zip") as packed:
        packed.extractall(folder)
    page, complaints = browser.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((folder / "site/index.html").as_uri())
    page.click("a[role='doc-noteref'] >> nth=0")
    assert "#fn-" in page.url
    page.goto(f"{(folder / 'site/search.html').as_uri()}?q=gate")
    page.click("main a[href*='facts/'] >> nth=0")
    assert "/facts/" in page.url
    assert page.locator("h1").count() == 1
    assert complaints == []
    page.close()
