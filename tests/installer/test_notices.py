"""Whose work the built folder holds: named, with licence and text."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTICES = runpy.run_path(str(ROOT / "installer" / "notices.py"))


@pytest.fixture(scope="module")
def text() -> str:
    """The text of this environment."""
    return str(NOTICES["notices"]())


def test_every_pinned_package_is_named(text: str) -> None:
    """What users get is in the table, with a licence; tools of the build are not."""
    rows = dict(re.findall(r"(?m)^  ([\w.-]+) [^:\n]+: (.+)$", text.split("\n\n")[1]))
    names = {NOTICES["canonical"](name) for name in rows}
    assert {"cryptography", "grpcio", "pyside6-essentials", "shiboken6", "python"} <= names
    assert names.isdisjoint({"pytest", "ruff", "pip", "hatchling", "pyinstaller"})
    assert all(rows.values())


def test_texts_are_there(text: str) -> None:
    """The licences themselves, and how Qt's libraries can be replaced."""
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in text.upper()
    assert "Apache License" in text
    assert "LGPL version 3" in text
    assert "put yours in their place" in text
