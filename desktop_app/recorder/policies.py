"""The policy in force: ours, over it the person's, over both the administrator's; read again.

Promise: a file that cannot be used never changes what holds. The last good one stays (at the start:
ours alone), and `status` says what is wrong with the file. Each decision names version and digest
of what it was made by. Thread safe.
"""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.host import files, resources
from desktop_app.policy.document import parse_policy
from desktop_app.policy.layered import over
from desktop_app.recorder.managed_policy import ManagedPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.policy.rules import Policy

LOG = logging.getLogger(__name__)
DEFAULT = "policy/default.yaml"
NAME = "policy.yaml"
MAX_BYTES = 1024 * 1024
LOOK_US = 250_000  # the files are looked at that often at most

_Stamp = tuple[int, int, int]  # inode, size, time of change


class Policies:
    """Reads, keeps, reads again.

    Attributes:
        error: why the person's file is not in force; None when it is, or there is none.
        managed: the administrator's.
        changed: hears (old, new) after another policy came into force.
    """

    def __init__(self, data_dir: Path, clock: Clock) -> None:
        self._path, self._clock = data_dir / NAME, clock
        self._home = str(Path.home())
        self._lock = Lock()
        self._base = self._parse_base()
        self._own = self._policy = self._base
        self._text = resources.read_text(DEFAULT)
        self._stamp: _Stamp | None = None
        self._next_us = 0
        self.error: str | None = None
        self.managed = ManagedPolicy()
        self.changed: Callable[[Policy, Policy], None] = _nobody
        self.look()

    @property
    def current(self) -> Policy:
        """The policy in force, after a look at the files where one is due."""
        if self._clock.boot_us() >= self._next_us and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._policy

    def look(self) -> None:
        """Look at the files now."""
        with self._lock:
            self._look()

    def state(self) -> dict[str, JSON]:
        """Return what `status` says of it."""
        own, file = self._own, DEFAULT if self._own is self._base else str(self._path)
        told: dict[str, JSON] = {"version": own.version, "digest": own.digest, "file": file}
        return {**told, "error": self.error, "managed": self.managed.state()}

    def told(self) -> dict[str, JSON]:
        """Return what the verb `policy` says: the texts in force too."""
        return {**self.state(), "text": self._text, "managed_text": self.managed.text}

    def _look(self) -> None:
        self._next_us = self._clock.boot_us() + LOOK_US
        over_changed, own_changed = self.managed.look(), self._look_at_own()
        if over_changed or own_changed:
            before, self._policy = self._policy, over(self.managed.policy, self._own)
            if over_changed or before.digest != self._policy.digest:
                self.changed(before, self._policy)

    def _look_at_own(self) -> bool:
        """Look at the person's file; tell whether another policy is theirs now."""
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            data = files.read_bounded(self._path, MAX_BYTES)
            text = None if data is None else data.decode()
            policy = self._base if text is None else self._parse(text)
        except CountersignError as error:
            return self._keep(error.message)
        except ValueError:
            return self._keep(f"{NAME} is not UTF-8.")
        self._own, self.error = policy, None
        self._text = resources.read_text(DEFAULT) if text is None else text
        return True

    def _parse(self, text: str) -> Policy:
        return parse_policy(text, NAME, base=self._base, home=self._home)

    def _parse_base(self) -> Policy:
        return parse_policy(resources.read_text(DEFAULT), Path(DEFAULT).name, home=self._home)

    def _keep(self, why: str) -> bool:
        self.error = why
        LOG.warning("The policy file is not in force: %s", why)
        return False


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _nobody(_old: Policy, _new: Policy) -> None:
    """Nobody needs to hear of it."""
