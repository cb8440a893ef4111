"""operations.keystores: the keystore that a ledger names, opened for a verb."""

from __future__ import annotations

import sys

from desktop_app.cli.app import Session
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.ledger.pin import ENROLMENT
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations import keystores


def test_the_store_of_a_ledger_is_found_by_its_install_id(store, monkeypatch):
    """And nobody is asked for a passphrase where no terminal is."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    session = Session(None, SystemClock(), SystemIds())
    with LedgerReader(session.paths.ledger) as reader:
        found = keystores.key_stores(session).open(reader.install_id())
    assert str(found.custody) == "plain-file"
    assert found.get(ENROLMENT) is not None
