"""countersign mode: the switch at a terminal, and who may not throw it."""

from __future__ import annotations

import json
import sys

import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations.local_only import notice_off
from tests.fakes import running
from tests.fakes.commands import on_terminal

TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
OFF = ("mode", "local-only", "off")
IS_ON = "Local-only mode is on: Countersign sends nothing out."


@TERMINAL
def test_a_person_turns_it_off_and_on_again(live_recorder, live):
    """The notice is shown whole; consent and change are entries; `status` says the same."""
    assert live("mode").out == live("mode", "local-only").out == f"{IS_ON}\n"
    environment = live_recorder.environment
    refused = on_terminal(environment, *OFF, answer=b"\n")
    assert refused.code == 1
    shown = refused.out.replace("\r\n", "\n")
    assert notice_off().text in shown
    assert live("mode", "--output", "json").data == {"local_only": True, "upstreams": 0}
    done = on_terminal(environment, *OFF, answer=b"yes\n")
    assert done.code == 0
    assert "Local-only mode is off; nothing is set up to receive data. Recorded as #" in done.out
    assert live("status").out.startswith("Recording, nothing is set up to receive data, ")
    data = live("status", "--output", "json").data
    assert (data["local_only"], data["upstreams"], data["recording"]) == (False, 0, True)
    with LedgerReader(live_recorder.data_dir / "ledger.db") as ledger:
        consent, changed = list(ledger.entries())[-2:]
    assert consent.subject["notice"]["digest"] == notice_off().digest
    assert consent.actor["auth"] == changed.actor["auth"] == "person"
    assert (changed.subject["on"], changed.subject["consent"]) == (False, consent.seq)
    assert live("mode", "local-only", "on").out.startswith(f"{IS_ON} Recorded as #")
    assert live("mode", "local-only", "on").out == f"{IS_ON}\n"
    live_recorder.wait_indexed()
    lines = [json.loads(line) for line in live("audit-log", "--output", "jsonl").lines]
    assert [line["command"] for line in lines][-3:] == [
        "consent.record",
        "local-only off",
        "local-only on",
    ]


def test_without_a_terminal_it_stays_on(live, monkeypatch):
    """A pipe cannot answer."""
    monkeypatch.setattr("desktop_app.host.terminal._ask", lambda _: "")
    done = live(*OFF, "--output", "json")
    assert (done.code, done.envelope["error"]["code"]) == (1, "NOT_ANSWERED_BY_PERSON")
    assert live("mode").out == f"{IS_ON}\n"


@TERMINAL
def test_an_agent_cannot_turn_it_off_at_a_terminal_of_its_own(live_recorder, live):
    """Though it types yes: it is seen above the command, and the recorder looks again."""
    done = on_terminal({**live_recorder.environment, "CODEX_CI": "1"}, *OFF, answer=b"yes\n")
    assert done.code == 1
    assert "codex" in done.out.lower()
    assert live("mode").out == f"{IS_ON}\n"


@TERMINAL
def test_it_needs_no_running_recorder_and_outlives_one(tmp_path):
    """One is started for the change; the next one has the mode that was left."""
    environment = running.environment(tmp_path)
    assert running.run_cli(environment, "mode", check=False).returncode == 1
    assert on_terminal(environment, *OFF, answer=b"yes\n").code == 0
    with running.running(tmp_path) as recorder:
        assert recorder.cli_json("mode") == {"local_only": False, "upstreams": 0}
        recorder.kill()
    with running.running(tmp_path) as recorder:
        assert recorder.cli_json("mode")["local_only"] is False
        (tmp_path / "data" / "mode.json").write_text('{"consent":2}')
        recorder.kill()
    with running.running(tmp_path) as recorder:
        assert recorder.cli_json("mode")["local_only"] is True
        assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
