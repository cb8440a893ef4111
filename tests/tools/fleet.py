"""Many desktops, one organisation: record, forward, hand out; then see whether its side is right.

    python -m tests.tools.fleet [--desktops 50] [--together 2] [--to DIR] [--clickhouse]

Real recorders replay recorded runs, forward over TLS to a collector that stores to disk, and put
checkpoints and bundles into a folder. Then the organisation's side is done as `fleet.md` says it:
bundles verified against pinned keys and unpacked, `installer/fleet/duckdb.sql` over all of it, its
answers compared with what the desktops' own ledgers say, each ledger verified against the bucket's
checkpoint. Prints the figures of `fleet.md`; ends with 1 when anything is off. `--clickhouse` runs
`clickhouse.sql` as well, in chdb, which nothing here installs.
"""

from __future__ import annotations

import argparse
import json
import os
import runpy
import shlex
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model import formats
from desktop_app.normalize.signals import Signal, parse_request
from tests.fakes import desktops, running
from tests.fakes.fleet_collector import Collector, collecting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.model.entry import Entry
    from tests.fakes.desktops import Desktop

ROOT = Path(__file__).resolve().parents[2]
FLEET = ROOT / "installer" / "fleet"
_TELEMETRY = ("otlp.traces", "otlp.logs", "otlp.metrics")
_LATER = "SET VARIABLE now = now() + INTERVAL {} HOUR"


@dataclass
class Fleet:
    """What was done.

    Attributes:
        store: laid out as `fleet.md` says.
        desktops: each with its ledger.
        collector: what it received.
        seconds: of recording and forwarding.
        off: sentences: what is not as it should be.
    """

    store: Path
    desktops: list[Desktop] = field(default_factory=list)
    collector: Collector | None = None
    seconds: float = 0.0
    off: list[str] = field(default_factory=list)

    def see(self, what: str, seen: object, wanted: object) -> None:
        """Note what is not as it should be."""
        if seen != wanted:
            self.off.append(f"{what}: {seen!r}, not {wanted!r}")


def record(store: Path, homes: Path, number: int, together: int) -> Fleet:
    """Have desktops record and forward, a few at a time."""
    made = Fleet(store)
    bucket = store / "bucket"
    bucket.mkdir(parents=True)
    began = time.monotonic()
    with collecting(store / "collector") as collector, ThreadPoolExecutor(together) as pool:
        made.collector = collector
        work = [
            pool.submit(desktops.work, n, homes / f"{n:03}", collector, bucket)
            for n in range(number)
        ]
        made.desktops = [one.result() for one in work]
    made.seconds = time.monotonic() - began
    pin(store, made.desktops)
    return made


def pin(store: Path, joined: list[Desktop]) -> None:
    """Write down each log's key, as when a computer joins."""
    (store / "pins").mkdir(exist_ok=True)
    for desktop in joined:
        (store / "pins" / desktop.install).write_text(f"{desktop.vkey}\n")


def unpacked(store: Path) -> int:
    """Verify and unpack the bundles; return what `unpack.py` ends with."""
    main = runpy.run_path(str(FLEET / "unpack.py"))["main"]
    program = shlex.join([sys.executable, "-m", "desktop_app"])
    return int(main([str(store), "--countersign", program]))


def asked(store: Path) -> duckdb.DuckDBPyConnection:
    """Run `duckdb.sql` over a store; return what can be asked."""
    database = duckdb.connect(str(store / "fleet.duckdb"))
    with chdir(store):
        database.execute((FLEET / "duckdb.sql").read_text())
    return database


def check(fleet: Fleet) -> duckdb.DuckDBPyConnection:
    """Compare the organisation's answers with the ledgers; what is off goes into the fleet."""
    fleet.see("unpack.py", unpacked(fleet.store), 0)
    database = asked(fleet.store)
    known = {desktop.install: desktop.entries() for desktop in fleet.desktops}
    _check_entries(fleet, database, known)
    _check_telemetry(fleet, database, known)
    denied = dict(database.sql("SELECT log, count(*) FROM denials GROUP BY log").fetchall())
    fleet.see("denials", denied, dict.fromkeys(known, 2))
    by = database.sql("SELECT denied_by, rule, count(*) FROM denials GROUP BY ALL").fetchall()
    number = len(known)
    wanted = [("policy", "exfiltration", number), ("you", "pushes", number)]
    fleet.see("who denied", sorted(by), wanted)
    fleet.see("forks", database.sql("FROM forks").fetchall(), [])
    fleet.see("silent now", database.sql("FROM silent").fetchall(), [])
    fleet.see("unanchored", _logs(database, "unanchored"), sorted(known))
    _check_later(fleet, database, known)
    for desktop in fleet.desktops:
        fleet.see(f"verdict of {desktop.install}", verified(fleet.store, desktop), "ANCHORED")
    return database


