"""Statements byte for byte, and introductions and rotations that must be refused."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.signing import statements
from desktop_app.signing.keys import PublicPair, SignerPair
from tests.fakes.effort import examples

LOG = "countersign/00112233445566aa"
ROOT = SignerPair(bytes([1]) * 32, bytes([2]) * 32)
EPOCH1 = SignerPair(bytes([3]) * 32, bytes([4]) * 32)
EPOCH2 = SignerPair(bytes([5]) * 32, bytes([6]) * 32)
NEW_ROOT = SignerPair(bytes([7]) * 32, bytes([8]) * 32)
PREV = bytes(range(32))
MAC_KEY = bytes([9]) * 32
COMMITMENT = statements.mac_commitment(MAC_KEY)
STATEMENT = statements.epoch_statement(
    log=LOG, epoch=2, seq=40, prev=PREV, keys=EPOCH2.public, mac=COMMITMENT
)
ROTATION = statements.rotation_statement(
    log=LOG, seq=40, prev=PREV, old=ROOT.public, new=NEW_ROOT.public
)


def canonical(value: dict[str, object]) -> bytes:
    """Canonical JSON, made here without our own encoder."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))  # noqa: TID251 - on purpose
    return text.encode()


def test_epoch_statement_byte_for_byte() -> None:
    """Label, newline, canonical JSON of log, epoch, seq, prev, both keys and the MAC commitment."""
    assert (
        b"countersign/epoch/v1\n"
        + canonical(
            {
                "log": LOG,
                "epoch": 2,
                "seq": 40,
                "prev": PREV.hex(),
                "ed25519": EPOCH2.public.ed25519.hex(),
                "mldsa44": EPOCH2.public.mldsa44.hex(),
                "mac": COMMITMENT.hex(),
            }
        )
        == STATEMENT
    )


def test_rotation_statement_byte_for_byte() -> None:
    """Label, newline, canonical JSON of log, seq, prev, old and new root keys."""
    assert (
        b"countersign/root-rotation/v1\n"
        + canonical(
            {
                "log": LOG,
                "seq": 40,
                "prev": PREV.hex(),
                "old_ed25519": ROOT.public.ed25519.hex(),
                "old_mldsa44": ROOT.public.mldsa44.hex(),
                "new_ed25519": NEW_ROOT.public.ed25519.hex(),
                "new_mldsa44": NEW_ROOT.public.mldsa44.hex(),
            }
        )
        == ROTATION
    )


def test_fingerprint() -> None:
    """30 digits of a SHA-256 over log and four keys, in six groups of five."""
    text = statements.fingerprint(log=LOG, root=ROOT.public, epoch1=EPOCH1.public)
    assert re.fullmatch(r"[0-9]{5}( [0-9]{5}){5}", text)
    digest = sha256(
        b"countersign/fingerprint/v1\n"
        + canonical(
            {
                "log": LOG,
                "root_ed25519": ROOT.public.ed25519.hex(),
                "root_mldsa44": ROOT.public.mldsa44.hex(),
                "epoch1_ed25519": EPOCH1.public.ed25519.hex(),
                "epoch1_mldsa44": EPOCH1.public.mldsa44.hex(),
            }
        )
    ).hexdigest()
    assert text.replace(" ", "") == str(int(digest, 16) % 10**30).zfill(30)


def test_fingerprint_covers_every_key() -> None:
    """Another log, root or epoch key gives another fingerprint; swapped roles do too."""
    mixed = PublicPair(ROOT.public.ed25519, NEW_ROOT.public.mldsa44)
    cases = [
        (LOG, ROOT.public, EPOCH1.public),
        (LOG[:-1] + "b", ROOT.public, EPOCH1.public),
        (LOG, NEW_ROOT.public, EPOCH1.public),
        (LOG, mixed, EPOCH1.public),
        (LOG, ROOT.public, EPOCH2.public),
        (LOG, ROOT.public, mixed),
        (LOG, EPOCH1.public, ROOT.public),
    ]
    prints = {statements.fingerprint(log=a, root=b, epoch1=c) for a, b, c in cases}
    assert len(prints) == len(cases)


