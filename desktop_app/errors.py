"""Every error that a person or a sender can meet: whose fault it is, and what to do about it.

Each class is one row of `resources/docs/errors.md` (generated; a test compares). `code` is stable:
scripts match on it. The message is one sentence that says what happened; `hint` says what to do.
Anything that is not a `CountersignError` and reaches the top is a bug of ours, and is told as one.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Fault = Literal["person", "sender", "machine", "ours"]
UpstreamFailure = Literal[
    "name",  # the host's name leads nowhere
    "refused",  # by our own door: no consent covers where that goes
    "connect",  # nobody answers there
    "proxy",  # the proxy will not: a person must mend that
    "certificate",  # who answers is not believed, or does not believe us, or has no TLS 1.2
    "timeout",  # a step took too long
    "reset",  # the connection broke
    "protocol",  # not HTTP, or not what such a server answers
    "too_large",  # more was answered than is read
    "redirect",  # somewhere else was named; it is not followed
    "answer",  # a proper answer that says no: `status`
    "conflict",  # other content lies under that name
    "unlocked",  # a lock was asked for that is not there
    "closed",  # we hung up
]


class CountersignError(Exception):
    """Base of all errors with a place in the error table.

    Attributes:
        code: stable name, UPPER_SNAKE.
        fault: who can mend it.
        exit_code: process exit code of a verb that ends in this error (`cli.md`).
        default_hint: what to do, when the raiser knows nothing better.
    """

    code: ClassVar[str] = "ERROR"
    fault: ClassVar[Fault] = "ours"
    exit_code: ClassVar[int] = 1
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint


# --- what a sender did -------------------------------------------------------------------------


class MalformedRequestError(CountersignError):
    """The body does not parse as what its content type says. HTTP 400, gRPC INVALID_ARGUMENT."""

    code = "MALFORMED_REQUEST"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Send the request as the OTLP or CloudEvents specification says."


class TooLargeError(CountersignError):
    """Over a size, count or depth limit after decompression. HTTP 413, gRPC RESOURCE_EXHAUSTED."""

    code = "TOO_LARGE"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Send smaller batches, or raise receive.max_bytes with `countersign config`."


class UnsupportedMediaTypeError(CountersignError):
    """A content type or encoding we do not read. HTTP 415."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Use application/x-protobuf or application/json, plain or gzip."


class ForbiddenSenderError(CountersignError):
    """Foreign Host or Origin, another user's process, or an unknown token. HTTP 403 or 401."""

    code = "FORBIDDEN_SENDER"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Send from a program of this user on this machine to 127.0.0.1 or localhost."


class UnknownTokenError(ForbiddenSenderError):
    """A token that is nobody's, or none where the settings ask for one. HTTP 401."""

    code = "UNKNOWN_TOKEN"
    default_hint = "Send `Authorization: Bearer TOKEN` with a token that `countersign setup` made."


class SlowSenderError(CountersignError):
    """The body did not come within the time for it. HTTP 408."""

    code = "SLOW_SENDER"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Send the request in one go."


class TooOftenError(CountersignError):
    """A sender asks for more than its share in too short a time. HTTP 429."""

    code = "TOO_OFTEN"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Ask less often."
    retry_after_s: ClassVar[int] = 1


class OverloadedError(CountersignError):
    """No room just now; nothing was stored; try again. HTTP 503 + Retry-After, gRPC UNAVAILABLE."""

    code = "OVERLOADED"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Exporters try again by themselves."
    retry_after_s: ClassVar[int] = 1


# --- what a person can mend --------------------------------------------------------------------


class UsageError(CountersignError):
    """The command line is off."""

    code = "USAGE"
    fault: ClassVar[Fault] = "person"
    exit_code = 2


class ConfigError(CountersignError):
    """A settings file or value cannot be used."""

    code = "CONFIG"
    fault: ClassVar[Fault] = "person"
    default_hint = "Run `countersign doctor`; it names the file and the line."


class ManagedError(ConfigError):
    """An administrator decided this for everybody on this computer (`managed.md`)."""

    code = "MANAGED"
    default_hint = "`countersign config list` shows what is managed; ask who set it."


