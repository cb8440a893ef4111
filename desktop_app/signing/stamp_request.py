"""RFC 3161 requests: what a time stamping authority is asked, as bytes; nothing is sent here.

Promise: an authority sees a SHA-256 and nothing of what it is over. It is asked to put its
certificate into the token, so that a verifier needs nothing but a root.
"""

from __future__ import annotations

from rfc3161_client import TimestampRequestBuilder
from rfc3161_client.base import HashAlgorithm


def stamp_request(message: bytes, *, nonce: bool = False) -> bytes:
    """Return the DER of a TimeStampReq over a message.

    Args:
        message: at least one byte.
        nonce: whether a random number ties the answer to this very request. What is asked twice
            without one may get the same answer, which proves the same.
    """
    builder = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=nonce).cert_request(cert_request=True).build().as_bytes()
