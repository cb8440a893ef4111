"""The policy that an administrator set, read again when it changes.

Promise: a file of theirs that cannot be read leaves no gap. The last good one stays; without one
everything is asked. A folder that is not theirs counts for nothing, and is told.
`resources/docs/managed.md`, "Rules".
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.host import managed
from desktop_app.policy.layered import SOURCE, parse_managed, unreadable

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.policy.rules import Policy

LOG = logging.getLogger(__name__)
NOT_READ = "0" * 64  # in the digest's place: what cannot be read holds in no other way


class ManagedPolicy:
    """Reads, keeps, reads again. One thread at a time.

    Attributes:
        policy: that holds over every other; None where none does.
        text: of the file it was made of; "" for none.
        error: why the file, or the folder, is not in force; None when it is, or is not there.
    """

    def __init__(self) -> None:
        self.policy: Policy | None = None
        self.text = ""
        self.error: str | None = None
        self._stamp: object = None

    @property
    def digest(self) -> str | None:
        """SHA-256 of what holds, hex, `NOT_READ` for what asks always; None for nothing."""
        return None if self.policy is None else self.policy.digest

    def look(self) -> bool:
        """Look at the file; tell whether another policy holds now."""
        why = managed.why_not()
        stamp = (why, managed.stamp(managed.POLICY))
        if stamp == self._stamp:
            return False
        self._stamp, before = stamp, self.digest
        if why is not None:
            self._take(None, "", f"Nothing is managed: {why}")
        else:
            self._read()
        return before != self.digest

    def state(self) -> dict[str, JSON] | None:
        """Return what `status` says of it; None where there is nothing to say."""
        if self.policy is None and self.error is None:
            return None
        file = str(managed.folder() / managed.POLICY)
        return {"file": file, "digest": self.digest, "error": self.error}

    def _read(self) -> None:
        try:
            data = managed.read(managed.POLICY)
            if data is None:
                self._take(None, "", None)
                return
            text = data.decode()
            self._take(parse_managed(text, managed.account_home()), text, None)
        except CountersignError as error:
            self._keep(error.message)
        except ValueError:
            self._keep(f"{SOURCE} is not UTF-8.")

    def _keep(self, why: str) -> None:
        self._take(self.policy or unreadable(NOT_READ), self.text, why)

    def _take(self, policy: Policy | None, text: str, error: str | None) -> None:
        self.policy, self.text, self.error = policy, text, error
        if error is not None:
            LOG.warning("The managed policy: %s", error)
