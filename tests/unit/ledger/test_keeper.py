"""The keystore's own thread."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from desktop_app.ledger import keeper as module
from desktop_app.ledger.keeper import Keeper
from desktop_app.ledger.pin import Pin, parse_pin
from tests.fakes.keystore import MemoryKeyStore
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    import pytest


def _pin(size: int) -> Pin:
    return Pin("countersign/0011223344556677", size, bytes(32), "note", 1)


def test_the_newest_pin_wins() -> None:
    """One that waits is replaced; nobody waits for it."""
    store, release = MemoryKeyStore(), Event()
    store.before = lambda _operation, _name: release.wait(10)
    keeper = Keeper(store, 0)
    for size in range(1, 50):
        keeper.pin(_pin(size))
    release.set()
    until(lambda: keeper.pinned_size == 49)
    assert keeper.close(10)
    assert parse_pin(store.items["pin"]).size == 49
    assert len(store.changes) < 5


def test_a_locked_keystore_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """By itself, and the reason is told meanwhile."""
    monkeypatch.setattr(module, "RETRY_S", 0.01)
    store = MemoryKeyStore()
    store.locked = True
    keeper = Keeper(store, 0)
    keeper.pin(_pin(3))
    until(lambda: keeper.error is not None)
    store.locked = False
    until(lambda: keeper.pinned_size == 3)
    assert keeper.error is None
    assert keeper.close(10)


def test_work_goes_in_order_and_errors_to_whoever_waits() -> None:
    """A failure does not end the thread; neither does a keystore's own error."""
    store = MemoryKeyStore()
    keeper = Keeper(store, 0)
    failed = keeper.do(lambda: 1 // 0)
    done = keeper.do(lambda: 7)
    assert isinstance(failed.exception(10), ZeroDivisionError)
    assert done.result(60) == 7

    def broken(_operation: str, _name: str) -> None:
        raise RuntimeError

    store.before = broken
    keeper.pin(_pin(1))
    until(lambda: keeper.error == "RuntimeError")
    assert keeper.do(lambda: 8).result(60) == 8
    assert keeper.close(10)


def test_closing_does_not_wait_for_ever() -> None:
    """A keychain that never answers."""
    store, release = MemoryKeyStore(), Event()
    store.before = lambda _operation, _name: release.wait(10)
    keeper = Keeper(store, 0)
    keeper.pin(_pin(1))
    assert keeper.close(0.01) is False
    release.set()
    assert keeper.close(10)


def test_a_pin_that_comes_while_one_is_stored_is_stored_too() -> None:
    """Without waiting for a third."""
    store = MemoryKeyStore()
    keeper = Keeper(store, 0)

    def overtake(_operation: str, _name: str) -> None:
        store.before = lambda _operation, _name: None
        keeper.pin(_pin(2))

    store.before = overtake
    keeper.pin(_pin(1))
    until(lambda: keeper.pinned_size == 2)
    assert keeper.close(10)
    assert parse_pin(store.items["pin"]).size == 2
