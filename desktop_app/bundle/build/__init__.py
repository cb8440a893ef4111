"""Making an audit bundle: what is shown of a ledger, with the proofs of it."""

from __future__ import annotations
