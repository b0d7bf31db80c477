"""The files of a dossier's folder as they come: encodings, sizes, links, stray files."""

from __future__ import annotations

from pathlib import Path

import pytest
from ondisk import laid

from casework.publishing import build
from casework.publishing.build import Examined, Options
from casework.reading import read

SOURCE = "---\ntitle: A\n---\n"
BASE = {"config.yaml": b"title: T\n", "content/index.md": b"[@a]\n", "content/sources/a.md": SOURCE.encode()}


def examined(root: Path, files: dict[str, bytes]) -> Examined:
    return build.examine(laid(root, {**BASE, **files}), Options())


def said(found: Examined) -> list[str]:
    return [f"{each.path}:{each.line}:{each.column}: {each.severity}[{each.code}]" for each in found.findings]


def test_byte_order_mark_and_crlf_change_nothing(tmp_path: Path) -> None:
    """Files from Windows read like others, and places in them are those that an editor shows."""
    text = "---\r\ntitle: A\r\ndate: soon\r\n---\r\nText [[nowhere]].\r\n\r\nMore [[nowhere]].\r\n"
    facts = "facts:\r\n  - id: f\r\n    claim: F.\r\n    kind: x\r\n    evidence: [{source: a}]\r\n"
    found = examined(
        tmp_path,
        {
            "config.yaml": "\ufefftitle: T\r\ntpl: CLEAR\r\n".encode(),
            "content/sources/a.md": ("\ufeff" + text).encode(),
            "content/facts.yaml": ("\ufeff" + facts).encode(),
        },
    )
    assert said(found) == [
        "config.yaml:2:1: error[unknown-key]",
        "content/facts.yaml:4:11: error[bad-value]",
        "content/sources/a.md:3:7: error[bad-date]",
        "content/sources/a.md:5:6: error[unknown-id]",
        "content/sources/a.md:7:6: error[unknown-id]",
    ]


def test_crlf_gives_the_same_pages(tmp_path: Path) -> None:
    """CRLF and a byte order mark in a source change no byte of its page."""
    text = "---\ntitle: A\n---\n::: note\nOne.\n:::\n\n```\ncode\n```\n"
    pages = []
    for name, data in (("unix", text), ("windows", text.replace("\n", "\r\n")), ("bom", "\ufeff" + text)):
        root = tmp_path / name
        found = examined(root, {"content/sources/a.md": data.encode()})
        assert said(found) == []
        pages.append(build.in_memory(root, found)["sources/a.html"])
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize("path", ["content/sources/a.md", "content/facts.yaml", "content/index.md"])
def test_not_utf8_is_placed_at_its_byte(tmp_path: Path, path: str) -> None:
    """A file that is not UTF-8 is one error, at the first byte that is not."""
    found = examined(tmp_path, {path: "---\nvür: ".encode() + b"caf\xe9\n---\n"})
    assert f"{path}:2:9: error[not-utf8]" in said(found)
    assert found.fails


@pytest.mark.parametrize("data", [b"title: caf\xe9\n", "title: T\n".encode("utf-16"), b"title: a\x00b\n"])
def test_config_that_is_not_text(tmp_path: Path, data: bytes) -> None:
    """A config in another encoding, or with control characters, is an error of content and no more."""
    found = examined(tmp_path, {"config.yaml": data})
    assert [each.code for each in found.findings] == ["not-utf8"]
    assert found.case is None


def test_files_above_the_limits_are_too_large(tmp_path: Path) -> None:
    """Content over 10 MiB, facts and entities over 200 MiB and assets over 50 MiB are not read; at the limit they are."""
    mib = 2**20
    sizes = {
        "content/sources/a.md": 10 * mib + 1,
        "content/facts.yaml": 200 * mib + 1,
        "content/entities/e.yaml": 200 * mib + 1,
        "assets/film.mp4": 50 * mib + 1,
        "assets/just.mp4": 50 * mib,
    }
    examined(tmp_path, {})
    for name, size in sizes.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    found = build.examine(tmp_path, Options())
    assert [each for each in said(found) if "too-large" in each] == [
        "assets/film.mp4:1:1: error[file-too-large]",
        "content/entities/e.yaml:1:1: error[file-too-large]",
        "content/facts.yaml:1:1: error[file-too-large]",
        "content/sources/a.md:1:1: error[file-too-large]",
    ]
    assert "assets/just.mp4" in found.folder.assets
    assert "assets/film.mp4" not in found.folder.assets


