"""The keystore of a ledger, for verbs that judge or move keys."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop_app.host.keystore import KeyStores
from desktop_app.host.terminal import ask_passphrase

if TYPE_CHECKING:
    from desktop_app.cli.app import Session


def key_stores(session: Session) -> KeyStores:
    """Return what opens the keystore of an install; asks for a passphrase only at a terminal."""
    return KeyStores(
        session.paths.keys,
        ids=session.ids,
        clock=session.clock,
        ask_passphrase=ask_passphrase if sys.stdin.isatty() else None,
    )
