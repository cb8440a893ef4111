"""The network namespace that this process is in: its loopback, and what the kernel counts there."""

from __future__ import annotations

import fcntl
import socket
import struct
from pathlib import Path

_SIOCSIFFLAGS, _UP_AND_RUNNING = 0x8914, 0x49


def loopback_up() -> None:
    """Bring the loopback up: that of a new namespace is down."""
    with socket.socket() as any_socket:
        request = struct.pack("16sH14x", b"lo", _UP_AND_RUNNING)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, request)


def wanted_out() -> int:
    """Return how many packets found no way out, whoever made them."""
    lines = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines()]
    names, values = (line for line in lines if line[0] == "Ip:")
    six = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(values[names.index("OutNoRoutes")]) + int(six["Ip6OutNoRoutes"])


def sent_by(device: str) -> int:
    """Return how many packets a device has sent."""
    for line in Path("/proc/self/net/dev").read_text().splitlines():
        name, _, counts = line.partition(":")
        if name.strip() == device:
            return int(counts.split()[9])
    raise LookupError(device)
