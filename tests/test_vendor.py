"""What is vendored is what was pinned: every file there with its hash, each package with its licence."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent


def vendor() -> ModuleType:
    """The vendoring script as a module."""
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "tools" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendor"] = module
    spec.loader.exec_module(module)
    return module


def test_vendored_files_are_the_pinned_ones() -> None:
    """Every vendored file is there and has its pinned hash, each package with its licence."""
    script = vendor()
    assert script.check() == ()
    for group in script.PACKAGES.values():
        assert any("LICENSE" in file.target for file in group)


def test_vendor_check_finds_a_changed_file(tmp_path: Path) -> None:
    """A file that is missing or altered is a fault."""
    script = vendor()
    first = script.files()[0]
    changed = tmp_path / first.target
    changed.parent.mkdir(parents=True)
    changed.write_bytes(b"altered")
    faults = script.check(tmp_path)
    assert faults[0] == f"{first.target}: not the pinned file"
    assert faults[1].endswith(": missing")
    assert script.sha256(b"altered") == hashlib.sha256(b"altered").hexdigest()
