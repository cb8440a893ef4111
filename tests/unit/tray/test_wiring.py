"""tray.wiring: the parts put together, with a real recorder under them, offscreen."""

from __future__ import annotations

import pytest

from desktop_app.host.paths import Paths
from desktop_app.tray import wiring
from desktop_app.tray.presenters.state import Phase
from desktop_app.tray.single import Single
from tests.fakes import running
from tests.fakes.question_values import question

pytestmark = pytest.mark.gui


@pytest.fixture
def tray(qapp, tmp_path, monkeypatch):
    """A tray of a new data directory; its recorder takes any free ports."""
    for name, value in running.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    paths = Paths.resolve()
    paths.prepare()
    paths.settings.write_text(
        '[receive]\nhttp_port = 0\ngrpc_port = 0\n[appearance]\nscheme = "dark"\n'
        "[first_start]\ndone = true\n"
    )
    single = Single(paths)
    assert single.acquire()
    made = wiring.build(qapp, paths, single, ())
    yield made
    made.finish()
    single.release()
    qapp.setStyleSheet("")


def test_it_starts_a_recorder_follows_the_settings_and_ends_it(tray, qtbot):
    """From nothing to recording; the colour scheme is the person's; the end is in order."""
    desk = tray._desk
    tray.start("")
    qtbot.waitUntil(lambda: desk.link.state.phase is Phase.RECORDING, timeout=20_000)
    qtbot.waitUntil(lambda: desk.theme.dark, timeout=10_000)
    assert tray.icon.icon.isVisible()
    desk.go.settings.emit({"appearance.scheme": "light"})
    assert not desk.theme.dark


def test_quitting_says_what_stops(tray, monkeypatch):
    """And does it only when asked to."""
    asked = []
    monkeypatch.setattr(
        tray._desk.notices, "ask", lambda title, text, **more: asked.append((title, text, more))
    )
    tray._desk.go.quit.emit()
    title, text, more = asked[0]
    assert title == "Quit Countersign?"
    assert text.startswith("Recording stops.")
    assert more["done"] == tray.quit


def test_a_click_on_the_icon_leads_to_what_waits(tray):
    """A question before everything else."""
    seen = []
    tray._desk.go.question.connect(lambda name: seen.append(("question", name)))
    tray._desk.go.page.disconnect()
    tray._desk.go.page.connect(lambda name: seen.append(("page", name)))
    tray.icon.clicked.emit()
    tray.asking.hold(locked=True)  # nothing comes up by itself
    tray._desk.link.questions.take([question()])
    tray.icon.clicked.emit()
    assert seen == [("page", "timeline"), ("question", "")]
    tray._desk.link.questions.take([])
