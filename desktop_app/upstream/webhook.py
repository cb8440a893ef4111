"""Entries for a webhook, as CloudEvents 1.0, signed as Standard Webhooks say.

Promise: each entry but telemetry and what tells of upstreams goes, in order, its leaf inside as it
is (`model.cloudevents`). No body goes, so nothing that an agent sent but names and counts.

Sources: cloudevents.io, HTTP protocol binding v1.0.2 (structured and batched mode);
github.com/standard-webhooks/standard-webhooks, specification 1.0.0.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from desktop_app.errors import UsageError
from desktop_app.model.cloudevents import event
from desktop_app.upstream.batches import Batch, Cutter, Form, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.kinds import EntryKind
    from desktop_app.upstream.values import Upstream

NEVER: Final = ("otlp.", "upstream.")  # starts of kinds: what has its own way, what would not end
_ONE = Form("events", "", "application/cloudevents+json")
_MANY = Form("events", "", "application/cloudevents-batch+json", b"[", b",", b"]")
_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)


class Events:
    """The walk of one upstream. Not thread safe: one reader a thread.

    Args:
        upstream: of kind `webhook`.
        ledger: what is read.
    """

    def __init__(self, upstream: Upstream, ledger: LedgerReader) -> None:
        self._ledger, self._start, self._sends = ledger, upstream.start, upstream.sends

    def after(self, position: int, stop: int | None = None) -> Iterator[Batch]:
        """Yield the batches of the entries [position, stop), in order.

        Args:
            position: where the upstream stands; nothing before its first entry goes.
            stop: the end of the walk; None: what is there by then.

        Raises:
            UnreadableError, StorageError: of the reader.
        """
        position = max(position, self._start)
        form = _ONE if self._sends.batch == 1 else _MANY
        cutter: Cutter | None = None
        end = position
        for entry in self._ledger.entries(position, stop):
            cutter = cutter or Cutter(entry.log, position, self._sends.batch)
            end = entry.seq + 1
            if self._wanted(entry.kind):
                yield from cutter.add(form, Part(entry.seq, event(entry)))
            elif sendable(entry.kind):
                cutter.skip()
            yield from cutter.end_of(entry.seq)
        if cutter is not None:
            yield from cutter.cut(end)

    def _wanted(self, kind: EntryKind) -> bool:
        return sendable(kind) and (not self._sends.kinds or kind.value in self._sends.kinds)


def sendable(kind: str) -> bool:
    """Tell whether entries of a kind ever go to a webhook."""
    return not kind.startswith(NEVER)


def signed(secret: str, key: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """Return the headers that sign a request.

    Args:
        secret: `whsec_...`.
        key: of the request; the same whenever it is sent.
        timestamp_s: POSIX time of this attempt; receivers refuse what is older than some minutes.
        body: as it is sent, before any compression.

    Raises:
        UsageError: no such secret.
    """
    told = f"{key}.{timestamp_s}.".encode() + body
    digest = hmac.digest(parse_secret(secret), told, sha256)
    return {
        "webhook-id": key,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def format_secret(key: bytes) -> str:
    """Return a key of 24 to 64 bytes as receivers are given it."""
    return _PREFIX + base64.b64encode(key).decode()


def parse_secret(secret: str) -> bytes:
    """Return the key that a secret holds; the message never shows any of it.

    Raises:
        UsageError: it is no secret of a Standard Webhook.
    """
    try:
        if not secret.startswith(_PREFIX):
            raise ValueError  # noqa: TRY301 - one message for whatever is wrong with it
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (ValueError, binascii.Error) as error:
        raise UsageError(f"A webhook's secret is {_PREFIX} and base64.") from error
    if len(key) not in _KEY_BYTES:
        raise UsageError("A webhook's secret has 24 to 64 bytes.")
    return key
