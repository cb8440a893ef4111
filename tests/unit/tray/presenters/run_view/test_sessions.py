"""Sessions, prompts and settings that did not hold, in the run view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.query.query import Query
from desktop_app.tray.presenters.run_view import detail, header
from desktop_app.tray.presenters.run_view.rows import State, What
from desktop_app.tray.presenters.run_view.sources import gather
from tests.fakes import staged_run
from tests.fakes.indexed import follow, query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.pictured import pictured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = {"agent": "claude-code", "source": "startup"}
PROMPT = {"agent": "claude-code", "prompt_id": "p", "digest": "0a" * 32, "bytes": 61}
END = {"agent": "claude-code", "reason": "o\u202eops"}
MISSING: dict[str, Any] = {"agent": "claude-code", "tool": "", "call_id": None, "intent": None}
NAMES = ["Session started", "Prompt", "Hooks missing", "Session ended"]


def ledger(run: str, *, why: str = "hook missing") -> MemoryLedger:
    """A session, hours before and after what its agent did in it."""
    made = MemoryLedger()

    def add(kind: EntryKind, subject: dict[str, Any]) -> None:
        made.add(kind, subject, run_id=run, sender="claude-code")

    made.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    add(EntryKind.SESSION_START, START)
    add(EntryKind.SESSION_PROMPT, PROMPT)
    found = ["not trusted: PreToolUse", "taken out or changed: PostToolUse"]
    add(EntryKind.GATE_FAILED_OPEN, {**MISSING, "why": why, "found": found})
    add(EntryKind.GATE_FAILED_OPEN, {**MISSING, "why": "never asked"})
    add(EntryKind.SESSION_END, END)
    return made


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Query]:
    """A session with telemetry."""
    made, stage = ledger("asked"), staged_run.asked("asked")
    for signal, request in ((Signal.TRACES, stage.traces()), (Signal.LOGS, stage.logs())):
        made.add_request(signal, request, run_id="asked", sender="claude-code", agent="claude-code")
    made.write(tmp_path / "ledger.db")
    follow(tmp_path, made)
    with Query(tmp_path / "index.db", tmp_path / "ledger.db") as found:
        yield found


def test_what_hooks_told_stands_among_the_logs(whole: Query) -> None:
    """Beside the turns, with what is known of it; each an entry of ours, with its proof."""
    rows = pictured(whole, "asked").rows
    ours = sorted((at for at in range(len(rows)) if rows.log[at] < 0), key=lambda at: -rows.log[at])
    assert [rows.name[at] for at in ours] == NAMES
    assert {rows.what[at] for at in ours} == {What.LOG}
    assert [rows.more(at).detail for at in ours] == [
        "startup",
        "61 bytes",
        "not trusted: PreToolUse; taken out or changed: PostToolUse",
        "oU+202Eops",
    ]
    assert rows.state[ours[2]] == State.NOT_GATED
    assert len({rows.key(at) for at in ours}) == len(ours)
    picture = pictured(whole, "asked")
    for at, seq in zip(ours, (1, 2, 3, 5), strict=True):
        told = gather(whole, rows, at)
        assert told.records == []
        assert told.proof is not None
        assert told.proof["seq"] == seq
        assert [section.title for section in detail.sections(picture, at, told)] == [
            "Facts",
            "Proof",
        ]


def test_settings_that_did_not_hold_are_told_at_the_head(whole: Query, tmp_path: Path) -> None:
    """With the word of the row; nothing is told where all held."""
    chips = header.chips(pictured(whole, "asked"))
    assert ("fail-open", "open", "Hooks missing") in chips
    (tmp_path / "other").mkdir()
    with query(tmp_path / "other", ledger("run", why="settings overruled")) as found:
        assert "Settings overruled" in [chip.text for chip in header.chips(pictured(found, "run"))]


def test_a_session_makes_a_run_no_longer(whole: Query, tmp_path: Path) -> None:
    """It may wait for hours; alone, its own times are all there is."""
    picture = pictured(whole, "asked")
    axis = picture.clock.axis
    assert axis.end_ns - axis.start_ns == pytest.approx(21.5e9, abs=1e8)
    (tmp_path / "other").mkdir()
    with query(tmp_path / "other", ledger("run")) as found:
        alone = pictured(found, "run")
    assert not alone.has_spans
    assert alone.clock.axis.start_ns == min(alone.rows.start)
    assert alone.clock.axis.end_ns == max(alone.rows.start)


def test_what_is_no_subject_is_shown_without_a_detail(tmp_path: Path) -> None:
    """A ledger may hold what another version wrote."""
    made = MemoryLedger()
    made.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    odd = {**MISSING, "why": "hook missing", "found": "words"}
    for kind, subject in (
        (EntryKind.SESSION_PROMPT, {"bytes": "x"}),
        (EntryKind.GATE_FAILED_OPEN, odd),
    ):
        made.add(kind, subject, run_id="run", sender="s")
    with query(tmp_path, made) as found:
        rows = pictured(found, "run").rows
    assert [rows.more(at).detail for at in range(len(rows))] == ["", ""]
