"""Values that every layer shares: entries, canonical bytes, ids, the clock. No I/O in here."""

from __future__ import annotations
