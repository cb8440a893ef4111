"""Five desktops of an organisation, whole; `tests.tools.fleet` does fifty and prints figures."""

from __future__ import annotations

import runpy
import shutil
import ssl
from contextlib import closing
from http.client import HTTPSConnection
from typing import TYPE_CHECKING

import pytest

from tests.fakes import desktops
from tests.fakes.fleet_collector import collecting
from tests.tools import fleet

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(600)


def test_five_desktops_are_told_of_as_their_ledgers_say(tmp_path: Path) -> None:
    """Entries by hash, spans, log records, costs, denials, silence; each ledger is ANCHORED."""
    made = fleet.record(tmp_path / "store", tmp_path / "homes", 5, 2)
    database = fleet.check(made)
    assert made.off == []
    assert made.collector is not None
    assert made.collector.refused == 0
    seen = dict(fleet.figures(made, database))
    assert (seen["desktops"], seen["runs"]) == ("5", "10")
    assert len(list(made.store.glob("unpacked/*/*/SHA256SUMS"))) == 5
    database.execute("DELETE FROM spans WHERE log = (SELECT min(log) FROM desktops)")
    fleet._check_telemetry(made, database, {one.install: one.entries() for one in made.desktops})
    assert [sentence.partition(":")[0] for sentence in made.off] == ["spans"]
    _refuse_what_was_exchanged(made)


def _refuse_what_was_exchanged(made: fleet.Fleet) -> None:
    """A bundle below another log's folder, and one that was edited, are not unpacked."""
    first, second = made.desktops[:2]
    assert first.bundle is not None
    bucket = made.store / "bucket"
    name = next((bucket / first.install / "bundles").iterdir()).name
    shutil.copy(first.bundle, bucket / second.install / "bundles" / name)
    edited = bytearray(first.bundle.read_bytes())
    edited[len(edited) // 2] ^= 1
    (bucket / first.install / "bundles" / f"{'e' * 64}.zip").write_bytes(edited)
    before = sorted(made.store.glob("unpacked/*/*"))
    assert fleet.unpacked(made.store) == 1
    assert sorted(made.store.glob("unpacked/*/*")) == before


def test_a_log_that_was_set_back_is_found_out(tmp_path: Path) -> None:
    """A home that was copied early on has two futures: the bucket and the webhook hold both."""
    bucket = tmp_path / "store" / "bucket"
    bucket.mkdir(parents=True)
    desktops.copied(tmp_path / "one", tmp_path / "other")
    with collecting(tmp_path / "store" / "collector") as collector:
        both = [desktops.work(0, tmp_path / name, collector, bucket) for name in ("one", "other")]
    assert both[0].install == both[1].install
    fleet.pin(tmp_path / "store", both)
    fleet.unpacked(tmp_path / "store")
    database = fleet.asked(tmp_path / "store")
    told = {what for (what,) in database.sql("SELECT DISTINCT what FROM forks").fetchall()}
    assert "two entries" in told
    assert [fleet.verified(tmp_path / "store", one) for one in both] == ["DIVERGED", "DIVERGED"]


def test_a_collector_takes_nothing_without_the_token(tmp_path: Path) -> None:
    """What stands for one here refuses, as the example's does."""
    with collecting(tmp_path / "collector") as collector:
        context = ssl.create_default_context(cadata=collector.ca)
        for headers in ({}, {"authorization": "Bearer another"}):
            with closing(HTTPSConnection("localhost", collector.port, context=context)) as one:
                one.request("POST", "/v1/traces", b"", headers)
                assert one.getresponse().status == 401
    assert (collector.requests, collector.refused) == (0, 2)
    assert runpy.run_path(str(fleet.FLEET / "unpack.py"))["PASSED"] == ("CONSISTENT", "ANCHORED")
