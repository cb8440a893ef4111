"""Attacks on the manifest: its form, what it signs, what it says, and who signed. Steps 2, 4, 6."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import format_manifest
from desktop_app.bundle.scope import RunScope, TimeScope
from desktop_app.signing.dsse import pae
from tests.fakes.bundle_attack_table import INCOMPLETE, UNREADABLE, attack, enter
from tests.fakes.bundle_attacks_files import stranger_keys
from tests.fakes.synthetic_log import epoch_keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged

_ORDER = 2**252 + 27742317777372353535851937790883648493  # of the Ed25519 group


def dumps(value: object) -> bytes:
    """Return compact sorted JSON, as ours is."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))  # noqa: TID251 - a forger's
    return text.encode("utf-8", "surrogatepass")


def payload_of(forged: Forged) -> bytes:
    """Return the DSSE payload."""
    bundle = json.loads(forged.files[layout.MANIFEST])
    return base64.b64decode(bundle["dsseEnvelope"]["payload"])


def signed(forged: Forged, payload: bytes, payload_type: str = layout.PAYLOAD_TYPE) -> None:
    """Put a payload into the manifest, signed by the right key."""
    key = forged.log.epochs[-1].signers.ed25519
    manifest = format_manifest(payload, key.sign(pae(payload_type, payload)), key.public)
    old, new = json.dumps(layout.PAYLOAD_TYPE), json.dumps(payload_type)  # noqa: TID251 - a forger's
    forged.files[layout.MANIFEST] = manifest.replace(old.encode(), new.encode())


def _bytes(change: Callable[[bytes], bytes]) -> Act:
    """Change the payload's bytes; sign."""

    def act(forged: Forged) -> None:
        old = payload_of(forged)
        new = change(old)
        assert new != old
        signed(forged, new)

    return act


def _value(change: Callable[[dict[str, Any]], object]) -> Act:
    """Change the payload's value; sign."""

    def act(forged: Forged) -> None:
        value = json.loads(payload_of(forged))
        change(value)
        signed(forged, dumps(value))

    return act


def _envelope(change: Callable[[dict[str, Any]], object]) -> Act:
    """Change the Sigstore bundle around payload and signature."""

    def act(forged: Forged) -> None:
        value = json.loads(forged.files[layout.MANIFEST])
        change(value)
        forged.files[layout.MANIFEST] = dumps(value) + b"\n"

    return act


def _file(change: Callable[[bytes], bytes]) -> Act:
    """Change the manifest's bytes."""

    def act(forged: Forged) -> None:
        forged.files[layout.MANIFEST] = change(forged.files[layout.MANIFEST])

    return act


def says(**changes: object) -> Act:
    """Say something else in the predicate; sign."""

    def act(forged: Forged) -> None:
        forged.sign(**changes)

    return act


# --- form of the Sigstore bundle and of DSSE -----------------------------------------------------

for _name, _change in {
    "media_type_old": lambda m: m.update(mediaType=layout.MEDIA_TYPE.replace("v0.3", "v0.2")),
    "unknown_field": lambda m: m.update(more=1),
    "certificate": lambda m: m["verificationMaterial"].update(certificate={"rawBytes": ""}),
    "log_entries": lambda m: m["verificationMaterial"].update(tlogEntries=[]),
    "no_signature": lambda m: m["dsseEnvelope"].update(signatures=[]),
    "two_signatures": lambda m: m["dsseEnvelope"]["signatures"].append(
        m["dsseEnvelope"]["signatures"][0]
    ),
    "keyid_of_another": lambda m: m["dsseEnvelope"]["signatures"][0].update(keyid="00" * 32),
    "keyid_missing": lambda m: m["dsseEnvelope"]["signatures"][0].pop("keyid"),
    "signature_is_null": lambda m: m["dsseEnvelope"]["signatures"][0].update(sig=None),
    "payload_is_list": lambda m: m["dsseEnvelope"].update(payload=[]),
    "payload_unpadded": lambda m: m["dsseEnvelope"].update(
        payload=m["dsseEnvelope"]["payload"].rstrip("=") + "\n"
    ),
    "hint_upper_case": lambda m: m["verificationMaterial"]["publicKey"].update(hint="AB" * 32),
    "message_signature": lambda m: m.update(messageSignature=m.pop("dsseEnvelope")),
}.items():
    enter(f"manifest_{_name}", _envelope(_change), finding="manifest", step=4)

