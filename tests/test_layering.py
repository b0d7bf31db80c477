"""The layers, read off the syntax tree: effects at the rim only, imports without circles, each library in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "casework").rglob("*.py"))
}
FACE = "casework.commandline"
"""What `dossier.py` is made of; of the engine it takes what a command asks for, when it asks."""
LAYERS = """
    edtf figures views markdown reading reporting evidence words exports kept pages examining publishing printing
    preview importers authoring
""".split()
"""The packages in the order of the flow: each imports only from those before it, and all from the modules at the top."""

EFFECTFUL = (
    "os sys time logging random secrets tempfile shutil subprocess socket threading http urllib.request click jinja2"
    " uuid.uuid1 uuid.uuid4 io.open"
).split()
ON_DISK = set(
    "read_text read_bytes write_text write_bytes open exists is_file is_dir iterdir glob rglob mkdir unlink touch stat"
    " resolve rename rmdir symlink_to chmod cwd home walk".split()
)
CALLS = {"open", "print", "input", "exec", "eval", "compile", "__import__"}
CLOCKS = {"now", "today", "utcnow"}

ALLOWED = {
    # The template environment is given to it; it names the type.
    ("casework.publishing.render", "jinja2"),
    ("casework.publishing.output", "jinja2"),
    # It keeps its library's warnings from the terminal.
    ("casework.importers.bibtex", "logging"),
    # The map's outlines are data of the package itself, read once.
    ("casework.figures.worldmap", "importlib.resources"),
    ("casework.figures.worldmap", "read_bytes"),
    ("casework.figures.worldmap", "read_text"),
    ("casework.figures.worldmap", "open"),
}

LATE = {
    # The Markdown library takes its time to load, and many dossiers have no text that needs it.
    "casework.markdown": {"casework.markdown", "casework.markdown.whole"},
}
ONLY_IN = {
    "click": {"dossier", FACE},
    "livereload": {"casework.preview.serve", "casework.preview.rebuilder", "casework.preview.showing"},
    "tornado": {"casework.preview.serve", "casework.preview.rebuilder", "casework.preview.showing"},
    "watchfiles": {"casework.preview.rebuilder"},
    "yaml": {"casework.reading.yamltext", "casework.authoring.yamlwrite"},
    "markdown": {
        "casework.markdown.library",
        "casework.markdown.inline",
        "casework.markdown.blocks",
        "casework.markdown.tree",
    },
    "nh3": {"casework.markdown.cleaning"},
    "typst": {"casework.printing.pdf"},
}


@cache
def tree(name: str) -> ast.Module:
    path = ROOT / "dossier.py" if name == "dossier" else FILES[name]
    return ast.parse(path.read_text("utf-8"))


def imports(node: ast.AST) -> Iterator[str]:
    """Every module that is imported below a node, `from a import b` as `a` and `a.b`."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)
        elif isinstance(each, ast.ImportFrom):
            assert each.level == 0, "imports are absolute"
            yield each.module or ""
            yield from (f"{each.module}.{alias.name}" for alias in each.names)


def is_rim(name: str) -> bool:
    """Whether a module says of itself that it touches the world."""
    return (ast.get_docstring(tree(name)) or "").startswith("Rim:")


def layer(name: str) -> str:
    """The package that a module is in; empty for the modules at the top, but for the one that knows all."""
    if name == FACE:
        return name
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and (ROOT / "casework" / parts[1]).is_dir() else ""


CORE = [name for name in FILES if not is_rim(name)]


@cache
def imported(name: str) -> frozenset[str]:
    """Every module that a module imports, in its functions too."""
    return frozenset(imports(tree(name)))


@cache
def own(name: str) -> frozenset[str]:
    """The modules of ours that a module imports."""
    return frozenset(each for each in imported(name) if each in FILES and each not in ("casework", name))


@pytest.mark.parametrize("name", CORE)
def test_core_modules_have_no_effects(name: str) -> None:
    """The core reads no file, no clock, no chance: same input, same bytes."""
    found = {each for each in imported(name) for bad in EFFECTFUL if each == bad or each.startswith(f"{bad}.")}
    for each in ast.walk(tree(name)):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in CALLS:
            found.add(each.func.id)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in CLOCKS:
            found.add(each.func.attr)
        if isinstance(each, ast.Attribute) and each.attr in ON_DISK and uses_paths(name):
            found.add(each.attr)
    assert {each for each in found if (name, each) not in ALLOWED} - {"jinja2.Environment"} == set()


def uses_paths(name: str) -> bool:
    """Whether a module could touch the disk: else an attribute named `walk` or `open` is something of its own."""
    return bool({"pathlib.Path", "importlib.resources"} & imported(name))


@pytest.mark.parametrize("name", CORE)
def test_core_modules_know_only_pure_paths(name: str) -> None:
    """Of `pathlib` the core takes the pure paths alone."""
    taken = {each for each in imported(name) if each.startswith("pathlib.")}
    assert {each for each in taken if (name, each) not in ALLOWED} <= {"pathlib.PurePosixPath", "pathlib.PurePath"}


@pytest.mark.parametrize("name", CORE)
def test_core_modules_import_no_rim(name: str) -> None:
    """No module of the core imports one that touches the world."""
    assert {each for each in own(name) if is_rim(each)} == set()


@pytest.mark.parametrize("name", FILES)
def test_imports_run_one_way(name: str) -> None:
    """A stage knows those before it and none that comes after; what all know stands at the top and knows no stage."""
    before = ["", *LAYERS, FACE]
    here = before.index(layer(name))
    later = {each for each in own(name) if before.index(layer(each)) > here}
    assert later == set()


def test_imports_have_no_circles() -> None:
    """Every module can be read after those that it imports."""
    left = {name: own(name) for name in FILES}
    while ready := [name for name, needs in left.items() if not needs & set(left)]:
        for name in ready:
            del left[name]
    assert left == {}


@pytest.mark.parametrize("name", FILES)
def test_no_import_is_hidden_in_a_function(name: str) -> None:
    """A hidden import hides a circle; only the command line may wait with imports until a command runs, and `LATE`."""
    for each in ast.walk(tree(name)) if name != FACE else ():
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            hidden = {found for found in imports(each) if found.split(".")[0] == "casework"}
            assert hidden <= LATE.get(name, set())
        if isinstance(each, ast.If) and "TYPE_CHECKING" in ast.dump(each.test):
            assert [found for found in imports(each) if found.split(".")[0] == "casework"] == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_library_has_its_place(library: str) -> None:
    """Each library is imported by the modules that stand for it alone, so that it can be changed for another there."""
    users = {
        name
        for name in ["dossier", *FILES]
        if any(each == library or each.startswith(f"{library}.") for each in imported(name))
    }
    assert users <= ONLY_IN[library]


@pytest.mark.parametrize("package", ["casework.edtf", "casework.markdown"])
def test_a_package_has_one_face(package: str) -> None:
    """Dates and Markdown are asked for by their package; how it is parted inside is nobody else's business."""
    for name in ["dossier", *FILES]:
        if name != package and not name.startswith(f"{package}."):
            assert [each for each in own(name) if each.startswith(f"{package}.")] == []


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("casework.views")])
def test_views_know_nothing_else(name: str) -> None:
    """What a template is handed is plain values: nothing of the dossier is behind them."""
    assert {each for each in own(name) if not each.startswith("casework.views")} == set()


@pytest.mark.parametrize("name", FILES)
def test_every_module_says_what_it_does(name: str) -> None:
    """A module opens with a docstring."""
    assert ast.get_docstring(tree(name))
