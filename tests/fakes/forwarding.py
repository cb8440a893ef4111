"""A real recorder that forwards: a person's words to it, over its control socket.

The terminal's side of the same is tried where it matters; a verb there takes a second.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psutil

from desktop_app.operations import local_only, upstreams
from desktop_app.upstream.values import Options, Sends
from tests.fakes import gate_client, otlp
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from tests.fakes.running import RunningRecorder

PROTOBUF = {"content-type": "application/x-protobuf"}


def add(
    recorder: RunningRecorder,
    kind: str,
    where: str,
    name: str = "there",
    *,
    secrets: dict[str, str] | None = None,
    days: int = upstreams.DAYS,
    **said: Any,
) -> dict[str, Any]:
    """Add an upstream, agreed to; fields of `Sends` and `Options` by their names.

    Returns:
        How it stands, with `signing_key` where one was made.
    """
    sends = {field: said.pop(field) for field in list(said) if field in Sends.__slots__}
    wish = upstreams.wish(
        kind, where, name, Sends(**sends), Options(**said), days=days, from_environment=False
    )
    arguments = upstreams.adding(wish, secrets or {}, 700)
    made = gate_client.call(recorder, upstreams.ADD, **arguments)
    return {**made, "signing_key": wish.made.get("signing-key", "")}


def remove(recorder: RunningRecorder, name: str = "there") -> dict[str, Any]:
    """Remove one."""
    return gate_client.call(recorder, upstreams.REMOVE, name=name, confirmed=True)


def remove_all(recorder: RunningRecorder) -> None:
    """Remove every one."""
    for one in gate_client.call(recorder, upstreams.LIST)["upstreams"]:
        remove(recorder, one["name"])


def open_door(recorder: RunningRecorder) -> None:
    """Turn local-only mode off, agreed to."""
    recipients = gate_client.call(recorder, "status")["recipients"]
    arguments = local_only.turn_off(local_only.notice_off(recipients), 700)
    gate_client.call(recorder, local_only.VERB, **arguments)


def shut_door(recorder: RunningRecorder) -> list[dict[str, Any]]:
    """Turn local-only mode on; return what was sent and what not, of each upstream."""
    return list(gate_client.call(recorder, local_only.VERB, **local_only.turn_on())["sent"])


def standing(recorder: RunningRecorder, name: str = "there") -> dict[str, Any]:
    """Return how an upstream stands."""
    every = gate_client.call(recorder, upstreams.LIST)["upstreams"]
    return dict(next(one for one in every if one["name"] == name))


def send(recorder: RunningRecorder, spans: int = 1) -> None:
    """Have an agent send spans, in one request; they are acknowledged."""
    body = otlp.traces(spans).SerializeToString()
    assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200


def courier(recorder: RunningRecorder) -> psutil.Process:
    """Return the process that carries, as soon as there is one."""
    found: list[psutil.Process] = []

    def is_there() -> bool:
        for child in psutil.Process(recorder.process.pid).children():
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                found.extend([child] if "_carry" in child.cmdline() else [])
        return bool(found)

    until(is_there)
    return found[0]


def verified(recorder: RunningRecorder) -> str:
    """Return the verdict on its ledger."""
    return str(recorder.cli_json("verify")["verdict"])