def test_macs() -> None:
    """Commitment and entry MAC are what their formulas say."""
    assert sha256(b"countersign/mac-key/v1" + MAC_KEY).digest() == COMMITMENT
    mac = statements.entry_mac(MAC_KEY, PREV)
    assert mac == hmac.new(MAC_KEY, b"countersign/mac/v1" + PREV, hashlib.sha256).digest()


def test_introductions() -> None:
    """Epoch 1 and a recovered epoch by the root alone, later ones by root and predecessor."""
    alone = statements.sign_introduction(STATEMENT, root=ROOT, previous=None)
    assert set(alone) == {"root_ed25519", "root_mldsa44"}
    statements.verify_introduction(STATEMENT, alone, root=ROOT.public, previous=None)
    both = statements.sign_introduction(STATEMENT, root=ROOT, previous=EPOCH1)
    assert set(both) == {"root_ed25519", "root_mldsa44", "previous_ed25519", "previous_mldsa44"}
    statements.verify_introduction(STATEMENT, both, root=ROOT.public, previous=EPOCH1.public)


def test_introduction_with_signatures_missing_or_too_many() -> None:
    """Exactly the signatures that the place asks for: a dropped one never passes."""
    both = statements.sign_introduction(STATEMENT, root=ROOT, previous=EPOCH1)
    for name in both:
        less = {key: value for key, value in both.items() if key != name}
        with pytest.raises(BadEncodingError, match=name):
            statements.verify_introduction(
                STATEMENT, less, root=ROOT.public, previous=EPOCH1.public
            )
    with pytest.raises(BadEncodingError, match="previous_ed25519, previous_mldsa44"):
        statements.verify_introduction(STATEMENT, both, root=ROOT.public, previous=None)
    with pytest.raises(BadEncodingError, match="extra"):
        statements.verify_introduction(
            STATEMENT, {**both, "extra": ""}, root=ROOT.public, previous=EPOCH1.public
        )
    with pytest.raises(BadEncodingError):
        statements.verify_introduction(STATEMENT, {}, root=ROOT.public, previous=None)


@pytest.mark.parametrize(
    "name", ["root_ed25519", "root_mldsa44", "previous_ed25519", "previous_mldsa44"]
)
def test_introduction_with_one_bad_signature(name: str) -> None:
    """Each of the four is checked: by a stranger, over another statement, or not a signature."""
    both = statements.sign_introduction(STATEMENT, root=ROOT, previous=EPOCH1)
    strange = statements.sign_introduction(STATEMENT, root=NEW_ROOT, previous=NEW_ROOT)
    elsewhere = statements.sign_introduction(STATEMENT + b" ", root=ROOT, previous=EPOCH1)
    for wrong in (strange[name], elsewhere[name], "", both[name].swapcase()):
        with pytest.raises((BadSignatureError, BadEncodingError)) as caught:
            statements.verify_introduction(
                STATEMENT, {**both, name: wrong}, root=ROOT.public, previous=EPOCH1.public
            )
        if isinstance(caught.value, BadSignatureError):
            assert name.split("_", maxsplit=1)[0] in caught.value.message
    for shape in (None, 1, ["x"], "not base64", both[name][:-1]):
        with pytest.raises(BadEncodingError):
            statements.verify_introduction(
                STATEMENT, {**both, name: shape}, root=ROOT.public, previous=EPOCH1.public
            )