for _name, _bent in {
    "bom": lambda data: b"\xef\xbb\xbf" + data,
    "crlf": lambda data: data[:-1] + b"\r\n",
    "no_newline": lambda data: data[:-1],
    "two_newlines": lambda data: data + b"\n",
    "spaces": lambda data: data.replace(b":", b": "),
    "key_twice": lambda data: data.replace(b'{"dsse', b'{"mediaType":"x","dsse', 1),
    "utf_16": lambda data: data.decode().encode("utf-16"),
    "second_value": lambda data: data[:-1] + b"{}\n",
    "empty": lambda _: b"",
    "null": lambda _: b"null\n",
}.items():
    enter(f"manifest_{_name}", _file(_bent), "D10", finding="manifest", step=4)

for _name, _bent in {
    "key_twice": lambda data: data.replace(b'"size":', b'"size":1,"size":'),
    "nan": lambda data: data.replace(b'"previous":null', b'"previous":NaN'),
    "float": lambda data: data.replace(b'"epoch":1', b'"epoch":1.0'),
    "exponent": lambda data: data.replace(b'"epoch":1', b'"epoch":1e0'),
    "2_to_53": lambda data: data.replace(b'"previous":null', b'"previous":9007199254740992'),
    "thousands_of_digits": lambda data: data.replace(b'"epoch":1', b'"epoch":' + b"1" * 5000),
    "negative": lambda data: data.replace(b'"previous":null', b'"previous":-1'),
    "lone_surrogate": lambda data: data.replace(b'"run-1"', b'"run-\\ud800"'),
    "escaped": lambda data: data.replace(b'"run-1"', b'"run\\u002d1"'),
    "raw_surrogate": lambda data: data.replace(b'"run-1"', b'"run-\xed\xa0\x80"'),
    "bom": lambda data: b"\xef\xbb\xbf" + data,
    "crlf": lambda data: data + b"\r\n",
    "unsorted": lambda data: b'{"subject":[],' + data[1:],
    "deep": lambda data: data.replace(
        b'"recipients":[]', b'"recipients":' + b"[" * 900 + b"]" * 900
    ),
    "deeper": lambda data: data.replace(
        b'"recipients":[]', b'"recipients":' + b"[" * 90000 + b"]" * 90000
    ),
    "true_as_number": lambda data: data.replace(b'"epoch":1', b'"epoch":true'),
}.items():
    enter(f"payload_{_name}", _bytes(_bent), "D10", finding="manifest", step=4)


def _nfd(forged: Forged) -> None:
    """The run is named by the other Unicode form of its name."""
    forged.sign(scope=RunScope("codex", "run-1\u0301"))


enter("payload_nfd_twin", _nfd, "D10", step=9)

# --- what it is a statement of -------------------------------------------------------------------

for _name, _change in {
    "type": lambda s: s.update(_type="https://in-toto.io/Statement/v0.1"),
    "no_subject": lambda s: s.update(subject=[]),
    "sums_alone": lambda s: s["subject"].pop(),
    "three_subjects": lambda s: s["subject"].append(s["subject"][0]),
    "subjects_swapped": lambda s: s["subject"].reverse(),
    "subject_renamed": lambda s: s["subject"][1].update(name="log/checkpoints/12"),
    "second_digest": lambda s: s["subject"][0]["digest"].update(sha512="00" * 64),
    "predicate_more": lambda s: s["predicate"].update(more=1),
    "predicate_less": lambda s: s["predicate"].pop("previous"),
    "scope_more": lambda s: s["predicate"]["scope"].update(more=1),
    "scope_null": lambda s: s["predicate"].update(scope=None),
    "root_short": lambda s: s["predicate"].update(root="00" * 31),
    "recipient_number": lambda s: s["predicate"].update(recipients=[1]),
    "records_unsorted": lambda s: s["predicate"]["scope"].update(records=[[3, 2], [3, 1]]),
    "records_none": lambda s: s["predicate"]["scope"].update(records=[]),
}.items():
    enter(f"statement_{_name}", _value(_change), finding="manifest", step=4)

