"""Room: refused before the disk is full, with a reserve for what must not be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DiskFullError
from desktop_app.ledger import limits
from desktop_app.ledger.limits import Limits, check_room

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = Limits(quota_bytes=1_000, free_floor_bytes=500, reserve_bytes=100)


@pytest.mark.parametrize(
    ("need", "reserve", "used", "free", "fits"),
    [
        (100, False, 800, 10_000, True),
        (101, False, 800, 10_000, False),
        (101, True, 800, 10_000, True),
        (201, True, 800, 10_000, False),
        (100, False, 0, 700, True),
        (100, False, 0, 699, False),
        (100, True, 0, 600, True),
        (100, True, 0, 599, False),
    ],
)
def test_room(*, need: int, reserve: bool, used: int, free: int, fits: bool) -> None:
    """Each bound from both sides; a byte counts twice against free space."""
    found = check_room(LIMITS, need=need, reserve=reserve, used=used, free=free)
    assert fits is (found is None)
    assert found is None or isinstance(found, DiskFullError)


def test_a_reserve_larger_than_the_floor() -> None:
    """The disk may then be filled, not more."""
    bounds = Limits(quota_bytes=1_000, free_floor_bytes=50, reserve_bytes=100)
    assert check_room(bounds, need=1, reserve=True, used=0, free=2) is None
    assert check_room(bounds, need=1, reserve=True, used=0, free=1) is not None


def test_what_is_used(tmp_path: Path) -> None:
    """Database and WAL; none yet is nothing."""
    assert limits.used_bytes(tmp_path / "x.db") == 0
    (tmp_path / "x.db").write_bytes(bytes(10))
    (tmp_path / "x.db-wal").write_bytes(bytes(5))
    assert limits.used_bytes(tmp_path / "x.db") == 15


def test_what_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system says, in the way that each system says it."""
    here = limits.free_bytes(tmp_path / "x.db")
    assert here > 0
    monkeypatch.setattr(limits, "_WINDOWS", True)
    assert abs(limits.free_bytes(tmp_path / "x.db") - here) < 2**30
