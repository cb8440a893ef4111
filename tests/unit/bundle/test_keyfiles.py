"""The files of `keys/`."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from desktop_app.bundle.keyfiles import key_files
from desktop_app.bundle.layout import CHECKPOINT_VKEY, KEY_LOG, MANIFEST_PEM, ROOT_VKEY
from desktop_app.errors import BadEncodingError
from desktop_app.signing.keylog import KEY_KINDS
from desktop_app.tlog.note import parse_vkey
from tests.fakes.bundle_forger import standard_log


def key_log(log):
    """Return the entries that bring keys."""
    return [entry for entry in log.entries if entry.kind in KEY_KINDS]


def test_the_files_name_the_newest_keys() -> None:
    """Root in force, the last epoch's two keys, and its Ed25519 key as PEM."""
    log = standard_log()
    files = key_files(key_log(log))
    root, epoch = log.roots[-1].public, log.epochs[-1].signers.public
    assert parse_vkey(files[ROOT_VKEY].decode().removesuffix("\n")).public_key == root.ed25519
    first, second = files[CHECKPOINT_VKEY].decode().splitlines()
    assert parse_vkey(first).public_key == epoch.ed25519
    assert parse_vkey(second).public_key == epoch.mldsa44
    assert load_pem_public_key(files[MANIFEST_PEM]).public_bytes_raw() == epoch.ed25519


def test_the_key_log_has_a_line_for_each_entry() -> None:
    """In order, with the fields of its kind."""
    log = standard_log()
    lines = json.loads(key_files(key_log(log))[KEY_LOG])
    assert [line["seq"] for line in lines] == [entry.seq for entry in key_log(log)]
    fields = {line["kind"]: set(line) - {"seq", "ts", "kind"} for line in lines}
    introduced = {"epoch", "ed25519", "mldsa44", "reason"}
    assert fields == {
        "log.start": {"ed25519", "mldsa44"},
        "epoch.start": introduced,
        "epoch.recovered": introduced,
        "keys.rotated": {"ed25519", "mldsa44"},
        "epoch.seal": {"epoch", "late"},
    }
    rotated = next(line for line in lines if line["kind"] == "keys.rotated")
    assert rotated["ed25519"] == log.roots[1].public.ed25519.hex()


@pytest.mark.parametrize("kept", [slice(0, 0), slice(0, 1), slice(1, 2)])
def test_without_root_or_epoch_there_are_no_files(kept: slice) -> None:
    """Neither alone says whose checkpoints are whose."""
    with pytest.raises(BadEncodingError):
        key_files(key_log(standard_log())[kept])
