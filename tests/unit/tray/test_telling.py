"""tray.telling: what is told by a notification, once, and taken back when it is over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal

from desktop_app.operations.judgement import Judgement
from desktop_app.tray.integrity_check import IntegrityCheck
from desktop_app.tray.presenters.notices import Kind
from desktop_app.tray.presenters.state import Phase, Verdict
from desktop_app.tray.telling import Telling

pytestmark = pytest.mark.gui
FINE = {"local_only": True, "size": 5, "sealed_size": 5}


class Heard(QObject):
    """A notifier that keeps what it is given."""

    invoked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.shown, self.taken_back = [], []

    def show(self, notice):
        """Keep it."""
        self.shown.append(notice)

    def withdraw(self, key):
        """Keep the key."""
        self.taken_back.append(key)


@pytest.fixture
def notifier(empty_desk):
    """The notifier of a desk; telling and check live as long."""
    made = Heard()
    made.check = IntegrityCheck(empty_desk)
    made.telling = Telling(made, empty_desk.link, made.check, empty_desk.go)
    return made


def test_trouble_is_told_once_and_taken_back(notifier, empty_desk):
    """Not once a second; not while it is only starting."""
    link = empty_desk.link
    link._heard(FINE)
    link._heard({**FINE, "trouble": "The disk is full."})
    link._heard({**FINE, "trouble": "The disk is full.", "size": 6})
    assert [notice.body for notice in notifier.shown] == [
        "The disk is full. What was acknowledged is safe."
    ]
    link._heard(FINE)
    assert notifier.taken_back == [Kind.TROUBLE]


def test_starting_is_no_trouble(notifier, empty_desk):
    """One crash is mended before anybody reads of it."""
    empty_desk.link.down(Phase.STARTING, "It was ended by SIGKILL.")
    assert notifier.shown == []


def test_a_bad_verdict_is_told_when_it_is_reached(notifier, empty_desk):
    """And its word; a good one takes it back."""
    report = {"verdict": "DIVERGED", "sentence": "The record is older than the pin."}
    notifier.check.finished.emit(Judgement("ledger", report, None, 1, 1))
    empty_desk.link.judged(Verdict("Diverged", passes=False, at_us=1))
    empty_desk.link._heard(FINE)
    assert [(notice.kind, notice.title) for notice in notifier.shown] == [
        (Kind.VERDICT, "Verification failed: Diverged")
    ]
    good = {"verdict": "CONSISTENT", "sentence": "All 5 entries recompute."}
    notifier.check.finished.emit(Judgement("ledger", good, None, 1, 2))
    assert notifier.taken_back == [Kind.VERDICT]


def test_local_only_mode_on_again_is_told(notifier, empty_desk):
    """Whoever turned it on; not at the start."""
    empty_desk.link._heard({**FINE, "local_only": False})
    assert notifier.shown == []
    empty_desk.link._heard(FINE)
    assert [notice.title for notice in notifier.shown] == ["Local-only mode is on again"]


def test_a_click_leads_to_what_was_told(notifier, empty_desk, qtbot):
    """Trouble shows on every page; a verdict has its own."""
    pages = {
        Kind.TROUBLE: "timeline",
        Kind.VERDICT: "integrity",
        Kind.POLICY: "consent",
        "unsettled/Codex": "agents",
    }
    for key, page in pages.items():
        with qtbot.waitSignal(empty_desk.go.page) as told:
            notifier.invoked.emit(str(key), "show")
        assert told.args == [page]


def test_what_ran_ungated_and_who_tried_to_answer(notifier, empty_desk):
    """Told when there is one more; what was there before the tray is not told again."""
    link = empty_desk.link
    tried = {"count": 1, "at_us": 1_795_000_000_000_000, "what": "answer", "agent": "codex"}
    link._heard({**FINE, "failed_open": 2, "gate_attempts": tried})
    assert notifier.shown == []
    link._heard({**FINE, "failed_open": 5, "gate_attempts": {**tried, "count": 2}})
    assert [notice.kind for notice in notifier.shown] == [Kind.NOT_GATED, Kind.BYPASS]
    assert notifier.shown[0].title == "3 calls ran though the gate did not answer"
    assert notifier.shown[1].body.startswith("Codex, ")
    link._heard({**FINE, "failed_open": 0})
    assert len(notifier.shown) == 2


def test_a_policy_that_breaks_is_told_once(notifier, empty_desk):
    """Not what was broken before, nor each mistake on the way; mended takes it back."""
    link = empty_desk.link

    def heard(error):
        link._heard({**FINE, "policy": {"error": error, "file": "/d/policy.yaml"}})

    heard("policy.yaml line 2: old.")
    assert notifier.shown == []
    heard(None)
    heard("policy.yaml line 24: unknown key 'efect'.")
    heard("policy.yaml line 25: unknown key 'wen'.")
    (notice,) = notifier.shown
    assert notice.kind is Kind.POLICY
    expected = "policy.yaml line 24: unknown key 'efect'. The last good one stays in force."
    assert notice.body == expected
    heard(None)
    assert Kind.POLICY in notifier.taken_back


def test_settings_that_do_not_hold_are_told_for_each_run(notifier, empty_desk):
    """Which agent, and whether it would not ask or not be recorded; not what was before."""
    link = empty_desk.link
    first = {"count": 2, "at_us": 1, "agent": "codex", "why": "hook missing"}
    link._heard({**FINE, "unsettled": first})
    assert notifier.shown == []
    link._heard({**FINE, "unsettled": {**first, "count": 3}})
    other = {"count": 4, "at_us": 1, "agent": "claude-code", "why": "settings overruled"}
    link._heard({**FINE, "unsettled": other})
    link._heard({**FINE, "unsettled": other})
    assert [notice.title for notice in notifier.shown] == [
        "Codex may not ask you",
        "Claude Code may not be recorded",
    ]


def test_a_wrong_passphrase_is_told(notifier, empty_desk):
    """By the role, since no agent sent it."""
    link = empty_desk.link
    tried = {"count": 0, "at_us": None, "what": None, "agent": None, "role": None}
    link._heard({**FINE, "gate_attempts": tried})
    wrong = {"count": 1, "at_us": 1_795_000_000_000_000, "what": "answer", "agent": ""}
    link._heard({**FINE, "gate_attempts": {**wrong, "role": "lead"}})
    (told,) = notifier.shown
    assert told.title == "A wrong passphrase was given for the role lead"
