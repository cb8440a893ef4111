"""A recorder with upstreams of each kind and no way out; prints what the kernel counted.

unshare -rn python -m tests.fakes.boxed_upstreams HOME
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.errors import UsageError
from tests.fakes import forwarding, gate_client, netns, running
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from tests.fakes.running import RunningRecorder

TICKS_S = 2.0  # some of the recorder's, at one a second
WAITING = 250  # requests


def add_all(recorder: RunningRecorder, folder: Path) -> None:
    """Add upstreams of each kind: at addresses, by names, by a proxy."""
    keys = {"access-key-id": "key", "secret-access-key": "secret"}
    forwarding.add(recorder, "otlp", "https://192.0.2.1:4318", "address", own_network=True)
    forwarding.add(recorder, "otlp", "https://logs.example.org", "name")
    forwarding.add(
        recorder, "otlp", "https://logs.example.org", "way", proxy="http://192.0.2.7:3128/"
    )
    forwarding.add(recorder, "webhook", "https://192.0.2.2/in", "hook", own_network=True)
    forwarding.add(recorder, "https", "https://192.0.2.3/put/", "shelf", own_network=True)
    forwarding.add(recorder, "tsa", "http://192.0.2.4/", "stamps", own_network=True)
    forwarding.add(
        recorder,
        "s3",
        "s3://bucket/prefix",
        "bucket",
        secrets=keys,
        endpoint="https://192.0.2.5/",
        own_network=True,
    )
    forwarding.add(recorder, "folder", str(folder), "folder")


def counted() -> int:
    """Return what wanted out during some ticks."""
    before, ends = netns.wanted_out(), time.monotonic() + TICKS_S
    until(lambda: time.monotonic() > ends)
    return netns.wanted_out() - before


def work(recorder: RunningRecorder, home: Path) -> dict[str, Any]:
    """Have things wait, with the door shut, open, and shut again."""
    folder = home / "folder"
    folder.mkdir()
    recorder.cli("config", "set", "run.idle_s", "1")  # and the recorder ticks as often
    add_all(recorder, folder)
    for _ in range(WAITING):
        forwarding.send(recorder, 3)
    recorder.cli("run", "--", "true")
    recorder.wait_indexed()
    bundle = home / "run.zip"
    recorder.cli("bundle", "export", "last", "--to", str(bundle))
    for name in ("shelf", "bucket", "folder"):
        gate_client.call(recorder, "upstream.hand", name=name, file=str(bundle), confirmed=True)
    refused = []
    for verb, arguments in (("upstream.stamp", {}), ("upstream.test", {"name": "address"})):
        try:
            gate_client.call(recorder, verb, confirmed=True, **arguments)
        except UsageError:
            refused.append(verb)
    counted()
    every = gate_client.call(recorder, "upstream.list")["upstreams"]
    told = {
        "kinds": sorted({one["kind"] for one in every}),
        "behind": {one["name"]: one["behind"] for one in every},
        "refused": refused,
        "folder": [str(file) for file in folder.rglob("*")],
        "local-only": netns.wanted_out(),
    }
    forwarding.remove(recorder, "bucket")
    forwarding.open_door(recorder)
    until(lambda: netns.wanted_out() > 0)
    told["off"] = netns.wanted_out()
    forwarding.shut_door(recorder)
    told["on again"] = counted()
    told["verdict"] = forwarding.verified(recorder)
    return told


def main() -> None:
    """Work, and print what came of it."""
    home = Path(sys.argv[1])
    netns.loopback_up()
    with running.running(home) as recorder:
        told = work(recorder, home)
    sys.stdout.write(json.dumps(told))  # noqa: TID251 - nothing is hashed


if __name__ == "__main__":
    main()
