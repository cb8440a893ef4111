"""Local-only in every process of ours, and what the recorder writes about refused attempts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.ledger.reader import LedgerReader
from tests.fakes import at_terminal, boxes, running
from tests.fakes.redaction import PLANTED

# Stands in for a library in the recorder that calls home once it runs.
CALLS_HOME = """
import socket, sys, threading
from desktop_app.recorder import serving
real = serving.Serving.start
def start(self):
    real(self)
    for host in ("192.0.2.1", sys.argv[1] + ".example.net"):
        try:
            socket.create_connection((host, 443), timeout=1)
        except PermissionError:
            pass
        else:
            raise SystemExit("connected")
serving.Serving.start = start
serving.TICK_S = 0.05
from desktop_app.__main__ import main
sys.argv = ["countersign", "serve", "--otlp-http-port", "0", "--otlp-grpc-port", "0"]
sys.exit(main())
"""


@pytest.mark.parametrize("mode", ["on", "off"])
def test_what_the_recorder_is_refused_is_an_entry(tmp_path: Path, mode: str) -> None:
    """Host and port are told, a secret in the host name is not; off opens the door to nobody."""
    env = running.environment(tmp_path)
    if mode == "off":
        assert at_terminal.confirmed(env, "mode", "local-only", "off")[0] == 0
    secret = PLANTED["github_token"]
    process = subprocess.Popen(
        [sys.executable, "-c", CALLS_HOME, secret], env=env, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    recorder = running.RunningRecorder(process, ready, env)
    try:
        found: list[dict] = []
        while not found:
            with LedgerReader(tmp_path / "data" / "ledger.db") as ledger:
                every = [e for e in ledger.entries() if str(e.kind) == "egress.refused"]
            found = [dict(entry.subject) for entry in every]
            assert process.poll() is None
        assert recorder.cli_json("mode") == {"local_only": mode == "on", "upstreams": 0}
    finally:
        assert recorder.stop() == 0
    targets = [row["target"] for row in found[0]["targets"]]
    assert "192.0.2.1:443" in targets
    assert len(targets) == 2
    assert all(secret.encode() not in entry.leaf for entry in every)


ENTRANCES = {
    "command line": (
        "import sys; sys.argv = ['countersign', '--version'];"
        "from desktop_app.__main__ import main; main()"
    ),
    "follower": (
        "import sys; sys.argv = ['countersign', '_follow', '/nonexistent/l', '/nonexistent/i'];"
        "from desktop_app.__main__ import main; main()"
    ),
    "worker": (
        "from desktop_app.recorder.bigjob import job\n"
        "try: job(b'', b'', None)\n"
        "except ValueError: pass"
    ),
}
TRY = """
import socket
try:
    socket.create_connection(("192.0.2.1", 443), timeout=1)
except PermissionError:
    print("refused")
"""


@pytest.mark.parametrize("process", list(ENTRANCES))
def test_every_process_of_ours_has_its_door_shut(process: str, tmp_path: Path) -> None:
    """After its entrance ran, nothing in it reaches beyond loopback."""
    done = subprocess.run(
        [sys.executable, "-c", ENTRANCES[process] + TRY],
        env=running.environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split()[-1] == "refused", done.stderr


# Runs in a network namespace that has a loopback and no way out. The kernel counts each packet that
# wanted to leave all the same, whoever made it: Python, gRPC's own core, a resolver.
IN_A_BOX = """
import fcntl, socket, struct, sys
from pathlib import Path

def wanted_out():
    lines = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines()]
    names, values = (line for line in lines if line[0] == "Ip:")
    six = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(values[names.index("OutNoRoutes")]) + int(six["Ip6OutNoRoutes"])

with socket.socket() as any_socket:  # the loopback of a new namespace is down
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", 0x49))

from tests.fakes import at_terminal, otlp, running
home, mode = Path(sys.argv[1]), sys.argv[2]
env = running.environment(home)
if mode == "off":
    assert at_terminal.confirmed(env, "mode", "local-only", "off")[0] == 0
with running.running(home) as recorder:
    body = otlp.traces(5).SerializeToString()
    assert recorder.post("/v1/traces", body, {"content-type": "application/x-protobuf"})[0] == 200
    recorder.wait_indexed()
    assert recorder.cli_json("mode")["local_only"] is (mode == "on")
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    recorder.cli("bundle", "export", "last", "--to", str(home / "run.zip"))
    recorder.cli("bundle", "verify", str(home / "run.zip"), check=False)
    recorder.cli("doctor", check=False)
print("wanted out:", wanted_out())
with socket.socket() as one:  # and the count does count
    one.connect_ex(("192.0.2.1", 443))
print("then:", wanted_out())
"""


@pytest.mark.skipif(not boxes.can_be_made(), reason="no network namespace can be made here")
@pytest.mark.parametrize("mode", ["on", "off"])
def test_no_packet_wants_to_leave(tmp_path: Path, mode: str) -> None:
    """Recording, verifying, exporting: the kernel counts nothing, in both modes."""
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-W", "ignore", "-c", IN_A_BOX, str(tmp_path), mode],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.splitlines() == ["wanted out: 0", "then: 1"], done.stderr
