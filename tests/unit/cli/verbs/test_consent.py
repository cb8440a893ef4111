"""countersign consent: reading the log, copies, and what only a person may take back."""

from __future__ import annotations

import csv
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.control.client import ControlClient
from tests.fakes import running
from tests.fakes.commands import Commands, on_terminal
from tests.fakes.gated import gated_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

ACTION = {
    "agent": "mine",
    "tool": "shell",
    "arguments": {"command": "git push origin main"},
    "call_id": "call-7",
    "run_id": "run-7",
    "cwd": "/work/site",
    "workspace": "/work/site",
    "deadline_s": 30,
}


@pytest.fixture
def gated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    """Verbs over a store in which a gate asked."""
    return Commands(gated_store(tmp_path), capsys, monkeypatch)


def test_the_log_is_listed_and_chosen(gated: Commands) -> None:
    """By state, agent and age."""
    done = gated("consent", "list")
    assert (done.code, len(done.lines)) == (0, 6)
    rows = gated("consent", "list", "--output", "json").data
    assert [row["seq"] for row in rows] == [12, 11, 8, 4, 3]
    chosen = gated(
        "consent", "list", "--state", "given", "--state", "timed_out", "--output", "json"
    )
    assert [row["seq"] for row in chosen.data] == [12, 11, 8, 4]
    assert gated("consent", "list", "--agent", "codex").out.startswith("Nothing was asked")
    assert gated("consent", "list", "--since", "1s").code == 0
    assert gated("consent", "list", "--since", "yesterday").code == 2
    limited = gated("consent", "list", "--limit", "2")
    assert "--limit 20" in limited.err


def test_the_log_is_exported(gated: Commands) -> None:
    """As JSON lines and as CSV."""
    lines = gated("consent", "list", "--output", "jsonl").lines
    assert [json.loads(line)["seq"] for line in lines] == [12, 11, 8, 4, 3]
    rows = list(csv.DictReader(gated("consent", "list", "--csv").lines))
    assert [row["answer"] for row in rows] == ["allowed", "allowed", "missed", "allowed", "asked"]
    assert rows[3]["call_id"] == "toolu_01"


def test_the_filters_of_the_page_have_their_twins(gated: Commands) -> None:
    """With what policy decided; words are looked for in all of it."""
    rows = gated("consent", "list", "--show", "by-policy", "--output", "json").data
    assert [(row["seq"], row["decision"]) for row in rows] == [(6, "allowed")]
    assert "your grant #4" in gated("consent", "list", "--show", "by-policy").out
    assert "ran, not gated" in gated("consent", "list", "--show", "not-gated").out
    found = gated("consent", "list", "--search", "missed write", "--output", "json").data
    assert [row["seq"] for row in found] == [8]
    both = gated("consent", "list", "--show", "all", "--state", "given")
    assert (both.code, "--state chooses among records" in both.err) == (2, True)
    assert gated("consent", "list", "--in-force", "--show", "all").code == 2


def test_what_is_in_force_is_listed(gated: Commands) -> None:
    """With how often it was used; other choices are refused there."""
    rows = gated("consent", "list", "--in-force", "--output", "json").data
    assert [(row["seq"], row["used"]) for row in rows] == [(12, 0), (11, 0), (4, 1)]
    assert "until revoked" in gated("consent", "list", "--in-force").out
    none = gated("consent", "list", "--in-force", "--agent", "codex")
    assert none.out.startswith("Nothing is in force")
    assert gated("consent", "list", "--in-force", "--state", "given").code == 2


def test_one_record_is_shown_with_who_had_a_say(gated: Commands) -> None:
    """And the notice that was shown."""
    done = gated("consent", "show", "4")
    assert "Bash, npm test and any more words" in done.out
    assert "commands, policy 1 5f0c91d7" in done.out
    assert "Shown: agent-action, version 1, en; SHA-256 of the text 0a0a" in done.out
    assert gated("consent", "show", "12").code == 0
    found = gated("consent", "show", "8", "--output", "json").data
    assert found["path"][-1]["said"] == "denied and ran"
    missing = gated("consent", "show", "2", "--output", "json")
    assert missing.envelope["error"]["code"] == "NOT_FOUND"


def test_why_a_call_ran_is_told_by_its_id(gated: Commands) -> None:
    """Also of one that nobody asked us about."""
    assert "your grant" in gated("consent", "why", "toolu_02").out
    done = gated("consent", "why", "toolu_09")
    assert done.lines[-1] == "Countersign was not asked about it."
    assert gated("consent", "why", "toolu_77").code == 1


