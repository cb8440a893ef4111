"""The recorded runs of real agents (`tests/data/agents/`), byte for byte as they were sent.

`runs()` gives them in the order of MANIFEST.json, each with the numbers that must be found in it.
`parse(body)` makes the protobuf request of a body without any code of ours, so that a test of the
receiver and a test of the vocabulary do not share a mistake.
"""

from __future__ import annotations

import base64
import functools
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf import json_format

from desktop_app.normalize.signals import ExportRequest, Signal, new_request, parse_request

FOLDER = Path(__file__).resolve().parents[1] / "data" / "agents"
_HEX_IDS = frozenset(("traceId", "spanId", "parentSpanId"))


@dataclass(frozen=True, slots=True)
class Body:
    """One request body of a run.

    Attributes:
        signal: traces, logs or metrics.
        protocol: `grpc`, `http/protobuf` or `http/json`.
        path: HTTP path, or gRPC method.
        content_type: as sent.
        content_encoding: `gzip`, or None.
        raw: the bytes as sent (gRPC: without the five-byte frame).
        decoded: the same after decompression.
        headers: all headers as sent, in order.
    """

    signal: Signal
    protocol: str
    path: str
    content_type: str
    content_encoding: str | None
    raw: bytes
    decoded: bytes
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One run of one agent.

    Attributes:
        name: folder name.
        agent: `Claude Code`, `Codex CLI` or `Gemini CLI`.
        version: of the agent.
        protocol: as in `Body`.
        expected: what must be found, as MANIFEST.json says.
        bodies: in the order in which they arrived.
        hooks: hook calls in order: the files' JSON.
    """

    name: str
    agent: str
    version: str
    protocol: str
    expected: dict[str, Any]
    bodies: tuple[Body, ...]
    hooks: tuple[dict[str, Any], ...]


@functools.cache
def runs() -> tuple[RecordedRun, ...]:
    """Return all recorded runs."""
    manifest = json.loads(read("MANIFEST.json"))
    return tuple(_run(entry) for entry in manifest["runs"])


def run(name: str) -> RecordedRun:
    """Return one recorded run by its folder name."""
    return next(item for item in runs() if item.name == name)


def read(name: str) -> bytes:
    """Return a file of the folder, unpacked when it lies there as `NAME.gz`."""
    packed = FOLDER / f"{name}.gz"
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (FOLDER / name).read_bytes()


def parse(body: Body) -> ExportRequest:
    """Return a body as a protobuf request of its own (OTLP/JSON has hex ids)."""
    if body.protocol != "http/json":
        return parse_request(body.signal, body.decoded)
    value = json.loads(body.decoded, object_hook=_with_base64_ids)
    return json_format.ParseDict(value, new_request(body.signal), ignore_unknown_fields=True)


def _with_base64_ids(value: dict[str, Any]) -> dict[str, Any]:
    for key in _HEX_IDS & value.keys():
        value[key] = base64.b64encode(bytes.fromhex(value[key])).decode("ascii")
    return value


def _run(entry: dict[str, Any]) -> RecordedRun:
    name = entry["run"]
    return RecordedRun(
        name=name,
        agent=entry["agent"],
        version=entry["version"],
        protocol=entry["protocol"],
        expected=entry["expected"],
        bodies=tuple(_body(name, item) for item in entry["files"]),
        hooks=tuple(json.loads(read(f"{name}/{file}")) for file in entry["hook_files"]),
    )


def _body(folder: str, item: dict[str, Any]) -> Body:
    decoded = read(f"{folder}/{item['file']}")
    meta = json.loads(read(f"{folder}/{item['file'].rsplit('.', 1)[0]}.meta.json"))
    return Body(
        signal=Signal(item["signal"]),
        protocol=meta["protocol"],
        path=meta["path"],
        content_type=meta["content_type"],
        content_encoding=meta["content_encoding"],
        raw=read(f"{folder}/{item['wire_file']}") if "wire_file" in item else decoded,
        decoded=decoded,
        headers=tuple((name, value) for name, value in meta["headers"]),
    )
