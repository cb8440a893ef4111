"""host.egress: the one door out, shut."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from desktop_app.host.egress import EgressRefusedError, LocalOnly, Refusal

_SCRIPT = """
import socket, urllib.request, urllib.error
from desktop_app.host.egress import LocalOnly
seen = []
def told(refusal):
    seen.append(refusal)
    try:
        socket.socket().connect(("192.0.2.2", 1))   # the report itself must not loop
    except PermissionError:
        pass
guard = LocalOnly(told)
guard.install(); guard.install()
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
for attempt in (
    lambda: socket.create_connection(("192.0.2.1", 80), 1),
    lambda: socket.getaddrinfo("example.com", 443),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
    lambda: socket.socket(socket.AF_INET).connect_ex(("8.8.8.8", 53)),
    lambda: urllib.request.urlopen("http://192.0.2.1/", timeout=1),
):
    try:
        attempt()
        print("WENT OUT")
    except OSError:
        pass
print(len(seen), guard.refused, seen[0].target, seen[-1].count)
"""


def test_installed_in_a_process_it_refuses_counts_and_reports() -> None:
    """In a child, since an audit hook cannot be taken out again."""
    answer = subprocess.run(
        [sys.executable, "-W", "ignore::ResourceWarning", "-c", _SCRIPT],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert "WENT OUT" not in answer.stdout, answer.stdout
    assert answer.stdout.split() == ["5", "10", "192.0.2.1:80", "2"]


@pytest.mark.parametrize(
    "address",
    [
        ("127.0.0.1", 1),
        ("127.9.9.9", 1),
        ("localhost", 1),
        ("::1", 1, 0, 0),
        ("::ffff:127.0.0.1", 1),
        ("", 1),
        ("0.0.0.0", 1),  # noqa: S104 - connected to, not bound
    ],
)
def test_loopback_is_allowed(address: tuple[object, ...]) -> None:
    """Every spelling of this machine."""
    family = socket.AF_INET6 if ":" in str(address[0]) else socket.AF_INET
    with socket.socket(family) as sock:
        LocalOnly().check("socket.connect", (sock, address))


@pytest.mark.parametrize(
    "address",
    [
        ("192.0.2.1", 1),
        ("10.0.0.1", 1),
        ("169.254.169.254", 80),
        ("2001:db8::1", 1, 0, 0),
        ("::ffff:8.8.8.8", 1),
        ("fe80::1%lo", 1),
        ("localhost.example.com", 1),
        ("example.com", 1),
        ("2130706433", 1),
        (b"192.0.2.1", 1),
        "bluetooth-address",
    ],
)
def test_everything_else_is_refused(address: object) -> None:
    """Names too: what they resolve to is not known here."""
    guard = LocalOnly()
    with socket.socket() as sock, pytest.raises(EgressRefusedError):
        guard.check("socket.connect", (sock, address))
    assert guard.refused == 1


def test_other_families_are_refused_and_unix_sockets_are_not() -> None:
    """AF_UNIX and netlink stay on this machine; what we do not know does not."""

    class Vsock:
        family = 40

    with socket.socket(socket.AF_UNIX) as sock:
        LocalOnly().check("socket.connect", (sock, "/run/x"))
    with pytest.raises(EgressRefusedError):
        LocalOnly().check("socket.connect", (Vsock(), (2, 1234)))


def test_lookups_of_other_names_are_refused() -> None:
    """A name lookup is a packet too."""
    guard = LocalOnly()
    guard.check("socket.getaddrinfo", ("localhost", 1, 0, 0, 0))
    guard.check("socket.getaddrinfo", (None, 1, 0, 0, 0))
    guard.check("socket.getaddrinfo", (b"127.0.0.1", 1, 0, 0, 0))
    guard.check("socket.getnameinfo", (("127.0.0.1", 80),))
    guard.check("socket.getnameinfo", (("::1", 80, 0, 0),))
    with pytest.raises(EgressRefusedError):
        guard.check("socket.getaddrinfo", ("example.com", 1, 0, 0, 0))
    for place in (("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), (), "192.0.2.1"):
        with pytest.raises(EgressRefusedError):
            guard.check("socket.getnameinfo", (place,))
    assert guard.refused == 5


def test_other_events_pass() -> None:
    """Only connects, sends and lookups are judged; a connected sendmsg has no address."""
    guard = LocalOnly()
    with socket.socket() as sock:
        guard.check("socket.bind", (sock, ("192.0.2.1", 1)))
        guard.check("socket.sendmsg", (sock, None))
        guard.check("open", ("x", "r", 0))
    assert guard.refused == 0


def test_refusals_are_counted_per_target_in_bounded_memory() -> None:
    """Past 1,024 targets they are counted together."""
    seen: list[Refusal] = []
    guard = LocalOnly(seen.append)
    with socket.socket() as sock:
        for number in range(1100):
            with pytest.raises(EgressRefusedError):
                guard.check("socket.connect", (sock, (f"192.0.2.1{number}", 1)))
    assert guard.refused == 1100
    assert seen[-1].count == 76
    assert len(guard._counts) == 1025
