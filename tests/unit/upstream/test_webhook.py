"""Webhooks: events in order, signed so that the official verifier takes them."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from desktop_app.errors import UsageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.canonical import encode_body
from desktop_app.model.cloudevents import event
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream.batches import BLOCK
from desktop_app.upstream.webhook import Events, format_secret, parse_secret, sendable, signed
from desktop_app.upstream.where import Kind
from tests.fakes.effort import examples
from tests.fakes.ledger_builder import standard
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.upstreams import begin, read, upstream

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.upstream.batches import Batch

SECRET = format_secret(bytes(range(32)))
NOW = 1_790_000_000


def small() -> MemoryLedger:
    """Return a ledger with something of each sort."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    begin(ledger, "run-1")
    ledger.add(EntryKind.OTLP_LOGS, {"records": 1}, body=b"", run_id="run-1")
    ledger.add(EntryKind.ACTION_INTENT, {"decision": "denied"}, run_id="run-1")
    ledger.add(EntryKind.CLOUDEVENTS, {"records": 1}, body=b"{}")
    return ledger


def sent(folder: Path, ledger: MemoryLedger, position: int = 0, **options: object) -> list[Batch]:
    """Return the batches of a whole ledger."""
    with read(folder, ledger) as reader:
        return list(Events(upstream(Kind.WEBHOOK, **options), reader).after(position))


def test_each_entry_but_telemetry_goes_by_itself(tmp_path: Path) -> None:
    """Structured: the event is the body."""
    ledger = small()
    found = sent(tmp_path, ledger)
    requests = [r for b in found for r in b.requests]
    assert [r.body for r in requests] == [event(ledger.entry(seq)) for seq in (0, 1, 3, 4)]
    assert {r.form.content_type for r in requests} == {"application/cloudevents+json"}
    assert [r.key.rpartition("/")[0] for r in requests] == [
        f"{ledger.log}/{seq}-{seq}/events" for seq in (0, 1, 3, 4)
    ]
    assert found[-1].position == ledger.size()
    assert sum(b.skipped for b in found) == 0


def test_kinds_can_be_chosen(tmp_path: Path) -> None:
    """What is left out is counted; telemetry was never to go."""
    found = sent(tmp_path, small(), kinds=("action.intent",))
    assert [r.first for b in found for r in b.requests] == [3]
    assert sum(b.skipped for b in found) == 3


def test_some_go_together(tmp_path: Path) -> None:
    """Batched: a list of as many as were wanted, never of two blocks."""
    ledger = MemoryLedger()
    for _ in range(BLOCK + 2):
        ledger.add(EntryKind.COMMAND, {"verb": "pause"})
    found = sent(tmp_path, ledger, batch=50)
    requests = [r for b in found for r in b.requests]
    assert [(r.first, r.last) for r in requests] == [(0, 49), (50, 63), (64, 65)]
    assert {r.form.content_type for r in requests} == {"application/cloudevents-batch+json"}
    assert [e["id"] for r in requests for e in json.loads(r.body)] == list(map(str, range(66)))


def test_it_begins_where_it_was_allowed(tmp_path: Path) -> None:
    """Whatever its position is told to be; and goes on from there."""
    assert [b.first for b in sent(tmp_path, small(), start=3)] == [3, 4]
    assert sent(tmp_path, small(), position=3, batch=9)[0].first == 3
    assert sent(tmp_path, small(), position=5) == []


def test_a_ledger_of_the_real_writer(tmp_path: Path) -> None:
    """Every event is what the leaf says; cut off anywhere, the same follow."""
    with LedgerReader(standard(tmp_path).path) as reader:
        walk = Events(upstream(Kind.WEBHOOK, batch=10), reader)
        found = list(walk.after(0))
        for batch in found:
            rest = [b for b in found if b.first >= batch.position]
            assert list(walk.after(batch.position)) == rest
        events = [e for b in found for r in b.requests for e in json.loads(r.body)]
        wanted = [entry for entry in reader.entries() if sendable(entry.kind)]
    assert [e["data"] for e in events] == [json.loads(entry.leaf) for entry in wanted]


def test_which_kinds_never_go() -> None:
    """Telemetry has its own way; what tells of upstreams would make more of itself."""
    assert not sendable("otlp.logs")
    assert not sendable("upstream.sent")
    assert sendable("anchor.timestamp")
    assert sendable(EntryKind.CONSENT_RECORD)


@settings(max_examples=examples(50), derandomize=True, deadline=None)
@given(st.binary(min_size=24, max_size=64), st.text(st.characters(codec="utf-8"), max_size=50))
def test_the_official_verifier_takes_the_signature(key: bytes, text: str) -> None:
    """And refuses another body, another id and another secret."""
    secret, body = format_secret(key), encode_body({"x": text})
    headers = signed(secret, "countersign/0011223344556677/3-3/events/ab", _now(), body)
    official = Webhook(secret)
    assert official.verify(body, headers) == {"x": text}
    for changed in ({"webhook-id": "other"}, {"webhook-timestamp": str(_now() - 1)}):
        with pytest.raises(WebhookVerificationError):
            official.verify(body, headers | changed)
    with pytest.raises(WebhookVerificationError):
        official.verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(format_secret(bytes(24) + b"other")).verify(body, headers)


def test_the_published_vector() -> None:
    """Of the specification's reference implementations."""
    headers = signed(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def _now() -> int:
    """The official verifier reads the clock of the machine."""
    return int(time.time())  # noqa: TID251 - it compares with it


@settings(max_examples=examples(50), derandomize=True)
@given(st.binary(min_size=24, max_size=64))
def test_a_secret_comes_back(key: bytes) -> None:
    """Format and parse."""
    assert parse_secret(format_secret(key)) == key


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        ("", "is whsec_ and base64"),
        (base64.b64encode(bytes(32)).decode(), "is whsec_ and base64"),
        ("whsec_****", "is whsec_ and base64"),
        ("whsec_abc", "is whsec_ and base64"),
        ("whsec_ä", "is whsec_ and base64"),
        (format_secret(bytes(23)), "has 24 to 64 bytes"),
        (format_secret(bytes(65)), "has 24 to 64 bytes"),
    ],
)
def test_what_is_no_secret_is_refused_and_not_shown(secret: str, message: str) -> None:
    """The message holds nothing of it."""
    with pytest.raises(UsageError) as raised:
        parse_secret(secret)
    assert message in raised.value.message
    assert not secret or secret not in raised.value.message


def test_nothing_is_signed_without_a_secret() -> None:
    """An empty key would sign anything."""
    with pytest.raises(UsageError):
        signed("whsec_", "id", NOW, b"")
    assert signed(SECRET, "id", NOW, b"")["webhook-timestamp"] == str(NOW)
