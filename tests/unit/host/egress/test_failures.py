"""host.egress.failures: errors of others in words, as far as no server of the tests makes them."""

from __future__ import annotations

import ssl
from http.client import (
    BadStatusLine,
    HTTPException,
    IncompleteRead,
    LineTooLong,
    RemoteDisconnected,
)

import pytest
import urllib3.exceptions as theirs

from desktop_app.errors import UpstreamError
from desktop_app.host.egress.failures import explained


def tls(reason: str) -> ssl.SSLError:
    """An error as OpenSSL's are."""
    error = ssl.SSLError(1, f"[SSL: {reason}] text (_ssl.c:1)")
    error.reason = reason
    return error


def distrusted(code: int) -> ssl.SSLCertVerificationError:
    """A certificate that is not believed."""
    error = ssl.SSLCertVerificationError(1, "failed")
    error.verify_code, error.verify_message = code, "something new"
    return error


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (distrusted(10), "certificate", "has expired"),
        (distrusted(9), "certificate", "not valid yet"),
        (distrusted(23), "certificate", "revoked"),
        (distrusted(999), "certificate", "something new"),
        (tls("TLSV1_ALERT_PROTOCOL_VERSION"), "certificate", "no TLS 1.2"),
        (tls("TLSV13_ALERT_CERTIFICATE_REQUIRED"), "certificate", "client certificate"),
        (tls("HTTP_REQUEST"), "protocol", "does not speak TLS"),
        (tls("UNEXPECTED_EOF_WHILE_READING"), "reset", "broke"),
        (tls("NO_SHARED_CIPHER"), "certificate", "agree on no TLS: no shared cipher"),
        (ssl.SSLError(5, "EOF occurred in violation of protocol"), "reset", "broke"),
        (TimeoutError("timed out"), "timeout", "in time"),
        (theirs.ReadTimeoutError(None, "/", "Read timed out."), "timeout", "in time"),  # type: ignore[arg-type]
        (LineTooLong("header line"), "too_large", "headers"),
        (HTTPException("got more than 100 headers"), "too_large", "headers"),
        (RemoteDisconnected("gone"), "reset", "broke"),
        (IncompleteRead(b"x", 3), "reset", "broke"),
        (ConnectionResetError(104, "reset"), "reset", "broke"),
        (BadStatusLine("SSH-2.0"), "protocol", "HTTP"),
        (theirs.InvalidHeader("two lengths"), "protocol", "HTTP"),
        (ValueError("chunk"), "protocol", "HTTP"),
        (RuntimeError("?"), "reset", "RuntimeError"),
        (OSError("Tunnel connection failed: 407 No"), "proxy", "status 407"),
        (OSError("Tunnel connection failed: 403 No"), "proxy", "status 403"),
        (OSError("Tunnel connection failed: 502 No"), "connect", "status 502"),
    ],
)
def test_kinds_and_words(error: Exception, kind: str, words: str) -> None:
    """The same, alone and as urllib3 wraps it."""
    for wrapped in (
        error,
        theirs.ProtocolError("Connection aborted.", error),
        theirs.SSLError(error),
        theirs.ProxyError("Unable to connect to proxy", error),
    ):
        told = explained(wrapped, "a.example:443")
        assert told.kind == kind
        assert words in told.message
        assert "a.example:443" in told.message
        assert told.message.endswith(".")


def test_whose_trouble_it_is() -> None:
    """A proxy's is told as the proxy's; what we said ourselves stays as it is."""
    told = explained(theirs.ProxyError("no", distrusted(10)), "a:1")
    assert told.message.startswith("The proxy on the way to a:1 is not who it says")
    ours = UpstreamError("x", kind="name")
    assert explained(ours, "a:1") is ours
    assert explained(theirs.ProtocolError("aborted", ours), "a:1") is ours