def test_config_above_the_limit_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The config is a content file like others."""
    monkeypatch.setattr(read, "MOST_CONTENT", 100)
    found = examined(tmp_path, {"config.yaml": b"title: T\n" + b"#" * 200})
    assert "config.yaml:1:1: error[file-too-large]" in said(found)
    assert found.fails


def test_links_that_stay_inside_are_followed(tmp_path: Path) -> None:
    """Symbolic links of files and folders work while they stay inside the dossier."""
    examined(tmp_path, {"shared/b.md": SOURCE.encode(), "pictures/x.png": b"x"})
    (tmp_path / "content" / "sources" / "b.md").symlink_to("../../shared/b.md")
    (tmp_path / "assets").symlink_to("pictures")
    (tmp_path / "content" / "index.md").write_text("[@a; @b] ![](assets/x.png)\n")
    found = build.examine(tmp_path, Options())
    assert said(found) == []
    assert found.case is not None
    assert list(found.case.dossier.sources) == ["a", "b"]


def test_links_that_lead_outside_are_errors(tmp_path: Path) -> None:
    """A link to a file or folder outside is `path-escape`; nothing of it is read."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(SOURCE)
    root = tmp_path / "dossier"
    examined(root, {"assets/x.png": b"x"})
    (root / "content" / "sources" / "b.md").symlink_to(outside / "secret.md")
    (root / "content" / "pages").symlink_to(outside)
    (root / "assets" / "y.md").symlink_to("../../outside/secret.md")
    found = build.examine(root, Options())
    assert said(found) == [
        "assets/y.md:1:1: error[path-escape]",
        "content/pages:1:1: error[path-escape]",
        "content/sources/b.md:1:1: error[path-escape]",
    ]
    assert found.fails
    assert "assets/y.md" not in found.folder.assets


@pytest.mark.parametrize("name", ["content", "assets"])
def test_a_whole_folder_that_is_a_link_outside(tmp_path: Path, name: str) -> None:
    """That the folder itself is the link makes no difference."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "index.md").write_text("Secret.")
    root = tmp_path / "dossier"
    root.mkdir()
    (root / "config.yaml").write_text("title: T\n")
    (root / name).symlink_to("../outside")
    found = build.examine(root, Options())
    assert said(found) == [f"{name}:1:1: error[path-escape]"]
    assert f"{name}/index.md" not in found.folder.assets


def test_a_config_that_is_a_link_outside(tmp_path: Path) -> None:
    """A config from elsewhere is not this dossier's."""
    (tmp_path / "secret.yaml").write_text("title: A secret title\n")
    root = tmp_path / "dossier"
    root.mkdir()
    (root / "config.yaml").symlink_to("../secret.yaml")
    found = build.examine(root, Options())
    assert "config.yaml:1:1: error[path-escape]" in said(found)
    assert found.fails
    assert "A secret title" not in str(found.case)


def test_a_link_that_leads_to_itself_or_nowhere(tmp_path: Path) -> None:
    """Loops and broken links end neither in a traceback nor in a walk without end."""
    examined(tmp_path, {})
    (tmp_path / "content" / "loop").symlink_to(".")
    (tmp_path / "content" / "sources" / "self.md").symlink_to("self.md")
    (tmp_path / "content" / "sources" / "broken.md").symlink_to("none.md")
    found = build.examine(tmp_path, Options())
    assert found.case is not None
    assert list(found.case.dossier.sources) == ["a"]


@pytest.mark.parametrize(
    "file", ["../secret.txt", "/etc/passwd", "a/../../secret.txt", "..\\secret.txt", "C:\\secret.txt"]
)
def test_an_archive_file_outside_the_archive(tmp_path: Path, file: str) -> None:
    """`archive.file` names a text below `archive:`; anything else is `path-escape` and is not read."""
    (tmp_path / "secret.txt").write_text("secret words")
    source = f"---\ntitle: A\narchive: {{file: '{file}'}}\n---\n"
    facts = "facts:\n  - {id: f, claim: F., evidence: [{source: a, quote: secret words}]}\n"
    found = examined(
        tmp_path / "dossier",
        {
            "config.yaml": b"title: T\narchive: texts\n",
            "texts/x.txt": b"x",
            "content/sources/a.md": source.encode(),
            "content/facts.yaml": facts.encode(),
        },
    )
    assert said(found) == ["content/sources/a.md:3:17: error[path-escape]"]
    assert found.case is not None
    assert found.case.checks["f", 0].status == "unverified"


def test_an_archive_link_that_leads_outside_is_not_read(tmp_path: Path) -> None:
    """A symbolic link in the archive is followed only while it stays inside the archive."""
    (tmp_path / "secret.txt").write_text("secret words")
    root = tmp_path / "dossier"
    (root / "texts").mkdir(parents=True)
    (root / "texts" / "x.txt").symlink_to(tmp_path / "secret.txt")
    assert read.copies(root, "texts", ["x.txt"]) == {}


def test_stray_files_are_no_part_of_the_dossier(tmp_path: Path) -> None:
    """Hidden files, editors' copies and other kinds of file are left alone."""
    found = examined(
        tmp_path,
        {
            "content/sources/.a.md.swp": b"\xff",
            "content/sources/.hidden.md": b"---\n: [",
            "content/sources/a.md~": b"\xff",
            "content/notes.txt": b"\xff",
            "content/.obsidian/x.md": b"---\n: [",
            "README.md": b"\xff",
        },
    )
    assert said(found) == []


def test_path_is_relative_to_the_dossiers_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the command runs, `path` begins at the dossier's folder."""
    monkeypatch.chdir("/")
    found = examined(tmp_path, {"content/pages/deep/er.md": b"[[nowhere]]"})
    assert said(found) == ["content/pages/deep/er.md:1:1: error[unknown-id]"]
