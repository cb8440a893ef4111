"""Where an upstream is: what a person typed, checked, in the one form in which it is written down.

Promise: `check_where(kind, check_where(kind, x)) == check_where(kind, x)`. In that form the name of
a host is ASCII (IDNA 2008, so that two names that look alike do not read alike), a port that the
scheme has anyway is left out, and nothing in it is a credential that URLs have a place for.

Source: RFC 3986; RFC 5891 and UTS 46 for names; WHATWG URL for what is a number of an address.
"""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from typing import Final, NamedTuple

import idna

from desktop_app.errors import UsageError
from desktop_app.model.amounts import counted
from desktop_app.model.visible import visible

MAX_WHERE: Final = 512  # characters
PORTS: Final = {"http": 80, "https": 443}
_MAX_PORT, _MAX_NAME = 65_535, 253
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?P<fragment>#.*)?"
)
_AUTHORITY = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:]*))(?::(?P<port>[0-9]*))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*")
_DOTS = re.compile(r"(?:\.|%2[Ee]){1,2}")
_SIGNAL = re.compile(r"/v1/(?:traces|logs|metrics)/?\Z")
_BUCKET = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>.*))?")
_PREFIX = re.compile(r"[A-Za-z0-9!_.*'()/-]*")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\[^\\/]+[\\/]")


class Kind(StrEnum):
    """What an upstream is. Append-only."""

    OTLP = "otlp"
    WEBHOOK = "webhook"
    S3 = "s3"
    HTTPS = "https"
    FOLDER = "folder"
    TSA = "tsa"

    def amount(self, number: int) -> str:
        """Return how much went there, in its own unit: `1 object`, `3 records`."""
        units = {Kind.OTLP: "record", Kind.WEBHOOK: "event", Kind.TSA: "stamp"}
        return counted(number, units.get(self, "object"))


class Url(NamedTuple):
    """A URL that was checked.

    Attributes:
        scheme: "https" or "http".
        host: ASCII, lower case; an address of IPv6 without its brackets.
        port: always told.
        target: path and query, "/" at least.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def address(self) -> str:
        """Host and port, as a person reads them."""
        return f"{_bracketed(self.host)}:{self.port}"

    def __str__(self) -> str:
        """Return its one form."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{_bracketed(self.host)}{port}{self.target}"


def check_where(kind: Kind, where: str) -> str:
    """Return a place in its one form.

    Raises:
        UsageError: it is no place of that kind; the message says what is wrong with it.
    """
    if len(where) > MAX_WHERE:
        raise UsageError(f"A place has at most {MAX_WHERE} characters.")
    if visible(where) != where:
        raise UsageError("A place has no characters that nobody sees.")
    if kind is Kind.FOLDER:
        return _folder(where)
    if kind is Kind.S3:
        return _bucket(where)
    url = parse_url(where, plain=kind is Kind.TSA)
    if kind is Kind.OTLP:
        return _above_signals(url)
    if kind is Kind.HTTPS:
        return _below(url)
    return str(url)


def parse_url(text: str, *, plain: bool = False) -> Url:
    """Return a URL of https, or of plain http where that is `plain` or leads to this computer.

    Raises:
        UsageError: any other, or one with a user name, a password or a fragment.
    """
    parts = _URL.fullmatch(text)
    if parts is None:
        raise UsageError("That is no URL: write https://HOST.")
    scheme = parts["scheme"].lower()
    if scheme not in PORTS:
        raise UsageError(f"A place of this kind begins with https://, not {scheme}://.")
    if "@" in parts["authority"]:
        raise UsageError(
            "A URL with a user name or a password would stand in the log for ever.",
            hint="Leave it out, and give what is secret with --header NAME.",
        )
    if parts["fragment"] is not None:
        raise UsageError("A URL to send to has no fragment (#...).")
    url = Url(scheme, *_host_and_port(parts["authority"], scheme), _target(parts))
    if scheme == "http" and not (plain or is_this_computer(url.host)):
        raise UsageError(
            "Over plain http everybody on the way reads it: write https://.",
            hint="Plain http goes to this computer alone, and to a time stamp authority.",
        )
    return url


