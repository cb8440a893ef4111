"""Two machines one wire apart: network namespaces joined by a veth pair, a recorder in each.

    unshare -rn python -m tests.fakes.two_machines FOLDER        (needs `ip`)

The first is this process's namespace; the second is made by a child (`FOLDER there`), in which a
TLS terminator stands before the recorder's port: recorders listen on loopback alone, and answer to
its names alone.
FOLDER holds `ca.pem` and `server.pem`. Prints what came of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.normalize.signals import Signal, resources, scope_records, scopes
from tests.fakes import at_terminal, forwarding, netns, running, servers
from tests.fakes.collector import stored
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Answer, Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.receiving import Got
    from tests.fakes.running import RunningRecorder

HERE, THERE, PORT = "10.99.0.1", "10.99.0.2", 4318
TICKS_S = 2.0


def ip(*words: str) -> None:
    """Run `ip`."""
    subprocess.run(["ip", *words], check=True)


def wire(machine: int) -> None:
    """Lay a wire from here to the namespace of a process."""
    ip("link", "add", "here", "type", "veth", "peer", "name", "there", "netns", str(machine))
    plug("here", HERE)


def plug(device: str, address: str) -> None:
    """Give this end of the wire its address; IPv6 says things by itself, so there is none."""
    ip("link", "set", device, "addrgenmode", "none")
    ip("address", "add", f"{address}/24", "dev", device)
    ip("link", "set", device, "up")


@contextmanager
def terminated(pair: Path, recorder: RunningRecorder) -> Iterator[None]:
    """Take requests in TLS at the wire's end, and hand them to the recorder, as its own host."""

    def hand_on(got: Got) -> Answer:
        names = ("content-type", "content-encoding")
        wanted = {name: got.headers[name] for name in names if name in got.headers}
        status, headers, body = recorder.post(got.path, got.body, wanted)
        return Answer(status, (f"Content-Type: {headers['content-type']}",), body)

    with Receiver(hand_on, tls=servers.tls(pair), address=(THERE, PORT)):
        yield


def there(folder: Path) -> None:
    """Be the second machine until standard input ends, then verify."""
    netns.loopback_up()
    sys.stdout.write("there\n")
    sys.stdout.flush()
    sys.stdin.readline()  # the wire is laid
    plug("there", THERE)
    with (
        running.running(folder / "there") as recorder,
        terminated(folder / "server.pem", recorder),
    ):
        sys.stdout.write("listens\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write(f"{forwarding.verified(recorder)}\n")


def spans(ledger: Path) -> list[tuple[bytes, str]]:
    """Return id and name of each span that a ledger holds."""
    return sorted(
        (span.span_id, span.name)
        for request in stored(ledger).values()
        for group in resources(Signal.TRACES, request)
        for scope in scopes(Signal.TRACES, group)
        for span in scope_records(Signal.TRACES, scope)
    )


def here(folder: Path) -> dict[str, Any]:
    """Be the first machine."""
    netns.loopback_up()
    command = ["unshare", "-n", sys.executable, "-W", "ignore", "-m", __spec__.name, str(folder)]
    with subprocess.Popen(
        [*command, "there"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None

        def hear(word: str) -> None:
            assert other.stdout.readline() == word

        hear("there\n")
        wire(other.pid)
        other.stdin.write("\n")
        other.stdin.flush()
        hear("listens\n")
        with running.running(folder / "here") as recorder:
            told = _forwarded(recorder, folder)
        other.stdin.write("\n")
        other.stdin.flush()
        told["there"] = other.stdout.readline().strip()
    return told


def _forwarded(recorder: RunningRecorder, folder: Path) -> dict[str, Any]:
    mine, theirs = (folder / name / "data" / "ledger.db" for name in ("here", "there"))
    where, ca = f"https://{THERE}:{PORT}", str(folder / "ca.pem")
    words = ("upstream", "add", "otlp", where, "--name", "there", "--ca", ca, "--own-network")
    code, shown = at_terminal.confirmed(recorder.environment, *words)
    assert code == 0, shown
    before = netns.sent_by("here")
    for _ in range(4):
        forwarding.send(recorder, 3)
    ends = time.monotonic() + TICKS_S
    until(lambda: time.monotonic() > ends)
    quiet = netns.sent_by("here") - before
    forwarding.open_door(recorder)
    until(lambda: len(spans(theirs)) >= 12)
    until(lambda: forwarding.standing(recorder)["behind"] == 0)
    (told,) = forwarding.shut_door(recorder)
    return {
        "packets while local-only": quiet,
        "packets then": netns.sent_by("here") - before,
        "sent": told["records"],
        "arrived": len(spans(theirs)),
        "spans": "the same" if spans(mine) == spans(theirs) else "others",
        "here": forwarding.verified(recorder),
    }


def main() -> None:
    """Be one of the two."""
    folder = Path(sys.argv[1])
    if sys.argv[2:] == ["there"]:
        there(folder)
    else:
        for name in ("here", "there"):
            (folder / name).mkdir()
        sys.stdout.write(json.dumps(here(folder)))  # noqa: TID251 - nothing is hashed


if __name__ == "__main__":
    main()
