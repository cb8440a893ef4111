"""The consent log and what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.records import State
from desktop_app.errors import NotFoundError
from desktop_app.model.kinds import EntryKind
from desktop_app.query.consent_log import Wanted as LogWanted
from desktop_app.query.consents import Wanted, parsed
from tests.fakes.gated import NOTICE, RUN, SCOPE, consent, gated_ledger, intent
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import START_US, MemoryLedger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.query.query import Query


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[Query]:
    """A query over `gated_ledger`."""
    with query(tmp_path, gated_ledger()) as found:
        yield found


def test_the_log_is_newest_first(gated: Query) -> None:
    """With what each is about, and by whom it was answered."""
    rows = gated.consents()
    assert [row["seq"] for row in rows] == [12, 11, 8, 4, 3]
    answer = rows[3]
    assert (answer["state"], answer["by"], answer["latency_ms"]) == ("given", "you", 4200)
    assert (answer["agent"], answer["tool"], answer["call_id"]) == (
        "claude-code",
        "Bash",
        "toolu_01",
    )
    assert (answer["side_effect"], answer["rule"], answer["kind"]) == ("write", "commands", "shell")
    assert (answer["scope"], answer["notice"], answer["lasts"]) == (SCOPE, NOTICE, "always")
    assert (answer["run_id"], answer["ts_us"]) == ("run-1", START_US + 4000)
    assert (answer["title"], answer["recipients"]) == ("Let an agent act", [])
    assert rows[0]["title"] == "Keep command lines"
    assert rows[0]["agent"] is None


def test_pages_follow_one_another(gated: Query) -> None:
    """The next begins before the last one."""
    assert [row["seq"] for row in gated.consents(limit=2)] == [12, 11]
    assert [row["seq"] for row in gated.consents(limit=2, before=11)] == [8, 4]


@pytest.mark.parametrize(
    ("wanted", "seqs"),
    [
        (Wanted(states=("given",)), [12, 11, 4]),
        (Wanted(states=("refused", "timed_out")), [8]),
        (Wanted(states=()), []),
        (Wanted(agent="claude-code"), [11, 8, 4, 3]),
        (Wanted(agent="codex"), []),
        (Wanted(purpose="keep command lines"), [12]),
        (Wanted(since_us=START_US + 8000), [12, 11, 8]),
        (Wanted(run=1), [8, 4, 3]),
    ],
)
def test_records_are_chosen(gated: Query, wanted: Wanted, seqs: list[int]) -> None:
    """By state, agent, purpose, time and run."""
    assert [row["seq"] for row in gated.consents(wanted)] == seqs


def test_one_record_knows_what_changed_it(tmp_path: Path) -> None:
    """Revoked, and put back."""
    ledger = gated_ledger()
    ledger.add(EntryKind.CONSENT_RECORD, consent("revoked", by="you", withdraws=4))  # 14
    again = consent("given", by="you", scope=SCOPE, lasts="always", puts_back=4)
    ledger.add(EntryKind.CONSENT_RECORD, again)  # 15
    with query(tmp_path, ledger) as found:
        assert found.consent(4)["changed_by"] == [14, 15]
        assert found.consent(15)["changed_by"] == []
        assert [grant["seq"] for grant in found.grants_in_force(0)] == [15, 12, 11]
        assert found.grants_in_force(0)[0]["used"] == 1
        rows = found.consents(limit=2)
        assert [(row["agent"], row["tool"], row["run"]) for row in rows] == [
            ("claude-code", "Bash", 1)
        ] * 2


def test_an_entry_that_is_no_consent_is_said(gated: Query) -> None:
    """By its number."""
    with pytest.raises(NotFoundError, match="#2 is no consent record"):
        gated.consent(2)


def test_grants_in_force_say_what_they_cover_and_how_often_they_were_used(gated: Query) -> None:
    """Newest first."""
    kept, run, always = gated.grants_in_force(0)
    assert (kept["purpose"], kept["scope"], kept["used"]) == ("keep command lines", None, 0)
    assert (run["lasts"], run["sender"], run["run_id"]) == ("run", RUN["sender"], RUN["run_id"])
    assert (always["scope"], always["used"], always["by"]) == (SCOPE, 1, "you")
    assert (always["agent"], always["intent"], always["given_us"]) == (
        "claude-code",
        2,
        START_US + 4000,
    )
    assert always["recipients"] == kept["recipients"] == []
    assert (always["title"], always["sender"], always["until_us"]) == (
        "Let an agent act",
        None,
        None,
    )


def test_a_grant_for_a_run_ends_with_it_and_one_until_a_time_then(tmp_path: Path) -> None:
    """As of when it is asked."""
    ledger = gated_ledger()
    until = consent("given", by="you", scope=SCOPE, lasts="until", until_us=100)
    ledger.add(EntryKind.CONSENT_RECORD, until)
    ledger.add(EntryKind.RUN_END, {"reason": "exit"}, run_id="run-1", sender="claude-code")
    with query(tmp_path, ledger) as found:
        assert [grant["seq"] for grant in found.grants_in_force(99)] == [14, 12, 4]
        assert [grant["seq"] for grant in found.grants_in_force(100)] == [12, 4]


def test_a_row_is_read_as_a_record(gated: Query) -> None:
    """For a receipt."""
    record = parsed(gated.consent(4))
    assert (record.state, record.intent) == (State.GIVEN, 2)


def test_a_record_of_a_later_version_is_listed_and_not_read(tmp_path: Path) -> None:
    """Its purpose is shown as it is called there; it gives nothing."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.ACTION_INTENT, intent())
    later = {"purpose": "read minds", "state": "given", "by": "you", "lasts": "always"}
    ledger.add(EntryKind.CONSENT_RECORD, later)
    with query(tmp_path, ledger) as found:
        (row,) = found.consents()
        assert row["title"] == "read minds"
        assert row["title"] not in PURPOSES
        assert found.grants_in_force(0) == []
        with pytest.raises(NotFoundError, match="#1 cannot be read: This version does not know"):
            parsed(row)


def test_a_role_stands_in_record_and_attempt(tmp_path: Path) -> None:
    """None where there is none."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.CONSENT_RECORD, consent("given", by="you", role="lead"))
    ledger.add(EntryKind.CONSENT_RECORD, consent("given", by="you"))
    wrong: dict[str, Any] = {"what": "answer", "agent": "", "role": "lead", "intent": 0}
    ledger.add(EntryKind.GATE_ATTEMPT, wrong)
    ledger.add(EntryKind.GATE_ATTEMPT, {"what": "answer", "agent": "codex"})
    with query(tmp_path, ledger) as found:
        assert [row["role"] for row in found.consents()] == [None, "lead"]
        log = found.consent_log(LogWanted(), limit=9)
        assert [row["role"] for row in log] == [None, "lead", None, "lead"]
