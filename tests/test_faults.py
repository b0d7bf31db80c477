"""What a build leaves behind when it is killed, refused or crowded: the old site whole, or what the next one completes."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import NO_RIGHT
from ondisk import site

from casework.kept import manifest
from casework.publishing import write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
KILLS = int(os.environ.get("DOSSIER_KILLS", "20"))
DOSSIER = [sys.executable, str(ROOT / "dossier.py")]

# Writes version N of a site, and kills itself at the Kth step that touches the disk, if one is given.
WRITER = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from casework.publishing import write

left = int(sys.argv[4])
def deadly(call):
    def step(*args, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **options)
    return step

if left:
    for name in ("replace", "write", "open"):
        setattr(os, name, deadly(getattr(os, name)))
    for name in ("mkdir", "unlink", "rmdir"):
        setattr(Path, name, deadly(getattr(Path, name)))
print("ready", flush=True)
version = sys.argv[3]
files = {f"{folder}/{n}.html": f"{version} {folder} {n} ".encode() * 400 for folder in "abc" for n in range(int(sys.argv[5]))}
files |= {f"only-{version}/x.html": version.encode() * 3000}
write.write(Path(sys.argv[2]), files, may_hold_foreign=False)
"""


def writer(out: Path, version: str, kill_at: int = 0, pages: int = 3) -> subprocess.Popen[str]:
    given = [str(ROOT), str(out), version, str(kill_at), str(pages)]
    return subprocess.Popen([sys.executable, "-c", WRITER, *given], stdout=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    process.stdout.read()
    process.stdout.close()
    return process.wait(60)


def check_whole(out: Path, allowed: list[dict[str, bytes]]) -> None:
    """Each page is that of one version or another, from its first byte to its last."""
    for path, data in site(out).items():
        assert data in [files[path] for files in allowed if path in files], f"{path} is cut short"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    made = {}
    for version in ("old", "new"):
        out = tmp_path_factory.mktemp(version) / "site"
        assert finished(writer(out, version)) == 0
        made[version] = site(out)
    return made


@pytest.mark.slow
def test_killed_at_every_step_nothing_is_cut_short_and_the_next_build_completes(
    tmp_path: Path, versions: dict[str, dict[str, bytes]]
) -> None:
    """A write that is killed before each of its steps in turn leaves whole pages; the next ends as if nothing were."""
    survived, before = 0, tmp_path / "before"
    assert finished(writer(before, "old")) == 0
    for step in range(1, 200):
        out = shutil.copytree(before, tmp_path / str(step))
        if finished(writer(out, "new", kill_at=step)) == 0:
            break
        survived += 1
        check_whole(out, list(versions.values()))
        write.write(out, versions["new"], may_hold_foreign=False)
        assert site(out) == versions["new"]
        assert {each.name for each in (out / manifest.OURS).iterdir()} == {"lock", "manifest.json"}
    assert survived > 30
    print(f"{survived} kills survived, one at each step")  # noqa: T201


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """`kill -9` at any moment of a larger write, again and again over the same site."""
    out, chance = tmp_path / "site", random.Random(4)
    allowed = []
    for version in ("old", "new"):
        assert finished(writer(tmp_path / version, version, pages=150)) == 0
        allowed.append(site(tmp_path / version))
    killed = 0
    for number in range(KILLS):
        process = writer(out, ("old", "new")[number % 2], pages=150)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.12)
        process.kill()
        killed += finished(process) == -signal.SIGKILL
        check_whole(out, allowed)
    assert finished(writer(out, "new", pages=150)) == 0
    assert site(out) == allowed[1]
    assert killed > KILLS / 4
    print(f"{killed} of {KILLS} kills hit a running write; all survived")  # noqa: T201


def test_two_builds_at_once_take_turns(tmp_path: Path) -> None:
    """Builds that start together end well, and what stands there is wholly that of one of them."""
    out = tmp_path / "site"
    assert finished(writer(out, "old", pages=100)) == 0
    processes = [writer(out, version, pages=100) for version in ("new", "old", "new", "old")]
    assert [finished(each) for each in processes] == [0, 0, 0, 0]
    assert {data.split()[0] for path, data in site(out).items() if "only" not in path} in ({b"old"}, {b"new"})


