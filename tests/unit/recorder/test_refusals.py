"""Refused attempts become few entries, without secrets."""

from __future__ import annotations

import pytest

from desktop_app.errors import DiskFullError
from desktop_app.host.attempts import MAX_TARGETS
from desktop_app.host.egress.guard import Refusal
from desktop_app.recorder.refusals import MAX_TARGET, Refusals
from desktop_app.recorder.rules import make_redactor
from tests.fakes.recording import FailingWriter, Recording
from tests.fakes.redaction import PLANTED

KEY = b"k" * 32


def redact(text: str) -> str:
    """Redact as the recorder does."""
    return make_redactor(KEY, strict=False).redact_text(text, KEY)[0]


def refusal(target: str) -> Refusal:
    """Return an attempt."""
    return Refusal("socket.connect", target, 1)


def test_many_attempts_are_one_entry_a_minute(recording: Recording) -> None:
    """Attempts are counted by target; the next entry comes a minute later."""
    refusals = Refusals(recording.journal, recording.clock)
    refusals.write(redact)
    for _ in range(500):
        refusals.heard(refusal("192.0.2.1:443"))
    refusals.write(redact)
    refusals.heard(refusal("192.0.2.2:443"))
    refusals.write(redact)
    assert recording.kinds() == ["egress.refused"]
    assert recording.entries()[0].subject == {
        "targets": [{"target": "192.0.2.1:443", "attempts": 500}],
        "others": 0,
    }
    recording.clock.advance(60)
    refusals.write(redact)
    assert len(recording.kinds()) == 2


def test_targets_are_redacted_cut_and_bounded(recording: Recording) -> None:
    """A host name may carry what somebody wanted to send out."""
    refusals = Refusals(recording.journal, recording.clock)
    refusals.heard(refusal(f"{PLANTED['github_token']}.example.net:443"))
    refusals.heard(refusal("x" * 250))
    for number in range(MAX_TARGETS + 5):
        refusals.heard(refusal(f"192.0.2.{number}:1"))
    refusals.write(redact)
    (entry,) = recording.entries()
    assert PLANTED["github_token"].encode() not in entry.leaf
    targets = entry.subject["targets"]
    assert len(targets) == MAX_TARGETS
    assert max(len(row["target"]) for row in targets) <= MAX_TARGET
    assert entry.subject["others"] == 7


def test_what_could_not_be_stored_is_kept(recording: Recording) -> None:
    """The counts wait for a disk with room."""
    refusals = Refusals(recording.journal, recording.clock)
    refusals.heard(refusal("192.0.2.1:443"))
    recording.journal.open(FailingWriter(DiskFullError("full")))
    with pytest.raises(DiskFullError):
        refusals.write(redact)
    recording.journal.open(recording.writer)
    recording.clock.advance(60)
    refusals.write(redact)
    assert recording.entries()[0].subject["targets"][0]["attempts"] == 1
