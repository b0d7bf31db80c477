"""What all tests share: what CI asks, golden results accepted, a browser, sites, and Hypothesis kept quick and repeatable."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Generator, Iterator
from contextlib import suppress
from functools import cache as cache_of
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import everything
import hypothesis
import hypothesis.configuration
import pytest
from jinja2.bccache import Bucket, BytecodeCache
from ondisk import laid
from webpages import served

from casework import edtf
from casework.pages import leaves, plan
from casework.publishing import build, cardimage, theme
from casework.publishing.build import Options
from casework.reading import portions

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/lib/chromium/chromium-headless-shell"
"""Chromium without a window to draw: the same pages for two thirds of the work.  What is in /usr/bin starts it as a child."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

SWIFT = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that are free there; what a test that passes has left goes with it."""


def is_swift() -> bool:
    """Whether files that live for a moment may lie in memory: where there is room, and programs among them may be run."""
    if not (SWIFT.is_dir() and os.access(SWIFT, os.W_OK)):
        return False
    return shutil.disk_usage(SWIFT).free > ROOM and not os.statvfs(SWIFT).f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and is_swift():  # to make and unmake thousands of small files takes half as long there
    os.environ["TMPDIR"], tempfile.tempdir = str(SWIFT), None

# Who is started in the background of a script is deaf to Ctrl-C, and so would be every preview that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.target],  # a page is slow to shrink
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("house")
# What it notes of the code names where that lies: it goes with the tests, wherever they are run from.
NOTES = tempfile.TemporaryDirectory(prefix="dossier-tests-")
hypothesis.configuration.set_hypothesis_home_dir(NOTES.name)
# What it works out of Unicode, for some seconds in each process, is the same anywhere: it is kept beside pytest's own.
with suppress(OSError):  # nothing may be kept here
    UNICODE = ROOT / ".pytest_cache/unicode"
    UNICODE.mkdir(parents=True, exist_ok=True)
    for folder in ("unicode_data", "tmp"):  # it writes a file in the one and moves it into the other
        (Path(NOTES.name) / folder).symlink_to(UNICODE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what the golden cases give now into their files")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return all_held((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return all_held((yield))


NO_RIGHT = "the system does not let us"
"""With what a skip begins whose cause no `apt-get install` takes away: a container without the right to mount, for one."""


def all_held(report: Report) -> Report:
    """A report of a test or a file; on CI (where `CI` is set) what is skipped or may fail has failed: it held no promise.

    What the system itself forbids (`NO_RIGHT`) is skipped there too.
    """
    if os.environ.get("CI") and report.skipped:
        why = str(
            report.longrepr[-1] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", report.longrepr)
        )
        if not why.startswith(f"Skipped: {NO_RIGHT}"):
            report.outcome, report.longrepr = "failed", f"Nothing is left out on CI: {why}"
            vars(report).pop("wasxfail", None)
    return report


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the program keeps between runs is not the reader's, and none of it is older than the tests."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """The same card is drawn and the same template compiled once for all tests: most of what a small build takes."""
    sandbox = partial(theme.ImmutableSandboxedEnvironment, bytecode_cache=CompiledInMemory())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cardimage, "_drawn", cache_of(cardimage._drawn))
        patch.setattr(theme, "ImmutableSandboxedEnvironment", sandbox)
        yield


class CompiledInMemory(BytecodeCache):
    """Templates as the sandbox's compiler left them, by file; one that says something else now is compiled anew."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture
def parted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small texts are read in portions, and small lists parted."""
    monkeypatch.setattr(portions, "LARGE", 1)
    monkeypatch.setattr(portions, "MEAN", 2)
    monkeypatch.setattr(plan, "CHUNK", 2)


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, headless; tests that ask for it are marked `browser`."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here: run `make tools`")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def quiet_page(browser: Any) -> Iterator[Any]:
    """A page in a browser whose console has said nothing by the end of its module."""
    page, complaints = browser.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    yield page
    page.close()
    assert complaints == []


# --- sites -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo where its archive is not."""
    root = tmp_path_factory.mktemp("demo-dossier")
    shutil.copy(ROOT / "config.yaml", root)
    for name in ("content", "editions"):
        shutil.copytree(ROOT / name, root / name)
    return root


@pytest.fixture(scope="session")
def demo_site(demo: Path) -> Path:
    """That copy of the demo, published."""
    return published(demo)


@pytest.fixture(scope="session")
def full_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier that uses every feature, its lists cut into pages of four."""
    return published(laid(tmp_path_factory.mktemp("everything"), everything.files()), long=4)


@pytest.fixture(scope="session")
def rtl_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in Arabic, as of a day, at the next higher marking, without an address."""
    files = everything.files(language="ar", previous="", base_url="")
    root = laid(tmp_path_factory.mktemp("arabic"), files)
    return published(root, Options(tlp="AMBER+STRICT", as_of=edtf.read("2024-10-31")))


@pytest.fixture(scope="session")
def demo_host(demo_site: Path) -> Iterator[str]:
    """The demo's address on a static host."""
    with served(demo_site) as address:
        yield address


@pytest.fixture(scope="session")
def full_host(full_site: Path) -> Iterator[str]:
    """The same of the dossier that uses every feature."""
    with served(full_site) as address:
        yield address


def published(root: Path, options: Options | None = None, *, long: int = leaves.LONG) -> Path:
    """The site of the dossier at `root`; a list of more than `long` is cut into pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaves, "LONG", long)
        built = build.publish(root, root / "site", options or Options())
    assert built.report is not None, [each for each in built.findings if each.severity == "error"]
    return root / "site"
