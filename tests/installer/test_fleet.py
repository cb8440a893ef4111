"""The organisation's files: examples that hold, SQL that tells the truth, bundles judged first."""

from __future__ import annotations

import json
import runpy
import shutil
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from desktop_app.model import canonical
from desktop_app.model.action import Denied, MustAsk
from desktop_app.policy.cover import Grants
from desktop_app.policy.decide import Usage, decide
from desktop_app.policy.layered import over, parse_managed
from desktop_app.recorder.managed import read_managed
from tests.fakes import managed
from tests.fakes.policies import HOME, default, shell

FLEET = Path(__file__).parents[2] / "installer" / "fleet"
SQL = (FLEET / "duckdb.sql").read_text()
NOW = "2026-11-29T12:00:00+00"
HOUR_US, DAY_US = 3_600_000_000, 86_400_000_000
NOW_US = 1_795_953_600_000_000
A, B, C = "aa" * 8, "bb" * 8, "cc" * 8


def leaf(log: str, seq: int, kind: str = "command", ago_us: int = 0, **more: Any) -> dict[str, Any]:
    """A leaf, as far as the SQL reads it."""
    plain = {"log": f"countersign/{log}", "seq": seq, "kind": kind, "ts": NOW_US - ago_us}
    actor = {"auth": "local", "sender": ""}
    return {**plain, "actor": actor, "run_id": None, "prev": "0" * 64, "subject": {}, **more}


def event(of: dict[str, Any]) -> dict[str, Any]:
    """Its CloudEvent."""
    return {"id": str(of["seq"]), "type": f"countersign.entry.{of['kind']}", "data": of}


def hashed(of: dict[str, Any]) -> str:
    """Its leaf hash."""
    return sha256(b"\0" + canonical.encode_body(of)).hexdigest()


def line(body: object) -> str:
    """One line of the file exporter, of a request to the webhook."""
    record = {"body": {"stringValue": canonical.encode_body(body).decode()}}  # type: ignore[arg-type]
    return json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]})  # noqa: TID251 - what a collector writes


def of_collector(log: str, entry: int, signal: str, record: dict[str, Any]) -> str:
    """One line of the file exporter, of telemetry."""
    resource = [
        {"key": "service.name", "value": {"stringValue": "claude-code"}},
        {"key": "countersign.log", "value": {"stringValue": f"countersign/{log}"}},
        {"key": "countersign.entry", "value": {"intValue": str(entry)}},
    ]
    names = {"Logs": ("scopeLogs", "logRecords"), "Spans": ("scopeSpans", "spans")}
    scopes, records = names[signal]
    group = {"resource": {"attributes": resource}, scopes: [{records: [record]}]}
    return json.dumps({f"resource{signal}": [group]})  # noqa: TID251 - likewise


def cost(usd: float, ago_us: int = 0) -> dict[str, Any]:
    """A log record of an agent that says what a request cost."""
    attributes = [
        {"key": "event.name", "value": {"stringValue": "api_request"}},
        {"key": "cost_usd", "value": {"doubleValue": usd}},
        {"key": "session.id", "value": {"stringValue": "run-1"}},
    ]
    return {"timeUnixNano": str((NOW_US - ago_us) * 1000), "attributes": attributes}


