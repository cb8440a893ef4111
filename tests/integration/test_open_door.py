"""An open door, judged by the kernel: which packets want to leave, and which never do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import boxes

# Runs in a network namespace that has a loopback and no way out; the kernel counts what wanted to
# leave. Names lead to addresses of the internet that nothing in the namespace has a route to.
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

from desktop_app.errors import UpstreamError
from desktop_app.host.egress import door
from desktop_app.host.egress.client import Client
from desktop_app.host.egress.origins import Origin
from desktop_app.host.egress.places import Place

NAMES = {"collector.test": "8.8.8.8", "other.test": "8.8.4.4", "inside.test": "10.0.0.1"}

def look(host, port, *rest, **more):
    sys.audit("socket.getaddrinfo", host, port, 0, 0, 0)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (NAMES[host], port))]

def ask(host, port=443):
    client = Client(Origin("https", host, port))
    try:
        client.request("GET", "/")
    except UpstreamError as error:
        return error.kind
    finally:
        client.close()

def touch(address, kind=socket.SOCK_STREAM):
    with socket.socket(type=kind) as sock:
        try:
            sock.connect(address)
        except PermissionError:
            return "refused"
        except OSError as error:
            return error.strerror

socket.getaddrinfo = look
door.open_to([Place("collector.test", 443), Place("inside.test", 443)])
print(ask("other.test"), ask("collector.test", 80), ask("inside.test"), touch(("8.8.8.8", 443)))
print("wanted out:", wanted_out())
print(ask("collector.test"), touch(("8.8.8.8", 443)), touch(("8.8.8.8", 80)),
      touch(("8.8.4.4", 443)), touch(("8.8.8.8", 443), socket.SOCK_DGRAM))
print("wanted out:", wanted_out())
door.shut()
print(ask("collector.test"), touch(("8.8.8.8", 443)))
print("wanted out:", wanted_out())
"""


@pytest.mark.skipif(not boxes.can_be_made(), reason="no network namespace can be made here")
def test_only_packets_to_a_consented_place_want_to_leave() -> None:
    """The client's own, and one of a library that goes to the same address and port."""
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-W", "ignore", "-c", IN_A_BOX],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.splitlines() == [
        "refused refused refused refused",
        "wanted out: 0",
        "connect Network is unreachable refused refused refused",
        "wanted out: 2",
        "refused refused",
        "wanted out: 2",
    ], done.stderr
