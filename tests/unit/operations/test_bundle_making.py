"""How a bundle's file is called, and what is told of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desktop_app.bundle.build.builder import Built
from desktop_app.bundle.build.request import Request
from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import Predicate
from desktop_app.bundle.scope import RunScope
from desktop_app.operations.bundle_making import Made, _size, _stopped, free_name
from desktop_app.operations.bundle_scope import Chosen

TS_US = 1_795_169_861_000_000
WHEN = f"{datetime.fromtimestamp(TS_US / 1e6).astimezone():%Y%m%d-%H%M}"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("claude-code", "claude-code"),
        ("My Run / ../x", "my-run-..-x"),
        ("...", "run"),
        ("日本", "run"),
        ("a" * 300, "a" * 60),
    ],
)
def test_a_name_is_a_file_name(tmp_path, monkeypatch, name, stem):
    """Whatever an agent calls itself."""
    monkeypatch.chdir(tmp_path)
    path = free_name(Chosen(RunScope("", "r"), name, TS_US), unpacked=False)
    assert path == Path(f"{stem}-{WHEN}.zip")


def test_a_name_that_is_taken_is_numbered(tmp_path, monkeypatch):
    """Never written over; a directory has no suffix."""
    monkeypatch.chdir(tmp_path)
    chosen = Chosen(RunScope("", "r"), "codex", TS_US)
    for wanted in (f"codex-{WHEN}.zip", f"codex-{WHEN}-2.zip", f"codex-{WHEN}-3.zip"):
        path = free_name(chosen, unpacked=False)
        assert path == Path(wanted)
        path.touch()
    assert free_name(chosen, unpacked=True) == Path(f"codex-{WHEN}")
    elsewhere = tmp_path / "elsewhere"
    assert free_name(chosen, unpacked=False, folder=elsewhere) == elsewhere / f"codex-{WHEN}.zip"


def test_what_is_told():
    """For people and scripts; a path with a space can be pasted."""
    told = Predicate("log", 9, bytes(32), 1, Level.FULL, RunScope("", "r"), ("age1",), 8, 0, 4)
    rows = [{"what": "paused", "seq": 1}, {"what": "paused", "seq": 2}, {"what": "rejected"}]
    built = Built(Path("a b.zip"), 30, 7, (2, 6), 5, rows, "1 2", "vkey")
    made = Made(built, told, 1234)
    assert made.missing() == {"paused": 2, "rejected": 1}
    assert made.commands()[0] == "countersign bundle verify 'a b.zip'"
    data = made.to_json()
    assert data["entries"] == {"first": 2, "last": 6, "in_scope": 5, "shown": 7}
    assert (data["bytes"], data["checkpoint"], data["previous"]) == (1234, 9, 4)
    assert (data["level"], data["recipients"], data["key"]) == ("full", ["age1"], "vkey")


def test_the_size_of_a_directory_is_that_of_its_files(tmp_path):
    """All of them."""
    (tmp_path / "log").mkdir()
    (tmp_path / "a").write_bytes(b"12")
    (tmp_path / "log" / "b").write_bytes(b"345")
    assert _size(tmp_path) == 5
    assert _size(tmp_path / "a") == 2


def test_who_stops_it_is_told_what_is_left():
    """No file; two entries, once the recorder was asked."""
    told = Predicate("log", 9, bytes(32), 1, Level.FULL, RunScope("", "r"), (), 8, 0, None)
    assert _stopped(None) == "Stopped. Nothing was written."
    assert "Entry #8 says that it was asked for" in _stopped(Request(told, b""))
