"""The agent API of a real recorder over HTTP: the same guard as for telemetry, no way around."""

from __future__ import annotations

import gzip
import http.client
from base64 import b64decode, b64encode
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from desktop_app.control.client import ControlClient
from desktop_app.host.notices import reveal_notice
from desktop_app.model import canonical
from desktop_app.receive.request import MIB
from desktop_app.recorder.questions import MAX_OPEN
from tests.fakes import consenting, kept, otlp
from tests.fakes.kept import PROMPTS
from tests.fakes.redaction import PLANTED
from tests.fakes.running import RunningRecorder, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JSON_TYPE = {"content-type": "application/json"}
PUSH = {"tool": "Bash", "arguments": {"command": "git push"}, "cwd": "/w", "deadline_s": 30}


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """Return a real recorder."""
    with running(tmp_path) as found:
        yield found


def send(
    recorder: RunningRecorder, method: str, path: str, body: bytes = b"", **headers: str
) -> int:
    """Return the status of an answer."""
    parts = urlsplit(recorder.url)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as wire:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        wire.request(method, path, body, {**JSON_TYPE, **named})
        answer = wire.getresponse()
        answer.read()
        return answer.status


def test_the_guard_stands_before_the_gate_too(recorder: RunningRecorder) -> None:
    """Web pages, foreign hosts, unknown tokens, other methods and types."""
    body = canonical.encode_body(PUSH | {"deadline_s": 0})
    path = "/v1/actions"
    assert send(recorder, "POST", path, body, origin="https://example.org") == 403
    assert send(recorder, "POST", path, body, host="example.org") == 403
    assert send(recorder, "POST", path, body, authorization="Bearer cs_x") == 401
    assert send(recorder, "GET", path) == 405
    assert send(recorder, "OPTIONS", path) == 204
    assert send(recorder, "POST", path, body, content_type="text/plain") == 415
    assert send(recorder, "POST", path, b"[]") == 400
    assert send(recorder, "POST", path, b"x" * (1024 * 1024 + 1)) == 413
    assert send(recorder, "POST", "/v1/actions/1/results", body) == 404
    assert send(recorder, "GET", "/v1/consents") == 200
    assert send(recorder, "POST", path, body) == 200


def test_large_content_is_kept_whole_and_what_is_larger_refused(
    recorder: RunningRecorder,
) -> None:
    """Text after the detectors, bytes as they are, packed or not; other paths stay small."""
    consenting.give(recorder.ready["control"], [PROMPTS])
    said = f"{'a plum-coloured thing. ' * 200_000}{PLANTED['github_token']}"
    data = bytes(range(256)) * 16_384
    found = [
        kept.hand_over(recorder, text=said),
        kept.hand_over(recorder, data_base64=b64encode(data).decode()),
    ]
    packed = gzip.compress(canonical.encode_body({"purpose": PROMPTS, "text": said}))
    status, _, told = recorder.post(
        "/v1/payloads", packed, {**JSON_TYPE, "content-encoding": "gzip"}
    )
    assert status == 200
    again = canonical.decode(told)
    assert [one["kept"] for one in (*found, again)] == [True] * 3
    assert again["payload_ref"] == found[0]["payload_ref"]
    text, same = (revealed(recorder, one["payload_ref"]) for one in found)
    assert same == data
    assert text.startswith(said[:4_000_000].encode())
    assert PLANTED["github_token"].encode() not in text
    over = canonical.encode_body({"purpose": PROMPTS, "text": "x" * (8 * MIB)})
    assert send(recorder, "POST", "/v1/payloads", over) == 413
    assert (
        send(recorder, "POST", "/v1/payloads", gzip.compress(over), content_encoding="gzip") == 413
    )
    assert send(recorder, "POST", "/v1/captures", over) == 413


def revealed(recorder: RunningRecorder, ref: str) -> bytes:
    """Return what the person sees, piece by piece."""
    with ControlClient(recorder.ready["control"]) as client:
        about = dict(client.call("vault.about", {"ref": ref}))
        shown = reveal_notice(about["label"], about["bytes"], about["entry"], "why")
        args = {"ref": ref, "reason": "why", "consent": kept.answered(shown), "confirmed": True}
        pieces = []
        while True:
            answer = dict(client.call("vault.reveal", args))
            pieces.append(b64decode(answer["data_base64"]))
            if answer["next"] is None:
                return b"".join(pieces)
            following = {"offset": answer["next"], "entry": answer["entry"]}
            args = {"ref": ref, "confirmed": True, **following}


def test_telemetry_and_answers_go_on_while_agents_wait(recorder: RunningRecorder) -> None:
    """As many questions as there may be; one more is denied, and nothing else is held up."""
    told: list[dict[str, Any]] = []

    def ask() -> None:
        body = canonical.encode_body(PUSH)
        told.append(canonical.decode(recorder.post("/v1/actions", body, JSON_TYPE)[2]))

    threads = [Thread(target=ask) for _ in range(MAX_OPEN)]
    for thread in threads:
        thread.start()
    with ControlClient(recorder.ready["control"]) as client:
        n, found = -1, []
        while len(found) < MAX_OPEN:
            polled = client.call("questions", {"after": n, "wait_s": 10})
            n, found = polled["n"], polled["questions"]
        ask()
        assert told[0]["decision"] == "deny"
        assert "64 questions wait" in told[0]["reason"]
        spans = otlp.traces(10).SerializeToString()
        sent = recorder.post("/v1/traces", spans, {"content-type": "application/x-protobuf"})
        assert sent[0] == 200
        assert client.call("status")["questions"] == MAX_OPEN
    assert recorder.stop() == 0
    for thread in threads:
        thread.join(30)
    assert {each["decision"] for each in told} == {"deny"}
    assert len(told) == MAX_OPEN + 1
