"""Local-only mode: on unless a person turned it off, which the ledger and a small file both say.

The file (`mode.json` in the data directory: `{"consent": seq}`) is there only while the mode is
off. It names the consent by which it was turned off; it counts only when the newest `mode.changed`
of the ledger says the same. A file that was edited, kept or put there, and a kill at any moment in
between, all mean: on. So who can write this file cannot open the door. Who edits the ledger,
too, is found out before anything leaves (`upstreams`).
"""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, UnreadableError
from desktop_app.host import files
from desktop_app.model import canonical
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.recorder.journal import Journal

NAME = "local-only"
_MAX_BYTES = 4096


class LocalOnlyMode:
    """Whether local-only is on. Thread safe.

    Attributes:
        on: True until `check` found that a person turned it off.
        upstreams: who may receive data while it is off, one line each. The door of this process
            (`host.egress`) stays shut in either mode: what leaves is carried by another.
    """

    def __init__(self, path: Path, journal: Journal) -> None:
        self._path, self._journal = path, journal
        self._lock = Lock()
        self.on = True
        self._untold = False  # that it was turned on
        self.upstreams: tuple[str, ...] = ()

    def check(self, ledger: LedgerReader) -> None:
        """Take over what an earlier recorder left; a file that the ledger does not know is told.

        Raises:
            StorageError, OverloadedError: the entry that tells it is not stored.
        """
        if not self._path.is_symlink() and not self._path.exists():
            return
        changed = _newest(ledger)
        with self._lock:
            if changed is not None and changed.subject.get("on") is False:
                consent = changed.subject.get("consent")
                self.on = type(consent) is not int or consent != self._named()
            if self.on:
                self._note(on=True, consent=None, actor=RECORDER, reason="not in the ledger")
                self._forget()

    def turn_on(self, actor: Mapping[str, JSON], reason: str = "asked") -> int | None:
        """Turn it on; return the entry that says so, or None when it was on.

        Raises:
            StorageError, OverloadedError: the entry is not stored; it is on all the same, since
                nobody who fills a disk may keep the door open. Asked for again, the entry comes.
        """
        with self._lock:
            if self.on and not self._untold:
                return None
            self.on, self._untold = True, True
            self._forget()
            seq = self._note(on=True, consent=None, actor=actor, reason=reason)
            self._untold = False
            return seq

    def turn_off(self, consent: Mapping[str, JSON], actor: Mapping[str, JSON]) -> int | None:
        """Turn it off by a consent; return the entry that says so, or None when it was off.

        The consent is durable first, then the file, then the entry, and then it takes hold.

        Args:
            consent: subject of the `consent.record`.
            actor: who gave it.

        Raises:
            StorageError, OverloadedError: one of them is not stored, and the mode is on.
        """
        with self._lock:
            if not self.on:
                return None
            given = self._journal.note(EntryKind.CONSENT_RECORD, consent, actor=actor).seq
            files.write_durable(self._path, canonical.encode({"consent": given}))
            try:
                seq = self._note(on=False, consent=given, actor=actor)
            except BaseException:
                self._forget()
                raise
            self.on, self._untold = False, False
            return seq

    def _note(
        self,
        *,
        on: bool,
        consent: int | None,
        actor: Mapping[str, JSON],
        reason: str = "asked",
    ) -> int:
        subject: dict[str, JSON] = {"mode": NAME, "on": on, "consent": consent, "reason": reason}
        return self._journal.note(EntryKind.MODE_CHANGED, subject, actor=actor).seq

    def _named(self) -> int | None:
        """Return the entry that the file names, or None when it is not ours."""
        try:
            state = canonical.decode(files.read_bounded(self._path, _MAX_BYTES) or b"")
        except (BadEncodingError, UnreadableError):
            return None
        match state:
            case {"consent": int(consent)}:
                return consent
            case _:
                return None

    def _forget(self) -> None:
        with suppress(OSError):  # left lying there it means nothing: the ledger says on
            self._path.unlink(missing_ok=True)


def _newest(ledger: LedgerReader) -> Entry | None:
    changes = ledger.backwards(EntryKind.MODE_CHANGED)
    return next((entry for entry in changes if entry.subject.get("mode") == NAME), None)
