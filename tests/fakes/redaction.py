"""Requests full of planted secrets: built field by field from the protobuf descriptors.

`fill` puts a text into every string field and an id into every bytes field of a message, so that a
new field of a later opentelemetry-proto is filled too. `hostile` writes a message as wire bytes
that no honest encoder writes: over-long varints, unknown fields, oneofs set twice.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from google.protobuf.descriptor import FieldDescriptor

from desktop_app.redact.rulefile import parse_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.protobuf.message import Message

    from desktop_app.redact.rules import RuleSet

RULES_FILE = Path(__file__).resolve().parents[2] / "resources" / "redaction" / "default.toml"
TOKEN_KEY = b"t" * 32
RUN_KEY = b"r" * 32

# What the mock model plants (one of each kind), and one of every other detector. Written in two
# pieces where a secret scanner would mistake this file for a leak.
PLANTED = {
    "aws_key": "AKIA" + "Q7FAKEFAKE2TEST5",
    "github_token": "ghp_" + "x8Kq2VbN5mT1cR7yW3zL9dF4hJ6pS0aG2eU8",
    "email": "jane.roe" + "@" + "example.org",
    "card": "4111 1111" + " 1111 1111",
    "iban": "GB82" + "WEST12345698765432",
}
SECRETS = {
    **PLANTED,
    "gitlab_token": "glpat-" + "Zk3JqP9sXw7Lm2Vt5Rb8",
    "slack_token": "xoxb-" + "2904857103-Zk3JqP9sXw7L",
    "anthropic_key": "sk-ant-" + "api03-Zk3JqP9sXw7Lm2Vt5Rb8",
    "openai_key": "sk-proj-" + "Zk3JqP9sXw7Lm2Vt5Rb8",
    "google_key": "AIza" + "SyZk3JqP9sXw7Lm2Vt5Rb8Nc4Hd6Gf1Ka0Qe",
    "service_token": "sk_live_" + "Zk3JqP9sXw7Lm2Vt5Rb8",
    "jwt": "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJqYW5lIn0" + ".Zk3JqP9sXw7Lm2Vt5Rb8",
    "age_key": "AGE-SECRET-KEY-1" + "QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "private_key": "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n"
    "-----END OPENSSH PRIVATE KEY-----",
    "url_password": "jane:Pa55w0rdPa55w0rd",  # planted as https://...@host
    "authorization": "Zk3JqP9sXw7Lm2Vt5Rb8",  # planted after "Bearer "
    "assigned_secret": "hunter2-correct-horse",  # planted after "password="
    "phone": "+49 151 2345 6789",  # planted after "tel: "
    "home_path": "janeroe",  # planted as /home/...
}
_CONTEXT = {
    "url_password": "see https://{}@host.example/x",
    "authorization": "Authorization: Bearer {}",
    "assigned_secret": "export password={}",
    "phone": "tel: {}",
    "home_path": "cd /home/{}/work",
}


def planted(name: str) -> str:
    """Return a text in which a detector must find the secret of that name."""
    return _CONTEXT.get(name, "{}").format(SECRETS[name])


@functools.cache
def default_rules() -> RuleSet:
    """Return the rule set that is shipped."""
    return parse_rules(RULES_FILE.read_text(encoding="utf-8"), "default.toml")


def fill(message: Message, text: Callable[[], str], *, depth: int = 3) -> Any:
    """Set every text field below `message` to `text()`, ids to fixed bytes; return it."""
    for field in message.DESCRIPTOR.fields:
        if field.message_type is not None:
            if depth or field.message_type.name in {"AnyValue", "KeyValue"}:
                _fill_message(message, field, text, depth)
        elif field.type == FieldDescriptor.TYPE_STRING:
            if field.is_repeated:
                getattr(message, field.name).extend([text(), text()])
            elif field.containing_oneof is None or message.WhichOneof("value") is None:
                setattr(message, field.name, text())
        elif field.type == FieldDescriptor.TYPE_BYTES and field.containing_oneof is None:
            size = 16 if "trace" in field.name else 8
            setattr(message, field.name, bytes(range(200, 200 + size)))
    return message


def _fill_message(message: Message, field: FieldDescriptor, text: Any, depth: int) -> None:
    if message.DESCRIPTOR.name == "AnyValue":
        return  # a text is enough; nesting is planted on purpose
    if field.containing_oneof is not None and message.WhichOneof(field.containing_oneof.name):
        return
    inner = getattr(message, field.name)
    below = max(depth - (field.message_type.name not in {"AnyValue", "KeyValue"}), 0)
    if field.is_repeated:
        for _ in range(2):
            fill(inner.add(), text, depth=max(below, 1))
    else:
        inner.SetInParent()
        fill(inner, text, depth=max(below, 1))


def varint(value: int, *, extra: int = 0) -> bytes:
    """Return a protobuf varint, over-long by `extra` bytes (up to five in all: upb's limit)."""
    out = bytearray()
    while value > 127:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    for _ in range(min(extra, 5 - len(out))):
        out[-1] |= 0x80
        out.append(0)
    return bytes(out)


def hostile(message: Message, secret: bytes, *, extra: int = 3) -> bytes:
    """Return wire bytes that parse to `message` plus unknown fields that hold `secret`.

    Lengths are over-long by `extra` bytes, every message carries an unknown field, and every
    AnyValue is set twice: first to the secret, then to what it is.
    """
    out = bytearray()
    if message.DESCRIPTOR.name == "AnyValue" and message.WhichOneof("value"):
        out += b"\x0a" + varint(len(secret), extra=extra) + secret
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        if field.message_type is not None:
            parts = [hostile(item, secret, extra=extra) for item in values]
        elif field.type in {FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES}:
            parts = [item.encode() if isinstance(item, str) else item for item in values]
        else:
            bare = type(message)()
            if field.is_repeated:
                getattr(bare, field.name).extend(values)
            else:
                setattr(bare, field.name, value)
            out += bare.SerializeToString()
            continue
        for part in parts:
            out += varint(field.number << 3 | 2) + varint(len(part), extra=extra) + part
    out += varint(900 << 3 | 2) + varint(len(secret), extra=1) + secret
    return bytes(out)