class Store:
    """A store of an organisation, made by hand."""

    def __init__(self, folder: Path, *logs: str) -> None:
        self.folder = folder
        for name in ("pins", "collector", "parquet", "unpacked", "bucket"):
            (folder / name).mkdir(parents=True)
        for log in logs:
            (folder / "pins" / log).write_text("key\n")
        self.events: list[str] = []
        self.telemetry: list[str] = []

    def told(self, *leaves: dict[str, Any]) -> None:
        """Have the webhook told of entries, one request."""
        self.events.append(line([event(one) for one in leaves]))

    def checkpoint(self, log: str, size: int, root: str = "root") -> None:
        """Put a checkpoint into the bucket."""
        place = self.folder / "bucket" / log / "checkpoints"
        place.mkdir(parents=True, exist_ok=True)
        note = f"countersign/{log}\n{size}\n{root}\n\n-- signature\n"
        (place / f"{size}-{sha256(note.encode()).hexdigest()[:16]}").write_text(note)

    def unpack(self, log: str, *leaves: dict[str, Any]) -> None:
        """Have a verified bundle unpacked."""
        place = self.folder / "unpacked" / log / ("d" * 64) / "entries"
        place.mkdir(parents=True, exist_ok=True)
        for one in leaves:
            (place / f"{one['seq']}.json").write_bytes(canonical.encode_body(one))

    def ask(self) -> duckdb.DuckDBPyConnection:
        """Run the SQL."""
        (self.folder / "collector" / "events.jsonl").write_text("\n".join(self.events) + "\n")
        (self.folder / "collector" / "otlp.jsonl").write_text("\n".join(self.telemetry) + "\n")
        made = duckdb.connect()
        made.execute(f"SET VARIABLE now = TIMESTAMPTZ '{NOW}'")
        with chdir(self.folder):
            made.execute(SQL)
        return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of three desktops."""
    return Store(tmp_path / "store", A, B, C)


def rows(made: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    """Return what an SQL gives."""
    return made.sql(sql).fetchall()


def test_a_store_in_which_nothing_lies_yet_can_be_asked(store: Store) -> None:
    """All its desktops are silent, and nothing else is wrong."""
    made = store.ask()
    assert rows(made, "SELECT log, last_heard FROM silent") == [(A, None), (B, None), (C, None)]
    for view in ("denials", "unguarded", "costs", "forks", "managed", "runs_not_covered"):
        assert rows(made, f"FROM {view}") == [], view


def test_what_comes_twice_is_there_once(store: Store) -> None:
    """From the webhook alone or in an array, and from a bundle; sources are both."""
    one = leaf(A, 3, text='quotes " and \\ and \u00e9 and \n')
    store.told(one, leaf(A, 4))
    store.told(one)
    store.events.append(line(event(one)))
    store.unpack(A, one)
    store.telemetry += [of_collector(A, 9, "Logs", cost(0.5))] * 2
    made = store.ask()
    found = rows(made, "SELECT seq, leaf_hash, sources FROM entries ORDER BY seq")
    assert [row[0] for row in found] == [3, 4]
    assert found[0][1:] == (hashed(one), ["bundle", "webhook"])
    assert rows(made, "SELECT agent, desktops, runs, usd FROM costs") == [
        ("claude-code", 1, 1, 0.5)
    ]


def test_who_denied_what(store: Store) -> None:
    """A rule at once, a person, nobody in time; what was allowed, and a repeat, are none."""
    run = {"run_id": "r"}

    def intent(seq: int, decision: str, **more: Any) -> dict[str, Any]:
        subject = {"agent": "codex", "tool": "Bash", "decision": decision, "rule": "x", **more}
        return leaf(A, seq, "action.intent", subject=subject, **run)

    def answer(seq: int, of: int, state: str, by: str) -> dict[str, Any]:
        subject = {"intent": of, "state": state, "by": by}
        return leaf(A, seq, "consent.record", subject=subject)

    store.told(
        intent(1, "denied"),
        intent(2, "asked"),
        answer(3, 2, "requested", ""),
        answer(4, 2, "refused", "you"),
        intent(5, "asked"),
        answer(6, 5, "timed_out", "nobody"),
        intent(7, "asked"),
        answer(8, 7, "given", "you"),
        intent(9, "allowed"),
        intent(10, "denied", repeats=1),
    )
    found = rows(store.ask(), "SELECT seq, denied_by, agent, run_id FROM denials ORDER BY seq")
    assert found == [
        (1, "policy", "codex", "r"),
        (2, "you", "codex", "r"),
        (5, "nobody", "codex", "r"),
    ]


def test_silence_is_26_hours_of_nothing_at_all(store: Store) -> None:
    """An entry, telemetry, or a checkpoint is a sign of life; a bundle that came later is none."""
    store.told(leaf(A, 1, ago_us=27 * HOUR_US))
    store.unpack(A, leaf(A, 2, ago_us=HOUR_US))
    store.told(leaf(B, 1, ago_us=25 * HOUR_US))
    store.telemetry.append(of_collector(C, 9, "Logs", cost(0.1, ago_us=HOUR_US)))
    found = rows(store.ask(), "SELECT log, last_heard::VARCHAR FROM silent")
    assert found == [(A, "2026-11-28 09:00:00+00")]


def test_runs_that_no_checkpoint_covers_are_found_after_a_day(store: Store) -> None:
    """One that the newest covers is not, nor one that may still be covered within the hour."""
    for log, ago_us in ((A, 25 * HOUR_US), (B, 25 * HOUR_US), (C, HOUR_US)):
        store.told(leaf(log, 7, "run.end", ago_us=ago_us, run_id="r"))
    store.checkpoint(A, 7)
    store.checkpoint(B, 5)
    store.checkpoint(B, 8)
    found = rows(store.ask(), "SELECT log, run_id, last_entry, covered FROM runs_not_covered")
    assert found == [(A, "r", 7, 7)]


def test_a_log_without_a_recent_time_stamp_is_told(store: Store) -> None:
    """Eight days; never is older still."""
    store.told(leaf(A, 1, "anchor.timestamp", ago_us=9 * DAY_US))
    store.told(leaf(B, 1, "anchor.timestamp", ago_us=7 * DAY_US))
    found = rows(store.ask(), "SELECT log, last_stamp IS NULL FROM unanchored")
    assert found == [(C, True), (A, False)]


@pytest.mark.parametrize("how", ["two entries", "two checkpoints", "not the one before"])
def test_a_rewritten_log_is_a_fork(store: Store, how: str) -> None:
    """Two things in one place, or a neighbour that is another."""
    first = leaf(A, 1)
    store.told(first, leaf(A, 2, prev=hashed(first)), leaf(A, 9))
    store.checkpoint(A, 3)
    assert rows(store.ask(), "FROM forks") == []
    if how == "two entries":
        store.unpack(A, leaf(A, 2, prev=hashed(first), subject={"verb": "another"}))
    elif how == "two checkpoints":
        store.checkpoint(A, 3, "another")
    else:
        store.told(leaf(A, 10, prev="1" * 64))
    made = store.ask()
    place = {"two entries": 2, "two checkpoints": 3, "not the one before": 10}[how]
    assert rows(made, "SELECT log, place, what FROM forks") == [(A, place, how)]


def test_spans_keep_what_they_say(store: Store) -> None:
    """Time, name, and whether it failed; as Parquet too."""
    span = {"traceId": "0a", "spanId": "0b", "name": "tool", "status": {"code": 2}}
    times = {
        "startTimeUnixNano": str(NOW_US * 1000),
        "endTimeUnixNano": str(NOW_US * 1000 + 5_000_000),
    }
    store.telemetry.append(of_collector(A, 9, "Spans", {**span, **times}))
    made = store.ask()
    asked = "SELECT log, entry, name, ms, failed, ts::VARCHAR"
    wanted = [(A, 9, "tool", 5.0, True, "2026-11-29 12:00:00+00")]
    assert rows(made, f"{asked} FROM spans") == wanted
    files = f"{store.folder}/parquet/spans/day=2026-11-29/*.parquet"
    assert rows(made, f"{asked} FROM read_parquet('{files}')") == wanted


def test_each_start_says_which_defaults_held(store: Store) -> None:
    """And a start without them says nothing."""
    told = {"settings": "ab", "policy": None, "trouble": ["It is so."]}
    store.told(
        leaf(A, 2, "recorder.start", subject={"version": "0.1.0", "managed": told}),
        leaf(A, 9, "recorder.start", subject={"version": "0.1.0"}),
    )
    found = rows(store.ask(), "SELECT version, settings, policy, trouble FROM managed")
    assert found == [("0.1.0", "ab", None, '["It is so."]'), ("0.1.0", None, None, None)]


def test_the_examples_of_managed_defaults_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every setting of the example is one; the policy only tightens, and does what it says."""
    folder = managed.put(tmp_path / "etc", monkeypatch)
    for file in (FLEET / "managed").iterdir():
        shutil.copy(file, folder)
        (folder / file.name).chmod(0o644)
    found = read_managed()
    assert found is not None
    assert found.trouble == ()
    assert found.values["redact.strict"] is True
    theirs = over(parse_managed((folder / "policy.yaml").read_text(), HOME), default())

    def decided(command: str) -> tuple[type, str]:
        decision = decide(shell(command), theirs, Grants(), Usage()).decision
        return type(decision), decision.because.rule

    forced = decided("git push --force origin main")
    assert forced == (Denied, "managed/no-publishing-past-review")
    assert decided("cat ~/.ssh/id_ed25519") == (Denied, "managed/no-credentials")
    assert decided("git push origin main") == (MustAsk, "pushes")


