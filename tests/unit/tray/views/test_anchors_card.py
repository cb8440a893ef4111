"""The card of anchors: facts, and what would be provable."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.host.paths import Paths
from desktop_app.tray.integrity_check import IntegrityCheck
from desktop_app.tray.presenters.anchors import Outside
from desktop_app.tray.presenters.integrity import Fact
from desktop_app.tray.views.anchors_card import AnchorsCard
from tests.fakes import forwarding
from tests.fakes.seen import told
from tests.fakes.tsa import Stamper

pytestmark = pytest.mark.gui


def test_it_shows_facts_and_sentences(qtbot, desk):
    """And what is shown again leaves its texts alone: they may be selected."""
    card = AnchorsCard(desk, IntegrityCheck(desk))
    qtbot.addWidget(card)
    card.show()
    first = Outside((Fact("anchor", "text2", "Checkpoint elsewhere", "none"),), ("Nothing.",))
    card.show_outside(first)
    qtbot.waitUntil(lambda: "Checkpoint elsewhere" in told(card))
    assert "If this disk were swapped today" in told(card)
    labels = card.findChildren(QLabel)
    card.show_outside(Outside(first.facts, ("Nothing.",)))
    assert card.findChildren(QLabel) == labels
    card.show_outside(Outside(first.facts, ("A checkpoint.", "A time stamp.")))
    qtbot.waitUntil(lambda: "A time stamp." in told(card))
    qtbot.waitUntil(lambda: "Nothing." not in told(card))


def test_a_time_stamp_is_checked_by_the_root_that_was_trusted(
    qtbot, agents_desk, make_desk, tmp_path, monkeypatch
):
    """In the background, once for each; a root that is trusted later counts when asked anew."""
    _desk, recorder = agents_desk
    monkeypatch.delenv("XDG_CONFIG_HOME")  # the recorder's keys lie in its HOME
    desk = make_desk(Paths.resolve())
    stamper = Stamper(tmp_path / "tsa")
    file, token = tmp_path / "checkpoint", tmp_path / "token"
    recorder.cli("ledger", "checkpoint", "--to", str(file))
    token.write_bytes(stamper.stamp(file.read_bytes()))
    recorder.cli("ledger", "stamp-add", str(token))
    recorder.wait_indexed()
    card = AnchorsCard(desk, IntegrityCheck(desk))
    qtbot.addWidget(card)
    card.show()
    card.read()
    qtbot.waitUntil(lambda: "not checked here" in told(card))
    root = {"tsa-root": stamper.root.decode()}
    forwarding.add(recorder, "tsa", "https://tsa.example.org", secrets=root)
    qtbot.waitUntil(lambda: not desk.work._tasks)
    card.read()
    qtbot.waitUntil(lambda: not desk.reader._work._tasks)
    assert "not checked here" in told(card)
    card.anew()
    card.read()
    qtbot.waitUntil(lambda: "checked against the root that you trusted (Today" in told(card))
    assert "not checked here" not in told(card)


def test_a_keystore_that_cannot_be_asked_leaves_it_unchecked(
    qtbot, agents_desk, tmp_path, monkeypatch
):
    """No window pops up."""
    desk, recorder = agents_desk
    stamper = Stamper(tmp_path / "tsa")
    file, token = tmp_path / "checkpoint", tmp_path / "token"
    recorder.cli("ledger", "checkpoint", "--to", str(file))
    token.write_bytes(stamper.stamp(file.read_bytes()))
    recorder.cli("ledger", "stamp-add", str(token))
    recorder.wait_indexed()
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "moon")
    card = AnchorsCard(desk, IntegrityCheck(desk))
    qtbot.addWidget(card)
    card.show()
    card.read()
    qtbot.waitUntil(lambda: "not checked here" in told(card))
    qtbot.waitUntil(lambda: bool(card._checked_of) and not desk.work._tasks)
    assert "not checked here" in told(card)
    assert desk.notices.errors == []
