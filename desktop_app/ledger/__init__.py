"""The append-only store: one writer, many readers, and the audit that recomputes all of it."""

from __future__ import annotations