# --- what the system refuses -------------------------------------------------------------------------------------


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A built dossier, readable by everybody, with an edit that is not built yet."""
    root = tmp_path / "dossier"
    (root / "content").mkdir(parents=True)
    (root / "config.yaml").write_text("title: T\n")
    (root / "content/index.md").write_text("Before.\n")
    assert build(root).returncode == 0
    (root / "content/index.md").write_text("After.\n" + "Many words. " * 20_000)
    return root


# Root may write everywhere; without these capabilities it is bound by permissions like everybody.
PLAIN_USER = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def build(root: Path, *options: str, before: str = "", under: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """`dossier build`, after some Python in the same process, `under` another command."""
    code = f"{before}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom dossier import cli\ncli()"
    command = [*under, sys.executable, "-B", "-c", code, "build", "-C", str(root), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def check_refused(done: subprocess.CompletedProcess[str], out: Path, before: dict[str, bytes]) -> None:
    """One line, exit status 3, the old site byte for byte."""
    assert done.returncode == 3, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert site(out) == before
    assert {each.name for each in (out / manifest.OURS).iterdir()} == {"lock", "manifest.json"}


def test_a_file_that_may_not_grow(dossier: Path) -> None:
    """A limit on the size of files, as a full quota: 3, one line, the old site intact; the next build completes."""
    before = site(dossier / "site")
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    check_refused(build(dossier, before=limit), dossier / "site", before)
    assert build(dossier).returncode == 0
    assert b"After" in (dossier / "site/index.html").read_bytes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MiB; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "dossier-test", str(disk)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"{NO_RIGHT} mount a file system")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(path: Path) -> None:
    """Take all the room that is left."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while True:
            os.write(file, b"x" * 4096)
    os.close(file)


def test_a_full_disk(dossier: Path, small_disk: Path) -> None:
    """3, one line, the old site intact; with room again, the next build completes."""
    out = small_disk / "site"
    (dossier / "content/index.md").write_text("Before.\n")
    assert build(dossier, "--out", str(out)).returncode == 0
    before = site(out)
    (dossier / "content/index.md").write_text("After.\n" + "Many words. " * 20_000)
    filler = small_disk / "filler"
    fill(filler)
    check_refused(build(dossier, "--out", str(out)), out, before)
    filler.unlink()
    assert build(dossier, "--out", str(out)).returncode == 0


def test_a_disk_that_is_read_only(dossier: Path, small_disk: Path) -> None:
    """3, one line, the old site intact, and no second one begun."""
    out = small_disk / "site"
    (dossier / "content/index.md").write_text("Before.\n")
    assert build(dossier, "--out", str(out)).returncode == 0
    before = site(out)
    (dossier / "content/index.md").write_text("After.\n")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    check_refused(build(dossier, "--out", str(out)), out, before)
    done = build(dossier, "--out", str(small_disk / "other"))
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (3, 1)


@pytest.mark.parametrize("locked", ["site", "site/assets/css", "site/.dossier"])
def test_no_permission(dossier: Path, locked: str) -> None:
    """A folder in the output that may not be changed: 3, one line, the old site intact, its other folders too."""
    if PLAIN_USER and not shutil.which("setpriv"):
        pytest.skip("this user may write everywhere")
    before = site(dossier / "site")
    (dossier / "assets/css").mkdir(parents=True)
    (dossier / "assets/css/own.css").write_text("a {}")
    (dossier / locked).chmod(0o555)
    check_refused(build(dossier, under=PLAIN_USER), dossier / "site", before)
    (dossier / locked).chmod(0o777)
    assert build(dossier, under=PLAIN_USER).returncode == 0


# --- what the manifest says --------------------------------------------------------------------------------------


FILES = {"index.html": b"<p>1", "a/b.html": b"<p>2"}


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"\xff", b"[]", b'{"x":' + b"[" * 100_000, b"\x80\x04cos\nsystem\n", b'{"format":1,"files":[1]}'],
)
def test_a_broken_manifest_is_made_anew_and_not_believed(tmp_path: Path, broken: bytes) -> None:
    """Whatever stands in it, the next build writes every file, and deletes none that it cannot know."""
    write.write(tmp_path, FILES, may_hold_foreign=False)
    (tmp_path / "CNAME").write_text("example.org")
    (tmp_path / manifest.MANIFEST).write_bytes(broken)
    (tmp_path / "index.html").write_text("torn")
    assert write.write(tmp_path, FILES, may_hold_foreign=False).written == 2
    assert site(tmp_path) == {**FILES, "CNAME": b"example.org"}


