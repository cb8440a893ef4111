"""What went wrong on the way, in words for a person; no header and no body is in them."""

from __future__ import annotations

import re
import ssl
from http.client import HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected
from typing import TYPE_CHECKING

import urllib3.exceptions

from desktop_app.errors import UpstreamError

if TYPE_CHECKING:
    from desktop_app.errors import UpstreamFailure

# OpenSSL's X509_V_ERR_*: what a person can do something about.
_DISTRUST = {
    9: "its certificate is not valid yet, or the clock of this computer is wrong",
    10: "its certificate has expired, or the clock of this computer is wrong",
    18: "it signed its certificate itself",
    19: "its certificate is signed by an authority that is not trusted here",
    20: "its certificate is signed by an authority that is not trusted here",
    21: "its certificate is signed by an authority that is not trusted here",
    23: "its certificate was revoked",
    62: "its certificate is for another name",
    64: "its certificate is for another address",
}
# Parts of OpenSSL's reasons: what was wrong, how it ends a sentence that begins with the server.
_TLS: tuple[tuple[tuple[str, ...], UpstreamFailure, str], ...] = (
    (
        ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"),
        "certificate",
        "speaks no TLS 1.2 or later",
    ),
    (
        ("CERTIFICATE_REQUIRED", "UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN"),
        "certificate",
        "wants a client certificate, and got none that it trusts",
    ),
    (
        ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"),
        "protocol",
        "does not speak TLS on that port",
    ),
    (("UNEXPECTED_EOF", "EOF occurred"), "reset", "broke the connection"),
)
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")


def explained(error: BaseException, where: str) -> UpstreamError:
    """Return an error of urllib3, ssl or the system as ours.

    Args:
        error: what was raised.
        where: host and port that were asked.
    """
    by_proxy = False
    while (inner := _inner(error)) is not None:
        by_proxy = by_proxy or isinstance(error, urllib3.exceptions.ProxyError)
        error = inner
    if isinstance(error, UpstreamError):
        return error
    tunnel = _TUNNEL.search(str(error)) if isinstance(error, OSError) else None
    if tunnel is not None:
        return _by_proxy(int(tunnel[1]), where)
    who = f"The proxy on the way to {where}" if by_proxy else where
    if isinstance(error, ssl.SSLError):
        return _by_tls(error, who)
    kind, what = _plain(error)
    return UpstreamError(f"{who} {what}.", kind=kind)


def _inner(error: BaseException) -> BaseException | None:
    """Return what an error of urllib3 is about."""
    if isinstance(error, urllib3.exceptions.HTTPError):
        inside = (it for it in reversed(error.args) if isinstance(it, BaseException))
        return next(inside, None)
    return None


def _by_proxy(status: int, where: str) -> UpstreamError:
    if status >= 500:  # noqa: PLR2004 - a server's own trouble
        return UpstreamError(
            f"The proxy does not reach {where} (status {status}).", kind="connect", status=status
        )
    hint = "The proxy wants a user name and a password." if status == 407 else None  # noqa: PLR2004
    return UpstreamError(
        f"The proxy refuses to connect to {where} (status {status}).",
        kind="proxy",
        status=status,
        hint=hint,
    )


def _by_tls(error: ssl.SSLError, who: str) -> UpstreamError:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _DISTRUST.get(error.verify_code, error.verify_message)
        return UpstreamError(f"{who} is not who it says: {why}.", kind="certificate")
    reason = getattr(error, "reason", None) or str(error)
    for parts, kind, what in _TLS:
        if any(part in reason for part in parts):
            return UpstreamError(f"{who} {what}.", kind=kind)
    shown = reason.replace("_", " ").lower()
    return UpstreamError(f"{who} and this computer agree on no TLS: {shown}.", kind="certificate")


def _plain(error: BaseException) -> tuple[UpstreamFailure, str]:
    if isinstance(error, (TimeoutError, urllib3.exceptions.TimeoutError)):
        return "timeout", "did not answer in time"
    if isinstance(error, LineTooLong) or "more than 100 headers" in str(error):
        return "too_large", "answered with more headers than are read"
    if isinstance(error, (RemoteDisconnected, IncompleteRead, OSError)):
        return "reset", "broke the connection"
    if isinstance(error, (HTTPException, urllib3.exceptions.HTTPError, ValueError)):
        return "protocol", "did not answer as HTTP says"
    return "reset", f"could not be asked ({type(error).__name__})"
