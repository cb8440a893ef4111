"""Keys are read in the background; where the keystore is shut, the ledger's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from desktop_app.tray.views.keys_reader import KeysReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui


@pytest.fixture
def owner() -> Iterator[QObject]:
    """Lives as long as the test."""
    made = QObject()
    yield made
    made.deleteLater()


def test_keys_and_custody(qtbot: QtBot, desk: Desk, owner: QObject) -> None:
    """Nothing is claimed before they are read."""
    reader = KeysReader(desk, owner)
    assert (reader.keys, reader.custody, reader.epoch_vkey) == ({}, "", "")
    with qtbot.waitSignal(reader.changed):
        reader.read()
    assert reader.custody == "plain-file"
    assert str(reader.keys["vkey"]).startswith("countersign/")
    assert reader.epoch_vkey.startswith("countersign/")
    assert reader.epoch_vkey != reader.keys["vkey"]


def test_a_keystore_that_cannot_be_asked(
    qtbot: QtBot, desk: Desk, owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same keys, and why no more is known; nobody is bothered."""
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "moon")
    reader = KeysReader(desk, owner)
    with qtbot.waitSignal(reader.changed):
        reader.read()
    assert "moon" in reader.custody
    assert reader.epoch_vkey.startswith("countersign/")
    assert desk.notices.errors == []  # type: ignore[attr-defined]  # of the tests' own


def test_before_there_is_a_ledger(qtbot: QtBot, empty_desk: Desk, owner: QObject) -> None:
    """There are none, and that is no error."""
    reader = KeysReader(empty_desk, owner)
    reader.read()
    qtbot.waitUntil(lambda: not empty_desk.work._tasks)
    assert reader.keys == {}
    assert empty_desk.notices.errors == []  # type: ignore[attr-defined]  # of the tests' own
