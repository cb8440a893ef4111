"""host.peers: who is at the other end."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.host import peers
from desktop_app.host.peers import Peer, pid_of_inode, tcp_peer, unix_peer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the Linux kernel")

_CLIENT = """
import os, socket, sys
if os.getuid() == 0:
    os.setuid(65534)
s = socket.socket()
s.connect((sys.argv[1], int(sys.argv[2])))  # no name lookup: its modules are root's to read
print(os.getuid(), flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["127.0.0.1", "::1", "mapped"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connected client and its accepted other end."""
    host = "127.0.0.1" if request.param == "mapped" else request.param
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        server = socket.create_server((host, 0), family=family)
    except OSError as error:
        pytest.skip(f"no {host} on this machine: {error}")
    target = server.getsockname()[:2]
    if request.param == "mapped":
        client = socket.socket(socket.AF_INET6)
        client.connect((f"::ffff:{host}", target[1]))
    else:
        client = socket.create_connection(target)
    accepted = server.accept()[0]
    with server, client, accepted:
        yield client, accepted


def _names(accepted: socket.socket) -> tuple[tuple[str, int], tuple[str, int]]:
    return accepted.getpeername()[:2], accepted.getsockname()[:2]


def _inode(sock: socket.socket) -> int:
    return os.fstat(sock.fileno()).st_ino


@pytest.mark.parametrize("way", ["sock_diag", "proc"])
def test_the_owner_of_a_tcp_peer_is_found_both_ways(
    pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """IPv4, IPv6 and an IPv6 socket that speaks IPv4: uid, inode, and from it our pid."""
    if way == "proc":

        def refused(*_args: object) -> None:
            raise PermissionError

        monkeypatch.setattr(peers, "_ask_sock_diag", refused)
    else:
        monkeypatch.setattr(peers, "_read_proc_net", lambda *_args: None)
    client, accepted = pair
    found = tcp_peer(*_names(accepted))
    assert found == Peer(uid=os.getuid(), inode=_inode(client))
    assert pid_of_inode(_inode(client)) == os.getpid()


def test_a_peer_that_has_gone_or_never_was_is_none(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    """None, so that the caller refuses; never uid 0 by accident."""
    client, accepted = pair
    names = _names(accepted)
    client.close()
    assert tcp_peer(*names) is None
    assert tcp_peer((names[0][0], 1), names[1]) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
@pytest.mark.parametrize("way", ["sock_diag", "proc"])
def test_another_users_connection_is_told_apart(way: str) -> None:
    """The uid is the other process's, by both ways."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        arguments = [sys.executable, "-I", "-c", _CLIENT, *map(str, server.getsockname())]
        server.settimeout(60)
        child = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/"
        )
        with child, server.accept()[0] as accepted:
            assert child.stdout is not None
            assert child.stdout.readline() == "65534\n"
            ask = peers._ask_sock_diag if way == "sock_diag" else peers._read_proc_net
            assert ask(*_names(accepted)).uid == 65534
            child.communicate()


def test_a_unix_peer_is_named_by_the_kernel() -> None:
    """User and process id of the connecting process; None for what is no Unix socket."""
    left, right = socket.socketpair()
    with left, right:
        assert unix_peer(left) == Peer(uid=os.getuid(), pid=os.getpid())
    with socket.socket() as other:
        assert unix_peer(other) is None or unix_peer(other).pid is None


def test_a_cut_or_refused_kernel_answer_is_none() -> None:
    """NLMSG_ERROR and short answers are not a user id."""
    error = struct.pack("=IHHII", 36, 2, 0, 1, 0) + bytes(100)
    assert peers._parse_diag(error) is None
    assert peers._parse_diag(b"") is None
    assert peers._parse_diag(struct.pack("=IHHII", 124, 20, 0, 1, 0)) is None


def test_other_systems_have_no_tcp_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    """None where the kernel cannot be asked."""
    monkeypatch.setattr(peers.sys, "platform", "darwin")
    assert tcp_peer(("127.0.0.1", 1), ("127.0.0.1", 2)) is None


def test_a_closed_process_holds_nothing() -> None:
    """An inode of no process is None."""
    assert pid_of_inode(2**31) is None


def test_who_cannot_be_found_is_another_user_on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system can tell, silence is refused."""
    ends = ("127.0.0.1", 1), ("127.0.0.1", 2)
    monkeypatch.setattr(peers, "tcp_peer", lambda *_: None)
    monkeypatch.setattr(peers.sys, "platform", "linux")
    assert not peers.is_same_user(*ends)
    monkeypatch.setattr(peers.sys, "platform", "darwin")
    assert peers.is_same_user(*ends)
    monkeypatch.setattr(peers, "tcp_peer", lambda *_: peers.Peer(os.geteuid()))
    assert peers.is_same_user(*ends)
    monkeypatch.setattr(peers, "tcp_peer", lambda *_: peers.Peer(os.geteuid() + 1))
    assert not peers.is_same_user(*ends)
