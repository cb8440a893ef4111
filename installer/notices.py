"""Writes THIRD-PARTY.txt: whose work the built folder holds, under which licence, with the texts.

What is named is what `requirements-tray.lock` pins and this environment has; Python itself is the
first. Run by `countersign.spec`.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LICENCE_FILE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice|authors)[^/]*$")
_RULE = "=" * 78
_TOOLS = frozenset(("hatchling", "packaging", "pathspec", "pip", "trove-classifiers"))
_QT = (
    "Qt and Qt for Python are used under the LGPL version 3, unchanged. Their libraries lie in\n"
    "the folder PySide6 as files of their own; put yours in their place to use another version.\n"
    "Their source: https://download.qt.io/official_releases/\n"
)


def notices() -> str:
    """Return the text: a table of packages, then each with the licence texts that it carries."""
    packages = sorted(bundled(), key=lambda it: it.metadata["Name"].lower())
    table = [f"{it.metadata['Name']} {it.version}: {licence(it)}" for it in packages]
    python = f"Python {sys.version.split()[0]}: PSF-2.0"
    parts = ["Countersign holds the work of others:\n", *(f"  {row}" for row in [python, *table])]
    parts += ["", _QT, python_text()]
    for package in packages:
        for text in texts(package):
            parts += [_RULE, f"{package.metadata['Name']} {package.version}", _RULE, text]
    return "\n".join(parts) + "\n"


def bundled() -> list[Distribution]:
    """Return the packages of this environment that users get."""
    lock = (ROOT / "requirements-tray.lock").read_text("utf-8")
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)==", lock))
    found = {canonical(it.metadata["Name"]): it for it in distributions()}
    return [found[name] for name in (locked & found.keys()) - _TOOLS]


def canonical(name: str) -> str:
    """Return a package's name as the lock file spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(package: Distribution) -> str:
    """Return the licence that a package says it has, in a few words."""
    fields = ("License-Expression", "License")
    said = next((package.metadata[it] for it in fields if it in package.metadata), "")
    if said and "\n" not in said and len(said) < 80:  # noqa: PLR2004 - some put the whole text there
        return said
    named = [it for it in package.metadata.get_all("Classifier") or () if it.startswith("License")]
    return ", ".join(it.rpartition(" :: ")[2] for it in named) or "see its text below"


def texts(package: Distribution) -> list[str]:
    """Return the licence texts that a package carries."""
    files = [it for it in package.files or () if _LICENCE_FILE.search(it.as_posix())]
    inside = [Path(str(it.locate())) for it in files if ".dist-info" in it.as_posix()]
    return [it.read_text("utf-8", "replace") for it in sorted(inside) if it.is_file()]


def python_text() -> str:
    """Return Python's own licence, where its installation has it."""
    path = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    return f"{_RULE}\nPython\n{_RULE}\n{path.read_text('utf-8')}" if path.is_file() else ""
