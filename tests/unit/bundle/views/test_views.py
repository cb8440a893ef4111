"""bundle.views.views: both files of a run, from one pass, the same every time, nothing left."""

from __future__ import annotations

import json

import pytest

from desktop_app.bundle.layout import REPLAY, REPORT, Level
from desktop_app.bundle.scope import IncidentScope, RunScope, TimeScope
from desktop_app.bundle.views import views as views_module
from desktop_app.bundle.views.views import make_views
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.query.query import Query
from tests.fakes.indexed import follow
from tests.fakes.telemetry import logs, random_ledger, traces
from tests.fakes.viewed import exported, predicate_of, run_of, started, tool, views


def test_the_same_entries_give_the_same_bytes(tmp_path):
    """No time of making, no order of a dict, no name of a folder."""
    first = views(tmp_path, run_of(60))[2]
    (tmp_path / "elsewhere").mkdir()
    assert views(tmp_path / "elsewhere", run_of(60))[2] == first
    assert list(first) == [REPLAY, REPORT]


def test_nothing_is_left_in_the_work_directory(tmp_path):
    """Neither at the end nor when the caller stops half-way."""
    views(tmp_path, run_of(10))
    assert list(tmp_path.iterdir()) == []
    ledger = run_of(10)
    made = make_views(
        ledger.with_bodies,
        key_log=(),
        export=list(ledger.with_bodies())[-1][0],
        predicate=predicate_of(ledger),
        fingerprint="",
        root_vkey="",
        absence=[],
        work_dir=tmp_path,
    )
    next(made)
    assert list(tmp_path.iterdir()) != []
    made.close()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_while_entries_are_read_leaves_nothing(tmp_path):
    """The error comes out as it is."""

    def broken():
        yield from list(run_of(10).with_bodies())[:3]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        next(
            make_views(
                broken,
                key_log=(),
                export=next(run_of(10).with_bodies())[0],
                predicate=predicate_of(run_of(10)),
                fingerprint="",
                root_vkey="",
                absence=[],
                work_dir=tmp_path,
            )
        )
    assert list(tmp_path.iterdir()) == []


def test_the_sums_are_those_of_show(tmp_path):
    """The report and `countersign show` ask the same questions of the same index code."""
    ledger = run_of(500)
    page, replay, _ = views(tmp_path, ledger)
    row = Query(follow(tmp_path, ledger)).run("last")
    assert (row["model_calls"], row["tool_calls"]) == (250, 250)
    text = page.words()
    assert "It reported 1 turn, 250 model calls and 250 tool calls; none was denied" in text
    assert "cost as reported: $125.00" in text
    calls = [call["what"] for call in replay["runs"][0]["calls"]]
    assert (calls.count("model_call"), calls.count("tool_call")) == (250, 250)


def test_a_long_run_shows_its_first_calls_and_says_how_many_more(tmp_path, monkeypatch):
    """The sums count all of them, and the replay map has all of them."""
    page, replay, files = views(tmp_path, run_of(500))
    assert "100 calls more came after these." in page.words()
    bars = [attrs for tag, attrs in page.tags if tag == "rect" and "bar" in str(attrs["class"])]
    assert len(bars) == 401  # and the turn
    assert len(replay["runs"][0]["calls"]) == 501
    assert len(files[REPORT]) < 500_000
    monkeypatch.setattr(views_module, "MAX_STEPS", 1)
    assert "1 call more came after these." in views(tmp_path, run_of(2))[0].words()


def test_a_run_of_nothing(tmp_path):
    """A run that ended without a record is told so; a scope without entries proves nothing."""
    ledger = started()
    ledger.add(EntryKind.RUN_START, {"name": "make", "agent": None}, run_id="run-1", sender="x")
    page, replay, _ = views(tmp_path, exported(ledger))
    assert "A run of make was recorded" in page.words()
    assert "No model call and no tool call is recorded of this run." in page.words()
    assert replay["runs"][0]["calls"] == []
    page, replay, _ = views(tmp_path, exported(started()), RunScope("x", "nobody"))
    assert "shows no entry of what was asked for" in page.words()
    assert replay["runs"] == []


