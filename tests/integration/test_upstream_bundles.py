"""A signed bundle of each run that ended, to where a person wants them: none missing, all hold."""

from __future__ import annotations

from contextlib import closing
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.scope import RunScope
from desktop_app.bundle.verify.envelope import open_manifest
from desktop_app.bundle.verify.source import open_files
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from tests.fakes import forwarding, moto_s3, otlp
from tests.fakes.effort import LONG
from tests.fakes.forwarding import PROTOBUF, standing
from tests.fakes.ledger_place import until
from tests.fakes.running import RunningRecorder, environment, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop_app.model.entry import Entry

KILLS = 40 if LONG else 3


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[], RunningRecorder]]:
    """Give what starts a recorder, always of the same home; none is left in the end."""
    begun: list[RunningRecorder] = []

    def begin() -> RunningRecorder:
        begun.append(start(environment(tmp_path / "home")))
        return begun[-1]

    yield begin
    for recorder in begun:
        if recorder.process.poll() is None:
            recorder.kill()


def run(recorder: RunningRecorder, name: str) -> None:
    """Have a program run under a name, in a run that ends with it."""
    recorder.cli("run", "--name", name, "--", "true")


def arrived(folder: Path) -> list[Path]:
    """Return the bundles that are there, by their names."""
    return sorted(folder.rglob("bundles/*.zip"))


def runs_of(files: list[Path]) -> list[tuple[str, str]]:
    """Return which runs these bundles are of."""
    found = []
    for file in files:
        with closing(open_files(file)) as opened:
            scope = open_manifest(opened).statement.predicate.scope
        assert isinstance(scope, RunScope)
        found.append((scope.sender, scope.run_id))
    return found


