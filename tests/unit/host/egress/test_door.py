"""The door out of each process of ours."""

from __future__ import annotations

import subprocess
import sys

import pytest

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


# Loopback stands for a consented place and for everything else: the ports tell them apart.
OPENED = """
import socket
from desktop_app.host.egress import door
from desktop_app.host.egress.places import Place
def reached(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except PermissionError:
        return False
    return True
with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
    ports = one.getsockname()[1], two.getsockname()[1]
    door.open_to([Place("127.0.0.1", ports[0], own_network=True)])
    print(*map(reached, ports))
    print(*(way.address[0] for way in door.resolve("127.0.0.1", ports[0])))
    door.open_to([])
    print(*map(reached, ports))
    door.shut()
    print(*map(reached, ports))
"""


def test_an_open_door_leads_to_its_places_alone() -> None:
    """And to none when there is none; shut, this computer is reached again."""
    done = subprocess.run(
        [sys.executable, "-c", OPENED], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == ["True False", "127.0.0.1", "False False", "True True"]


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("door", {"urllib3", "ssl", "http.client", "boto3", "botocore"}),
        ("client", {"boto3", "botocore"}),
        ("s3", {"boto3", "botocore"}),
    ],
)
def test_what_a_process_loads(module: str, absent: set[str]) -> None:
    """Every process of ours has a door; only the courier has clients, and boto3 when it asks."""
    script = f"import sys, desktop_app.host.egress.{module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert not absent & set(done.stdout.split())
