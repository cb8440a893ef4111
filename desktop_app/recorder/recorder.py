"""The recorder: everything that `wiring` put together, with its state in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.errors import ConfigError
from desktop_app.query.keys import published_keys
from desktop_app.query.position import indexed_size
from desktop_app.recorder import room
from desktop_app.recorder.exports import Exports
from desktop_app.recorder.revealed import Revealed
from desktop_app.recorder.rules import make_redactor
from desktop_app.recorder.settings import IN_NOTIFICATIONS, WITHOUT_RECORDER
from desktop_app.recorder.stopping import Stopping

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.host.clock import SystemClock
    from desktop_app.host.paths import Paths
    from desktop_app.ledger.writer import LedgerState
    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore
    from desktop_app.recorder.bigjob import BigRequests
    from desktop_app.recorder.copies import Copies
    from desktop_app.recorder.environments import Environments
    from desktop_app.recorder.follower_process import FollowerProcess
    from desktop_app.recorder.gating import Gating
    from desktop_app.recorder.holding import Holding
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.keeping import Keeping
    from desktop_app.recorder.known_retention import KnownRetention
    from desktop_app.recorder.managed import Managed
    from desktop_app.recorder.meter import Meter
    from desktop_app.recorder.mode import LocalOnlyMode
    from desktop_app.recorder.pause import Pause
    from desktop_app.recorder.pictures import Pictures
    from desktop_app.recorder.pipeline import Pipeline
    from desktop_app.recorder.purging import Purging
    from desktop_app.recorder.refusals import Refusals
    from desktop_app.recorder.rollbacks import Rollbacks
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.recorder.sampling import Sampling
    from desktop_app.recorder.senders import Senders
    from desktop_app.recorder.settings import Settings
    from desktop_app.recorder.upstreams import Upstreams
    from desktop_app.redact.redactor import Redactor


@dataclass
class Recorder:
    """The parts that verbs act on."""

    paths: Paths
    clock: SystemClock
    ids: IdSource
    settings: Settings
    managed: Managed | None
    senders: Senders
    journal: Journal
    run_keys: RunKeys
    pause: Pause
    local_only: LocalOnlyMode
    upstreams: Upstreams
    pipeline: Pipeline
    follower: FollowerProcess
    meter: Meter
    big: BigRequests
    refusals: Refusals
    gating: Gating
    keeping: Keeping
    pictures: Pictures
    copies: Copies
    environments: Environments
    rollbacks: Rollbacks
    retention: KnownRetention
    purging: Purging
    sampling: Sampling
    holding: Holding
    started_us: int
    ask_passphrase: Callable[[str], str] | None = None
    token_key: bytes | None = None
    otlp_http: str | None = None
    otlp_grpc: str | None = None
    keystores: list[KeyStore] = field(default_factory=list)
    exports: Exports = field(default_factory=Exports)
    revealed: Revealed = field(default_factory=Revealed)
    stopping: Stopping = field(default_factory=Stopping)
    keeper: str = "command"

    @property
    def redactor(self) -> Redactor:
        """The redactor in force; OverloadedError while the keys are not open."""
        return self.pipeline.redactor_in_force()

    def check_sender_name(self, name: str) -> None:
        """Refuse what is not a sender's name, or looks like a secret: it stands in every leaf.

        Raises:
            ConfigError: one of the two.
        """
        self.senders.check_name(name)
        if self.redactor.redact_text(name, self.run_keys.key("", None))[1]:
            raise ConfigError("That sender's name looks like a secret; choose another.")

    def apply_settings(self) -> None:
        """Make settings that can change while running take hold."""
        self.gating.without_recorder(leaves=self.settings[WITHOUT_RECORDER] == "agent")
        self.gating.gate.in_notifications = self.settings[IN_NOTIFICATIONS] is True
        self.keeping.set_quota(self.settings.number("vault.quota_bytes"))
        if self.token_key is not None:
            strict = bool(self.settings["redact.strict"])
            self.pipeline.redactor = make_redactor(self.token_key, strict=strict)
            self.big.configure(self.token_key, strict=strict)

    def managed_told(self) -> dict[str, JSON]:
        """Return what `recorder.start` says of managed defaults; {} where there are none.

        Shape: `resources/docs/managed.md`, "In the ledger".
        """
        if self.managed is None:
            return {}
        policy = self.gating.policies.managed
        trouble: list[JSON] = [*self.managed.trouble]
        if policy.error is not None and policy.error not in trouble:
            trouble.append(policy.error)
        digests: dict[str, JSON] = {"settings": self.managed.digest, "policy": policy.digest}
        return {"managed": {**digests, "trouble": trouble}}

    def keystore(self) -> KeyStore:
        """Return the keystore of the open ledger."""
        return self.keystores[-1]

    def keys(self) -> dict[str, JSON]:
        """Return the public keys, fingerprint and custody of the open ledger.

        Shape: `resources/docs/control.md`, verb `keys.list`.
        """
        found = published_keys(self.paths.ledger)
        state = self.journal.writer.state()
        return {**found, "fingerprint": state.fingerprint, "custody": state.custody}

    def introduction(self) -> dict[str, JSON]:
        """Return what a person is shown once, when the log is new; else nothing."""
        if self.journal.waiting_for is not None or not self.journal.is_new:
            return {}
        return {"keys": self.keys()}

    def lag(self) -> int | None:
        """Return how many entries the index is behind; None when it cannot be read."""
        indexed = indexed_size(self.paths.index)
        return None if indexed is None else self.journal.writer.state().size - indexed

    def status(self) -> dict[str, JSON]:
        """Return the one model that `status`, tray and window read.

        Shape: `resources/docs/control.md`, verb `status`.
        """
        waiting = self.journal.waiting_for
        found: dict[str, JSON] = {
            "version": __version__,
            "recording": waiting is None and not self.pause.active,
            "waiting_for": waiting,
            "paused": self.pause.active,
            "paused_until_us": self.pause.until_us,
            "local_only": self.local_only.on,
            "upstreams": len(self.local_only.upstreams),
            "recipients": list(self.local_only.upstreams),
            "otlp_http": self.otlp_http,
            "otlp_grpc": self.otlp_grpc,
            "data_dir": str(self.paths.data_dir),
            "since_us": self.started_us,
            "keeper": self.keeper,
            "counts": dict(self.meter.counts()),
            "index_restarts": self.follower.restarts,
            "trouble": None,
            "vault": self.keeping.status(),
            "captures": self.pictures.status(),
            "managed": None if self.managed is None else self.managed.told(),
            **self.gating.status(),
        }
        if waiting is None:
            found |= self._ledger_state()
            found["recording"] = found["recording"] and self._failure() is None
        return found

    def _failure(self) -> str | None:
        """Return why nothing can be appended just now, or None."""
        state = self.journal.writer.state()
        return self.journal.trouble or state.refusing or state.last_error

    def _ledger_state(self) -> dict[str, JSON]:
        state = self.journal.writer.state()
        indexed = indexed_size(self.paths.index)
        return {
            "install_id": state.install_id,
            "custody": str(state.custody),
            "size": state.size,
            "sealed_size": state.sealed_size,
            "unsealed": state.size - state.sealed_size,
            "epoch": state.epoch,
            "ledger_bytes": state.bytes,
            **room.room(self.paths, self.settings),
            "quota_warning": room.is_near(state.bytes - state.spare_bytes, self.settings),
            "retention": self.retention.told(),
            "indexed_size": indexed,
            "lag": None if indexed is None else state.size - indexed,
            "fingerprint": state.fingerprint,
            **_times(state),
            "trouble": self._failure() or state.keys_error,
        }


def _times(state: LedgerState) -> dict[str, JSON]:
    """Return when the log was sealed and pinned, and since when something waits for a seal."""
    # A ledger that contradicts its pin is never opened; what happened since may be worse.
    agrees = True if state.refusing is None else None
    return {
        "sealed_at_us": state.sealed_us or None,
        "unsealed_since_us": state.unsealed_since_us,
        "pin": {"size": state.pinned_size, "at_us": state.pinned_us, "agrees": agrees},
    }
