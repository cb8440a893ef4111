"""The keys that a ledger names, also when somebody writes words that look like them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UnreadableError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.query.keys import published_keys
from desktop_app.tlog.note import Algorithm, parse_vkey
from tests.fakes.ledger_place import Place

if TYPE_CHECKING:
    from pathlib import Path


def test_root_and_running_epoch_are_named(tmp_path: Path) -> None:
    """As hex and as C2SP verifier keys under the origin."""
    place = Place(tmp_path)
    writer = place.open()
    found = published_keys(place.path)
    first = place.entries()[0]
    assert found["origin"] == first.log
    assert found["root"] == first.subject["root"]
    vkey = parse_vkey(found["vkey"])
    assert (vkey.name, vkey.public_key.hex()) == (first.log, first.subject["root"]["ed25519"])
    epoch = found["epoch"]
    assert (epoch["number"], epoch["seq"]) == (1, 1)
    assert parse_vkey(epoch["mldsa44_vkey"]).algorithm == Algorithm.MLDSA44_COSIGNATURE
    writer.close()


def test_a_rotation_shows(tmp_path: Path) -> None:
    """The new root, and the epoch that it introduced."""
    place = Place(tmp_path)
    writer = place.open()
    before = published_keys(place.path)
    writer.rotate_root().result(60)
    after = published_keys(place.path)
    assert after["vkey"] != before["vkey"]
    assert after["epoch"]["number"] == 2
    writer.close()


def test_words_in_a_subject_are_no_keys(tmp_path: Path) -> None:
    """A note of the command line that says "kind": "epoch.start" is not taken for one."""
    place = Place(tmp_path)
    writer = place.open()
    wanted = published_keys(place.path)
    for kind in ("epoch.start", "keys.rotated", "epoch.recovered"):
        subject = {"kind": kind, "keys": {"ed25519": "00" * 32, "mldsa44": "00"}, "new": {}}
        writer.append([Draft(EntryKind.COMMAND, {"sender": ""}, subject)]).result(60)
    assert published_keys(place.path) == wanted
    writer.close()


def test_a_ledger_without_root_keys_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence, no KeyError."""
    place = Place(tmp_path)
    place.open().close()
    with LedgerReader(place.path) as ledger:
        second = ledger.entry(1)
    monkeypatch.setattr(LedgerReader, "entry", lambda *_: second)
    with pytest.raises(UnreadableError, match="root keys"):
        published_keys(place.path)
