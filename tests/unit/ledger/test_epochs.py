"""Epochs. Their life in a ledger: test_writer; what they sign: tests of `signing`."""

from __future__ import annotations

import pytest

from desktop_app.errors import BadEncodingError
from desktop_app.ledger import epochs
from desktop_app.model.kinds import EntryKind, lasts
from desktop_app.retention.ranges import Ranges
from desktop_app.signing import keylog
from tests.fakes.ids import FakeIds
from tests.fakes.ledger_place import BODY, COMMAND, RUN, Place


def test_secrets_and_names() -> None:
    """96 bytes under `epoch.<n>`."""
    new = epochs.new_epoch(7, FakeIds())
    assert new.name == "epoch.7"
    assert len(new.secret) == 96
    assert epochs.stored_epoch(7, new.secret).keys.signers.public == new.keys.signers.public
    with pytest.raises(BadEncodingError):
        epochs.stored_epoch(7, b"short")


@pytest.mark.attack("B03")
@pytest.mark.attack("B04")
def test_every_epoch_is_sealed_once_empty_ones_too(place: Place) -> None:
    """Introduction and seal alternate; ranges leave no gap."""
    writer = place.open()
    writer.append([RUN]).result(60)
    for _ in range(3):
        writer.roll_epoch().result(60)
    writer.close()
    place.open().close()
    following = 0
    for number, seal in enumerate(
        [entry for entry in place.entries() if entry.kind is EntryKind.EPOCH_SEAL], 1
    ):
        subject = seal.subject
        assert (subject["epoch"], subject["first_seq"]) == (number, following)
        assert subject["last_seq"] == seal.seq - 1
        assert subject["count"] == seal.seq - following
        following = seal.seq + 1
    assert following == len(place.entries())
    place.verify()


def test_a_seal_counts_what_lasts_also_after_a_crash(place: Place) -> None:
    """In time and late: the same count as of the entries that are there."""
    writer = place.open()
    writer.append([RUN, BODY, COMMAND, BODY]).result(60)
    place.kill(writer)
    writer = place.open()
    writer.append([BODY, COMMAND]).result(60)
    writer.roll_epoch().result(60)
    writer.append([BODY, COMMAND]).result(60)
    place.kill(writer)
    place.open().close()
    entries = place.entries()
    seals = [entry for entry in entries if entry.kind is EntryKind.EPOCH_SEAL]
    assert [seal.subject["late"] for seal in seals] == [True, False, True, False]
    for seal in seals:
        inside = entries[seal.subject["first_seq"] : seal.seq]
        numbers = Ranges(entry.seq for entry in inside if lasts(entry.kind))
        assert keylog.lasting(seal) == (numbers.count, numbers.root())
        assert numbers.count < len(inside) or seal is seals[3]
    place.verify()