def test_introduction_at_another_place() -> None:
    """Log, epoch, seq, prev, keys and MAC key are all under the signatures."""
    both = statements.sign_introduction(STATEMENT, root=ROOT, previous=EPOCH1)
    base = {
        "log": LOG,
        "epoch": 2,
        "seq": 40,
        "prev": PREV,
        "keys": EPOCH2.public,
        "mac": COMMITMENT,
    }
    changes = [
        {"log": LOG[:-1] + "b"},
        {"epoch": 3},
        {"seq": 41},
        {"prev": bytes(32)},
        {"keys": NEW_ROOT.public},
        {"mac": bytes(32)},
    ]
    for change in changes:
        statement = statements.epoch_statement(**(base | change))
        with pytest.raises(BadSignatureError):
            statements.verify_introduction(
                statement, both, root=ROOT.public, previous=EPOCH1.public
            )


@pytest.mark.attack("B05")
def test_rotation_not_signed_by_both() -> None:
    """A rotation needs the old root's and the new root's signatures."""
    good = statements.sign_rotation(ROTATION, old=ROOT, new=NEW_ROOT)
    assert set(good) == {"old_ed25519", "old_mldsa44", "new_ed25519", "new_mldsa44"}
    statements.verify_rotation(ROTATION, good, old=ROOT.public, new=NEW_ROOT.public)
    for old, new in ((NEW_ROOT, NEW_ROOT), (ROOT, ROOT), (NEW_ROOT, ROOT)):
        forged = statements.sign_rotation(ROTATION, old=old, new=new)
        with pytest.raises(BadSignatureError):
            statements.verify_rotation(ROTATION, forged, old=ROOT.public, new=NEW_ROOT.public)
    for name in good:
        less = {key: value for key, value in good.items() if key != name}
        with pytest.raises(BadEncodingError, match=name):
            statements.verify_rotation(ROTATION, less, old=ROOT.public, new=NEW_ROOT.public)


def test_a_rotation_is_no_introduction() -> None:
    """The labels keep the statements apart."""
    signatures = statements.sign_introduction(ROTATION, root=ROOT, previous=None)
    with pytest.raises(BadSignatureError):
        statements.verify_introduction(STATEMENT, signatures, root=ROOT.public, previous=None)


def test_keys_in_entries() -> None:
    """Public keys go to JSON and back."""
    shown = statements.keys_to_json(ROOT.public)
    assert shown == {"ed25519": ROOT.public.ed25519.hex(), "mldsa44": ROOT.public.mldsa44.hex()}
    assert statements.keys_from_json({**shown, "mac": COMMITMENT.hex()}) == ROOT.public


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (None, "not an object"),
        ([], "not an object"),
        ({"ed25519": None}, "hex"),
        ({"ed25519": 5}, "hex"),
        ({"ed25519": "zz" * 32}, "not hex"),
        ({"ed25519": "AB" * 32}, "lower-case"),
        ({"ed25519": "ab " * 32}, "lower-case"),
        ({"ed25519": "ab" * 31}, "bytes"),
        ({"mldsa44": "ab" * 1313}, "bytes"),
        ({"mldsa44": ""}, "bytes"),
    ],
)
def test_what_are_no_keys(change: object, why: str) -> None:
    """Missing, not hex, upper case, or of another length: refused."""
    shown = statements.keys_to_json(ROOT.public)
    value = {**shown, **change} if isinstance(change, dict) else change
    with pytest.raises(BadEncodingError, match=why):
        statements.keys_from_json(value)
    with pytest.raises(BadEncodingError, match="hex"):
        statements.keys_from_json({"ed25519": shown["ed25519"]})


@settings(max_examples=examples())
@given(
    st.dictionaries(
        st.sampled_from(["root_ed25519", "root_mldsa44", "x"]),
        st.none() | st.integers() | st.text(max_size=12) | st.lists(st.none()),
        max_size=3,
    )
)
def test_hostile_signatures_raise_only_our_errors(signatures: dict[str, object]) -> None:
    """Whatever an edited leaf holds there, it is refused with our error."""
    with pytest.raises((BadEncodingError, BadSignatureError)):
        statements.verify_introduction(STATEMENT, signatures, root=ROOT.public, previous=None)