@pytest.mark.parametrize("moving", [b"", b"[", b"\xff", b'{"x":1}', b'["../x", "c.html"]'])
def test_a_broken_list_of_what_was_moved_leaves_every_file_to_be_written(tmp_path: Path, moving: bytes) -> None:
    """As a power failure may leave it: a page that the manifest does not name is ours, and none is believed unread."""
    write.write(tmp_path, FILES, may_hold_foreign=False)
    (tmp_path / manifest.MOVING).write_bytes(moving)
    (tmp_path / "c.html").write_text("moved")
    new = {**FILES, "c.html": b"<p>3"}
    assert write.write(tmp_path, new, may_hold_foreign=False).written == (1 if b"c.html" in moving else 3)
    assert site(tmp_path) == new
    assert not (tmp_path / manifest.MOVING).exists()


@pytest.mark.parametrize("path", ["../precious", "/{}/precious", "a/../../precious", "..", ".", "", "x\0y"])
def test_a_manifest_that_names_what_lies_outside_deletes_nothing(tmp_path: Path, path: str) -> None:
    """A dossier that one got from somebody may hold a manifest too: it has no say outside the output."""
    out = tmp_path / "site"
    write.write(out, FILES, may_hold_foreign=False)
    (tmp_path / "precious").write_text("mine")
    named = {"format": 1, "files": {path.format(tmp_path): "0", "gone.html": "0"}}
    (out / manifest.MANIFEST).write_text(json.dumps(named))
    write.write(out, {}, may_hold_foreign=True)
    assert (tmp_path / "precious").read_text() == "mine"


ODD = "/a|a/|a//b|.|..|./a|../a|a/.|a/..|a/./b|a/../b|.dossier|.dossier/a|\0|a\0/b|".split("|")
GOOD = ["a", "a/b.c", ".a", "a/.b", "a/..b", "...", ".dossiers/a", "a/.dossier", "a\n/b", "a/\nb", "a\n\nb", "a\n.b"]


@pytest.mark.parametrize("path", [*ODD, *GOOD])
def test_each_path_of_a_manifest_is_looked_at(tmp_path: Path, path: str) -> None:
    """None that leads outside is believed, nor one below our own mark; any other is, beside them too."""
    (tmp_path / manifest.MANIFEST).parent.mkdir()
    for others in (["x/y.html"], ["x/y.html", "../x"]):
        (tmp_path / manifest.MANIFEST).write_bytes(manifest.encoded(dict.fromkeys([path, *others], "0")))
        assert manifest.read(tmp_path).keys() == ({path, "x/y.html"} if path in GOOD else {"x/y.html"})


def test_a_page_that_a_power_failure_cut_short_is_written_again(tmp_path: Path) -> None:
    """The manifest knows it, but its length is not that of what was written."""
    write.write(tmp_path, FILES, may_hold_foreign=False)
    (tmp_path / "index.html").write_bytes(b"")
    assert write.write(tmp_path, FILES, may_hold_foreign=False).written == 1
    assert site(tmp_path) == FILES


def test_clean_writes_every_file_anew(tmp_path: Path) -> None:
    """`--clean`: what is remembered is not asked, so that a page changed by hand is ours again."""
    write.write(tmp_path, FILES, may_hold_foreign=False)
    (tmp_path / "index.html").write_bytes(b"<p>9")
    assert write.write(tmp_path, FILES, may_hold_foreign=False).written == 0
    assert write.write(tmp_path, FILES, may_hold_foreign=False, clean=True).written == 2
    assert site(tmp_path) == FILES


@pytest.mark.parametrize("link", ["a", ".dossier"])
def test_a_link_in_the_output_is_not_written_through(tmp_path: Path, link: str) -> None:
    """A folder of the output that is a link leads somewhere else: refused, nothing there is touched."""
    out, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / link).symlink_to(elsewhere)
    with pytest.raises(write.ForeignFiles):
        write.write(out, FILES, may_hold_foreign=True)
    assert list(elsewhere.iterdir()) == []


def test_a_folder_where_a_page_shall_be_is_refused(tmp_path: Path) -> None:
    """Even where the manifest says that the page is ours: nothing is touched."""
    write.write(tmp_path, FILES, may_hold_foreign=False)
    (tmp_path / "index.html").unlink()
    (tmp_path / "index.html").mkdir()
    with pytest.raises(write.ForeignFiles):
        write.write(tmp_path, {**FILES, "a/b.html": b"new"}, may_hold_foreign=False)
    assert (tmp_path / "a/b.html").read_bytes() == FILES["a/b.html"]
