"""Step 9: one body for each payload."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks import bodies
from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from tests.fakes.forger import sql
from tests.fakes.leaf_maker import leaf
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.ledger.report import Report
    from tests.fakes.ledger_builder import Built

ATTACKED = (
    "body_deleted",
    "body_shredded",
    "body_added",
    "body_beyond",
    "bodies_swapped",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_bodies_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def audited(built: Built, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Audit with every body in a process of its own kind."""
    monkeypatch.setattr(bodies.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(bodies, "_BATCH_JOBS", 1)
    monkeypatch.setattr(bodies, "_AHEAD", 1)
    monkeypatch.setitem(bodies.Bodies.__init__.__kwdefaults__, "inline_bytes", 0)
    return audit(built.path, trust=built.trust(), now_us=NOW_US)


def test_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same findings in the same order."""
    built = Bases(tmp_path).copy("killed")
    sql(built.path, "UPDATE bodies SET secret = zeroblob(32)")
    alone = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert audited(built, monkeypatch) == alone
    assert len(alone.findings) == 10


def test_processes_import_nothing_from_where_we_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever verifies in a folder of a stranger's does not run what lies in it."""
    folder = tmp_path / "strange" / "multiprocessing"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(folder.parent)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    built = Bases(tmp_path).copy("killed")
    assert audited(built, monkeypatch).verdict is Verdict.CONSISTENT
    assert not (tmp_path / "ran").exists()


class Broken:
    """Processes that cannot be had."""

    def __init__(self, at: str) -> None:
        self.at = at

    def submit(self, *_: object) -> Future[object]:
        """Fail now or later."""
        if self.at == "submit":
            raise BrokenProcessPool
        future: Future[object] = Future()
        future.set_exception(BrokenProcessPool())
        return future

    def shutdown(self, **_: object) -> None:
        """End."""


@pytest.mark.parametrize("at", ["submit", "result"])
def test_without_processes_it_goes_on_alone(
    at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a warning, and the same verdict."""
    built = Bases(tmp_path).copy("killed")
    monkeypatch.setattr(bodies, "ProcessPoolExecutor", lambda *_, **__: Broken(at))
    report = audited(built, monkeypatch)
    assert report.verdict is Verdict.CONSISTENT
    assert report.records == 13
    assert [one.code for one in report.findings] == ["body_processes"]


def test_a_body_that_says_it_is_huge_is_not_unpacked() -> None:
    """Over 256 MiB nothing is tried."""
    found = Findings()
    payload = PayloadRef(bytes(32), None, 2**40, "body")
    with apsw.Connection(":memory:") as db:
        db.execute("CREATE TABLE bodies (seq INTEGER PRIMARY KEY, body BLOB, secret BLOB)")
        db.execute("INSERT INTO bodies VALUES (3, x'00', x'00'), (5, x'00', x'00')")
        with bodies.Bodies(db, found) as step:
            step.see(leaf(5, Draft(EntryKind.CLOUDEVENTS, {}, {}, payload=payload)))
            step.finish()
    assert [one.code for one in found.kept] == ["body_extra", "body_large"]
    assert found.verdicts == {Verdict.INVALID, Verdict.UNREADABLE}


def test_an_emptied_row_says_nothing_where_a_body_was() -> None:
    """Beside an entry that spoke of one, or that was pruned; elsewhere it has no place."""
    found = Findings()
    spoken = Draft(EntryKind.CLOUDEVENTS, {}, {}, payload=PayloadRef(bytes(32), None, 3, "body"))
    with apsw.Connection(":memory:") as db:
        db.execute("CREATE TABLE bodies (seq INTEGER PRIMARY KEY, body BLOB, secret BLOB)")
        db.execute("INSERT INTO bodies (seq) VALUES (3), (5), (6), (8)")
        db.execute("INSERT INTO bodies VALUES (7, NULL, x'00')")
        with bodies.Bodies(db, found) as step:
            step.see(leaf(3, spoken))
            for pruned in (5, 7):
                step.pass_by(pruned)
            step.see(leaf(8, Draft(EntryKind.COMMAND, {}, {})))
            step.finish()
    assert [(one.code, one.seq) for one in found.kept] == [("body_extra", at) for at in (6, 7, 8)]
    assert step.missing.pairs() == [(3, 3)]
