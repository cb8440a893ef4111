"""Steps 1 to 3: opening without trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks import source
from desktop_app.ledger.trust import Trust
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "hostile_trigger",
    "hostile_generated",
    "hostile_check",
    "hostile_virtual",
    "shadowing_view",
    "application_id",
    "user_version",
    "page_size",
    "bytes_after_last_page",
    "file_cut",
    "index_page",
    "not_a_database",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_source_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def test_nothing_but_the_schema_is_read_of_a_foreign_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every statement on a hostile file, and every table that it reads, is one of these."""
    asked: set[tuple[int, str | None]] = set()
    allow = source.allow

    def recorded(action: int, one: str | None, *rest: str | None) -> int:
        asked.add((action, one))
        return allow(action, one, *rest)

    monkeypatch.setattr(source, "allow", recorded)
    report = run(ATTACKS["hostile_generated"], Bases(tmp_path))
    assert report.verdict is Verdict.UNREADABLE
    assert {one for action, one in asked if action == apsw.SQLITE_READ} <= {
        "sqlite_schema",
        "sqlite_master",
    }
    assert apsw.SQLITE_FUNCTION not in {action for action, _ in asked}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT load_extension('x')",
        "SELECT count(*) FROM elsewhere",
        "DELETE FROM entries",
        "PRAGMA journal_mode = DELETE",
        "ATTACH ':memory:' AS other",
        "CREATE TEMP TABLE entries (seq)",
    ],
)
def test_the_authorizer_refuses_what_a_verifier_has_no_use_for(statement: str) -> None:
    """Functions, foreign tables, writes, PRAGMAs that change something, other databases."""
    with apsw.Connection(":memory:") as db:
        db.execute("CREATE TABLE elsewhere (a); CREATE TABLE entries (seq)")
        source.guard(db)
        with pytest.raises(apsw.Error):
            db.execute(statement).fetchall()


def test_a_folder_that_may_not_be_written_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its WAL, into a private folder; nothing is left beside the original."""
    built = Bases(tmp_path).copy("killed")
    before = sorted(path.name for path in built.folder.iterdir())
    monkeypatch.setattr(source.os, "access", lambda *_: False)
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert (report.verdict, report.size) == (Verdict.CONSISTENT, 288)
    assert sorted(path.name for path in built.folder.iterdir()) == before
    (built.folder / "ledger.db-wal").unlink()
    assert audit(built.path, trust=built.trust(), now_us=NOW_US).verdict is Verdict.DIVERGED


def test_no_ledger_is_unreadable(tmp_path: Path) -> None:
    """With a sentence, not a traceback."""
    report = audit(tmp_path / "ledger.db", trust=Trust(), now_us=NOW_US)
    assert report.verdict is Verdict.UNREADABLE
    assert "no ledger" in report.sentence


def test_a_schema_that_is_not_text_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damage to the first page must not end in a traceback."""
    built = Bases(tmp_path).copy("stopped")

    def broken(_: object) -> None:
        raise UnicodeDecodeError("utf-8", b"", 0, 1, "")

    monkeypatch.setattr(source.schema, "check", broken)
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert report.verdict is Verdict.UNREADABLE


class Fails:
    """A connection whose rows and PRAGMAs fail."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def execute(self, *_: object) -> object:
        """Fail."""
        raise self.error


@pytest.mark.parametrize(
    "error", [apsw.CorruptError("malformed"), UnicodeDecodeError("utf-8", b"", 0, 1, "")]
)
def test_what_cannot_be_read_is_found(error: Exception) -> None:
    """By the integrity check, and by each walk over rows."""
    found = Findings()
    source.check_integrity(Fails(error), found)
    with pytest.raises(source.WalkEndedError):
        list(source.rows(Fails(error), "", (int,), found))
    assert [one.code for one in found.kept] == ["integrity", "row_unreadable"]


def test_a_value_of_another_type_is_found() -> None:
    """Whatever a damaged page holds, the checks get their types."""
    found = Findings()
    with apsw.Connection(":memory:") as db, pytest.raises(source.WalkEndedError):
        list(source.rows(db, "SELECT 1 UNION ALL SELECT 'x'", (int,), found))
    assert [one.code for one in found.kept] == ["row_type"]


def test_missing_pages_are_found() -> None:
    """A file shorter than its pages, with no WAL that could hold the rest."""
    found = Findings()
    with apsw.Connection(":memory:") as db:
        db.execute("CREATE TABLE one (a)")
        pages = db.pragma("page_count") * db.pragma("page_size")
        source.check_file(db, pages, (pages, 0), found)
        source.check_file(db, pages - 1, (pages - 1, 10), found)
        source.check_file(db, pages - 1, (pages, 0), found)  # merged by a recorder that ended
        assert not found.kept
        source.check_file(db, pages - 1, (pages - 1, 0), found)
    assert [one.code for one in found.kept] == ["file_size"]
