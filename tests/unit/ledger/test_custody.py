"""Secrets against what the ledger says of them. Lost and foreign ones: test_writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger import custody
from desktop_app.ledger.pin import parse_enrolment, root_digest
from tests.fakes.keystore import MemoryKeyStore

if TYPE_CHECKING:
    from tests.fakes.ledger_place import Place


def test_a_rotation_can_be_finished_twice(place: Place) -> None:
    """The second time changes nothing."""
    writer = place.open()
    enrolment = parse_enrolment(place.store.items["enrolment"])
    writer.close()
    store, seeds = MemoryKeyStore(), bytes(range(64))
    once = custody.finish_rotation(store, seeds, enrolment)
    assert custody.finish_rotation(store, seeds, once) == once
    assert once.roots == tuple(map(root_digest, (enrolment.root, custody.signers(seeds).public)))
    assert (store.items["root.ed25519"], store.items["root.mldsa44"]) == (seeds[:32], seeds[32:])
    assert once.fingerprint == enrolment.fingerprint


def test_a_rotation_that_never_reached_the_ledger_is_dropped(place: Place) -> None:
    """Its seeds are destroyed, the old root stays."""
    place.open().close()
    old = place.store.items["root.ed25519"]
    place.store.items["root.next"] = bytes(range(64))
    place.open().close()
    assert place.store.items["root.ed25519"] == old
    assert "root.next" not in place.store.items
    place.verify()


def test_only_the_running_epoch_keeps_its_secrets() -> None:
    """Whatever else is in the keystore stays."""
    store = MemoryKeyStore()
    store.items = dict.fromkeys(("epoch.1", "epoch.2", "epoch.10", "token", "pin"), b"")
    custody.destroy_epochs(store, keep=2)
    assert set(store.items) == {"epoch.2", "token", "pin"}
