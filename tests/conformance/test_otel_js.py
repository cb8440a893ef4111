"""opentelemetry-js's own exporters, unchanged, over every protocol and compression."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from desktop_app.normalize.signals import Signal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conformance.conftest import Door


@pytest.mark.e2e_js
@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("protocol", ["grpc", "http/protobuf", "http/json"])
def test_javascript_exporters(door: Door, js_folder: Path, protocol: str, compression: str) -> None:
    """All three signals arrive, with the ids that the SDK made."""
    endpoint = f"http://{door.grpc_address}" if protocol == "grpc" else door.http_url
    done = subprocess.run(
        ["node", "send.mjs", protocol, compression, endpoint],
        cwd=js_folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    spans = door.records(Signal.TRACES)
    assert sorted(span.name for span in spans) == ["chat", "execute_tool", "invoke_agent"]
    assert {span.trace_id.hex() for span in spans} == {told["trace"]}
    assert {span.parent_span_id.hex() for span in spans} == {"", told["span"]}
    assert len(door.records(Signal.LOGS)) == 2
    assert [metric.name for metric in door.records(Signal.METRICS)] == ["tokens"]
