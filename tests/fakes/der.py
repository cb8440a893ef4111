"""As much of DER as it takes to put something into a time stamp that its authority would not."""

from __future__ import annotations


def split(data: bytes) -> tuple[int, list[bytes]]:
    """Return the tag of a constructed value, and its parts as they are."""
    tag, body, rest = _value(data)
    assert not rest
    parts = []
    while body:
        _, _, left = _value(body)
        parts.append(body[: len(body) - len(left)])
        body = left
    return tag, parts


def join(tag: int, parts: list[bytes]) -> bytes:
    """Return a constructed value of these parts."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def with_certificate(response: bytes, certificate: bytes) -> bytes:
    """Return a TimeStampResp without certificates with one put in: no signature covers them."""
    top, (status, token) = split(response)
    info, (kind, wrapped) = split(token)
    explicit, (signed,) = split(wrapped)
    data, parts = split(signed)
    parts.insert(3, join(0xA0, [certificate]))  # version, digests, content, then certificates
    signed = join(data, parts)
    return join(top, [status, join(info, [kind, join(explicit, [signed])])])


def _value(data: bytes) -> tuple[int, bytes, bytes]:
    """Return tag, body and what follows of the first value."""
    length, start = data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start], "big")
    return data[0], data[start : start + length], data[start + length :]
