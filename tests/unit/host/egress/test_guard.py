"""host.egress: the one door out, shut."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from desktop_app.host.egress.guard import EgressRefusedError, Guard, Refusal
from desktop_app.host.egress.places import Place

_SCRIPT = """
import socket, urllib.request, urllib.error
from desktop_app.host.egress.guard import Guard
seen = []
def told(refusal):
    seen.append(refusal)
    try:
        socket.socket().connect(("192.0.2.2", 1))   # the report itself must not loop
    except PermissionError:
        pass
guard = Guard(told)
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
        Guard().check("socket.connect", (sock, address))


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
    guard = Guard()
    with socket.socket() as sock, pytest.raises(EgressRefusedError):
        guard.check("socket.connect", (sock, address))
    assert guard.refused == 1


def test_other_families_are_refused_and_unix_sockets_are_not() -> None:
    """AF_UNIX and netlink stay on this machine; what we do not know does not."""

    class Vsock:
        family = 40

    with socket.socket(socket.AF_UNIX) as sock:
        Guard().check("socket.connect", (sock, "/run/x"))
    with pytest.raises(EgressRefusedError):
        Guard().check("socket.connect", (Vsock(), (2, 1234)))


def test_lookups_of_other_names_are_refused() -> None:
    """A name lookup is a packet too."""
    guard = Guard()
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
    guard = Guard()
    with socket.socket() as sock:
        guard.check("socket.bind", (sock, ("192.0.2.1", 1)))
        guard.check("socket.sendmsg", (sock, None))
        guard.check("open", ("x", "r", 0))
    assert guard.refused == 0


def test_refusals_are_counted_per_target_in_bounded_memory() -> None:
    """Past 1,024 targets they are counted together."""
    seen: list[Refusal] = []
    guard = Guard(seen.append)
    with socket.socket() as sock:
        for number in range(1100):
            with pytest.raises(EgressRefusedError):
                guard.check("socket.connect", (sock, (f"192.0.2.1{number}", 1)))
    assert guard.refused == 1100
    assert seen[-1].count == 76
    assert len(guard._counts) == 1025


HTTPS = Place("collector.example", 443)
NEAR = Place("nas.example", 9000, own_network=True)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names lead to in this test, in place of the resolver's answer."""
    table: dict[str, list[str]] = {}

    def look(host: str, port: int, **_more: object) -> list[tuple]:
        six = {it: ":" in it for it in table[host]}
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (it, port, 0, 0))
            if six[it]
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (it, port))
            for it in table[host]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return table


def reached(guard: Guard, host: str, port: int) -> list[str]:
    """Return what a place leads to, and see that the hook lets each of them pass."""
    ways = guard.resolve(host, port)
    for way in ways:
        with socket.socket(way.family) as sock:
            guard.check("socket.connect", (sock, way.address))
    return [way.address[0] for way in ways]


def refused(guard: Guard, *address: object, kind: int = socket.SOCK_STREAM) -> bool:
    """Whether the hook refuses an address."""
    family = socket.AF_INET6 if ":" in str(address[0]) else socket.AF_INET
    with socket.socket(family, kind) as sock:
        try:
            guard.check("socket.connect", (sock, address))
        except EgressRefusedError:
            return True
    return False


def test_open_it_leads_where_the_consent_says_and_nowhere_else(names: dict[str, list[str]]) -> None:
    """To the addresses that the name led to, at that port; loopback is no exception."""
    guard = Guard()
    guard.open_to([HTTPS, NEAR])
    names["collector.example"] = ["93.184.215.14", "2606:2800::1"]
    names["nas.example"] = ["192.168.1.9"]
    guard.check("socket.getaddrinfo", ("Collector.Example.", 443, 0, 0, 0))
    guard.check("socket.getaddrinfo", (b"nas.example", 9000, 0, 0, 0))
    assert refused(guard, "93.184.215.14", 443)  # not looked up yet
    assert reached(guard, "collector.example", 443) == ["93.184.215.14", "2606:2800::1"]
    assert reached(guard, "nas.example", 9000) == ["192.168.1.9"]
    assert not refused(guard, "93.184.215.14", 443)
    assert refused(guard, "93.184.215.14", 80)
    assert refused(guard, "93.184.215.14", 443, kind=socket.SOCK_DGRAM)
    assert refused(guard, "8.8.8.8", 443)
    assert refused(guard, "192.168.1.9", 443)
    assert refused(guard, "127.0.0.1", 443)
    assert refused(guard, "collector.example", 443)  # a name: what it leads to is not known here
    with pytest.raises(EgressRefusedError):
        guard.check("socket.getaddrinfo", ("other.example", 443, 0, 0, 0))
    with pytest.raises(EgressRefusedError):
        guard.check("socket.gethostbyname", ("collector.example",))
    with socket.socket(socket.AF_UNIX) as sock:
        guard.check("socket.connect", (sock, "/run/x"))
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(EgressRefusedError):
        guard.check("socket.sendto", (sock, ("93.184.215.14", 443)))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "this computer itself"),
        ("10.1.2.3", "on a private network"),
        ("::ffff:10.1.2.3", "on a private network"),
        ("169.254.169.254", "credentials"),
    ],
)
def test_a_name_that_leads_inside_is_not_followed(
    names: dict[str, list[str]], address: str, why: str
) -> None:
    """DNS rebinding: it is said in words, counted, and the hook does not know the address."""
    seen: list[Refusal] = []
    guard = Guard(seen.append)
    guard.open_to([HTTPS])
    names["collector.example"] = [address]
    with pytest.raises(EgressRefusedError, match=f"collector.example leads to .*{why}"):
        guard.resolve("collector.example", 443)
    assert [it.target for it in seen] == [f"collector.example:443 at {address}"]
    assert refused(guard, address, 443)


