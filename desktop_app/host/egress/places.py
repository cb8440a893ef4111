"""Places that a consent names, and the addresses that their names may lead to.

Promise: an address is judged by what it means to the network, whichever way it is written. A name
that somebody points at this computer, at a neighbour or at a cloud's metadata service is not
followed there, unless the consent says that the place is on the person's own network.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
# What "on your own network" means: RFC 1918, RFC 4193, and what VPNs and carriers share (RFC 6598).
_OWN: tuple[_Network, ...] = tuple(
    ipaddress.ip_network(it)
    for it in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
# Where clouds hand out credentials to whoever asks; link-local ones are refused as such.
_METADATA = frozenset(
    ipaddress.ip_address(it)
    for it in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254")
)
# Protocols' own and documentation (RFC 6890, RFC 9637): Python knows them by its version.
_NOBODYS: tuple[_Network, ...] = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "3fff::/20")))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something may go.

    Attributes:
        host: name in its ASCII form, or an address; lower case.
        port: TCP port.
        own_network: the consent says that it lies on the person's own network, or this computer.
        proxy: the way there, which the person was shown; it may lie on their own network.
    """

    host: str
    port: int
    own_network: bool = False
    proxy: bool = False

    def __post_init__(self) -> None:
        """Spell the host as all are compared."""
        object.__setattr__(self, "host", spelled(self.host))

    @property
    def may_be_near(self) -> bool:
        """Whether an address of the own network will do."""
        return self.own_network or self.proxy

    def refuses(self, text: str) -> str | None:
        """Return why this place may not be at an address, as the end of a sentence; None: it may.

        Args:
            text: as a lookup gives it, with the interface after a `%` where there is one.
        """
        written = parsed(text)
        if written is None:
            return "no address"
        if self.own_network and written == parsed(self.host):
            return None
        address = meant(written)
        if address.is_link_local or address in _METADATA:
            return "an address that hands out a machine's own credentials or settings"
        near = _near(address)
        if near is not None:
            return None if self.may_be_near else near
        return None if is_public(address) else "not an address of the internet"


def _near(address: Address) -> str | None:
    if address.is_loopback:
        return "this computer itself"
    own = any(address in network for network in _OWN if network.version == address.version)
    return "on a private network" if own else None


def spelled(host: str) -> str:
    """Return a host as all spellings of it are compared."""
    return host.lower().removeprefix("[").removesuffix("]").removesuffix(".")


def parsed(text: str) -> Address | None:
    """Return an address, or None for a name."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def meant(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one carries (mapped, 6to4, NAT64), or itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and (address in _NAT64 or _is_compatible(address)):
        carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return carried or address


def is_public(address: Address) -> bool:
    """Whether packets to it cross the internet to one machine."""
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if any(address in network for network in _NOBODYS if network.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC_6:
        return False
    return address.is_global


def _is_compatible(address: ipaddress.IPv6Address) -> bool:
    return address in _COMPATIBLE and not (address.is_loopback or address.is_unspecified)
