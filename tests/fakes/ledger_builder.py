"""Real ledgers through the real writer, with fake time, ids and keystore, for tests to attack.

`standard` has everything a ledger can have: bodies of every kind, two runs, a rotation, a stop and
a restart, full tiles, an empty epoch, and an unsealed tail as kill -9 leaves it. A `Built` is a
folder that can be copied cheaply, with the keystore's state beside it and every secret that was
ever in it, which is what a thief might have stolen.
"""

from __future__ import annotations

import hmac
import shutil
from dataclasses import dataclass, field
from hashlib import shake_256
from typing import TYPE_CHECKING

import zstandard
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from desktop_app.ledger.limits import Limits
from desktop_app.ledger.trust import Trust
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.keystore import Custody
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal, groups, skeleton, walk
from desktop_app.tlog.commitment import commit
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop_app.normalize.signals import ExportRequest

START_US = 1_790_000_000_000_000
LIMITS = Limits(free_floor_bytes=0, reserve_bytes=0)


class StepClock:
    """Goes on by a millisecond a look; `now` and `boot` can be moved apart."""

    def __init__(self) -> None:
        self.now, self.boot, self.id = START_US, 5_000_000, "0" * 31 + "1"

    def now_us(self) -> int:
        """Wall time."""
        self.now += 1_000
        return self.now

    def boot_us(self) -> int:
        """Time since boot."""
        self.boot += 1_000
        return self.boot

    def boot_id(self) -> str:
        """Name of the boot."""
        return self.id


