"""countersign consent: reading the log, copies, and what only a person may take back."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from tests.fakes.commands import Commands
from tests.fakes.gated import gated_store

if TYPE_CHECKING:
    from pathlib import Path


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
