"""bundle.views.integrity: epochs as the entries name them."""

from __future__ import annotations

from desktop_app.bundle.views import integrity
from desktop_app.model.kinds import EntryKind
from tests.fakes.memory_ledger import MemoryLedger


def entries(*given):
    """Return entries of these kinds and subjects."""
    ledger = MemoryLedger()
    for kind, subject in given:
        ledger.add(kind, subject)
    return [entry for entry, _ in ledger.with_bodies()]


START = (EntryKind.EPOCH_START, {"epoch": 1, "keys": {"ed25519": "bc" * 32}})


def test_an_epoch_with_its_seal():
    """Late or not, and whether keys were lost before it."""
    seal = (EntryKind.EPOCH_SEAL, {"epoch": 1, "late": True})
    shown, more = integrity.epochs(entries(START, seal), first=1)
    assert more == 0
    assert (shown[0].number, shown[0].seq, shown[0].sealed) == (1, 0, 1)
    assert (shown[0].late, shown[0].recovered, shown[0].key) == (True, False, "bc" * 32)
    recovered = (EntryKind.EPOCH_RECOVERED, {"epoch": 2})
    shown, _ = integrity.epochs(entries(recovered), first=1)
    assert (shown[0].recovered, shown[0].sealed, shown[0].key) == (True, None, "")


def test_epochs_before_the_first_in_scope_are_left_out(monkeypatch):
    """And of many the last ones are shown."""
    assert integrity.epochs(entries(START), first=2) == ([], 0)
    monkeypatch.setattr(integrity, "SHOWN", 2)
    shown, more = integrity.epochs(entries(*[START] * 5), first=1)
    assert ([epoch.seq for epoch in shown], more) == ([3, 4], 3)