def verified(store: Path, desktop: Desktop) -> str:
    """Verify a ledger against all checkpoints of it in the bucket, as its person would."""
    anchors = sorted((store / "bucket" / desktop.install / "checkpoints").iterdir())
    words = [word for anchor in anchors for word in ("--anchor", str(anchor))]
    done = running.run_cli(desktop.environment, "verify", *words, "--output", "json", check=False)
    return str(json.loads(done.stdout)["data"]["verdict"])


def _check_entries(
    fleet: Fleet, database: duckdb.DuckDBPyConnection, known: dict[str, list[Entry]]
) -> None:
    """Every entry that a webhook was told of is there, and is the one that its log hashed."""
    rows = database.sql("SELECT log, seq, leaf_hash, sources FROM entries").fetchall()
    hashes = {
        (log, entry.seq): sha256(b"\0" + entry.leaf).hexdigest()
        for log, entries in known.items()
        for entry in entries
    }
    wrong = [row[:2] for row in rows if hashes.get((row[0], row[1])) != row[2]]
    fleet.see("entries that no ledger holds", wrong, [])
    there = {(log, seq) for log, seq, _, sources in rows if "webhook" in sources}
    for desktop in fleet.desktops:
        first, end = _went(desktop, known[desktop.install], "webhook")
        wanted = {
            (desktop.install, entry.seq)
            for entry in known[desktop.install][first:end]
            if not str(entry.kind).startswith(("otlp.", "upstream."))
        }
        missing = sorted(wanted - there)
        fleet.see(f"entries of {desktop.install} that did not arrive", missing, [])


def _check_telemetry(
    fleet: Fleet, database: duckdb.DuckDBPyConnection, known: dict[str, list[Entry]]
) -> None:
    """As many spans and log records as were recorded, and what they cost."""
    wanted: dict[str, Counter[str]] = {name: Counter() for name in ("traces", "logs")}
    usd = 0.0
    for desktop in fleet.desktops:
        first, end = _went(desktop, known[desktop.install], "otlp")
        for entry in known[desktop.install][first:end]:
            signal = str(entry.kind).removeprefix("otlp.")
            if signal in wanted:
                wanted[signal][desktop.install] += int(str(entry.subject["records"]))
        usd += sum(_costs(desktop, range(first, end)))
    for signal, table in (("traces", "spans"), ("logs", "log_records")):
        seen = database.sql(f"SELECT log, count(*) FROM {table} GROUP BY log").fetchall()  # noqa: S608
        fleet.see(table, dict(seen), dict(wanted[signal]))
        parquet = fleet.store / "parquet" / table / "*" / "*.parquet"
        rows = database.sql(f"SELECT count(*) FROM read_parquet('{parquet}')").fetchall()  # noqa: S608
        fleet.see(f"{table} in Parquet", rows[0][0], sum(wanted[signal].values()))
    told = database.sql("SELECT round(sum(usd), 6) FROM costs").fetchall()[0][0]
    fleet.see("cost in dollars", told or 0.0, round(usd, 6))


def _check_later(
    fleet: Fleet, database: duckdb.DuckDBPyConnection, known: dict[str, list[Entry]]
) -> None:
    """Asked 27 hours later every desktop is silent, and runs lie behind the last checkpoint."""
    database.execute(_LATER.format(27))
    fleet.see("silent later", _logs(database, "silent"), sorted(known))
    rows = database.sql("SELECT log, run_id, last_entry, covered FROM runs_not_covered").fetchall()
    fleet.see("covered though told of", [row for row in rows if row[2] < row[3]], [])
    asked_runs = {log for log, run, _, _ in rows if run == "asked"}
    fleet.see("runs after the checkpoint", sorted(asked_runs), sorted(known))
    database.execute("RESET VARIABLE now")


def _went(desktop: Desktop, entries: list[Entry], kind: str) -> tuple[int, int]:
    """Return from where to where an upstream had got."""
    upstream = next(one for one in desktop.told if one["kind"] == kind)
    added = next(
        entry
        for entry in entries
        if str(entry.kind) == "upstream.added" and entry.subject["id"] == upstream["id"]
    )
    return int(str(added.subject["from"])), int(upstream["position"])


def _costs(desktop: Desktop, places: range) -> Iterator[float]:
    with LedgerReader(desktop.ledger) as ledger:
        for entry in ledger.entries():
            if entry.seq not in places or str(entry.kind) != "otlp.logs":
                continue
            body = ledger.body(entry.seq)
            assert body is not None
            for group in parse_request(Signal.LOGS, body).resource_logs:
                for record in (one for scope in group.scope_logs for one in scope.log_records):
                    yield from (
                        one.value.double_value for one in record.attributes if one.key == "cost_usd"
                    )


