"""Property: no bit of any field of any table can be flipped unseen (ATTACKS A01)."""

# ruff: noqa: S608 - table names of our own
from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import apsw
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.ledger.audit import audit
from tests.fakes import ledger_builder
from tests.fakes.forger import edit
from tests.fakes.ledger_attacks import NOW_US

if TYPE_CHECKING:
    from tests.fakes.ledger_builder import Built

FIELDS = (
    *(("entries", column) for column in ("seq", "leaf", "leaf_hash", "mac")),
    *(("bodies", column) for column in ("seq", "body", "secret")),
    *(("tiles", column) for column in ("level", "idx", "hashes")),
    *(("checkpoints", column) for column in ("id", "size", "note")),
    *(("epochs", column) for column in ("epoch", "first_seq")),
    *(("run_seqs", column) for column in ("sender", "run_id", "next")),
    *(("meta", column) for column in ("key", "value")),
)
REMARKS = (("checkpoints", "reason"), ("run_keys", "run_id"), ("run_keys", "secret"))
EXAMPLES = 2_000 if os.environ.get("COUNTERSIGN_LONG") else 100


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A ledger in one file."""
    built = ledger_builder.standard(tmp_path_factory.mktemp("flips"))
    with edit(built.path):
        pass
    (built.folder / "ledger.db-shm").unlink(missing_ok=True)
    (built.folder / "ledger.db-wal").unlink(missing_ok=True)
    return built


def flip(db: apsw.Connection, table: str, column: str, row: int, bit: int) -> tuple[object, object]:
    """Flip one bit of one value, whatever its type; return it before and after."""
    count = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    where = f"rowid = (SELECT rowid FROM {table} LIMIT 1 OFFSET {row % count})"
    old = db.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()[0]
    if isinstance(old, int):
        new: object = old ^ 1 << bit % 40
    else:
        data = bytearray(old.encode() if isinstance(old, str) else old)
        data[bit // 8 % len(data)] ^= 1 << bit % (7 if isinstance(old, str) else 8)
        new = data.decode("ascii") if isinstance(old, str) else bytes(data)
    db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (new,))
    return old, new


@pytest.mark.attack("A01")
@pytest.mark.attack("C07")
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(field=st.sampled_from(FIELDS), row=st.integers(0, 10**6), bit=st.integers(0, 10**6))
def test_a_flipped_bit_never_passes(
    merged: Built, field: tuple[str, str], row: int, bit: int
) -> None:
    """Any bit of any field that the verifier draws on."""
    path = merged.folder / "flipped.db"
    shutil.copyfile(merged.path, path)
    try:
        with edit(path, merge=False) as db:
            old, new = flip(db, *field, row, bit)
    except apsw.ConstraintError:
        return  # the row cannot lie there: another has its place
    report = audit(path, trust=merged.trust(), now_us=NOW_US)
    if field == ("bodies", "body") and report.verdict.passes:
        # zstd ignores some bits of a frame: what it unpacks to is the body.
        assert _unpacked(old) == _unpacked(new)
        return
    assert not report.verdict.passes, (field, row, bit)


@pytest.mark.parametrize("field", REMARKS)
def test_remarks_change_nothing(merged: Built, field: tuple[str, str]) -> None:
    """What is not signed is not drawn on: the report is the same with another value."""
    path = merged.folder / "flipped.db"
    shutil.copyfile(merged.path, path)
    before = audit(merged.path, trust=merged.trust(), now_us=NOW_US)
    with edit(path, merge=False) as db:
        flip(db, *field, 0, 1)
    assert audit(path, trust=merged.trust(), now_us=NOW_US) == before


def _unpacked(body: object) -> bytes:
    assert isinstance(body, bytes)
    return zstandard.ZstdDecompressor().decompress(body)