def test_a_receipt_is_printed_or_written(gated: Commands, tmp_path: Path) -> None:
    """Once: what is there already is not written over."""
    made = json.loads(gated("consent", "receipt", "4").out)
    assert (made["entry"]["seq"], made["record"]["state"]) == (4, "given")
    assert gated("consent", "receipt", "4", "--output", "json").data == made
    page = tmp_path / "receipt.html"
    done = gated("consent", "receipt", "4", "--html", "--to", str(page))
    assert done.out == f"Written: {page}\n"
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    again = gated("consent", "receipt", "4", "--to", str(page))
    assert "is there already" in again.err
    nowhere = gated("consent", "receipt", "4", "--to", str(tmp_path / "no" / "x"))
    assert "cannot be written" in nowhere.err


def test_without_a_terminal_nothing_is_taken_back(
    gated: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe cannot answer, and what is no consent is said before anybody is asked."""
    monkeypatch.setattr("desktop_app.host.terminal._ask", lambda _: "", raising=True)
    done = gated("consent", "revoke", "4", "--output", "json")
    assert done.envelope["error"]["code"] == "NOT_ANSWERED_BY_PERSON"
    assert gated("consent", "revoke", "2").code == 1


def test_a_purpose_that_is_none_cannot_be_asked_for(gated: Commands) -> None:
    """The known ones are named."""
    done = gated("consent", "request", "read minds")
    assert done.code == 2
    assert "keep command lines" in done.err


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder of this test alone: what is granted here is in force nowhere else."""
    with running.running(tmp_path) as recorder:
        yield recorder


def called(recorder: RunningRecorder, verb: str, arguments: dict[str, Any]) -> Any:
    """Ask one verb on a connection of its own."""
    with ControlClient(recorder.ready["control"]) as client:
        return client.call(verb, arguments)


def allowed_for_longer(recorder: RunningRecorder) -> None:
    """Have an action asked, and allow it as widely as is offered first."""
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(called, recorder, "action.begin", {"action": ACTION})
        found: dict[str, Any] = {"n": -1, "questions": []}
        while not found["questions"]:
            waiting = {"after": found["n"], "wait_s": 10, "confirmed": True}
            found = called(recorder, "questions", waiting)
        (question,) = found["questions"]
        answer = {
            "id": question["id"],
            "answer": "grant",
            "scope": question["scopes"][0]["scope"],
            "lasts": "always",
            "digest": sha256(question["notice"]["text"].encode()).hexdigest(),
            "latency_ms": 900,
            "by": "you",
            "confirmed": True,
        }
        called(recorder, "answer", answer)
        assert begun.result(30)["decision"] == "allow"


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_person_takes_back_what_they_allowed(
    gate: RunningRecorder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in force, with a receipt; typed `yes` ends it; twice is refused."""
    cli = Commands(gate.environment, capsys, monkeypatch)
    allowed_for_longer(gate)
    gate.wait_indexed()
    (grant,) = cli("consent", "list", "--in-force", "--output", "json").data
    assert (grant["agent"], grant["lasts"], grant["used"]) == ("mine", "always", 0)
    assert "git push origin main" in cli("consent", "receipt", str(grant["seq"]), "--html").out
    assert "question to you" in cli("consent", "why", "call-7").out
    revoke = ("consent", "revoke", str(grant["seq"]))
    refused = on_terminal(gate.environment, *revoke, answer=b"\n")
    assert refused.code == 1
    done = on_terminal(gate.environment, *revoke, answer=b"yes\n")
    assert (done.code, "Taken back, in #" in done.out) == (0, True)
    gate.wait_indexed()
    assert cli("consent", "list", "--in-force", "--output", "json").data == []
    assert cli("consent", "list", "--state", "revoked", "--output", "json").data[0]["by"] == "you"
    again = on_terminal(gate.environment, *revoke, answer=b"yes\n")
    assert (again.code, "no grant in force" in again.out) == (1, True)


def test_asking_is_written_down_and_gives_nothing(
    gate: RunningRecorder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks."""
    cli = Commands(gate.environment, capsys, monkeypatch)
    assert "Nothing is allowed or kept by asking." in cli("consent", "request", "screenshots").out
    gate.wait_indexed()
    (row,) = cli("consent", "list", "--output", "json").data
    assert (row["state"], row["title"]) == ("requested", "Keep screenshots")
    assert cli("consent", "list", "--in-force").out.startswith("Nothing is in force")