class PolicyError(ConfigError):
    """A policy file cannot be used; every mistake in it is named with its line.

    Attributes:
        defects: one sentence each, `policy.yaml line 24: ...`; at most 20.
    """

    code = "POLICY"
    default_hint = "Mend the file; until then the last good policy stays in force."

    def __init__(
        self, message: str, *, defects: tuple[str, ...] = (), hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.defects = defects or (message,)


class NotFoundError(CountersignError):
    """No run, entry, agent, or setting of that name."""

    code = "NOT_FOUND"
    fault: ClassVar[Fault] = "person"


class RecorderNotRunningError(CountersignError):
    """The verb needs a running recorder and there is none for this data directory."""

    code = "RECORDER_NOT_RUNNING"
    fault: ClassVar[Fault] = "person"
    default_hint = "Start it with `countersign serve`."


class RecorderRunningError(CountersignError):
    """A second recorder on one data directory (ATTACKS G04)."""

    code = "RECORDER_RUNNING"
    fault: ClassVar[Fault] = "person"
    default_hint = "One recorder serves one data directory; use the running one or --data-dir."


class VersionMismatchError(CountersignError):
    """Two of our processes have different versions and refuse to mix."""

    code = "VERSION_MISMATCH"
    fault: ClassVar[Fault] = "person"
    default_hint = "Stop the older one and start again."


class PortTakenError(CountersignError):
    """Another program listens where we must."""

    code = "PORT_TAKEN"
    fault: ClassVar[Fault] = "person"
    default_hint = "Stop that program, or choose another: --otlp-http-port N, --otlp-grpc-port N."


class NotAnsweredByPersonError(CountersignError):
    """A verb that loosens or reveals was not confirmed by a person, or an agent asked for it."""

    code = "NOT_ANSWERED_BY_PERSON"
    fault: ClassVar[Fault] = "person"
    default_hint = "Run it yourself in a terminal; an agent cannot answer for you."


class AlreadyAnsweredError(CountersignError):
    """A second answer to one question: the first one holds, and this one is written down."""

    code = "ALREADY_ANSWERED"
    fault: ClassVar[Fault] = "person"
    default_hint = "`countersign consent list` shows what was answered."


class AgentConfigError(CountersignError):
    """An agent's own config cannot be read, merged or put back."""

    code = "AGENT_CONFIG"
    fault: ClassVar[Fault] = "person"
    default_hint = "Mend the file it names; nothing was changed."


class WrongPassphraseError(CountersignError):
    """The passphrase does not open the key file."""

    code = "WRONG_PASSPHRASE"
    fault: ClassVar[Fault] = "person"


# --- keys ----------------------------------------------------------------------------------------


class KeychainLockedError(CountersignError):
    """The OS keychain is locked; we wait for it and answer 503 meanwhile."""

    code = "KEYCHAIN_LOCKED"
    fault: ClassVar[Fault] = "person"
    default_hint = "Unlock the keychain; recording starts by itself."


class KeychainUnavailableError(CountersignError):
    """No usable OS keychain, though custody says that one holds the keys."""

    code = "KEYCHAIN_UNAVAILABLE"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Log in to the desktop session that holds the keys, or restore a key backup."


class KeyLostError(CountersignError):
    """The ledger exists and its keys do not. Never a silent new start (ATTACKS B07)."""

    code = "KEY_LOST"
    fault: ClassVar[Fault] = "person"
    default_hint = (
        "Restore a backup with `countersign keys restore FILE`, or start a new log that names "
        "this one with `countersign ledger adopt --reason TEXT`."
    )


# --- stores --------------------------------------------------------------------------------------


class StorageError(CountersignError):
    """Disk full, I/O error, or a store that is locked or gone; nothing was acknowledged."""

    code = "STORAGE"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Free space or mend the disk; what was acknowledged is safe."


class DiskFullError(StorageError):
    """Quota or free-space floor reached; telemetry is refused, gate entries keep a reserve."""

    code = "DISK_FULL"
    default_hint = "Free space, or raise ledger.quota_bytes; what was acknowledged is safe."


class VaultDamagedError(CountersignError):
    """Something in the vault does not decrypt: changed, moved, or under another key."""

    code = "VAULT_DAMAGED"
    fault: ClassVar[Fault] = "machine"
    default_hint = (
        "`countersign verify` says what is damaged. The record is not touched by it; put vault.db "
        "back from a backup if you have one."
    )


class VaultUnavailableError(CountersignError):
    """Nothing can be kept or revealed just now; recording goes on."""

    code = "VAULT_UNAVAILABLE"
    fault: ClassVar[Fault] = "machine"
    default_hint = "`countersign status` says what the vault waits for."


class VaultFullError(VaultUnavailableError):
    """The vault's quota is used up, or the disk is; nothing more is kept."""

    code = "VAULT_FULL"
    default_hint = "Purge what you do not need, or raise vault.quota_bytes; recording goes on."


class AgentsShareError(VaultUnavailableError):
    """What is left of the vault is for captures, not for what agents send. HTTP 507."""

    code = "AGENTS_SHARE"
    default_hint = "Purge what you do not need, or raise vault.quota_bytes; recording goes on."


class NotConsentedError(CountersignError):
    """No consent to keep this is in force."""

    code = "NOT_CONSENTED"
    fault: ClassVar[Fault] = "person"
    default_hint = "Allow it in the window under Consent; until then sizes and digests are kept."


class SQLiteTooOldError(CountersignError):
    """The linked SQLite can lose committed WAL transactions (before 3.51.3; ATTACKS E07)."""

    code = "SQLITE_TOO_OLD"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Install apsw 3.51.3.0 or later."


class NewerFormatError(CountersignError):
    """Written by a later version of Countersign; an older one does not guess."""

    code = "NEWER_FORMAT"
    fault: ClassVar[Fault] = "person"
    exit_code = 60
    default_hint = "Use the version that wrote it, or a later one."


class UnreadableError(CountersignError):
    """Not a ledger, hostile, or too large to judge."""

    code = "UNREADABLE"
    fault: ClassVar[Fault] = "machine"
    exit_code = 60


class HostileBundleError(UnreadableError):
    """A bundle whose container no bundle has: odd names, links, a zip bomb, damage (D08, D09)."""

    code = "HOSTILE_BUNDLE"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Do not unpack it. Ask for the bundle again, or use a later version."


class LedgerDivergedError(CountersignError):
    """The ledger contradicts its pin; it is never appended to."""

    code = "LEDGER_DIVERGED"
    fault: ClassVar[Fault] = "machine"
    exit_code = 30
    default_hint = (
        "Run `countersign verify`. If you restored a backup on purpose: "
        "`countersign ledger adopt --reason TEXT`."
    )


class LedgerInvalidError(CountersignError):
    """The ledger's tail does not recompute; it is never appended to."""

    code = "LEDGER_INVALID"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40
    default_hint = "Run `countersign verify`; it names the first bad entry."


class BadEncodingError(CountersignError):
    """Bytes that are not in the one canonical form (leaf, note, proof, key)."""

    code = "BAD_ENCODING"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40


class BadSignatureError(CountersignError):
    """A signature by a known key that does not verify, or that its key may not make there."""

    code = "BAD_SIGNATURE"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40


class BadProofError(CountersignError):
    """An inclusion or consistency proof that does not lead to the root."""

    code = "BAD_PROOF"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40


class KeyLogError(CountersignError):
    """An entry that brings keys, or ends them, and does not hold.

    Attributes:
        finding: code of the finding that it leads to, lower_snake.
    """

    code = "KEY_LOG"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40

    def __init__(self, message: str, *, finding: str = "key_log", hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.finding = finding


class ExportOutdatedError(CountersignError):
    """The epoch whose key would sign a bundle has ended since it was asked for; nothing is lost."""

    code = "EXPORT_OUTDATED"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Export again: it is asked for anew."


class ExportCancelledError(CountersignError):
    """An export that was stopped before its end; no file of it is left."""

    code = "EXPORT_CANCELLED"
    fault: ClassVar[Fault] = "person"
    exit_code = 130


class BundleTooLargeError(CountersignError):
    """What was asked for does not fit the bounds of one bundle (`bundle.md`, section "Bounds")."""

    code = "BUNDLE_TOO_LARGE"
    fault: ClassVar[Fault] = "person"
    default_hint = "Export less: a run, a shorter stretch of time, or `--level metadata`."


class IndexUnreadableError(CountersignError):
    """index.db is missing, damaged or not ours. Nothing is lost: it is derived from the ledger."""

    code = "INDEX_UNREADABLE"
    fault: ClassVar[Fault] = "machine"
    default_hint = (
        "Start `countersign serve`, which mends it by itself, or run `countersign index rebuild`."
    )


class NoDisplayError(CountersignError):
    """The tray was asked for where no window can be shown, or without Qt installed."""

    code = "NO_DISPLAY"
    fault: ClassVar[Fault] = "machine"
    default_hint = (
        "`countersign serve` records without a window; `countersign --help` lists all verbs."
    )


class UpstreamError(CountersignError):
    """An upstream was not reached, or did not take what was sent; the ledger still holds it.

    Attributes:
        kind: what went wrong.
        status: of the HTTP answer (of the proxy's for `proxy`), where there was one.
        sent: whether something of the request may have arrived.
        retry_after_s: how long the server wants to be left alone, where it said so.
    """

    code = "UPSTREAM"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Look at its address, at the network and at its certificate; nothing is lost."

    def __init__(
        self,
        message: str,
        *,
        kind: UpstreamFailure = "answer",  # what a recorder says of one has its words alone
        status: int | None = None,
        sent: bool = False,
        retry_after_s: float | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.status = status
        self.sent = sent
        self.retry_after_s = retry_after_s


class BugError(CountersignError):
    """A state that the code says cannot be. Please report it with the details shown."""

    code = "BUG"
    fault: ClassVar[Fault] = "ours"
    default_hint = "This is a mistake in Countersign. Report it with the text above."