class SeededIds:
    """The same bytes in the same order for the same seed."""

    def __init__(self, seed: str) -> None:
        self._seed, self._count = seed, 0

    def random_bytes(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        self._count += 1
        return shake_256(f"{self._seed}/{self._count}".encode()).digest(count)


class MemoryKeyStore:
    """Secrets in memory; `history` keeps the newest value of each name for ever."""

    custody = Custody.PLAIN_FILE

    def __init__(self) -> None:
        self.items: dict[str, bytes] = {}
        self.history: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """Return a secret."""
        return self.items.get(name)

    def put(self, name: str, value: bytes) -> None:
        """Store a secret."""
        self.items[name] = self.history[name] = value

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self.items.pop(name, None)

    def names(self) -> frozenset[str]:
        """Return the names."""
        return frozenset(self.items)


@dataclass
class Built:
    """A ledger on disk, closed or as a kill left it, and what its keystore holds."""

    folder: Path
    keystore: MemoryKeyStore
    clock: StepClock
    ids: SeededIds
    marks: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The database."""
        return self.folder / "ledger.db"

    def trust(self, **changes: object) -> Trust:
        """Return what the keystore knows, with fields replaced."""
        known = Trust.from_keystore(self.keystore)
        return Trust(**{name: changes.get(name, getattr(known, name)) for name in Trust.__slots__})

    def open(self) -> LedgerWriter:
        """Open the real writer."""
        return LedgerWriter.open(
            self.path,
            keystore_for=lambda _: self.keystore,
            clock=self.clock,
            ids=self.ids,
            limits=LIMITS,
            version="0.1.0-test",
        )

    def copy(self, folder: Path) -> Built:
        """Return a copy as a backup or a kill -9 has it: database, WAL and keystore as they are."""
        folder.mkdir(parents=True)
        for suffix in ("", "-wal"):
            source = self.folder / f"ledger.db{suffix}"
            if source.exists():
                shutil.copyfile(source, folder / source.name)
        keystore = MemoryKeyStore()
        keystore.items, keystore.history = dict(self.keystore.items), dict(self.keystore.history)
        return Built(folder, keystore, self.clock, self.ids, dict(self.marks))


def empty(folder: Path, seed: str = "a") -> Built:
    """Return a place where a ledger can be made."""
    folder.mkdir(parents=True, exist_ok=True)
    return Built(folder, MemoryKeyStore(), StepClock(), SeededIds(seed))


def command(verb: str = "pause") -> Draft:
    """Return a small entry without run or body."""
    return Draft(EntryKind.COMMAND, {"sender": "", "auth": "person"}, {"verb": verb})


def run_entry(kind: EntryKind, run_id: str, sender: str = "codex") -> Draft:
    """Return an entry of a run without a body."""
    return Draft(kind, {"sender": sender, "auth": "token"}, {"name": "test"}, run_id=run_id)


def traces(count: int, name: str = "chat gpt-5") -> ExportTraceServiceRequest:
    """Return a request of `count` spans in two scopes."""
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add(schema_url="https://opentelemetry.io/schemas/1.37.0")
    resource.resource.attributes.add(key="service.name").value.string_value = "codex"
    scopes = [resource.scope_spans.add(), resource.scope_spans.add()]
    for number in range(count):
        span = scopes[number % 2].spans.add(
            trace_id=bytes(15) + b"\1",
            span_id=(number + 1).to_bytes(8, "big"),
            name=name,
            start_time_unix_nano=10**18 + number,
            end_time_unix_nano=10**18 + number + 10**6,
        )
        for key in range(6):
            span.attributes.add(key=f"gen_ai.attr.{key}").value.string_value = f"{number}.{key}"
    return request


def logs() -> ExportLogsServiceRequest:
    """Return a request of two log records."""
    request = ExportLogsServiceRequest()
    scope = request.resource_logs.add().scope_logs.add()
    for number in range(2):
        scope.log_records.add(time_unix_nano=number + 1).body.string_value = f"record {number}"
    return request


def metrics() -> ExportMetricsServiceRequest:
    """Return a request of one metric."""
    request = ExportMetricsServiceRequest()
    metric = request.resource_metrics.add().scope_metrics.add().metrics.add(name="tokens")
    metric.sum.data_points.add(as_int=7, time_unix_nano=1)
    return request


def otlp(
    signal: Signal, request: ExportRequest, ids: SeededIds, run_id: str | None = None
) -> Draft:
    """Return the entry of a request, with body and commitment, as the recorder makes it."""
    records = [record for _, _, record in walk(signal, request)]
    leaves = [skeleton(signal, request), *(record.SerializeToString() for record in records)]
    content, secret = request.SerializeToString(), ids.random_bytes(32)
    subject = {"records": len(records), "groups": groups(signal, request), "transport": "grpc"}
    return _with_body(
        signal.kind, subject, content=content, leaves=leaves, secret=secret, run_id=run_id
    )


def cloudevents(ids: SeededIds, lines: Sequence[bytes] = (b'{"id":"1"}', b'{"id":"2"}')) -> Draft:
    """Return the entry of CloudEvents."""
    content, secret = b"\n".join(lines), ids.random_bytes(32)
    leaves = [b"", *lines]
    subject = {"records": len(lines)}
    return _with_body(EntryKind.CLOUDEVENTS, subject, content=content, leaves=leaves, secret=secret)


def _with_body(
    kind: EntryKind,
    subject: dict[str, object],
    *,
    content: bytes,
    leaves: Sequence[bytes],
    secret: bytes,
    run_id: str | None = None,
) -> Draft:
    payload = PayloadRef(
        commitment=commit(secret, leaves),
        digest=hmac.digest(secret, b"countersign/body/v1" + content, "sha256"),
        size=len(content),
        retention="body",
    )
    return Draft(
        kind,
        {"sender": "codex", "auth": "token"},
        subject,
        run_id=run_id,
        payload=payload,
        body=zstandard.ZstdCompressor(level=3).compress(content),
        secret=secret,
    )


def standard(folder: Path, seed: str = "a") -> Built:
    """Make the ledger described above; `marks` names places in it."""
    built = empty(folder / "live", seed)
    writer = built.open()
    writer.run_secret("codex", "run-1")
    first = [run_entry(EntryKind.RUN_START, "run-1"), command()]
    first.append(otlp(Signal.TRACES, traces(5), built.ids, "run-1"))
    first += [otlp(Signal.LOGS, logs(), built.ids), otlp(Signal.METRICS, metrics(), built.ids)]
    first += [cloudevents(built.ids), run_entry(EntryKind.RUN_END, "run-1")]
    built.marks["command"] = writer.append(first).result()[1].seq
    built.marks["signed"] = writer.checkpoint("test").result().size
    writer.append([command("resume")]).result()
    writer.roll_epoch("daily").result()  # epoch 2
    writer.append([command("status"), run_entry(EntryKind.RUN_START, "run-1")]).result()
    writer.rotate_root().result()  # epoch 3
    writer.roll_epoch("daily").result()  # epoch 4: nothing happens in 3
    writer.append([command(f"verb-{number}") for number in range(260)]).result()
    writer.close()
    built.clock.boot, built.clock.id = 1_000_000, "0" * 31 + "2"
    writer = built.open()  # epoch 5
    writer.append([run_entry(EntryKind.RUN_START, "run-2", sender="claude"), command()]).result()
    pinned = built.marks["pinned"] = writer.checkpoint("test", cosign=True).result().size
    until(lambda: writer.state().pinned_size == pinned)  # the keystore has a thread of its own
    body = otlp(Signal.TRACES, traces(3), built.ids, "run-2")
    end = run_entry(EntryKind.RUN_END, "run-2", sender="codex")
    tail = writer.append([command("x"), body, end, command("y"), command("z")]).result()
    built.marks["tail"] = tail[0].seq
    killed = built.copy(folder / "killed")
    writer.close()
    built.keystore = MemoryKeyStore()  # whoever wants the ledger takes the killed copy
    return killed


def stopped(folder: Path, seed: str = "b") -> Built:
    """Return a small ledger of two epochs after a clean stop."""
    built = empty(folder / "stopped", seed)
    writer = built.open()
    writer.append([command("one"), command("two")]).result()
    writer.roll_epoch("daily").result()
    writer.append([command("three")]).result()
    writer.close()
    return built
