"""bundle.views.report: what a lawyer and an engineer read, whatever a sender wrote."""

from __future__ import annotations

import pytest

from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import AgentScope, RunScope, TimeScope
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes.telemetry import logs, traces
from tests.fakes.viewed import (
    FINGERPRINT,
    MS,
    ROOT_VKEY,
    asked_model,
    decided,
    exported,
    run_of,
    started,
    tool,
    views,
)

NASTY = "<script>alert(1)</script>\"'&\u202egpj.exe\0\x1b[2J\u200b</style>]]>--><!--"
FORBIDDEN = "\u202e\0\x1b\u200b"


def hostile():
    """Return a ledger in which every text of a sender is hostile."""
    ledger = started()
    said = {"tool_name": NASTY, "tool_use_id": NASTY, "decision": NASTY, "source": NASTY}
    said |= {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": NASTY}
    said |= {"user_prompt": NASTY, "error_type": NASTY, "agent_id": NASTY, "server_name": NASTY}
    run = {"run_id": NASTY, "sender": NASTY}
    ledger.add(EntryKind.RUN_START, {"name": NASTY, "agent": NASTY, "command": NASTY}, **run)
    spans = traces(
        {"id": 1, "name": "claude_code.interaction", "attributes": said, "end": 9_000 * MS},
        tool(3, **said) | {"status": 2, "message": NASTY},
        service=NASTY,
    )
    ledger.add_request(Signal.TRACES, spans, **run, redactions={"<b>": 1})
    records = logs(
        asked_model(2, model=NASTY * 50),
        decided(3, NASTY, NASTY),
        {"event": NASTY, "body": NASTY},
        {"event": "user_prompt", "attributes": {"prompt": NASTY + "\n\u05d0\u05d1"}},
    )
    ledger.add_request(Signal.LOGS, records, **run)
    ledger.add(EntryKind.CONFIG_CHANGED, {"key": NASTY})
    ledger.add(EntryKind.OTLP_REJECTED, {"signal": NASTY, "records": 2, "reasons": {"<script>": 2}})
    ledger.add(EntryKind.RUN_END, {"reason": NASTY, "exit_code": 2}, **run)
    return exported(ledger, NASTY)


@pytest.mark.parametrize("scope", [RunScope(NASTY, NASTY), TimeScope(0, 7)])
def test_a_run_whose_every_text_is_hostile(tmp_path, scope):
    """Its texts are shown, made visible; none of them becomes a tag, a comment or a style."""
    page, replay, files = views(tmp_path, hostile(), scope)
    data = files["views/report.html"].decode()
    assert not set(data) & set(FORBIDDEN)
    assert "<script" not in data
    assert "-->" not in data
    assert "<!--" not in data
    assert data.count("</style>") == 1
    assert "U+202Egpj.exeU+0000U+001B[2JU+200B</style>" in page.words()
    assert "exit code 2" in page.words()
    tools = [call for call in replay["runs"][0]["calls"] if call["what"] == "tool_call"]
    assert NASTY in {call["tool"] for call in tools}  # data, for programs: as recorded


def test_texts_that_read_from_right_to_left_cannot_move_their_neighbours(tmp_path):
    """Each stands isolated in a bdi element."""
    page, _, _ = views(tmp_path, hostile(), RunScope(NASTY, NASTY))
    assert sum(tag == "bdi" for tag, _ in page.tags) > 20


def test_who_exported_what_when_and_for_whom(tmp_path):
    """The head says it, and that the page is a view."""
    page, _, _ = views(tmp_path, exported(run_of(3), "Asked for by counsel"))
    text = page.words()
    assert "This report is a view. The evidence is the sealed entries beside it" in text
    assert "Asked for by counsel" in text
    assert FINGERPRINT in text
    assert "whoever holds it; nothing is encrypted" in text
    assert "One run of claude-code" in text


def test_denied_and_failed_calls_are_named(tmp_path):
    """With who decided, as the agent told it, and the entries."""
    ledger = started()
    spans = traces(tool(1), tool(2, success="false") | {"status": 2})
    ledger.add_request(Signal.TRACES, spans, run_id="run-1", sender="x")
    told = logs(decided(1, "reject", "user_reject"), decided(2, "accept", "user_temporary"))
    ledger.add_request(Signal.LOGS, told, run_id="run-1", sender="x")
    text = views(tmp_path, exported(ledger))[0].words()
    assert "1 denied, 1 failed" in text
    assert "denied by the person" in text
    assert "denied the person yes 1 #2, #3" in text
    assert "allowed the person yes 1" in text


def test_what_is_missing_and_not_proven_is_told(tmp_path):
    """In sentences, with entry numbers."""
    ledger = started()
    ledger.add_request(
        Signal.TRACES, traces(tool(1)), run_id="run-1", sender="x", redactions={"email": 2}
    )
    text = views(tmp_path, exported(ledger))[0].words()
    assert "No end is recorded of 1 run: run-1." in text
    assert "2 values were replaced before anything was stored, by rule: email 2." in text
    assert "That what the agent reported is true." in text
    assert "Help only, no legal advice." in text
    assert "Art. 12" in text


def test_a_page_without_anything_missing_says_so(tmp_path):
    """And that this is no proof of completeness."""
    text = views(tmp_path, run_of(3))[0].words()
    assert "The entries shown name nothing that is missing." in text


def test_scopes_have_their_words(tmp_path):
    """Run, time, agent; level by level."""
    ledger = run_of(3)
    agent = AgentScope("claude-code", (("x", "run-1"),))
    assert "Runs of claude-code" in views(tmp_path, ledger, agent)[0].words()
    for level, words in (
        (Level.FULL, "with the keys behind their digests"),
        (Level.FULL_LOG, "the entries of every other run of the log"),
        (Level.REDACTED, "secrets taken out, texts as digests"),
    ):
        assert words in views(tmp_path, ledger, level=level)[0].words()


def test_epochs_and_root_are_named_though_they_are_in_scope(tmp_path):
    """A stretch of time that begins with the log's first entry."""
    ledger = run_of(3)
    text = views(tmp_path, ledger, TimeScope(0, ledger.size() - 2))[0].words()
    assert "Epochs: whose keys seal the entries." in text
    assert f"The root key, as the entries name it: {ROOT_VKEY}" in text


def test_other_entries_are_told_in_words(tmp_path):
    """Small values with their names; durations as durations."""
    ledger = started()
    ledger.add(EntryKind.COMMAND, {"verb": "pause", "duration_us": 2_140_000, "list": [1]})
    ledger.add(EntryKind.RUN_START, {"name": "make", "agent": None}, run_id="run-1", sender="x")
    exported(ledger)
    text = views(tmp_path, ledger, TimeScope(1, ledger.size() - 2))[0].words()
    assert "duration 2.1 s, verb pause" in text


def test_a_time_stamp_is_told_without_its_token(tmp_path):
    """What it says, in the page's own way of telling times; nothing where it says nothing."""
    ledger = started()
    stamp = {"id": "", "size": 4, "checkpoint": "ab" * 32, "token": "MIIKxyz", "time_us": 0}
    ledger.add(EntryKind.ANCHOR_TIMESTAMP, stamp)
    ledger.add(EntryKind.ANCHOR_TIMESTAMP, {**stamp, "size": "x", "time_us": 2**53 - 1})
    exported(ledger)
    text = views(tmp_path, ledger, TimeScope(1, ledger.size() - 2))[0].words()
    assert "says that the first 4 entries existed by 1 January 1970, 00:00:00" in text
    assert "MIIK" not in text
