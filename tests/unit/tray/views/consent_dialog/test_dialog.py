"""The dialog by itself: guard, focus, order of keys, deadline, what it says when it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from desktop_app.tray.views import accessible
from desktop_app.tray.views.consent_dialog.dialog import WIDE, ConsentDialog
from tests.fakes.clock import FakeClock
from tests.fakes.question_values import question, role_question

pytestmark = pytest.mark.gui


@pytest.fixture
def clock() -> FakeClock:
    """So that deadlines come when a test says so."""
    return FakeClock()


@pytest.fixture
def dialog(empty_desk, clock, qtbot) -> ConsentDialog:
    """The dialog with a question that waits for two minutes."""
    accessible.install()
    made = ConsentDialog(replace(empty_desk, clock=clock))
    qtbot.addWidget(made)
    made.ask(question(deadline_us=clock.now_us() + 120_000_000), 1, 2)
    made.show()
    return made


def free(dialog: ConsentDialog, qtbot) -> None:
    """Wait until presses count."""
    qtbot.waitUntil(lambda: not dialog.guard.holding)


def test_it_takes_no_focus_and_stays_on_top(dialog) -> None:
    """One window, not modal."""
    assert dialog.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert dialog.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert not dialog.isModal()
    assert dialog.width() >= WIDE
    assert dialog.focusWidget() is dialog.foot.deny


def test_tab_goes_from_deny_to_the_links(dialog, qtbot) -> None:
    """Deny, with reason, once, run, more, what, links."""
    dialog.activateWindow()
    free(dialog, qtbot)
    order = []
    for _ in range(8):
        order.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    foot = dialog.foot
    assert order[:5] == [foot.deny, foot.with_reason, foot.once, foot.run, foot.widen]
    assert order[5:] == dialog.body.stops


def test_nothing_counts_within_the_guard(dialog, qtbot) -> None:
    """Neither key nor click; the same press counts afterwards, once."""
    said = []
    dialog.answered.connect(said.append)
    qtbot.mouseClick(dialog.foot.once, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog.foot.deny, Qt.Key.Key_Space)
    assert said == []
    free(dialog, qtbot)
    qtbot.mouseClick(dialog.foot.once, Qt.MouseButton.LeftButton)
    free(dialog, qtbot)
    qtbot.mouseClick(dialog.foot.once, Qt.MouseButton.LeftButton)
    (args,) = said
    assert args["answer"] == "once"
    assert args["digest"] == dialog.asked.digest
    assert args["latency_ms"] >= 500


def test_another_question_is_guarded_anew(dialog, qtbot) -> None:
    """And begins without what was typed for the first."""
    free(dialog, qtbot)
    dialog.foot.reason.setText("no")
    dialog.ask(question(id="b2", text="ls", arguments={}), 1, 1)
    assert dialog.guard.holding
    assert dialog.foot.reason.text() == ""
    assert dialog.body.count.text() == "1 of 1"


def test_escape_and_close_put_it_aside(dialog, qtbot) -> None:
    """It keeps waiting; nothing is answered."""
    said, aside = [], []
    dialog.answered.connect(said.append)
    dialog.aside.connect(aside.append)
    free(dialog, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert aside == ["a1", "a1"]
    assert said == []


def test_the_deadline_counts_and_ends(dialog, clock) -> None:
    """Text alone changes; after it there is Close."""
    size = dialog.size()
    clock.advance(79)
    dialog._tick()
    assert dialog.foot._line.text().startswith("41 s left. Claude Code stops waiting at ")
    assert dialog.size() == size
    clock.advance(42)
    dialog._tick()
    assert dialog.foot._line.text() == "Claude Code stopped waiting. It was denied, once."
    assert dialog.foot.close_over.isVisible()
    assert dialog.guard.holding


def test_without_a_deadline_there_is_no_line(dialog) -> None:
    """None is invented."""
    dialog.ask(question(deadline_us=0), 1, 1)
    assert not dialog.foot._deadline.isVisible()


def test_an_answer_that_did_not_arrive_can_be_given_again(dialog, qtbot) -> None:
    """Why stands in place."""
    said = []
    dialog.answered.connect(said.append)
    free(dialog, qtbot)
    qtbot.mouseClick(dialog.foot.deny, Qt.MouseButton.LeftButton)
    dialog.failed("The disk is full.")
    free(dialog, qtbot)
    qtbot.mouseClick(dialog.foot.deny, Qt.MouseButton.LeftButton)
    assert len(said) == 2


def test_a_screen_reader_hears_all_of_it(dialog) -> None:
    """Name = title, description = the whole safe text."""
    assert dialog.accessibleName() == "Claude Code asks to run a shell command"
    dialog.ask(question(text="a\u202eb", arguments={}), 1, 1)
    assert "(right-to-left override)" in dialog.accessibleDescription()
    face = QAccessible.queryAccessibleInterface(dialog)
    assert face.role() is QAccessible.Role.AlertMessage
    assert "(right-to-left override)" in face.text(QAccessible.Text.Description)
    assert face.text(QAccessible.Text.Name) == "Claude Code asks to run a shell command"


def test_the_deadline_is_announced_at_the_start_and_twice_before_it(
    dialog, clock, monkeypatch
) -> None:
    """Once each; a question that comes late has less to say."""
    said: list[str] = []
    monkeypatch.setattr(dialog._announcer, "say", said.append)
    dialog.ask(question(deadline_us=clock.now_us() + 600_000_000), 1, 1)
    assert said[0].startswith("Claude Code waits until ")
    for seconds in (1, 539, 1, 49, 1, 2):
        clock.advance(seconds)
        dialog._tick()
    assert [one[:4] for one in said[1:]] == ["60 s", "10 s"]
    said.clear()
    dialog.ask(question(deadline_us=clock.now_us() + 8_000_000), 1, 1)
    dialog._tick()
    assert [one[:3] for one in said] == ["8 s"]
    dialog.ask(question(deadline_us=0), 1, 1)
    assert len(said) == 1


EDIT = {"kind": "file.write", "tool": "Edit", "traits": []}


def edit(file, old: str, new: str) -> dict:
    """Return a question about a change of a file."""
    arguments = {"file_path": str(file), "old_string": old, "new_string": new}
    paths = [{"path": str(file), "use": "write", "place": "workspace"}]
    return question(**EDIT, text=str(file), arguments=arguments, paths=paths)


def shown(dialog) -> list[tuple[str, str, str]]:
    """Return the lines of the change."""
    return [(line.number, line.sign, line.text) for line in dialog.body.what.view._lines]


def test_a_change_is_shown_in_its_place(dialog, qtbot, tmp_path) -> None:
    """With both numbers and what stands around it; the guard holds anew."""
    file = tmp_path / "a.txt"
    file.write_text("".join(f"line {n}\n" for n in range(1, 12)) + "line 12")
    dialog.ask(edit(file, "line 10", "ten"), 1, 2)
    qtbot.waitUntil(lambda: len(shown(dialog)) > 2)
    assert shown(dialog) == [
        ("", "@", ""),
        (" 7  7", "", "line 7"),
        (" 8  8", "", "line 8"),
        (" 9  9", "", "line 9"),
        ("10   ", "-", "line 10"),
        ("   10", "+", "ten"),
        ("11 11", "", "line 11"),
        ("12 12", "", "line 12"),
    ]
    assert dialog.guard.holding
    assert dialog.body.count.text() == "1 of 2"
    assert dialog.focusWidget() is dialog.foot.deny
    assert "line 9" in dialog.accessibleDescription()


def test_a_file_that_is_read_too_late_moves_nothing(dialog, qtbot, tmp_path) -> None:
    """A press counts by then; so it is with what is no text, and with another question."""
    file = tmp_path / "a.txt"
    dialog.ask(edit(file, "one", "two"), 1, 1)
    before = shown(dialog)
    dialog._looked("other", b"one")
    dialog._looked("a1", b"\0one")
    dialog._looked("a1", None)
    free(dialog, qtbot)
    dialog._looked("a1", b"one")
    assert shown(dialog) == before == [("", "-", "one"), ("", "+", "two")]


def test_shown_again_there_is_nothing_to_answer(dialog, qtbot) -> None:
    """Close alone."""
    dialog.show_again(question(), "This was asked before.")
    free(dialog, qtbot)
    with qtbot.waitSignal(dialog.closed):
        qtbot.mouseClick(dialog.foot.close_over, Qt.MouseButton.LeftButton)


def test_it_rehearses_without_a_question(empty_desk, qtbot) -> None:
    """Nothing is shown by it, and nothing can be answered."""
    made = ConsentDialog(empty_desk)
    qtbot.addWidget(made)
    said = []
    made.answered.connect(said.append)
    made.rehearse()
    assert not made.isVisible()
    assert made.asked is None
    made.foot.once.click()
    assert said == []


def test_a_role_needs_its_passphrase(dialog, qtbot) -> None:
    """Allow once leads to the line; Enter in it allows once. It is sent, and gone from here."""
    said = []
    dialog.answered.connect(said.append)
    dialog.ask(role_question(deadline_us=0), 1, 1)
    dialog.activateWindow()
    free(dialog, qtbot)
    foot = dialog.foot
    assert dialog.focusWidget() is foot.deny
    assert [one for one in foot.buttons if one.isVisible()] == [
        foot.deny,
        foot.with_reason,
        foot.once,
    ]
    qtbot.mouseClick(foot.once, Qt.MouseButton.LeftButton)
    assert said == []
    assert dialog.focusWidget() is foot.role.field
    qtbot.keyClicks(foot.role.field, "nine green bottles")
    qtbot.keyClick(foot.role.field, Qt.Key.Key_Return)
    (args,) = said
    assert (args["answer"], args["passphrase"]) == ("once", "nine green bottles")
    assert foot.role.field.text() == ""


def test_nothing_is_typed_within_the_guard(dialog, qtbot) -> None:
    """Keys that were meant for another window do not land in the passphrase."""
    dialog.ask(role_question(), 1, 1)
    assert dialog.guard.holding
    qtbot.keyClicks(dialog.foot.role.field, "stray")
    assert dialog.foot.role.field.text() == ""


def test_a_wrong_passphrase_is_said_and_can_be_typed_again(dialog, qtbot) -> None:
    """The question keeps waiting, and its time goes on."""
    said = []
    dialog.answered.connect(said.append)
    dialog.ask(role_question(), 1, 1)
    free(dialog, qtbot)
    for typed in ("wrong", "right"):
        qtbot.keyClicks(dialog.foot.role.field, typed)
        qtbot.mouseClick(dialog.foot.once, Qt.MouseButton.LeftButton)
        dialog.failed("That is not the passphrase of the role release-manager.")
        assert dialog.body._trouble.isVisible()
        assert dialog._timer.isActive()
        assert dialog.focusWidget() is dialog.foot.role.field
        free(dialog, qtbot)
    assert [args["passphrase"] for args in said] == ["wrong", "right"]


def test_deny_takes_no_passphrase_along(dialog, qtbot) -> None:
    """What was typed already is forgotten."""
    said = []
    dialog.answered.connect(said.append)
    dialog.ask(role_question(), 1, 1)
    free(dialog, qtbot)
    qtbot.keyClicks(dialog.foot.role.field, "typed")
    qtbot.mouseClick(dialog.foot.deny, Qt.MouseButton.LeftButton)
    (args,) = said
    assert args["answer"] == "deny"
    assert "passphrase" not in args
    assert dialog.foot.role.field.text() == ""


def test_a_role_that_nobody_holds_leaves_deny_alone(dialog, qtbot) -> None:
    """The way on is said; Tab passes by what is not there."""
    dialog.ask(role_question(held=False), 1, 1)
    free(dialog, qtbot)
    foot = dialog.foot
    assert [one for one in foot.buttons if one.isVisible()] == [foot.deny, foot.with_reason]
    assert foot.role._nobody.isVisible()
    dialog.ask(question(), 1, 1)
    assert foot.once.isVisible()
    assert foot.role.isHidden()


def test_tab_comes_to_the_passphrase_before_what_allows(dialog, qtbot) -> None:
    """Deny, with reason, passphrase, once."""
    dialog.ask(role_question(), 1, 1)
    dialog.activateWindow()
    free(dialog, qtbot)
    order = []
    for _ in range(4):
        order.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    foot = dialog.foot
    assert order == [foot.deny, foot.with_reason, foot.role.field, foot.once]


def test_the_passphrase_goes_when_the_question_is_over_or_put_aside(dialog, qtbot) -> None:
    """It does not wait in a window that nobody looks at."""
    dialog.ask(role_question(), 1, 1)
    free(dialog, qtbot)
    qtbot.keyClicks(dialog.foot.role.field, "typed")
    dialog.hide()
    assert dialog.foot.role.field.text() == ""
    dialog.show()
    free(dialog, qtbot)
    qtbot.keyClicks(dialog.foot.role.field, "typed")
    dialog.over("It was denied, once.")
    assert dialog.foot.role.field.text() == ""
    assert not dialog.foot.role.isVisible()