def is_this_computer(host: str) -> bool:
    """Tell whether a checked host is this computer, whatever a name server says."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host_and_port(authority: str, scheme: str) -> tuple[str, int]:
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise UsageError("What stands between // and the path is no host.")
    port = int(parts["port"]) if parts["port"] else PORTS[scheme]
    if not 0 < port <= _MAX_PORT:
        raise UsageError(f"A port is a number from 1 to {_MAX_PORT}.")
    if parts["v6"] is None:
        return _name(parts["name"]), port
    try:
        return str(ipaddress.IPv6Address(parts["v6"])), port
    except ValueError as error:
        raise UsageError("What stands in brackets is no IPv6 address.") from error


def _name(text: str) -> str:
    """Return a host's name, or an address of IPv4, in its one form."""
    name = text.removesuffix(".").lower()
    if not name:
        raise UsageError("The URL names no host.")
    if not name.isascii() or "xn--" in name:
        try:
            name = idna.encode(name, uts46=True).decode("ascii").removesuffix(".")
        except (idna.IDNAError, UnicodeError) as error:
            raise UsageError("The host's name is none by the rules for names (IDNA).") from error
    labels = name.split(".")
    if len(name) > _MAX_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise UsageError("The host's name has letters, digits, hyphens and dots alone.")
    if _NUMBER.fullmatch(labels[-1]):  # resolvers take 127.1 and 0x7f000001 for addresses, too
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise UsageError("An IPv4 address has four numbers.") from error
    return name


def _target(parts: re.Match[str]) -> str:
    path, query = parts["path"] or "/", parts["query"]
    target = path if query is None else f"{path}?{query}"
    if not _PATH.fullmatch(target):
        raise UsageError("The URL has characters that must be written as %XX.")
    if any(_DOTS.fullmatch(step) for step in path.split("/")):
        raise UsageError("The URL's path has no steps . and ..")
    return target


def _above_signals(url: Url) -> str:
    """Return the place below which the signals' paths are."""
    _no_query(url)
    if _SIGNAL.search(url.target):
        raise UsageError("Name what is above /v1/: each signal's path is added.")
    return str(url._replace(target=url.target.rstrip("/") or "/"))


def _below(url: Url) -> str:
    """Return the place below which objects are put."""
    _no_query(url)
    return str(url._replace(target=url.target.rstrip("/") + "/"))


def _no_query(url: Url) -> None:
    if "?" in url.target:
        raise UsageError("Paths are added to this URL: it has no query (?...).")


def _bucket(where: str) -> str:
    parts = _BUCKET.fullmatch(where)
    if parts is None or ".." in parts["bucket"]:
        raise UsageError("A bucket is written as s3://BUCKET or s3://BUCKET/PREFIX.")
    prefix = (parts["prefix"] or "").strip("/")
    steps = prefix.split("/")
    if not _PREFIX.fullmatch(prefix) or any(_DOTS.fullmatch(step) for step in steps):
        raise UsageError("A prefix has letters, digits, / and !_.*'()- alone.")
    if prefix and "" in steps:
        raise UsageError("A prefix has no two / side by side.")
    return f"s3://{parts['bucket']}/{prefix}" if prefix else f"s3://{parts['bucket']}"


def _folder(where: str) -> str:
    if not where.startswith("/") and not _DRIVE.match(where):
        raise UsageError("Name the folder with its whole path.")
    if ".." in re.split(r"[\\/]", where):
        raise UsageError("The folder's path has no steps ..")
    drive = _DRIVE.match(where)
    root = drive[0] if drive else "/"
    return where if where == root else where.rstrip("\\/" if drive else "/") or root


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
