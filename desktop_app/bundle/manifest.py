"""`manifest.sigstore.json`: Sigstore bundle v0.3 around DSSE around an in-toto Statement v1.

Promise: `parse_manifest` and `parse_statement` accept exactly what `format_manifest` and
`statement` write. Neither checks a signature: whose key it is, the key log says.

Sources: sigstore/protobuf-specs `sigstore_bundle.proto`, secure-systems-lab/dsse `envelope.md`,
in-toto/attestation `spec/v1/statement.md`; `resources/docs/bundle.md`, section "Manifest".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.bundle.fields import exact, hexadecimal, integer, items, mapping, text
from desktop_app.bundle.jsonfile import decode, decode_file, encode, encode_file
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import Scope, parse_scope, scope_json
from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.signing.dsse import key_hint
from desktop_app.tlog.merkle import HASH_BYTES
from desktop_app.tlog.note import decode_base64, encode_base64

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

_PREDICATE = frozenset(("format", "log", "size", "root", "epoch", "level", "scope", "recipients"))
_PREDICATE |= {"export", "exported_us", "previous"}


@dataclass(frozen=True, slots=True)
class Predicate:
    """What the signer says that the bundle is.

    Attributes:
        log: origin.
        size: N, of the checkpoint that everything is proven against.
        root: 32 bytes, of that checkpoint.
        epoch: of entry N - 1; its Ed25519 key signs.
        level: how much is shown.
        scope: what is shown.
        recipients: age recipients, empty when nothing is encrypted.
        export: seq of the `bundle.export` entry.
        exported_us: its wall time, microseconds since 1970 UTC.
        previous: N of the last bundle given to the same recipients.
    """

    log: str
    size: int
    root: bytes
    epoch: int
    level: Level
    scope: Scope
    recipients: tuple[str, ...]
    export: int
    exported_us: int
    previous: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed payload: the predicate, and SHA-256 of `SHA256SUMS` and `log/checkpoint`."""

    predicate: Predicate
    sums: bytes
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parsed manifest: the DSSE payload, its one signature, and whose it is said to be."""

    payload: bytes
    signature: bytes
    hint: str


def statement(predicate: Predicate, *, sums: bytes, checkpoint: bytes) -> bytes:
    """Return the DSSE payload over the SHA-256 of `SHA256SUMS` and of `log/checkpoint`."""
    return encode(
        {
            "_type": layout.STATEMENT_TYPE,
            "subject": [_subject(layout.SUMS, sums), _subject(layout.CHECKPOINT, checkpoint)],
            "predicateType": layout.PREDICATE_TYPE,
            "predicate": predicate_json(predicate),
        }
    )


def predicate_json(predicate: Predicate) -> dict[str, JSON]:
    """Return the predicate's JSON form."""
    return {
        "format": layout.FORMAT,
        "log": predicate.log,
        "size": predicate.size,
        "root": predicate.root.hex(),
        "epoch": predicate.epoch,
        "level": str(predicate.level),
        "scope": scope_json(predicate.scope),
        "recipients": list(predicate.recipients),
        "export": predicate.export,
        "exported_us": predicate.exported_us,
        "previous": predicate.previous,
    }


def parse_statement(payload: bytes) -> Statement:
    """Parse a DSSE payload.

    Raises:
        BadEncodingError: not canonical, not a statement, other subjects, or a bad predicate.
        NewerFormatError: a type of predicate, format or scope that this version does not know.
    """
    fields = mapping(decode(payload), "The payload")
    if fields.get("_type") != layout.STATEMENT_TYPE:
        raise BadEncodingError("The payload is not an in-toto Statement v1.")
    kind = text(fields.get("predicateType"), "predicateType")
    if kind != layout.PREDICATE_TYPE:
        raise NewerFormatError(f"A predicate of a type unknown here: {kind[:80]!r}.")
    exact(fields, ("_type", "subject", "predicateType", "predicate"), "the statement")
    predicate = _parse_predicate(mapping(fields["predicate"], "predicate"))
    subjects = items(fields["subject"], "subject")
    if len(subjects) != 2:  # noqa: PLR2004 - SHA256SUMS and log/checkpoint
        raise BadEncodingError("The statement has not two subjects.")
    sums = _parse_subject(subjects[0], layout.SUMS)
    return Statement(predicate, sums, _parse_subject(subjects[1], layout.CHECKPOINT))


