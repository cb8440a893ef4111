"""What `status` and `keys` say."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError, DiskFullError, LedgerDivergedError
from desktop_app.index.follower import Follower
from desktop_app.recorder import wiring
from tests.fakes import otlp
from tests.fakes.ledger_place import until
from tests.fakes.recording import FailingWriter, paths
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder


def test_status_of_a_recorder_that_records(made: Recorder) -> None:
    """Everything that a person asks first; the lag once there is an index."""
    found = made.status()
    assert found["recording"] is True
    assert (found["size"], found["sealed_size"], found["unsealed"]) == (3, 2, 1)
    assert (found["indexed_size"], found["lag"], made.lag()) == (None, None, None)
    with Follower(made.paths.ledger, made.paths.index) as follower:
        follower.catch_up()
    assert (made.status()["lag"], made.lag()) == (0, 0)
    assert found["trouble"] is None
    assert found["custody"] == "plain-file"


def test_status_tells_when_it_was_sealed_and_pinned(made: Recorder) -> None:
    """By the wall clock, in microseconds; nothing waits once all is sealed."""
    found = made.status()
    now_us = made.clock.now_us()
    assert now_us - 60_000_000 < found["sealed_at_us"] <= found["unsealed_since_us"] <= now_us
    assert found["pin"] == {"size": 2, "at_us": found["sealed_at_us"], "agrees": True}
    made.journal.writer.checkpoint("asked").result(60)
    until(lambda: made.status()["pin"]["size"] == 3)
    found = made.status()
    assert (found["unsealed_since_us"], found["pin"]["at_us"]) == (None, found["sealed_at_us"])
    made.journal.writer._committer.refusing = LedgerDivergedError("It contradicts its pin.")
    assert made.status()["pin"]["agrees"] is None


def test_status_costs_little(made: Recorder) -> None:
    """It is asked once a second, for ever: not a millisecond of CPU (generous here: 5)."""
    with Follower(made.paths.ledger, made.paths.index) as follower:
        follower.catch_up()
    made.status()
    began = time.thread_time()
    for _ in range(100):
        made.status()
    assert (time.thread_time() - began) / 100 < 0.005


def test_a_refusing_ledger_is_no_recording(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """`recording` is true only when the next request would be kept."""
    full = FailingWriter(DiskFullError("The disk is full."))
    monkeypatch.setattr(made.journal.writer, "append", full.append)
    with pytest.raises(DiskFullError):
        made.pipeline.submit(otlp.raw(otlp.traces(1).SerializeToString())).result(60)
    found = made.status()
    assert found["recording"] is False
    assert found["trouble"].startswith("The disk is full. ")  # and what to do about it


def test_status_while_waiting_and_while_paused(tmp_path: Path, made: Recorder) -> None:
    """Both say so, and that nothing is recorded."""
    made.pause.start(60, {"sender": "", "auth": "person"})
    found = made.status()
    assert (found["recording"], found["paused"]) == (False, True)
    assert found["paused_until_us"] > found["since_us"]
    waiting = wiring.build(paths(tmp_path / "other"))
    waiting.journal.wait_for("The keychain is locked.")
    found = waiting.status()
    assert (found["recording"], found["waiting_for"]) == (False, "The keychain is locked.")
    assert "size" not in found
    assert waiting.introduction() == {}
    waiting.apply_settings()  # nothing to apply before there is a key
    waiting.pipeline.close()
    waiting.follower.stop()


def test_the_introduction_is_shown_once(made: Recorder) -> None:
    """A new log's fingerprint and verifier key; nothing later."""
    keys = made.introduction()["keys"]
    assert keys == made.keys()
    assert set(keys) == {"origin", "vkey", "root", "epoch", "fingerprint", "custody"}
    assert len(keys["fingerprint"].split()) == 6
    made.journal.open(made.journal.writer, is_new=False)
    assert made.introduction() == {}


def test_a_senders_name_is_no_secret(made: Recorder) -> None:
    """A token that somebody gave as a name would stand in every leaf."""
    made.check_sender_name("codex-2.1_x")
    secret = "sk-" + "ant-api03-" + "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8"
    assert made.redactor.redact_text(secret, b"k" * 32)[1]
    for name in (secret, PLANTED["iban"]):
        with pytest.raises(ConfigError):
            made.check_sender_name(name)