def _logs(database: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    return sorted(row[0] for row in database.sql(f"SELECT log FROM {view}").fetchall())  # noqa: S608


def figures(fleet: Fleet, database: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return the figures that `fleet.md` reckons with."""
    number = len(fleet.desktops)
    runs = sum(desktop.runs for desktop in fleet.desktops)
    received = {} if fleet.collector is None else fleet.collector.received_bytes
    count = {
        table: database.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608
        for table in ("entries", "spans", "log_records")
    }

    def on_disk(pattern: str) -> int:
        return sum(file.stat().st_size for file in fleet.store.glob(pattern) if file.is_file())

    def a_run(total: float) -> str:
        return f"{total / runs:,.0f}"

    ledgers = sum(desktop.ledger.stat().st_size for desktop in fleet.desktops)
    sent = sum(desktop.sent_bytes for desktop in fleet.desktops)
    bundles = list(fleet.store.glob("bucket/*/bundles/*.zip"))
    requests = 0 if fleet.collector is None else fleet.collector.requests
    return [
        ("desktops", f"{number}"),
        ("runs", f"{runs}"),
        ("seconds", f"{fleet.seconds:,.0f}"),
        ("bytes a run, as agents sent them", a_run(sent)),
        ("bytes a run, forwarded as OTLP", a_run(received.get("otlp.jsonl", 0))),
        ("bytes a run, forwarded as events", a_run(received.get("events.jsonl", 0))),
        ("requests to the collector a desktop", f"{requests / number:.1f}"),
        ("spans a run", a_run(count["spans"])),
        ("log records a run", a_run(count["log_records"])),
        ("entries a desktop at the webhook", f"{count['entries'] / number:.0f}"),
        ("bytes a run in the collector's files", a_run(on_disk("collector/*.jsonl"))),
        ("bytes a run as Parquet", a_run(on_disk("parquet/*/*/*.parquet"))),
        ("bytes of a ledger", f"{ledgers / number:,.0f}"),
        ("bytes of a checkpoint", f"{on_disk('bucket/*/checkpoints/*') / number:,.0f}"),
        ("bytes of a bundle", f"{on_disk('bucket/*/bundles/*') / max(1, len(bundles)):,.0f}"),
    ]


def in_clickhouse(store: Path) -> list[tuple[str, Any]]:
    """Run `clickhouse.sql` in chdb over a store; return each view's rows, by count."""
    from chdb import session  # type: ignore[import-not-found]  # noqa: PLC0415 - by hand alone

    made = session.Session(str(store / "clickhouse"))
    text = (FLEET / "clickhouse.sql").read_text()
    for statement in "\n".join(line.partition("--")[0] for line in text.split("\n")).split(";"):
        if statement.strip():
            made.query(statement)
    bodies = store / "bodies.jsonl"
    with bodies.open("w") as file:
        for line in (store / "collector" / "events.jsonl").read_text().splitlines():
            group = json.loads(line)["resourceLogs"][0]
            body = group["scopeLogs"][0]["logRecords"][0]["body"]["stringValue"]
            file.write(json.dumps({"Timestamp": "2026-11-29 12:00:00", "Body": body}) + "\n")  # noqa: TID251 - read by ClickHouse
    shape = "Timestamp DateTime64(9), Body String"
    for _twice in range(2):
        made.query(
            "INSERT INTO countersign.otel_events (Timestamp, Body) "  # noqa: S608
            f"SELECT Timestamp, Body FROM file('{bodies}', 'JSONEachRow', '{shape}')"
        )
    note = "splitByChar('\\n', raw_blob)"
    made.query(
        f"INSERT INTO countersign.checkpoints SELECT splitByChar('/', {note}[1])[2], "  # noqa: S608
        f"toUInt64({note}[2]), {note}[3], _time "
        f"FROM file('{store}/bucket/*/checkpoints/*', 'RawBLOB')"
    )
    views = ("denials", "unguarded", "runs_not_covered", "silent", "unanchored", "forks")
    found = [(view, made.query(f"SELECT count() FROM countersign.{view}")) for view in views]  # noqa: S608
    rows = made.query("SELECT count() FROM countersign.entries FINAL")
    return [(name, str(told).strip()) for name, told in (*found, ("entries", rows))]


def main() -> int:
    """Do all of it."""
    parser = argparse.ArgumentParser(description="Many desktops, one organisation.")
    parser.add_argument("--desktops", type=int, default=50)
    parser.add_argument("--together", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--to", type=Path, help="keep the store and the homes in this folder")
    parser.add_argument("--clickhouse", action="store_true")
    given = parser.parse_args()
    folder = given.to or Path(tempfile.mkdtemp(prefix="fleet"))
    fleet = record(folder / "store", folder / "homes", given.desktops, given.together)
    database = check(fleet)
    for name, seen in figures(fleet, database):
        print(f"| {name} | {seen} |")
    if given.clickhouse:
        for name, rows in in_clickhouse(fleet.store):
            print(f"| ClickHouse, rows of {name} | {rows} |")
    ledger_bytes = sum(desktop.ledger.stat().st_size for desktop in fleet.desktops)
    print(f"{formats.size(ledger_bytes)} of ledgers in {folder}")
    for sentence in fleet.off:
        print(f"OFF  {sentence}")
    return 1 if fleet.off else 0


if __name__ == "__main__":
    sys.exit(main())
