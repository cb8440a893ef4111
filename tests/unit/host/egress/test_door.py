"""The door out of each process of ours."""

from __future__ import annotations

import subprocess
import sys

from desktop_app.host.egress import door
from desktop_app.host.egress.guard import Refusal

# A child process each: an audit hook can never be taken out of this one.
SCRIPT = """
import socket
from desktop_app.host.egress import door
heard = []
door.report_to(heard.append)
door.shut()
door.shut()
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except PermissionError:
    print("refused", len(heard), heard[0].target)
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
    print("loopback")
"""


def test_a_shut_door_refuses_and_tells_once() -> None:
    """Beyond loopback is refused and reported once, loopback works."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split("\n")[:2] == ["refused 1 192.0.2.1:80", "loopback"]


def test_listeners_come_and_go() -> None:
    """Who was forgotten hears nothing; forgetting twice is fine."""
    heard: list[Refusal] = []
    door.report_to(heard.append)
    door._report(Refusal("socket.connect", "192.0.2.1:80", 1))
    door.forget(heard.append)
    door.forget(heard.append)
    door._report(Refusal("socket.connect", "192.0.2.1:80", 2))
    assert len(heard) == 1