def test_the_collectors_file_names_what_it_uses() -> None:
    """Not run here: but each pipeline's parts are there, all used, behind TLS and a token."""
    found = yaml.safe_load((FLEET / "otel-collector.yaml").read_text())
    used: dict[str, set[str]] = {"receivers": set(), "processors": set(), "exporters": set()}
    for pipeline in found["service"]["pipelines"].values():
        for part, names in pipeline.items():
            used[part] |= set(names)
    for part, names in used.items():
        assert names == set(found[part]), part
    assert set(found["service"]["extensions"]) == set(found["extensions"])
    http = found["receivers"]["otlp"]["protocols"]["http"]
    assert http["auth"]["authenticator"] in found["extensions"]
    hook = found["receivers"]["webhookevent"]
    assert hook["required_header"]["key"] == "Authorization"
    assert http["tls"]["min_version"] == hook["tls"]["min_version"] == "1.2"


def test_the_buckets_policy_is_one() -> None:
    """It lets a desktop put below its own log, and nobody delete."""
    found = json.loads((FLEET / "bucket-policy.json").read_text())
    by_name = {one["Sid"]: one for one in found["Statement"]}
    put = by_name["DesktopsPutBelowTheirOwnLogAndNothingElse"]
    assert put["Action"] == ["s3:PutObject", "s3:PutObjectRetention"]
    assert all("/${aws:PrincipalTag/install}/" in one for one in put["Resource"])
    assert "s3:DeleteObjectVersion" in by_name["NobodyShortensOrDeletes"]["Action"]


def test_a_bundle_that_nobody_pinned_is_not_unpacked(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor what cannot be judged at all; both are told, and it ends with 1."""
    main = runpy.run_path(str(FLEET / "unpack.py"))["main"]
    for log in (A, "ee" * 8):
        place = store.folder / "bucket" / log / "bundles"
        place.mkdir(parents=True)
        (place / f"{'f' * 64}.zip").write_bytes(b"no zip")
    assert main([str(store.folder), "--countersign", "false"]) == 1
    told = capsys.readouterr().out
    assert [text[:10] for text in told.splitlines()] == ["NOT JUDGED", "NO PIN    "]
    assert not list(store.folder.glob("unpacked/*/*"))
    pins = store.folder / "pins"
    assert main([str(pins), "--countersign", "false"]) == 0  # nothing to judge
    assert (pins / "parquet").is_dir()  # which DuckDB would not make
