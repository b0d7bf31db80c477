"""A live preview for tests: a process of its own, with a builder as small as can be, and what it says and answers."""

from __future__ import annotations

import http.client
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from webpages import free_port

# A builder as small as can be: `content/page.txt` becomes the page, and is wrong when it says so.
PROGRAM = """
import sys, time
from pathlib import Path
from casework.diagnostics import Finding
from casework.preview.previewpage import Outcome
from casework.preview.serve import serve

root, host, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'none'; base-uri 'none'"
PAGE = '<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="{csp}">' \
    '<link rel="stylesheet" href="style.css"><title>t</title></head><body class="b"><h1>{text}</h1></body></html>'

def build(out):
    text = (root / "content" / "page.txt").read_text()
    print("Whole", flush=True)
    if "slow" in text:
        time.sleep(1)
    if "held" in text:
        print("Held", flush=True)
        while not (root / "go").exists():
            time.sleep(0.01)
    if "raises" in text:
        raise RuntimeError("no disk")
    if "broken" in text:
        finding = Finding(code="bad-value", severity="error", message="<b>wrong</b>", path="content/page.txt", line=1,
                          column=1, hint="mend it", row=text)
        private = Finding(code="quote-not-found", severity="error", message="not there", path="content/page.txt",
                          line=1, column=1, hint="mend it", row="", private="nearest: SECRET WORDS")
        return Outcome(ok=False, text="content/page.txt:1:1: SECRET WORDS", findings=(finding, private))
    for name, text in {"index.html": text, "404.html": "nothing here", "sub/index.html": f"sub {text}"}.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(PAGE.format(csp=CSP, text=text))
    (out / "style.css").write_text("h1 { color: rgb(1, 2, 3) }")
    (out / "theme.css").write_text("h2 { color: rgb(1, 2, 3) }")
    if not (out / "link.txt").is_symlink():
        (out / "link.txt").symlink_to(root / "secret.txt")
    return Outcome(ok=True, is_news="small" not in text)

def ahead(out, changed, looked_at):
    text = (root / "content" / "page.txt").read_text()
    print("Ahead", *sorted(changed), *looked_at, flush=True)
    if "small" not in text:
        return None
    (out / "index.html").write_text(PAGE.format(csp=CSP, text=text))
    return Outcome(ok=True, due=frozenset({"sub/index.html"}))

def tag(path, file):
    return str(file.stat().st_size) if path == "theme.css" else ""

serve(root, build, host=host, port=port, say=lambda text: print(text, flush=True), ahead=ahead, tag=tag)
"""


class Running:
    """A preview that runs, and what it said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.port = int(self.said(r"Preview at http://\S+?:(\d+)/")[1])

    def _read(self) -> None:
        assert self.process.stdout
        with suppress(ValueError):  # closed at the end
            for line in self.process.stdout:
                self.lines.put(line)

    def said(self, pattern: str) -> re.Match[str]:
        """The next line that matches."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if found := re.search(pattern, self.lines.get(timeout=20)):
                return found
        raise AssertionError(pattern)

    def ask(self, path: str, host: str = "", **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        """Status, body and headers of what is at `path`, sent as it is written."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.putrequest("GET", path, skip_host=True)
            for name, value in {"Host": host or f"127.0.0.1:{self.port}", **headers}.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers


def write(root: Path, text: str) -> None:
    """Save the page as many editors do: a new file, moved over the old one."""
    new = root / "content" / "page.txt~"
    new.write_text(text)
    new.replace(root / "content" / "page.txt")


@contextmanager
def running(root: Path, text: str = "first", *, port: int = 0, host: str = "127.0.0.1") -> Iterator[Running]:
    """A preview of a dossier at `root` whose page says `text`."""
    (root / "content").mkdir(parents=True, exist_ok=True)
    (root / "config.yaml").write_text("title: t\n")
    (root / "secret.txt").write_text("SECRET")
    write(root, text)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(root), host, str(port or free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TMPDIR": str(root)},
    )
    with process:
        try:
            yield Running(process)
        finally:
            process.kill()