for _name, _change in {
    "format": lambda s: s["predicate"].update(format="countersign/bundle/v2"),
    "predicate_type": lambda s: s.update(predicateType="urn:countersign:audit-bundle:v2"),
    "level": lambda s: s["predicate"].update(level="everything"),
    "scope": lambda s: s["predicate"].update(scope={"kind": "person"}),
}.items():
    enter(f"newer_{_name}", _value(_change), "A14", expected=UNREADABLE, finding="newer", step=2)


@attack("D01", finding="subject_digest", step=4)
def signs_another_checkpoint(forged: Forged) -> None:
    """The manifest signs the digest of an older checkpoint."""
    value = json.loads(payload_of(forged))
    value["subject"][1]["digest"]["sha256"] = sha256(forged.log.note(5)).hexdigest()
    signed(forged, dumps(value))


@attack("D02", finding="subject_digest", step=4)
def signs_other_sums(forged: Forged) -> None:
    """The manifest of another bundle of the same log (sigstore-java, CVE-2024-53267)."""
    value = json.loads(payload_of(forged))
    value["subject"][0]["digest"]["sha256"] = "00" * 32
    signed(forged, dumps(value))


@attack("D01", finding="checkpoint_other", step=6)
def predicate_of_another_root(forged: Forged) -> None:
    """The predicate names another root than log/checkpoint."""
    forged.sign(root=b"\1" * 32)


@attack("D01", step=6)
def predicate_of_another_size(forged: Forged) -> None:
    """The predicate names another size than log/checkpoint."""
    forged.sign(size=forged.predicate.size - 1)


@attack("D01", step=6)
def predicate_of_a_later_size(forged: Forged) -> None:
    """The predicate names a size that the log has not reached."""
    forged.sign(size=forged.predicate.size + 1)


enter("predicate_of_size_1", says(size=1), "C05", expected=INCOMPLETE, step=5)
enter("predicate_of_size_0", says(size=0), "C05", expected=INCOMPLETE, step=5)


@attack("D03", finding="manifest", step=4)
def payload_type_changed(forged: Forged) -> None:
    """DSSE says another payload type, and the signature covers it."""
    signed(forged, payload_of(forged), "application/vnd.in-toto+xml")


@attack("D03", finding="manifest", step=4)
def payload_type_changed_after(forged: Forged) -> None:
    """DSSE says another payload type than the signature covers."""
    old = forged.files[layout.MANIFEST]
    forged.files[layout.MANIFEST] = old.replace(b"in-toto+json", b"in-toto+text")


# --- who signed ----------------------------------------------------------------------------------


@attack("D03", finding="manifest_signature", step=6)
def signed_without_pae(forged: Forged) -> None:
    """The signature is over the payload alone."""
    payload, key = payload_of(forged), forged.log.epochs[-1].signers.ed25519
    forged.files[layout.MANIFEST] = format_manifest(payload, key.sign(payload), key.public)


@attack("D03", finding="manifest_signature", step=6)
def signed_as_another_type(forged: Forged) -> None:
    """The signature was made for another payload type: it is no manifest's."""
    payload, key = payload_of(forged), forged.log.epochs[-1].signers.ed25519
    signature = key.sign(pae("text/plain", payload))
    forged.files[layout.MANIFEST] = format_manifest(payload, signature, key.public)


