"""RFC 6962 trees and C2SP notes, checkpoints, proofs and tiles: bytes and ints in, bytes out."""

from __future__ import annotations
