"""The keystore of a ledger, for verbs that judge or move keys."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop_app.host.keystore import KeyStores
from desktop_app.host.terminal import ask_passphrase

if TYPE_CHECKING:
    from desktop_app.operations.context import Context


def key_stores(context: Context, *, ask: bool = True) -> KeyStores:
    """Return what opens the keystore of an install; asks for a passphrase only at a terminal.

    With `ask` False not there either: a window that was started in a terminal asks nobody there.
    """
    return KeyStores(
        context.paths.keys,
        ids=context.ids,
        clock=context.clock,
        ask_passphrase=ask_passphrase if ask and sys.stdin.isatty() else None,
    )
