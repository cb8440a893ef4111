"""Ed25519 and ML-DSA-44 keys, signed checkpoints, and the statements that bind epochs together."""

from __future__ import annotations
