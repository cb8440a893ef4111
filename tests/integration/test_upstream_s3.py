"""Checkpoints and bundles into a bucket with Object Lock, from a real recorder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import at_terminal, moto_s3, otlp, running
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.moto_s3 import MotoS3

PROTOBUF = {"content-type": "application/x-protobuf"}


@pytest.fixture
def s3() -> Iterator[MotoS3]:
    """Give the server."""
    with moto_s3.running() as server:
        yield server


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[running.RunningRecorder]:
    """Give a recorder with a run in it."""
    with running.running(tmp_path) as made:
        body = otlp.traces(5).SerializeToString()
        assert made.post("/v1/traces", body, PROTOBUF)[0] == 200
        yield made


def add(recorder: running.RunningRecorder, s3: MotoS3, *more: str) -> None:
    """Add the bucket as a person at a terminal, who is asked for both keys."""
    where = ("s3", "s3://evidence/desks", "--endpoint", str(s3.origin), "--own-network")
    terminal = at_terminal.countersign(recorder.environment, "upstream", "add", *where, *more)
    for asked, typed in (
        ("yes", "yes"),
        ("Access key id: ", moto_s3.KEYS.access),
        ("Secret access key: ", moto_s3.KEYS.secret),
    ):
        terminal.wait_for(asked)
        terminal.type(f"{typed}\n")
    assert terminal.end() == 0, terminal.shown
    assert moto_s3.KEYS.secret not in terminal.shown


def person(recorder: running.RunningRecorder, *words: str) -> str:
    """Run a verb as a person who says yes."""
    code, shown = at_terminal.confirmed(recorder.environment, *words)
    assert code == 0, shown
    return shown


def objects(s3: MotoS3) -> list[str]:
    """Return the names of what lies in the bucket."""
    return [one["Key"] for one in s3.look.list_objects_v2(Bucket="evidence").get("Contents", ())]


def of(recorder: running.RunningRecorder) -> dict[str, Any]:
    """Return how the one upstream stands."""
    (found,) = recorder.cli_json("upstream", "list")["upstreams"]
    return dict(found)


def test_checkpoints_and_bundles_are_locked_there(
    recorder: running.RunningRecorder, s3: MotoS3, tmp_path: Path
) -> None:
    """Each once, under names that say what they are; what lies there anchors and verifies."""
    s3.bucket("evidence", lock=True)
    add(recorder, s3, "--lock", "compliance", "--retain-days", "30", "--legal-hold")
    person(recorder, "mode", "local-only", "off")
    assert "takes what goes there" in person(recorder, "upstream", "test", "evidence")
    until(lambda: bool(objects(s3)))
    install = recorder.cli_json("status")["install_id"]
    (name,) = objects(s3)
    assert name.startswith(f"desks/{install}/checkpoints/")
    head = s3.look.head_object(Bucket="evidence", Key=name)
    assert (head["ObjectLockMode"], head["ObjectLockLegalHoldStatus"]) == ("COMPLIANCE", "ON")
    (tmp_path / "kept").write_bytes(s3.body("evidence", name))
    judged = recorder.cli_json("verify", "--anchor", str(tmp_path / "kept"), "--require-anchor")
    assert judged["verdict"] == "ANCHORED"
    recorder.wait_indexed()
    recorder.cli("bundle", "export", "last", "--to", str(tmp_path / "run.zip"))
    person(recorder, "upstream", "send", "evidence", str(tmp_path / "run.zip"))
    until(lambda: len(objects(s3)) == 2)
    (bundle,) = [one for one in objects(s3) if "/bundles/" in one]
    assert s3.body("evidence", bundle) == (tmp_path / "run.zip").read_bytes()
    recorder.cli("mode", "local-only", "on")
    assert list((tmp_path / "data" / "outbox").rglob("*.zip")) == []
    sent = [row for row in recorder.cli_json("audit-log") if row["kind"] == "upstream.sent"]
    names = [name for row in sent for name in row["params"].get("names", ())]
    assert sorted(names) == sorted(one.removeprefix("desks/") for one in objects(s3))


def test_a_bucket_without_a_lock_is_not_taken_for_one(
    recorder: running.RunningRecorder, s3: MotoS3
) -> None:
    """A person must mend it: it is said, and tried again later."""
    s3.bucket("evidence")
    add(recorder, s3, "--lock", "governance", "--retain-days", "3")
    person(recorder, "mode", "local-only", "off")
    until(lambda: of(recorder)["trouble"] != "")
    assert "lock" in of(recorder)["trouble"].lower()
    code, shown = at_terminal.confirmed(recorder.environment, "upstream", "test", "evidence")
    assert (code, "Object Lock" in shown) == (1, True)
