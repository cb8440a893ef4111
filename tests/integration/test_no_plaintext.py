"""No planted secret is in any byte that a recorder leaves behind, while it runs or after (E10)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.canonical import encode_body
from tests.fakes import otlp, running
from tests.fakes import redaction as wire
from tests.fakes.redaction import PLANTED, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

PROTOBUF = {"content-type": "application/x-protobuf"}
JSON = {"content-type": "application/json"}
REQUESTS = {
    "traces": ExportTraceServiceRequest,
    "logs": ExportLogsServiceRequest,
    "metrics": ExportMetricsServiceRequest,
}
# Content without any sign by which a detector could know it: only the keys that carry it tell.
PROMPT = "please paint the henhouse turquoise before uncle arrives"
COMMAND_LINE = "scp /srv/blueprints/zeppelin.dwg harbour-office"
CONTENT_KEYS = {
    PROMPT: ("gen_ai.prompt", "gen_ai.input.messages", "prompt", "user_prompt"),
    COMMAND_LINE: ("process.command_line", "process.command_args", "gen_ai.tool.call.arguments"),
}


def planted_everywhere(secret: str) -> Iterator[tuple[str, bytes]]:
    """Yield (signal, body): the secret in every string field, and as session id and agent."""
    for signal, kind in REQUESTS.items():
        request = kind()
        fill(request, lambda: f"see {secret}.")
        yield signal, request.SerializeToString()
        yield signal, wire.hostile(request, secret.encode())
    request = otlp.traces(2)
    group = request.resource_spans[0]
    group.resource.attributes[0].value.string_value = f"agent {secret}"
    for span in group.scope_spans[0].spans:
        for attribute in span.attributes:
            attribute.value.string_value = f"about {secret}!"
    yield "traces", request.SerializeToString()


def content(more: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield (signal, body): prompt and command line (and more) under the keys that carry them."""
    request = otlp.traces(1)
    span = request.resource_spans[0].scope_spans[0].spans[0]
    event = span.events.add(name="gen_ai.user.message")
    for text, keys in CONTENT_KEYS.items():
        for key in keys:
            span.attributes.add(key=key).value.string_value = text + more
            event.attributes.add(key=key).value.string_value = text + more
        listed = span.attributes.add(key=keys[0]).value.array_value.values.add()
        listed.string_value = text + more
    yield "traces", request.SerializeToString()
    logs = otlp.logs(1)
    record = logs.resource_logs[0].scope_logs[0].log_records[0]
    record.attributes.add(key="event.name").value.string_value = "user_prompt"
    for text, keys in CONTENT_KEYS.items():
        for key in keys:
            record.attributes.add(key=key).value.string_value = text + more
    yield "logs", logs.SerializeToString()


def events(secret: str) -> bytes:
    """Return a batch with the secret in every place of an event."""
    one = {
        "specversion": "1.0",
        "id": f"id {secret}",
        "source": f"/agent/{secret}",
        "type": "agent.step",
        "subject": secret,
        "agentrunid": secret,
        "datacontenttype": "application/json",
        "data": {secret: [secret, {"deep": {"er": f"x {secret} y"}}], "session_id": secret},
    }
    return encode_body([one, {**one, "data": f"text {secret}"}])


def places(folder: Path) -> list[Path]:
    """Return what the recorder and its children may write to."""
    return [folder / "data", folder / "run", folder / "tmp", folder / "recorder.err"]


def files(folder: Path) -> Iterator[Path]:
    """Yield every regular file of these places."""
    for place in places(folder):
        if place.is_file():
            yield place
        for where, _, names in os.walk(place):
            for name in names:
                found = type(place)(where) / name
                if found.is_file() and not found.is_symlink():
                    yield found


def hits(folder: Path, secrets: list[str]) -> list[tuple[str, str]]:
    """Return (file, secret) for each secret found in a byte of a file or of a stored body."""
    blobs = {str(file.relative_to(folder)): file.read_bytes() for file in files(folder)}
    with LedgerReader(folder / "data" / "ledger.db") as ledger:
        for entry, body in ledger.with_bodies():
            blobs[f"body of #{entry.seq}"] = body or b""
            blobs[f"leaf of #{entry.seq}"] = entry.leaf
    return [
        (name, secret)
        for name, blob in blobs.items()
        for secret in secrets
        for form in forms(secret)
        if form in blob
    ]


