"""Vault: content that a person allowed to keep, encrypted; it can die and the ledger stays."""

from __future__ import annotations
