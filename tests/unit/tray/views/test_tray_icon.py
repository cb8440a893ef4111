"""tray.views.tray_icon: icon, tool tip and menu say what the state is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from desktop_app.tray.presenters.state import Phase
from desktop_app.tray.views.tray_icon import TrayIcon
from tests.fakes.question_values import question

pytestmark = pytest.mark.gui
FINE = {"local_only": True, "size": 5, "sealed_size": 3, "upstreams": 0}


@pytest.fixture
def icon(empty_desk):
    """An icon over a desk without a recorder."""
    made = TrayIcon(empty_desk)
    yield made
    made.menu.deleteLater()


def labels(icon) -> list[str]:
    """Return what the menu shows."""
    return [a.text() for a in icon.menu.actions() if a.isVisible() and not a.isSeparator()]


def action(icon, text):
    """Return an entry of the menu."""
    return next(a for a in icon.menu.actions() if a.text() == text)


def test_the_menu_while_all_is_well(icon, empty_desk):
    """The menu of tray.md, without the pages whose issues have not landed."""
    empty_desk.link._heard(FINE)
    assert labels(icon) == [
        "Recording, local-only",
        "Sealed to #2, 2 not yet sealed",
        "Local-only mode",
        "Pause",
        "Timeline",
        "Consent log",
        "Evidence",
        "Export audit bundle…",
        "Verify now",
        "Agents…",
        "Settings…",
        "Quit…",
    ]
    assert icon.icon.toolTip() == "Recording, local-only, sealed to #2, 2 not yet sealed."
    assert action(icon, "Local-only mode").isChecked()
    assert not action(icon, "Recording, local-only").isEnabled()


def test_paused_it_offers_to_resume(icon, empty_desk):
    """And not to pause again."""
    empty_desk.link._heard({**FINE, "paused": True})
    assert "Resume" in labels(icon)
    assert "Pause" not in labels(icon)
    asked = []
    empty_desk.link.call = lambda verb, args, *_: asked.append((verb, args))
    action(icon, "Resume").trigger()
    assert asked == [("resume", {"confirmed": True})]


def test_a_pause_of_each_length_is_a_persons_word(icon, empty_desk):
    """A click in our own menu."""
    empty_desk.link._heard(FINE)
    asked = []
    empty_desk.link.call = lambda verb, args, *_: asked.append((verb, args["for_s"]))
    for entry in icon._pause.actions()[:3]:
        entry.trigger()
    assert asked == [("pause", 900), ("pause", 3600), ("pause", None)]
    assert [a.text() for a in icon._pause.actions()][:3] == [
        "For 15 minutes",
        "For 1 hour",
        "Until I resume",
    ]


def test_without_a_recorder_it_can_be_started_again(icon, empty_desk, qtbot):
    """And nothing can be asked of it."""
    empty_desk.link.down(Phase.TROUBLE, "It stopped 3 times in 2 minutes: the disk is full.")
    assert labels(icon)[0].startswith("Not recording: It stopped 3 times")
    assert not action(icon, "Local-only mode").isEnabled()
    with qtbot.waitSignal(empty_desk.go.start_again):
        action(icon, "Start the recorder again").trigger()


def test_the_mode_is_asked_for_and_shown_when_it_holds(icon, empty_desk, qtbot):
    """The check mark is the recorder's word."""
    empty_desk.link._heard(FINE)
    mode = action(icon, "Local-only mode")
    with qtbot.waitSignal(empty_desk.go.local_only) as told:
        mode.trigger()
    assert told.args == [False]
    assert mode.isChecked()
    empty_desk.link._heard({**FINE, "local_only": False})
    assert not mode.isChecked()


def test_entries_lead_where_they_say(icon, empty_desk, qtbot):
    """Pages, export, verification, the end."""
    for text, signal, args in (
        ("Timeline", empty_desk.go.page, ["timeline"]),
        ("Evidence", empty_desk.go.page, ["evidence"]),
        ("Agents…", empty_desk.go.page, ["agents"]),
        ("Settings…", empty_desk.go.page, ["settings"]),
        ("Export audit bundle…", empty_desk.go.export, [""]),
        ("Verify now", empty_desk.go.verify_ledger, []),
        ("Quit…", empty_desk.go.quit, []),
    ):
        with qtbot.waitSignal(signal) as told:
            action(icon, text).trigger()
        assert told.args == args