def test_a_run_of_logs_alone(tmp_path):
    """Its order is by time, and that is told."""
    ledger = started()
    request = logs(
        {"event": "user_prompt", "attributes": {"prompt": "<REDACTED>", "prompt_length": "60"}},
        {
            "event": "tool_result",
            "at": 9_000_000_000,
            "attributes": {"tool_name": "Bash", "tool_use_id": "c", "duration_ms": "1500"},
        },
    )
    ledger.add_request(Signal.LOGS, request, run_id="run-1", sender="x")
    page, replay, _ = views(tmp_path, exported(ledger))
    assert "This run sent no spans." in page.words()
    assert "Not sent by the agent, which told that it has 60 characters" in page.words()
    call = replay["runs"][0]["calls"][1]
    assert call["duration_ns"] == 1_500_000_000
    assert int(call["start_unix_nano"]) == int(call["records"][0]["time_unix_nano"]) - 1_500_000_000


def test_a_run_without_a_turn(tmp_path):
    """What was asked is then not in the record."""
    ledger = started()
    ledger.add_request(Signal.TRACES, traces(tool(1)), run_id="run-1", sender="x")
    page, _, _ = views(tmp_path, exported(ledger))
    assert "The agent reported no turn" in page.words()


def test_how_long_an_answer_took_is_told(tmp_path):
    """Where the agent tells of the wait."""
    ledger = started()
    wait = tool(1, decision="accept", source="user_temporary") | {
        "id": 99,
        "name": "claude_code.tool.blocked_on_user",
        "start": 0,
        "end": 3_500_000_000,
    }
    request = traces(wait, tool(40, tool_use_id="call-1"))
    ledger.add_request(Signal.TRACES, request, run_id="run-1", sender="x")
    page, _, _ = views(tmp_path, exported(ledger))
    assert "by the person, after 3.5 s" in page.words()


def test_metadata_tells_what_leaves_tell(tmp_path):
    """No call, no name of a tool; the number of entries and their records."""
    page, replay, files = views(tmp_path, run_of(20), level=Level.METADATA)
    assert "At level metadata a bundle shows its entries" in page.words()
    assert b"Bash" not in b"".join(files.values())
    assert "What was done" not in page.words()
    assert replay["runs"][0]["calls"] == []
    assert "3 entries are in scope" in page.words()


def test_single_records_keep_their_place(tmp_path):
    """Of a body with one record shown, its index is that of the whole body."""
    ledger = started()
    seq = ledger.add_request(Signal.TRACES, traces(tool(7)), run_id="run-1", sender="x")
    exported(ledger)
    scope = RunScope("x", "run-1", records=((seq, 0), (seq, 5)))
    page, replay, _ = views(tmp_path, ledger, scope)
    assert replay["runs"][0]["calls"][0]["records"][0]["index"] == 5
    assert "only chosen records" in page.words()


@pytest.mark.parametrize("seed", range(3))
def test_any_ledger_has_its_views(tmp_path, seed):
    """Several runs, orphans, resends, all signals."""
    ledger = exported(random_ledger(seed))
    scope = TimeScope(0, ledger.size() - 2)
    page, replay, _ = views(tmp_path, ledger, scope)
    assert len(replay["runs"]) == len(Query(follow(tmp_path, ledger)).runs(hidden=True))
    assert "A stretch of time" in page.words()
    incident = IncidentScope(bytes(range(16)), tuple(range(5, 20)))
    assert "nobody can tell whether that is all" in views(tmp_path, ledger, incident)[0].words()


def test_many_runs_are_asked_for_page_by_page(tmp_path, monkeypatch):
    """The report tells of the first ones, in order; the replay map has all."""
    monkeypatch.setattr(views_module, "_PAGE", 2)
    monkeypatch.setattr(views_module, "MAX_RUNS", 3)
    ledger = started()
    for number in range(5):
        ledger.add_request(Signal.TRACES, traces(tool(number)), run_id=f"run-{number}", sender="x")
    exported(ledger)
    page, replay, _ = views(tmp_path, ledger, TimeScope(0, ledger.size() - 2))
    assert [run["run_id"] for run in replay["runs"]] == [f"run-{number}" for number in range(5)]
    assert "5 runs in scope; the first 3 are told of" in page.words()


def test_the_replay_map_is_one_json_document(tmp_path):
    """Streamed, and whole."""
    files = views(tmp_path, run_of(5))[2]
    assert json.loads(files[REPLAY])["format"] == "countersign/replay/v1"
    assert files[REPLAY].endswith(b"\n]}\n")
