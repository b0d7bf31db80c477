"""The layers, read off the syntax tree: effects at the rim only, imports without circles, each library in one place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
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


def found(names: Iterable[str], of: Callable[[str], set[str]]) -> dict[str, set[str]]:
    """What `of` finds in some modules, by their names; those in which it finds nothing are left out."""
    return {name: its for name in names if (its := of(name))}


def test_core_modules_have_no_effects() -> None:
    """The core reads no file, no clock, no chance: same input, same bytes."""
    assert found(CORE, effects) == {}


def effects(name: str) -> set[str]:
    """What a module imports, calls or asks of a path that could touch the world."""
    seen = {each for each in imported(name) for bad in EFFECTFUL if each == bad or each.startswith(f"{bad}.")}
    for each in ast.walk(tree(name)):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in CALLS:
            seen.add(each.func.id)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in CLOCKS:
            seen.add(each.func.attr)
        if isinstance(each, ast.Attribute) and each.attr in ON_DISK and uses_paths(name):
            seen.add(each.attr)
    return {each for each in seen if (name, each) not in ALLOWED} - {"jinja2.Environment"}


def uses_paths(name: str) -> bool:
    """Whether a module could touch the disk: else an attribute named `walk` or `open` is something of its own."""
    return bool({"pathlib.Path", "importlib.resources"} & imported(name))


def test_core_modules_know_only_pure_paths() -> None:
    """Of `pathlib` the core takes the pure paths alone."""
    pure = {"pathlib.PurePosixPath", "pathlib.PurePath"}
    assert found(CORE, lambda name: {each for each in imported(name) if each.startswith("pathlib.")} - pure) == {}


def test_core_modules_import_no_rim() -> None:
    """No module of the core imports one that touches the world."""
    assert found(CORE, lambda name: {each for each in own(name) if is_rim(each)}) == {}


def test_imports_run_one_way() -> None:
    """A stage knows those before it and none that comes after; what all know stands at the top and knows no stage."""
    place = {each: number for number, each in enumerate(["", *LAYERS, FACE])}
    later = found(FILES, lambda name: {each for each in own(name) if place[layer(each)] > place[layer(name)]})
    assert later == {}


def test_imports_have_no_circles() -> None:
    """Every module can be read after those that it imports."""
    left = {name: own(name) for name in FILES}
    while ready := [name for name, needs in left.items() if not needs & set(left)]:
        for name in ready:
            del left[name]
    assert left == {}


def test_no_import_is_hidden_in_a_function() -> None:
    """A hidden import hides a circle; only the command line may wait with imports until a command runs, and `LATE`."""
    assert found((name for name in FILES if name != FACE), hidden) == {}


def hidden(name: str) -> set[str]:
    """The imports of ours in a module's functions, and those for its types alone."""
    within = [
        each
        for each in ast.walk(tree(name))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        or (isinstance(each, ast.If) and "TYPE_CHECKING" in ast.dump(each.test))
    ]
    ours = {each for node in within for each in imports(node) if each.split(".")[0] == "casework"}
    return ours - LATE.get(name, set())


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


def test_views_know_nothing_else() -> None:
    """What a template is handed is plain values: nothing of the dossier is behind them."""
    views = [name for name in FILES if name.startswith("casework.views")]
    assert found(views, lambda name: {each for each in own(name) if not each.startswith("casework.views")}) == {}


def test_every_module_says_what_it_does() -> None:
    """A module opens with a docstring."""
    assert [name for name in FILES if not ast.get_docstring(tree(name))] == []