def forms(secret: str) -> set[bytes]:
    """Return a secret's bytes as they might be stored: plain, UTF-16, hex, in lower case."""
    return {
        secret.encode(),
        secret.encode("utf-16-le"),
        secret.encode().hex().encode(),
        secret.lower().encode(),
    }


def send_all(recorder: RunningRecorder) -> None:
    """Plant everything through every door; each request must be taken."""
    for secret in PLANTED.values():
        for signal, body in planted_everywhere(secret):
            status, _, said = recorder.post(f"/v1/{signal}", body, PROTOBUF)
            assert status == 200, said
        status, _, said = recorder.post(
            "/v1/events", events(secret), {"content-type": "application/cloudevents-batch+json"}
        )
        assert status // 100 == 2, said
    for signal, body in content():
        assert recorder.post(f"/v1/{signal}", body, PROTOBUF)[0] == 200
    big = otlp.traces(8_000)  # through the worker process
    for number, span in enumerate(big.resource_spans[0].scope_spans[0].spans, 1):
        span.span_id = number.to_bytes(8, "big")
        span.name = f"call {PLANTED['github_token']}"
        span.attributes.add(key="gen_ai.prompt").value.string_value = PROMPT
    assert recorder.post("/v1/traces", big.SerializeToString(), PROTOBUF)[0] == 200


def hostile(recorder: RunningRecorder, secret: str) -> None:
    """Plant where requests are refused, and where names are asked for."""
    for headers, body in (
        (PROTOBUF, b"\xff" + secret.encode() * 50),
        (JSON, f'{{"resourceSpans": "{secret}"'.encode()),
        (JSON, encode_body({secret: secret, "resourceSpans": [{"scopeSpans": secret}]})),
        ({"content-type": f"text/{secret}"}, secret.encode()),
        ({**PROTOBUF, "authorization": f"Bearer {secret}"}, b""),
        ({**PROTOBUF, "user-agent": secret, "x-more": secret}, b""),
    ):
        recorder.post("/v1/traces", body, headers)
    recorder.post("/v1/events", secret.encode(), {"content-type": "application/cloudevents+json"})
    for words in (
        ("config", "set", secret, secret),
        ("config", "set", "run.idle_s", secret),
        ("show", secret),
        ("search", secret),
    ):
        recorder.cli(*words, check=False)


def wrapped(recorder: RunningRecorder, secret: str) -> None:
    """Run a program whose name and arguments are the secret."""
    program = [sys.executable, "-c", "pass", secret, PROMPT]
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "run", "--name", f"job {secret}", "--", *program],
        env=recorder.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.attack("E10")
def test_no_planted_secret_is_in_any_byte(tmp_path: Path) -> None:
    """Every door, run names and refused requests; running, stopped, killed and restarted."""
    secrets = [*PLANTED.values(), PROMPT, COMMAND_LINE]
    (tmp_path / "tmp").mkdir()
    with running.running(tmp_path, TMPDIR=str(tmp_path / "tmp")) as recorder:
        send_all(recorder)
        for secret in PLANTED.values():
            hostile(recorder, secret)
        wrapped(recorder, PLANTED["aws_key"])
        recorder.wait_indexed()
        assert hits(tmp_path, secrets) == []
        found = recorder.cli_json_any("status", "--counts")
        assert found["counts"]["redactions"] > 100
        assert found["stored"]["spans"] > 8_000
        recorder.cli("index", "rebuild")
        recorder.wait_indexed()
    assert hits(tmp_path, secrets) == []
    with running.running(tmp_path, TMPDIR=str(tmp_path / "tmp")) as recorder:
        recorder.kill()
    assert hits(tmp_path, secrets) == []


def test_the_scan_finds_what_is_there(tmp_path: Path) -> None:
    """The test's own eyes: a secret in a file, in a compressed body, in other letters, is a hit."""
    secret = "quite-unlikely-word"
    folder = tmp_path
    with running.running(folder) as recorder:
        request: Any = otlp.traces(1)
        request.resource_spans[0].scope_spans[0].spans[0].name = secret  # kept: it is none
        body = request.SerializeToString()
        assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200
    (folder / "data" / "left").write_text(json.dumps({"a": secret.upper()}).lower())  # noqa: TID251 - never hashed
    names = {name for name, _ in hits(folder, [secret])}
    assert "data/left" in names
    assert any(name.startswith("body of #") for name in names)