def test_of_several_addresses_those_outside_are_used(names: dict[str, list[str]]) -> None:
    """One that leads inside does not bar the others, and is not reached."""
    guard = Guard()
    guard.open_to([HTTPS])
    names["collector.example"] = ["10.0.0.1", "8.8.8.8"]
    assert reached(guard, "collector.example", 443) == ["8.8.8.8"]
    assert refused(guard, "10.0.0.1", 443)


def test_other_hosts_and_ports_are_not_looked_up(names: dict[str, list[str]]) -> None:
    """The lookup is refused before it is made, and counted."""
    guard = Guard()
    for host, port in (("collector.example", 443), ("8.8.8.8", 53)):
        with pytest.raises(EgressRefusedError):
            guard.resolve(host, port)
    guard.open_to([HTTPS])
    for host, port in (("collector.example", 80), ("localhost", 443), ("x.collector.example", 443)):
        with pytest.raises(EgressRefusedError):
            guard.resolve(host, port)
    assert guard.refused == 5
    assert not names


def test_shut_again_nothing_is_left_of_it(names: dict[str, list[str]]) -> None:
    """What was looked up while it was open counts no more; this computer is reached again."""
    guard = Guard()
    guard.open_to([HTTPS])
    names["collector.example"] = ["8.8.8.8"]
    names["localhost"] = ["127.0.0.1", "192.168.1.1"]
    assert reached(guard, "collector.example", 443) == ["8.8.8.8"]
    guard.open_to([])
    assert refused(guard, "8.8.8.8", 443)
    assert refused(guard, "127.0.0.1", 443)
    guard.shut()
    assert refused(guard, "8.8.8.8", 443)
    assert reached(guard, "localhost", 443) == ["127.0.0.1"]


def test_literal_addresses(names: dict[str, list[str]]) -> None:
    """One that the consent names needs no lookup; a private one needs the own network, too."""
    guard = Guard()
    guard.open_to(
        [
            Place("8.8.8.8", 443),
            Place("10.0.0.1", 443),
            Place("10.0.0.2", 443, own_network=True),
            Place("127.0.0.1", 9000, own_network=True),
            Place("::1", 9000, own_network=True),
        ]
    )
    assert not refused(guard, "8.8.8.8", 443)
    assert refused(guard, "10.0.0.1", 443)
    assert not refused(guard, "10.0.0.2", 443)
    assert not refused(guard, "127.0.0.1", 9000)
    assert not refused(guard, "::1", 9000, 0, 0)
    assert refused(guard, "127.0.0.1", 9001)
    assert not names


def test_of_two_consents_to_one_name_the_wider_one_counts(names: dict[str, list[str]]) -> None:
    """Whichever comes first."""
    near = Place("collector.example", 443, own_network=True)
    names["collector.example"] = ["10.0.0.1"]
    for places in ([HTTPS, near], [near, HTTPS]):
        guard = Guard()
        guard.open_to(places)
        assert reached(guard, "collector.example", 443) == ["10.0.0.1"]


def test_a_name_without_an_address(names: dict[str, list[str]]) -> None:
    """It is refused like one that leads elsewhere."""
    guard = Guard()
    guard.open_to([HTTPS])
    names["collector.example"] = []
    with pytest.raises(EgressRefusedError, match="leads to nothing"):
        guard.resolve("collector.example", 443)
