"""What goes upstream: which bytes, cut from the ledger's entries. No network, no clock, no disk.

`resources/docs/upstream.md` is the specification. A walk (`otlp.Telemetry`, `webhook.Events`) gives
batches from a position on; `objects` names what is put; `answers` says what an answer means.
"""

from __future__ import annotations
