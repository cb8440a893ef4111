"""Audit bundles: built from the ledger, and verified by what owes the ledger nothing.

Specification: `resources/docs/bundle.md`.
"""

from __future__ import annotations
