"""host.resources: packaged files by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import BugError
from desktop_app.host import resources

if TYPE_CHECKING:
    from pathlib import Path


def test_a_resource_of_the_checkout_is_read() -> None:
    """Names are relative to `resources/`."""
    assert '"claude-code"' in resources.read_text("host/agents.json")


def test_the_packaged_directory_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a wheel, `desktop_app/resources` holds them."""
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "x").write_bytes(b"wheel")
    monkeypatch.setattr(resources, "files", lambda _name: tmp_path)
    assert resources.read_bytes("x") == b"wheel"


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../pyproject.toml", "a/../../x", "none"])
def test_names_that_leave_the_directory_or_are_missing_are_bugs(name: str) -> None:
    """A resource name is never a way to another file."""
    with pytest.raises(BugError):
        resources.read_bytes(name)
