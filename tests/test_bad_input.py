"""What no content may do: end in a traceback, take the machine's time or memory, or reach outside the dossier."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz import fuzz
from ondisk import laid, run

from casework import routes
from casework.reading.read import MIB

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
MOST_MIB = 1024
BASE = {
    "config.yaml": b"title: T\n",
    "content/index.md": b"Text.[@a]\n",
    "content/sources/a.md": b"---\ntitle: A\n---\n",
}

# Checks each dossier named, in a process that begins with the program read, under bounds on time and memory; what it
# says goes to a file, its status and how much it used are printed.
BOUNDED = f"""
import os, resource, signal, sys, traceback
sys.path.insert(0, {str(ROOT)!r})
from casework.publishing import build
from dossier import cli

def check(root):
    sys.stdout = sys.stderr = open(root + ".said", "w")
    resource.setrlimit(resource.RLIMIT_AS, ({4 * MOST_MIB} << 20, {4 * MOST_MIB} << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    signal.alarm(120)  # for what waits and does nothing
    try:
        cli(["check", "-C", root])
    except SystemExit as end:
        return end.code or 0
    except BaseException:
        traceback.print_exc()
    return 70

for line in sys.stdin:
    if not (child := os.fork()):
        status = check(line.strip())
        sys.stdout.flush()
        os._exit(status)
    _, status, used = os.wait4(child, 0)
    print(os.waitstatus_to_exitcode(status), used.ru_maxrss // 1024, flush=True)
"""


@pytest.fixture(scope="module")
def checker() -> Iterator[subprocess.Popen[str]]:
    """The process that checks."""
    command = [sys.executable, "-c", BOUNDED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


def check(checker: subprocess.Popen[str], root: Path) -> tuple[int, str]:
    """`dossier check` in a process of its own: its status and what it says; bounded in time and memory."""
    assert checker.stdin
    assert checker.stdout
    print(root, file=checker.stdin, flush=True)
    status, used = map(int, checker.stdout.readline().split())
    said = root.with_name(f"{root.name}.said").read_text("utf-8")
    assert status >= 0, f"ended by signal {-status}"
    assert used < MOST_MIB
    assert "Traceback" not in said
    return status, said


def nested(opening: str, closing: str, depth: int) -> bytes:
    return (opening * depth + closing * depth).encode()


LAUGHS = "\n".join(
    ["facts:", "  - &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
)

HOSTILE = {
    "alias-bomb": ("content/facts.yaml", LAUGHS.encode(), "yaml-syntax"),
    "alias-bomb-in-front-matter": ("content/sources/b.md", f"---\n{LAUGHS}\n---\n".encode(), "yaml-syntax"),
    "alias-to-itself": ("content/facts.yaml", b"facts: &a [*a]\n", "yaml-syntax"),
    "nested-lists": ("content/facts.yaml", b"facts: " + nested("[", "]", 10_000), "yaml-syntax"),
    "nested-mappings": ("content/facts.yaml", b"facts: " + nested("{a: ", "}", 10_000), "yaml-syntax"),
    "nested-blocks": ("content/facts.yaml", "".join(" " * n + "a:\n" for n in range(3_000)).encode(), "yaml-syntax"),
    "nested-config": ("config.yaml", b"title: T\nrules: " + nested("[", "]", 10_000), "yaml-syntax"),
    "only-openings": ("content/facts.yaml", b"[" * 10_000, "yaml-syntax"),
    "nested-json-receipts": ("content/archive.lock", b'{"x":' + b"[" * 100_000, "bad-value"),
    "nul-in-yaml": ("content/facts.yaml", b"facts:\0\n", "not-utf8"),
    "nul-in-markdown": ("content/sources/b.md", b"---\ntitle: B\n---\na\0b\n", "not-utf8"),
    "not-utf8": ("content/entities.yaml", b"- {id: e, name: \xff}\n", "not-utf8"),
    "utf-16": ("content/sources/b.md", "---\ntitle: B\n---\n".encode("utf-16"), "not-utf8"),
    "markdown-too-large": ("content/sources/b.md", b"---\ntitle: B\n---\n" + b"a " * (25 * MIB), "file-too-large"),
    "one-line-of-yaml": ("content/facts.yaml", b"facts: " + b"a" * (50 * MIB), "bad-value"),
    "many-keys": ("content/sources/b.md", b"---\n" + b"".join(b"k%d: v\n" % n for n in range(20_000)), "yaml-syntax"),
    "capital-id": ("content/sources/A.md", b"---\ntitle: A\n---\n", "bad-id"),
    "windows-name": ("content/sources/con.md", b"---\ntitle: A\n---\n", "bad-id"),
    "windows-port": ("content/pages/lpt1.md", b"---\ntitle: A\n---\n", "bad-id"),
    "long-id": ("content/facts.yaml", b"facts: [{id: %s, claim: C.}]" % (b"a" * 300), "bad-id"),
    "path-as-id": ("content/facts.yaml", b"facts: [{id: ../../x, claim: C.}]", "bad-id"),
    "dots-to-the-archive": ("content/sources/b.md", b"---\ntitle: B\narchive: {file: ../../x}\n---\n", "path-escape"),
    "absolute-path": ("content/sources/b.md", b"---\ntitle: B\narchive: {file: /etc/passwd}\n---\n", "path-escape"),
    "windows-path": ("content/sources/b.md", b"---\ntitle: B\narchive: {file: 'C:\\x'}\n---\n", "path-escape"),
    "asset-outside": ("content/index.md", b"![](assets/../../x.png) [@a]\n", "path-escape"),
    "edition-outside": ("config.yaml", b"title: T\nprevious: ../other/site/data/dossier.json\n", "path-escape"),
    "edition-absolute": ("config.yaml", b"title: T\nprevious: /etc/passwd\n", "path-escape"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_diagnostics_in_bounded_time_and_memory(
    checker: subprocess.Popen[str], tmp_path: Path, name: str
) -> None:
    """Each is said with its place and a hint; the check ends within seconds and within 1 GiB."""
    path, data, code = HOSTILE[name]
    status, said = check(checker, laid(tmp_path, {**BASE, path: data}))
    assert status == 1
    assert [line for line in said.splitlines() if line.startswith(f"{path}:") and f"error[{code}]" in line]
    assert max(map(len, said.splitlines())) < 400


MARKS = {
    "brackets": "[" * 20_000,
    "images": "![" * 10_000,
    "emphasis": "*a" * 10_000,
    "underscores": "_" * 30_000,
    "backticks": "`" * 10_000 + "a" + "`" * 9_999,
    "quotes": "> " * 2_000 + "a",
    "lists": "\n".join(" " * (4 * n) + "- a" for n in range(150)),
    "html": "<b>" * 10_000,
    "open-tags": "<" * 20_000,
    "comments": "<!--" * 5_000,
    "entities": "&#" * 20_000,
    "citations": "[@a" * 5_000,
    "links": "[[" * 10_000,
    "fences": "::: note\n" * 300,
    "closings": ":::\n" * 1_000,
    "notes": "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(500)),
    "tables": "|a" * 2_000 + "\n" + "|-" * 2_000,
    "escapes": "\\" * 30_000,
    "autolinks": "<http://" * 5_000,
    "definitions": "a\n: b\n\n" * 800,
}


@pytest.mark.parametrize("name", MARKS)
def test_runs_of_marks_take_no_more_than_seconds(checker: subprocess.Popen[str], tmp_path: Path, name: str) -> None:
    """Markdown that is nothing but one mark, tens of thousands of times, is converted or refused in bounded time."""
    status, _ = check(checker, laid(tmp_path, {**BASE, "content/index.md": b"[@a]\n\n" + MARKS[name].encode()}))
    assert status in (0, 1)


def test_pipes_and_devices_below_content_are_no_files(checker: subprocess.Popen[str], tmp_path: Path) -> None:
    """A FIFO would wait for ever, a device never end: neither is opened."""
    root = laid(tmp_path, BASE)
    os.mkfifo(root / "content/sources/pipe.md")
    os.mkfifo(root / "content/facts.yaml")
    (root / "content/pages").mkdir()
    (root / "content/pages/zero.md").symlink_to("/dev/zero")
    status, said = check(checker, root)
    assert status == 1
    assert "path-escape" in said


def test_ids_that_differ_by_case_never_share_a_file(checker: subprocess.Popen[str], tmp_path: Path) -> None:
    """Ids and file names have no capitals; keywords that differ by case or form have pages of different names."""
    status, said = check(
        checker, laid(tmp_path, {**BASE, "content/facts.yaml": b"facts: [{id: X, claim: A.}, {id: x, claim: B.}]"})
    )
    assert status == 1
    assert "write `x`" in said
    tags = [
        "NIS",
        "nis",
        "Nis",
        "ﬁ",
        "fi",
        "ß",
        "ss",
        "é",
        "e\u0301",
        "con",
        "AUX",
        "lpt1",
        "index",
        "",
        "/",
        "..",
        "無" * 200,
        "𠀀" * 90,
    ]
    slugs = list(routes.tag_slugs(tags).values())
    assert len({slug.casefold() for slug in slugs}) == len(slugs) == len(set(tags))
    assert not set(slugs) & {*routes.DEVICES, "index", "..", ""}
    assert all(len(f"{slug}.html".encode()) <= 255 and "/" not in slug for slug in slugs)


@pytest.mark.parametrize(
    "given",
    [
        *(["check", "-C", each] for each in ("/dev/null", "/nonexistent", "a" * 5000)),
        *(["build", "--as-of", each] for each in ("", "9" * 5000, "2024-99", "../..", "2024-10-18/..")),
        *(["build", "--tlp", each] for each in ("", "CLEAR,RED")),
        *(["diff", each] for each in ("/dev/null", "/proc/self/mem", ".", "\udcff")),
        *(["import", each] for each in ("/dev/null", ".", "\udcff")),
        *(["rule", each] for each in ("", "..", "../rules", "a" * 5000)),
        ["export", "json", "--as-of", "x"],
        ["new", "fact", "../../x"],
        ["schema", "../x"],
        ["serve", "--port", "99999"],
        ["init", "/dev/null/x"],
    ],
    ids=lambda given: " ".join(given)[:30].encode("unicode_escape").decode(),
)
def test_no_command_line_ends_in_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str]) -> None:
    """Whatever is given: an exit status of 1, 2 or 3, and words."""
    monkeypatch.chdir(laid(tmp_path, BASE))
    result = run(*given)
    assert result.exit_code in (1, 2, 3)
    assert result.output.strip()


@pytest.mark.slow
def test_mutations_of_the_demo() -> None:
    """A hundred of the mutations of `make fuzz`: no traceback, no finding twice or without a place."""
    outcomes = fuzz(100, first=1_000_000)
    assert sum(outcomes[each] for each in ("built", "checked", "refused")) == 100
