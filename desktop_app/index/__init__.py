"""index.db: searchable SQLite, derived from the ledger, disposable (`resources/docs/index.md`)."""

from __future__ import annotations