def test_a_left_click_is_told_and_another_is_not(icon, qtbot):
    """The menu is the right button's."""
    with qtbot.waitSignal(icon.clicked):
        icon.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(icon.clicked):
        icon.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_the_panel_may_be_dark_though_the_scheme_is_light(icon, empty_desk):
    """`appearance.tray_icon`."""
    empty_desk.link._heard(FINE)
    light = icon.icon.icon().pixmap(22).toImage()
    icon.panel("dark-panel")
    assert icon.icon.icon().pixmap(22).toImage() != light
    icon.panel("automatic")
    assert icon.icon.icon().pixmap(22).toImage() == light


def test_marks_of_mnemonics_are_shown_as_they_are(icon, empty_desk):
    """A file's name keeps its `&` and its `_`, whoever draws the menu."""
    empty_desk.link.down(Phase.TROUBLE, "Cannot open /a&b/my_data.")
    assert labels(icon)[0] == "Not recording: Cannot open /a&&b/my_data."
    icon.over_bus(on=True)
    assert labels(icon)[0] == "Not recording: Cannot open /a&&b/my__data."
    assert icon.icon.toolTip() == "Not recording: Cannot open /a&b/my_data."
    icon.over_bus(on=False)
    assert labels(icon)[0] == "Not recording: Cannot open /a&&b/my_data."


def test_a_long_reason_does_not_widen_the_menu(icon, empty_desk):
    """Cut at its end; the tool tip has all of it."""
    reason = "It stopped: " + "a" * 300
    empty_desk.link.down(Phase.TROUBLE, reason)
    assert labels(icon)[0] == f"Not recording: It stopped: {'a' * 36}…"
    assert icon.icon.toolTip() == f"Not recording: {reason}"


def test_questions_stand_in_the_menu_three_at_most(icon, empty_desk):
    """Icon, tool tip and menu say the same; a line leads to its question."""
    link = empty_desk.link
    link._heard(FINE)
    asked = [question(id=f"q{n}", intent=n, text=f"git push {n}") for n in range(5)]
    link.questions.take(asked)
    assert labels(icon)[2:6] == [
        "Claude Code asks: git push 0",
        "Claude Code asks: git push 1",
        "Claude Code asks: git push 2",
        "2 more questions",
    ]
    assert icon.icon.toolTip().startswith("5 questions wait for you. Recording, local-only")
    seen = []
    empty_desk.go.question.connect(seen.append)
    action(icon, "Claude Code asks: git push 1").trigger()
    assert seen == ["q1"]
    link.questions.take([])
    assert labels(icon)[2] == "Local-only mode"
    assert icon.icon.toolTip().startswith("Recording")


def test_a_picture_can_be_taken_while_that_is_allowed(icon, empty_desk):
    """By the person's consent; else the line is not there."""
    empty_desk.link._heard({**FINE, "vault": {"keeps": ["keep command lines"]}})
    assert "Take a picture now" not in labels(icon)
    empty_desk.link._heard({**FINE, "vault": {"keeps": ["screenshots"]}})
    asked = []
    empty_desk.link.call = lambda verb, args, *_: asked.append((verb, args))
    action(icon, "Take a picture now").trigger()
    assert asked == [("capture.take", {"confirmed": True})]


def test_corner_marks_say_that_a_picture_is_taken(icon, empty_desk, monkeypatch):
    """While it is so; trouble is graver."""
    drawn = []
    monkeypatch.setattr(icon, "_drawn", lambda name: drawn.append(name) or icon.icon.icon())
    empty_desk.link._heard(FINE)
    for on in (True, False, True):
        icon.capturing(on)
    empty_desk.link._heard({**FINE, "trouble": "The disk is full."})
    names = [name.rpartition("-")[0] for name in drawn]
    assert names == ["recording-local", "capturing", "recording-local", "capturing", "trouble"]
