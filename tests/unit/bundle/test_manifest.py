"""The manifest: one form, and every other refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.jsonfile import decode, decode_file, encode, encode_file
from desktop_app.bundle.layout import PAYLOAD_TYPE, Level
from desktop_app.bundle.manifest import (
    Envelope,
    Predicate,
    Statement,
    format_manifest,
    parse_manifest,
    parse_statement,
    statement,
)
from desktop_app.bundle.scope import TimeScope
from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.signing.dsse import key_hint
from tests.fakes import manifests
from tests.fakes.manifests import PREDICATE, SIGNER

if TYPE_CHECKING:
    from collections.abc import Callable

HASH = st.binary(min_size=32, max_size=32)
NUMBER = st.integers(0, 2**53 - 1)
PREDICATES = st.builds(
    Predicate,
    log=st.text(),
    size=NUMBER,
    root=HASH,
    epoch=NUMBER,
    level=st.sampled_from(Level),
    scope=st.just(TimeScope(1, 2)),
    recipients=st.lists(st.text()).map(tuple),
    export=NUMBER,
    exported_us=NUMBER,
    previous=st.none() | NUMBER,
)


@given(PREDICATES, HASH, HASH)
def test_statement_round_trip(predicate: Predicate, sums: bytes, checkpoint: bytes):
    """What is written is read."""
    payload = statement(predicate, sums=sums, checkpoint=checkpoint)
    assert parse_statement(payload) == Statement(predicate, sums, checkpoint)


@given(st.binary(max_size=300), st.binary(max_size=80))
def test_manifest_round_trip(payload: bytes, signature: bytes):
    """What is written is read."""
    made = format_manifest(payload, signature, SIGNER.public)
    assert parse_manifest(made) == Envelope(payload, signature, key_hint(SIGNER.public))


def test_manifest_is_a_sigstore_bundle():
    """The fields of Sigstore bundle v0.3, DSSE and in-toto Statement v1."""
    bundle = json.loads(manifests.manifest())
    assert bundle["mediaType"] == "application/vnd.dev.sigstore.bundle.v0.3+json"
    assert bundle["verificationMaterial"] == {"publicKey": {"hint": key_hint(SIGNER.public)}}
    assert bundle["dsseEnvelope"]["payloadType"] == PAYLOAD_TYPE == "application/vnd.in-toto+json"
    assert [s["name"] for s in json.loads(manifests.payload())["subject"]] == [
        "SHA256SUMS",
        "log/checkpoint",
    ]


def edit(value: dict, *path: str | int, to: object) -> None:
    """Set the value at a path; None deletes it."""
    *most, last = path
    for step in most:
        value = value[step]
    if to is None:
        del value[last]
    else:
        value[last] = to


DSSE = "dsseEnvelope"
MANIFEST_EDITS: dict[str, tuple[object, ...]] = {
    "another media type": ("mediaType", "application/vnd.dev.sigstore.bundle+json;version=0.2"),
    "no media type": ("mediaType", None),
    "one more field": ("extra", 1),
    "payload type": (DSSE, "payloadType", "application/json"),
    "payload type empty": (DSSE, "payloadType", ""),
    "no signatures": (DSSE, "signatures", []),
    "two signatures": (DSSE, "signatures", [{"keyid": "", "sig": ""}] * 2),
    "10^5 signatures": (DSSE, "signatures", [{"keyid": "", "sig": ""}] * 100_000),
    "another keyid": (DSSE, "signatures", 0, "keyid", "00" * 32),
    "no keyid": (DSSE, "signatures", 0, "keyid", None),
    "signature no base64": (DSSE, "signatures", 0, "sig", "!"),
    "signature url base64": (DSSE, "signatures", 0, "sig", "_-=="),
    "payload no base64": (DSSE, "payload", "e30"),
    "payload number": (DSSE, "payload", 1),
    "hint no digest": ("verificationMaterial", "publicKey", "hint", "abc"),
    "a certificate": ("verificationMaterial", "certificate", {}),
    "log entries": ("verificationMaterial", "tlogEntries", []),
    "no material": ("verificationMaterial", {}),
}


@pytest.mark.attack("D03")
@pytest.mark.attack("D09")
@pytest.mark.parametrize("defect", MANIFEST_EDITS)
def test_other_manifests_are_refused(defect: str):
    """One form, one payload type, one signature."""
    value = decode_file(manifests.manifest())
    *path, to = MANIFEST_EDITS[defect]
    edit(value, *path, to=to)
    with pytest.raises(BadEncodingError):
        parse_manifest(encode_file(value))


@pytest.mark.attack("D10")
@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data.replace(b'","', b'", "', 1),
        lambda data: data.replace(b"{", b'{"dsseEnvelope":1,', 1),
        lambda data: b"\xef\xbb\xbf" + data,
    ],
)
def test_manifest_has_one_encoding(change: Callable[[bytes], bytes]):
    """Canonical JSON and a newline."""
    with pytest.raises(BadEncodingError):
        parse_manifest(change(manifests.manifest()))


STATEMENT_EDITS: dict[str, tuple[object, ...]] = {
    "no statement": ("_type", "https://in-toto.io/Statement/v0.1"),
    "one more field": ("extra", 1),
    "no subjects": ("subject", []),
    "one subject": ("subject", 1, None),
    "another name": ("subject", 0, "name", "SHA512SUMS"),
    "subjects alike": ("subject", 1, "name", "SHA256SUMS"),
    "another digest": ("subject", 0, "digest", {"sha512": "00"}),
    "digest too short": ("subject", 0, "digest", "sha256", "00"),
    "two digests": ("subject", 0, "digest", "sha512", "00"),
    "upper case digest": ("subject", 0, "digest", "sha256", "AA" * 32),
    "predicate field": ("predicate", "extra", 1),
    "no size": ("predicate", "size", None),
    "negative size": ("predicate", "size", -1),
    "size is text": ("predicate", "size", "42"),
    "root too short": ("predicate", "root", "00"),
    "recipients text": ("predicate", "recipients", "age1x"),
    "recipients numbers": ("predicate", "recipients", [1]),
    "previous text": ("predicate", "previous", "1"),
    "scope": ("predicate", "scope", {"kind": "run"}),
}


@pytest.mark.attack("D01")
@pytest.mark.parametrize("defect", STATEMENT_EDITS)
def test_other_statements_are_refused(defect: str):
    """Exactly the two subjects, exactly the fields."""
    value = decode(manifests.payload())
    *path, to = STATEMENT_EDITS[defect]
    edit(value, *path, to=to)
    with pytest.raises(BadEncodingError):
        parse_statement(encode(value))


@pytest.mark.parametrize(
    "path",
    [
        ("predicateType",),
        ("predicate", "format"),
        ("predicate", "level"),
        ("predicate", "scope", "kind"),
    ],
    ids=".".join,
)
def test_newer_versions_are_told_as_such(path: tuple[str, ...]):
    """What a later version may have made is unreadable, not invalid."""
    value = decode(manifests.payload())
    edit(value, *path, to="countersign/bundle/v2")
    with pytest.raises(NewerFormatError):
        parse_statement(encode(value))


def test_payload_has_one_encoding():
    """A payload is canonical too; it has no newline."""
    payload = manifests.payload()
    for data in (payload + b"\n", payload.replace(b'","', b'", "', 1)):
        with pytest.raises(BadEncodingError):
            parse_statement(data)
    with pytest.raises(BadEncodingError):
        statement(replace(PREDICATE, size=2**53), sums=bytes(32), checkpoint=bytes(32))
