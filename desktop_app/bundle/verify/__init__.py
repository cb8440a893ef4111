"""The verifier of audit bundles. It stands alone: no store, no operating system, no Qt."""

from __future__ import annotations
