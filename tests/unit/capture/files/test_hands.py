"""capture.files.hands: one path at a time, through no link."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.files import hands
from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.ops import State
from desktop_app.capture.files.planned import Step
from tests.fakes.workspace import tree

if TYPE_CHECKING:
    from pathlib import Path

FILE, FOLDER, LINK = State(Kind.FILE, 0o640), State(Kind.DIR, 0o755), State(Kind.LINK, 0o777)


@pytest.mark.parametrize("now", [None, FILE, FOLDER, LINK])
@pytest.mark.parametrize("target", [None, FILE, FOLDER, LINK])
def test_anything_becomes_anything(tmp_path: Path, now: State | None, target: State | None) -> None:
    """A folder for its owner alone at first."""
    root = os.fsencode(tmp_path)
    if now is not None:
        hands.put(root, Step(b"x", None, now), b"old")
    if not (now is None and target is None):
        hands.put(root, Step(b"x", now, target), b"new")
    expected = {
        None: {},
        FILE: {b"x": ("file", 0o640, b"new")},
        FOLDER: {b"x": ("dir", 0o700, b"")},
        LINK: {b"x": ("link", 0o777, b"new")},
    }
    assert tree(tmp_path) == expected[target]


def test_moves_modes_and_status(tmp_path: Path) -> None:
    """Between folders; nothing is there where nothing is."""
    root = os.fsencode(tmp_path)
    (tmp_path / "d").mkdir()
    hands.put(root, Step(b"d/f", None, FILE), b"x")
    hands.move(root, b"d/f", b"g")
    hands.set_mode(root, b"g", 0o600)
    found = hands.status(root, b"g")
    assert found is not None
    assert (found.kind, found.mode) == (Kind.FILE, 0o600)
    assert hands.status(root, b"d/f") is None
    assert hands.status(root, b"none/f") is None


def test_no_link_is_gone_through(tmp_path: Path) -> None:
    """Neither to write, nor to look, nor to move."""
    root = os.fsencode(tmp_path)
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "f").write_text("x")
    (tmp_path / "link").symlink_to("real")
    for deed in (
        lambda: hands.put(root, Step(b"link/f", FILE, None), b""),
        lambda: hands.move(root, b"link/f", b"f"),
        lambda: hands.set_mode(root, b"link/f", 0),
        lambda: hands.status(root, b"link/f"),
    ):
        with pytest.raises(OSError, match="Not a directory"):
            deed()
