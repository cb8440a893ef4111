"""Who is at the other end of a local connection: user id and process id, told by the kernel.

Promise: nothing here trusts what the peer says of itself. A TCP peer is asked for once per
connection: one `sock_diag` question by address (about 20 us on Linux, where a read of
`/proc/net/tcp` takes 5 ms); where the kernel does not answer it, `/proc/net/tcp{,6}` is read.
None means "cannot tell": a caller that must refuse strangers refuses then.

Sources: sock_diag(7), proc_net_tcp, unix(7) SO_PEERCRED, macOS sys/un.h LOCAL_PEERCRED.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from desktop_app.host.processes import agent_ancestor, ancestors

__all__ = [
    "Peer",
    "agent_ancestor",
    "ancestors",
    "is_same_user",
    "pid_of_inode",
    "tcp_peer",
    "unix_peer",
]

_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_NO_COOKIE = 0xFFFFFFFF
_NLMSG = struct.Struct("=IHHII")
_DIAG_OFFSET = _NLMSG.size + 4 + 48 + 12  # inet_diag_msg: state.., sockid, expires, queues
_PEERCRED = struct.Struct("=iII")
_SOL_LOCAL = 0  # macOS sys/un.h
_LOCAL_PEERCRED = 0x001
_LOCAL_PEERPID = 0x002


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a connection.

    Attributes:
        uid: user id of its process.
        pid: process id; None where the kernel tells only the socket (`pid_of_inode` finds it).
        inode: the peer's socket inode; None for Unix sockets.
    """

    uid: int
    pid: int | None = None
    inode: int | None = None


def tcp_peer(peer: tuple[str, int], own: tuple[str, int]) -> Peer | None:
    """Return the owner of a loopback connection's other end, or None when the kernel knows none.

    Args:
        peer: the client's address and port, as `getpeername()` gave it.
        own: our address and port, as `getsockname()` gave it.
    """
    if sys.platform != "linux":
        return None
    try:
        found = _ask_sock_diag(peer, own)
    except OSError:
        found = None
    return found or _read_proc_net(peer, own)


def is_same_user(client: tuple[str, int], server: tuple[str, int]) -> bool:
    """Say whether the loopback peer at these ends runs as us.

    Linux always tells while the connection lives, so who cannot be found there is refused. Other
    systems have no way to ask; there the loopback address is the whole check.
    """
    peer = tcp_peer(client, server)
    if peer is None:
        return sys.platform != "linux"
    return peer.uid == os.geteuid()


def unix_peer(connection: socket.socket) -> Peer | None:
    """Return the process at the other end of a connected Unix socket, as it was at connect."""
    try:
        return _linux_peer(connection) if sys.platform == "linux" else _macos_peer(connection)
    except (OSError, struct.error):
        return None


def _linux_peer(connection: socket.socket) -> Peer:
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEERCRED.size)
    pid, uid, _gid = _PEERCRED.unpack(raw)
    return Peer(uid=uid, pid=pid or None)


def _macos_peer(connection: socket.socket) -> Peer:
    raw = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, 76)
    uid = struct.unpack_from("=II", raw)[1]  # struct xucred: version, uid, groups
    pid = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERPID)
    return Peer(uid=uid, pid=pid or None)


def pid_of_inode(inode: int) -> int | None:
    """Return a process that holds a socket inode; it reads every process's handles, so ask late.

    Only processes of our own user can be looked into; None for others.
    """
    wanted = f"socket:[{inode}]"
    with os.scandir("/proc") as entries:
        processes = [entry.name for entry in entries if entry.name.isdigit()]
    return next((int(pid) for pid in processes if _holds(f"/proc/{pid}", wanted)), None)


def _holds(process: str, wanted: str) -> bool:
    try:
        with os.scandir(f"{process}/fd") as handles:
            return any(_link(handle.path) == wanted for handle in handles)
    except OSError:
        return False


def _link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""


def _ask_sock_diag(peer: tuple[str, int], own: tuple[str, int]) -> Peer | None:
    family = socket.AF_INET6 if ":" in peer[0] else socket.AF_INET
    addresses = [socket.inet_pton(family, host).ljust(16, b"\0") for host in (peer[0], own[0])]
    question = (
        struct.pack("=BBBBI", family, socket.IPPROTO_TCP, 0, 0, _NO_COOKIE)
        + struct.pack("!HH", peer[1], own[1])
        + b"".join(addresses)
        + struct.pack("=III", 0, _NO_COOKIE, _NO_COOKIE)
    )
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG) as netlink:
        netlink.settimeout(1.0)
        header = _NLMSG.pack(_NLMSG.size + len(question), _SOCK_DIAG_BY_FAMILY, 1, 1, 0)
        netlink.send(header + question)
        answer = netlink.recv(4096)
    return _parse_diag(answer)


def _parse_diag(answer: bytes) -> Peer | None:
    if len(answer) < _DIAG_OFFSET + 8 or _NLMSG.unpack_from(answer)[1] != _SOCK_DIAG_BY_FAMILY:
        return None
    uid, inode = struct.unpack_from("=II", answer, _DIAG_OFFSET)
    return Peer(uid=uid, inode=inode) if inode else None  # no inode: closed by its owner


def _read_proc_net(peer: tuple[str, int], own: tuple[str, int]) -> Peer | None:
    for name, mapped in (("tcp", False), ("tcp6", True)):
        if ":" in peer[0] and not mapped:
            continue
        key = f" {_proc_address(peer, mapped=mapped)} {_proc_address(own, mapped=mapped)} ".encode()
        try:
            table = (Path("/proc/net") / name).read_bytes()
        except OSError:
            continue
        at = table.find(key)
        if at >= 0:
            fields = table[at : table.find(b"\n", at)].split()
            uid, inode = int(fields[6]), int(fields[8])
            return Peer(uid=uid, inode=inode) if inode else None
    return None


def _proc_address(address: tuple[str, int], *, mapped: bool) -> str:
    """`0100007F:10E1`: 32-bit words in the machine's byte order, port in network order."""
    packed = ipaddress.ip_address(address[0]).packed
    if mapped and len(packed) == 4:  # noqa: PLR2004 - bytes of an IPv4 address
        packed = bytes(10) + b"\xff\xff" + packed
    words = struct.unpack(f"={len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words) + f":{address[1]:04X}"
