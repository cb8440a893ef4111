"""countersign resume: record again."""

from __future__ import annotations

from desktop_app.cli.verbs.resume import _sentence


def test_resuming_what_is_not_paused_is_harmless(live):
    """It records, as asked; nothing is said to have begun again."""
    done = live("resume")
    assert (done.code, done.out) == (0, "Recording was not paused.\n")
    assert live("resume", "--output", "json").data["was_paused"] is False
    assert live("status", "--output", "json").data["recording"]


def test_without_a_recorder_there_is_nothing_to_resume(empty):
    """And none is started for it."""
    done = empty("resume", "--output", "json")
    assert done.code == 1
    assert done.envelope["error"]["code"] == "RECORDER_NOT_RUNNING"
    assert "countersign serve" in done.envelope["error"]["hint"]


def test_what_was_not_recorded_is_told_in_words():
    """Records of each signal, and what hooks told of sessions."""
    told = _sentence({"was_paused": True, "rejected": {"hooks": 2, "logs": 0, "traces": 1}})
    assert told == "Recording. Not recorded meanwhile: 2 session events, 1 span."
