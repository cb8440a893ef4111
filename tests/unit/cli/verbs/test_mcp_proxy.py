"""`countersign mcp-proxy`: usage, and what it says where the SDK is missing."""

from __future__ import annotations

import importlib.util
import json
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli import app
from desktop_app.cli.verbs import mcp_proxy

if TYPE_CHECKING:
    from pathlib import Path


def error(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return the error that was told."""
    captured = capsys.readouterr()
    found: dict[str, str] = json.loads(captured.out or captured.err)["error"]
    return found


def run(tmp_path: Path, *words: str) -> int:
    """Run the verb on an empty data directory."""
    return app.main(["--output", "json", "--data-dir", str(tmp_path), "mcp-proxy", *words])


def test_sdk_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert run(tmp_path, "--", sys.executable) == 2
    assert "countersign[mcp]" in error(capsys)["hint"]


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "ü", "a__b/c"])
def test_names(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A name that would not stand in the name of a tool is refused."""
    assert run(tmp_path, "--name", name, "--", sys.executable) == 2
    assert "64" in error(capsys)["message"]


def test_no_such_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that cannot be started is one sentence."""
    assert run(tmp_path, "--", "/no/such/server") == 1
    assert error(capsys)["code"] == "NOT_FOUND"


def test_called_by_its_program() -> None:
    """Without a name it is called as its program."""
    assert mcp_proxy._called(None, "/usr/bin/my server") == "my-server"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--url", "http://127.0.0.1:9/", "--name", "t", "--", "program"),
        ("--url", "http://127.0.0.1:9/"),
        ("--port", "9", "--", "program"),
        ("--url", "http://127.0.0.1:9/", "--name", "a b"),
    ],
)
def test_either_a_program_or_a_url(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """Nothing is guessed."""
    assert run(tmp_path, *words) == 2
    assert error(capsys)["code"] == "USAGE"


@pytest.mark.parametrize(
    "url", ["http://example.org/mcp", "https://127.0.0.1/mcp", "files", "http://[/"]
)
def test_a_url_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str) -> None:
    """It is refused with what a URL looks like, not with advice about a settings file."""
    assert run(tmp_path, "--name", "t", "--url", url) == 2
    assert "--url http://127.0.0.1:8000/mcp" in error(capsys)["hint"]
