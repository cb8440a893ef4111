"""Sockets on loopback only: both addresses or a reason."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import PortTakenError
from desktop_app.receive import ports
from tests.fakes.ipv6 import has_ipv6

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no [::1]")


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """A foreign listener on [::1]."""
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", 0))
        other.listen()
        yield other


def close(sockets: list[socket.socket]) -> None:
    """Close all."""
    for found in sockets:
        found.close()


def test_any_free_port_is_the_same_on_both_addresses() -> None:
    """And nothing but loopback is bound."""
    sockets = ports.listen(0)
    names = [found.getsockname()[:2] for found in sockets]
    close(sockets)
    assert names[0][0] == "127.0.0.1"
    assert [name[0] for name in names[1:]] == ["::1"] * has_ipv6()
    assert len({name[1] for name in names}) == 1


def test_a_port_in_use_is_told_as_such() -> None:
    """On 127.0.0.1."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTakenError, match=str(other.getsockname()[1])):
            ports.listen(other.getsockname()[1])


@needs_ipv6
def test_half_a_port_is_no_port(taken: socket.socket) -> None:
    """Whoever holds [::1] could answer in our place for senders that say "localhost"."""
    with pytest.raises(PortTakenError, match="::1"):
        ports.listen(taken.getsockname()[1])


@needs_ipv6
def test_any_port_means_one_that_is_free_on_both(
    taken: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that is taken on [::1] is left and another tried; some day we stop."""
    real, calls = ports._second, []

    def first_fails(port: int, backlog: int) -> socket.socket | None:
        calls.append(port)
        return real(taken.getsockname()[1] if len(calls) == 1 else port, backlog)

    monkeypatch.setattr(ports, "_second", first_fails)
    close(ports.listen(0))
    assert len(calls) == 2
    monkeypatch.setattr(ports, "_second", lambda _port, _backlog: real(taken.getsockname()[1], 0))
    with pytest.raises(PortTakenError):
        ports.listen(0)


@pytest.mark.parametrize("reason", [errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EMFILE])
def test_without_ipv6_we_go_on_and_other_errors_are_told(
    reason: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No [::1] on this machine is normal; no file descriptors left is not."""
    real = ports._bound

    def no_ipv6(family: socket.AddressFamily, port: int, backlog: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(reason, "told by the system")
        return real(family, port, backlog)

    monkeypatch.setattr(ports, "_bound", no_ipv6)
    if reason == errno.EMFILE:
        with pytest.raises(OSError, match="told"):
            ports.listen(0)
        return
    sockets = ports.listen(0)
    close(sockets)
    assert len(sockets) == 1
