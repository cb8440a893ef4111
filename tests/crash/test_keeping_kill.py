"""kill -9 of a real recorder that keeps content: what was acknowledged is there, and no orphan."""

from __future__ import annotations

from http.client import HTTPException
from threading import Thread
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.vault import lines as listed
from desktop_app.vault.reader import VaultReader
from tests.fakes.gate_client import call
from tests.fakes.kept import PROMPTS, answered, hand_over, notice_of
from tests.fakes.running import environment, start

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.crash

KILLS, SENDERS = 5, 3
_PENDING = "SELECT count(*) FROM lists WHERE seq IS NULL"
_ORPHANS = (
    "SELECT count(*) FROM payloads p WHERE NOT EXISTS (SELECT 1 FROM uses WHERE payload = p.id)"
)


class Agent:
    """Hands content over until the recorder is gone; remembers what was acknowledged."""

    def __init__(self, recorder: RunningRecorder, name: str) -> None:
        self.acknowledged: list[tuple[int, str]] = []
        self._recorder, self._name = recorder, name
        self.thread = Thread(target=self._work)
        self.thread.start()

    def _work(self) -> None:
        for number in range(100_000):
            try:
                text = f"{self._name} {number} " * 200
                told = hand_over(self._recorder, text=text, run_id=self._name)
            except (OSError, HTTPException, ValueError, AssertionError):
                return
            assert told["kept"]
            self.acknowledged.append((told["entry"], told["payload_ref"]))


def at_work(recorder: RunningRecorder, attempt: int) -> list[tuple[int, str]]:
    """Kill a recorder in the middle of agents' work; return what it acknowledged."""
    agents = [Agent(recorder, f"run-{attempt}-{number}") for number in range(SENDERS)]
    while min(len(agent.acknowledged) for agent in agents) < 2 + attempt:
        agents[0].thread.join(0.001)
    recorder.kill()
    for agent in agents:
        agent.thread.join(60)
    return [one for agent in agents for one in agent.acknowledged]


def test_what_was_acknowledged_is_kept_and_no_orphan_stays(tmp_path: Path) -> None:
    """Each entry's list is there and gives its root; nothing lies there that no entry names."""
    env = environment(tmp_path)
    recorder = start(env)
    consent = answered(notice_of(PROMPTS))
    call(recorder, "consent.give", purpose=PROMPTS, consent=consent, confirmed=True)
    acknowledged: list[tuple[int, str]] = []
    for attempt in range(KILLS):
        acknowledged += at_work(recorder, attempt)
        recorder = start(env)
        db = apsw.Connection(str(recorder.data_dir / "vault.db"), apsw.SQLITE_OPEN_READONLY)
        assert [db.execute(sql).fetchall() for sql in (_PENDING, _ORPHANS)] == [[(0,)], [(0,)]]
        db.close()
        found: dict[int, list[str]] = {}
        with (
            LedgerReader(recorder.data_dir / "ledger.db") as ledger,
            VaultReader(recorder.data_dir / "vault.db") as vault,
        ):
            for entry in ledger.keeping():
                lines = vault.lines_of(entry.seq, bytes(32))
                assert listed.kept(lines).to_json() == entry.subject["kept"]
                assert all(vault.stored(line.ref) is not None for line in lines)
                found[entry.seq] = [line.ref for line in lines]
        for seq, ref in acknowledged:
            assert found[seq] == [ref]
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    recorder.stop()