@attack("A01", finding="manifest_signature", step=6)
def signature_malleated(forged: Forged) -> None:
    """S + L instead of S: another signature of the same bytes, which RFC 8032 refuses."""
    payload, key = payload_of(forged), forged.log.epochs[-1].signers.ed25519
    good = key.sign(pae(layout.PAYLOAD_TYPE, payload))
    other = (int.from_bytes(good[32:], "little") + _ORDER).to_bytes(32, "little")
    forged.files[layout.MANIFEST] = format_manifest(payload, good[:32] + other, key.public)


@attack("A01", finding="manifest_signature", step=6)
def signature_cut(forged: Forged) -> None:
    """A signature of 63 bytes."""
    payload, key = payload_of(forged), forged.log.epochs[-1].signers.ed25519
    good = key.sign(pae(layout.PAYLOAD_TYPE, payload))
    forged.files[layout.MANIFEST] = format_manifest(payload, good[:63], key.public)


@attack("A01", finding="manifest_signature", step=6)
def statement_changed_after(forged: Forged) -> None:
    """The payload was changed after it was signed."""
    key = forged.log.epochs[-1].signers.ed25519
    old = payload_of(forged)
    new = old.replace(b'"previous":null', b'"previous":5')
    signature = key.sign(pae(layout.PAYLOAD_TYPE, old))
    forged.files[layout.MANIFEST] = format_manifest(new, signature, key.public)


@attack("B06", finding="manifest_signature", step=6)
def signed_by_stranger(forged: Forged) -> None:
    """A key of nobody's."""
    forged.sign(keys=stranger_keys())


@attack("B06", finding="manifest_signature", step=6)
def signed_by_stranger_under_our_hint(forged: Forged) -> None:
    """A stranger's signature that names the right key."""
    payload, key = payload_of(forged), forged.log.epochs[-1].signers.ed25519
    signature = stranger_keys().signers.ed25519.sign(pae(layout.PAYLOAD_TYPE, payload))
    forged.files[layout.MANIFEST] = format_manifest(payload, signature, key.public)


@attack("B02", base="standard", finding="manifest_signature", step=6)
def signed_by_older_epoch(forged: Forged) -> None:
    """The key of the epoch before."""
    forged.sign(keys=forged.log.epochs[-2])


@attack("B06", base="standard", finding="manifest_signature", step=6)
def signed_by_root(forged: Forged) -> None:
    """The root key, which signs introductions and nothing else."""
    forged.sign(keys=replace(forged.log.epochs[-1], signers=forged.log.roots[-1]))


@attack("B01", finding="manifest_signature", step=6)
def signed_by_newer_epoch(forged: Forged) -> None:
    """The key of an epoch that began after N."""
    forged.sign(keys=epoch_keys("a/epoch/2"))


@attack("B01", base="standard", step=5)
def older_epoch_named(forged: Forged) -> None:
    """The manifest names the epoch before, and is signed by its key (B01)."""
    forged.sign(keys=forged.log.epochs[-2], epoch=len(forged.log.epochs) - 1)


enter(
    "newer_epoch_named", says(epoch=2), "B01", expected=INCOMPLETE, finding="epoch_missing", step=5
)

# --- what it says --------------------------------------------------------------------------------

for _name, _changes in {
    "level_raised": {"level": Level.FULL},
    "level_lowered": {"level": Level.METADATA},
    "scope_of_another_run": {"scope": RunScope("codex", "run-2")},
    "scope_of_another_sender": {"scope": RunScope("claude", "run-1")},
    "scope_says_less": {"scope": TimeScope(3, 4)},
    "scope_opens_less": {"scope": RunScope("codex", "run-1", ((3, 1),))},
    "recipients_added": {"recipients": ("age1qqq",)},
    "previous_added": {"previous": 5},
    "exported_earlier": {"exported_us": 1},
    "export_of_another_entry": {"export": 2},
}.items():
    enter(_name, says(**_changes), finding="export", step=9)

enter(
    "log_of_another_name", says(log="countersign/0000000000000000"), "A13", finding="origin", step=5
)
enter("log_of_no_name", says(log=""), "A13", finding="origin", step=5)
