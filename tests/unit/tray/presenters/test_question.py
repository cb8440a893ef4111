"""What the dialog says of a question: title, place, reasons, deadline."""

from __future__ import annotations

from hashlib import sha256

import pytest

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters import question as presenter
from tests.fakes.question_values import HOME, NOW_US, question, role_question


def test_who_asks_for_what_where_and_why() -> None:
    """In the words of the design."""
    shown = presenter.asked(question(), NOW_US, HOME)
    began = formats.clock_time(NOW_US - 60_000_000, now_us=NOW_US)
    assert shown.title == "Claude Code asks to run a shell command"
    assert shown.place == f"in ~/work, run started {began}"
    assert shown.why == "rule deletions, policy.yaml line 24: deletions are asked"
    assert shown.so_far == "2 tool calls, nothing denied"
    assert shown.digest == sha256(shown.notice.encode()).hexdigest()
    assert shown.run == ("claude-code", "run-1")
    assert (shown.for_run, shown.for_more) == (True, True)
    assert "rm -f hello.txt" in shown.description
    assert shown.notice in shown.description


@pytest.mark.parametrize(
    ("kind", "verb", "icon"),
    [
        ("file.read", "read a file", "file-read"),
        ("file.write", "change a file", "file-edit"),
        ("file.delete", "delete a file", "file-delete"),
        ("network", "use the network", "network"),
        ("ui", "use screen, mouse or keyboard", "agents"),
        ("mcp", "use the tool Bash", "mcp"),
    ],
)
def test_what_each_kind_is_called(kind: str, verb: str, icon: str) -> None:
    """A kind without words of its own names the tool."""
    shown = presenter.asked(question(kind=kind), NOW_US, HOME)
    assert shown.title == f"Claude Code asks to {verb}"
    assert shown.icon == icon


def test_a_sub_agent_is_named_where_it_acts() -> None:
    """As the agent calls it, made safe."""
    name = "Explo\u202ere"
    shown = presenter.asked(question(delegated_by=name), NOW_US, HOME)
    assert shown.place.endswith(f", delegated: {visible(name)}")


def test_what_is_not_told_is_not_claimed() -> None:
    """No run, no folder, no rule, no deadline, nothing offered."""
    bare = question(
        run_id="", cwd="", because={}, deadline_us=0, run_started_us=0, scopes=[], may_run=False,
        so_far={"tool_calls": 0, "denied": 3},
    )  # fmt: skip
    shown = presenter.asked(bare, NOW_US, HOME)
    assert shown.place == "folder not told"
    assert shown.why == "no rule allows it"
    assert shown.run is None
    assert (shown.for_run, shown.for_more) == (False, False)
    assert shown.so_far == "no other tool call, 3 denied"
    assert presenter.deadline(shown, NOW_US) == ("", False)
    assert not presenter.is_over(shown, NOW_US)


def test_the_deadline_counts_in_the_last_minute() -> None:
    """Before, the line stands still."""
    shown = presenter.asked(question(), NOW_US, HOME)
    when = formats.time_of_day(shown.deadline_us)[:8]
    said = f"Claude Code waits until {when}. If you do not answer it is denied, once."
    assert presenter.deadline(shown, NOW_US) == (said, False)
    late = shown.deadline_us - 41_500_000
    said = f"41 s left. Claude Code stops waiting at {when}; then it is denied, once."
    assert presenter.deadline(shown, late) == (said, True)
    assert presenter.is_over(shown, shown.deadline_us)
    assert presenter.stopped(shown) == "Claude Code stopped waiting. It was denied, once."


def test_what_was_answered_elsewhere() -> None:
    """How and when, as far as it is known here."""
    when = formats.time_of_day(NOW_US)[:8]
    said = f"Already answered: denied at {when} from the notification."
    assert presenter.already("denied", NOW_US) == said
    assert presenter.already("", NOW_US) == "Already answered."
    assert "cannot reach the recorder" in presenter.unreachable()
    assert presenter.place_in(1, 2) == "1 of 2"


def test_a_line_of_the_menu_is_one_line_and_safe() -> None:
    """Whatever the command holds."""
    said = presenter.menu_line(question(text="rm\n-f \u202ex"))
    assert said == "Claude Code asks: rm -f U+202Ex"
    assert presenter.menu_line(question(text="")) == "Claude Code asks: Bash"


def test_a_role_must_allow_it() -> None:
    """Who may, and where nobody holds it the way on."""
    shown = presenter.asked(role_question(), NOW_US, HOME)
    assert (shown.role, shown.role_held) == ("release-manager", True)
    assert "the role release-manager, and only this once" in shown.description
    nobody = presenter.asked(role_question(held=False), NOW_US, HOME)
    assert not nobody.role_held
    assert "nobody holds the role release-manager" in nobody.description
    assert "who knows the passphrase of the role release-manager" in shown.description
    plain = presenter.asked(question(), NOW_US, HOME)
    assert (plain.role, plain.role_held) == ("", True)
    assert "role" not in plain.description
    assert presenter.nobody_holds("lead").endswith("countersign consent approvers add lead")
