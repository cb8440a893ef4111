"""Starting at log-in, on or off: written down first, then done."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from desktop_app.errors import CountersignError
from desktop_app.host import autostart
from desktop_app.host.program import own_tray
from desktop_app.operations.recorder_access import ask

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context


def is_on(context: Context) -> bool:
    """Return whether the tray of this data directory's person starts at log-in."""
    return _means(context).state()


def turn(context: Context, *, on: bool) -> int:
    """Have the tray of this data directory started at log-in, or not any more; return its entry.

    The recorder notes it before anything is changed.

    Raises:
        RecorderNotRunningError: none runs and none can be started, so that it cannot be noted.
        StorageError: the system's entry cannot be written; the note stands.
    """
    verb = f"autostart {'on' if on else 'off'}"
    told: dict[str, JSON] = {"kind": "command", "subject": {"verb": verb}, "confirmed": True}
    noted = ask(context, "note", told)
    means = _means(context)
    if on:
        means.on()
    else:
        means.off()
    return cast("dict[str, int]", noted)["entry"]


def take_out(context: Context) -> bool:
    """Have nothing of ours started at log-in; return whether something was.

    Noted where there is a record to note it in; done in any case.
    """
    means = _means(context)
    if not means.state():
        return False
    if context.paths.ledger.exists():
        with suppress(CountersignError):
            turn(context, on=False)
    means.off()
    return True


def _means(context: Context) -> autostart.Autostart:
    # The directory is named: at log-in nobody has set COUNTERSIGN_DATA_DIR.
    return autostart.of_system([*own_tray(), "--data-dir", str(context.paths.data_dir)])
