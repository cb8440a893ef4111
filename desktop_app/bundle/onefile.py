"""Writes `verify.py`: the verifier in one file, for reviewers who install nothing of ours.

It holds the source text of `bundle.verify.single` and of every module of ours that it imports, word
for word, and a small importer: what a reviewer reads there is what our tests run here. Left out are
`OMITTED`, which need more than `cryptography`; the verifier says what it then does not check.

`countersign bundle verifier` makes it from the installed package; the wheel carries one that was
made when it was built (`installer/wheel_hook.py`, which loads this file alone: only the standard
library may be imported here).
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parents[2]
ENTRANCE = "desktop_app.bundle.verify.single"
OMITTED = frozenset(("desktop_app.bundle.verify.anchors", "desktop_app.signing.timestamps"))
_PACKAGE = "desktop_app"
_QUOTES = "'''"

HEAD = '''\
#!/usr/bin/env python3
"""Verify a Countersign audit bundle, offline: `python verify.py BUNDLE [--fingerprint DIGITS]`.

Needs Python 3.11 or later and the package `cryptography`, nothing else. Opens the bundle and what
the command line names, and no other file; opens no connection. Get this file from somebody other
than who sent the bundle. What it does: `resources/docs/bundle.md` of Countersign.

Generated (`countersign bundle verifier`): below, word for word, are the modules of Countersign that
verify, and at the end a small importer for them. Licence: Apache-2.0.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("verify.py needs Python 3.11 or later.")

MODULES = {}
'''

TAIL = """
# ==================================================================================================
# The importer: gives Python the modules above, and no other `desktop_app` that may be installed.

import importlib.abc
import importlib.util


class Importer(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] != "desktop_app":
            return None
        if name not in MODULES:
            raise ModuleNotFoundError(f"{name} is not in verify.py", name=name)
        return importlib.util.spec_from_loader(name, self, is_package=self.is_package(name))

    def is_package(self, name):
        return any(other.startswith(name + ".") for other in MODULES)

    def get_source(self, name):
        return MODULES[name]

    def get_code(self, name):
        return compile(MODULES[name], f"<verify.py: {name}>", "exec")


if __name__ == "__main__":
    sys.meta_path.insert(0, Importer())
    try:
        from desktop_app.bundle.verify.single import main
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "cryptography":
            raise
        sys.exit("verify.py needs the package `cryptography`: python -m pip install cryptography")
    sys.exit(main())
"""


def generate() -> str:
    """Return the text of verify.py."""
    parts = [HEAD]
    for name in modules():
        source = _path(name).read_text("utf-8")
        if _QUOTES in source:
            raise ValueError(f"{name} has three single quotes in a row.")
        parts.append(f"\n# {'=' * 98}\nMODULES[{name!r}] = r{_QUOTES}{source}{_QUOTES}\n")
    return "".join((*parts, TAIL))


def modules() -> list[str]:
    """Return the modules that the entrance needs, and their packages, sorted."""
    needed: set[str] = set()
    waiting = [ENTRANCE]
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        waiting.extend(_parents(name))
        waiting.extend(_imports(name))
    return sorted(needed)


def _parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    for end in range(1, len(parts)):
        yield ".".join(parts[:end])


def _imports(name: str) -> Iterator[str]:
    """Yield the modules of ours that a module imports when it runs."""
    for node in _running(ast.parse(_path(name).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found = [f"{node.module}.{alias.name}" for alias in node.names]
            found = [one if _path(one).exists() else node.module for one in found]
        else:
            continue
        yield from (one for one in found if one.split(".")[0] == _PACKAGE and one not in OMITTED)


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree, but not into `if TYPE_CHECKING:`."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            typing = isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING"
            if not typing:
                waiting.append(child)


def _path(name: str) -> Path:
    path = _ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