def entries(recorder: RunningRecorder, *kinds: EntryKind) -> list[Entry]:
    """Return the entries of some kinds."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return list(ledger.of_kinds(kinds))


def ended(recorder: RunningRecorder, start: int = 0) -> list[tuple[str, str]]:
    """Return the runs that ended from a place on, once each."""
    found = [entry for entry in entries(recorder, EntryKind.RUN_END) if entry.seq >= start]
    return sorted({(str(entry.actor["sender"]), str(entry.run_id)) for entry in found})


def check(recorder: RunningRecorder, file: Path) -> None:
    """See that a bundle is what the log recorded, by the pinned key."""
    assert sha256(file.read_bytes()).hexdigest() == file.stem
    key = recorder.cli_json_any("verify")["fingerprint"]
    words = ("bundle", "verify", str(file), "--fingerprint", key)
    said = recorder.cli(*words, check=False)
    assert (said.returncode, said.stdout.split()[0]) == (0, "MATCH"), said.stdout


def test_runs_that_ended_in_local_only_mode_come_when_the_door_opens(
    begin: Callable[[], RunningRecorder], tmp_path: Path
) -> None:
    """Nothing is even made before; then one each, in order, and each is what the log recorded."""
    folder = tmp_path / "there"
    folder.mkdir()
    recorder = begin()
    run(recorder, "before")  # ended before the upstream was added: not for it
    added = forwarding.add(recorder, "folder", str(folder), bundles="redacted")
    run(recorder, "shut")
    forwarding.open_door(recorder)
    until(lambda: len(arrived(folder)) == 1)
    run(recorder, "open")
    until(lambda: len(arrived(folder)) == 2)
    until(lambda: list((recorder.data_dir / "outbox").rglob("*.zip")) == [])
    assert sorted(runs_of(arrived(folder))) == ended(recorder, added["entry"])
    forwarding.shut_door(recorder)
    run(recorder, "shut again")
    asked = entries(recorder, EntryKind.BUNDLE_EXPORT)
    opened, shut = [entry.seq for entry in entries(recorder, EntryKind.MODE_CHANGED)][-2:]
    assert opened < asked[0].seq < asked[1].seq < shut
    for file in arrived(folder):
        check(recorder, file)
    assert {(one.actor["auth"], one.subject["level"]) for one in asked} == {
        ("recorder", "redacted")
    }
    assert standing(recorder)["refused"] == 0
    assert forwarding.verified(recorder) == "CONSISTENT"


def test_they_come_into_a_bucket(begin: Callable[[], RunningRecorder], tmp_path: Path) -> None:
    """One run in local-only mode and one after it; the person consented in plain words."""
    recorder = begin()
    with moto_s3.running() as s3:
        s3.bucket("evidence")
        added = forwarding.add(
            recorder,
            "s3",
            "s3://evidence",
            endpoint=str(s3.origin),
            own_network=True,
            bundles="metadata",
            secrets={
                "access-key-id": moto_s3.KEYS.access,
                "secret-access-key": moto_s3.KEYS.secret,
            },
        )
        assert "a signed audit bundle of each run when it has ended" in added["what"]
        consent = entries(recorder, EntryKind.CONSENT_RECORD)[-1]
        assert consent.subject["recipients"] == [added["what"]]
        run(recorder, "shut")
        forwarding.open_door(recorder)
        run(recorder, "open")

        def bundles() -> list[str]:
            found = s3.look.list_objects_v2(Bucket="evidence").get("Contents", ())
            return [one["Key"] for one in found if "/bundles/" in one["Key"]]

        until(lambda: len(bundles()) == 2)
        for name in bundles():
            file = tmp_path / name.rpartition("/")[2]
            file.write_bytes(s3.body("evidence", name))
            check(recorder, file)
    found = sorted(tmp_path.glob("*.zip"))
    assert sorted(runs_of(found)) == ended(recorder, added["entry"])


def test_a_run_that_goes_on_has_another_one_at_its_next_end(
    begin: Callable[[], RunningRecorder], tmp_path: Path
) -> None:
    """Which shows all of it; the first one stays where it is, and both hold."""
    folder = tmp_path / "there"
    folder.mkdir()
    recorder = begin()
    recorder.cli("config", "set", "run.idle_s", "1")
    forwarding.add(recorder, "folder", str(folder), bundles="redacted")
    forwarding.open_door(recorder)
    for number in (1, 2):
        body = otlp.traces(number).SerializeToString()
        assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200
        until(lambda number=number: len(arrived(folder)) == number)
    assert len(ended(recorder)) == 1
    assert len(entries(recorder, EntryKind.RUN_END)) == 2
    for file in arrived(folder):
        check(recorder, file)


def test_a_kill_at_any_moment_takes_none(
    begin: Callable[[], RunningRecorder], tmp_path: Path
) -> None:
    """Of the recorder, while bundles are made and sent; some may come twice, none is missing."""
    folder = tmp_path / "there"
    folder.mkdir()
    moments = Random(7)  # noqa: S311 - moments to kill at, the same in every run
    recorder = begin()
    added = forwarding.add(recorder, "folder", str(folder), bundles="metadata")
    forwarding.open_door(recorder)
    for turn in range(KILLS):
        for number in range(2):
            run(recorder, f"run-{turn}-{number}")
        ledger = recorder.data_dir / "ledger.db"
        size, steps = _size(ledger), moments.randrange(1, 8)
        until(lambda size=size, steps=steps, ledger=ledger: _size(ledger) >= size + steps)
        recorder.kill()
        recorder = begin()
    until(lambda: set(runs_of(arrived(folder))) == set(ended(recorder, added["entry"])))
    until(lambda: list((recorder.data_dir / "outbox").rglob("*.zip")) == [])
    assert len(ended(recorder)) == 2 * KILLS
    assert list((recorder.data_dir / "outbox").rglob("half-*")) == []
    check(recorder, arrived(folder)[0])
    assert forwarding.verified(recorder) == "CONSISTENT"


def _size(path: Path) -> int:
    with LedgerReader(path) as ledger:
        return ledger.size()
