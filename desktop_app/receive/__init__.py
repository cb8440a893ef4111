"""Doors in: OTLP/HTTP, OTLP/gRPC and CloudEvents, on loopback, with limits and admission.

Nothing here stores or changes a record: a request is bounded, checked and handed to an `Intake`,
whose future is done when the data is durable or refused; that is then answered in the words of the
protocol. Sources: OTLP specification 1.10, CloudEvents 1.0.2 (HTTP binding, JSON format).
"""

from __future__ import annotations
