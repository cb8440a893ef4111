"""Hosts that a text names: URLs, `user@host:path`. Nothing is asked; what is odd stays odd.

A host that cannot be told is given as it stands, so that no list of hosts takes it for its own.
"""

from __future__ import annotations

import ipaddress
import re

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://([^\s/?#'\"<>]+)")
_REMOTE = re.compile(r"(?:[\w.+-]{1,64}@)([\w.-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\]):")
_BARE = re.compile(r"(?:[\w-]+\.)+[\w-]+|localhost", re.ASCII)
MAX_HOSTS = 64
MAX_CHARS = 253  # of a name, RFC 1035


def in_text(text: str) -> tuple[str, ...]:
    """Return the hosts of all URLs and `user@host:` in a text, in their order."""
    found = [of_authority(match.group(1)) for match in _URL.finditer(text)]
    found += [match.group(1).strip("[]").casefold() for match in _REMOTE.finditer(text)]
    return tuple(dict.fromkeys(found))[:MAX_HOSTS]


def bare(word: str) -> str:
    """Return the host that a word without a scheme begins with (`example.org/x`); "" for none."""
    if "://" in word or word.startswith("-"):
        return ""
    first = re.split(r"[/?#:]", word, maxsplit=1)[0]
    return first.casefold() if len(first) <= MAX_CHARS and _BARE.fullmatch(first) else ""


def of_authority(authority: str) -> str:
    """Return the host of `user:password@host:port`; odd ones as they stand."""
    if re.search(r"[\\{}%,\x00-\x20]|\[\d+-", authority):
        return authority  # parsers differ about it, or it is a pattern
    host = authority.rpartition("@")[2]
    if host.startswith("["):
        return host[1:].partition("]")[0].casefold()
    return host.partition(":")[0].rstrip(".").casefold()


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its name or address alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