def format_manifest(payload: bytes, signature: bytes, public: bytes) -> bytes:
    """Return the manifest's bytes; `public` is the 32-byte Ed25519 key that signed.

    Raises:
        BadEncodingError: the key is not 32 bytes.
    """
    return _format(Envelope(payload, signature, key_hint(public)))


def parse_manifest(data: bytes) -> Envelope:
    """Parse a manifest.

    Raises:
        BadEncodingError: not canonical, not a Sigstore bundle v0.3 with a key's hint and a DSSE
            envelope, another payload type, or not exactly one signature.
    """
    bundle = mapping(decode_file(data), "The manifest")
    exact(bundle, ("mediaType", "verificationMaterial", "dsseEnvelope"), "the manifest")
    if bundle["mediaType"] != layout.MEDIA_TYPE:
        raise BadEncodingError("The manifest is not a Sigstore bundle v0.3.")
    material = mapping(bundle["verificationMaterial"], "verificationMaterial")
    exact(material, ("publicKey",), "verificationMaterial")
    key = mapping(material["publicKey"], "publicKey")
    exact(key, ("hint",), "publicKey")
    hint = hexadecimal(key["hint"], "publicKey.hint", HASH_BYTES).hex()
    return _parse_dsse(mapping(bundle["dsseEnvelope"], "dsseEnvelope"), hint)


def _parse_dsse(dsse: Mapping[str, JSON], hint: str) -> Envelope:
    exact(dsse, ("payload", "payloadType", "signatures"), "dsseEnvelope")
    if dsse["payloadType"] != layout.PAYLOAD_TYPE:
        raise BadEncodingError(f"The payload type is not {layout.PAYLOAD_TYPE}.")
    signatures = items(dsse["signatures"], "signatures")
    if len(signatures) != 1:
        raise BadEncodingError(f"The manifest has {len(signatures)} signatures, not one.")
    signature = mapping(signatures[0], "signature")
    exact(signature, ("keyid", "sig"), "the signature")
    if signature["keyid"] != hint:
        raise BadEncodingError("The signature's keyid is not the hint of the public key.")
    payload = decode_base64(text(dsse["payload"], "payload"))
    return Envelope(payload, decode_base64(text(signature["sig"], "sig")), hint)


def _format(envelope: Envelope) -> bytes:
    signature = {"keyid": envelope.hint, "sig": encode_base64(envelope.signature)}
    return encode_file(
        {
            "mediaType": layout.MEDIA_TYPE,
            "verificationMaterial": {"publicKey": {"hint": envelope.hint}},
            "dsseEnvelope": {
                "payload": encode_base64(envelope.payload),
                "payloadType": layout.PAYLOAD_TYPE,
                "signatures": [signature],
            },
        }
    )


def _subject(name: str, digest: bytes) -> dict[str, JSON]:
    return {"name": name, "digest": {"sha256": digest.hex()}}


def _parse_subject(value: JSON, name: str) -> bytes:
    subject = mapping(value, "subject")
    exact(subject, ("name", "digest"), "a subject")
    if subject["name"] != name:
        raise BadEncodingError(f"A subject of the statement is not {name}.")
    digest = mapping(subject["digest"], "digest")
    exact(digest, ("sha256",), "a digest")
    return hexadecimal(digest["sha256"], f"The digest of {name}", HASH_BYTES)


def _parse_predicate(fields: Mapping[str, JSON]) -> Predicate:
    version = text(fields.get("format"), "format")
    if version != layout.FORMAT:
        raise NewerFormatError(f"Format {version[:80]!r}; this Countersign knows {layout.FORMAT}.")
    exact(fields, _PREDICATE, "the predicate")
    previous = fields["previous"]
    return Predicate(
        log=text(fields["log"], "log"),
        size=integer(fields["size"], "size"),
        root=hexadecimal(fields["root"], "root", HASH_BYTES),
        epoch=integer(fields["epoch"], "epoch"),
        level=_level(text(fields["level"], "level")),
        scope=parse_scope(fields["scope"]),
        recipients=tuple(
            text(name, "recipients") for name in items(fields["recipients"], "recipients")
        ),
        export=integer(fields["export"], "export"),
        exported_us=integer(fields["exported_us"], "exported_us"),
        previous=None if previous is None else integer(previous, "previous"),
    )


def _level(name: str) -> Level:
    try:
        return Level(name)
    except ValueError as error:
        raise NewerFormatError(f"A level unknown here: {name[:80]!r}.") from error
